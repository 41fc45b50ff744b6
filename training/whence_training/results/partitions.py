"""Table (e): what a perfect classifier over a partition would reach, by rule and number of photos.

A network names a cell, so the cells cap what training can buy. Photos are positions only; grids are made of one part
of the photographers, and the ceiling is measured on the others.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import distance_xyz_km
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule
from whence_engine.grid.partition import build as build_grid
from whence_engine.metrics import RADII_KM
from whence_training.data.manifest import read_data
from whence_training.data.positions import read_positions
from whence_training.data.split import Side
from whence_training.results.request import Request
from whence_training.results.table import People, Table, share_cell

GALLERY, MAP_GROUP = "coordinates/geoclip_100k/coordinates_100K.csv", "coordinates/flickr_map_group/photos.csv.gz"
REPORTED_IN = 3
"""One photographer in three is reported on; the others, and the gallery, make the grids."""
PLANET_CITY = 24.5
"""What PlaNet with 91 million photos reaches within 25 km on Im2GPS, % (Vo et al. 2017)."""
LEVELS = 16
"""No cell is finer: about 150 m."""


@dataclass(frozen=True, slots=True)
class Setting:
    """So many photos (0: all there are), cells split above `t_max` and dropped below `t_min`."""

    photos: int
    t_min: int
    t_max: int


@dataclass(frozen=True, slots=True)
class Published:
    """Cells and ceiling, % within 1 / 25 / 200 / 750 / 2500 km; where they are from, as a note of the table."""

    cells: int
    ceiling: tuple[float, ...] = ()
    note: str = ""

    def told(self) -> str:
        """Return it as one cell of the table."""
        shares = " / ".join(f"{share:g}" for share in self.ceiling)
        return f"{self.cells:,}: {shares or 'no ceiling'}{' ' + self.note if self.note else ''}"


PUBLISHED: Mapping[Setting, Published] = {
    Setting(30_000, 5, 50): Published(1_371, (16.7, 50.3, 83.3, 91.4, 91.9)),
    Setting(30_000, 50, 1_000): Published(89, (0.9, 9.6, 50.7, 86.3, 96.6)),
    Setting(100_000, 10, 100): Published(2_287, (20.7, 58.6, 87.8, 94.6, 94.9)),
    Setting(100_000, 20, 200): Published(1_164, (15.1, 49.1, 81.5, 92.6, 93.4)),
    Setting(100_000, 50, 1_000): Published(280, (2.7, 24.4, 64.9, 92.3, 96.1)),
    Setting(300_000, 10, 100): Published(6_871, (32.4, 73.0, 93.1, 95.9, 96.0)),
    Setting(300_000, 20, 200): Published(3_486, (25.6, 66.9, 91.7, 96.5, 96.7)),
    Setting(0, 50, 500): Published(1_776, (0.9, 24.5, 49.2, 93.0, 97.8), "(a)"),
    Setting(0, 50, 1_000): Published(12_893, (38.6, 79.3, 97.0, 98.9, 98.9), "(b)"),
    Setting(0, 50, 2_000): Published(7_202, (30.7, 73.7, 96.0, 99.6, 99.7), "(b)"),
    Setting(0, 50, 5_000): Published(3_298, (20.0, 63.4, 92.4, 99.6, 100.0), "(b)"),
    Setting(0, 50, 10_000): Published(26_263, note="(c)"),
}
"""Ceilings on Im2GPS3k of the cells that thinned MP-16 gives; `_NOTES` says where the others are from."""

_NOTES = (
    "published: cells, and what a perfect classifier over them reaches on Im2GPS3k, of MP-16 (Flickr) thinned to so "
    "many photos; (a) a public project on 630,000 photos, t_max 500, t_min not told; (b) Müller-Budack et al. (2018) "
    "on 4.7 million photos; (c) PlaNet on 91 million"
)
_TRAP = Setting(0, 50, 500)

SETTINGS = (
    *PUBLISHED, Setting(100_000, 50, 10_000), Setting(300_000, 50, 1_000), Setting(0, 10, 100), Setting(0, 20, 200),
)  # fmt: skip
"""What is measured: the settings with a published number, the common ones where photos are few, and PlaNet's own."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Positions as leaves: those that grids are made of, and those that are reported, with whose they are."""

    fit: NDArray[np.uint64]
    reported: NDArray[np.uint64]
    photographer: NDArray[np.str_]
    people: People
    data: str


