"""The adaptive partition: seconds and memory for ten million photos, and what partitions of the literature allow.

Usage: ``python tests/bench/grid.py [POSITIONS.csv[.gz] ...]``; see `s2.py` for the files. Ten million positions are
made around towns of very different sizes. Each file is then partitioned by the published settings, with the share
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
from whence_engine.grid.partition import Rule, build, ceiling, sorted_leaves
from whence_engine.metrics import RADII_KM

sys.path.insert(0, str(Path(__file__).parent))
from s2 import read_positions  # type: ignore[import-not-found]  # the script beside this one

SETTINGS = {
    "PlaNet 10,000/50": [Rule(10_000, 50)],
    "coarse, middle and fine 5,000/2,000/1,000 over 50": [Rule(1_000, 50), Rule(2_000, 50), Rule(5_000, 50)],
    "small data 100/10": [Rule(100, 10)],
}


def around_towns(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions around ten thousand towns whose sizes follow Zipf's law, [N] each."""
    rng = np.random.default_rng(0)
    towns = rng.normal(size=(10_000, 3))
    towns /= np.linalg.norm(towns, axis=1, keepdims=True)
    share = 1 / np.arange(1, 10_001)
    home = rng.choice(10_000, count, p=share / share.sum())
    return to_degrees(towns[home] + rng.normal(0, 0.002, (count, 3)))


def scaling() -> None:
    """Time and peak memory for a million and ten million photos."""
    for count in (1_000_000, 10_000_000):
        lat, lon = around_towns(count)
        start = time.perf_counter()
        leaves = sorted_leaves(lat, lon)
        sorted_at = time.perf_counter()
        grid = build(leaves, SETTINGS["PlaNet 10,000/50"])
        built_at = time.perf_counter()
        nested = build(leaves, SETTINGS["coarse, middle and fine 5,000/2,000/1,000 over 50"])
        nested_at = time.perf_counter()
        rows = grid.cells_of(lat, lon)
        print(
            f"{count:,} photos: ids sorted {sorted_at - start:.1f} s, {len(grid)} cells {built_at - sorted_at:.1f} s, "
            f"three partitions ({len(nested)} fine cells) {nested_at - built_at:.1f} s, "
            f"cells of all photos {time.perf_counter() - nested_at:.1f} s"
        )
        assert (rows >= 0).all()
        tracemalloc.start()
        build(sorted_leaves(lat, lon), SETTINGS["PlaNet 10,000/50"])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"  at most {peak / count:.0f} bytes a photo beside the 16 of its position")


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
    files = parser.parse_args().positions
    scaling()
    for file in files:
        published(file)


if __name__ == "__main__":
    main()
