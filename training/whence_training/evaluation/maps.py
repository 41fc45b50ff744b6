"""The report's maps: the cells, and what a method believes of single photos.

The world is drawn by its towns and the borders of its countries, from the engine's gazetteer; a made-up planet by the
places where its photos were taken.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from numpy.typing import NDArray

from whence_engine.geo import s2
from whence_engine.geo.sphere import to_degrees, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.places.store import PACKAGED, Store
from whence_training.evaluation.projection import HALF_HEIGHT, HALF_WIDTH, Raster, project, raster
from whence_training.evaluation.style import BLUE, GREY, INK, PALE, PAPER, VERMILION, drawing

_SEA, _TOWN = "#f6f8f9", "#ced5da"
_CELLS = LinearSegmentedColormap.from_list("cells", ["#fdf3dc", "#f3c77f", "#d9855b", "#9a4a62", "#472a55"])
_GRID_PX = 2400
_DISC, _LEAST = 1800.0, 1e-4  # points² of a disc that holds everything, and the share below which none is drawn


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What stands behind: projected towns, float64 [T, 2], and pieces of borders, float64 [S, 2, 2]."""

    towns: NDArray[np.float64]
    borders: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sample:
    """One photo's map.

    Attributes
    ----------
    title, caption
        Above it, to the left and to the right.
    xyz, answer_xyz
        Where it was taken and what was answered, unit vectors [3].
    mass
        Belief in each cell, float64 [C].
    """

    title: str
    caption: str
    xyz: NDArray[np.float64]
    answer_xyz: NDArray[np.float64]
    mass: NDArray[np.float64]


def earth() -> Backdrop:
    """Read the Earth from the gazetteer that comes with the engine."""
    store = Store(PACKAGED)
    towns, borders = store.towns, store.borders
    lon, lat = borders.lon.astype(np.float64), borders.lat.astype(np.float64)
    # Arcs lie end to end; what leads from one to the next is in no run.
    edge = np.zeros(len(lon) + 1, np.int64)
    np.add.at(edge, borders.run_first, 1)
    np.add.at(edge, borders.run_first + borders.run_length, -1)
    last = len(lon) - 1
    real = (np.cumsum(edge)[:last] > 0) & (borders.left[:last] >= 0) & (borders.right[:last] >= 0)
    real &= (np.abs(np.diff(lon)) < 180) & (lat[:-1] < 80) & (lat[1:] < 80)
    points = np.stack(project(lat, lon), axis=1)
    return Backdrop(np.stack(project(towns.lat, towns.lon), axis=1), np.stack([points[:-1], points[1:]], axis=1)[real])


