"""What every test of the desktop gets: a session on a library of its own, and no thread left behind."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop_photos import indexed, make_photos
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from whence_desktop.app import translate
from whence_desktop.map.ground import Ground
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.places.gazetteer import Gazetteer


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test whose jobs outlive it."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before and "whence" in thread.name]
    assert not left, f"threads left behind: {left}"


@pytest.fixture
def session(whence_home: Path) -> Iterator[Session]:
    """A session on an empty library."""
    whence_home.mkdir(parents=True, exist_ok=True)
    made = Session()
    yield made
    made.close()


@pytest.fixture
def ground(qtbot: QtBot) -> Iterator[Ground]:
    """Lines and names for maps, all of them read."""
    made = Ground(Gazetteer.open)
    made.read()
    qtbot.waitUntil(lambda: made.names is not None)
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return make_photos(tmp_path / "photos", 4)


@pytest.fixture
def window(session: Session, files: list[Path], tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    indexed(session, files)
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.selection.photo is not None)
    made.photos_view.setFocus()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """Let the window be German, its numbers and dates too."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    installed = translate(qapp, QLocale("de_DE"))
    yield
    for translator in installed:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)
