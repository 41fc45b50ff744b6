"""Photos that another program has in its hands: written where the system allows it, and said where it does not."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from accepting import accept, digest, make, position, run
from tiff_blocks import XMP_WITH_GPS

from whence_engine.accept.rows import WriteRow
from whence_engine.accept.undo import undo
from whence_engine.library.library import Library

HELD = "Another program holds it open: close it there and try again."
posix = pytest.mark.skipif(os.name != "posix", reason="Windows lets no file be replaced that is open")


@contextmanager
def another_program(code: str, path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run `code` on `path`, up to its line that waits for us."""
    command = [sys.executable, "-c", f"import fcntl, sys; file = open(sys.argv[1], 'rb'); {code}", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        yield other
        other.communicate(timeout=30)


def windows(replace: Callable[..., None], number: int, held: Path) -> Callable[..., None]:
    """`os.replace` as Windows has it while another program holds the file `held` without sharing it."""

    def call(source: Path, target: Path) -> None:
        if Path(target) == held:
            error = PermissionError(errno.EACCES, "Access is denied")
            error.winerror = number  # type: ignore[attr-defined, unused-ignore] # Python sets it on Windows alone
            raise error
        replace(source, target)

    return call


@posix
def test_a_photo_that_another_program_reads_is_replaced_and_its_reader_sees_the_old_one(
    library: Library, folder: Path
) -> None:
    path = make(folder)
    old = path.read_bytes()
    accept(library, path)
    code = "print('ready', flush=True); sys.stdin.readline(); print(len(file.read()), flush=True)"
    with another_program(code, path) as other:
        assert run(library) == [WriteRow(path, "exif")]
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == f"{len(old)}\n"
    assert path.stat().st_size > len(old)
    assert position(path) is not None


@posix
def test_a_photo_that_another_program_has_locked_is_left_alone_and_waits(library: Library, folder: Path) -> None:
    path = make(folder)
    before = digest(path)
    accept(library, path)
    code = "fcntl.flock(file, fcntl.LOCK_EX); print('ready', flush=True); sys.stdin.read()"
    with another_program(code, path):
        (row,) = run(library, write="exif")
        assert row == WriteRow(path, "refused", "Another program is writing it just now: let it finish and try again.")
        assert digest(path) == before
    assert run(library) == [WriteRow(path, "exif")]


@pytest.mark.parametrize("number", [5, 32, 33], ids=["access denied", "sharing violation", "lock violation"])
def test_a_photo_that_windows_will_not_let_go_is_left_alone_and_waits(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path, other = make(folder), make(folder, "1.jpg")
    before = digest(path)
    for each in (path, other):
        accept(library, each)
    with monkeypatch.context() as held:
        held.setattr(os, "replace", windows(os.replace, number, path))
        rows = {row.path: row for row in run(library)}
    assert rows == {path: WriteRow(path, "refused", HELD), other: WriteRow(other, "exif")}
    assert digest(path) == before
    assert sorted(one.name for one in folder.iterdir()) == ["1.jpg", "a.jpg"]
    assert [record.target for record in library.ledger.writes.standing()] == [other]
    assert run(library) == [WriteRow(path, "exif")]


def test_an_undo_that_windows_does_not_allow_yet_can_be_done_later(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(folder)
    before = digest(path)
    accept(library, path)
    run(library)
    with monkeypatch.context() as held:
        held.setattr(os, "replace", windows(os.replace, 32, path))
        assert list(undo(library, last=True)) == [WriteRow(path, "refused", HELD)]
    assert list(undo(library, last=True)) == [WriteRow(path, "undone")]
    assert digest(path) == before


def test_a_sidecar_that_is_held_does_not_hide_that_its_photo_was_written(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(folder)
    beside = folder / "a.jpg.xmp"
    beside.write_bytes(XMP_WITH_GPS)
    accept(library, path)
    with monkeypatch.context() as held:
        held.setattr(os, "replace", windows(os.replace, 32, beside))
        (row,) = run(library, replace=True)
    assert row == WriteRow(path, "exif", f"A file that goes with it was left as it was: {HELD}")
    assert beside.read_bytes() == XMP_WITH_GPS
    assert [record.target for record in library.ledger.writes.standing()] == [path]
    assert [one.action for one in undo(library, last=True)] == ["undone"]
