"""A folder build takes the place of an older one whole or not at all, and what keeps it from that is one sentence."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import bootstrap
import build
import builds.folder
import system_packages
from builds.folder import BuildError
from builds.record import Record

Freeze = Callable[[Path, Path], tuple[Path, Path]]


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Builds in which a small folder stands for what PyInstaller makes, and nothing is stripped."""

    def freeze(work: Path, venv: Path) -> tuple[Path, Path]:
        made = work / "dist" / "whence"
        (made / "_internal").mkdir(parents=True)
        (made / "whence").write_text("#!/bin/sh\n")
        (made / "whence").chmod(0o700)
        (made / "_internal" / "model.onnx").write_bytes(b"new")
        return made, work / "collected.json"

    def explain(made: Path, collected: Path, venv: Path) -> Path:
        record = collected.with_name("record.json")
        Record({}, ()).write(record)
        (made / "NOTICES").write_text("of others")
        return record

    monkeypatch.setattr(builds.folder, "provide_tools", lambda: None)
    monkeypatch.setattr(builds.folder, "environment", Path)
    monkeypatch.setattr(builds.folder, "renew", lambda _: None)
    monkeypatch.setattr(builds.folder, "freeze", freeze)
    monkeypatch.setattr(builds.folder, "explain", explain)
    monkeypatch.setattr(builds.folder, "strip", lambda *_: None)
    return monkeypatch


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.usefixtures("workshop")
def test_a_build_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    (tmp_path / "whence").mkdir()
    (tmp_path / "whence" / "old").write_text("old")
    made = builds.folder.build(tmp_path)
    assert names(made) == {"whence", "_internal", "share", "LICENSE", "NOTICES"}
    assert names(tmp_path) == {"whence", "whence.json"}


def test_a_build_that_fails_leaves_the_older_one_as_it_was(workshop: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "whence").mkdir()
    (tmp_path / "whence" / "old").write_text("old")

    def full(work: Path, venv: Path) -> tuple[Path, Path]:
        raise OSError(errno.ENOSPC, "No space left on device", str(work))

    workshop.setattr(builds.folder, "freeze", full)
    with pytest.raises(BuildError, match="disk is full: make room"):
        builds.folder.build(tmp_path)
    assert names(tmp_path) == {"whence"}
    assert names(tmp_path / "whence") == {"old"}


@pytest.mark.usefixtures("workshop")
def test_an_output_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildError, match=r"file.* cannot be written"):
        builds.folder.build(tmp_path / "file" / "build")


@pytest.mark.usefixtures("workshop")
@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BuildError, match="cannot be written: Permission denied"):
        builds.folder.build(tmp_path / "build")


def test_what_stands_in_the_place_comes_back_when_the_new_one_cannot_be_put_there(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    with pytest.raises(FileNotFoundError):
        builds.folder.put(tmp_path / "missing", tmp_path / "old", tmp_path / "aside")
    assert (tmp_path / "old").read_text() == "old"


def test_a_missing_tool_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(builds.folder, "TOOLS", {"objdump": "binutils"})
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_packages, "provide", lambda *_: "sudo apt-get install binutils")
    with pytest.raises(BuildError, match="needs objdump: sudo apt-get install binutils, then start again"):
        builds.folder.provide_tools()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device: '/x'", "The disk is full"),
        ("PyInstaller.exceptions.PythonLibraryNotFoundError: ERROR", "no shared library"),
        ("Traceback ...\nValueError: odd", "ValueError: odd"),
        ("", "does not say why"),
    ],
)
def test_what_pyinstaller_says_becomes_one_sentence(said: str, sentence: str) -> None:
    assert sentence in builds.folder.why_it_failed(said)


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_rights_and_times_do_not_depend_on_who_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    program, data = tmp_path / "program", tmp_path / "data"
    for path, rights in ((program, 0o700), (data, 0o600)):
        path.write_text("")
        path.chmod(rights)
    builds.folder.settle(tmp_path)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (program, data)] == [0o755, 0o644]
    assert {path.stat().st_mtime for path in (tmp_path, program, data)} == {1700000000}


def test_without_being_told_the_time_is_that_of_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert builds.folder.source_date() >= builds.folder.OLDEST_TIME_S
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert builds.folder.source_date() == builds.folder.OLDEST_TIME_S


def test_the_command_says_why_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def refuse(output: Path) -> Path:
        raise BuildError("It cannot be: do that.")

    monkeypatch.setattr(builds.folder, "build", refuse)
    assert build.main(["folder", "--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "whence: It cannot be: do that.\n"


def test_the_environment_of_the_build_is_not_that_of_the_checkout() -> None:
    """A developer's own environment holds PyTorch and tools that no photographer needs."""
    assert not {"dev", "training"} & set(bootstrap.EXTRAS["build"])
    assert {"build", "desktop", "raw", "signs"} == set(bootstrap.EXTRAS["build"])


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for Python is a shell script")
@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("kill -KILL $$", "There is no Debian package: signal 9 ended it; try again."),
        ("exit 1", "There is no Debian package; the line above says why."),
    ],
)
def test_a_package_that_was_not_made_is_told_with_what_ended_it(
    ends: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / builds.folder.FOLDER).mkdir()
    (tmp_path / builds.folder.RECORD).touch()
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{ends}\n")
    python.chmod(0o700)
    monkeypatch.setattr(builds.folder, "environment", lambda: tmp_path)
    monkeypatch.setattr(bootstrap, "program", lambda *_: python)
    assert build.main(["deb", "--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"whence: {said}\n"
