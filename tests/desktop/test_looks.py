"""What is seen can be read: badges on photos, what is chosen in lists, and a first window that fits its screen."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from whence_desktop import layout, theme
from whence_desktop.library.albums_model import AlbumsModel
from whence_desktop.library.facts_view import _table
from whence_desktop.library.photos_view import _SIGNS
from whence_desktop.window import Window
from whence_engine.library.albums import AlbumSummary
from whence_engine.library.overview import PhotoState

AA = 4.5
"""The least contrast of text by WCAG 2, level AA."""


def rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def luminance(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def laid_over(tint: QColor, ground: QColor) -> QColor:
    share = tint.alphaF()
    mixed = [share * a + (1 - share) * b for a, b in zip(rgb(tint), rgb(ground), strict=True)]
    return QColor.fromRgbF(*mixed)


@pytest.mark.parametrize("is_sure", [True, False])
@pytest.mark.parametrize("state", list(PhotoState))
def test_letters_on_a_badge_can_be_read(state: PhotoState, is_sure: bool) -> None:
    assert contrast(QColor("white"), theme.badge(state, is_sure=is_sure)) >= AA
    assert state in _SIGNS or state is PhotoState.TO_REVIEW


@pytest.mark.parametrize(("base", "text", "highlight"), [
    ("#ffffff", "#000000", "#308cc6"), ("#ffffff", "#1c1d1f", "#3272b8"), ("#1d1f21", "#e6e7e8", "#3d82cc"),
])  # fmt: skip
def test_text_on_what_is_chosen_can_be_read(base: str, text: str, highlight: str, qapp: QApplication) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.Highlight, QColor(highlight))
    assert contrast(QColor(text), laid_over(theme.chosen(palette), QColor(base))) >= AA


def test_a_warning_can_be_read(qapp: QApplication) -> None:
    light = QPalette(QColor("#efefef"))
    assert contrast(theme.warning(light), QColor("#efefef")) >= AA
    dark = QPalette(QColor("#26282b"))
    assert contrast(theme.warning(dark), QColor("#26282b")) >= AA


@pytest.mark.parametrize(("first", "last", "written"), [
    ((2014, 7, 12), (2014, 7, 12), "12 Jul 2014"), ((2014, 7, 12), (2014, 7, 14), "12 - 14 Jul 2014"),
    ((2014, 7, 30), (2014, 8, 2), "30 Jul - 2 Aug 2014"), ((2014, 12, 30), (2015, 1, 2), "30 Dec 2014 - 2 Jan 2015"),
])  # fmt: skip
def test_days_of_an_album_say_nothing_twice(
    first: tuple[int, int, int], last: tuple[int, int, int], written: str, qapp: QApplication
) -> None:
    summary = AlbumSummary(1, 3, 0, datetime(*first, 9), datetime(*last, 18))
    assert AlbumsModel().when(summary).replace("\N{EN DASH}", "-") == written


def test_a_first_window_fits_its_screen_and_a_later_one_keeps_its_size(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    room = window.screen().availableGeometry()
    store = QSettings(str(tmp_path / "first.ini"), QSettings.Format.IniFormat)
    plain = QMainWindow()
    qtbot.addWidget(plain)
    layout.fit(plain, store)
    assert room.contains(plain.geometry())
    plain.resize(400, 300)
    layout.remember(plain, {}, store)
    layout.fit(plain, store)
    assert (plain.width(), plain.height()) == (400, 300)


def test_short_facts_share_a_line() -> None:
    told = _table([("Taken", "2014-07-12"), ("Camera", "D40"), ("Size", "JPEG"), ("File", "/photos/2014/" + 30 * "a")])
    assert told.count("<tr>") == 3
    assert told.index("2014-07-12") < told.index("Camera") < told.index("D40") < told.index("Size")


def test_menus_are_divided_and_no_line_stands_alone(window: Window) -> None:
    menus = [menu for action in window.menuBar().actions() if isinstance(menu := action.menu(), QMenu)]
    shapes = ["".join("-" if one.isSeparator() else "x" for one in menu.actions()).strip() for menu in menus]
    assert any("-" in shape for shape in shapes)
    assert not any(shape.startswith("-") or shape.endswith("-") or "--" in shape for shape in shapes)


def test_there_is_room_for_what_is_said_before_anything_is(window: Window) -> None:
    """Else everything above it would move at the first word."""
    assert window.statusBar().currentMessage() == ""
    assert window.statusBar().isVisible()
