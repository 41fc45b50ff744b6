"""The JSON that Google Takeout lays beside each photo: the time in UTC, one or two positions, title and description."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from whence_engine.files import gps, timestamps
from whence_engine.photo import CaptureTime, Position, PositionSource, TimeSource

MAX_BYTES = 1 << 20


@dataclass(slots=True)
class TakeoutFacts:
    """What the file says; empty where it says nothing."""

    taken: CaptureTime | None = None
    position: Position | None = None
    texts: list[str] = field(default_factory=list)


def read_takeout(data: bytes) -> TakeoutFacts:
    """Read a Takeout JSON; anything else says nothing.

    `geoDataExif` (what the camera wrote) goes before `geoData` (which people and Google may have set); zeros are
    Takeout's way of having no position. People's names are not read: they say nothing about places.
    """
    if len(data) > MAX_BYTES:
        return TakeoutFacts()
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return TakeoutFacts()
    if not isinstance(told, dict):
        return TakeoutFacts()
    facts = TakeoutFacts(position=_position(told, "geoDataExif") or _position(told, "geoData"))
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
