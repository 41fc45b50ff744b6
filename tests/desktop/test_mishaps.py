"""What goes wrong is said in place, in one sentence; the window stays, and nothing is lost."""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from desktop_photos import indexed, make_photos
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from whence_desktop import app
from whence_desktop.complaints import catch_all
from whence_desktop.jobs.runner import Job
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.errors import UsageError
from whence_engine.library import database
from whence_engine.library.database import Database
from whence_engine.library.ledger import LEDGER, Ledger
from whence_engine.settings import store


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait ten seconds for another process."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)


@pytest.fixture
def window(impatient: None, session: Session, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    indexed(session, make_photos(tmp_path / "photos", 3))
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitUntil(lambda: made.selection.photo is not None)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def run(window: Window, qtbot: QtBot, job: Job) -> None:
    window.runner.start(job)
    qtbot.waitSignal(window.runner.ended).wait()


def sentence(window: Window) -> str:
    assert not window.complaints.isHidden()
    said = window.complaints.sentence.text()
    assert "\n" not in said
    return said


def test_a_job_that_crashes_leaves_the_window_and_the_next_job_alone(window: Window, qtbot: QtBot) -> None:
    def crash() -> Iterator[object]:
        yield "one thing"
        raise ZeroDivisionError("a bug")

    ran = []

    def go_on() -> Iterator[object]:
        ran.append("the next")
        yield from ()

    run(window, qtbot, Job("crash", crash))
    assert sentence(window) == window.complaints.bug
    assert "ZeroDivisionError: a bug" in window.complaints._details
    run(window, qtbot, Job("go on", go_on))
    assert ran == ["the next"]
    assert window.isVisible()


def test_a_bundle_that_is_gone_is_named(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    store(window.session.folders.settings, "model", str(tmp_path / "gone"))
    window.session.set("model", str(tmp_path / "gone"))
    window.opening.open([tmp_path / "photos"])
    qtbot.waitSignal(window.runner.ended).wait()
    assert "gone" in sentence(window)


def test_a_folder_that_vanishes_before_its_scan_is_no_crash(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    doomed = tmp_path / "doomed"
    make_photos(doomed, 2)
    window.opening.open([doomed])
    shutil.rmtree(doomed)  # the job begins only when the window has nothing else to do
    qtbot.waitSignal(window.runner.ended).wait()
    assert "doomed" in sentence(window) or "doomed" in window.complaints._details
    assert window.albums.rowCount() == 1


def test_an_error_that_nobody_caught_is_told_in_the_window(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    before = catch_all(window.complaints)
    try:
        for error, said in ((UsageError("Say which."), "Say which."), (KeyError("bug"), window.complaints.bug)):
            sys.excepthook(type(error), error, None)
            assert sentence(window) == said
    finally:
        sys.excepthook = before
    assert "KeyError" in capsys.readouterr().err


def garbage(ledger: Path) -> None:
    ledger.write_bytes(b"no database at all" * 100)


def newer(ledger: Path) -> None:
    Ledger.open(ledger).close()
    with closing(sqlite3.connect(ledger)) as later:
        later.execute("PRAGMA user_version = 999")


@pytest.mark.parametrize(("damage", "cure"), [(garbage, "cannot be rebuilt"), (newer, "update Whence to open it")])
def test_a_library_that_cannot_be_opened_ends_in_a_sentence(
    whence_home: Path,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    cure: str,
) -> None:
    whence_home.mkdir(parents=True, exist_ok=True)
    damage(whence_home / "ledger.sqlite")
    said: list[str] = []
    monkeypatch.setattr(app, "QApplication", lambda _arguments: qapp)
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: said.append(text))
    assert app.main([]) == 1
    assert len(said) == 1
    assert "ledger" in said[0]
    assert cure in said[0]


def test_a_library_that_was_brought_up_to_date_is_told_in_the_window(whence_home: Path, qtbot: QtBot) -> None:
    Database.open(whence_home / "ledger.sqlite", replace(LEDGER, steps=LEDGER.steps[:2])).close()
    session = Session()
    window = Window(session, QSettings(str(whence_home / "window.ini"), QSettings.Format.IniFormat))
    window.show()
    qtbot.waitUntil(lambda: window._review.currentIndex() == 1)  # the first look into the library is over
    assert sentence(window) == (
        "The ledger was brought up to date; as it was, it is kept beside it as ledger.before-3.sqlite."
    )
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    session.close()
