"""Places that are carried about: by the clipboard, as favourites, and as the ones used last."""

from pathlib import Path

import pytest
from desktop_photos import LISBON, decisions, press
from PySide6.QtCore import QMimeData, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from whence_desktop.review import clipboard
from whence_desktop.review.places import Place, PlaceEdit, RememberedPlaces
from whence_desktop.review.places_menu import PlacesMenu
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.geo import coordinates

PORTO = Place("Porto, Portugal", 41.15, -8.61, 25.0)
ROME = Place("Rome & around", 41.9, 12.5, 25.0)


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "places.ini"), QSettings.Format.IniFormat)


def texts(menu: PlacesMenu) -> list[str]:
    menu.fill()
    return [action.text() for action in menu.actions()]


def test_a_copied_place_is_text_for_others_and_whole_for_us(qtbot: QtBot) -> None:
    clipboard.put(PORTO)
    assert coordinates.parse(QGuiApplication.clipboard().text()) == pytest.approx((41.15, -8.61))
    assert clipboard.get() == PORTO


@pytest.mark.parametrize("text", ["41.15, -8.61", "41\u00b09'0\"N 8\u00b036'36\"W", "geo:41.15,-8.61"])
def test_coordinates_of_any_form_are_pasted(qtbot: QtBot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    place = clipboard.get()
    assert place is not None
    assert (place.lat_deg, place.lon_deg) == pytest.approx((41.15, -8.61))


def test_anything_else_is_no_place(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("a shopping list")
    assert clipboard.get() is None
    data = QMimeData()
    data.setData("application/x-whence-place", b"[1, 2]")
    QGuiApplication.clipboard().setMimeData(data)
    assert clipboard.get() is None


def test_a_place_is_copied_from_one_photo_and_pasted_to_another(window: Window, qtbot: QtBot) -> None:
    window.deciding.copy_place()
    assert "Lisbon" in window.statusBar().currentMessage()
    window.walking.step(1)
    window.deciding.paste_place()
    first, second, *_ = decisions(window)
    assert first is None
    assert second is not None
    assert (second.lat_deg, second.radius_km) == (LISBON.lat_deg, 25.0)
    assert [place.name for place in window.remembered.recent()] == ["Lisbon, Portugal"]


def test_a_clipboard_without_coordinates_is_said(window: Window) -> None:
    QGuiApplication.clipboard().setText("a shopping list")
    window.deciding.paste_place()
    assert "no coordinates" in window.statusBar().currentMessage()
    assert decisions(window) == [None] * 4


def test_favourites_and_last_places_are_in_the_menu_and_accepted_from_it(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.photos_view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [place.name for place in window.remembered.favourites()] == ["Lisbon, Portugal"]
    press(qtbot, window, Qt.Key.Key_S)
    menu = next(action.menu() for action in window.menuBar().actions() if isinstance(action.menu(), PlacesMenu))
    assert isinstance(menu, PlacesMenu)
    menu.fill()
    next(action for action in menu.actions() if action.text() == "Lisbon, Portugal").trigger()
    assert [one.place if one else None for one in decisions(window)][1] is not None


def test_the_menu_names_favourites_once_and_keeps_ampersands(store: QSettings, qtbot: QtBot) -> None:
    remembered = RememberedPlaces(store)
    menu = PlacesMenu("Places", remembered)
    qtbot.addWidget(menu)
    assert texts(menu) == []
    remembered.use(PORTO)
    remembered.use(ROME)
    remembered.toggle_favourite(ROME)
    assert texts(menu) == ["Favourites", "Rome && around", "Last places", "Porto, Portugal"]
    remembered.toggle_favourite(ROME)
    assert texts(menu) == ["Last places", "Rome && around", "Porto, Portugal"]


def test_an_empty_line_offers_remembered_places_and_words_find_them(
    session: Session, store: QSettings, qtbot: QtBot
) -> None:
    remembered = RememberedPlaces(store)
    remembered.use(PORTO)
    remembered.toggle_favourite(ROME)
    assert [place.name for place in remembered.matching("")] == ["Rome & around", "Porto, Portugal"]
    assert remembered.matching("portugal por") == [PORTO]
    edit = PlaceEdit(lambda: session.gazetteer, remembered)
    qtbot.addWidget(edit)
    edit.show()
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.completer().completionCount() == 2
    with qtbot.waitSignal(edit.chosen) as chosen:
        qtbot.keyClicks(edit, "Porto, Portugal")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert chosen.args == [PORTO]
