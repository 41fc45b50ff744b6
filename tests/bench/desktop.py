"""The window: what the hand feels. Latency of the map and of the grid, time to the first window, memory over an hour.

    python tests/bench/desktop.py [map] [start] [grid] [all] [review] [memory] [--positions CSV] [--photos N]

Qt paints into memory (the offscreen platform). Input comes at 60 events a second, whatever the window does meanwhile;
latency is the time from when an event is due to the end of the repaint that shows it, so waiting behind other work
counts. Wall time, and processor time of the GUI thread alone; a busy machine adds to the first only. `--positions`
takes a CSV with `lat` and `lon` in place of synthetic positions.
"""

import argparse
import csv
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from bench.hands import hand
from bench.index import photos as outings
from bench.latency import paced, tell
from bench.reviewing import bench_memory, bench_review
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtWidgets import QApplication

from whence_desktop.library.photos_model import PhotosModel
from whence_desktop.library.photos_view import PhotosView
from whence_desktop.library.rows import Rows
from whence_desktop.library.thumbnails import Thumbnails, name_of
from whence_desktop.map.cells import CellLayer
from whence_desktop.map.ground import Ground
from whence_desktop.map.mercator import View, to_square
from whence_desktop.map.scene import Pin, Scene
from whence_desktop.map.style import LIGHT
from whence_desktop.map.widget import MapWidget
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_engine.albums.arrange import arrange
from whence_engine.geo import s2
from whence_engine.library.finder import Finder
from whence_engine.library.library import Library
from whence_engine.library.results import Result
from whence_engine.library.sought import Show, Sought
from whence_engine.paths import Folders, folders
from whence_engine.photo import Candidate, Level
from whence_engine.places.gazetteer import Gazetteer

CITIES = ((48.86, 2.35), (35.68, 139.69), (-33.87, 151.21), (37.77, -122.42))
LISBON = Candidate(1, 38.72, -9.14, (0.2, 0.8, 0.9, 0.95, 0.97), Level.CITY, "Lisbon, Portugal", "PT",
                   (("names", 1.0),), ("The folder is called Lisboa.",))  # fmt: skip
EUROPE = Candidate(2, 48.0, 10.0, (0.0, 0.0, 0.02, 0.05, 0.1), Level.CONTINENT, "Europe", "",
                   (("pixels", 1.0),), ())  # fmt: skip


# --- the map ----------------------------------------------------------------------------------------------------------


