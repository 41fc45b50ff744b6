"""The facts of an Exif block: camera, times, orientation, position, captions (Exif 2.32 sections 4.6.4 to 4.6.6)."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from whence_engine.files import gps
from whence_engine.files.maker_notes import CANON_TAGS, canon_world_time, read_world_time
from whence_engine.files.tiff_read import At, Directory, Layout, decode_text, directory, layout
from whence_engine.photo import Position, PositionSource, WorldTime

_FIRST = frozenset(
    {0x0100, 0x0101, 0x010E, 0x010F, 0x0110, 0x0112, 0x0131, 0x0132, 0x02BC, 0x8649, 0x83BB, 0x8769, 0x8825}
    | {0x9003, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F, 0xC62F}
)
_EXIF = frozenset({0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9286, 0x9290, 0x9291, 0x9292, 0xA002, 0xA003, 0xA431})
_GPS = frozenset({1, 2, 3, 4, 7, 29, 31})
_UTF16_TEXTS = (0x9C9B, 0x9C9F, 0x9C9C, 0x9C9E)
"""What Windows calls title, subject, comment and tags."""
_BOILERPLATE = frozenset(
    {"OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM", "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA"}
    | {"SAMSUNG", "DIGITAL CAMERA", "SAMSUNG DIGITAL CAMERA", "DEFAULT", "PENTAX IMAGE", "ASCII"}
)
"""Captions that the camera writes into every photo: they say nothing of this one."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as it is spelled in the file, with its fraction of a second and its offset from UTC."""

    text: str
    fraction: str = ""
    offset: str = ""


@dataclass(slots=True)
class Facts:
    """What the headers of one file say; empty where they say nothing.

    `width_px`, `height_px` are the picture's own; `exif_width_px`, `exif_height_px` what a camera wrote beside it.
    """

    width_px: int = 0
    height_px: int = 0
    exif_width_px: int = 0
    exif_height_px: int = 0
    orientation: int = 1
    make: str = ""
    model: str = ""
    serial: str = ""
    software: str = ""
    original: Stamp | None = None
    digitized: Stamp | None = None
    modified: Stamp | None = None
    position: Position | None = None
    world_time: WorldTime = field(default_factory=WorldTime)
    texts: list[str] = field(default_factory=list)
    xmp: bytes = b""
    iptc: bytes = b""


def read_exif(at: At, shape: Layout) -> Facts | None:
    """Read the first directory of a TIFF and the Exif and GPS directories that it points to.

    Returns None where there is no first directory.
    """
    first = directory(at, shape, shape.first, _FIRST)
    if first is None:
        return None
    inner = directory(at, shape, first.integer(0x8769), _EXIF) if 0x8769 in first.raw else None
    place = directory(at, shape, first.integer(0x8825), _GPS) if 0x8825 in first.raw else None
    facts = _facts(first, inner, place)
    lies_at = (inner.note if inner else 0) or first.note
    if facts.position is None and lies_at:
        note = read_world_time(at, shape.order, lies_at, facts.make)
        facts.world_time = replace(note, utc=facts.world_time.utc) if note else facts.world_time
    return facts


def read_block(block: bytes) -> Facts | None:
    """Read an Exif block, as it lies in the wrapping of a picture; None where it is none."""
    shape = layout(block[:16])
    return read_exif(lambda offset, count: block[offset : offset + count], shape) if shape else None


def read_parts(first: bytes, inner: bytes, note: bytes, place: bytes) -> Facts | None:
    """Read a camera's tags from four TIFF blocks of one directory each, as CR3 files keep them (Canon's own)."""
    parts = [_only(first, _FIRST), _only(inner, _EXIF), _only(note, CANON_TAGS), _only(place, _GPS)]
    if parts[0] is None:
        return None
    facts = _facts(parts[0], parts[1], parts[3])
    if facts.position is None and parts[2] is not None:
        facts.world_time = replace(canon_world_time(parts[2]), utc=facts.world_time.utc)
    return facts


def _only(block: bytes, wanted: frozenset[int]) -> Directory | None:
    shape = layout(block[:16])
    if shape is None:
        return None
    return directory(lambda offset, count: block[offset : offset + count], shape, shape.first, wanted)


