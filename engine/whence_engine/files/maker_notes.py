"""World-time settings in MakerNotes: the one thing in them that says where a camera thinks it is.

Every maker lays its notes out in its own way, documented by none of them and by ExifTool's tag tables:

- Canon: a directory without a header; 0x0035 holds minutes from UTC (summer time included), a city and summer time.
- Nikon: a TIFF of its own behind `Nikon`; 0x0024 holds minutes from UTC (without summer time) and summer time.
- Panasonic: a directory behind `Panasonic`; 0x003A tells home from destination, and travel models name the country,
  state, city and landmark where their receiver was (0x0069 to 0x006F, 0x0080).
- Pentax and Ricoh: behind `AOC`, `PENTAX` or `RICOH`; 0x0022 to 0x0026, or packed in 0x006B, hold home and destination
  by number.
- Casio: behind `QVC`; 0x3006 names the home town.

Olympus writes none of this: its newer cameras have Exif's OffsetTime. Panasonic's 0x00AF is a time of an unknown zone
and is left alone.
"""

import struct
from collections.abc import Callable
from datetime import timedelta

from whence_engine.files.tiff_read import At, Directory, Layout, decode_text, directory, layout
from whence_engine.files.world_cities import CANON, CASIO, PENTAX
from whence_engine.photo import WorldTime

_FARTHEST = timedelta(hours=14, minutes=45)
_NOTHING = frozenset({"", "---", "n/a", "off", "none"})


def read_world_time(at: At, order: str, offset: int, make: str) -> WorldTime | None:
    """Return what a MakerNote at an offset from its TIFF header says of zone and place; None where it says nothing.

    Parameters
    ----------
    at
        Reads the TIFF that holds the note.
    order
        Byte order of that TIFF.
    """
    reader = next((found for name, found in _READERS if make.upper().startswith(name)), None)
    if reader is None:
        return None
    found = reader(at, order, offset)
    return found if found != WorldTime() else None


def canon_world_time(note: Directory) -> WorldTime:
    """Return what the directory of a Canon MakerNote says; CR3 files keep it in a block of its own."""
    values = note.raw.get(0x0035, (0, b""))[1]
    if len(values) < 16:
        return WorldTime()
    _, minutes, city, _ = struct.unpack_from(note.order + "4i", values)
    if city == _CANON_UNSET:
        return WorldTime()
    return WorldTime(offset=_offset(minutes), city=CANON.get(city, ""))


CANON_TAGS = frozenset({0x0035})
_CANON_UNSET = 32766


def _canon(at: At, order: str, offset: int) -> WorldTime:
    note = _directory(at, order, offset, CANON_TAGS)
    return canon_world_time(note) if note else WorldTime()


def _nikon(at: At, _order: str, offset: int) -> WorldTime:
    head = at(offset, 26)
    if head[:7] != b"Nikon\0\2":
        return WorldTime()
    shape = layout(head[10:])
    if shape is None:
        return WorldTime()
    start = offset + 10
    note = directory(lambda where, count: at(start + where, count), shape, shape.first, frozenset({0x0024}))
    values = note.bytes(0x0024) if note else b""
    if len(values) < 3:
        return WorldTime()
    (minutes,) = struct.unpack_from(shape.order + "h", values)
    return WorldTime(offset=_offset(minutes + (60 if values[2] == 1 else 0)))


def _panasonic(at: At, order: str, offset: int) -> WorldTime:
    if at(offset, 9) != b"Panasonic":
        return WorldTime()
    note = _directory(at, order, offset + 12, frozenset({0x003A, 0x0067, 0x0069, 0x006B, 0x006D, 0x006F, 0x0080}))
    if note is None:
        return WorldTime()
    names = (_name(note, tag) for tag in (0x006F, 0x0067, 0x0080, 0x006D, 0x006B, 0x0069))
    away = {1: False, 2: True}.get(note.integer(0x003A))
    return WorldTime(away=away, places=tuple(dict.fromkeys(name for name in names if name)))


def _pentax(at: At, order: str, offset: int) -> WorldTime:
    head = at(offset, 10)
    if head.startswith(b"AOC\0"):
        start = offset + 6
    elif head.startswith(b"PENTAX \0"):
        start = offset + 10
    elif head.startswith((b"RICOH\0II", b"RICOH\0MM")):
        start = offset + 8
    else:
        return WorldTime()
    note = _directory(at, order, start, frozenset({0x0022, 0x0023, 0x0024, 0x006B}))
    if note is None:
        return WorldTime()
    packed = note.bytes(0x006B)
    if len(packed) >= 4:
        away, cities = bool(packed[0] & 1), (packed[2], packed[3])
    elif 0x0023 in note.raw and 0x0024 in note.raw:
        away, cities = note.integer(0x0022) == 1, (note.integer(0x0023), note.integer(0x0024))
    else:
        return WorldTime()
    return WorldTime(city=PENTAX.get(cities[away], ""), away=away)


def _casio(at: At, order: str, offset: int) -> WorldTime:
    if at(offset, 4) != b"QVC\0":
        return WorldTime()
    note = _directory(at, order, offset + 6, frozenset({0x3006}))
    return WorldTime(city=CASIO.get(note.text(0x3006).upper(), "")) if note else WorldTime()


_Reader = Callable[[At, str, int], WorldTime]
_READERS: tuple[tuple[str, _Reader], ...] = (
    ("CANON", _canon),
    ("NIKON", _nikon),
    ("PANASONIC", _panasonic),
    ("PENTAX", _pentax),
    ("ASAHI", _pentax),
    ("RICOH", _pentax),
    ("CASIO", _casio),
)


def _directory(at: At, order: str, offset: int, wanted: frozenset[int]) -> Directory | None:
    """Read a directory whose byte order may be either: a number of entries is small in the right one."""
    count = at(offset, 2)
    if len(count) < 2:
        return None
    other = "<" if order == ">" else ">"
    kept = order if struct.unpack(order + "H", count)[0] <= 255 else other
    return directory(at, Layout(kept, big=False, first=offset), offset, wanted)


def _offset(minutes: int) -> timedelta | None:
    offset = timedelta(minutes=minutes)
    return offset if abs(offset) <= _FARTHEST and minutes % 15 == 0 else None


def _name(note: Directory, tag: int) -> str:
    text = decode_text(note.bytes(tag))
    return text if text.lower() not in _NOTHING and text.isprintable() else ""
