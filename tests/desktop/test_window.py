"""The whole window under hands: open, review with the keyboard, write, take back."""

import hashlib
from pathlib import Path

import piexif
import pytest
from desktop_photos import decisions, press
from makers import exif_block
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from whence_desktop.review.places import TYPED_RADIUS_KM
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_desktop.writing.rows_model import Column
from whence_desktop.writing.write_page import _ASKED
from whence_engine.files import write
from whence_engine.photo import Action


def actions(window: Window) -> list[Action | None]:
    return [one.action if one else None for one in decisions(window)]


def digests(files: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]


def test_the_first_photo_of_the_first_album_is_looked_at(window: Window) -> None:
    assert window.albums.rowCount() == 1
    assert window.selection.photo == window.photos.ids[0]
    assert window.candidates.rank == 1
    assert [pin.number for pin in window.map.scene.pins] == [1, 2]
    assert window.preview.photo is not None


def test_an_album_is_reviewed_with_the_keyboard_alone(window: Window, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.selection.photo == window.photos.ids[1]
    press(qtbot, window, Qt.Key.Key_2, Qt.Key.Key_Return, Qt.Key.Key_N, Qt.Key.Key_S)
    assert actions(window) == [Action.ACCEPT, Action.ACCEPT, Action.NO_PLACE, Action.SKIP]
    first, second, *_ = decisions(window)
    assert first is not None
    assert second is not None
    assert (first.place, second.place) == ("Lisbon, Portugal", "Africa")
    press(qtbot, window, Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Z)
    assert actions(window) == [Action.ACCEPT, None, None, None]
    press(qtbot, window, Qt.Key.Key_Z, shift=True)
    assert actions(window) == [Action.ACCEPT, Action.ACCEPT, None, None]


def test_shift_enter_accepts_the_whole_album_in_one_step(window: Window, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_Return, shift=True)
    assert actions(window) == [Action.ACCEPT] * 4
    press(qtbot, window, Qt.Key.Key_Z)
    assert actions(window) == [None] * 4


def test_rejecting_stays_on_the_photo(window: Window, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_R)
    assert actions(window)[0] is Action.REJECT
    assert window.selection.photo == window.photos.ids[0]


def test_a_pin_on_the_map_is_accepted_with_enter(window: Window, qtbot: QtBot) -> None:
    window.map.drop_pin(41.15, -8.61)
    press(qtbot, window, Qt.Key.Key_Return)
    decision = decisions(window)[0]
    assert decision is not None
    assert decision.lat_deg == pytest.approx(41.15)
    assert window.map.scene.dropped is None  # the next photo begins without it


def test_typing_keeps_its_keys(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.photos_view, Qt.Key.Key_P)
    assert window.place.hasFocus()
    qtbot.keyClicks(window.place, "rns 1")
    assert window.place.text() == "rns 1"
    assert actions(window) == [None] * 4


def test_a_typed_place_is_accepted(window: Window, qtbot: QtBot) -> None:
    window.place.setFocus()
    qtbot.keyClicks(window.place, "41.15, -8.61")
    qtbot.keyClick(window.place, Qt.Key.Key_Return)
    decision = decisions(window)[0]
    assert decision is not None
    assert "Porto" in decision.place or "Vila Nova de Gaia" in decision.place
    assert decision.radius_km == TYPED_RADIUS_KM
    assert window.selection.photo == window.photos.ids[1]
    assert window.photos_view.hasFocus()
    assert window.place.text() == ""


def test_written_and_taken_back_to_the_byte(window: Window, qtbot: QtBot, files: list[Path]) -> None:
    before = digests(files)
    press(qtbot, window, Qt.Key.Key_Return, shift=True)
    window.store.setValue(_ASKED, True)
    window.show_writing()
    qtbot.waitUntil(lambda: window.runner.job is None and window.write_page.waiting.rowCount() == 4)
    assert digests(files) == before
    with qtbot.waitSignal(window.write_page.wrote):
        qtbot.mouseClick(window.write_page.write_button, Qt.MouseButton.LeftButton)
    for path in files:
        assert write.position_in(path.read_bytes()) == pytest.approx((38.72, -9.14), abs=1e-6)
    qtbot.waitUntil(lambda: window.runner.job is None and window.write_page.past.rowCount() == 4)
    assert window.write_page.summary.text().startswith("4 places were written;")
    with qtbot.waitSignal(window.write_page.wrote):
        qtbot.mouseClick(window.write_page.undo_run, Qt.MouseButton.LeftButton)
    assert digests(files) == before
    qtbot.waitUntil(lambda: window.runner.job is None)


def test_an_album_in_which_nothing_waits_is_no_complaint(window: Window, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_Return, shift=True)
    press(qtbot, window, Qt.Key.Key_Return, shift=True)
    assert window.statusBar().currentMessage().startswith("Nothing in this album waits for a decision.")
    assert not window.complaints.isVisible()


def test_the_page_of_writing_counts_what_goes_beside_the_photos(window: Window, qtbot: QtBot) -> None:
    """A place that is known to a region alone is written as words, and these photos have no packet for words."""
    photos = [photo.id for photo in window.session.library.index.photos.all()]
    window.actions_.accept_place(photos[:1], 38.72, -9.14, 1.0)
    window.actions_.accept_place(photos[1:3], 38.72, -9.14, 200.0)
    window.show_writing()
    page = window.write_page
    qtbot.waitUntil(lambda: window.runner.job is None and page.waiting.rowCount() == 3)
    assert page.summary.text() == "1 into the photos themselves, 2 into sidecars beside them."
    shown = [page.waiting.index(row, Column.TARGET).data() for row in range(3)]
    beside = [f"{page.waiting.rows[row].path.name}.xmp" for row in (1, 2)]
    assert shown == ["the photo itself", *beside]
    places = [page.waiting.index(row, Column.PLACE).data() for row in range(3)]
    assert places[0].endswith("38.72000, -9.14000")
    assert "Portugal" in places[1]
    assert "38.72" not in places[1]  # as words alone


def test_a_position_that_is_there_gives_way_when_that_is_wanted(
    window: Window, qtbot: QtBot, files: list[Path]
) -> None:
    piexif.insert(b"Exif\0\0" + exif_block(gps=(48.2, 16.4)), str(files[0]))
    page = window.write_page
    window.store.setValue(_ASKED, True)
    press(qtbot, window, Qt.Key.Key_Return)
    window.show_writing()
    qtbot.waitUntil(lambda: window.runner.job is None and page.waiting.rowCount() == 1)
    assert page.waiting.rows[0].action == "refused"
    assert not page.write_button.isEnabled()
    page.replacing.setChecked(True)
    qtbot.waitUntil(lambda: window.runner.job is None and page.write_button.isEnabled())
    assert page.waiting.index(0, Column.PLACE).data().endswith("in place of 48.20000, 16.40000")
    with qtbot.waitSignal(page.wrote):
        page.write_button.click()
    assert write.position_in(files[0].read_bytes()) == pytest.approx((38.72, -9.14), abs=1e-6)
    qtbot.waitUntil(lambda: window.runner.job is None)


def test_a_row_of_writing_leads_to_its_photo(window: Window, qtbot: QtBot) -> None:
    photos = [photo.id for photo in window.session.library.index.photos.all()]
    window.actions_.accept_place(photos[2:3], 38.72, -9.14, 1.0)
    window.show_writing()
    page = window.write_page
    qtbot.waitUntil(lambda: window.runner.job is None and page.waiting.rowCount() == 1)
    page.waiting_table.activated.emit(page.waiting.index(0, 0))
    assert window.pages.name == "review"
    assert window.selection.photo == photos[2]


def test_a_folder_that_is_not_there_is_said_in_place(window: Window, tmp_path: Path) -> None:
    window.opening.open([tmp_path / "unplugged"])
    assert "unplugged" in window.complaints.sentence.text()
    assert window.runner.job is None


def test_the_layout_is_remembered(window: Window, session: Session, qtbot: QtBot) -> None:
    window.resize(780, 690)
    window.close()
    again = Window(session, window.store)
    assert (again.width(), again.height()) == (780, 690)
    again.close()
