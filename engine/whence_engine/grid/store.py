"""`grid.npz`, the grid of a model bundle: written plainly, read with suspicion.

Arrays `cell_id`, `count`, `mean_xyz` and `parent` are the finest partition; the same names with the suffixes `_1`,
`_2` ... are the coarser ones, in that order. Nothing in the file is ever unpickled.
"""

from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import BundleError
from whence_engine.geo import s2
from whence_engine.grid.grid import Grid

_COLUMNS: dict[str, tuple[str, int]] = {
    "cell_id": ("uint64", 1),
    "count": ("int64", 1),
    "mean_xyz": ("float64", 2),
    "parent": ("int32", 1),
}
"""Name: dtype and number of dimensions."""


def save(grid: Grid, file: Path | BinaryIO) -> None:
    """Write a grid and its coarser partitions as `grid.npz` (a path must end in `.npz`)."""
    arrays = {
        name + suffix: np.ascontiguousarray(getattr(partition, name), dtype)
        for suffix, partition in zip(_suffixes(), grid.partitions(), strict=False)
        for name, (dtype, _) in _COLUMNS.items()
    }
    np.savez_compressed(file, allow_pickle=False, **arrays)


def load(file: Path | BinaryIO) -> Grid:
    """Read and check a grid.

    Raises
    ------
    BundleError
        The file is no grid, or one whose cells are invalid, doubled or overlapping, whose means lie outside their
        cells or are no numbers, or whose parents do not hold their cells.
    """
    try:
        if isinstance(file, Path):
            with file.open("rb") as opened:
                tables = _tables(opened)
        else:
            tables = _tables(file)
    except Exception as error:  # zipfile, zlib and numpy raise whatever a damaged byte makes them meet
        raise BundleError("The model's grid cannot be read ({why}): get the model again.", why=error) from error
    grid: Grid | None = None
    for table in reversed(tables):
        grid = _checked(table, grid)
    if grid is None:
        raise BundleError("The model's grid holds no cells: get the model again.")
    return grid


def _tables(file: BinaryIO) -> list[dict[str, NDArray[np.generic]]]:
    """Raw columns of each partition, finest first."""
    with np.load(file, allow_pickle=False) as archive:
        suffixes = [suffix for suffix in _suffixes() if "cell_id" + suffix in archive.files]
        return [{name: archive[name + suffix] for name in _COLUMNS} for suffix in suffixes]


def _suffixes() -> tuple[str, ...]:
    return ("", *(f"_{step}" for step in range(1, 10)))


def _checked(table: dict[str, NDArray[np.generic]], coarser: Grid | None) -> Grid:
    """Make a partition of raw arrays, or say what is wrong with them."""
    cells = len(table["cell_id"]) if table["cell_id"].ndim else 0
    for name, (dtype, ndim) in _COLUMNS.items():
        column = table[name]
        if column.dtype != np.dtype(dtype) or column.ndim != ndim or len(column) != cells:
            raise _wrong(f"`{name}` is {column.dtype} {list(column.shape)}, not {dtype} of {cells} cells")
    grid = Grid(
        cell_id=table["cell_id"].astype(np.uint64),
        count=table["count"].astype(np.int64),
        mean_xyz=table["mean_xyz"].astype(np.float64),
        parent=table["parent"].astype(np.int32),
        coarser=coarser,
    )
    _check_cells(grid)
    _check_parents(grid)
    return grid


def _check_cells(grid: Grid) -> None:
    ids, mean = grid.cell_id, grid.mean_xyz
    if not len(ids):
        raise _wrong("a partition has no cell")
    if mean.shape[1] != 3 or not np.isfinite(mean).all() or not (abs(np.linalg.norm(mean, axis=1) - 1) < 1e-6).all():
        raise _wrong("a mean position is no unit vector")
    if (grid.count < 0).any() or not grid.count.sum() > 0:
        raise _wrong("the photo counts are negative or all zero")
    if not s2.is_valid(ids).all():
        raise _wrong("an id names no S2 cell")
    order = np.sort(ids)
    if (s2.range_max(order[:-1]) >= s2.range_min(order[1:])).any():
        raise _wrong("two cells overlap")
    if not s2.contains_xyz(ids, mean).all():
        raise _wrong("a mean position lies outside its cell")


def _check_parents(grid: Grid) -> None:
    expected = np.full(len(grid), -1) if grid.coarser is None else grid.coarser.find(grid.cell_id)
    if not np.array_equal(expected, grid.parent):
        raise _wrong("a parent does not hold its cell")


def _wrong(what: str) -> BundleError:
    return BundleError("The model's grid is damaged ({what}): get the model again.", what=what)
