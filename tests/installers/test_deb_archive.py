"""A package is an archive that dpkg reads, and the same contents are the same bytes."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import debian.archive
from debian.archive import Content, Link

EPOCH = 1_700_000_000
CONTROL = (
    b"Package: whence\nVersion: 1.0\nArchitecture: amd64\nMaintainer: None <none@none.invalid>\nDescription: test\n"
)

with_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A folder with a program, a library that is marked executable, and links to a file and to a folder."""
    folder = tmp_path / "build"
    (folder / "_internal" / "lib").mkdir(parents=True)
    for name in ("whence", "_internal/lib/libwhence.so.6"):
        (folder / name).write_bytes(name.encode())
        (folder / name).chmod(0o755)
    (folder / "_internal" / "data.bin").write_bytes(b"")
    (folder / "_internal" / "libwhence.so").symlink_to("lib/libwhence.so.6")
    (folder / "_internal" / "lib64").symlink_to("lib")
    return folder


def written(at: Path, contents: dict[str, Content]) -> bytes:
    debian.archive.write(at, {"control": CONTROL}, contents, epoch=EPOCH, preset=0)
    return at.read_bytes()


def listed(deb: Path) -> dict[str, list[str]]:
    """Return path -> the columns of dpkg's list (mode, owner, size, date, time)."""
    environment = os.environ | {"TZ": "UTC", "LC_ALL": "C"}
    done = subprocess.run(["dpkg-deb", "--contents", deb], env=environment, check=True, capture_output=True, text=True)
    rows = (line.split(maxsplit=5) for line in done.stdout.splitlines())
    return {row[5]: row[:5] for row in rows}


def test_the_same_contents_are_the_same_bytes_whenever_and_wherever(tmp_path: Path, build: Path) -> None:
    first = written(tmp_path / "a.deb", debian.archive.folder(build, "opt/whence"))
    copy = shutil.copytree(build, tmp_path / "elsewhere", symlinks=True)
    os.utime(copy / "whence", (1, 1))
    contents = debian.archive.folder(copy, "opt/whence")
    again = written(tmp_path / "b.deb", dict(reversed(contents.items())))
    assert again == first
    (copy / "whence").write_bytes(b"another")
    assert written(tmp_path / "c.deb", contents) != first


@with_dpkg
def test_dpkg_lists_what_was_put_in_all_of_it_owned_by_root(tmp_path: Path, build: Path) -> None:
    written(
        tmp_path / "a.deb", debian.archive.folder(build, "opt/whence") | {"usr/bin/whence": Link("/opt/whence/whence")}
    )
    rows = listed(tmp_path / "a.deb")
    assert {path: columns[0] for path, columns in rows.items()} == {
        "./": "drwxr-xr-x",
        "./opt/": "drwxr-xr-x",
        "./opt/whence/": "drwxr-xr-x",
        "./opt/whence/_internal/": "drwxr-xr-x",
        "./opt/whence/_internal/data.bin": "-rw-r--r--",
        "./opt/whence/_internal/lib/": "drwxr-xr-x",
        "./opt/whence/_internal/lib/libwhence.so.6": "-rw-r--r--",
        "./opt/whence/_internal/lib64 -> lib": "lrwxrwxrwx",
        "./opt/whence/_internal/libwhence.so -> lib/libwhence.so.6": "lrwxrwxrwx",
        "./opt/whence/whence": "-rwxr-xr-x",
        "./usr/": "drwxr-xr-x",
        "./usr/bin/": "drwxr-xr-x",
        "./usr/bin/whence -> /opt/whence/whence": "lrwxrwxrwx",
    }
    assert {(columns[1], columns[3]) for columns in rows.values()} == {("root/root", "2023-11-14")}


@with_dpkg
def test_dpkg_reads_the_fields_and_the_sums_of_the_files(tmp_path: Path, build: Path) -> None:
    written(tmp_path / "a.deb", debian.archive.folder(build, "opt/whence"))
    asked = ["dpkg-deb", "--field", str(tmp_path / "a.deb"), "Package", "Version"]
    assert subprocess.run(asked, check=True, capture_output=True).stdout == b"Package: whence\nVersion: 1.0\n"
    subprocess.run(["dpkg-deb", "--raw-extract", str(tmp_path / "a.deb"), str(tmp_path / "out")], check=True)
    lines = (tmp_path / "out" / "DEBIAN" / "md5sums").read_text().splitlines()
    sums = {path: told for told, path in (line.split("  ") for line in lines)}
    assert set(sums) == {
        f"opt/whence/{name}" for name in ("whence", "_internal/data.bin", "_internal/lib/libwhence.so.6")
    }
    for path, told in sums.items():
        assert hashlib.md5((tmp_path / "out" / path).read_bytes()).hexdigest() == told


def test_a_package_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    old = written(tmp_path / "a.deb", {"a": b"old"})
    with pytest.raises(FileNotFoundError):
        written(tmp_path / "a.deb", {"a": tmp_path / "is not there"})
    assert (tmp_path / "a.deb").read_bytes() == old
    assert [path.name for path in tmp_path.iterdir()] == ["a.deb"]
