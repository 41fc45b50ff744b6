"""The JSON that Google Takeout lays beside each photo: the time in UTC, one or two positions, title and description."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from whence_engine.files import gps, timestamps
from whence_engine.photo import CaptureTime, Position, PositionSource, TimeSource

MAX_BYTES = 1 << 20


@dataclass(slots=True)
class TakeoutFacts:
    """What the file says; empty where it says nothing. `other` is the second of two positions."""

    taken: CaptureTime | None = None
    position: Position | None = None
    other: Position | None = None
    texts: list[str] = field(default_factory=list)


def read_takeout(data: bytes) -> TakeoutFacts:
    """Read a Takeout JSON, or a position in exiftool's JSON as exporters of Apple's library lay it beside a photo.

    `geoDataExif` (what the camera wrote) goes before `geoData` (which people and Google may have set); zeros are
    Takeout's way of having no position. People's names are not read: they say nothing about places. Anything else says
    nothing.
    """
    if len(data) > MAX_BYTES:
        return TakeoutFacts()
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return TakeoutFacts()
    if isinstance(told, list) and told and isinstance(told[0], dict):
        return TakeoutFacts(position=_of_exiftool(told[0]))
    if not isinstance(told, dict):
        return TakeoutFacts()
    stated = [place for key in ("geoDataExif", "geoData") if (place := _position(told, key))]
    facts = TakeoutFacts(position=stated[0] if stated else None, other=stated[-1] if len(stated) > 1 else None)
    stamp = _inner(told, "photoTakenTime").get("timestamp")
    if isinstance(stamp, str | int) and str(stamp).lstrip("-").isdecimal() and len(str(stamp)) < 13:
        facts.taken = timestamps.from_epoch(int(stamp), TimeSource.TAKEOUT, timestamps.TRUST_TAKEOUT)
    description = told.get("description")
    if isinstance(description, str) and description.strip():
        # JSON can spell half a surrogate pair, which no database takes
        facts.texts.append(description.strip()[:8192].encode("utf-8", "replace").decode())
    return facts


def _inner(told: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = told.get(key)
    return value if isinstance(value, dict) else {}


def _position(told: Mapping[str, object], key: str) -> Position | None:
    place = _inner(told, key)
    lat, lon = place.get("latitude"), place.get("longitude")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return gps.position(float(lat), float(lon), PositionSource.TAKEOUT)


def _of_exiftool(told: Mapping[str, object]) -> Position | None:
    """Return the position among tags in groups (`EXIF:GPSLatitude`, its ref beside it), numbers or texts."""
    degrees = []
    axes: tuple[tuple[gps.Axis, str], ...] = (("lat", "GPSLatitude"), ("lon", "GPSLongitude"))
    for axis, name in axes:
        tags = ((group + name, group) for group in ("EXIF:", "XMP:", "Composite:", ""))
        found = next(
            ((str(told[tag]), group) for tag, group in tags if isinstance(told.get(tag), str | int | float)), None
        )
        if found is None:
            return None
        text, group = found
        ref = told.get(f"{group}{name}Ref", "")
        degrees.append(gps.from_xmp(text, axis, ref[:1] if isinstance(ref, str) else ""))
    return gps.position(degrees[0], degrees[1], PositionSource.SIDECAR)
