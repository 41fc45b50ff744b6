"""The folder build as one archive, sums of everything that was made, and whether two builds are the same.

The archive can be unpacked anywhere, and the same folder gives the same bytes: names are sorted, owners are root, and
every file carries the time of the build.
"""

from __future__ import annotations

import hashlib
import lzma
import platform
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import debian.archive
from builds.folder import FOLDER, ROOT, make_folder, source_date, told

SUMS = "SHA256SUMS"
PACKAGES = ("*.tar.xz", "*.deb", "*.exe", "*.dmg")


def version() -> str:
    """Return the version of Whence, which the engine states."""
    text = (ROOT / "engine" / "whence_engine" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    assert found is not None
    return found[1]


def archive(folder: Path, output: Path, *, preset: int = 6) -> Path:
    """Pack a folder build and return the archive; it is there whole, or not at all.

    Parameters
    ----------
    preset
        How hard xz works, 0 to 9.
    """
    name = f"whence-{version()}"
    made = output / f"{name}-{sys.platform}-{platform.machine().lower()}.tar.xz"
    with told(output):
        make_folder(output)
        with tempfile.TemporaryDirectory(prefix=".whence-", dir=output) as scratch:
            whole = Path(scratch) / made.name
            with lzma.open(whole, "wb", preset=preset) as packed:
                pack(packed, folder, name)
            whole.chmod(0o644)
            whole.replace(made)
    return made


def pack(out: lzma.LZMAFile, folder: Path, name: str) -> None:
    """Write `folder` as a tar whose only entry at the top is the folder `name`."""
    files = debian.archive.folder(folder, name)
    folders = {parent.as_posix() for path in files for parent in PurePosixPath(path).parents} - {"."}
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(folders | set(files)):
            entry = tarfile.TarInfo(path)
            entry.mtime = source_date()
            entry.uname = entry.gname = "root"
            if path in folders:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
            else:
                debian.archive.add(tar, entry, files[path])


def packages(output: Path) -> list[Path]:
    """Return the packages that lie in a folder, sorted."""
    return sorted(path for pattern in PACKAGES for path in output.glob(pattern))


def write_sums(output: Path) -> Path:
    """Write the SHA-256 of every package, and of every file of the folder build, as `sha256sum --check` reads them."""
    inside = sorted(path for path in (output / FOLDER).rglob("*") if path.is_file() and not path.is_symlink())
    lines = [f"{digest(path)}  {path.relative_to(output).as_posix()}\n" for path in [*packages(output), *inside]]
    sums = output / SUMS
    sums.write_text("".join(lines), encoding="utf-8")
    return sums


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield one line for each place where two folders differ: in names, bytes, links, or what may be executed."""
    here, there = (debian.archive.folder(folder, ".") for folder in (one, other))
    for place in sorted(here.keys() | there.keys()):
        first, second = here.get(place), there.get(place)
        if first is None or second is None:
            yield f"{place}: only in {one if second is None else other}"
        elif isinstance(first, Path) and isinstance(second, Path):
            if digest(first) != digest(second):
                yield f"{place}: other bytes"
            elif debian.archive.mode(first) != debian.archive.mode(second):
                yield f"{place}: other rights"
        elif first != second:
            yield f"{place}: another link"
