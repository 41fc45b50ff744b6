"""Measure the estimate of clock offsets: `python tests/bench/clocks.py --data DIR`.

Every traveller's photos are dealt at random to a phone and a camera whose clock is off: how often is the offset found
(within two minutes), refused, or wrong? And two travellers who never met are laid on one calendar, one as the phone of
the other: how often is a clock corrected that is right?
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.albums.clock_offsets import FEWEST_BURSTS, LEAST_ADDED, STRETCH_GAP
from whence_engine.albums.offset_search import bursts, search

OFFSETS_S = (0, 60, -200, 754, 3600, -3600, 7300, -28800, 32340, 19800, 12345)
RIGHT_S = 120.0
DAY_S = 86400.0
_FEWEST = 20


def stretches(data: Path) -> Iterator[NDArray[np.float64]]:
    """Yield the times of every stretch of every traveller that has enough moments."""
    for labels in sorted((data / "photos").glob("*/labels.csv")):
        times: dict[str, list[float]] = defaultdict(list)
        with labels.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["taken_at"] and row["precision"] == "exact":
                    at = datetime.fromisoformat(row["taken_at"])
                    times[row["photographer"]].append((at - datetime(1970, 1, 1)).total_seconds())
        for of_one in times.values():
            rising = np.sort(np.array(of_one))
            for part in np.split(rising, np.flatnonzero(np.diff(rising) > STRETCH_GAP.total_seconds()) + 1):
                if bursts(part).size >= _FEWEST:
                    yield part


def together(all_times: list[NDArray[np.float64]], random: np.random.Generator) -> Counter[str]:
    """Deal each stretch to two devices and count what is said of the one whose clock is off."""
    count: Counter[str] = Counter()
    for times in all_times:
        for offset in OFFSETS_S:
            mine = random.random(times.size) < 0.5
            jitter = random.normal(0, 30, int(mine.sum()))
            count[_said(np.sort(times[mine] - offset + jitter), times[~mine], offset)] += 1
    return count


def apart(all_times: list[NDArray[np.float64]]) -> Counter[str]:
    """Lay every two stretches on one calendar, five ways each."""
    count: Counter[str] = Counter()
    for one in all_times:
        for other in all_times:
            if one is not other:
                for day in range(5):
                    moved = other + np.floor((one[0] - other[0]) / DAY_S) * DAY_S + day * DAY_S
                    near = moved[(moved > one[0] - DAY_S) & (moved < one[-1] + DAY_S)]
                    count[_said(one, near, 0)] += 1
    return count


def _said(camera: NDArray[np.float64], phone: NDArray[np.float64], truth: float) -> str:
    if min(camera.size, phone.size) < FEWEST_BURSTS:
        return "too few photos"
    found = search(camera, phone)
    if found is None or found.bursts < FEWEST_BURSTS:
        return "refused"
    if abs(found.offset_s - truth) <= max(RIGHT_S, LEAST_ADDED.total_seconds()):
        return "right"
    return "wrong"


def main() -> None:
    """Print both counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    times = list(stretches(parser.parse_args().data))
    random = np.random.default_rng(0)
    print(f"{len(times)} stretches of at least {_FEWEST} moments, {len(OFFSETS_S)} offsets each")
    for name, count in (("one walk", together(times, random)), ("strangers", apart(times))):
        print(f"{name:<10}", "  ".join(f"{what} {number}" for what, number in sorted(count.items())))


if __name__ == "__main__":
    main()
