"""The adaptive partition: points a second against an s2sphere loop, and memory by number of points.

Usage: ``python tests/bench/grid.py [--photos N ...] [--scratch DIR] [POSITIONS.csv[.gz] ...]``; see `s2.py` for the
files. Positions are made around towns of very different sizes, written as Parquet, and go through what the command
`grid` does, each number in a process of its own whose memory is watched. Beside it a loop over s2sphere as the public
code of the field has it puts photos into cells; it is timed in the same run, on as many photos as it does in seconds.
Each file is then partitioned by the published settings, with the ceiling on photographers held out.
"""

import argparse
import multiprocessing
import tempfile
import threading
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Self

import numpy as np
import polars as pl
import s2sphere
from numpy.typing import NDArray

from whence_engine.geo.sphere import to_degrees
from whence_engine.grid.partition import Rule, build, sorted_leaves
from whence_training.data.leaves import LeafStore
from whence_training.data.positions import CHUNK, Sieve, chunks
from whence_training.partition import described, fitted, gather

LOOPED = 20_000

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


def write_photos(folder: Path, count: int) -> None:
    """Parquet files of so many photos of photographers with 50 photos each."""
    for number, start in enumerate(range(0, count, 10 * CHUNK)):
        lat, lon = around_towns(min(10 * CHUNK, count - start), number)
        people = (start + np.arange(len(lat))) // 50
        pl.DataFrame({"photographer": people, "lat": lat, "lon": lon}).write_parquet(folder / f"{number:04}.parquet")


def by_loop(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], t_max: int, t_min: int) -> int:
    """Cells that the published loop leaves: every photo pushed down cell by cell, one call at a time."""
    leaves = [
        s2sphere.CellId.from_lat_lng(s2sphere.LatLng.from_degrees(lat, lon))
        for lat, lon in zip(lat_deg.tolist(), lon_deg.tolist(), strict=True)
    ]
    done, level = 0, 0
    while leaves and level <= 16:
        cells = [leaf.parent(level).id() for leaf in leaves]
        count = Counter(cells)
        done += sum(t_min <= held <= t_max or (held > t_max and level == 16) for held in count.values())
        leaves = [leaf for leaf, cell in zip(leaves, cells, strict=True) if count[cell] > t_max]
        level += 1
    return done


class Watched:
    """The most that a process holds of its own while a block runs; pages mapped from files are the system's to take."""

    def __enter__(self) -> Self:
        self.before_mib = self.most_mib = own_mib()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.most_mib = max(self.most_mib, own_mib())


def own_mib() -> float:
    """Anonymous memory of this process in MiB (Linux)."""
    return int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0]) / 1024


def partitioned(folder: Path, scratch: Path, answer: Connection) -> None:
    """Everything that the command does, and what it took; runs in a process of its own."""
    next(iter(chunks([folder])))  # polars and its threads are there before anything is measured
    start = time.perf_counter()
    with Watched() as memory, LeafStore(scratch) as room:
        found = gather([folder], room, Sieve())
        sorted_s = time.perf_counter() - start
        grid, _ = fitted(found, SETTINGS["coarse, middle and fine 5,000/2,000/1,000 over 50"])
        wall_s = time.perf_counter() - start
    answer.send((memory.before_mib, memory.most_mib, sorted_s, wall_s, len(grid)))


def scaling(count: int, scratch: Path) -> None:
    """Print time and memory for so many photos."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        write_photos(Path(folder), count)
        mine, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
        child = multiprocessing.get_context("spawn").Process(target=partitioned, args=(Path(folder), scratch, theirs))
        child.start()
        before, most, sorted_s, wall_s, cells = mine.recv()
        child.join()
    print(
        f"{count:>11,} photos: read and sorted {sorted_s:.1f} s, two grids of three partitions and the ceilings "
        f"{wall_s - sorted_s:.1f} s ({cells:,} fine cells);\n"
        f"            {count / wall_s:,.0f} photos/s; memory {before:.0f} MiB before, {most:.0f} MiB at most",
        flush=True,
    )


def ratio() -> None:
    """Print how many times as fast photos in memory are partitioned as by the loop of the field, in turns."""
    lat, lon = around_towns(1_000_000, 0)
    walls, processors, loop_us = [], [], []
    for turn in range(5):
        some = slice(turn * LOOPED, (turn + 1) * LOOPED)
        wall, processor = time.perf_counter(), time.process_time()
        by_loop(lat[some], lon[some], 1_000, 50)
        loop_wall, loop_processor = time.perf_counter() - wall, time.process_time() - processor
        wall, processor = time.perf_counter(), time.process_time()
        build(sorted_leaves(lat, lon), [Rule(1_000, 50)])
        scale = len(lat) / LOOPED
        walls.append(scale * loop_wall / (time.perf_counter() - wall))
        processors.append(scale * loop_processor / (time.process_time() - processor))
        loop_us.append(1e6 * loop_processor / LOOPED)
    print(
        f"in memory, one partition: {median(walls):.0f} times as fast as an s2sphere loop by the clock, all cores, "
        f"{median(processors):.0f} times by processor time (loop: {median(loop_us):.1f} us a photo, {LOOPED:,} photos "
        f"against {len(lat):,}, median of {len(walls)} turns)"
    )


def published(path: Path, scratch: Path) -> None:
    """The settings of the literature on one file of positions."""
    for name, rules in SETTINGS.items():
        start = time.perf_counter()
        sieve = Sieve()
        with LeafStore(scratch) as room:
            found = gather([path], room, sieve)
            grid, ceilings = fitted(found, rules)
            seconds = time.perf_counter() - start
            print(f"\n{path.name}, {name}: {found.positions:,} photos, {len(found.whole):,} distinct, {seconds:.2f} s")
        for line in (*sieve.sentences(), *described(grid, ceilings)):
            print(f"  {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("positions", nargs="*", type=Path)
    parser.add_argument("--photos", type=int, action="append", help="how many to make (default: 1 and 10 million)")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()))
    arguments = parser.parse_args()
    for count in arguments.photos or (1_000_000, 10_000_000):
        scaling(count, arguments.scratch)
    ratio()
    for file in arguments.positions:
        published(file, arguments.scratch)


if __name__ == "__main__":
    main()
