"""A library of a million photos: how long it takes to open, list, filter, count, rescan and group.

    python tests/bench/index.py [--photos 1000000] [--repeat 9] [--keep FILE]

Prints medians by the clock and by the processor, in milliseconds. The bars: opens in under a second, every list and
filter under 50 ms.
"""

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from whence_engine.albums.arrange import arrange
from whence_engine.library.library import Library
from whence_engine.library.lists import Filter
from whence_engine.library.results import Result
from whence_engine.photo import (
    Camera,
    Candidate,
    CaptureTime,
    Level,
    Photo,
    Position,
    PositionSource,
    Prediction,
    TimeSource,
)

CAMERAS = [Camera("Canon", f"EOS {number}D", "") for number in range(15)] + [Camera("Pentax", "*ist DS", "rare")]
PAGE = 200


def photos(count: int) -> Iterator[Photo]:
    """Twenty years of outings: some hundred photos a folder, one in five with a position, one in a hundred undated."""
    noise = random.Random(1)
    moment = datetime(2005, 1, 1)
    number = 0
    while number < count:
        moment += timedelta(hours=noise.expovariate(1 / 17.5) * 1e6 / count)
        folder = Path(f"/photos/{moment:%Y}/{moment:%Y-%m-%d} trip {number}")
        camera = noise.choices(CAMERAS, [10] * 15 + [0.1])[0]
        at = moment
        for _ in range(noise.randint(20, 180)):
            at += timedelta(seconds=noise.expovariate(1 / 90))
            dated = noise.random() > 0.01
            yield Photo(
                path=folder / f"IMG_{number:07}.JPG",
                size_bytes=noise.randint(10**6, 10**7),
                mtime_ns=int(at.timestamp() * 1e9),
                inode=number,
                format="JPEG",
                width_px=4000,
                height_px=3000,
                taken=CaptureTime(at, TimeSource.EXIF, 0.95) if dated else None,
                camera=camera,
                position=Position(48.0, 2.0 + noise.random(), PositionSource.EXIF) if noise.random() < 0.2 else None,
            )
            number += 1


def median_ms(repeat: int, act: Callable[[], object]) -> tuple[float, float]:
    """Return medians by the clock and by the processor, which tells what a busy machine adds to the first."""
    clock, processor = [], []
    for _ in range(repeat):
        started, started_cpu = time.perf_counter(), time.process_time()
        act()
        processor.append(1000 * (time.process_time() - started_cpu))
        clock.append(1000 * (time.perf_counter() - started))
    return statistics.median(clock), statistics.median(processor)


def show(name: str, repeat: int, act: Callable[[], object], *, times: int = 1) -> None:
    clock, processor = median_ms(repeat, act)
    print(f"{name:<58}{clock / times:9.2f} ms{processor / times:9.2f} ms", flush=True)


def fill(library: Library, count: int) -> None:
    started = time.perf_counter()
    batch: list[Photo] = []
    for photo in photos(count):
        batch.append(photo)
        if len(batch) == 1000:
            library.index.photos.upsert(batch)
            batch.clear()
    library.index.photos.upsert(batch)
    stored = library.index.photos.count()
    rate = stored / (time.perf_counter() - started)
    print(f"stored {stored} photos at {rate:,.0f} a second")
    show("grouped into albums", 1, lambda: arrange(library))
    show("grouped again, nothing new", 1, lambda: arrange(library))
    one = next(library.index.photos.all())
    library.index.photos.upsert([replace(one, taken=CaptureTime(datetime(2015, 1, 1), TimeSource.EXIF, 0.95))])
    show("grouped again, one photo changed", 1, lambda: arrange(library))


def network_answers(library: Library, count: int) -> None:
    """What the network said of some thousand photos: the time to keep and to fetch one."""
    noise = np.random.default_rng(1)
    ids = [photo.id for photo in library.index.lists.page(limit=count).photos]
    said = [
        Prediction(
            photo_id,
            noise.normal(size=1024).astype(np.float16),
            noise.integers(0, 10_000, 200, np.uint32),
            noise.random(200, np.float32),
        )
        for photo_id in ids
    ]
    place = Candidate(1, 48.8, 2.3, (0.1, 0.5, 0.7, 0.8, 0.9), Level.CITY, "Paris, France", "FR", (("pixels", 1.0),))
    for name, act in {
        "keep a prediction": lambda: library.index.predictions.store("bundle", said),
        "fetch a prediction": lambda: list(library.index.predictions.of("bundle", ids)),
        "keep a result": lambda: library.index.results.store(Result(each, "f", (place,) * 5) for each in ids),
        "fetch a result": lambda: list(library.index.results.of(ids)),
    }.items():
        show(name, 3, act, times=len(ids))


def questions(library: Library) -> dict[str, Callable[[], object]]:
    lists, index = library.index.lists, library.index
    middle = lists.page(Filter(year=2014), limit=PAGE).after
    folder = Path(lists.folders(Filter(year=2015))[0].of)
    rare = lists.cameras()[-1].of
    album = next(index.albums.summaries()).id
    filters = {
        "everything": Filter(),
        "without a position": Filter(located=False),
        "with a position": Filter(located=True),
        "a year": Filter(year=2016),
        "a common camera": Filter(camera=CAMERAS[3]),
        "a camera of few photos": Filter(camera=rare),
        "a folder": Filter(below=folder),
        "a folder of a year": Filter(below=Path("/photos/2024")),
        "everything below the root": Filter(below=Path("/photos")),
        "camera, year, folder, without a position": Filter(Path("/photos/2019"), CAMERAS[3], 2019, located=False),
        "nothing at all": Filter(below=Path("/nowhere")),
    }
    asked: dict[str, Callable[[], object]] = {}
    for name, wanted in filters.items():
        asked[f"count: {name} ({lists.count(wanted)})"] = partial(lists.count, wanted)
        asked[f"first page: {name}"] = partial(lists.page, wanted, limit=PAGE)
    return asked | {
        "page in the middle: everything": lambda: lists.page(limit=PAGE, after=middle),
        "page in the middle: a camera of few photos": lambda: lists.page(Filter(camera=rare), limit=PAGE, after=middle),
        "page in the middle: without a position": lambda: lists.page(Filter(located=False), limit=PAGE, after=middle),
        "list of cameras": lists.cameras,
        "list of years": lists.years,
        "list of folders": lists.folders,
        "list of folders of a year": lambda: lists.folders(Filter(year=2016)),
        "first 200 albums": lambda: [one for one, _ in zip(index.albums.summaries(), range(PAGE), strict=False)],
        "one album": lambda: index.albums.get(album),
        "one photo by path": lambda: index.photos.at(folder / "nothing.jpg"),
        "files of one folder, for a rescan": lambda: index.files.pictures_in(folder),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--keep", type=Path, help="use this library file again, or leave it there")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file = chosen.keep or Path(scratch, "bench.sqlite")
        if not file.exists():
            with Library.open(file) as library:
                fill(library, chosen.photos)
        print(f"file of {file.stat().st_size / 1e6:,.0f} MB")
        show("open and close", chosen.repeat, lambda: Library.open(file).close())
        with Library.open(file) as library:
            network_answers(library, 2000)
            for name, act in questions(library).items():
                show(name, chosen.repeat, act)
            started = time.perf_counter()
            passed = sum(1 for _ in library.index.photos.all())
            print(f"streamed {passed} photos at {passed / (time.perf_counter() - started):,.0f} a second")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"peak memory {peak_mb:,.0f} MB")


if __name__ == "__main__":
    main()
