"""Parts of `desktop.py`: what a decision costs in the window, and what an hour of decisions costs in memory."""

import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from bench.hands import hand, settle
from bench.latency import tell
from bench.review import make as album_of_a_day
from bench.review import measured as decisions_in_the_engine
from PySide6.QtCore import QEvent, QEventLoop, QSettings
from PySide6.QtWidgets import QApplication
from workshop import PARIS, Workshop
from workshop import photo as picture

from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.cues.registry import load_cues
from whence_engine.pipeline import Pipeline


def bench_review(count: int, decisions: int) -> None:
    """Accept a place for photos here and there in an album, until the others show what follows from it."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["WHENCE_HOME"] = home
        session = Session()
        shop = album_of_a_day(Path(home), session.library, count)
        session.set("model", str(shop.bundle.path))
        album = max(session.library.index.albums.all(), key=lambda one: len(one.photos))
        pipeline = Pipeline(session.library, shop.bundle, load_cues(), session.settings)
        review = pipeline.review(album)
        assert review is not None
        review.update()
        print(f"an album of {len(album.photos)} photos, {decisions} decisions")
        took = decisions_in_the_engine(shop, review, album, decisions)
        tell("fused and stored by the engine", took, took)
        window = Window(session, QSettings(f"{home}/window.ini", QSettings.Format.IniFormat))
        window.resize(1600, 1000)
        window.show()
        shown = QEventLoop()
        window.answers.updated.connect(lambda _photos: shown.quit())
        shown.exec()
        wall, cpu, gui, in_gui = [], [], [], []
        open_ = [one.id for one in album.photos if one.position is None]
        for row in np.random.default_rng(1).choice(len(open_), decisions, replace=False).tolist():
            window.photos_view.setCurrentIndex(window.photos.index(window.photos.row_of(open_[row]) or 0))
            settle(1.0)  # the probabilities of this photo are there by then
            began = time.perf_counter(), time.process_time(), time.thread_time()
            window.actions_.accept_place([open_[row]], 48.86, 2.3 + row * 1e-4, 1.0)
            gui.append(time.thread_time() - began[2])
            shown.exec()
            wall.append(time.perf_counter() - began[0])
            cpu.append(time.process_time() - began[1])
            in_gui.append(time.thread_time() - began[2])
        tell("in the window, until it is shown", wall, cpu)
        tell("of which in the thread of the window", in_gui, in_gui)
        tell("of which before keys are heard again", gui, gui)
        window.close()
        session.close()


def resident_mb() -> float:
    """Return how much memory the process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def bench_memory(actions: int) -> None:
    """Review for an hour at one action a second, without the waiting: look, decide, take back, ask why, go about."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["WHENCE_HOME"] = home
        session = Session()
        shop = Workshop(Path(home), session.library)
        for number in range(400):
            taken = datetime(2014, 7, 1, 9) + timedelta(days=3 * (number // 40), minutes=3 * (number % 40))
            gps = (48.85, 2.35 + number * 1e-4) if number % 10 == 5 else None
            picture(shop.photos / f"{taken:%d}" / f"{number}.jpg", PARIS, f"{taken:%Y:%m:%d %H:%M:%S}", gps=gps)
        shop.run()
        session.set("model", str(shop.bundle.path))
        window = Window(session, QSettings(f"{home}/window.ini", QSettings.Format.IniFormat))
        window.show()
        while window.selection.photo is None:
            QApplication.processEvents()
        print(f"memory over {actions} actions, at first and after every tenth of them, in MB:", end="", flush=True)
        print(f" {resident_mb():.0f}", end="", flush=True)
        for number in range(actions):
            one_second(window, number)
            if (number + 1) % (actions // 10) == 0:
                print(f" {resident_mb():.0f}", end="", flush=True)
        window.close()
        session.close()
    print(flush=True)


def one_second(window: Window, number: int) -> None:
    """Do what a person does in a second."""
    acts = (
        window.deciding.accept,
        lambda: window.walking.step(1),
        lambda: window.deciding.choose(2),
        window.deciding.skip,
        lambda: hand(window.map, 30 if number % 20 < 10 else -30, number),
        window.actions_.take_back,
        window.deciding.no_place,
        window.actions_.take_back,
        window.actions_.take_back,
        window.albums_view.next_to_review,
        window.showing.toggle_alike,
        window.showing.toggle_heat,
        lambda: window.walking.step(1),
        window.showing.toggle_heat,
        window.showing.toggle_alike,
        window.selection.look_at_all,
        lambda: window.walking.step(7),
        window.all_photos.show_album,
    )
    acts[number % len(acts)]()
    until = time.perf_counter() + 0.02
    while time.perf_counter() < until:
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as an event loop that runs would do
