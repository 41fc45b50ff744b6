"""A library of an older Whence is brought up to date before there is a window, and one sees how far that is."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from older import aged
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from whence_desktop import updating
from whence_desktop.app import updated
from whence_desktop.session import Session
from whence_desktop.updating import UpdateView
from whence_engine.errors import StorageError
from whence_engine.events import Updating
from whence_engine.library.index import INDEX
from whence_engine.library.library import Library
from whence_engine.paths import Folders, folders


@pytest.fixture
def older(whence_home: Path, tmp_path: Path) -> Folders:
    """The index of the Whence before this one."""
    today = tmp_path / "today" / "library.sqlite"
    Library.open(today).close()
    where = folders()
    aged(today, INDEX, len(INDEX.steps) - 1, where.library)
    return where


def test_an_older_library_is_brought_up_to_date_and_that_is_said(older: Folders, qtbot: QtBot) -> None:
    [notice] = updated(older)
    assert notice.startswith("The index was brought up to date; as it was, it is kept beside it as library.before-")
    assert updated(older) == ()
    Session(where=older).close()


def test_one_sees_how_much_is_copied_and_then_that_it_goes_on(older: Folders, qtbot: QtBot) -> None:
    view = UpdateView(older)
    qtbot.addWidget(view)
    view.told.emit(Updating("index", 412_000_000, 929_000_000))
    assert view.figures.text() == "A copy of it is kept first: 412 of 929 MB."
    assert view.bar.value() == 443
    view.told.emit(Updating("index", 929_000_000, 929_000_000))
    assert view.figures.text() == "The copy is kept. What is new is being made…"
    assert view.bar.maximum() == 0


def test_it_is_seen_and_stays_until_it_is_through(
    older: Folders, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "_SOON_MS", 0)
    open_it, looked = Library.open, threading.Event()

    def after_a_look(path: Path, *, tell: Callable[[Updating], None]) -> Library:
        looked.wait(20.0)
        return open_it(path, tell=tell)

    monkeypatch.setattr(Library, "open", after_a_look)
    view = UpdateView(older)
    qtbot.addWidget(view)
    seen: list[bool] = []

    def look() -> None:
        seen.append(view.isVisible() and not view.close() and view.isVisible())
        looked.set()

    QTimer.singleShot(100, view, look)
    assert len(view.run()) == 1
    assert seen == [True]
    assert not view.isVisible()


def test_what_cannot_be_brought_up_to_date_is_said_by_the_start(
    older: Folders, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 0))
    assert updated(older) == ()
    with pytest.raises(StorageError, match="make room for"):
        Session(where=older)
