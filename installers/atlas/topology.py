"""TopoJSON of Natural Earth to lines and rings in the Mercator square, thinned arc by arc.

Neighbours share their arcs, so a border that is thinned as an arc stays one line for both of them. The format is that
of the TopoJSON specification 1.0: quantised, delta-encoded arcs; an index below zero is the arc `~index` backwards.
"""

import json
import math
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Line = NDArray[np.float64]
"""Points in the Mercator square, float64 [P, 2]: x from 180 W eastwards, y from 85.05 N southwards, both 0 to 1."""


class Topology:
    """One TopoJSON file; `member` of an npm tarball."""

    def __init__(self, archive: Path, member: str) -> None:
        with tarfile.open(archive) as package:
            handle = package.extractfile(f"package/{member}")
            assert handle is not None
            raw = json.load(handle)
        scale, translate = (np.asarray(raw["transform"][name], np.float64) for name in ("scale", "translate"))
        self._objects: Mapping[str, Any] = raw["objects"]
        self.arcs = [to_square(np.cumsum(np.asarray(arc), axis=0) * scale + translate) for arc in raw["arcs"]]

    def thinned(self, tolerance: float) -> list[Line]:
        """Return every arc with only those points that it needs to stay within `tolerance` (Douglas and Peucker)."""
        lines = shapely.simplify([shapely.LineString(arc) for arc in self.arcs], tolerance, preserve_topology=False)
        return [shapely.get_coordinates(line) for line in lines]

    def geometries(self, name: str) -> list[dict[str, Any]]:
        """Return the geometries of an object."""
        found: list[dict[str, Any]] = self._objects[name]["geometries"]
        return found

    def polygons(self, name: str, arcs: list[Line]) -> list[shapely.Polygon]:
        """Return the polygons of an object, drawn with `arcs`; what is thinned to nothing is left out."""
        found = []
        for geometry in self.geometries(name):
            for rings in _polygons_of(geometry):
                outer, *holes = (_joined(ring, arcs) for ring in rings)
                if len(outer) >= 4:
                    polygon = shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4])
                    found += _inside(shapely.make_valid(polygon))
        return found

    def lines(self, name: str, arcs: list[Line]) -> list[Line]:
        """Return the line strings of an object, drawn with `arcs`."""
        found = []
        for geometry in self.geometries(name):
            strings = geometry["arcs"] if geometry["type"] == "MultiLineString" else [geometry["arcs"]]
            found += [_joined(string, arcs) for string in strings if geometry["type"].endswith("LineString")]
        return [part for line in found for part in _lines_inside(line)]

    def shared(self, name: str, arcs: list[Line]) -> list[Line]:
        """Return the arcs between two geometries of an object: the borders among countries."""
        used: Counter[int] = Counter()
        for geometry in self.geometries(name):
            used.update(
                {arc if arc >= 0 else ~arc for rings in _polygons_of(geometry) for ring in rings for arc in ring}
            )
        shared = [arcs[number] for number, times in sorted(used.items()) if times > 1]
        return [part for line in shared for part in _lines_inside(line)]


def to_square(lonlat_deg: NDArray[np.float64]) -> Line:
    """Project longitudes and latitudes in degrees, float64 [P, 2], to the Mercator square (EPSG:3857, scaled to 1).

    A line across the antimeridian runs on beyond the square.
    """
    lat = np.radians(np.clip(lonlat_deg[:, 1], -85.0511287798066, 85.0511287798066))
    x = np.unwrap(lonlat_deg[:, 0] / 360.0 + 0.5, period=1.0)
    return np.column_stack([x, 0.5 - np.arcsinh(np.tan(lat)) / (2.0 * np.pi)])


def polygons_in(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    """Return the polygons of a geometry, however deep they lie in collections."""
    if geometry.geom_type == "Polygon":
        return [] if geometry.is_empty else [geometry]
    return [polygon for part in getattr(geometry, "geoms", ()) for polygon in polygons_in(part)]


def _polygons_of(geometry: Mapping[str, Any]) -> Iterator[list[list[int]]]:
    if geometry["type"] == "Polygon":
        yield geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        yield from geometry["arcs"]


def _joined(numbers: list[int], arcs: list[Line]) -> Line:
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    line = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    line[:, 0] = np.unwrap(line[:, 0], period=1.0)
    if numbers and np.ptp(line[[0, -1], 0]) > 0.5:  # around a pole: it stays as it was cut
        line[:, 0] = np.where(
            line[:, 0] > 1.0, line[:, 0] - 1.0, np.where(line[:, 0] < 0.0, line[:, 0] + 1.0, line[:, 0])
        )
    return line


def _inside(polygon: shapely.Geometry) -> list[shapely.Polygon]:
    """Cut a polygon at the antimeridian and bring all of it into the square."""
    west, _, east, _ = shapely.bounds(polygon)
    if west >= 0.0 and east <= 1.0:
        return polygons_in(polygon)
    copies = range(math.floor(west), math.ceil(east))
    cut = (shapely.clip_by_rect(polygon, copy, -1.0, copy + 1.0, 2.0) for copy in copies)
    moved = (
        shapely.transform(part, lambda xy, by=copy: xy - [by, 0.0]) for copy, part in zip(copies, cut, strict=True)
    )
    return [part for piece in moved for part in polygons_in(piece)]


def _lines_inside(line: Line) -> Iterator[Line]:
    """Cut a line at the antimeridian and bring all of it into the square."""
    side = np.floor(line[:, 0]).clip(-1, 1)
    for part in np.split(np.arange(len(line)), np.flatnonzero(np.diff(side)) + 1):
        if len(part) > 1:
            yield line[part] - [side[part[0]], 0.0]
