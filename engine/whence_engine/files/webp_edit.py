"""Edits of a WebP: the EXIF and XMP chunks, and the VP8X header that announces them.

WebP container specification (RFC 9649). A file in the simple form is raised to the extended one: a VP8X chunk is put in
front, the image chunk itself is not touched.
"""

import struct
from typing import NamedTuple

from whence_engine.files import tiff_block, tiff_edit, xmp_edit
from whence_engine.files.change import Edit
from whence_engine.files.splice import Splice, UnsafeError, shifted

_EXIF_FLAG, _XMP_FLAG, _ALPHA_FLAG = 0x08, 0x04, 0x10
_IMAGE = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_MAX_BYTES = 0xFFFFFFFF - 10
_HEADER = b"Exif\0\0"


class Chunk(NamedTuple):
    """A chunk: its name, where its header begins, its content, and the offset behind its padding."""

    name: bytes
    at: int
    body: int
    size: int
    end: int


def chunks(data: bytes) -> list[Chunk]:
    """Return the chunks of a WebP file.

    Raises
    ------
    UnsafeError
        When they do not follow one another up to the end that the file states.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise UnsafeError("it is no WebP")
    stop = 8 + int.from_bytes(data[4:8], "little")
    if stop > len(data) or stop < 12:
        raise UnsafeError("it is shorter than it says")
    found = []
    at = 12
    while at < stop:
        if at + 8 > stop:
            raise UnsafeError("its WebP chunks are damaged")
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > stop:
            raise UnsafeError("its WebP chunks are damaged")
        found.append(Chunk(data[at : at + 4], at, at + 8, size, end))
        at = end
    if not any(chunk.name in _IMAGE for chunk in found):
        raise UnsafeError("it holds no picture")
    return found


def one(found: list[Chunk], name: bytes) -> Chunk | None:
    """Return the chunk of that name; UnsafeError when there are several."""
    named = [chunk for chunk in found if chunk.name == name]
    if len(named) > 1:
        raise UnsafeError("it has several {name} chunks", name=name.decode().strip())
    return named[0] if named else None


def exif_block(data: bytes, found: list[Chunk]) -> tuple[int, bytes] | None:
    """Return offset and content of the TIFF block; some writers put the JPEG's `Exif` header in front of it."""
    chunk = one(found, b"EXIF")
    if chunk is None:
        return None
    start = chunk.body + (len(_HEADER) if data.startswith(_HEADER, chunk.body) else 0)
    return start, data[start : chunk.body + chunk.size]


def xmp_packet(data: bytes, found: list[Chunk]) -> bytes | None:
    """Return the XMP packet."""
    chunk = one(found, b"XMP ")
    return None if chunk is None else data[chunk.body : chunk.body + chunk.size]


def splices(data: bytes, edit: Edit) -> list[Splice]:
    """Return what `edit` changes in this WebP; UnsafeError when that could harm something."""
    found = chunks(data)
    result = _exif(data, found, edit)
    flags = _EXIF_FLAG if result or exif_block(data, found) is not None else 0
    xmp = _xmp(data, found, edit)
    flags |= _XMP_FLAG if xmp or xmp_packet(data, found) is not None else 0
    result += xmp
    if not result:
        return []
    result += _announced(data, found, flags)
    growth = sum(splice.growth for splice in result)
    total = int.from_bytes(data[4:8], "little") + growth
    if total > _MAX_BYTES:
        raise UnsafeError("it would become too large")
    return [*result, Splice(4, data[4:8], struct.pack("<I", total))]


def _exif(data: bytes, found: list[Chunk], edit: Edit) -> list[Splice]:
    change = edit.gps
    if change is None:
        return []
    existing = exif_block(data, found)
    if existing is None:
        if not change.values:
            return []
        place = max(chunk.end for chunk in found if chunk.name in _IMAGE)
        return [Splice(place, b"", _chunk(b"EXIF", tiff_edit.fresh_block(change)))]
    start, block = existing
    chunk = one(found, b"EXIF")
    assert chunk is not None
    inner = tiff_edit.gps_splices(tiff_block.parse(block), change, _MAX_BYTES)
    return [*shifted(inner, start), *_resized(data, chunk, inner)]


def _xmp(data: bytes, found: list[Chunk], edit: Edit) -> list[Splice]:
    chunk = one(found, b"XMP ")
    if chunk is None:
        if not edit.new_packet or edit.placement is None:
            return []
        packet = xmp_edit.new_packet(edit.placement, toolkit="Whence")
        return [Splice(max(one.end for one in found), b"", _chunk(b"XMP ", packet))]
    old = data[chunk.body : chunk.body + chunk.size]
    new = xmp_edit.edited_or_kept(old, edit.placement, ours_only=edit.ours_only)
    inner = [Splice(chunk.body, old, new)] if new != old else []
    return [*inner, *_resized(data, chunk, inner)]


def _resized(data: bytes, chunk: Chunk, inner: list[Splice]) -> list[Splice]:
    """Return the changes of a chunk's size field and of the padding byte that makes its length even."""
    growth = sum(splice.growth for splice in inner)
    if growth == 0:
        return []
    size = chunk.size + growth
    result = [Splice(chunk.at + 4, data[chunk.at + 4 : chunk.body], struct.pack("<I", size))]
    behind = chunk.body + chunk.size
    if size % 2 != chunk.size % 2:
        result.append(Splice(behind, data[behind : chunk.end], b"\0" * (size % 2)))
    return result


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _announced(data: bytes, found: list[Chunk], flags: int) -> list[Splice]:
    """Return the changes of the VP8X chunk, or a new one, that announces the metadata."""
    header = one(found, b"VP8X")
    if header is not None:
        if header.size < 10 or header is not found[0]:
            raise UnsafeError("its VP8X chunk is damaged")
        old = data[header.body : header.body + 1]
        return [Splice(header.body, old, bytes((old[0] | flags,)))]
    width, height, has_alpha = _canvas(data, found[0])
    flags |= _ALPHA_FLAG if has_alpha else 0
    content = bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return [Splice(12, b"", _chunk(b"VP8X", content))]


def _canvas(data: bytes, image: Chunk) -> tuple[int, int, bool]:
    """Return width and height in px and whether there is transparency (RFC 6386 section 9.1, RFC 9649 section 3.4)."""
    start = data[image.body : image.body + 10]
    if image.name == b"VP8 " and len(start) == 10 and start[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", start[6:10])
        return width & 0x3FFF, height & 0x3FFF, False
    if image.name == b"VP8L" and len(start) >= 5 and start[0] == 0x2F:
        bits = int.from_bytes(start[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    raise UnsafeError("its picture has no header that could be read")
