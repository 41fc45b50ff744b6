"""A review without the mouse: what Enter means where, which photo comes next, what is said, and the way back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desktop_photos import LISBON, decisions, indexed, make_photos, press
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.photo import Action, Position, PositionSource


@pytest.fixture
def travelled(window: Window, session: Session, tmp_path: Path, qtbot: QtBot) -> Window:
    """A second album behind the first, whose first and third photo have a position."""
    ids = indexed(session, make_photos(tmp_path / "more", 5), candidates=(LISBON,))
    photos = session.library.index.photos
    for photo in photos.by_ids([ids[0], ids[2]]):
        at = Position(LISBON.lat_deg, LISBON.lon_deg, PositionSource.EXIF)
        photos.rewritten(replace(photo, position=at))
    window.load_albums()
    qtbot.waitUntil(lambda: window.albums.rowCount() == 2)
    return window


@pytest.fixture
def empty(session: Session, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(made.first_run.isVisible)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def message(window: Window) -> str:
    return window.statusBar().currentMessage()


def has_pin(window: Window) -> bool:
    return window.map.scene.dropped is not None


def place_in(window: Window) -> int:
    assert window.selection.photo is not None
    row = window.photos.row_of(window.selection.photo)
    assert row is not None
    return row


def test_enter_opens_a_folder_while_there_are_no_photos(empty: Window, qtbot: QtBot) -> None:
    focus = empty.focusWidget()
    assert focus is not None
    with qtbot.waitSignal(empty.first_run.folder_wanted) as _, pytest.MonkeyPatch.context() as patch:
        patch.setattr("PySide6.QtWidgets.QFileDialog.getExistingDirectory", lambda *_: "")
        qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert not empty.complaints.isVisible()


@pytest.mark.parametrize("name", ["accept", "no-place", "all-photos", "heat"])
def test_what_needs_photos_rests_while_there_are_none(empty: Window, name: str) -> None:
    assert not empty.commands.action(name).isEnabled()
    assert empty.commands.action("open").isEnabled()


def test_a_name_that_nobody_knows_decides_nothing(window: Window, qtbot: QtBot) -> None:
    window.place.setFocus()
    qtbot.keyClicks(window.place, "no such place")
    qtbot.keyClick(window.place, Qt.Key.Key_Return)
    assert decisions(window) == [None] * 4
    assert "no such place" in window.complaints.sentence.text()
    qtbot.keyClick(window.place, Qt.Key.Key_Escape)
    qtbot.keyClick(window.photos_view, Qt.Key.Key_Escape)
    assert not window.complaints.isVisible()


def test_a_place_that_was_only_looked_at_is_not_accepted(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.photos_view, Qt.Key.Key_P)
    qtbot.keyClicks(window.place, "41.15, -8.61")
    assert has_pin(window)
    qtbot.keyClick(window.place, Qt.Key.Key_Escape)
    assert not has_pin(window)
    assert window.photos_view.hasFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    decision = decisions(window)[0]
    assert decision is not None
    assert decision.place == LISBON.place


def test_enter_on_a_button_presses_it_and_accepts_nothing(window: Window, qtbot: QtBot) -> None:
    window.albums_view.all.setFocus()
    qtbot.keyClick(window.albums_view.all, Qt.Key.Key_Return)
    assert window.selection.is_all
    assert decisions(window) == [None] * 4


def test_the_way_leads_past_photos_that_need_no_decision(travelled: Window, qtbot: QtBot) -> None:
    press(qtbot, travelled, Qt.Key.Key_Return, shift=True)
    assert travelled.albums_view.list.currentIndex().row() == 1
    assert place_in(travelled) == 1
    press(qtbot, travelled, Qt.Key.Key_Return)
    assert place_in(travelled) == 3
    press(qtbot, travelled, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert "Nothing in this list waits" in message(travelled)
    assert "Accepted: Lisbon, Portugal. Z takes it back." in message(travelled)


def test_what_was_jumped_over_is_come_back_to(travelled: Window, qtbot: QtBot) -> None:
    press(qtbot, travelled, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert travelled.albums_view.list.currentIndex().row() == 1
    press(qtbot, travelled, Qt.Key.Key_Return, shift=True)
    assert travelled.albums_view.list.currentIndex().row() == 0
    assert place_in(travelled) == 0


def test_a_position_that_is_in_the_photo_is_not_accepted_again(travelled: Window, qtbot: QtBot) -> None:
    travelled.albums_view.list.setCurrentIndex(travelled.albums.index(1))
    press(qtbot, travelled, Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert decisions(travelled) == [None] * 5
    assert "already" in message(travelled)


def test_undo_says_what_it_took_back_and_goes_there(travelled: Window, qtbot: QtBot) -> None:
    press(qtbot, travelled, Qt.Key.Key_N)
    assert message(travelled) == "No place applies. Z takes it back."
    travelled.albums_view.list.setCurrentIndex(travelled.albums.index(1))
    press(qtbot, travelled, Qt.Key.Key_Z)
    assert travelled.albums_view.list.currentIndex().row() == 0
    assert place_in(travelled) == 0
    assert message(travelled) == "Taken back: the decision on IMG_0000.jpg."
    press(qtbot, travelled, Qt.Key.Key_Z)
    assert message(travelled) == "There is nothing to undo."


def test_several_photos_are_counted(window: Window, qtbot: QtBot) -> None:
    window.photos_view.selectAll()
    press(qtbot, window, Qt.Key.Key_Return)
    assert [one.action for one in decisions(window) if one] == [Action.ACCEPT] * 4
    assert "Accepted for 4 photos: Lisbon, Portugal." in message(window)
    press(qtbot, window, Qt.Key.Key_Z)
    assert message(window) == "Taken back: decisions on 4 photos."


def test_what_is_refused_stays_before_the_eyes(window: Window, qtbot: QtBot, files: list[Path]) -> None:
    files[0].unlink()
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.complaints.isVisible()
    assert place_in(window) == 0
