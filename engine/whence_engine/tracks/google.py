"""Google's location history in its three shapes; none is documented by Google, all were learned from real exports.

- `Records.json`: `locations` with `latitudeE7`, `longitudeE7`, `accuracy` in metres, `timestamp` or `timestampMs`.
- Semantic Location History, a file for each month: `timelineObjects` with `activitySegment` and `placeVisit`.
- What a phone exports itself since 2024: Android's `semanticSegments` and `rawSignals` ("48.1°, 11.5°"), and the
  outermost list of an iPhone ("geo:48.1,11.5").
"""

import io
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from whence_engine.errors import TrackError
from whence_engine.tracks.json_stream import items
from whence_engine.tracks.moments import iso_ns
from whence_engine.tracks.stays import stay
from whence_engine.tracks.track import Fixes
from whence_engine.wording import Sentence

VISIT_ERROR_KM = 0.1
"""A visit names the place that Google thinks was visited, not where one stood."""

_LISTS = frozenset({"locations", "timelineObjects", "semanticSegments", "rawSignals"})
_PAIR = re.compile(r"\s*(?:geo:)?\s*(-?\d+(?:\.\d+)?)\s*°?\s*,\s*(-?\d+(?:\.\d+)?)\s*°?\s*")
_WRAPPED = {"lat": 900_000_000, "lon": 1_800_000_000}


def read_google(file: BinaryIO) -> Fixes:
    """Read a location history.

    Raises
    ------
    TrackError
        When it is JSON, but holds none.
    """
    fixes = Fixes()
    seen = False
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")
    try:
        for name, item in items(text, _LISTS):
            if isinstance(item, dict):
                seen |= _ITEMS[name](fixes, item)
    except TrackError as broken:
        if not fixes.utc_ns:
            raise
        fixes.notes.append(Sentence("{broken} What came before it is used.", broken=broken.said))
    finally:
        text.detach()
    if not seen:
        raise TrackError("The JSON holds no location history.")
    return fixes


def _record(fixes: Fixes, item: Mapping[str, Any]) -> bool:
    moment = _moment(item, "timestamp")
    if "latitudeE7" not in item:
        return False
    if moment is None:
        fixes.untimed += 1
        return True
    fixes.add(moment, *_e7(item, "latitudeE7", "longitudeE7"), error_km=_accuracy_km(item.get("accuracy")))
    return True


def _semantic(fixes: Fixes, item: Mapping[str, Any]) -> bool:
    visit, segment = _inner(item, "placeVisit"), _inner(item, "activitySegment")
    span = _inner(visit or segment, "duration")
    first, last = _moment(span, "startTimestamp"), _moment(span, "endTimestamp")
    if first is None or last is None:
        fixes.untimed += 1
        return bool(visit or segment)
    if visit:
        stay(fixes, first, last, *_e7(_inner(visit, "location"), "latitudeE7", "longitudeE7"), error_km=VISIT_ERROR_KM)
        return True
    for name, moment in (("startLocation", first), ("endLocation", last)):
        if _inner(segment, name):
            fixes.add(moment, *_e7(_inner(segment, name), "latitudeE7", "longitudeE7"), error_km=VISIT_ERROR_KM)
    for point in _listed(_inner(segment, "simplifiedRawPath"), "points"):
        at = _moment(point, "timestamp")
        if at is not None:
            fixes.add(at, *_e7(point, "latE7", "lngE7"))
    return True


def _segment(fixes: Fixes, item: Mapping[str, Any]) -> bool:
    """Read a segment of either phone."""
    first, last = _moment(item, "startTime"), _moment(item, "endTime")
    path = _listed(item, "timelinePath")
    visit, activity = _inner(item, "visit"), _inner(item, "activity")
    if first is None or last is None or not (path or visit or activity):
        return bool(path or visit or activity)
    for point in path:
        moment = _moment(point, "time") or _later(first, point.get("durationMinutesOffsetFromStartTime"))
        fixes.add(moment, *_pair(point.get("point")))
    if visit:
        place = _inner(visit, "topCandidate").get("placeLocation")
        stay(fixes, first, last, *_pair(place), error_km=VISIT_ERROR_KM)
    for name, moment in (("start", first), ("end", last)) if activity else ():
        fixes.add(moment, *_pair(activity.get(name)), error_km=VISIT_ERROR_KM)
    return True


def _signal(fixes: Fixes, item: Mapping[str, Any]) -> bool:
    position = _inner(item, "position")
    moment = _moment(position, "timestamp")
    if moment is None:
        return False
    place = _pair(position.get("LatLng") or position.get("latLng"))
    fixes.add(moment, *place, error_km=_accuracy_km(position.get("accuracyMeters")))
    return True


_ITEMS = {
    "locations": _record,
    "timelineObjects": _semantic,
    "semanticSegments": _segment,
    "rawSignals": _signal,
    "": _segment,
}


def _inner(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def _listed(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = item.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _moment(item: Mapping[str, Any], key: str) -> int | None:
    text, milliseconds = item.get(key), item.get(f"{key}Ms")
    if isinstance(text, str):
        return iso_ns(text)
    if isinstance(milliseconds, str | int) and str(milliseconds).isdecimal() and len(str(milliseconds)) < 15:
        return int(milliseconds) * 1_000_000
    return None


def _accuracy_km(metres: object) -> float:
    return metres / 1000.0 if isinstance(metres, int | float) and 0 < metres < 1e6 else float("nan")


def _later(first_ns: int, minutes: object) -> int:
    text = str(minutes)
    return first_ns + int(text) * 60 * 10**9 if text.isdecimal() and len(text) < 6 else first_ns


def _e7(item: Mapping[str, Any], lat: str, lon: str) -> tuple[float, float]:
    """Return degrees; some exports let large negative numbers wrap round 32 bits."""
    found = []
    for key, limit in ((lat, _WRAPPED["lat"]), (lon, _WRAPPED["lon"])):
        value = item.get(key)
        if not isinstance(value, int | float):
            return float("nan"), float("nan")
        found.append((value - 2**32 if value > limit else value) / 1e7)
    return found[0], found[1]


def _pair(place: object) -> tuple[float, float]:
    """Return the degrees of "48.1°, 11.5°", of "geo:48.1,11.5", and of either in `latLng`."""
    text = place.get("latLng") if isinstance(place, dict) else place
    match = _PAIR.fullmatch(text) if isinstance(text, str) else None
    return (float(match[1]), float(match[2])) if match else (float("nan"), float("nan"))