def made_up(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> Backdrop:
    """Show a planet that nobody has surveyed by where photos were taken on it."""
    return Backdrop(np.stack(project(lat_deg, lon_deg), axis=1), np.empty((0, 2, 2)))


def cells(grid: Grid, backdrop: Backdrop, path: Path) -> None:
    """Draw every cell of the finest partition, coloured by the photos it was made of."""
    with drawing(path, 10.2, 5.6) as figure:
        axis = figure.add_subplot()
        where = raster(_GRID_PX)
        row = grid.find(s2.leaf_ids(where.lat, where.lon))
        count = np.where(row >= 0, grid.count[np.maximum(row, 0)], np.nan)
        _world(axis, backdrop, towns=False)
        shown = axis.imshow(
            where.picture(count), extent=_extent(), cmap=_CELLS, interpolation="nearest", zorder=1,
            norm=LogNorm(max(1, grid.count.min()), grid.count.max()),
        )  # fmt: skip
        axis.imshow(_edges(where, row), extent=_extent(), interpolation="nearest", zorder=2)
        bar = figure.colorbar(shown, ax=axis, orientation="horizontal", shrink=0.32, aspect=36, pad=0.02)
        bar.set_ticks(ticks := _ticks(int(grid.count.min()), int(grid.count.max())), labels=[f"{t:,}" for t in ticks])
        bar.ax.minorticks_off()
        bar.outline.set_visible(False)
        bar.set_label("photos in a cell", fontsize=8)


def beliefs(samples: list[Sample], grid: Grid, backdrop: Backdrop, path: Path) -> None:
    """Draw what is believed of some photos: a disc for each cell, as large as the share of the belief that it has."""
    place = np.stack(project(*to_degrees(grid.mean_xyz)), axis=1)
    rows = -(-len(samples) // 2)
    with drawing(path, 10.2, 2.85 * rows) as figure:
        panels = figure.subplots(rows, 2, squeeze=False).ravel()
        for axis, sample in zip(panels, samples, strict=False):
            _world(axis, backdrop, towns=True)
            held = np.flatnonzero(sample.mass >= _LEAST)
            axis.scatter(place[held, 0], place[held, 1], s=sample.mass[held] * _DISC, zorder=2, **_BELIEF)
            _route(axis, sample)
            axis.set_title(sample.title, fontsize=9)
            axis.set_title(sample.caption, loc="right", fontsize=7.5, fontweight="normal", color=GREY)
        for axis in panels[len(samples) :]:
            axis.set_axis_off()
        handles = [panels[0].scatter([], [], **_TRUTH), panels[0].scatter([], [], **_ANSWER)]
        handles.append(panels[0].scatter([], [], s=0.05 * _DISC, **_BELIEF))
        labels = ["taken here", "answered", "a cell with 5 % of the belief"]
        figure.legend(handles, labels, loc="outside upper right", ncols=3)


_BELIEF = {"color": BLUE, "alpha": 0.35, "linewidths": 0}
_TRUTH = {"marker": "*", "s": 120, "color": VERMILION, "edgecolors": PAPER, "linewidths": 0.8, "zorder": 6}
_ANSWER = {"marker": "o", "s": 34, "color": BLUE, "edgecolors": PAPER, "linewidths": 1.0, "zorder": 5}


def _world(axis: Axes, backdrop: Backdrop, *, towns: bool) -> None:
    """Draw the outline of the world, its graticule, and what lies on it."""
    axis.set_axis_off()
    axis.set_aspect("equal")
    axis.set_xlim(-HALF_WIDTH * 1.01, HALF_WIDTH * 1.01)
    axis.set_ylim(-HALF_HEIGHT * 1.01, HALF_HEIGHT * 1.01)
    lat = np.linspace(-90, 90, 181)
    west, east = (np.stack(project(lat, np.full(181, lon)), axis=1) for lon in (-180.0, 180.0))
    rim = np.concatenate([west, east[::-1], west[:1]])
    axis.fill(rim[:, 0], rim[:, 1], color=_SEA, zorder=0)
    meridians = [np.stack(project(lat, np.full(181, float(lon))), axis=1) for lon in range(-150, 180, 30)]
    lon = np.linspace(-180, 180, 121)
    parallels = [np.stack(project(np.full(121, float(at)), lon), axis=1) for at in range(-60, 90, 30)]
    axis.add_collection(LineCollection([*meridians, *parallels], colors=PALE, linewidths=0.5, zorder=0.5))
    if towns and len(backdrop.towns):
        axis.scatter(backdrop.towns[:, 0], backdrop.towns[:, 1], s=0.12, color=_TOWN, linewidths=0, zorder=0.8)
    axis.add_collection(LineCollection(list(backdrop.borders), colors=INK, linewidths=0.25, alpha=0.55, zorder=3))
    axis.plot(rim[:, 0], rim[:, 1], color=GREY, linewidth=0.7, zorder=4)


def _route(axis: Axes, sample: Sample) -> None:
    """Mark truth and answer, and the great circle between them, broken where the map is cut."""
    part = np.linspace(0, 1, 100)[:, None]
    chord = sample.xyz * (1 - part) + sample.answer_xyz * part
    lat, lon = to_degrees(chord + 1e-9 * to_xyz(12.0, 34.0))  # antipodes have no middle without a nudge
    line = np.stack(project(lat, lon), axis=1)
    line[1:][np.abs(np.diff(lon)) > 180] = np.nan
    axis.plot(line[:, 0], line[:, 1], color=INK, linewidth=0.8, linestyle=(0, (2, 2)), zorder=4.5)
    for xyz, look in ((sample.answer_xyz, _ANSWER), (sample.xyz, _TRUTH)):
        lat, lon = to_degrees(xyz)
        axis.scatter(*project(lat, lon), **look)  # type: ignore[arg-type]


def _edges(where: Raster, row: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Paint the borders of cells: RGBA uint8 [H, W, 4], clear elsewhere."""
    laid = np.full(where.inside.shape, -2, np.int64)
    laid[where.inside] = row
    edge = np.zeros(laid.shape, np.bool_)
    edge[:, 1:] |= laid[:, 1:] != laid[:, :-1]
    edge[1:] |= laid[1:] != laid[:-1]
    edge &= where.inside & (laid >= 0)
    picture = np.zeros((*laid.shape, 4), np.uint8)
    picture[edge] = (255, 255, 255, 150)
    return picture


def _ticks(low: int, high: int) -> list[int]:
    """Give round numbers from `low` to `high`, two to a power of ten."""
    return [digit * 10**power for power in range(9) for digit in (1, 3) if low <= digit * 10**power <= high]


def _extent() -> tuple[float, float, float, float]:
    return -HALF_WIDTH, HALF_WIDTH, -HALF_HEIGHT, HALF_HEIGHT
