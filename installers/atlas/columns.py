"""The columns of the built-in map: fills and lines at four degrees of detail, and where names of countries go.

A level of detail is cut into square blocks, so that a view touches only what it shows. Fills reach a little beyond
their block: two blocks side by side leave no seam.
"""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.topology import Line, Topology, polygons_in
from whence_engine.places.gazetteer import Gazetteer

UNITS = 1 << 26
"""Coordinates are whole numbers: this many units span the world, a sixteenth of a pixel at zoom 14."""

DETAIL: Sequence[tuple[int, int]] = ((3, 2), (5, 4), (7, 6), (10, 7))
"""For each level: the zoom up to which its lines are true to a pixel, and the zoom whose tiles are its blocks."""

_TOLERANCE_PX = 0.35
_OVERLAP = 1 / 64
_TILE_PX = 256


def build(atlas: Path, waters: Path) -> dict[str, NDArray[np.generic]]:
    """Return the columns of the file: see `whence_desktop.map.basemap` for what they mean."""
    land, countries = Topology(atlas, "land-10m.json"), Topology(atlas, "countries-10m.json")
    water = Topology(waters, "dist/world_50m.json")
    columns: dict[str, NDArray[np.generic]] = {}
    for level, (zoom, block_zoom) in enumerate(DETAIL):
        tolerance = _TOLERANCE_PX / (_TILE_PX << zoom)
        shore, border, fresh = (one.thinned(tolerance) for one in (land, countries, water))
        least = tolerance**2
        fills = {"land": land.polygons("land", shore), "lakes": water.polygons("lakes", fresh)}
        lines = {
            "borders": countries.shared("countries", border),
            "rivers": water.lines("rivers", fresh),
        }
        for name, polygons in fills.items():
            large = [polygon for polygon in polygons if polygon.area > least]
            columns |= packed(f"{name}.{level}", cut_fills(large, block_zoom))
        for name, strings in lines.items():
            columns |= packed(f"{name}.{level}", cut_lines(strings, block_zoom, tolerance))
    return columns | country_labels(countries)


def blocks(zoom: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the numbers of all blocks of a zoom (row by row) and their corners in the square, [B, 4]."""
    count = 1 << zoom
    number = np.arange(count * count)
    x, y = number % count, number // count
    return number, np.column_stack([x, y, x + 1, y + 1]) / count


def cut_fills(polygons: Sequence[shapely.Polygon], zoom: int) -> list[tuple[int, Line]]:
    """Cut polygons into blocks; every ring becomes a line, and even-odd filling restores the holes."""
    tree = shapely.STRtree(polygons)
    margin = _OVERLAP / (1 << zoom)
    found = []
    for number, (x0, y0, x1, y1) in zip(*blocks(zoom), strict=True):
        window = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
        for index in sorted(tree.query(shapely.box(*window)).tolist()):
            clipped = shapely.clip_by_rect(polygons[index], *window)
            for part in polygons_in(clipped):
                rings = (part.exterior, *part.interiors)
                found += [(int(number), shapely.get_coordinates(ring)) for ring in rings]
    return found


def cut_lines(strings: Iterable[Line], zoom: int, tolerance: float) -> list[tuple[int, Line]]:
    """Cut lines into blocks, exactly at their edges."""
    lines = [shapely.LineString(line) for line in strings if len(line) > 1 and np.ptp(line, axis=0).max() > tolerance]
    tree = shapely.STRtree(lines)
    found = []
    for number, window in zip(*blocks(zoom), strict=True):
        for index in sorted(tree.query(shapely.box(*window)).tolist()):
            clipped = shapely.clip_by_rect(lines[index], *window)
            parts = shapely.get_parts(
                shapely.line_merge(clipped) if clipped.geom_type == "MultiLineString" else clipped
            )
            found += [(int(number), shapely.get_coordinates(part)) for part in parts if part.geom_type == "LineString"]
    return found


def packed(name: str, parts: Sequence[tuple[int, Line]]) -> dict[str, NDArray[np.generic]]:
    """Lay parts end to end: block and length of each, and the steps from point to point, which compress well."""
    rounded = [(block, np.rint(line * UNITS).astype(np.int64)) for block, line in parts]
    rounded = [(block, line[_moves(line)]) for block, line in rounded]
    rounded = [(block, line) for block, line in rounded if len(line) > 1]
    points = np.concatenate([line for _, line in rounded]) if rounded else np.empty((0, 2), np.int64)
    return {
        f"{name}.block": np.array([block for block, _ in rounded], np.uint16),
        f"{name}.size": np.array([len(line) for _, line in rounded], np.int32),
        f"{name}.step": np.diff(points, axis=0, prepend=0).astype(np.int32),
    }


def _moves(line: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.concatenate([[True], np.any(np.diff(line, axis=0) != 0, axis=1)])


def country_labels(countries: Topology) -> dict[str, NDArray[np.generic]]:
    """Where the name of each country goes: the middle of the widest circle inside it, that circle, and the ISO code."""
    gazetteer = Gazetteer.open()
    best: dict[str, tuple[float, float, float]] = {}
    for polygon in countries.polygons("countries", countries.thinned(1e-5)):
        circle = shapely.maximum_inscribed_circle(polygon, 1e-4)
        (x, y), radius = shapely.get_coordinates(circle)[0], shapely.length(circle)
        lat = np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi)))
        code = gazetteer.reverse(np.array([lat]), np.array([(x - 0.5) * 360]))[0].country_code
        if code and radius > best.get(code, (0.0, 0.0, 0.0))[2]:
            best[code] = (float(x), float(y), float(radius))
    order = sorted(best, key=lambda code: (-best[code][2], code))
    return {
        "countries.code": np.array(order, "U2"),
        "countries.xy": np.array([best[code][:2] for code in order]),
        "countries.radius": np.array([best[code][2] for code in order]),
    }


def write(columns: dict[str, NDArray[np.generic]], target: Path) -> None:
    """Write an `.npz` without the time of day in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, values in columns.items():
            buffer = BytesIO()
            np.save(buffer, values)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED
            )
