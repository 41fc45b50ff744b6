"""Sorted leaf ids of more photos than memory holds: sorted runs on disk, merged range by range.

A data set enters a partition as one sorted array of leaf ids (`whence_engine.grid.partition`). Here it is made in
memory of a stated size and lies in a memory-mapped file, of which the searches that build a grid touch a few pages.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import StorageError
from whence_engine.grid.partition import merge_sorted, without_doubles

Leaves = NDArray[np.uint64]

RUN = 1 << 23
"""Leaves sorted at a time: 64 MB, three times that at the height of it."""
_SAMPLES = 4096
"""Leaves of each run that the borders of the merge are chosen from."""


class LeafStore:
    """A folder for runs and merged arrays, gone when the store is closed.

    Parameters
    ----------
    below
        Where the folder is made; it takes 16 bytes a photo, and 8 more for every further merge.
    run
        Leaves sorted at a time; less than one run never touches the disk.
    """

    def __init__(self, below: Path, run: int = RUN) -> None:
        self.run = run
        self._folder = tempfile.TemporaryDirectory(prefix="whence-leaves-", dir=below, ignore_cleanup_errors=True)
        self._files = 0

    def __enter__(self) -> Self:
        """Open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def keep(self, parts: Iterator[Leaves]) -> Leaves:
        """Write arrays one after the other, and return them as one that lies on disk: uint64 [N].

        Raises
        ------
        StorageError
            The disk is full or refuses.
        """
        path = Path(self._folder.name) / f"{self._files}.u64"
        self._files += 1
        try:
            with path.open("wb") as file:
                for part in parts:
                    file.write(np.ascontiguousarray(part).data)
            if not path.stat().st_size:
                return np.empty(0, np.uint64)
            return np.memmap(path, np.uint64, mode="r")
        except OSError as error:
            raise StorageError(f"Sorting needs room in {path.parent.parent}: {error.strerror}.") from error


class LeafSorter:
    """Takes leaves in any order and number; gives sorted runs, equal positions once."""

    def __init__(self, store: LeafStore) -> None:
        self.count = 0
        self._store = store
        self._runs: list[Leaves] = []
        self._waiting: list[Leaves] = []
        self._held = 0

    def add(self, leaves: Leaves) -> None:
        """Take leaves, uint64 [N]."""
        self.count += len(leaves)
        self._waiting.append(leaves)
        self._held += len(leaves)
        if self._held >= self._store.run:
            run = self._sorted()
            self._runs.append(self._store.keep(iter([run])))

    def runs(self) -> list[Leaves]:
        """Return what was taken as sorted arrays, each without doubles."""
        if self._held:
            self._runs.append(self._sorted())
        return self._runs

    def _sorted(self) -> Leaves:
        run = np.concatenate(self._waiting)
        self._waiting, self._held = [], 0
        run.sort()
        return without_doubles(run)


def merged(runs: Sequence[Leaves], store: LeafStore) -> Leaves:
    """Return sorted runs as one sorted array without doubles: in memory if it is less than a run, else on disk."""
    if sum(map(len, runs)) <= store.run:
        return merge_sorted(runs, distinct=True)
    return store.keep(_ranges(runs, store.run))


def _ranges(runs: Sequence[Leaves], most: int) -> Iterator[Leaves]:
    """Yield the merged leaves range by range, about `most` at a time.

    The borders are leaves of the runs themselves, so that each range holds nearly as many as planned whatever the
    distribution: sample sort (Frazer and McKellar 1970).
    """
    step = max(1, sum(map(len, runs)) // (_SAMPLES * len(runs)))
    drawn = np.sort(np.concatenate([run[::step] for run in runs]))
    borders = np.unique(drawn[:: max(1, most // step)])[1:]
    starts = [0] * len(runs)
    for border in [*borders.tolist(), None]:
        stops = [len(run) if border is None else int(np.searchsorted(run, np.uint64(border))) for run in runs]
        yield merge_sorted([run[a:b] for run, a, b in zip(runs, starts, stops, strict=True)], distinct=True)
        starts = stops