@dataclass(frozen=True, eq=False)
class Measured:
    """One setting: cells and photos a cell (medians over seeds), and hits bool [seeds, N, radii] of both answers."""

    setting: Setting
    cells: int
    photos_a_cell: int
    by_mean: NDArray[np.bool_]
    by_centre: NDArray[np.bool_]
    by_fallback: NDArray[np.bool_]
    covered: float


def build(request: Request) -> Table:
    """Measure all settings and put them beside what was published.

    Raises
    ------
    UsageError
        The data folder has no positions of photographers.
    """
    start = time.perf_counter()
    ground = read_ground(request.data)
    settings = [one for one in sorted(SETTINGS, key=_order) if one.photos <= len(ground.fit)]
    measured = [found for one in settings if (found := measure(ground, one, request.seeds)) is not None]
    people = len(set(ground.photographer.tolist()))
    made_of = (
        f"grids of at most {len(ground.fit):,} distinct positions; fewer are drawn at random, {request.seeds} seeds"
    )
    reported = (
        f"reported: {len(ground.reported):,} distinct positions of {people} photographers whom no grid was made of"
    )
    return Table(
        name="partitions",
        data=ground.data,
        title="Partitions against their ceilings",
        header=(
            "photos", "t_min/t_max", "cells", "photos a cell", "1 km", "25 km", "200 km", "750 km", "2500 km",
            "25 km, middle of the cell", "in no cell", "published",
        ),
        rows=tuple(_row(one, ground) for one in measured),
        people=ground.people,
        setting=(
            f"{made_of}; no cell is below level {LEVELS}",
            f"{reported}; a photo in no cell counts as wrong",
            _NOTES,
            f"took {time.perf_counter() - start:.0f} s",
        ),
        reading=tuple(_reading(measured)),
    )  # fmt: skip


def read_ground(data: Path) -> Ground:
    """Read positions: the gallery and the map group where they are, else the photos of a data folder by side.

    Raises
    ------
    UsageError
        There is neither.
    """
    if not (data / MAP_GROUP).is_file():
        photos = read_data(data)
        photos = photos.take(photos.measurable)
        test = photos.side == Side.TEST
        leaves = s2.leaf_ids(photos.lat, photos.lon)
        folder_name = "toy planet" if (data / "split.toml").is_file() else "photos of a data folder"
        return _ground(
            [leaves[~test]], leaves[test], photos.photographer[test], photos.photographer[~test], folder_name
        )
    group = read_positions(data / MAP_GROUP)
    if group.owner is None:
        raise UsageError(f"{data / MAP_GROUP} has no column photographer.")
    names = np.char.add("map group ", group.owner.astype(np.str_))
    leaves, reported = s2.leaf_ids(group.lat, group.lon), group.owner % REPORTED_IN == 0
    others = [leaves[~reported]]
    if (data / GALLERY).is_file():
        gallery = read_positions(data / GALLERY)
        others.append(s2.leaf_ids(gallery.lat, gallery.lon))
    return _ground(others, leaves[reported], names[reported], names[~reported], "real positions")


def measure(ground: Ground, setting: Setting, seeds: int) -> Measured | None:
    """Measure one setting, None where it leaves no cell; all photos need no second seed."""
    rule = Rule(setting.t_max, setting.t_min, LEVELS)
    grids = []
    for seed in range(seeds if setting.photos else 1):
        drawn = ground.fit
        if setting.photos:
            drawn = np.sort(np.random.default_rng(seed).choice(ground.fit, setting.photos, replace=False))
        try:
            grids.append(build_grid(drawn, [rule]))
        except UsageError:  # t_min is too large for so few photos: there is no such grid
            return None
    hits = [_hits(grid, ground.reported) for grid in grids]
    by_mean, by_centre, by_fallback, covered = (np.stack(column) for column in zip(*hits, strict=True))
    cells, held = (int(np.median([each(grid) for grid in grids])) for each in (len, _photos_a_cell))
    return Measured(setting, cells, held, by_mean, by_centre, by_fallback, float(covered.mean()))


