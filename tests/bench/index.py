"""A library of a million photos: how long it takes to open, list, filter, search, count, rescan and group.

    python tests/bench/index.py [--photos 1000000] [--repeat 9] [--keep FILE]

Prints medians by the clock and by the processor, in milliseconds. The bars: opens in under a second, every list and
filter under 50 ms. Searches run as in the window, one finder for all; what drops packed blocks as photos change is
measured as the ratio of storing photos with and without it, in turns.
"""

import argparse
import itertools
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
from whence_engine.library.finder import Finder
from whence_engine.library.library import Library
from whence_engine.library.lists import Filter
from whence_engine.library.results import Result
from whence_engine.library.sought import Show, Sought
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


def towns(count: int) -> Iterator[tuple[str, str]]:
    """Places to be answered with, the first ones often and the last ones hardly ever."""
    return ((f"Town {number:04}", ("France", "Italy", "Portugal")[number % 3]) for number in range(count))


def answer(library: Library) -> None:
    """Give every photo without a position an answer, a few towns an album."""
    noise = np.random.default_rng(2)
    places = [
        Candidate(1, 48.0, 2.0, (0.1, chance, 0.9, 0.95, 0.97), Level.CITY, f"{town}, {country}", "FR", ())
        for (town, country), chance in zip(towns(5000), noise.random(5000), strict=True)
    ]
    rows = library.index.database.rows("SELECT id, folder_id FROM photo WHERE lat_deg IS NULL ORDER BY id")
    chosen = noise.zipf(1.3, 100_000)
    waiting = (
        Result(photo_id, "f", (places[(chosen[folder % 100_000] + photo_id % 3) % len(places)],))
        for photo_id, folder in list(rows)
    )
    while some := list(itertools.islice(waiting, 10_000)):
        library.index.results.store(some)


def search(library: Library, repeat: int) -> None:
    """Look for words as they are typed: short and long, common and rare."""
    show("blocks for the first search, once in the life of a library", 1, lambda: list(Finder(library).prepare()))
    [(blocks, size)] = library.index.database.rows(
        "SELECT count(*), sum(length(rows) + length(lists) + length(text)) FROM found_block"
    )
    print(f"{blocks} blocks of {size / 1e6:,.0f} MB in all")
    show("first search of a window", 3, lambda: Finder(library).find(Sought(text="img")))
    finder = Finder(library)
    for text in (
        *("i", "im", "img", "img_", "IMG_00", "jpg", "0", "00", "000", "0000", "IMG_0042317", "42317"),
        *("t", "to", "tow", "Town 0001", "Town 4999", "town france", "Portugal", "canon", "pentax", "trip"),
        *("2014", "2014-07", "2014-07-12", "July 2014", "july", "trip img canon", "nothing of that name"),
    ):
        found = len(finder.find(Sought(text=text)))
        show(f"search: {text} ({found})", repeat, partial(finder.find, Sought(text=text)))
    for what in (
        *(Sought(show) for show in Show),
        Sought(year=2016),
        Sought(camera="Canon EOS 3D"),
        Sought(Show.DOUBTFUL, "town", 2016, "Canon EOS 3D"),
    ):
        found = len(finder.find(what))
        show(f"{what.show}, {what.year}, {what.camera}, {what.text} ({found})", repeat, partial(finder.find, what))
    one = next(library.index.photos.all())
    for _ in range(2):  # the first search after a change, by this and by the column of the clock
        library.index.photos.upsert([replace(one, software=str(time.perf_counter()), texts=(str(time.time()),))])
        show("search after one photo changed", 1, lambda: finder.find(Sought(text="img")))


def price_of_blocks(count: int) -> None:
    """Store photos in turns in two libraries, one of them without the triggers that drop blocks."""
    took: dict[str, list[float]] = {"with": [], "without": []}
    with tempfile.TemporaryDirectory() as scratch:
        libraries = {name: Library.open(Path(scratch, f"{name}.sqlite")) for name in took}
        plain = libraries["without"].index.database
        for (name,) in list(plain.rows("SELECT name FROM sqlite_master WHERE name GLOB 'found_block_*'")):
            plain.execute(f"DROP TRIGGER {name}")
        stream = photos(count)
        while batch := list(itertools.islice(stream, 1000)):
            for name, library in libraries.items():
                began = time.process_time()
                library.index.photos.upsert(batch)
                took[name].append(time.process_time() - began)
        for library in libraries.values():
            library.close()
    ratio = statistics.median(one / other for one, other in zip(took["with"], took["without"], strict=True))
    print(f"storing photos with the triggers of blocks takes {ratio:.3f} of the processor time without them")


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
                answer(library)
        print(f"file of {file.stat().st_size / 1e6:,.0f} MB")
        show("open and close", chosen.repeat, lambda: Library.open(file).close())
        with Library.open(file) as library:
            network_answers(library, 2000)
            for name, act in questions(library).items():
                show(name, chosen.repeat, act)
            search(library, chosen.repeat)
            started = time.perf_counter()
            passed = sum(1 for _ in library.index.photos.all())
            print(f"streamed {passed} photos at {passed / (time.perf_counter() - started):,.0f} a second")
    price_of_blocks(min(chosen.photos, 30_000))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"peak memory {peak_mb:,.0f} MB")


if __name__ == "__main__":
    main()