def _facts(first: Directory, inner: Directory | None, place: Directory | None) -> Facts:
    facts = Facts(make=first.text(0x010F), model=first.text(0x0110), software=first.text(0x0131))
    orientation = first.integer(0x0112, 1)
    facts.orientation = orientation if 1 <= orientation <= 8 else 1
    facts.width_px, facts.height_px = first.integer(0x0100), first.integer(0x0101)
    facts.serial = first.text(0xC62F)
    facts.xmp, facts.iptc = first.bytes(0x02BC), first.bytes(0x83BB)
    facts.original = _stamp(first.text(0x9003))
    facts.modified = _stamp(first.text(0x0132))
    facts.texts = _texts(first)
    if inner is not None:
        _read_inner(inner, facts)
        facts.modified = _stamp(first.text(0x0132), inner.text(0x9290), inner.text(0x9010))
    if place is not None:
        facts.position = _position(place)
        if facts.position is None:
            facts.world_time = WorldTime(utc=_receiver_time(place))
    return facts


def _read_inner(inner: Directory, facts: Facts) -> None:
    facts.original = _stamp(inner.text(0x9003), inner.text(0x9291), inner.text(0x9011)) or facts.original
    facts.digitized = _stamp(inner.text(0x9004), inner.text(0x9292), inner.text(0x9012))
    facts.serial = inner.text(0xA431) or facts.serial
    facts.exif_width_px, facts.exif_height_px = inner.integer(0xA002), inner.integer(0xA003)
    comment = _user_comment(inner)
    if comment:
        facts.texts.append(comment)


def _stamp(text: str, fraction: str = "", offset: str = "") -> Stamp | None:
    return Stamp(text, fraction, offset) if text and not text.isspace() else None


def _texts(first: Directory) -> list[str]:
    texts = [first.text(0x010E)]
    for tag in _UTF16_TEXTS:
        data = first.bytes(tag)
        if data:
            texts.append(data[: len(data) // 2 * 2].decode("utf-16-le", "replace").split("\0", 1)[0].strip())
    return [text for text in texts if text and text.upper() not in _BOILERPLATE]


def _user_comment(inner: Directory) -> str:
    """Exif 4.6.5: eight bytes of character code, then the comment."""
    data = inner.bytes(0x9286)[:8192]
    code, body = data[:8], data[8:]
    if code.startswith(b"UNICODE"):
        codec = "utf-16-le" if inner.order == "<" else "utf-16-be"
        text = body[: len(body) // 2 * 2].decode(codec, "replace").split("\0", 1)[0].strip()
    elif code.startswith((b"ASCII", bytes(8))):
        text = decode_text(body)
    else:
        return ""
    readable = all(letter.isprintable() or letter in "\t\r\n" for letter in text)
    return text if readable and text.upper() not in _BOILERPLATE else ""


def _position(place: Directory) -> Position | None:
    # GPSStatus is not asked: many writers put V ("interrupted") beside good positions, and to drop a position that
    # is there would mean to offer another one for it.
    error = place.rationals(31)
    error_km = error[0][0] / error[0][1] / 1000 if error and error[0][1] else None
    return gps.position(
        gps.from_rationals(place.rationals(2), place.text(1), "lat"),
        gps.from_rationals(place.rationals(4), place.text(3), "lon"),
        PositionSource.EXIF,
        error_km,
    )


def _receiver_time(place: Directory) -> datetime | None:
    """Return GPSDateStamp and GPSTimeStamp (Exif 4.6.6), which are in UTC, to the second."""
    clock = place.rationals(7)
    date = re.fullmatch(r"(\d{4})[:-](\d\d)[:-](\d\d)", place.text(29))
    if date is None or len(clock) != 3 or not all(denominator for _, denominator in clock):
        return None
    hours, minutes, seconds = (numerator // denominator for numerator, denominator in clock)
    try:
        return datetime(int(date[1]), int(date[2]), int(date[3]), hours, minutes, min(seconds, 59))
    except ValueError:
        return None
