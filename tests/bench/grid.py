"""The adaptive partition: seconds and memory for ten million photos, and what partitions of the literature allow.

Usage: ``python tests/bench/grid.py [--photos N ...] [POSITIONS.csv[.gz] ...]``; see `s2.py` for the files. Positions
are made around towns of very different sizes. Each file is then partitioned by the published settings, with the share
of its own photos that a perfect classifier would place within each radius: the ceiling of what training can reach.
"""

import argparse
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2
from whence_engine.geo.sphere import to_degrees
from whence_engine.grid.partition import Rule, build, ceiling, merge_sorted, sorted_leaves
from whence_engine.metrics import RADII_KM

sys.path.insert(0, str(Path(__file__).parent))
from s2 import read_positions  # type: ignore[import-not-found]  # the script beside this one

CHUNK = 10_000_000

SETTINGS = {
    "PlaNet 10,000/50": [Rule(10_000, 50)],
    "coarse, middle and fine 5,000/2,000/1,000 over 50": [Rule(1_000, 50), Rule(2_000, 50), Rule(5_000, 50)],
    "small data 100/10": [Rule(100, 10)],
}


def around_towns(count: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions around ten thousand towns whose sizes follow Zipf's law, [N] each."""
    rng = np.random.default_rng(0)
    towns = rng.normal(size=(10_000, 3))
    towns /= np.linalg.norm(towns, axis=1, keepdims=True)
    share = 1 / np.arange(1, 10_001)
    rng = np.random.default_rng(seed)
    home = rng.choice(10_000, count, p=share / share.sum())
    return to_degrees(towns[home] + rng.normal(0, 0.002, (count, 3)))


def scaling(count: int) -> None:
    """Time and memory for so many photos, which come in chunks as from a file."""
    chunks, sorting, lat, lon = [], 0.0, np.empty(0), np.empty(0)
    tracemalloc.start()
    for seed in range(0, count, CHUNK):
        lat, lon = around_towns(min(CHUNK, count - seed), seed)
        start = time.perf_counter()
        chunks.append(sorted_leaves(lat, lon))
        sorting += time.perf_counter() - start
    tracemalloc.reset_peak()
    positions = lat.nbytes + lon.nbytes
    start = time.perf_counter()
    leaves = merge_sorted(chunks) if len(chunks) > 1 else chunks[0]
    chunks.clear()
    sorting += time.perf_counter() - start
    start = time.perf_counter()
    grid = build(leaves, SETTINGS["PlaNet 10,000/50"])
    building = time.perf_counter() - start
    start = time.perf_counter()
    nested = build(leaves, SETTINGS["coarse, middle and fine 5,000/2,000/1,000 over 50"])
    nesting = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1] - positions
    tracemalloc.stop()
    start = time.perf_counter()
    assert (grid.cells_of(lat, lon) >= 0).all()
    print(
        f"{count:,} photos: ids sorted {sorting:.1f} s, {len(grid):,} cells {building:.1f} s, three partitions "
        f"({len(nested):,} fine cells) {nesting:.1f} s; at most {peak / count:.0f} bytes a photo; "
        f"cells of {len(lat):,} photos {time.perf_counter() - start:.1f} s",
        flush=True,
    )


def published(path: Path) -> None:
    """The settings of the literature on one file of positions."""
    lat, lon = read_positions(path)
    for distinct in (False, True):
        leaves = sorted_leaves(lat, lon, distinct=distinct)
        print(f"\n{path.name}: {len(leaves):,} photos" + (" at distinct positions" if distinct else ""))
        for name, rules in SETTINGS.items():
            start = time.perf_counter()
            grid = build(leaves, rules)
            seconds = time.perf_counter() - start
            for partition in grid.partitions():
                measured = ceiling(partition, lat, lon, RADII_KM)
                level = s2.level(partition.cell_id)
                print(
                    f"  {name}: {len(partition):6,} cells of levels {level.min()}-{level.max()}, median "
                    f"{int(np.median(partition.count)):4} photos; ceiling "
                    + " / ".join(f"{100 * share:.1f}" for share in measured.share)
                    + f" %, {100 * measured.covered:.1f} % of the photos in a cell, {seconds:.2f} s"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("positions", nargs="*", type=Path)
    parser.add_argument("--photos", type=int, action="append", help="how many to make (default: 1 and 10 million)")
    arguments = parser.parse_args()
    for count in arguments.photos or (1_000_000, 10_000_000):
        scaling(count)
    for file in arguments.positions:
        published(file)


if __name__ == "__main__":
    main()
