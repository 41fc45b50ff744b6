"""Edits of a JPEG: the Exif and XMP segments in front of the first scan, and not a byte elsewhere.

ITU-T T.81 annex B for the segments, Exif 2.32 section 4.7, XMP part 3 section 1.1.3, CIPA DC-007 for MPF.
"""

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from whence_engine.files import tiff_block, tiff_edit, xmp_edit
from whence_engine.files.change import Edit
from whence_engine.files.splice import Splice, UnsafeError, shifted

_END_MARK = re.compile(rb"\xff\xd9")
"""As a pattern it is found three times as fast in coded data as by `bytes.find`."""
EXIF_HEADER = b"Exif\0\0"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_MAX_CONTENT = 0xFFFF - 2
_MAX_BLOCK = _MAX_CONTENT - len(EXIF_HEADER)
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_PREVIEW_BASES = (0, 8, 10, 12)
"""Where offsets in a MakerNote count from besides the TIFF header: its start, or a header of that many bytes behind."""
_MAX_CANDIDATES = 4096


class Segment(NamedTuple):
    """A marker segment: marker byte, offset of its length field, content, and the offset behind it."""

    marker: int
    length_at: int
    body: int
    end: int


class Layout(NamedTuple):
    """The segments before the first scan, and the offset where that scan begins."""

    segments: tuple[Segment, ...]
    scan_at: int

    def starting(self, data: bytes, marker: int, header: bytes) -> list[Segment]:
        """Return the segments of one marker whose content begins with `header`."""
        return [s for s in self.segments if s.marker == marker and data.startswith(header, s.body, s.end)]


def layout(data: bytes) -> Layout:
    """Walk the segments up to the first scan.

    Raises
    ------
    UnsafeError
        When the file is no JPEG or its segments do not follow one another.
    """
    if data[:2] != b"\xff\xd8":
        raise UnsafeError("it is no JPEG")
    segments: list[Segment] = []
    at = 2
    while True:
        if data[at : at + 1] != b"\xff":
            raise UnsafeError("its JPEG segments are damaged")
        while data[at + 1 : at + 2] == b"\xff":
            at += 1
        if at + 4 > len(data):
            raise UnsafeError("its JPEG data ends before the picture")
        marker = data[at + 1]
        if marker in {0xDA, 0xD9}:
            return Layout(tuple(segments), at)
        if marker in _NO_LENGTH:
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in {0x00, 0xD8} or end < at + 4 or end > len(data):
            raise UnsafeError("its JPEG segments are damaged")
        segments.append(Segment(marker, at + 2, at + 4, end))
        at = end


def splices(data: bytes, edit: Edit) -> list[Splice]:
    """Return what `edit` changes in this JPEG.

    Raises
    ------
    UnsafeError
        When that could harm something.
    """
    found = layout(data)
    result = _exif(data, found, edit)
    result += _xmp(data, found, edit)
    return result


def exif_block(data: bytes, found: Layout) -> tuple[Segment, bytes] | None:
    """Return the one Exif segment and its TIFF block.

    Raises
    ------
    UnsafeError
        When there are several: every reader would choose another.
    """
    exif = found.starting(data, 0xE1, b"Exif\0")
    if len(exif) > 1:
        raise UnsafeError("it has several Exif segments")
    if not exif:
        return None
    return exif[0], data[exif[0].body + len(EXIF_HEADER) : exif[0].end]


def xmp_packet(data: bytes, found: Layout) -> tuple[Segment, bytes] | None:
    """Return the main XMP segment and its packet; UnsafeError when there are several."""
    xmp = found.starting(data, 0xE1, XMP_HEADER)
    if len(xmp) > 1:
        raise UnsafeError("it has several XMP segments")
    if not xmp:
        return None
    return xmp[0], data[xmp[0].body + len(XMP_HEADER) : xmp[0].end]


