"""A partition of the Earth into cells that a classifier can name: row i of a `Grid` is logit i.

Cells that hold too few photos to learn from are left out (PlaNet, section 3), so the cells do not cover the Earth;
`Grid.cells_of` nevertheless finds a cell for every point.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.geo import s2

_POINTS = 1 << 18  # points looked up at a time: tens of MB, however many there are
_PAIRS = 1 << 22  # point-mean pairs compared at a time: 32 MB


@dataclass(frozen=True, eq=False)
class Grid:
    """Disjoint S2 cells with what is known of the photos inside them.

    Attributes
    ----------
    cell_id
        uint64 [C], disjoint, in any order.
    count
        int64 [C]: photos the cell was made of.
    mean_xyz
        float64 [C, 3]: their mean position, the answer that a cell stands for. A perfect classifier over the
        published partitions is right at 1 and 25 km for 6 to 11 % more photos with it than with the cell's centre.
    parent
        int32 [C]: row of `coarser` that holds the cell, or -1.
    coarser
        The next coarser partition, if several were made at once.
    """

    cell_id: NDArray[np.uint64]
    count: NDArray[np.int64]
    mean_xyz: NDArray[np.float64]
    parent: NDArray[np.int32]
    coarser: "Grid | None" = None

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.cell_id)

    def partitions(self) -> Iterator["Grid"]:
        """Yield this partition and its coarser ones, finest first."""
        grid: Grid | None = self
        while grid is not None:
            yield grid
            grid = grid.coarser

    def prior(self) -> NDArray[np.float64]:
        """Share of the photos in each cell: float64 [C], sums to 1."""
        return np.asarray(self.count / self.count.sum())

    def ancestors(self, steps: int) -> NDArray[np.int32]:
        """Row of each cell's ancestor in the partition `steps` coarser, -1 where there is none: int32 [C]."""
        rows = np.arange(len(self), dtype=np.int32)
        for _, grid in zip(range(steps), self.partitions(), strict=False):
            if grid.coarser is None:
                raise IndexError(f"this grid has no partition {steps} steps coarser")
            rows = np.where(rows >= 0, grid.parent[rows], np.int32(-1))
        return rows

    def content_hash(self) -> str:
        """SHA-256 of what the partitions hold, in row order, whatever file they came from: 64 hexadecimal digits."""
        digest = hashlib.sha256(b"whence grid 1\n")
        for grid in self.partitions():
            digest.update(np.array(len(grid), "<u8").tobytes())
            for column, dtype in (
                (grid.cell_id, "<u8"),
                (grid.count, "<i8"),
                (grid.mean_xyz, "<f8"),
                (grid.parent, "<i4"),
            ):
                digest.update(np.ascontiguousarray(column, dtype).tobytes())
        return digest.hexdigest()

    def find(self, ids: ArrayLike) -> NDArray[np.int64]:
        """Rows of the cells that hold S2 cells, -1 where none does: uint64 [...] -> int64 [...]."""
        cells = np.asarray(ids, np.uint64)
        at = np.minimum(np.searchsorted(self._last_leaf, cells), len(self) - 1)
        holds = (self._first_leaf[at] <= s2.range_min(cells)) & (s2.range_max(cells) <= self._last_leaf[at])
        return np.where(holds, self._order[at], -1)

    def cells_of(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.int64]:
        """Row of the cell of each position: a total function.

        A point in no cell falls to its nearest relatives: among the cells that share the deepest ancestor that
        the point has in common with any cell (all cells, where its face of the cube has none), the one whose mean
        photo position is nearest.

        Parameters
        ----------
        lat_deg, lon_deg
            Degrees, of shapes that broadcast to [...].

        Returns
        -------
        int64 [...]

        Raises
        ------
        UsageError
            A position has no place on Earth.
        """
        return self.cells_of_leaves(s2.leaf_ids(lat_deg, lon_deg))

    def cells_of_leaves(self, leaves: ArrayLike) -> NDArray[np.int64]:
        """Row of the cell of each leaf, as `cells_of` for positions: uint64 [...] -> int64 [...]."""
        ids = np.asarray(leaves, np.uint64)
        rows = np.empty(ids.shape, np.int64)
        flat_ids, flat_rows = ids.reshape(-1), rows.reshape(-1)
        for start in range(0, len(flat_rows), _POINTS):
            some = flat_ids[start : start + _POINTS]
            found = self.find(some)
            outside = found < 0
            if outside.any():
                found[outside] = self._nearest_relative(some[outside], s2.centre_xyz(some[outside]))
            flat_rows[start : start + _POINTS] = found
        return rows

    def _nearest_relative(self, leaves: NDArray[np.uint64], xyz: NDArray[np.float64]) -> NDArray[np.int64]:
        """Rows for points in no cell: leaves uint64 [M], xyz float64 [M, 3] -> int64 [M]."""
        after = np.searchsorted(self._sorted_id, leaves)
        before_id = self._sorted_id[np.maximum(after - 1, 0)]
        after_id = self._sorted_id[np.minimum(after, len(self) - 1)]
        shared = np.maximum(s2.common_level(leaves, before_id), s2.common_level(leaves, after_id))
        ancestor = np.where(shared < 0, np.uint64(0), s2.parent(leaves, np.maximum(shared, 0)))
        rows = np.empty(len(leaves), np.int64)
        by_ancestor = np.argsort(ancestor, kind="stable")
        ancestors, starts = np.unique(ancestor[by_ancestor], return_index=True)
        for cell, points in zip(ancestors, np.split(by_ancestor, starts[1:]), strict=True):
            first, stop = self._run(cell)
            candidates = self._order[first:stop]
            block = max(1, _PAIRS // len(candidates))
            for at in range(0, len(points), block):
                some = points[at : at + block]
                rows[some] = candidates[(xyz[some] @ self.mean_xyz[candidates].T).argmax(axis=1)]
        return rows

    def _run(self, cell: np.uint64) -> tuple[int, int]:
        """First and one past the last of the sorted cells inside a cell; all of them for id 0."""
        if cell == 0:
            return 0, len(self)
        first = np.searchsorted(self._sorted_id, s2.range_min(cell))
        return int(first), int(np.searchsorted(self._sorted_id, s2.range_max(cell), side="right"))

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self.cell_id).astype(np.int64)

    @cached_property
    def _sorted_id(self) -> NDArray[np.uint64]:
        return self.cell_id[self._order]

    @cached_property
    def _first_leaf(self) -> NDArray[np.uint64]:
        return s2.range_min(self._sorted_id)

    @cached_property
    def _last_leaf(self) -> NDArray[np.uint64]:
        return s2.range_max(self._sorted_id)
