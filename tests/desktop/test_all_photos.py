"""All photos in one grid: found across albums, decided as in an album, with the photo's own album behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop_photos import decisions, indexed, make_photos, press
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from workshop import PARIS, Workshop, photo

from whence_desktop.map.widget import PHOTOS_MIME
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.library.overview import PhotoState
from whence_engine.library.results import Flag, RedFlag, Result
from whence_engine.photo import Action

SPEED = RedFlag(Flag.SPEED, "x.jpg, taken 2 min before, is 900 km away: nobody is so fast.")


@pytest.fixture
def window(session: Session, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    """An album of four photos and one of three, with candidates; all photos are looked at."""
    first = indexed(session, make_photos(tmp_path / "a", 4))
    second = indexed(session, make_photos(tmp_path / "b", 3))
    session.library.index.albums.store([first, second])
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitUntil(lambda: made.selection.photo is not None)
    made.photos_view.setFocus()
    look_at_all(made, qtbot, 7)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def look_at_all(window: Window, qtbot: QtBot, count: int) -> None:
    qtbot.keyClick(window.photos_view, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(window.photos.ids) == count)


def albums_of(window: Window) -> list[int | None]:
    return [window.session.library.index.albums.of_photo(photo) for photo in window.photos.ids]


def test_the_entry_shows_every_photo_and_how_many_there_are(window: Window) -> None:
    assert len(set(albums_of(window))) == 2
    assert window.albums_view.all.isChecked()
    assert window.albums_view.all.text() == "All photos (7)"
    assert not window.albums_view.list.currentIndex().isValid()


def test_the_photo_that_was_looked_at_stays(window: Window, qtbot: QtBot) -> None:
    window.albums_view.list.setCurrentIndex(window.albums.index(1))
    window.photos_view.setCurrentIndex(window.photos.index(2))
    before = window.selection.photo
    look_at_all(window, qtbot, 7)
    assert window.selection.photo == before
    assert window.photos_view.currentIndex().row() == window.photos.row_of(before or 0)


def test_photos_are_decided_across_albums_with_the_keys_of_an_album(window: Window, qtbot: QtBot) -> None:
    window.photos_view.setCurrentIndex(window.photos.index(3))
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.selection.photo == window.photos.ids[4]
    assert window.selection.album == albums_of(window)[4] != albums_of(window)[3]
    press(qtbot, window, Qt.Key.Key_2, Qt.Key.Key_Return, Qt.Key.Key_N, Qt.Key.Key_Z)
    places = [one.place if one else None for one in decisions(window)]
    assert places == [None, None, None, "Lisbon, Portugal", "Africa", None, None]
    assert len(window.photos.ids) == 7


def test_a_selection_over_albums_is_dragged_to_the_map(window: Window) -> None:
    window.photos_view.selectAll()
    assert len(window.selection.photos) == 7
    data = QMimeData()
    data.setData(PHOTOS_MIME, ",".join(map(str, window.selection.photos)).encode())
    middle = QPointF(window.map.width() / 2, window.map.height() / 2)
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.map.dropEvent(QDropEvent(middle, Qt.DropAction.CopyAction, data, buttons, none))
    assert [one.action for one in decisions(window) if one] == [Action.ACCEPT] * 7
    assert len({one.lat_deg for one in decisions(window) if one}) == 1
    accepted = [row.overview.count(PhotoState.ACCEPTED) for number in (0, 1) if (row := window.albums.album(number))]
    assert sorted(accepted) == [3, 4]


def test_many_photos_are_decided_beside_the_window_in_their_turn(
    session: Session, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = indexed(session, make_photos(tmp_path / "many", 40))
    window.actions_.no_place(ids)
    assert window.patience.count == 1
    window.actions_.skip(ids[:1])
    window.actions_.take_back()
    assert window.patience.count == 3
    qtbot.waitUntil(lambda: window.patience.count == 0, timeout=20_000)
    found = session.library.decisions(session.library.index.photos.by_ids(ids))
    assert [found[one].action for one in ids] == [Action.NO_PLACE] * 40
    assert window.complaints.isHidden()
    window.actions_.take_back()
    assert session.library.decisions(session.library.index.photos.by_ids(ids)) == {}


def test_a_photo_that_vanished_keeps_many_from_being_decided_and_is_said(
    session: Session, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    files = make_photos(tmp_path / "many", 40)
    ids = indexed(session, files)
    files[7].unlink()
    with qtbot.waitSignal(window.actions_.refused, timeout=20_000):
        window.actions_.no_place(ids)
    qtbot.waitUntil(lambda: window.patience.count == 0)
    assert session.library.decisions(session.library.index.photos.by_ids(ids)) == {}
    assert "IMG_0007.jpg" in window.complaints.sentence.text()


def test_shift_enter_accepts_the_album_of_the_photo_alone(window: Window, qtbot: QtBot) -> None:
    window.photos_view.setCurrentIndex(window.photos.index(5))
    press(qtbot, window, Qt.Key.Key_Return, shift=True)
    assert [one is not None for one in decisions(window)] == [False] * 4 + [True] * 3


def test_a_search_finds_photos_by_name_and_enter_shows_them(window: Window, qtbot: QtBot) -> None:
    window.albums_view.list.setCurrentIndex(window.albums.index(0))
    assert len(window.photos.ids) == 4
    qtbot.keyClicks(window.albums_view.search, "img_0002")
    qtbot.keyClick(window.albums_view.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.photos.ids) == 2)
    assert window.albums_view.all.text() == "All photos that match (2)"
    names = [photo.path.name for photo in window.session.library.index.photos.by_ids(window.photos.ids)]
    assert names == ["IMG_0002.jpg"] * 2
    window.albums_view.search.setText("nothing of that name")
    qtbot.waitUntil(lambda: not window.photos.ids)
    assert window.selection.photo is None


def test_filters_narrow_the_photos_and_a_red_flag_is_told(window: Window, qtbot: QtBot) -> None:
    flagged = window.photos.ids[5]
    result = next(window.session.library.index.results.of([flagged]))
    window.session.library.index.results.store([Result(flagged, "test", result.candidates, "", (SPEED,))])
    window.load_albums()
    box = window.albums_view.show_box
    qtbot.waitUntil(lambda: "(1)" in box.itemText(4))
    box.setCurrentIndex(4)
    qtbot.waitUntil(lambda: list(window.photos.ids) == [flagged])
    qtbot.waitUntil(lambda: window.selection.photo == flagged)
    assert SPEED.because in window.photos.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert SPEED.because in window.photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert SPEED.because in window.candidates.flags.text()
    press(qtbot, window, Qt.Key.Key_Return)
    assert list(window.photos.ids) == [flagged]  # it stays under the hand
    assert SPEED.because not in window.photos.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_what_is_selected_stays_selected_while_a_scan_adds_photos(
    session: Session, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    window.photos_view.setCurrentIndex(window.photos.index(1))
    qtbot.keyClick(window.photos_view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    photo, chosen = window.selection.photo, window.selection.photos
    assert len(chosen) == 2
    indexed(session, make_photos(tmp_path / "new", 2))
    window.load_albums()
    qtbot.waitUntil(lambda: len(window.photos.ids) == 9)
    assert (window.selection.photo, window.selection.photos) == (photo, chosen)


def test_the_album_of_a_photo_is_a_key_away(window: Window, qtbot: QtBot) -> None:
    window.photos_view.setCurrentIndex(window.photos.index(5))
    photo, album = window.selection.photo, window.selection.album
    qtbot.keyClick(window.photos_view, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert (window.selection.photo, window.selection.album) == (photo, album)
    assert len(window.photos.ids) == 3
    assert not window.albums_view.all.isChecked()


def test_the_review_of_the_photos_own_album_stands_behind(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    shop = Workshop(tmp_path, session.library)
    for minute in range(3):
        photo(shop.photos / "a" / f"paris-{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
        photo(shop.photos / "b" / f"more-{minute}.jpg", PARIS, f"2016:03:01 09:0{minute}:00")
    shop.run()
    session.set("model", str(shop.bundle.path))
    window = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    window.show()
    qtbot.waitUntil(lambda: window.selection.photo is not None)
    look_at_all(window, qtbot, 6)
    window.photos_view.setCurrentIndex(window.photos.index(3))
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=20_000)
    beside = window.photos.ids[4]
    with qtbot.waitSignal(window.answers.updated, timeout=20_000, check_params_cb=lambda photos: beside in photos):
        window.actions_.accept_place(window.photos.ids[3:4], 35.66, 139.75, 0.5)
    assert "as you said" in next(session.library.index.results.of([beside])).candidates[0].because[0]
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def test_what_searches_read_is_made_beside_the_window_without_a_search(window: Window, qtbot: QtBot) -> None:
    index = window.session.library.index
    index.photos.set_error(window.photos.ids[0], "It is cut off.")
    assert not index.blocks.stamps()
    window.all_photos.prepare()
    qtbot.waitUntil(lambda: len(index.blocks.stamps()) == 1)
