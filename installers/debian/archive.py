"""The file format of a Debian package, written so that the same contents give the same bytes.

A `.deb` is an `ar` archive of three members: the version of the format, a tar of what dpkg reads and a tar of what it
unpacks. Names are sorted, owners are root, and every time stamp is the one that is given.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

AR_MAGIC = b"!<arch>\n"
PRESET = 6
"""Of xz. Higher ones gain a few per cent and need more memory than small machines have."""


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


Content = bytes | Path | Link
"""What a file of the package holds: bytes, those of a file on disk, or where it points."""


def folder(source: Path, below: str) -> dict[str, Content]:
    """Return every file and link of the folder `source` as contents of the package at `below`."""
    found: dict[str, Content] = {}
    for at, names, files in os.walk(source):
        for name in (*files, *(one for one in names if (Path(at) / one).is_symlink())):
            path = Path(at) / name
            kept = path.relative_to(source).as_posix()
            found[f"{below}/{kept}"] = Link(str(path.readlink())) if path.is_symlink() else path
    return found


def write(deb: Path, control: Mapping[str, bytes], contents: Mapping[str, Content], *, epoch: int, preset: int) -> None:
    """Write the package `deb`; it is there whole, or not at all.

    Parameters
    ----------
    deb
        The file to write.
    control
        File name -> bytes, of what dpkg reads (`control`, `md5sums`); `md5sums` is added here.
    contents
        Path in the file system, without its first slash -> what is there.
    epoch
        The time stamp of everything, in seconds since 1970.
    preset
        How hard xz works, 0 to 9.
    """
    sums = "".join(f"{digest(content)}  {path}\n" for path, content in regular(contents).items()).encode()
    with tempfile.TemporaryDirectory(dir=deb.parent) as scratch:
        parts = {"debian-binary": Path(scratch) / "debian-binary"}
        parts["debian-binary"].write_bytes(b"2.0\n")
        for name, files in (("control.tar.xz", {**control, "md5sums": sums}), ("data.tar.xz", contents)):
            parts[name] = Path(scratch) / name
            with lzma.open(parts[name], "wb", preset=preset) as packed:
                pack(packed, files, epoch)
        whole = Path(scratch) / deb.name
        with whole.open("wb") as out:
            out.write(AR_MAGIC)
            for name, path in parts.items():
                member(out, name, path, epoch)
        whole.chmod(0o644)
        whole.replace(deb)


def regular(contents: Mapping[str, Content]) -> dict[str, bytes | Path]:
    """Return what has bytes of its own, in order of its path."""
    return {path: content for path, content in sorted(contents.items()) if not isinstance(content, Link)}


def digest(content: bytes | Path) -> str:
    """Return the MD5 by which dpkg tells later whether a file was changed."""
    if isinstance(content, bytes):
        return hashlib.md5(content, usedforsecurity=False).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def size(content: bytes | Path) -> int:
    """Return how many bytes `content` has."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def pack(out: IO[bytes], files: Mapping[str, Content], epoch: int) -> None:
    """Write `files`, and the folders on the way to them, as a tar."""
    folders = {parent.as_posix() for path in files for parent in PurePosixPath(path).parents}
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(folders | set(files)):
            entry = tarfile.TarInfo("." if path == "." else f"./{path}")
            entry.mtime = epoch
            entry.uname = entry.gname = "root"
            if path in folders:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
            else:
                add(tar, entry, files[path])


def add(tar: tarfile.TarFile, entry: tarfile.TarInfo, content: Content) -> None:
    """Write one file or link."""
    if isinstance(content, Link):
        entry.type, entry.mode, entry.linkname = tarfile.SYMTYPE, 0o777, content.target
        tar.addfile(entry)
        return
    entry.mode, entry.size = mode(content), size(content)
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
        tar.addfile(entry, file)


def mode(content: bytes | Path) -> int:
    """Return who may do what with a file: libraries, which nobody starts, are not executable whatever a build says."""
    program = isinstance(content, Path) and os.access(content, os.X_OK) and ".so" not in content.suffixes
    return 0o755 if program else 0o644


def member(out: IO[bytes], name: str, path: Path, epoch: int) -> None:
    """Append one member to an `ar` archive."""
    length = path.stat().st_size
    out.write(f"{name:<16}{epoch:<12}{0:<6}{0:<6}{0o100644:<8o}{length:<10}`\n".encode("ascii"))
    with path.open("rb") as file:
        shutil.copyfileobj(file, out)
    if length % 2:
        out.write(b"\n")
