"""The adaptive partition from files of positions, sized to the data; no torch here."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Ceiling, Rule, build, ceiling, sorted_leaves
from whence_engine.metrics import RADII_KM

LATITUDES, LONGITUDES = ("lat", "latitude", "lat_deg"), ("lon", "lng", "long", "longitude", "lon_deg")
HELD_OUT_EVERY = 10
"""Every tenth position is kept out of the grid whose ceiling is measured on it."""


def read_positions(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read latitudes and longitudes in degrees (float64 [N] each) from CSV, gzipped CSV or Parquet.

    Raises
    ------
    UsageError
        When the file cannot be read, has no such columns, or a row has no place on Earth.
    """
    try:
        lat, lon = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"Positions cannot be read from {path}: {error}.") from error
    wrong = ~((np.abs(lat) <= 90) & (np.abs(lon) <= 360))
    if wrong.any():
        raise UsageError(f"Row {int(wrong.argmax()) + 2} of {path} has no place on Earth; mend or remove it.")
    return lat, lon


def thinned(
    lat: NDArray[np.float64], lon: NDArray[np.float64], owner: NDArray[np.str_] | NDArray[np.int64], level: int
) -> NDArray[np.int64]:
    """Rows that remain when an owner's positions in the same S2 cell of `level` count once: int64 [M], rising."""
    cell = s2.parent(s2.leaf_ids(lat, lon), level)
    _, code = np.unique(owner, return_inverse=True)
    order = np.lexsort((cell, code))
    first = np.ones(len(order), np.bool_)
    first[1:] = (cell[order][1:] != cell[order][:-1]) | (code[order][1:] != code[order][:-1])
    return np.sort(order[first])


def build_grid(lat: NDArray[np.float64], lon: NDArray[np.float64], rules: Sequence[Rule]) -> Grid:
    """Partition positions (degrees, [N]); equal positions count once."""
    return build(sorted_leaves(lat, lon, distinct=True), rules)


def held_out_ceiling(lat: NDArray[np.float64], lon: NDArray[np.float64], rules: Sequence[Rule]) -> Ceiling:
    """Ceiling of the partition's first rule, on every tenth position after building without them."""
    order = np.random.default_rng(0).permutation(len(lat))
    out, kept = order[::HELD_OUT_EVERY], np.delete(order, np.s_[::HELD_OUT_EVERY])
    return ceiling(build_grid(lat[kept], lon[kept], rules), lat[out], lon[out], RADII_KM)


def described(grid: Grid, found: Ceiling) -> Iterator[str]:
    """Yield what there is to say of a grid: cells by partition, and the perfect classifier's ceiling."""
    for number, partition in enumerate(grid.partitions()):
        levels = s2.level(partition.cell_id)
        yield (
            f"partition {number}: {len(partition)} cells of levels {levels.min()} to {levels.max()}, "
            f"median {int(np.median(partition.count))} photos"
        )
    shares = " / ".join(f"{100 * share:.1f}" for share in found.share_total)
    radii = " / ".join(f"{radius:g}" for radius in found.radii_km)
    yield f"ceiling on positions held out: {shares} % within {radii} km; cells hold {100 * found.covered:.1f} %"


def read_owners(path: Path) -> NDArray[np.str_]:
    """Read whose each position is, from the column `photographer`; all the same where there is none: [N]."""
    with _opened(path) as file:
        reader = csv.DictReader(file)
        return np.array([row.get("photographer", "") for row in reader], np.str_)


def _csv(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    with _opened(path) as file:
        reader = csv.reader(file)
        header = [name.strip().lower() for name in next(reader, [])]
        at = _columns(header, path)
        cells = [(row[at[0]], row[at[1]]) for row in reader if row]
    positions = np.array(cells, np.str_).reshape(-1, 2).astype(np.float64)
    return positions[:, 0], positions[:, 1]


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _parquet(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    try:
        import polars as pl  # noqa: PLC0415 - only those who bring Parquet need it
    except ImportError as error:
        raise UsageError("Reading Parquet takes polars: install the extra `training`.") from error
    names = pl.scan_parquet(path).collect_schema().names()
    at = _columns([name.lower() for name in names], path)
    frame = pl.read_parquet(path, columns=[names[at[0]], names[at[1]]])
    lat, lon = (frame[names[k]].cast(pl.Float64).to_numpy() for k in at)
    return np.asarray(lat, np.float64), np.asarray(lon, np.float64)


def _columns(header: Sequence[str], path: Path) -> tuple[int, int]:
    found = [next((header.index(name) for name in names if name in header), -1) for names in (LATITUDES, LONGITUDES)]
    if min(found) < 0:
        raise UsageError(f"Name the columns of {path} lat and lon: they are {', '.join(header[:8])}.")
    return found[0], found[1]
