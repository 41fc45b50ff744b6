"""Items of HEIC and AVIF files: a small, bounded reader of the `meta` box (ISO/IEC 14496-12 and 23008-12).

It finds the Exif and XMP items, the size and turn of the primary picture, and the extents of the picture data.
Nothing is decoded here.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from whence_engine.files.containers_read import Blocks, DamagedError
from whence_engine.files.window import Window

MAX_BOXES = 512
MAX_ITEMS = 8192
MAX_EXTENTS = 65536
MAX_META_BYTES = 4 << 20
MAX_METADATA_BYTES = 1 << 20

_QUARTER_TURNS = {
    (0, None): 1,
    (1, None): 8,
    (2, None): 3,
    (3, None): 6,
    (0, 1): 2,
    (0, 0): 4,
    (1, 1): 7,
    (1, 0): 5,
    (2, 1): 4,
    (2, 0): 2,
    (3, 1): 5,
    (3, 0): 7,
}
"""(quarter turns anticlockwise, then a mirror: 0 swaps top and bottom, 1 left and right) -> Exif orientation."""


class Box(NamedTuple):
    """A box inside some bytes: its type and where its body lies."""

    kind: bytes
    start: int
    end: int


@dataclass(slots=True)
class Item:
    """One item: its type, and (offset, length) of its extents in the file (or in `idat`)."""

    kind: bytes = b""
    content: bytes = b""
    in_idat: bool = False
    extents: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Meta:
    """The `meta` box of a file.

    `properties` are the item properties in order (type, body); `holds` says which of them an item has, by index from 1.
    """

    primary: int = 0
    items: dict[int, Item] = field(default_factory=dict)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    holds: dict[int, list[int]] = field(default_factory=dict)
    idat: bytes = b""


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two offsets of `data`, at most `MAX_BOXES`, until one makes no sense."""
    for _ in range(MAX_BOXES):
        if end - start < 8:
            return
        length, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if length == 1 and end - start >= 16:
            (length,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif length == 0:
            length = end - start
        if length < body - start or length > end - start:
            return
        yield Box(kind, body, start + length)
        start += length


def find_top(window: Window, wanted: bytes) -> Box | None:
    """Return the first box of a type at the top of the file; offsets are the file's."""
    start = 0
    for _ in range(MAX_BOXES):
        head = window.at(start, 16)
        if len(head) < 8:
            return None
        length, kind = struct.unpack_from(">I4s", head)
        body = start + 8
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack_from(">Q", head, 8)
            body += 8
        elif length == 0:
            length = window.size - start
        if length < body - start:
            return None
        if kind == wanted:
            return Box(kind, body, min(start + length, window.size))
        start += length
    return None


def read_meta(window: Window) -> Meta:
    """Read the `meta` box.

    Raises
    ------
    DamagedError
        When there is none, or it is cut off.
    """
    box = find_top(window, b"meta")
    if box is None or box.end - box.start > MAX_META_BYTES:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    data = window.at(box.start, box.end - box.start)
    meta = Meta()
    readers = {b"pitm": _pitm, b"iinf": _iinf, b"iloc": _iloc, b"iprp": _iprp}
    try:
        for inner in boxes(data, 4, len(data)):
            if inner.kind == b"idat":
                meta.idat = data[inner.start : inner.end]
            elif inner.kind in readers:
                readers[inner.kind](data[inner.start : inner.end], meta)
    except (struct.error, IndexError) as error:
        raise DamagedError("The table of pictures in the file is damaged.") from error
    return meta


def read_heif(window: Window) -> tuple[Blocks, int]:
    """Return size and metadata of the primary picture, and its Exif orientation from `irot` and `imir`.

    The Exif tag Orientation has no say in these formats (ISO/IEC 23008-12 section A.2.1).

    Raises
    ------
    DamagedError
        When there is no usable `meta` box.
    """
    meta = read_meta(window)
    blocks = Blocks()
    turns, mirror = 0, None
    for index in meta.holds.get(meta.primary, []):
        kind, body = meta.properties[index - 1] if 1 <= index <= len(meta.properties) else (b"", b"")
        if kind == b"ispe" and len(body) >= 12:
            blocks.width_px, blocks.height_px = struct.unpack_from(">II", body, 4)
        elif kind == b"irot" and body:
            turns = body[0] & 3
        elif kind == b"imir" and body:
            mirror = body[0] & 1
    for item in meta.items.values():
        if item.kind == b"Exif" and not blocks.exif:
            blocks.exif = _exif_payload(item_bytes(window, meta, item))
        elif item.kind == b"mime" and item.content == b"application/rdf+xml" and not blocks.xmp:
            blocks.xmp = item_bytes(window, meta, item)
    if not blocks.width_px:
        raise DamagedError("The file has no picture that it calls its own.")
    return blocks, _QUARTER_TURNS[turns, mirror]


def item_bytes(window: Window, meta: Meta, item: Item) -> bytes:
    """Return the bytes of a small item, empty where it is longer than any metadata."""
    if sum(length for _, length in item.extents) > MAX_METADATA_BYTES:
        return b""
    if item.in_idat:
        return b"".join(meta.idat[offset : offset + length] for offset, length in item.extents)
    return b"".join(window.at(offset, length) for offset, length in item.extents)


def _exif_payload(data: bytes) -> bytes:
    """Skip what stands before the TIFF header: four bytes say how much (ISO/IEC 23008-12 section A.2.1)."""
    start = 4 + int.from_bytes(data[:4], "big")
    block = data[start:] if start < len(data) else data[4:]
    return block.removeprefix(b"Exif\0\0")


def _pitm(body: bytes, meta: Meta) -> None:
    meta.primary = struct.unpack_from(">I" if body[0] else ">H", body, 4)[0]


def _iinf(body: bytes, meta: Meta) -> None:
    start = 8 if body[0] else 6
    for number, box in enumerate(boxes_many(body, start, len(body))):
        if number >= MAX_ITEMS:
            return
        if box.kind != b"infe" or body[box.start] < 2:
            continue
        wide = body[box.start] >= 3
        (key,) = struct.unpack_from(">I" if wide else ">H", body, box.start + 4)
        kind_at = box.start + (10 if wide else 8)
        item = meta.items.setdefault(key, Item())
        item.kind = body[kind_at : kind_at + 4]
        if item.kind == b"mime":
            item.content = body[kind_at + 4 : box.end].split(b"\0")[1:2][0]


def boxes_many(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield boxes like `boxes`, without its limit: item tables of big grids are long."""
    while start < end:
        first = next(boxes(data, start, end), None)
        if first is None:
            return
        yield first
        start = first.end


def _iloc(body: bytes, meta: Meta) -> None:
    """ISO/IEC 14496-12 section 8.11.3."""
    version = body[0]
    offset_size, length_size = body[4] >> 4, body[4] & 15
    base_size, index_size = body[5] >> 4, body[5] & 15 if version else 0
    wide = 4 if version == 2 else 2
    count = int.from_bytes(body[6 : 6 + wide], "big")
    at = 6 + wide

    def number(size: int) -> int:
        nonlocal at
        if at + size > len(body):
            raise IndexError(at)
        at += size
        return int.from_bytes(body[at - size : at], "big")

    left = MAX_EXTENTS
    for _ in range(min(count, MAX_ITEMS)):
        item = meta.items.setdefault(number(wide), Item())
        item.in_idat = bool(version) and number(2) & 15 == 1
        number(2)
        base = number(base_size)
        for _ in range(min(number(2), left)):
            left -= 1
            number(index_size)
            offset = number(offset_size)
            item.extents.append((base + offset, number(length_size)))


def _iprp(body: bytes, meta: Meta) -> None:
    for box in boxes(body, 0, len(body)):
        if box.kind == b"ipco":
            inner = boxes_many(body, box.start, box.end)
            meta.properties += [(one.kind, body[one.start : one.end]) for one in islice(inner, MAX_ITEMS)]
        elif box.kind == b"ipma":
            _ipma(body[box.start : box.end], meta)


def _ipma(body: bytes, meta: Meta) -> None:
    wide_item, wide_index = body[0] > 0, body[3] & 1
    (count,) = struct.unpack_from(">I", body, 4)
    at = 8
    for _ in range(min(count, MAX_ITEMS)):
        (key,) = struct.unpack_from(">I" if wide_item else ">H", body, at)
        at += 4 if wide_item else 2
        held = body[at]
        at += 1
        indices = struct.unpack_from(f">{held}{'H' if wide_index else 'B'}", body, at)
        at += held * (2 if wide_index else 1)
        meta.holds[key] = [index & (0x7FFF if wide_index else 0x7F) for index in indices]
