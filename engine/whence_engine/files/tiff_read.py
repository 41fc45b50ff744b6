"""A strict, bounded reader of TIFF directories: the grammar of Exif blocks, TIFF files and most RAW files.

TIFF 6.0 section 2, BigTIFF, and the UTF-8 texts of Exif 3.0. It keeps only the tags that it is asked for, reads no
directory of a chain twice, allocates nothing that a file merely claims, and never raises: what does not parse is not
there.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

At = Callable[[int, int], bytes]
"""(offset, count) -> bytes, short where the data end."""

MAKER_NOTE = 0x927C
MAX_ENTRIES = 4096
MAX_DIRECTORIES = 64
MAX_VALUE_BYTES = 1 << 20

_UTF8 = 129
_TYPE_BYTES = dict(enumerate((0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8))) | {_UTF8: 1}
_ENTRIES = {order: struct.Struct(order + "HHI4s") for order in "<>"}
_BIG_ENTRIES = {order: struct.Struct(order + "HHQ8s") for order in "<>"}
_INTEGERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q", 7: "B", 2: "B"}


class Layout(NamedTuple):
    """Byte order (`<` or `>`), whether it is BigTIFF, and the offset of the first directory."""

    order: str
    big: bool
    first: int


class Directory:
    """The wanted tags of one directory.

    Attributes
    ----------
    raw
        Tag -> (type, value bytes).
    next
        Offset of the next directory in the chain, 0 at its end.
    note
        Offset of the MakerNote, 0 where there is none; its bytes are not read.
    """

    __slots__ = ("next", "note", "order", "raw")

    def __init__(self, order: str, raw: dict[int, tuple[int, bytes]], following: int, note: int = 0) -> None:
        self.order = order
        self.raw = raw
        self.next = following
        self.note = note

    def text(self, tag: int) -> str:
        """Return a text value without padding; UTF-8 where it is, else Windows-1252; empty where there is none."""
        entry = self.raw.get(tag)
        if entry is None or entry[0] not in (1, 2, 7, _UTF8):
            return ""
        return decode_text(entry[1])

    def bytes(self, tag: int) -> bytes:
        """Return a value as it lies in the file, empty where there is none."""
        entry = self.raw.get(tag)
        return entry[1] if entry else b""

    def integers(self, tag: int) -> tuple[int, ...]:
        """Return the whole numbers of a tag, none where it has another type."""
        entry = self.raw.get(tag)
        if entry is None:
            return ()
        code = _INTEGERS.get(entry[0])
        if code is None:
            return ()
        data = entry[1]
        count = len(data) // _TYPE_BYTES[entry[0]]
        return struct.unpack_from(f"{self.order}{count}{code}", data)

    def integer(self, tag: int, default: int = 0) -> int:
        """Return the first whole number of a tag."""
        values = self.integers(tag)
        return values[0] if values else default

    def rationals(self, tag: int) -> tuple[tuple[int, int], ...]:
        """Return (numerator, denominator) pairs; signed ones may be negative."""
        entry = self.raw.get(tag)
        if entry is None or entry[0] not in (5, 10):
            return ()
        count = len(entry[1]) // 8
        flat = struct.unpack_from(f"{self.order}{2 * count}{'I' if entry[0] == 5 else 'i'}", entry[1])
        return tuple(zip(flat[::2], flat[1::2], strict=True))


def layout(header: bytes) -> Layout | None:
    """Read the 8 (BigTIFF: 16) bytes that begin a TIFF; None where they do not."""
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None or len(header) < 8:
        return None
    (magic,) = struct.unpack_from(order + "H", header, 2)
    if magic == 43:
        if len(header) < 16 or struct.unpack_from(order + "HH", header, 4) != (8, 0):
            return None
        return Layout(order, big=True, first=struct.unpack_from(order + "Q", header, 8)[0])
    if magic not in _MAGICS:
        return None
    return Layout(order, big=False, first=struct.unpack_from(order + "I", header, 4)[0])


_MAGICS = frozenset({42, 0x55, 0x4F52, 0x5352})
"""TIFF, and what Panasonic and Olympus put in its place in their RAW files."""


def directory(at: At, shape: Layout, offset: int, wanted: frozenset[int]) -> Directory | None:
    """Read the directory at `offset`, keeping the `wanted` tags; None where there is none.

    A directory cut short keeps the entries that are whole; a value that lies outside the data, has an unknown type
    or is longer than `MAX_VALUE_BYTES` is left out.
    """
    order, big, _ = shape
    head, size = (8, 20) if big else (2, 12)
    count = int.from_bytes(at(offset, head), "little" if order == "<" else "big")
    if offset < 8 or not 0 < count <= MAX_ENTRIES:
        return None
    inline = 8 if big else 4
    body = at(offset + head, count * size + inline)
    whole = min(count, len(body) // size)
    raw: dict[int, tuple[int, bytes]] = {}
    note = 0
    entries = (_BIG_ENTRIES if big else _ENTRIES)[order].iter_unpack(body[: whole * size])
    for tag, kind, items, value in entries:
        if tag == MAKER_NOTE and items > inline:
            note = int.from_bytes(value, "little" if order == "<" else "big")
        if tag not in wanted or tag in raw or kind not in _TYPE_BYTES:
            continue
        length = items * _TYPE_BYTES[kind]
        if length <= inline:
            data = value[:length]
        elif length > MAX_VALUE_BYTES:
            continue
        else:
            data = at(int.from_bytes(value, "little" if order == "<" else "big"), length)
        if len(data) == length and length:
            raw[tag] = (kind, data)
    tail = body[count * size :]
    following = int.from_bytes(tail, "little" if order == "<" else "big") if len(tail) == inline else 0
    return Directory(order, raw, following, note)


def chain(at: At, shape: Layout, wanted: frozenset[int], sub: int | None = None) -> Iterator[Directory]:
    """Yield the directories of a file in order, each once, at most `MAX_DIRECTORIES`.

    Where `sub` names a tag (0x014A), the directories that it points to follow the one that names them.
    """
    seen: set[int] = set()
    ahead = [shape.first]
    while ahead and len(seen) < MAX_DIRECTORIES:
        offset = ahead.pop(0)
        if offset in seen:
            continue
        seen.add(offset)
        found = directory(at, shape, offset, wanted if sub is None else wanted | {sub})
        if found is None:
            continue
        yield found
        children = list(found.integers(sub))[:MAX_DIRECTORIES] if sub is not None else []
        ahead = children + ([found.next] if found.next else []) + ahead


def decode_text(data: bytes) -> str:
    """Return text up to the first NUL, without padding: UTF-8 where it is, else Windows-1252."""
    data = data.split(b"\0", 1)[0].strip()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
