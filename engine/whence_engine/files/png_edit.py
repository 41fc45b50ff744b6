"""Edits of a PNG: the eXIf chunk and the iTXt chunk that holds XMP.

PNG specification (third edition) sections 5 and 11.3.2.1 (eXIf); XMP part 3 section 1.1.5.
"""

import struct
import zlib
from typing import NamedTuple

from whence_engine.files import tiff_block, tiff_edit, xmp_edit
from whence_engine.files.change import Edit
from whence_engine.files.splice import Splice, UnsafeError, applied, ordered, shifted

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp\0"
_LEGACY = (b"Raw profile type exif\0", b"Raw profile type APP1\0")
"""Text chunks in which older tools hide a whole Exif segment, in hexadecimal digits."""
_MAX_BYTES = 0x7FFFFFFF
_HEADER = b"Exif\0\0"


class Chunk(NamedTuple):
    """A chunk: its name, where its length field lies, its content, and the offset behind its checksum."""

    name: bytes
    at: int
    body: int
    size: int
    end: int


def chunks(data: bytes) -> list[Chunk]:
    """Return the chunks up to IEND; UnsafeError when they do not follow one another."""
    if not data.startswith(SIGNATURE):
        raise UnsafeError("it is no PNG")
    found = []
    at = len(SIGNATURE)
    while True:
        if at + 12 > len(data):
            raise UnsafeError("its PNG chunks are damaged")
        size = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(data) or not name.isalpha():
            raise UnsafeError("its PNG chunks are damaged")
        found.append(Chunk(name, at, at + 8, size, end))
        if name == b"IEND":
            break
        at = end
    if found[0].name != b"IHDR" or not any(chunk.name == b"IDAT" for chunk in found):
        raise UnsafeError("it holds no picture")
    return found


def exif_block(data: bytes, found: list[Chunk]) -> tuple[Chunk, int, bytes] | None:
    """Return the eXIf chunk, the offset of its TIFF block and that block.

    Raises
    ------
    UnsafeError
        When there are several, or Exif lies in a text chunk as well.
    """
    for chunk in found:
        if chunk.name in {b"tEXt", b"zTXt", b"iTXt"} and data.startswith(_LEGACY, chunk.body, chunk.end):
            raise UnsafeError("it carries Exif in a text chunk, which other programs may read first")
    named = [chunk for chunk in found if chunk.name == b"eXIf"]
    if len(named) > 1:
        raise UnsafeError("it has several eXIf chunks")
    if not named:
        return None
    start = named[0].body + (len(_HEADER) if data.startswith(_HEADER, named[0].body) else 0)
    return named[0], start, data[start : named[0].end - 4]


def xmp_packet(data: bytes, found: list[Chunk]) -> tuple[Chunk, int, bytes] | None:
    """Return the chunk with the XMP packet, the packet's offset and the packet; None also when it is compressed."""
    named = [chunk for chunk in found if chunk.name == b"iTXt" and data.startswith(_XMP, chunk.body, chunk.end)]
    if len(named) > 1:
        raise UnsafeError("it has several XMP chunks")
    if not named:
        return None
    chunk = named[0]
    flags_at = chunk.body + len(_XMP)
    if data[flags_at : flags_at + 1] != b"\0":
        raise UnsafeError("its XMP is compressed")
    language_end = data.find(b"\0", flags_at + 2, chunk.end - 4)
    keyword_end = data.find(b"\0", language_end + 1, chunk.end - 4) if language_end >= 0 else -1
    if keyword_end < 0:
        raise UnsafeError("its XMP chunk is damaged")
    return chunk, keyword_end + 1, data[keyword_end + 1 : chunk.end - 4]


def splices(data: bytes, edit: Edit) -> list[Splice]:
    """Return what `edit` changes in this PNG; UnsafeError when that could harm something."""
    found = chunks(data)
    return _exif(data, found, edit) + _xmp(data, found, edit)


def _exif(data: bytes, found: list[Chunk], edit: Edit) -> list[Splice]:
    change = edit.gps
    existing = exif_block(data, found)
    if change is None:
        return []
    if existing is None:
        return [Splice(_place_for(found), b"", _chunk(b"eXIf", tiff_edit.fresh_block(change)))] if change.values else []
    chunk, start, block = existing
    inner = tiff_edit.gps_splices(tiff_block.parse(block), change, _MAX_BYTES)
    return _sealed(data, chunk, shifted(inner, start))


def _xmp(data: bytes, found: list[Chunk], edit: Edit) -> list[Splice]:
    existing = xmp_packet(data, found)
    if existing is None:
        if not edit.new_packet or edit.placement is None:
            return []
        packet = xmp_edit.new_packet(edit.placement, toolkit="Whence")
        return [Splice(_place_for(found), b"", _chunk(b"iTXt", _XMP + b"\0\0\0\0" + packet))]
    chunk, start, old = existing
    new = xmp_edit.edited_or_kept(old, edit.placement, ours_only=edit.ours_only)
    return _sealed(data, chunk, [Splice(start, old, new)] if new != old else [])


def _sealed(data: bytes, chunk: Chunk, inner: list[Splice]) -> list[Splice]:
    """Return the changes inside a chunk together with its new length and checksum."""
    inside = ordered(data, inner)
    if not inside:
        return []
    content = applied(data[chunk.body : chunk.end - 4], shifted(inside, -chunk.body))
    length = struct.pack(">I", len(content))
    checksum = struct.pack(">I", zlib.crc32(chunk.name + content))
    return [
        Splice(chunk.at, data[chunk.at : chunk.at + 4], length),
        *inside,
        Splice(chunk.end - 4, data[chunk.end - 4 : chunk.end], checksum),
    ]


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _place_for(found: list[Chunk]) -> int:
    """Return where a new chunk goes: before the picture data, where every reader finds it."""
    return next(chunk.at for chunk in found if chunk.name == b"IDAT")
