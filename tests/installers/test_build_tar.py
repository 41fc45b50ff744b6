"""The archive of a build: the same folder gives the same bytes; sums and sizes tell what is in it."""

import lzma
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

import build
import builds.sizes
import builds.tar
from builds.folder import BuildError
from builds.record import Record

pytestmark = pytest.mark.skipif(os.name != "posix", reason="archives of Linux and macOS")


@pytest.fixture(autouse=True)
def date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def made(folder: Path) -> Path:
    """A build in small: a program, a library, a link to it."""
    (folder / "_internal" / "numpy").mkdir(parents=True)
    (folder / "whence").write_text("#!/bin/sh\n")
    (folder / "whence").chmod(0o755)
    (folder / "_internal" / "numpy" / "libx.so.1").write_bytes(bytes(2_000_000))
    (folder / "_internal" / "libx.so.1").symlink_to("numpy/libx.so.1")
    return folder


def test_the_same_folder_gives_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other" / "place")
    os.utime(other / "whence", (1, 1))
    first, second = (
        builds.tar.archive(folder, tmp_path / name, preset=0) for folder, name in ((one, "a"), (other, "b"))
    )
    assert first.read_bytes() == second.read_bytes()


def test_everything_is_below_one_folder_and_root_s(tmp_path: Path) -> None:
    archive = builds.tar.archive(made(tmp_path / "whence"), tmp_path, preset=0)
    top = f"whence-{builds.tar.version()}"
    with tarfile.open(archive) as tar:
        entries = {entry.name: entry for entry in tar.getmembers()}
        tar.extractall(tmp_path / "unpacked", filter="data")
    assert {name.partition("/")[0] for name in entries} == {top}
    assert {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in entries.values()} == {
        (0, 0, "root", 1700000000)
    }
    assert list(builds.tar.differences(tmp_path / "whence", tmp_path / "unpacked" / top)) == []
    assert (tmp_path / "unpacked" / top / "_internal" / "libx.so.1").is_symlink()


def test_a_full_disk_leaves_no_half_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(out: lzma.LZMAFile, folder: Path, name: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(builds.tar, "pack", full)
    with pytest.raises(BuildError, match="disk is full"):
        builds.tar.archive(made(tmp_path / "whence"), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_differences_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    assert build.main(["compare", str(one), str(other)]) == 0
    (other / "whence").write_text("#!/bin/sh\nexit\n")
    (other / "more").write_text("")
    (other / "_internal" / "numpy" / "libx.so.1").chmod(0o644)
    (one / "_internal" / "libx.so.1").unlink()
    assert build.main(["compare", str(one), str(other)]) == 1
    told = capsys.readouterr().out
    for line in ("./whence: other bytes", "./more: only in", "./_internal/libx.so.1: only in"):
        assert line in told


def test_sums_are_those_that_coreutils_checks(tmp_path: Path) -> None:
    made(tmp_path / "whence")
    builds.tar.archive(tmp_path / "whence", tmp_path, preset=0)
    sums = builds.tar.write_sums(tmp_path)
    assert ".tar.xz\n" in sums.read_text()
    check = ["sha256sum", "--check", "--strict", sums.name]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "whence" / "whence").write_text("changed")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_sizes_are_told_by_part_and_a_link_has_none(tmp_path: Path) -> None:
    folder = made(tmp_path / "whence")
    starter = folder / "_internal" / "whence_engine" / "inference" / "starter"
    starter.mkdir(parents=True)
    (starter / "image.onnx").write_bytes(bytes(3_000_000))
    record = Record({"numpy/libx.so.1": ("distribution", "numpy")}, ())
    parts = builds.sizes.parts(folder, record)
    assert list(parts.items())[:2] == [("starter model", 3_000_000), ("numpy", 2_000_000)]
    (tmp_path / "whence_1.0_amd64.deb").write_bytes(bytes(1_500_000))
    table = builds.sizes.table(folder, record)
    assert "3.0 MB  starter model" in table
    assert "5.0 MB  all\n     1.5 MB  whence_1.0_amd64.deb" in table
