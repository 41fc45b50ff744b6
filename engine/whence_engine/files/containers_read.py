"""Where the wrappings of a picture keep its size, Exif, XMP and IPTC: JPEG, PNG, WebP, PSD, GIF, BMP, JPEG 2000.

Only headers are read; what lies between them is skipped with seeks.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Literal

from whence_engine.errors import SaidError
from whence_engine.files.window import Readable, Window

MAX_SEGMENTS = 1024
MAX_CHUNKS = 8192
MAX_TEXT_BYTES = 1 << 20

_XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
_IRB_MARK = b"Photoshop 3.0\0"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_LOSSY_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC9, 0xCA})
_JPEG_BARE = frozenset(range(0xD0, 0xD8)) | {0x01, 0xD8}
_PNG_PROFILES = (b"Raw profile type exif", b"Raw profile type APP1")
_IPTC_RESOURCE, _EXIF_RESOURCE, _XMP_RESOURCE = 0x0404, 0x0422, 0x0424


class DamagedError(SaidError, ValueError):
    """The wrapping ends before a picture begins; the message is one sentence."""


@dataclass(slots=True)
class Blocks:
    """Size of the picture as stored, and its metadata blocks as bytes; empty where there are none.

    `exif` begins with a TIFF header. `scans_at` is where the scans of a progressive JPEG begin; 0 for all others.
    """

    width_px: int = 0
    height_px: int = 0
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    scans_at: int = 0


def read_jpeg(window: Readable, *, lossless: bool = True) -> Blocks:
    """Walk the segments up to the first scan (ITU T.81 annex B; Exif 2.32 section 4.7).

    With `lossless` false, a frame of the lossless kind (raw data of cameras) is no picture.

    Raises
    ------
    DamagedError
        When there is no frame header.
    """
    blocks = Blocks()
    resources, progressive = b"", False
    head, at = window.head, window.at
    frames = _JPEG_FRAMES if lossless else _JPEG_LOSSY_FRAMES
    offset = 2
    for _ in range(MAX_SEGMENTS):
        start = head[offset : offset + 4] if offset + 4 <= len(head) else at(offset, 4)
        if len(start) < 4 or start[0] != 0xFF:
            offset = next_marker(window, offset)
            if offset < 0:
                break
            continue
        marker = start[1]
        if marker == 0xFF or marker in _JPEG_BARE:
            offset = skip_fill(window, offset) if marker == 0xFF else offset + 2
            continue
        if marker in (0xDA, 0xD9):
            blocks.scans_at = offset if progressive else 0
            break
        length = start[2] << 8 | start[3]
        if marker == 0xE1 and not (blocks.exif and blocks.xmp):
            _keep_app1(at(offset + 4, length - 2), blocks)
        elif marker == 0xED:
            segment = at(offset + 4, length - 2)
            if segment.startswith(_IRB_MARK):
                resources += segment[len(_IRB_MARK) :]
        elif marker in frames and not blocks.width_px:
            frame = at(offset + 4, 6)
            if len(frame) == 6:
                blocks.height_px, blocks.width_px = struct.unpack_from(">HH", frame, 1)
                progressive = marker in (0xC2, 0xCA)
        offset += 2 + max(length, 2)
    if resources:
        blocks.iptc = image_resources(resources).get(_IPTC_RESOURCE, b"")
    if not blocks.width_px:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    return blocks


def next_marker(window: Readable, offset: int) -> int:
    """Return where the next segment may begin after stray bytes, as every decoder does; -1 where none does."""
    stray = window.at(offset, 65536)
    found = stray.find(b"\xff")
    return offset + found if found >= 0 and offset + found + 4 <= window.size else -1


def skip_fill(window: Readable, offset: int) -> int:
    """Return where the last of some fill bytes (0xFF) stands: the one that a marker begins with."""
    run = window.at(offset, 65536)
    return offset + max(1, len(run) - len(run.lstrip(b"\xff")) - 1)


def _keep_app1(segment: bytes, blocks: Blocks) -> None:
    if segment.startswith(b"Exif\0"):
        blocks.exif = blocks.exif or segment[6:]
    elif segment.startswith(_XMP_MARK):
        blocks.xmp = blocks.xmp or segment[len(_XMP_MARK) :]


def image_resources(data: bytes) -> dict[int, bytes]:
    """Return Photoshop's image resources by number, the first of each."""
    found: dict[int, bytes] = {}
    offset = 0
    while data[offset : offset + 4] in (b"8BIM", b"PHUT", b"AgHg", b"DCSR", b"MeSa") and len(found) < MAX_SEGMENTS:
        if offset + 7 > len(data):
            break
        name_bytes = data[offset + 6] + 1
        size_at = offset + 6 + name_bytes + name_bytes % 2
        if size_at + 4 > len(data):
            break
        number = int.from_bytes(data[offset + 4 : offset + 6], "big")
        length = int.from_bytes(data[size_at : size_at + 4], "big")
        found.setdefault(number, data[size_at + 4 : size_at + 4 + length])
        offset = size_at + 4 + length + length % 2
    return found


