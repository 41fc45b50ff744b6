"""The gazetteer: what opening and each lookup cost, and how often a border town lands in the wrong country.

Usage: ``python tests/bench/places.py``. The second table takes every town of 500 people and up within 3 km of a border
for a photo taken there and asks which country it is in, without that town's own help: by the outlines, and by the
nearest other town, which is what most programs go by.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import to_xyz
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.store import PACKAGED

QUERIES = ["Lisboa", "München", "北京", "Paris, Texas", "Springfield IL", "s", "san", "St Pe", "xyzzy"]


def median_ms(task: Callable[[], object], repeats: int) -> float:
    """Median time of a task in ms."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        task()
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


def memory_mb() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def around_towns(gazetteer: Gazetteer, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points some ten kilometres around towns, [count] each: where photos are taken."""
    rng = np.random.default_rng(0)
    town = rng.integers(0, len(gazetteer.towns.lat), count)
    lat, lon = gazetteer.towns.lat[town], gazetteer.towns.lon[town]
    return np.clip(lat + rng.normal(0, 0.1, count), -90, 90), lon + rng.normal(0, 0.1, count)


def lookups() -> None:
    """Print the cost of opening and of lookups."""
    before = memory_mb()
    print(f"file      {PACKAGED.stat().st_size / 1e6:6.1f} MB")
    print(f"opening   {median_ms(lambda: Gazetteer.open().close(), 15):6.1f} ms")
    first = median_ms(lambda: Gazetteer.open().reverse(np.array([48.86]), np.array([2.35])), 9)
    print(f"opening and a first reverse lookup {first:6.1f} ms")
    first = median_ms(lambda: Gazetteer.open().search("Lisboa"), 9)
    print(f"opening and a first search         {first:6.1f} ms")
    gazetteer = Gazetteer.open()
    lat, lon = around_towns(gazetteer, 100_000)
    single = median_ms(lambda: gazetteer.reverse(lat[:1], lon[:1]), 300)
    print(f"reverse, one point                 {single:6.3f} ms  {1e3 / single:9,.0f}/s")
    for count in (1_000, 100_000):
        each = median_ms(lambda n=count: gazetteer.reverse(lat[:n], lon[:n]), 5) / count  # type: ignore[misc]
        print(f"reverse, {count:7,d} points           {each:6.4f} ms  {1e3 / each:9,.0f}/s each")
    print(f"memory    {memory_mb() - before:6.1f} MB for all of that")
    for query in QUERIES:
        print(f"search {query!r:18} {median_ms(lambda q=query: gazetteer.search(q), 50):6.3f} ms")  # type: ignore[misc]


def border_towns() -> None:
    """Print how often each rule names the right country for towns beside a border."""
    gazetteer = Gazetteer.open()
    towns = gazetteer.towns
    outlined, border_km = gazetteer.borders.locate(towns.lat, towns.lon)
    xyz = to_xyz(towns.lat, towns.lon)
    beside = np.flatnonzero(np.isfinite(border_km) & (towns.population > 500))
    nearest = np.empty(len(beside), dtype=np.int64)
    for i, town in enumerate(beside.tolist()):
        apart = ((xyz - xyz[town]) ** 2).sum(axis=1)
        apart[town] = np.inf
        nearest[i] = apart.argmin()
    truth = towns.country[beside]
    by_outline, by_town = outlined[beside] == truth, towns.country[nearest] == truth
    print(f"{len(beside):,} towns within 3 km of a border, each left out: share in the right country")
    print("km from the border          towns  outline  nearest town")
    for low, high in ((0, 0.5), (0.5, 1), (1, 2), (2, 3), (0, 3)):
        here = (border_km[beside] >= low) & (border_km[beside] < high)
        print(f"{low:3} to {high:3} {here.sum():22,d}  {by_outline[here].mean():7.1%}  {by_town[here].mean():12.1%}")


if __name__ == "__main__":
    lookups()
    border_towns()
