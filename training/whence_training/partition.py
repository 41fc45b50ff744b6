"""The adaptive partition from files of positions, sized to the data; no torch here.

`gather` sorts what the files hold, one part of it held out; `fitted` measures the ceiling on that part and makes the
grid. Both work through `data.leaves`, so that memory hardly grows with the number of photos.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Ceiling, Rule, build, ceiling, ceiling_of_leaves, sorted_leaves
from whence_engine.metrics import RADII_KM
from whence_training.data.leaves import LeafSorter, LeafStore, Leaves, merged
from whence_training.data.positions import Sieve, chunks
from whence_training.data.split import Side

HELD_OUT_EVERY = 10
"""One photographer (position, where nobody is named) of ten is kept out of the grid whose ceiling is measured."""

_PIECE = 1 << 20
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: Knuth's multiplicative hash


@dataclass(frozen=True, eq=False)
class Gathered:
    """Distinct positions as sorted leaves, uint64 [N] each.

    Attributes
    ----------
    fit, held_out
        What the measured grid is made of, and what its ceiling is measured on.
    whole
        What the final grid is made of.
    told_by
        How they were told apart, as words that go into a sentence.
    positions, test, vague
        Positions that were read and are such, and how many of them were left alone: those of the test side, and those
        known to a country only.
    """

    fit: Leaves
    held_out: Leaves
    whole: Leaves
    told_by: str
    positions: int
    test: int
    vague: int

    def sentence(self) -> str:
        """Say how many positions there are and what became of them."""
        left = [(self.test, "of the test side"), (self.vague, "known to a country only")]
        alone = "".join(f", {count:,} {what} left alone" for count, what in left if count)
        return f"{self.positions:,} positions{alone}, {len(self.whole):,} distinct; held out: {self.told_by}"


def gather(sources: Iterable[Path], store: LeafStore, sieve: Sieve) -> Gathered:
    """Sort the positions of files, and hold a part out.

    Cells are made of the training side where the files have a column `side`, and measured on the validation side if it
    is there. Otherwise one photographer of ten is held out; where there are none, one position of ten.

    Raises
    ------
    UsageError
        A file cannot be read or is damaged, or there is no position.
    """
    kept, drawn, validation = (LeafSorter(store) for _ in range(3))
    positions = test = vague = 0
    for some in map(sieve.sift, chunks(sources)):
        side = some.side if some.side is not None else np.full(len(some), Side.TRAIN)
        usable = ~some.vague & (side != Side.TEST)
        learns = usable & (side != Side.VALIDATION)
        chosen = np.zeros(len(some), np.bool_) if some.owner is None else some.owner % HELD_OUT_EVERY == 0
        leaves = s2.leaf_ids(some.lat, some.lon)
        kept.add(leaves[learns & ~chosen])
        drawn.add(leaves[learns & chosen])
        validation.add(leaves[usable & ~learns])
        positions, vague = positions + len(some), vague + int(some.vague.sum())
        test += int((~some.vague & ~usable).sum())
    fit = merged([*kept.runs(), *drawn.runs()], store)
    if not len(fit):
        raise UsageError(
            f"There are no positions to learn from: {test} are of the test side, {vague} of a country only."
        )
    if validation.count:
        held_out = merged(validation.runs(), store)
        return Gathered(fit, held_out, fit, "the validation side", positions, test, vague)
    if kept.count and drawn.count:
        parts, told_by = [merged(each.runs(), store) for each in (kept, drawn)], f"one photographer in {HELD_OUT_EVERY}"
    else:
        parts = [store.keep(_some_of(fit, held_out=held_out)) for held_out in (False, True)]
        told_by = f"one position in {HELD_OUT_EVERY}"
    return Gathered(parts[0], parts[1], fit, told_by, positions, test, vague)


def fitted(gathered: Gathered, rules: Sequence[Rule]) -> tuple[Grid, list[Ceiling]]:
    """Make the grid of everything, and measure the ceiling of each of its partitions, finest first.

    The ceilings are those of a grid that was made without the positions they are measured on; there are none where
    too few positions are left for that.
    """
    grid = build(gathered.whole, rules)
    if not len(gathered.held_out) or not len(gathered.fit):
        return grid, []
    measured = build(gathered.fit, rules).partitions()
    return grid, [ceiling_of_leaves(each, gathered.held_out, RADII_KM) for each in measured]


def thinned(
    lat: NDArray[np.float64], lon: NDArray[np.float64], owner: NDArray[np.generic], level: int
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


def held_out_ceilings(lat: NDArray[np.float64], lon: NDArray[np.float64], rules: Sequence[Rule]) -> list[Ceiling]:
    """Ceiling of each partition, finest first, on every tenth position after building without them."""
    order = np.random.default_rng(0).permutation(len(lat))
    out, kept = order[::HELD_OUT_EVERY], np.delete(order, np.s_[::HELD_OUT_EVERY])
    grid = build_grid(lat[kept], lon[kept], rules)
    return [ceiling(each, lat[out], lon[out], RADII_KM) for each in grid.partitions()]


def described(grid: Grid, ceilings: Sequence[Ceiling]) -> Iterator[str]:
    """Yield what there is to say of a grid: first what a perfect classifier would reach, then its cells."""
    if ceilings:
        radii = " / ".join(f"{radius:g}" for radius in ceilings[0].radii_km)
        yield f"ceiling of a perfect classifier on {ceilings[0].photos:,} positions held out, % within {radii} km:"
    for number, found in enumerate(ceilings):
        yield (
            f"partition {number}: answering the mean photo position {_percent(found.share_total)}, "
            f"the cell's middle {_percent(found.share_centre)}; cells hold {100 * found.covered:.1f} %"
        )
    for number, partition in enumerate(grid.partitions()):
        levels = s2.level(partition.cell_id)
        yield (
            f"partition {number}: {len(partition):,} cells of levels {levels.min()} to {levels.max()}, "
            f"median {int(np.median(partition.count))} photos"
        )


def _some_of(leaves: Leaves, *, held_out: bool) -> Iterator[Leaves]:
    """Yield the leaves that are held out by their own hash, or the others."""
    for start in range(0, len(leaves), _PIECE):
        piece = leaves[start : start + _PIECE]
        drawn = (piece * _MIX >> np.uint64(40)) % np.uint64(HELD_OUT_EVERY) == 0
        yield piece[drawn if held_out else ~drawn]


def _percent(shares: Sequence[float]) -> str:
    return " / ".join(f"{100 * share:.1f}" for share in shares)