def read_png(window: Window) -> Blocks:
    """Walk all chunks: Exif and XMP may follow the picture (PNG third edition, section 11.3).

    Raises
    ------
    DamagedError
        When the header chunk is missing.
    """
    blocks = Blocks()
    at = window.at
    offset = 8
    for _ in range(MAX_CHUNKS):
        start = at(offset, 8)
        if len(start) < 8:
            break
        length, kind = struct.unpack(">I4s", start)
        if kind == b"IHDR":
            size = at(offset + 8, 8)
            if len(size) == 8:
                blocks.width_px, blocks.height_px = struct.unpack(">II", size)
        elif kind == b"eXIf" and length <= MAX_TEXT_BYTES:
            blocks.exif = at(offset + 8, length).removeprefix(b"Exif\0\0")
        elif kind in (b"iTXt", b"zTXt", b"tEXt") and length <= MAX_TEXT_BYTES:
            _keep_png_text(kind, at(offset + 8, length), blocks)
        elif kind == b"IEND":
            break
        offset += 12 + length
    if not (blocks.width_px and blocks.height_px):
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    return blocks


def _keep_png_text(kind: bytes, data: bytes, blocks: Blocks) -> None:
    keyword, _, rest = data.partition(b"\0")
    if kind == b"iTXt" and keyword == b"XML:com.adobe.xmp" and len(rest) > 2:
        packed = rest[0] == 1
        text = rest[2:].split(b"\0", 2)[-1]
        blocks.xmp = blocks.xmp or (_inflated(text) if packed else text)
    elif keyword in _PNG_PROFILES and not blocks.exif:
        text = rest if kind == b"tEXt" else _inflated(rest[1:])
        blocks.exif = _hex_profile(text)


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MAX_TEXT_BYTES)
    except zlib.error:
        return b""


def _hex_profile(text: bytes) -> bytes:
    """ImageMagick's spelling of a profile: a name, a length, hexadecimal digits."""
    lines = text.strip().split(b"\n", 2)
    try:
        block = bytes.fromhex(lines[2].decode("ascii")) if len(lines) == 3 else b""
    except (ValueError, UnicodeDecodeError):
        return b""
    return block.removeprefix(b"Exif\0\0")


def read_webp(window: Window) -> Blocks:
    """Walk the RIFF chunks (WebP container specification).

    Raises
    ------
    DamagedError
        When no picture chunk is there.
    """
    blocks = Blocks()
    offset = 12
    for _ in range(MAX_CHUNKS):
        start = window.at(offset, 8)
        if len(start) < 8:
            break
        kind, length = struct.unpack("<4sI", start)
        if kind in (b"VP8X", b"VP8 ", b"VP8L") and not blocks.width_px:
            blocks.width_px, blocks.height_px = _webp_size(kind, window.at(offset + 8, 10))
        elif kind == b"EXIF" and length <= MAX_TEXT_BYTES:
            blocks.exif = blocks.exif or window.at(offset + 8, length).removeprefix(b"Exif\0\0")
        elif kind == b"XMP " and length <= MAX_TEXT_BYTES:
            blocks.xmp = blocks.xmp or window.at(offset + 8, length)
        offset += 8 + length + length % 2
    if not blocks.width_px:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    return blocks


def _webp_size(kind: bytes, data: bytes) -> tuple[int, int]:
    if len(data) < 10:
        return 0, 0
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 6)
        return width & 0x3FFF, height & 0x3FFF
    bits = int.from_bytes(data[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def read_psd(window: Window) -> Blocks:
    """Read the header and the image resources (Adobe Photoshop file formats specification).

    Raises
    ------
    DamagedError
        When the header is short.
    """
    if len(window.head) < 30:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    height, width = struct.unpack_from(">II", window.head, 14)
    resources_at = 30 + int.from_bytes(window.at(26, 4), "big")
    length = int.from_bytes(window.at(resources_at, 4), "big")
    resources = image_resources(window.at(resources_at + 4, min(length, 4 * MAX_TEXT_BYTES)))
    exif, xmp, iptc = (resources.get(number, b"") for number in (_EXIF_RESOURCE, _XMP_RESOURCE, _IPTC_RESOURCE))
    return Blocks(width, height, exif, xmp, iptc)


def read_plain(window: Window, kind: Literal["GIF", "BMP", "JP2"]) -> Blocks:
    """Read the size of a format that carries no metadata that we look for.

    Raises
    ------
    DamagedError
        When the header is short.
    """
    head = window.head
    width = height = 0
    if kind == "GIF" and len(head) >= 10:
        width, height = struct.unpack_from("<HH", head, 6)
    elif kind == "BMP" and len(head) >= 26:
        short = struct.unpack_from("<I", head, 14)[0] == 12
        width, height = struct.unpack_from("<HH" if short else "<ii", head, 18)
    elif kind == "JP2":
        at = head.find(b"ihdr") if head[:4] == b"\0\0\0\x0c" else -1
        if at > 0 and at + 12 <= len(head):
            height, width = struct.unpack_from(">II", head, at + 4)
        elif head[:4] == b"\xff\x4f\xff\x51" and len(head) >= 24:
            width, height = struct.unpack_from(">II", head, 8)
    if width <= 0 or not height:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    return Blocks(width, abs(height))
