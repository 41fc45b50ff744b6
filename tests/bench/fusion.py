"""What fusing an album costs: the first time, and after one decision.

    OMP_NUM_THREADS=1 python tests/bench/fusion.py [--photos 200] [--runs 7]
    OMP_NUM_THREADS=1 python tests/bench/fusion.py --library 100000

An album of four days of walks in Portugal is made in memory, with a tenth of its photos placed, and fused three times
over: with known places alone, with the names of four folders, and with a network that says something of every photo (64
cells each). Printed are medians of processor time, which on one thread is what one idle core takes, by part: leaves and
densities (fusion itself), ranking, and names of places.

`--library` fuses album after album of that kind, with known places and names, and prints time and memory on the way.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from whence_engine.cues.fix import Fix, fix_of
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.locate.calibration import read_fitted
from whence_engine.locate.evidence import Evidence, Said
from whence_engine.locate.fusion import AlbumFusion
from whence_engine.locate.locator import Locator
from whence_engine.paths import folders
from whence_engine.photo import Album, Belief, Camera, CaptureTime, Photo, Position, PositionSource, TimeSource
from whence_engine.places.gazetteer import Gazetteer

START = datetime(2014, 7, 12, 9, 0)
TOWNS = ((38.72, -9.14), (39.60, -8.41), (40.20, -8.41), (41.15, -8.62))


def album_of(count: int, rng: np.random.Generator) -> Album:
    """Return an album in time order: a day in each town, a photo every few minutes, one in ten with a position."""
    photos = []
    for number in range(count):
        day, minute = number * len(TOWNS) // count, 4.0 * (number % (count // len(TOWNS) or 1))
        lat, lon = np.asarray(TOWNS[day]) + rng.normal(scale=0.01, size=2)
        taken = CaptureTime(START + timedelta(days=day, minutes=minute), TimeSource.EXIF, 0.9)
        place = Position(float(lat), float(lon), PositionSource.EXIF) if number % 10 == 5 else None
        path = Path(f"/day {day}/{number}.jpg")
        photos.append(
            Photo(path, 1, 1, 1, "JPEG", id=number + 1, camera=Camera("Stein", "D40"), taken=taken, position=place)
        )
    return Album(1, tuple(photos))


def names(album: Album) -> Said:
    """Return a folder's name for each day."""
    told = [
        Belief(
            because=f"day {day}",
            unknown=0.3,
            kernel_xyz=np.stack([sphere.to_xyz(*town)] * 2),
            kernel_km=np.array([4.0, 40.0]),
            kernel_mass=np.array([0.5, 0.2]),
        )
        for day, town in enumerate(TOWNS)
    ]
    return {"names": {photo.id: told[int(photo.path.parent.name[-1])] for photo in album.photos if not photo.position}}


def network(album: Album, bundle: Bundle, rng: np.random.Generator) -> Said:
    """Return 64 cells of the grid for each photo, more in Portugal than elsewhere."""
    grid = bundle.grid
    near = sphere.distance_xyz_km(grid.mean_xyz, sphere.to_xyz(*TOWNS[0]))
    weight = 1.0 / (200.0 + near)
    said = {}
    for photo in album.photos:
        cells = rng.choice(grid.cell_id.size, 64, replace=False, p=weight / weight.sum())
        mass = 0.6 * rng.dirichlet(np.full(64, 0.3))
        said[photo.id] = Belief("", 1.0 - float(mass.sum()), "", grid.cell_id[cells], mass, grid.mean_xyz[cells])
    return {"pixels": {photo.id: said[photo.id] for photo in album.photos if not photo.position}}


class Clock:
    """Adds up processor time by part."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function`, timed."""

        def timed(*arguments: Any, **named: Any) -> Any:
            with self.part(part):
                return function(*arguments, **named)

        return timed

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start = time.process_time()
        yield
        self.ms[name] = self.ms.get(name, 0.0) + 1e3 * (time.process_time() - start)


def run(locator: Locator, album: Album, said: Said) -> Clock:
    """Fuse an album, then let a person accept one place in the middle."""
    clock = Clock()
    vars(locator)["_fused"] = clock.around("fusion", type(locator)._fused.__get__(locator))
    vars(locator)["named"] = clock.around("names of places", type(locator).named.__get__(locator))
    fixes = tuple(fix for photo in album.photos if (fix := fix_of(photo)))
    fusion = AlbumFusion(locator, album)
    with clock.part("all"):
        fusion.update(Evidence(said, fixes))
    chosen = next(photo for photo in album.photos[len(album.photos) // 2 :] if not photo.position)
    assert chosen.taken
    accepted = Fix(chosen.taken.local, chosen.path.name, chosen.camera, *TOWNS[2], 0.5, chosen.id, said=True)
    with clock.part("after a decision"):
        fusion.update(Evidence(said, tuple(sorted((*fixes, accepted), key=lambda fix: fix.at))))
    return clock


def run_library(locator: Locator, photos: int, at_once: int) -> None:
    """Fuse so many photos, album after album, and print what it takes on the way."""
    rng, start, wall = np.random.default_rng(0), time.process_time(), time.monotonic()
    albums = photos // at_once
    print("| photos | processor time, s | wall time, s | largest memory so far, MB |")
    print("|---|---|---|---|")
    for number in range(1, albums + 1):
        album = album_of(at_once, rng)
        fixes = tuple(fix for photo in album.photos if (fix := fix_of(photo)))
        AlbumFusion(locator, album).update(Evidence(names(album), fixes))
        if number % max(albums // 10, 1) == 0 or number == 1:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            spent = f"{time.process_time() - start:.0f} | {time.monotonic() - wall:.0f}"
            print(f"| {number * at_once} | {spent} | {memory:.0f} |", flush=True)


def main() -> None:
    """Print one line per kind of evidence, or what a library takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--library", type=int, metavar="PHOTOS")
    arguments = parser.parse_args()
    bundle = Bundle.open(find_bundle("starter", folders()))
    locator = Locator(WorldPrior.load(), bundle.grid, read_fitted(), Gazetteer.open())
    if arguments.library:
        run_library(locator, arguments.library, arguments.photos)
        return
    rng = np.random.default_rng(0)
    album = album_of(arguments.photos, rng)
    kinds: dict[str, Said] = {
        "known places": {},
        "and names": names(album),
        "and a network": {**names(album), **network(album, bundle, rng)},
    }
    parts = ("fusion", "names of places", "all", "after a decision")
    print(f"| {arguments.photos} photos | " + " | ".join(f"{part}, ms" for part in parts) + " |")
    print("|---" * (1 + len(parts)) + "|")
    for kind, said in kinds.items():
        clocks = [run(locator, album, said) for _ in range(arguments.runs)]
        cells = [f"{statistics.median(clock.ms[part] for clock in clocks):.0f}" for part in parts]
        print(f"| {kind} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