def _exif(data: bytes, found: Layout, edit: Edit) -> list[Splice]:
    change = edit.gps
    existing = exif_block(data, found)
    if change is None:
        return []
    if existing is None:
        if not change.values:
            return []
        return [Splice(_place_for(data, found), b"", _segment(EXIF_HEADER + tiff_edit.fresh_block(change)))]
    segment, block = existing
    start = segment.body + len(EXIF_HEADER)
    parsed = tiff_block.parse(block)
    inner = tiff_edit.gps_splices(parsed, change, _MAX_BLOCK)
    growth = sum(splice.growth for splice in inner)
    if growth:
        _check_what_moves(data, found, segment, parsed)
    return [*_resized(data, segment, growth), *shifted(inner, start)]


def _xmp(data: bytes, found: Layout, edit: Edit) -> list[Splice]:
    existing = xmp_packet(data, found)
    placement = edit.placement
    if existing is None:
        if not edit.new_packet or placement is None:
            return []
        packet = xmp_edit.new_packet(placement, toolkit="Whence")
        return [Splice(_place_for(data, found), b"", _segment(XMP_HEADER + packet))]
    segment, old = existing
    new = xmp_edit.edited_or_kept(old, placement, ours_only=edit.ours_only)
    if new == old:
        return []
    growth = len(new) - len(old)
    if growth and _mpf_before(data, found, segment):
        raise UnsafeError("its multi-picture table lies in front of its XMP segment")
    if len(new) + len(XMP_HEADER) > _MAX_CONTENT:
        raise UnsafeError("its XMP segment is full")
    return [*_resized(data, segment, growth), Splice(segment.end - len(old), old, new)]


def _resized(data: bytes, segment: Segment, growth: int) -> list[Splice]:
    if growth == 0:
        return []
    old = data[segment.length_at : segment.length_at + 2]
    return [Splice(segment.length_at, old, struct.pack(">H", int.from_bytes(old, "big") + growth))]


def _segment(content: bytes) -> bytes:
    if len(content) > _MAX_CONTENT:
        raise UnsafeError("the new segment would be too long")
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _place_for(data: bytes, found: Layout) -> int:
    """Return where a new segment goes: behind SOI and the JFIF segments, which want to be first, and the Exif one."""
    place = 2
    for segment in found.segments:
        first = segment.marker == 0xE0 or data.startswith(EXIF_HEADER, segment.body, segment.end)
        if not first:
            break
        place = segment.end
    return place


def _mpf_before(data: bytes, found: Layout, segment: Segment) -> bool:
    """Multi-picture offsets count from their own segment: what moves behind it breaks them."""
    return any(mpf.body < segment.body for mpf in found.starting(data, 0xE2, b"MPF\0"))


def _check_what_moves(data: bytes, found: Layout, segment: Segment, block: tiff_block.TiffBlock) -> None:
    """Refuse when something outside the segment is addressed by its distance from the Exif block."""
    if _mpf_before(data, found, segment):
        raise UnsafeError("its multi-picture table lies in front of its Exif segment")
    exif = block.directories.get("Exif")
    note = exif.entry(tiff_block.MAKER_NOTE) if exif is not None else None
    if note is None:
        return
    content = block.payload(note)
    tiff_at = segment.body + len(EXIF_HEADER)
    for target in _behind_the_picture(data, found.scan_at):
        for base in (0, *(note.value_at + header for header in _PREVIEW_BASES)):
            distance = target - tiff_at - base
            if distance.to_bytes(4, "little") in content or distance.to_bytes(4, "big") in content:
                raise UnsafeError("its MakerNote points to data behind the picture, which would move")


def _behind_the_picture(data: bytes, scan_at: int) -> Iterator[int]:
    """Yield where a MakerNote may point behind the end of the picture: its first byte, and JPEG starts.

    Cameras damage the first byte of such previews on purpose, so a start is `?? d8 ff`.
    """
    found = _END_MARK.search(data, scan_at)
    if found is None or found.end() == len(data):
        return
    yield found.end()
    at = found.end()
    for _ in range(_MAX_CANDIDATES):
        at = data.find(b"\xd8\xff", at)
        if at < 0:
            return
        yield at - 1
        at += 1
    raise UnsafeError("there is too much data behind its picture to check")
