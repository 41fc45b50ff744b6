"""Previews inside RAW files: every camera embeds finished JPEGs, and the largest serves as the picture.

Found through TIFF tags (NEF, CR2, ARW, DNG, PEF, SRW, RW2, ORF ...), through the header of RAF, and, where neither says
anything (CR3, CRW, MRW, X3F), by the marks that a JPEG begins with.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from whence_engine.files import tiff_read
from whence_engine.files.containers_read import Blocks, DamagedError, read_jpeg
from whence_engine.files.exif_read import Facts
from whence_engine.files.window import Part, Window

SEARCH_BYTES = 64 << 20
MAX_PREVIEW_BYTES = 64 << 20
MAX_PREVIEWS = 32
_PIECE_BYTES = 1 << 20

_SUB_DIRECTORIES = 0x014A
_TAGS = frozenset({0x002E, 0x0103, 0x0111, 0x0117, 0x0201, 0x0202})
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
    if not found:
        for offset in _marked(window):
            _keep(window, offset, window.size - offset, found)
    return sorted(found.values(), key=lambda one: one.blocks.width_px * one.blocks.height_px, reverse=True)


def full_size(window: Window, facts: Facts) -> tuple[int, int]:
    """Return width and height of the full picture: the largest that any directory names, as stored."""
    sizes = [(facts.width_px, facts.height_px), (facts.exif_width_px, facts.exif_height_px)]
    shape = tiff_read.layout(window.at(0, 16))
    if shape is not None:
        pages = tiff_read.chain(window.at, shape, _SIZE_TAGS, _SUB_DIRECTORIES)
        sizes += [(page.integer(0x0100), page.integer(0x0101)) for page in pages]
    return max(sizes, key=lambda size: size[0] * size[1])


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
    for page in tiff_read.chain(window.at, shape, _TAGS, _SUB_DIRECTORIES):
        if 0x0201 in page.raw and 0x0202 in page.raw:
            yield page.integer(0x0201), page.integer(0x0202)
        if page.integer(0x0103) in _JPEG_CODINGS and len(page.integers(0x0111)) == 1:
            yield page.integer(0x0111), page.integer(0x0117)
        if 0x002E in page.raw:  # Panasonic: the preview is the tag's value
            yield from _values(window, shape)


def _values(window: Window, shape: tiff_read.Layout) -> Iterator[tuple[int, int]]:
    """Yield where the value of tag 0x002E lies in the first directory."""
    count = int.from_bytes(window.at(shape.first, 2), "little" if shape.order == "<" else "big")
    body = window.at(shape.first + 2, 12 * min(count, tiff_read.MAX_ENTRIES))
    for tag, _, items, value in struct.iter_unpack(shape.order + "HHII", body[: len(body) // 12 * 12]):
        if tag == 0x002E:
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
