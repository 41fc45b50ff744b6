"""Country borders for the gazetteer: from the polygons of country-coder to arcs that know their left and their right.

Countries that touch share their vertices exactly, so each stretch of border is met twice, once from either side. That
is all the reverse lookup needs: the first border west of a point says where the point is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from places.areas import spread
from whence_engine.places.borders import CELL_DEG, COLUMNS, KM_PER_DEG, MIXED, NEAR_KM, ROWS, SEA, SOUTH_DEG, BorderMap

_UNITS_PER_DEG = 100_000
_HALF_TURN = 180 * _UNITS_PER_DEG
_SEAM = 2_000
"""A vertex that close to the antimeridian is meant to be on it."""

_BEYOND = 20.0
"""So far from a side, in units, its other side is looked for."""

FILED_UNDER = {
    "AC": "SH", "TA": "SH", "DG": "IO", "CP": "FR", "CQ": "GG", "EA": "ES", "IC": "ES", "FX": "FR",
    "Northern Cyprus": "CY", "Bir Tawil": "EG",
}  # fmt: skip
"""Codes that are only reserved, and areas without one: the country that GeoNames files their towns under."""


@dataclass(frozen=True)
class Borders:
    """What the gazetteer stores of the world's borders.

    Attributes
    ----------
    x, y
        int32 [P], vertices of all arcs in units of 1e-5 degrees, one arc after the other.
    size
        int32 [A], vertices per arc.
    left, right
        int16 [A], country index on either side in the arc's direction, or `SEA`.
    cells
        int16 [ROWS, COLUMNS], the country of each cell, `SEA`, or `MIXED` when a border is within `NEAR_KM` of it.
    runs
        int32 [R, 3]: cell number, first segment, segments; a segment is named after its first vertex.
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    size: NDArray[np.int32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    cells: NDArray[np.int16]
    runs: NDArray[np.int32]

    def as_map(self, polar: int) -> BorderMap:
        """Return the borders as the engine reads them."""
        return BorderMap(
            lon=(self.x / _UNITS_PER_DEG).astype(np.float32), lat=(self.y / _UNITS_PER_DEG).astype(np.float32),
            left=np.repeat(self.left, self.size), right=np.repeat(self.right, self.size), cells=self.cells,
            run_cell=self.runs[:, 0], run_first=self.runs[:, 1], run_length=self.runs[:, 2], polar=polar,
        )  # fmt: skip

    def spread(self, country: int) -> tuple[float, float, float]:
        """Return the middle of a country's outline and the distance in km within which 95 % of it lie."""
        own = np.repeat((self.left == country) | (self.right == country), self.size)
        if not own.any():  # Antarctica, which has no border
            return -90.0, 0.0, 2500.0
        return spread(self.y[own] / _UNITS_PER_DEG, self.x[own] / _UNITS_PER_DEG)


Point = tuple[int, int]
Side = tuple[Point, Point]
"""A directed segment of an outline, the country on its left."""


def build_borders(features: Sequence[Mapping[str, Any]], towns: "Owners") -> Borders:
    """Return the borders between country-coder's leaf polygons, each given to the country of most towns inside it."""
    polygons = [
        (towns.owner(np.array(rings[0]) / _UNITS_PER_DEG, country), rings) for country, rings in _polygons(features)
    ]
    seam = sorted({y for _, rings in polygons for ring in rings for x, y in ring if abs(x) == _HALF_TURN})
    polygons = [(owner, [list(_split(ring, seam)) for ring in rings]) for owner, rings in polygons]
    left_of = {_key(a, b): owner for owner, rings in polygons for ring in rings for a, b in pairwise(ring) if a != b}
    left_of |= _sides_without_twin(left_of, polygons)
    rings = [ring for _, rings in polygons for ring in rings]
    arcs = list(_arcs(rings, left_of))
    points = np.array([point for arc, _, _ in arcs for point in arc], dtype=np.int32)
    size = np.array([len(arc) for arc, _, _ in arcs], dtype=np.int32)
    left, right = (np.array([arc[side] for arc in arcs], dtype=np.int16) for side in (1, 2))
    lon, lat = (points / _UNITS_PER_DEG).T
    segments = _Segments.of(lon, lat, size, left, right)
    runs = segments.runs()
    cells = segments.countries_of_cells(polar=towns.codes.index("AQ"))
    cells.reshape(-1)[np.unique(runs[:, 0])] = MIXED
    return Borders(points[:, 0], points[:, 1], size, left, right, cells, runs)


def _key(a: Point, b: Point) -> Side:
    """Return a directed segment with the antimeridian under one number, so that both its sides meet there."""
    return (-_HALF_TURN if a[0] == _HALF_TURN else a[0], a[1]), (-_HALF_TURN if b[0] == _HALF_TURN else b[0], b[1])


def _sides_without_twin(
    left_of: Mapping[Side, int], polygons: Sequence[tuple[int, list[list[Point]]]]
) -> dict[Side, int]:
    """Return what lies beyond the sides that no neighbour shares: the country of the polygon around a point there.

    Most are coasts, or rather limits out at sea; some are borders whose two sides have different vertices.
    """
    lonely = [side for side in left_of if side[::-1] not in left_of]
    begin, end = (np.array([side[i] for side in lonely], dtype=np.float64) for i in (0, 1))
    way = end - begin
    way[:, 0] -= 2 * _HALF_TURN * np.round(way[:, 0] / (2 * _HALF_TURN))
    right = np.column_stack([way[:, 1], -way[:, 0]]) / np.linalg.norm(way, axis=1, keepdims=True)
    x, y = (begin + way / 2 + right * _BEYOND).T
    x = (x + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN
    beyond = np.full(len(lonely), SEA)
    for owner, rings in polygons:
        (west, south), (east, north) = np.min(rings[0], axis=0), np.max(rings[0], axis=0)
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        inside = np.logical_xor.reduce([_inside(np.array(ring), x[near], y[near]) for ring in rings])
        beyond[near[inside]] = owner
    return {side[::-1]: owner for side, owner in zip(lonely, beyond.tolist(), strict=True)}


def _arcs(rings: Sequence[Sequence[Point]], left_of: Mapping[Side, int]) -> Iterator[tuple[list[Point], int, int]]:
    """Yield each stretch of border once: its vertices, the country on its left, the country on its right."""
    done: set[Side] = set()
    for ring in rings:
        arc: list[Point] = []
        sides = (SEA, SEA)
        for a, b in pairwise(ring):
            side = _key(a, b)
            here = left_of.get(side, SEA), left_of.get(side[::-1], SEA)
            skip = side in done or here[0] == here[1] or abs(a[0] - b[0]) > _HALF_TURN
            done |= {side, side[::-1]}
            if arc and (skip or here != sides):
                yield arc, *sides
                arc = []
            if not skip:
                arc = [*arc, b] if arc else [a, b]
                sides = here
        if arc:
            yield arc, *sides


def _polygons(features: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[list[Point]]]]:
    """Yield the country and the rings of each polygon, in units, those beside the antimeridian pulled on it."""
    for feature in features:
        if feature["geometry"] is None:
            continue
        properties = feature["properties"]
        named = properties.get("iso1A2") or properties.get("country") or properties["nameEn"]
        for polygon in feature["geometry"]["coordinates"]:
            yield FILED_UNDER.get(named, named), [[_point(x, y) for x, y in ring] for ring in polygon]


def _point(lon: float, lat: float) -> Point:
    x = round(lon * _UNITS_PER_DEG)
    return (_HALF_TURN if x > 0 else -_HALF_TURN) if _HALF_TURN - abs(x) < _SEAM else x, round(lat * _UNITS_PER_DEG)


def _split(ring: Sequence[Point], seam: Sequence[int]) -> Iterator[Point]:
    """Yield a ring with a vertex wherever the other side of the antimeridian has one, so that both sides meet."""
    yield ring[0]
    for (x0, y0), (x1, y1) in pairwise(ring):
        if x0 == x1 and abs(x0) == _HALF_TURN:
            between = [(x0, y) for y in seam if min(y0, y1) < y < max(y0, y1)]
            yield from between if y0 < y1 else reversed(between)
        yield x1, y1


@dataclass(frozen=True)
class Owners:
    """The towns that decide whose a part of a country is.

    Attributes
    ----------
    lon, lat
        float64 [N], degrees.
    country
        int16 [N], index into `codes`.
    codes
        ISO alpha-2 code of each country.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    country: NDArray[np.int16]
    codes: Sequence[str]

    def owner(self, ring: NDArray[np.float64], country: str) -> int:
        """Return the index of the country that most towns inside the ring are filed under, else of `country`."""
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        near = (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)
        inside = self.country[near][_inside(ring, self.lon[near], self.lat[near])]
        return Counter(inside.tolist()).most_common(1)[0][0] if len(inside) else self.codes.index(country)


def _inside(ring: NDArray[np.float64], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether points lie inside a ring: an odd number of its sides is crossed on the way west."""
    inside = np.zeros(len(lon), dtype=np.bool_)
    for (x0, y0), (x1, y1) in pairwise(ring.tolist()):
        if y0 != y1:
            inside ^= ((y0 <= lat) != (y1 <= lat)) & (lon >= x0 + (lat - y0) * ((x1 - x0) / (y1 - y0)))
    return inside


@dataclass(frozen=True)
class _Segments:
    """Border segments in degrees; `x1` is unrolled, so it may lie beyond the antimeridian."""

    index: NDArray[np.int64]
    x0: NDArray[np.float64]
    y0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    left: NDArray[np.int16]
    right: NDArray[np.int16]

    @classmethod
    def of(
        cls,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        size: NDArray[np.int32],
        left: NDArray[np.int16],
        right: NDArray[np.int16],
    ) -> "_Segments":
        arc = np.repeat(np.arange(len(size)), size)
        index = np.flatnonzero(arc[:-1] == arc[1:])
        dx = lon[index + 1] - lon[index]
        dx -= 360 * np.round(dx / 360)
        return cls(index, lon[index], lat[index], lon[index] + dx, lat[index + 1], left[arc[index]], right[arc[index]])

    def runs(self) -> NDArray[np.int32]:
        """Return for each cell the runs of segments within `NEAR_KM` of it: int32 [R, 3]."""
        pieces = np.maximum(1, np.ceil(np.hypot(self.x1 - self.x0, self.y1 - self.y0) / CELL_DEG)).astype(np.int64)
        which = np.repeat(np.arange(len(pieces)), pieces)
        first = np.repeat(np.cumsum(pieces) - pieces, pieces)
        step = np.arange(len(which)) - first
        begin, end = step / pieces[which], (step + 1) / pieces[which]
        dx, dy = (self.x1 - self.x0)[which], (self.y1 - self.y0)[which]
        xa, xb = self.x0[which] + begin * dx, self.x0[which] + end * dx
        ya, yb = self.y0[which] + begin * dy, self.y0[which] + end * dy
        margin = (NEAR_KM * 1.01) / KM_PER_DEG
        low, high = np.minimum(ya, yb) - margin, np.maximum(ya, yb) + margin
        wide = margin / np.cos(np.radians(np.minimum(np.maximum(np.abs(low), np.abs(high)), 89.9)))
        rows = np.clip(np.floor((np.stack([low, high]) + 90) / CELL_DEG), 0, ROWS - 1).astype(np.int64)
        west = np.floor((np.minimum(xa, xb) - wide + 180) / CELL_DEG).astype(np.int64)
        east = np.floor((np.maximum(xa, xb) + wide + 180) / CELL_DEG).astype(np.int64)
        pairs = []
        for down in range(int((rows[1] - rows[0]).max()) + 1):
            for along in range(int((east - west).max()) + 1):
                hit = (rows[0] + down <= rows[1]) & (west + along <= east)
                cell = (rows[0] + down) * COLUMNS + (west + along) % COLUMNS
                pairs.append(np.stack([cell[hit], self.index[which[hit]]], axis=1))
        pair = np.unique(np.concatenate(pairs), axis=0)
        starts = np.flatnonzero(np.any(np.diff(pair, axis=0, prepend=-9) != [0, 1], axis=1))
        length = np.diff(np.append(starts, len(pair)))
        return np.column_stack([pair[starts], length]).astype(np.int32)

    def countries_of_cells(self, polar: int) -> NDArray[np.int16]:
        """Return the country at the middle of each cell: int16 [ROWS, COLUMNS]."""
        cells = np.full((ROWS, COLUMNS), SEA, dtype=np.int16)
        middle = (np.arange(COLUMNS) + 0.5) * CELL_DEG - 180
        for row in range(ROWS):
            lat = (row + 0.5) * CELL_DEG - 90
            up = self.y0 <= lat
            hit = np.flatnonzero(up != (self.y1 <= lat))
            if not len(hit):
                cells[row] = polar if lat < SOUTH_DEG else SEA
                continue
            x = self.x0[hit] + (lat - self.y0[hit]) / (self.y1 - self.y0)[hit] * (self.x1 - self.x0)[hit]
            x = (x + 180) % 360 - 180
            order = np.argsort(x)
            east_of = np.where(up[hit], self.right[hit], self.left[hit])[order]
            cells[row] = east_of[np.searchsorted(x[order], middle) - 1]
        return cells
