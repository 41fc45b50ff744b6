"""S2 ids: the same as s2sphere's, bit for bit, and how much sooner.

Usage: ``python tests/bench/s2.py [POSITIONS.csv[.gz] ...]`` with columns ``lat`` and ``lon`` (any case); without a
file, a million random positions. Both are timed in turn, in chunks, so that whatever else the machine does slows
both; the ratio of processor time is that of one core against one core.
"""

import argparse
import csv
import gzip
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import s2sphere
from numpy.typing import NDArray

from whence_engine.geo import s2

CHUNK = 50_000


def read_positions(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of a CSV file, [N] each."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        header = [name.strip().lower() for name in next(csv.reader(file))]
        columns = (header.index("lat"), header.index("lon"))
        lat, lon = np.loadtxt(file, delimiter=",", usecols=columns, unpack=True, comments=None, quotechar='"')
    return lat, lon


def random_positions(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions spread evenly over the Earth, [N] each."""
    rng = np.random.default_rng(0)
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)


def by_loop(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Leaf ids as everybody gets them: one call of s2sphere a photo."""
    return np.array(
        [
            s2sphere.CellId.from_lat_lng(s2sphere.LatLng.from_degrees(lat, lon)).id()
            for lat, lon in zip(lat_deg.tolist(), lon_deg.tolist(), strict=True)
        ],
        np.uint64,
    )


def timed(work: Callable[[], NDArray[np.uint64]]) -> tuple[NDArray[np.uint64], float, float]:
    """Result, wall-clock seconds and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("positions", nargs="*", type=Path)
    files = parser.parse_args().positions
    sets = [read_positions(file) for file in files] or [random_positions(1_000_000)]
    lat, lon = (np.concatenate(column) for column in zip(*sets, strict=True))
    s2.leaf_ids(lat[:CHUNK], lon[:CHUNK])
    walls, processors, loop_us, differing = [], [], [], 0
    for start in range(0, len(lat), CHUNK):
        some = slice(start, start + CHUNK)
        count = len(lat[some])
        many_lat, many_lon = (
            np.tile(lat[some], 8),
            np.tile(lon[some], 8),
        )  # as long as a data set, for the threads' sake
        ours, wall, processor = timed(lambda many_lat=many_lat, many_lon=many_lon: s2.leaf_ids(many_lat, many_lon))  # type: ignore[misc]
        theirs, loop_wall, loop_processor = timed(lambda some=some: by_loop(lat[some], lon[some]))  # type: ignore[misc]
        differing += int((ours[:count] != theirs).sum())
        walls.append(8 * loop_wall / wall)
        processors.append(8 * loop_processor / processor)
        loop_us.append(1e6 * loop_processor / count)
    print(f"{len(lat):,} positions, {os.cpu_count()} cores, numpy {np.__version__}")
    print(f"leaf ids that differ from s2sphere's: {differing}")
    print(f"s2sphere loop: {statistics.median(loop_us):.2f} us of processor time a position")
    print(f"times as fast by the clock, all cores: {statistics.median(walls):.0f}")
    print(f"times as fast by processor time, one core: {statistics.median(processors):.0f}")


if __name__ == "__main__":
    main()
