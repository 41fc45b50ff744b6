"""A second reader, for the verifier alone. It shares no code with the writer's parsers, so one bug cannot hide in both.

It is tolerant where the writer is strict: what it cannot follow it keeps as raw bytes and compares as such.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from whence_engine.errors import SaidError

_OVERLAPS = 4
"""Tables and values together may be this many times as large as the block: more is made to exhaust readers."""
_WIDTHS = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4)
_EXIF_MARK = b"Exif\x00"
_XMP_MARK = b"http://ns.adobe.com/xap/1.0/\x00"
_XMP_KEYWORD = b"XML:com.adobe.xmp\x00"


class UnreadableCopyError(SaidError):
    """The bytes are no picture file that this reader knows."""


@dataclass(slots=True)
class Anatomy:
    """A file taken apart.

    Attributes
    ----------
    exif
        (start, end) of every TIFF block.
    xmp
        (start, end) of every XMP packet.
    rest
        Everything else in order: a name and (start, end).
    """

    kind: str
    exif: list[tuple[int, int]] = field(default_factory=list)
    xmp: list[tuple[int, int]] = field(default_factory=list)
    rest: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tag:
    """A field of a TIFF block: type, count, value bytes, and where they lie when that is outside of the directory."""

    kind: int
    count: int
    value: bytes
    at: int | None


Tags = dict[tuple[str, int, int], Tag]
"""By directory path, tag and occurrence."""


def anatomy(data: bytes) -> Anatomy:
    """Take a JPEG, WebP, PNG or TIFF file apart.

    Raises
    ------
    UnreadableCopyError
        When it is none of them, or broken off.
    """
    readers: dict[bytes, Callable[[bytes], Anatomy]] = {
        b"\xff\xd8": _jpeg, b"RI": _webp, b"\x89P": _png, b"II": _tiff, b"MM": _tiff,
    }  # fmt: skip
    reader = readers.get(data[:2])
    if reader is None:
        raise UnreadableCopyError("unknown kind of file")
    try:
        return reader(data)
    except (struct.error, IndexError) as error:
        raise UnreadableCopyError("broken off") from error


def _jpeg(data: bytes) -> Anatomy:
    parts = Anatomy("jpeg")
    cursor = 2
    while True:
        if data[cursor] != 0xFF:
            raise UnreadableCopyError("no marker where one must be")
        start = cursor
        while data[cursor] == 0xFF:
            cursor += 1
        code = data[cursor]
        cursor += 1
        if code in {0xDA, 0xD9}:
            parts.rest.append(("picture", start, len(data)))
            return parts
        if code == 0x01 or 0xD0 <= code <= 0xD7:
            parts.rest.append((f"{code:02x}", start, cursor))
            continue
        (length,) = struct.unpack_from(">H", data, cursor)
        content, stop = cursor + 2, cursor + length
        if stop > len(data) or length < 2:
            raise UnreadableCopyError("a segment runs past the end")
        if code == 0xE1 and data[content : content + 5] == _EXIF_MARK:
            parts.exif.append((content + 6, stop))
        elif code == 0xE1 and data[content : content + len(_XMP_MARK)] == _XMP_MARK:
            parts.xmp.append((content + len(_XMP_MARK), stop))
        else:
            parts.rest.append((f"{code:02x}", start, stop))
        cursor = stop


def _webp(data: bytes) -> Anatomy:
    parts = Anatomy("webp")
    (riff,) = struct.unpack_from("<I", data, 4)
    stop = min(len(data), 8 + riff)
    if data[8:12] != b"WEBP" or 8 + riff > len(data):
        raise UnreadableCopyError("no WebP")
    cursor = 12
    while cursor + 8 <= stop:
        name = data[cursor : cursor + 4]
        (length,) = struct.unpack_from("<I", data, cursor + 4)
        content = cursor + 8
        if content + length > stop:
            raise UnreadableCopyError("a chunk runs past the end")
        if name == b"EXIF":
            skip = 6 if data[content : content + 5] == _EXIF_MARK else 0
            parts.exif.append((content + skip, content + length))
        elif name == b"XMP ":
            parts.xmp.append((content, content + length))
        elif name != b"VP8X":
            parts.rest.append((name.decode("latin-1"), content, content + length))
        cursor = content + length + length % 2
    parts.rest.append(("behind", stop, len(data)))
    return parts


def _png(data: bytes) -> Anatomy:
    parts = Anatomy("png")
    cursor = 8
    while True:
        (length,) = struct.unpack_from(">I", data, cursor)
        name = data[cursor + 4 : cursor + 8]
        content, stop = cursor + 8, cursor + 12 + length
        if stop > len(data):
            raise UnreadableCopyError("a chunk runs past the end")
        if name == b"eXIf":
            skip = 6 if data[content : content + 5] == _EXIF_MARK else 0
            parts.exif.append((content + skip, content + length))
        elif name == b"iTXt" and data[content : content + len(_XMP_KEYWORD) + 1] == _XMP_KEYWORD + b"\x00":
            language = data.index(b"\x00", content + len(_XMP_KEYWORD) + 2)
            translated = data.index(b"\x00", language + 1)
            parts.xmp.append((translated + 1, content + length))
        else:
            parts.rest.append((name.decode("latin-1"), cursor, stop))
        cursor = stop
        if name == b"IEND":
            parts.rest.append(("behind", cursor, len(data)))
            return parts


def _tiff(data: bytes) -> Anatomy:
    parts = Anatomy("tiff", exif=[(0, len(data))])
    tags = read_tags(data)
    for (path, tag, _), found in tags.items():
        if path == "/0" and tag == 700:
            at = found.at if found.at is not None else 0
            parts.xmp.append((at, at + len(found.value)))
    return parts


def read_tags(block: bytes) -> Tags:
    """Return every field of a TIFF block that can be reached, GPS directory included (path `/0/8825`).

    Raises
    ------
    UnreadableCopyError
        When tables or values lie on top of each other many times over.
    """
    tags: Tags = {}
    mark = {b"II": "<", b"MM": ">"}.get(block[:2])
    if mark is None or len(block) < 8:
        return tags
    visited: set[int] = set()
    budget = [_OVERLAPS * len(block)]
    (first,) = struct.unpack_from(mark + "I", block, 4)
    chain = 0
    while first and first not in visited and first + 2 <= len(block):
        first = _directory(block, first, f"/{chain}", tags, visited, budget)
        chain += 1
    return tags


def _directory(  # noqa: PLR0917 - it calls itself
    block: bytes, at: int, path: str, tags: Tags, visited: set[int], budget: list[int]
) -> int:
    """Read one directory and those below it; return the offset of the next in its chain."""
    mark = "<" if block[:2] == b"II" else ">"
    visited.add(at)
    (count,) = struct.unpack_from(mark + "H", block, at)
    stop = at + 2 + 12 * count
    rows = block[at + 2 : min(stop, len(block))]
    rows = rows[: len(rows) // 12 * 12]
    budget[0] -= len(rows)
    if budget[0] < 0:
        raise UnreadableCopyError("its tables overlap")
    occurrences: dict[int, int] = {}
    for tag, kind, number, small in struct.iter_unpack(mark + "HHI4s", rows):
        width = _WIDTHS[kind] if kind < len(_WIDTHS) else 1
        size = width * number
        if size <= 4:
            found = Tag(kind, number, small[:size] if kind and kind < len(_WIDTHS) else small, None)
        else:
            (where,) = struct.unpack(mark + "I", small)
            found = Tag(kind, number, block[where : where + size], where)
        nth = occurrences.get(tag, 0)
        occurrences[tag] = nth + 1
        tags[path, tag, nth] = found
        budget[0] -= len(found.value)
        if budget[0] < 0:
            raise UnreadableCopyError("its values overlap")
        if tag in (0x8769, 0x8825, 0xA005, 0x014A) and kind in (4, 13):
            for child, (below,) in enumerate(struct.iter_unpack(mark + "I", found.value[: len(found.value) // 4 * 4])):
                if below not in visited and 0 < below <= len(block) - 2 and path.count("/") < 6:
                    suffix = "" if tag != 0x014A else f".{child}"
                    _directory(block, below, f"{path}/{tag:04x}{suffix}", tags, visited, budget)
    if stop + 4 > len(block):
        return 0
    (following,) = struct.unpack_from(mark + "I", block, stop)
    return int(following)


def read_position(block: bytes, tags: Tags) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees from the GPS directory; None when it states none."""
    mark = "<" if block[:2] == b"II" else ">"
    angles = []
    for number, reference, negative in ((2, 1, b"S"), (4, 3, b"W")):
        value, ref = tags.get(("/0/8825", number, 0)), tags.get(("/0/8825", reference, 0))
        if value is None or ref is None or value.kind != 5 or len(value.value) != 24:
            return None
        top = struct.unpack(mark + "6I", value.value)
        if 0 in (top[1], top[3], top[5]):
            return None
        angle = top[0] / top[1] + top[2] / top[3] / 60 + top[4] / top[5] / 3600
        angles.append(-angle if ref.value[:1] == negative else angle)
    return angles[0], angles[1]


def apart_m(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the distance of two points that are near each other, in metres."""
    north = (first[0] - second[0]) * 111_320
    east = ((first[1] - second[1] + 180) % 360 - 180) * 111_320 * math.cos(math.radians(second[0]))
    return math.hypot(north, east)
