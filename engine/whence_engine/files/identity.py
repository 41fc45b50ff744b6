"""A photo's identity: a hash of its picture data without metadata.

It stays the same when a file is moved, renamed or tagged, by Whence or by other programs, and tells photos apart that
share a name. What is hashed:

========= ==========================================================================================
JPEG      every segment up to the end mark but APPn and COM, and the coded data; nothing behind it
PNG, APNG the critical chunks, `tRNS`, and the frames of an animation
WebP      the chunks with picture data; so a file upgraded to the extended form keeps its identity
TIFF      size, coding and strips or tiles of every page
HEIC,AVIF the extents of all items but Exif, XMP and other metadata
others    the whole file: RAW above all, for nothing of ours is ever written into those
========= ==========================================================================================

Files are streamed in pieces of `PIECE_BYTES`; a file whose structure makes no sense is hashed as a whole.
"""

import hashlib
import re
import struct
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from whence_engine.errors import UnreadableError, cannot_be_read
from whence_engine.files import bmff_read, sniff, tiff_read
from whence_engine.files.containers_read import DamagedError, next_marker, skip_fill
from whence_engine.files.regular import open_regular
from whence_engine.files.window import Window
from whence_engine.wording import Sentence

PIECE_BYTES = 1 << 20
_JPEG_MARK = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""What ends coded data: neither a stuffed zero nor a restart mark (ITU T.81 section B.1.1.2)."""
_WEBP_PICTURE = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_PNG_PICTURE = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"})
_TIFF_GEOMETRY = (0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0115, 0x011C, 0x0116, 0x0142, 0x0143, 0x015B)
_TIFF_DATA = ((0x0111, 0x0117), (0x0144, 0x0145))
_MAX_STEPS = 1 << 18
"""Segments or chunks of one file: a 200-megapixel PNG in pieces of 4 KB has fewer."""
_MAX_EXTENTS = 1 << 18

_Pieces = Iterator[bytes]


class _SenselessError(ValueError):
    """The structure makes no sense; the whole file is hashed."""


def picture_hash(path: Path) -> str:
    """Return 64 hexadecimal digits (SHA-256) that identify the picture in a file.

    Raises
    ------
    UnreadableError
        When the file cannot be read.
    """
    try:
        with open_regular(path, buffering=0) as file:
            return _hash_of(file, path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or Sentence("its name cannot be used")
        raise UnreadableError(path, cannot_be_read(reason)) from error


def _hash_of(file: BinaryIO, path: Path) -> str:
    size = file.seek(0, 2)
    file.seek(0)
    window = Window(file, size)
    kind = sniff.format_of(window.head[: sniff.HEADER_BYTES], path.suffix)
    pieces = _PIECES.get(kind or "")
    if pieces is not None:
        digest = hashlib.sha256(f"{kind}\n".encode())
        try:
            empty = True
            for piece in pieces(window):
                digest.update(piece)
                empty = False
            if not empty:
                return digest.hexdigest()
        except (_SenselessError, DamagedError, struct.error):
            pass  # the whole file serves
    digest = hashlib.sha256(b"file\n")
    for piece in _span(window, 0, size):
        digest.update(piece)
    return digest.hexdigest()


def _span(window: Window, offset: int, length: int) -> _Pieces:
    end = min(offset + length, window.size)
    while offset < end:
        piece = window.at(offset, min(PIECE_BYTES, end - offset))
        if not piece:
            return
        yield piece
        offset += len(piece)


def _jpeg(window: Window) -> _Pieces:
    offset = 2
    for _ in range(_MAX_STEPS):
        start = window.at(offset, 4)
        if len(start) < 2:
            raise _SenselessError
        if start[0] != 0xFF:
            offset = next_marker(window, offset)
            if offset < 0:
                raise _SenselessError
            continue
        marker = start[1]
        if marker == 0xD9:
            yield start[:2]
            return
        if marker == 0xFF:
            offset = skip_fill(window, offset)
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            offset += 2
            continue
        if len(start) < 4:
            raise _SenselessError
        length = 2 + max(2, int.from_bytes(start[2:], "big"))
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield from _span(window, offset, length)
        offset += length
        if marker == 0xDA:
            end = yield from _coded(window, offset)
            if end is None:
                return
            offset = end
    raise _SenselessError


def _coded(window: Window, offset: int) -> Generator[bytes, None, int | None]:
    """Yield coded data; return the offset of the mark that ends it, None at the end of the file."""
    while True:
        piece = window.at(offset, PIECE_BYTES)
        mark = _JPEG_MARK.search(piece)
        if mark:
            yield piece[: mark.start()]
            return offset + mark.start()
        if len(piece) < 2:
            yield piece
            return None
        # a mark may lie across two pieces: its first byte goes with the next
        keep = len(piece) - (1 if piece.endswith(b"\xff") else 0)
        yield piece[:keep]
        offset += keep


def _png(window: Window) -> _Pieces:
    offset = 8
    for _ in range(_MAX_STEPS):
        start = window.at(offset, 8)
        if len(start) < 8:
            return
        length, kind = struct.unpack(">I4s", start)
        if kind in _PNG_PICTURE:
            yield start
            yield from _span(window, offset + 8, length)
        if kind == b"IEND":
            return
        offset += 12 + length
    raise _SenselessError


def _webp(window: Window) -> _Pieces:
    offset = 12
    for _ in range(_MAX_STEPS):
        start = window.at(offset, 8)
        if len(start) < 8:
            return
        kind, length = struct.unpack("<4sI", start)
        if kind in _WEBP_PICTURE:
            yield start
            yield from _span(window, offset + 8, length)
        offset += 8 + length + length % 2
    raise _SenselessError


def _tiff(window: Window) -> _Pieces:
    shape = tiff_read.layout(window.at(0, 16))
    if shape is None:
        raise _SenselessError
    wanted = frozenset(_TIFF_GEOMETRY) | {tag for pair in _TIFF_DATA for tag in pair}
    left_bytes, left_extents = 2 * window.size, _MAX_EXTENTS
    for page in tiff_read.chain(window.at, shape, wanted):
        yield repr([page.integers(tag) for tag in _TIFF_GEOMETRY]).encode()
        for offsets_tag, lengths_tag in _TIFF_DATA:
            extents = list(zip(page.integers(offsets_tag), page.integers(lengths_tag), strict=False))
            left_bytes -= sum(length for _, length in extents)
            left_extents -= len(extents)
            if left_bytes < 0 or left_extents < 0:
                raise _SenselessError
            for offset, length in extents:
                yield from _span(window, offset, length)
    if left_extents == _MAX_EXTENTS:  # geometry alone is no picture
        raise _SenselessError


def _heif(window: Window) -> _Pieces:
    meta = bmff_read.read_meta(window)
    left_bytes = 2 * window.size
    for key in sorted(meta.items):
        item = meta.items[key]
        if item.kind in (b"Exif", b"mime", b"uri ") or not item.extents:
            continue
        left_bytes -= sum(length for _, length in item.extents)
        if left_bytes < 0:
            raise _SenselessError
        yield item.kind
        for offset, length in item.extents:
            if item.in_idat:
                yield meta.idat[offset : offset + length] if length else meta.idat[offset:]
            else:
                yield from _span(window, offset, length or window.size)


_PIECES: dict[str, Callable[[Window], _Pieces]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "TIFF": _tiff,
    "HEIC": _heif,
    "AVIF": _heif,
}
