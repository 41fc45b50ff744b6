"""Previews inside RAW files: every camera embeds finished JPEGs, and the largest serves as the picture.

Found through TIFF tags (NEF, CR2, ARW, DNG, PEF, SRW, RW2 ...), through the header of RAF, and, where neither names a
large one (CR3, CRW, MRW, ORF, X3F), by the marks that a JPEG begins with. Tags are those of the TIFF, of Canon's boxes
in CR3, of Minolta's block in MRW, else of the preview.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from whence_engine.files import tiff_read
from whence_engine.files.bmff_read import boxes, find_top
from whence_engine.files.containers_read import Blocks, DamagedError, read_jpeg
from whence_engine.files.exif_read import Facts, read_block, read_exif, read_parts
from whence_engine.files.window import Part, Window

SEARCH_BYTES = 64 << 20
MAX_PREVIEW_BYTES = 64 << 20
MAX_PREVIEWS = 32
MAX_MOOV_BYTES = 4 << 20
LEAST_TOLD_PX = 400
"""Short edge of a preview below which it is worth to look for others that no tag names (many lie in MakerNotes)."""
_PIECE_BYTES = 1 << 20

_SUB_DIRECTORIES = 0x014A
_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_JPEG_FROM_RAW = 0x002E
_TAGS = frozenset({0x0103, 0x0111, 0x0117, 0x0201, 0x0202})
_SIZE_TAGS = frozenset({0x0100, 0x0101})
_JPEG_CODINGS = frozenset({6, 7})


class Preview(NamedTuple):
    """A JPEG inside a RAW file: where it lies, and what its own headers say."""

    offset: int
    length: int
    blocks: Blocks


def previews(window: Window) -> list[Preview]:
    """Return the embedded JPEGs, largest picture first; empty where there are none."""
    found: dict[int, Preview] = {}
    for offset, length in _told(window):
        _keep(window, offset, length, found)
    if all(min(one.blocks.width_px, one.blocks.height_px) < LEAST_TOLD_PX for one in found.values()):
        for offset in _marked(window):
            _keep(window, offset, window.size - offset, found)
    return sorted(found.values(), key=lambda one: one.blocks.width_px * one.blocks.height_px, reverse=True)


def read_raw(window: Window) -> Facts:
    """Return the facts of a RAW file; size is that of the full picture, the largest that any directory names.

    Raises
    ------
    DamagedError
        When there are neither tags nor a preview with any.
    """
    facts = _tags(window) or Facts()
    sizes = [(facts.width_px, facts.height_px), (facts.exif_width_px, facts.exif_height_px), *_sizes(window)]
    facts.width_px, facts.height_px = max(sizes, key=lambda size: size[0] * size[1])
    return facts if facts.width_px and facts.height_px else _like_preview(window, facts)


def _like_preview(window: Window, facts: Facts) -> Facts:
    """Take from the largest preview what the tags leave open: its size, and all the rest where there are no tags."""
    inside = previews(window)
    if not inside:
        raise DamagedError("Neither the size of the picture nor a preview can be found in this RAW file.")
    if facts == Facts():
        facts = next((told for preview in inside if (told := read_block(preview.blocks.exif))), facts)
    facts.width_px, facts.height_px = inside[0].blocks.width_px, inside[0].blocks.height_px
    return facts


def _tags(window: Window) -> Facts | None:
    if window.head[4:8] == b"ftyp":
        return _cr3_tags(window)
    start = _mrw_start(window) if window.head.startswith(b"\0MRM") else 0
    part = Part(window, start, window.size - start)
    shape = tiff_read.layout(part.at(0, 16))
    return read_exif(part.at, shape) if shape else None


def _cr3_tags(window: Window) -> Facts | None:
    """Canon keeps one TIFF block per directory in a box of its own inside `moov`."""
    moov = find_top(window, b"moov")
    if moov is None:
        return None
    data = window.at(moov.start, min(moov.end - moov.start, MAX_MOOV_BYTES))
    for box in boxes(data, 0, len(data)):
        if box.kind == b"uuid" and data[box.start : box.start + 16] == _CANON:
            blocks = {inner.kind: data[inner.start : inner.end] for inner in boxes(data, box.start + 16, box.end)}
            return read_parts(*(blocks.get(kind, b"") for kind in (b"CMT1", b"CMT2", b"CMT3", b"CMT4")))
    return None


def _mrw_start(window: Window) -> int:
    """Minolta lays a TIFF into the block TTW of its header."""
    offset = 8
    for _ in range(MAX_PREVIEWS):
        head = window.at(offset, 8)
        if len(head) < 8 or head[1:4] == b"TTW":
            break
        offset += 8 + int.from_bytes(head[4:], "big")
    return offset + 8


def _sizes(window: Window) -> Iterator[tuple[int, int]]:
    shape = tiff_read.layout(window.at(0, 16))
    if shape is not None:
        for page in tiff_read.chain(window.at, shape, _SIZE_TAGS, _SUB_DIRECTORIES):
            yield page.integer(0x0100), page.integer(0x0101)


def _keep(window: Window, offset: int, length: int, found: dict[int, Preview]) -> None:
    length = min(length, window.size - offset, MAX_PREVIEW_BYTES)
    if offset in found or length < 128 or len(found) >= MAX_PREVIEWS or window.at(offset, 3) != b"\xff\xd8\xff":
        return
    try:
        blocks = read_jpeg(Part(window, offset, length), lossless=False)
    except DamagedError:
        return
    found[offset] = Preview(offset, length, blocks)


def _told(window: Window) -> Iterator[tuple[int, int]]:
    """Yield (offset, length) of what the file itself calls a JPEG."""
    if window.head.startswith(b"FUJIFILMCCD-RAW") and len(window.head) >= 92:
        yield struct.unpack_from(">II", window.head, 84)
        return
    shape = tiff_read.layout(window.at(0, 16))
    if shape is None:
        return
    if window.head.startswith(b"IIU\0"):
        yield from _panasonic(window, shape)
    for page in tiff_read.chain(window.at, shape, _TAGS, _SUB_DIRECTORIES):
        if 0x0201 in page.raw and 0x0202 in page.raw:
            yield page.integer(0x0201), page.integer(0x0202)
        if page.integer(0x0103) in _JPEG_CODINGS and len(page.integers(0x0111)) == 1:
            yield page.integer(0x0111), page.integer(0x0117)


def _panasonic(window: Window, shape: tiff_read.Layout) -> Iterator[tuple[int, int]]:
    """Yield where the value of `_JPEG_FROM_RAW` lies: it is the preview itself, too long to be read as a value."""
    count = int.from_bytes(window.at(shape.first, 2), "little" if shape.order == "<" else "big")
    body = window.at(shape.first + 2, 12 * min(count, tiff_read.MAX_ENTRIES))
    for tag, _, items, value in struct.iter_unpack(shape.order + "HHII", body[: len(body) // 12 * 12]):
        if tag == _JPEG_FROM_RAW:
            yield value, items


def _marked(window: Window) -> Iterator[int]:
    """Yield offsets where a JPEG may begin, searching the first `SEARCH_BYTES`."""
    offset, end = 0, min(window.size, SEARCH_BYTES)
    tried = 0
    while offset < end:
        piece = window.at(offset, _PIECE_BYTES + 3)
        at = piece.find(b"\xff\xd8\xff")
        while 0 <= at < _PIECE_BYTES:
            tried += 1
            if tried > 8 * MAX_PREVIEWS:
                return
            yield offset + at
            at = piece.find(b"\xff\xd8\xff", at + 1)
        offset += _PIECE_BYTES
