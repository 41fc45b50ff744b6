"""What the window stands on vanishes while it is open: the folder that it scans, and the model that it asks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop_photos import press
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from workshop import PARIS, Workshop, photo

from whence_desktop import opening
from whence_desktop.jobs.runner import Job
from whence_desktop.session import Session
from whence_desktop.window import Window


@pytest.fixture
def shop(session: Session, tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path, session.library)
    for minute in range(4):
        photo(made.photos / "a" / f"paris-{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
    session.set("model", str(made.bundle.path))
    return made


@pytest.fixture
def window(
    session: Session, shop: Workshop, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    monkeypatch.setattr(opening, "_LOOK_MS", 20)
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def at_rest(window: Window, qtbot: QtBot, albums: int) -> None:
    rows = window.albums.rowCount
    qtbot.waitUntil(lambda: window.runner.job is None and rows() == albums, timeout=30_000)


def unplugged_at_first(window: Window, folder: Path, qtbot: QtBot) -> None:
    """Scan a folder, and rename it away when the scan has begun."""

    def hold(job: Job) -> None:
        window.runner.pause()
        window.runner.began.disconnect(hold)

    window.runner.began.connect(hold)
    window.opening.open([folder])
    qtbot.waitUntil(lambda: window.runner.is_paused)
    folder.rename(folder.with_name("elsewhere"))
    window.runner.resume()


def test_a_folder_that_vanishes_in_a_scan_is_said_and_comes_back(window: Window, shop: Workshop, qtbot: QtBot) -> None:
    window.opening.open([shop.photos])
    at_rest(window, qtbot, 1)
    qtbot.waitUntil(lambda: window.selection.photo is not None)
    press(qtbot, window, Qt.Key.Key_N)
    ids = list(window.photos.ids)

    unplugged_at_first(window, shop.photos, qtbot)
    at_rest(window, qtbot, 0)
    said = window.complaints.sentence.text()
    assert said.startswith(f"{shop.photos} is gone")
    assert "files could not be used" not in said
    assert {one.id for one, _ in window.session.library.index.photos.missing()} == set(ids)

    shop.photos.with_name("elsewhere").rename(shop.photos)
    at_rest(window, qtbot, 1)
    assert window.complaints.isHidden()
    photos = list(window.session.library.index.photos.all())
    assert [one.id for one in photos] == ids
    assert len(window.session.library.decisions(photos)) == 1


def test_a_new_folder_that_vanishes_is_scanned_when_it_is_back(window: Window, shop: Workshop, qtbot: QtBot) -> None:
    unplugged_at_first(window, shop.photos, qtbot)
    qtbot.waitUntil(lambda: not window.complaints.isHidden() and window.runner.job is None)
    shop.photos.with_name("elsewhere").rename(shop.photos)
    at_rest(window, qtbot, 1)
    assert window.session.library.index.photos.count() == 4


def test_a_model_that_vanishes_stops_nothing_but_the_next_scan(window: Window, shop: Workshop, qtbot: QtBot) -> None:
    window.opening.open([shop.photos])
    at_rest(window, qtbot, 1)
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=30_000)
    shutil.rmtree(shop.bundle.path)
    press(qtbot, window, Qt.Key.Key_Return, Qt.Key.Key_N)
    assert len(window.session.library.decisions(window.session.library.index.photos.all())) == 2
    press(qtbot, window, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: not window.complaints.isHidden(), timeout=30_000)
    assert "Traceback" not in window.complaints.sentence.text()
    assert str(shop.bundle.path) in window.complaints.sentence.text()
    window.complaints.hide()
    photo(shop.photos / "a" / "new.jpg", PARIS, "2014:07:12 18:09:00")
    window.opening.open([shop.photos])
    qtbot.waitUntil(lambda: not window.complaints.isHidden(), timeout=30_000)
    assert str(shop.bundle.path) in window.complaints.sentence.text()
    assert not window.complaints._details
    assert window.albums.rowCount() == 1