def _ground(
    fit: Sequence[NDArray[np.uint64]],
    reported: NDArray[np.uint64],
    photographer: NDArray[np.str_],
    fitted_on: NDArray[np.str_],
    data: str,
) -> Ground:
    """Keep every position once, and once for each photographer among those reported."""
    code = np.unique(photographer, return_inverse=True)[1].astype(np.uint64)
    _, first = np.unique(np.stack([code, reported]), axis=1, return_index=True)
    first = np.sort(first)
    people = People(frozenset(fitted_on.tolist()), frozenset(photographer.tolist()))
    return Ground(np.unique(np.concatenate(fit)), reported[first], photographer[first], people, data)


def _hits(grid: Grid, leaves: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], ...]:
    """Return whether mean, middle and total function are right, bool [N, R] each, and who is in a cell, [N]."""
    xyz, rows, covered = s2.centre_xyz(leaves), grid.cells_of_leaves(leaves), grid.find(leaves) >= 0
    radii = np.asarray(RADII_KM)
    mean, centre = (
        distance_xyz_km(xyz, answer[rows])[:, None] <= radii for answer in (grid.mean_xyz, s2.centre_xyz(grid.cell_id))
    )
    return mean & covered[:, None], centre & covered[:, None], mean, covered


def _photos_a_cell(grid: Grid) -> float:
    return float(np.median(grid.count))


def _order(setting: Setting) -> tuple[float, int, int]:
    return setting.photos or np.inf, setting.t_max, setting.t_min


def _row(one: Measured, ground: Ground) -> tuple[str, ...]:
    who, city = ground.photographer, RADII_KM.index(25.0)
    photos = one.setting.photos or len(ground.fit)
    return (
        f"{photos:,}",
        f"{one.setting.t_min}/{one.setting.t_max:,}",
        f"{one.cells:,}",
        f"{one.photos_a_cell:,}",
        *(share_cell(one.by_mean[:, :, k], who) for k in range(len(RADII_KM))),
        share_cell(one.by_centre[:, :, city], who),
        f"{100 * (1 - one.covered):.1f}",
        PUBLISHED[one.setting].told() if one.setting in PUBLISHED else "",
    )


def _reading(measured: Sequence[Measured]) -> Iterator[str]:
    city = RADII_KM.index(25.0)
    at_city = {one.setting: 100 * float(one.by_mean[:, :, city].mean()) for one in measured}
    gain = [at_city[one.setting] - 100 * float(one.by_centre[:, :, city].mean()) for one in measured]
    fallback = [100 * float(one.by_fallback[:, :, -1].mean() - one.by_mean[:, :, -1].mean()) for one in measured]
    more = "answering the mean photo position instead of the cell's middle is worth"
    yield f"{more} {min(gain):+.1f} to {max(gain):+.1f} points within 25 km (published: +6 to +11)"
    more = "sending a photo in no cell to its nearest relative is worth"
    yield f"{more} {min(fallback):+.1f} to {max(fallback):+.1f} points within 2500 km"
    capped = [_named(one.setting) for one in measured if at_city[one.setting] < PLANET_CITY]
    if capped:
        yield (
            f"a perfect classifier over {', '.join(capped)} stays below what PlaNet itself reaches within 25 km "
            f"({PLANET_CITY} % on Im2GPS): with so few photos these thresholds cap training before it begins"
        )
    told = {one: PUBLISHED[one].ceiling[city] for one in at_city if one in PUBLISHED and PUBLISHED[one].ceiling}
    pairs = list(combinations([(at_city[one], told[one]) for one in told if one.photos], 2))
    if pairs:
        alike = sum((a[0] - b[0]) * (a[1] - b[1]) > 0 for a, b in pairs)
        yield f"of {len(pairs)} pairs of thinned settings, {alike} stand in the published order within 25 km"
    if _TRAP in at_city:
        [trap] = [one for one in measured if one.setting == _TRAP]
        here, there = f"{at_city[_TRAP]:.1f}", f"{told[_TRAP]:g}"
        yield (
            f"the rule of the trap, t_max 500, gives {trap.cells:,} cells here and {PUBLISHED[_TRAP].cells:,} there, "
            f"but caps 25 km at {here} % here and at {there} % there: as many cells need not be as good, and only "
            "measuring the ceiling tells"
        )


def _named(setting: Setting) -> str:
    of = f"{setting.photos:,} photos" if setting.photos else "all photos"
    return f"{setting.t_min}/{setting.t_max:,} of {of}"
