"""GPX 1.0 and 1.1: the points of tracks (`trkpt`). Routes are plans and waypoints are marks: neither says when.

Written on expat and not on gpxpy, which builds an object for each point and is the referee in the tests.
"""

from typing import BinaryIO

from whence_engine.tracks.moments import iso_ns
from whence_engine.tracks.track import Fixes
from whence_engine.tracks.xml_stream import parse

RANGE_ERROR_KM = 0.005
"""A dilution of precision times this is a position's error (5 m for each range that is measured)."""


def read_gpx(file: BinaryIO) -> Fixes:
    """Read the timed track points of a GPX file; raises TrackError for hostile XML."""
    fixes = Fixes(in_order=True)
    inside: dict[str, str] | None = None
    time = dilution = accuracy = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, time, dilution, accuracy
        if name == "trkpt":
            inside, time, dilution, accuracy = attributes, "", "", ""

    def end(name: str, text: str) -> None:
        nonlocal inside, time, dilution, accuracy
        if inside is None:
            return
        if name == "time":
            time = text
        elif name == "hdop":
            dilution = text
        elif name == "accuracy":
            accuracy = text
        elif name == "trkpt":
            _take(fixes, inside, time, _error_km(accuracy, dilution))
            inside = None

    broken = parse(file, start, end)
    if broken:
        fixes.notes.append(broken)
    return fixes


def _take(fixes: Fixes, attributes: dict[str, str], time: str, error_km: float) -> None:
    moment = iso_ns(time)
    if moment is None:
        fixes.untimed += 1
        return
    try:
        lat, lon = float(attributes["lat"]), float(attributes["lon"])
    except (KeyError, ValueError):
        lat = lon = float("nan")
    fixes.add(moment, lat, lon, error_km=error_km)


def _error_km(accuracy: str, dilution: str) -> float:
    for text, scale in ((accuracy, 1e-3), (dilution, RANGE_ERROR_KM)):
        if text:
            try:
                value = float(text) * scale
            except ValueError:
                continue
            if 0.0 < value < 100.0:
                return value
    return float("nan")
