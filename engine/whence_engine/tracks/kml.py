"""KML 2.2: `gx:Track` (moments and coordinates in step), and points with a `TimeStamp` or `TimeSpan`."""

from typing import BinaryIO

from whence_engine.tracks.moments import iso_ns
from whence_engine.tracks.stays import stay
from whence_engine.tracks.track import Fixes
from whence_engine.tracks.xml_stream import parse
from whence_engine.wording import counted


class _Reader:
    """What is open while the stream goes by."""

    def __init__(self) -> None:
        self.fixes = Fixes()
        self.open: list[str] = []
        self.whens: list[str] = []
        self.coords: list[str] = []
        self.times: dict[str, str] = {}
        self.point = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.open.append(name)
        if name == "Track":
            self.whens, self.coords = [], []
        elif name == "Placemark":
            self.times, self.point = {}, ""

    def end(self, name: str, text: str) -> None:
        self.open.pop()
        within = self.open[-1] if self.open else ""
        if within == "Track":
            if name == "when":
                self.whens.append(text)
            elif name == "coord":
                self.coords.append(text)
        elif within in {"TimeStamp", "TimeSpan"}:
            self.times[name] = text
        elif within == "Point" and name == "coordinates":
            self.point = text.replace(",", " ")
        if name == "Track":
            self._track()
        elif name == "Placemark" and self.point:
            self._placemark()

    def _track(self) -> None:
        for when, coord in zip(self.whens, self.coords, strict=False):
            self._add(when, coord)
        left = abs(len(self.whens) - len(self.coords))
        if left:
            self.fixes.notes.append(
                counted(
                    "{count} moment or place of a track has no partner.",
                    "{count} moments or places of a track have no partner.",
                    left,
                )
            )

    def _placemark(self) -> None:
        begin, end = self.times.get("begin", ""), self.times.get("end", "")
        first, last = iso_ns(begin.strip()), iso_ns(end.strip())
        if first is not None and last is not None:
            stay(self.fixes, first, last, *_lat_lon(self.point))
        else:
            self._add(self.times.get("when", "") or begin or end, self.point)

    def _add(self, when: str, coord: str) -> None:
        moment = iso_ns(when.strip())
        if moment is None:
            self.fixes.untimed += 1
        else:
            self.fixes.add(moment, *_lat_lon(coord))


def read_kml(file: BinaryIO) -> Fixes:
    """Read the timed places of a KML file; raises TrackError for hostile XML."""
    reader = _Reader()
    broken = parse(file, reader.start, reader.end)
    if broken:
        reader.fixes.notes.append(broken)
    return reader.fixes


def _lat_lon(coord: str) -> tuple[float, float]:
    parts = coord.split()
    try:
        return float(parts[1]), float(parts[0])
    except (IndexError, ValueError):
        return float("nan"), float("nan")
