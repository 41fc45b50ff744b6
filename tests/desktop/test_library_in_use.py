"""Another process writes to the library while a person decides: nothing freezes, nothing is lost, the order holds."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from desktop_photos import decisions, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from pytestqt.qtbot import QtBot

from whence_desktop import patience
from whence_desktop.window import Window
from whence_engine.photo import Action

HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
other.execute("ROLLBACK")
"""


@contextmanager
def held(window: Window, name: str) -> Iterator[Callable[[], None]]:
    """Let another process hold the write lock of a file of the library; calling what is given lets it go."""
    file = window.session.folders.library.with_name(name)
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"

        def let_go() -> None:
            other.communicate()

        try:
            yield let_go
        finally:
            if other.poll() is None:
                let_go()


def actions(window: Window) -> list[Action | None]:
    return [one.action if one else None for one in decisions(window)]


@pytest.mark.parametrize("file", ["ledger.sqlite", "library.sqlite"])
def test_what_is_decided_meanwhile_waits_in_its_order(window: Window, qtbot: QtBot, file: str) -> None:
    with held(window, file) as let_go:
        press(qtbot, window, Qt.Key.Key_Return, Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_Z, Qt.Key.Key_N)
        assert window.selection.photo == window.photos.ids[3]  # the hand went on
        assert actions(window) == [None] * 4
        assert window.patience.count == 5
        qtbot.waitUntil(lambda: not window.complaints.isHidden())
        assert "in use by another program" in window.complaints.sentence.text()
        let_go()
        qtbot.waitUntil(lambda: window.patience.count == 0)
    assert actions(window) == [Action.ACCEPT, Action.NO_PLACE, None, Action.NO_PLACE]
    assert window.complaints.isHidden()
    press(qtbot, window, Qt.Key.Key_Z, Qt.Key.Key_Z)
    assert actions(window) == [Action.ACCEPT, None, None, None]


def test_what_another_complaint_says_stays(window: Window, qtbot: QtBot) -> None:
    with held(window, "ledger.sqlite") as let_go:
        press(qtbot, window, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not window.complaints.isHidden())
        window.complaints.say("Something else.")
        let_go()
        qtbot.waitUntil(lambda: window.patience.count == 0)
    assert window.complaints.sentence.text() == "Something else."
    assert not window.complaints.isHidden()


def test_words_on_clocks_wait_too(window: Window, qtbot: QtBot) -> None:
    with held(window, "ledger.sqlite") as let_go, qtbot.waitSignal(window.telling.told):
        window.telling.zone(None, "Europe/Lisbon")
        assert window.patience.count == 1
        let_go()
    qtbot.waitUntil(lambda: window.runner.job is None)
    assert window.session.library.ledger.told.clocks().zones == (("", "Europe/Lisbon"),)


def test_the_window_stays_once_while_something_is_not_kept(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_AT_LAST_S", 0.05)
    with held(window, "ledger.sqlite") as let_go:
        press(qtbot, window, Qt.Key.Key_N)
        event = QCloseEvent()
        window.closeEvent(event)
        assert not event.isAccepted()
        assert "not kept yet" in window.complaints.sentence.text()
        let_go()
        qtbot.waitUntil(lambda: window.patience.count == 0)
    assert actions(window)[0] is Action.NO_PLACE
