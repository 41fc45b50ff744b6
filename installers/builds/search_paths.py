"""Takes out of a build's binaries where else they would look for libraries: folders of the machine that linked them.

A binary may name folders to search (`DT_RPATH`, `DT_RUNPATH`). Those that begin with `$ORIGIN` lie beside it, wherever
that is; any other is none of a user's, and whoever can write there could have a library of theirs loaded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

ELF_64_LITTLE = b"\x7fELF\x02\x01"
"""How 64-bit, little-endian binaries begin, as all are that a build is made of."""

LOADED, DYNAMIC = 1, 2
"""Kinds of segments: one that is mapped, and the list that the loader goes by."""

END, STRINGS, RPATH, RUNPATH = 0, 5, 15, 29
"""Tags of entries of that list."""

BESIDE = "$ORIGIN"
HEADER = struct.Struct("<32xQ14xHH")
SEGMENT = struct.Struct("<I4xQQ8xQ16x")
ENTRY = struct.Struct("<qQ")


def forget(folder: Path) -> list[Path]:
    """Take foreign search paths out of every binary below `folder`; return the binaries that had one."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path for path in files if forget_in(path)]


def forget_in(file: Path) -> bool:
    """Take the search path out of one binary if all of it leads out of the build; tell whether it was changed."""
    with file.open("rb") as opened:
        if opened.read(len(ELF_64_LITTLE)) != ELF_64_LITTLE:
            return False
    content = bytearray(file.read_bytes())
    entries = list(_entries(content))
    foreign = {at for at, tag, value in entries if tag in {RPATH, RUNPATH} and _leads_out(_text(content, value))}
    if not foreign:
        return False
    kept = [(tag, value) for at, tag, value in entries if at not in foreign]
    kept += [(END, 0)] * len(foreign)
    for (at, _, _), entry in zip(entries, kept, strict=True):
        ENTRY.pack_into(content, at, *entry)
    file.write_bytes(content)
    return True


def search_paths(file: Path) -> list[str]:
    """Return the search paths that a binary names."""
    content = file.read_bytes()
    if not content.startswith(ELF_64_LITTLE):
        return []
    return [_text(content, value) for _, tag, value in _entries(content) if tag in {RPATH, RUNPATH}]


def _leads_out(path: str) -> bool:
    return not any(part.startswith(BESIDE) for part in path.split(":"))


def _segments(content: bytes | bytearray) -> Iterator[tuple[int, int, int, int]]:
    """Yield kind, place in the file, address and length of each segment, in bytes."""
    first, size, count = HEADER.unpack_from(content)
    for number in range(count):
        yield SEGMENT.unpack_from(content, first + number * size)


def _entries(content: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Yield the place in the file, the tag and the value of each entry of the loader's list."""
    for kind, place, _, length in _segments(content):
        if kind == DYNAMIC:
            for at in range(place, place + length, ENTRY.size):
                yield (at, *ENTRY.unpack_from(content, at))


def _text(content: bytes | bytearray, offset: int) -> str:
    """Return the text at an offset of the strings that the loader's list refers to."""
    address = next(value for _, tag, value in _entries(content) if tag == STRINGS)
    at = next(
        place + address - start + offset
        for kind, place, start, length in _segments(content)
        if kind == LOADED and start <= address < start + length
    )
    return content[at : content.index(b"\0", at)].decode("utf-8", "surrogateescape")