def positions(file: Path | None) -> NDArray[np.float64]:
    """Return latitudes and longitudes, float64 [N, 2]."""
    if file is not None:
        with file.open(newline="") as rows:
            return np.array([(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(rows)])
    noise = np.random.default_rng(1)
    centres = np.column_stack([noise.uniform(-50, 65, 300), noise.uniform(-180, 180, 300)])
    centres[: len(CITIES)] = CITIES
    spread = noise.exponential(0.4, (360_000, 1)) * noise.normal(size=(360_000, 2))
    return np.asarray(centres[noise.integers(0, 300, 360_000)] + spread)


def probabilities() -> CellLayer:
    """Cells around every city, some thousand of them, from 1 km to hundreds."""
    noise = np.random.default_rng(2)
    lat, lon = (
        np.concatenate([np.asarray(city)[axis] + noise.normal(0, 3, 800) for city in CITIES]) for axis in (0, 1)
    )
    leaf = s2.leaf_ids(lat, lon)
    level = noise.integers(5, 12, len(leaf))
    cell = np.unique(s2.parent(leaf, level))
    return CellLayer.of(cell, noise.exponential(1.0, len(cell)), len(LIGHT.heat))


def bench_map(file: Path | None) -> None:
    """Pan and zoom without pause from the world to the street and back, in four cities."""
    ground = Ground(Gazetteer.open)
    widget = MapWidget(ground)
    widget.resize(2560, 1440)
    where = positions(file)
    widget.show_photos(where[:, 0], where[:, 1])
    pins = tuple(Pin(1 + n, lat, lon, 25.0, "", n == 0) for n, (lat, lon) in enumerate(CITIES))
    widget.show_scene(Scene(probabilities(), pins))
    widget.show()
    ground.read()
    while ground.names is None:
        QApplication.processEvents()
    gc.freeze()  # as the program does when its window is up
    print(f"map of 2560 x 1440 with {len(where)} photos and the probability layer")
    in_wall: list[float] = []
    in_cpu: list[float] = []
    for name, step in (("zooming and panning, first visit", 30), ("the same way back", -30)):
        wall, cpu = [], []
        for lat, lon in CITIES if step > 0 else CITIES[::-1]:
            zoom = 2.0 if step > 0 else 14.0
            x, y = to_square(lat, lon).tolist()
            widget.set_view(View(x, y, zoom, 2560, 1440))
            timed = paced(partial(hand, widget, step), widget, 200)
            wall += timed[0]
            cpu += timed[1]
        tell(name, wall, cpu)
        for kind, first in (("of which to another zoom", 0), ("of which across the zoom", 1)):  # `hand` does so in turn
            tell(kind, wall[first::2], cpu[first::2])
        in_wall += wall
        in_cpu += cpu
    tell("all", in_wall, in_cpu)
    widget.close()
    ground.close()


# --- a large library --------------------------------------------------------------------------------------------------


def fill(where: Folders, count: int, *, one_album: bool) -> None:
    """Put rows of photos that nobody took into an index, with candidates."""
    with Library.open(where.library) as library:
        index = library.index
        ids = index.photos.upsert(list(outings(count))[:count])
        if one_album:
            index.albums.store([ids])
        else:
            arrange(library)
        index.results.store(Result(photo, "bench", (LISBON, EUROPE), "starter 1") for photo in ids)


START = """
import gc, sys, time
gc.disable()  # as whence_desktop.start does
from PySide6.QtCore import QTimer
from whence_desktop import app
class Timed(app.Window):
    def showEvent(self, event):
        super().showEvent(event)
        print(time.time() - float(sys.argv[1]), time.process_time(), flush=True)
        self.clock = QTimer(self)
        self.clock.timeout.connect(self.painted)
        self.clock.start(1)
    def painted(self):
        if self.windowHandle().isExposed():
            self.repaint()
            print(time.time() - float(sys.argv[1]), time.process_time(), flush=True)
            self.clock.timeout.disconnect(self.painted)
            self.clock.timeout.connect(self.listed)
            self.clock.start(5)
    def listed(self):
        if self.albums.rowCount() and self.selection.photo is not None:
            self.clock.stop()
            self.repaint()
            print(time.time() - float(sys.argv[1]), time.process_time(), flush=True)
            self.close()
app.Window = Timed
sys.exit(app.main([]))
"""


def bench_start(count: int, repeat: int) -> None:
    """Start the program and wait for its window, and for its albums."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"WHENCE_HOME": home, "PYTHONPATH": os.pathsep.join(sys.path)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled
        os.environ["WHENCE_HOME"] = home
        fill(folders(), count, one_album=False)
        runs = []
        for number in range(repeat + 1):
            command = [sys.executable, "-c", START, str(time.time())]
            out = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
            if number:
                runs.append([float(one) for one in out])
    medians = np.median(runs, axis=0).reshape(-1, 2).tolist()
    print(f"start with {count} photos, median of {repeat}, in s from the start of the process, wall (processor):")
    told = zip(("window shown", "painted", "albums and first photo"), medians, strict=True)
    print("   ".join(f"{name} {wall:.2f} ({work:.2f})" for name, (wall, work) in told), flush=True)


@contextmanager
def grid_over(count: int, *, one_album: bool) -> Iterator[tuple[Session, PhotosModel, PhotosView]]:
    """Show a grid beside a library of photos that nobody took."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["WHENCE_HOME"] = home
        fill(folders(), count, one_album=one_album)
        session = Session()
        thumbnails = Thumbnails(session.folders.cache / "thumbnails")
        model = PhotosModel(session, thumbnails)
        view = PhotosView(model, Selection())
        view.resize(1200, 900)
        view.show()
        yield session, model, view
        view.close()
        thumbnails.close()
        session.close()


def bench_grid(count: int) -> None:
    """Scroll a grid of one album that holds everything, with thumbnails that lie in the cache."""
    with grid_over(count, one_album=True) as (session, model, view):
        album = next(session.library.index.albums.summaries()).id
        began = time.perf_counter()
        model.show_album(album)
        view.repaint()
        print(f"grid of {count} photos: shown after {1000 * (time.perf_counter() - began):.0f} ms")
        draw_thumbnails(session, model.ids[:12_000])
        while view.verticalScrollBar().maximum() < 200_000 and time.perf_counter() - began < 60:
            QApplication.processEvents()
        bar = view.verticalScrollBar()
        tell("scrolling by 60 pixels", *paced(lambda number: bar.setValue(60 * number), view, 600))
        far = bar.maximum() // 300
        tell("dragging from end to end", *paced(lambda number: bar.setValue(far * number), view, 300))


def bench_all(count: int) -> None:
    """Look for photos of all albums beside the window, and show what was found."""
    with grid_over(count, one_album=False) as (session, model, view):
        finder = Finder(session.library)
        finder.find(Sought())
        print(f"all of {count} photos, processor time in ms: looking, then in the thread of the window")
        for name, what in (
            ("all photos", Sought()),
            ("to review", Sought(Show.TO_REVIEW)),
            ("in conflict", Sought(Show.CONFLICTS)),
            ("of a year", Sought(year=2012)),
            ("two words", Sought(text="img_00 canon")),
        ):
            began = time.thread_time()
            rows = Rows(finder.find(what))
            looked = time.thread_time()
            model.show_all(rows)
            view.repaint()
            first = time.thread_time()
            while view.verticalScrollBar().maximum() < expected_px(view, len(rows.ids)):
                QApplication.processEvents()
            took = [1000 * one for one in (looked - began, first - looked, time.thread_time() - looked)]
            told = f"{took[0]:8.0f}   first screen {took[1]:5.0f}   whole {took[2]:6.0f}"
            print(f"  {name:<14}{len(rows.ids):8} photos {told}", flush=True)
        began = time.thread_time()
        model.show_all(Rows(finder.find(Sought())))
        view.selectAll()
        print(f"  all selected: {1000 * (time.thread_time() - began):.0f}", flush=True)


def expected_px(view: PhotosView, count: int) -> int:
    """Return how far a grid of so many photos can be scrolled at least."""
    across = max(1, view.viewport().width() // view.gridSize().width())
    return max(0, (count // across) * view.gridSize().height() - view.viewport().height())


def draw_thumbnails(session: Session, ids: Sequence[int]) -> None:
    """Put a picture into the cache of thumbnails for each of these photos."""
    folder = session.folders.cache / "thumbnails"
    for number, photo in enumerate(session.library.index.photos.by_ids(ids)):
        file = folder / name_of(photo)
        file.parent.mkdir(parents=True, exist_ok=True)
        if number % 500 == 0:
            source = file
            noise = np.random.default_rng(number).integers(0, 255, (12, 16, 3), np.uint8)
            Image.fromarray(noise).resize((256, 192)).save(source, "JPEG")
        else:
            os.link(source, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["map", "start", "grid", "all", "review", "memory"])
    parser.add_argument("--positions", type=Path)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--actions", type=int, default=3600)
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    app = QApplication([])
    sys.setswitchinterval(0.001)
    parts = {
        "map": lambda: bench_map(chosen.positions),
        "start": lambda: bench_start(chosen.photos, chosen.repeat),
        "grid": lambda: bench_grid(chosen.photos),
        "all": lambda: bench_all(chosen.photos),
        "review": lambda: bench_review(200, 20),
        "memory": lambda: bench_memory(chosen.actions),
    }
    for part in chosen.parts:
        parts[part]()
    app.quit()


if __name__ == "__main__":
    main()
