"""Whoever hears the window, or has no mouse, meets every control: each has a name, and the Tab key leads there."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from whence_desktop.about import About
from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.help.pages import load
from whence_desktop.help.window import HelpWindow
from whence_desktop.review.auto_accept import AutoAccept
from whence_desktop.review.candidate_row import CandidateRow
from whence_desktop.session import Session
from whence_desktop.settings_dialog import SettingsDialog
from whence_desktop.window import Window

PAGES = ("review", "writing", "tracks", "scans")


def opened_help(window: Window) -> HelpWindow:
    made = HelpWindow(window.store)
    made.set_pages(load("en"))
    return made


DIALOGS: dict[str, Callable[[Window], QWidget]] = {
    "settings": lambda window: SettingsDialog(window.session, window),
    "keys": lambda window: CheatSheet(window.commands, window),
    "about": About,
    "accept what is sure": lambda window: AutoAccept(
        window.session, window.thumbnails, [(1, "Lisbon")], window.selection.album, window, runner=window.runner
    ),
    "help": opened_help,
}


@pytest.fixture(params=DIALOGS)
def dialog(window: Window, request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    made = DIALOGS[request.param](window)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def told(widget: QWidget, text: QAccessible.Text = QAccessible.Text.Name) -> str:
    """What a screen reader is told of a widget. Of a box Qt tells it the choice, and its name by another way."""
    if isinstance(widget, QComboBox) and text == QAccessible.Text.Name:
        return widget.accessibleName()
    return QAccessible.queryAccessibleInterface(widget).text(text)


def turn_to(window: Window, page: str, qtbot: QtBot) -> None:
    """Show a page, and wait until it is at rest."""
    window.pages.turn_to(page)
    qtbot.waitUntil(lambda: window.runner.job is None and (page != "tracks" or window.tracks_page.is_loaded))


def controls(root: QWidget) -> list[QWidget]:
    """Everything that can be used now; texts that a mouse can select are read, not used."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is root.window()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QLabel)
    ]


def reached(qtbot: QtBot, root: QWidget) -> list[QWidget]:
    """Press Tab until it leads back to where it was before."""
    seen: list[QWidget] = []
    for _ in range(200):
        qtbot.keyClick(QApplication.focusWidget() or root, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in seen[:-1]:
            return seen
        if now not in seen:  # a text walks through its links first
            seen.append(now)
    raise AssertionError("the Tab key walks on for ever")


def unreached(root: QWidget, seen: list[QWidget]) -> list[str]:
    """Names of controls that Tab does not lead to; of candidates it leads to one, and arrow keys to the others."""
    one_of_many = any(isinstance(widget, CandidateRow) for widget in seen)
    return [
        f"{type(widget).__name__} {told(widget)}"
        for widget in controls(root)
        if widget not in seen and not (one_of_many and isinstance(widget, CandidateRow))
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_control_of_a_page_has_a_name(window: Window, page: str, qtbot: QtBot) -> None:
    turn_to(window, page, qtbot)
    found = controls(window)
    assert len(found) > 2
    assert [type(widget).__name__ for widget in found if not told(widget).strip()] == []


def test_every_control_of_a_dialog_has_a_name(dialog: QWidget) -> None:
    found = controls(dialog)
    assert found
    assert [type(widget).__name__ for widget in found if not told(widget).strip()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_tab_key_leads_to_every_control_of_a_page(window: Window, page: str, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    turn_to(window, page, qtbot)
    assert unreached(window, reached(qtbot, window)) == []


def test_the_tab_key_leads_to_every_control_of_a_dialog(dialog: QWidget, qtbot: QtBot) -> None:
    assert unreached(dialog, reached(qtbot, dialog)) == []


def test_every_album_photo_and_print_says_what_it_is(window: Window, qtbot: QtBot) -> None:
    window.pages.turn_to("scans")
    views = {view.accessibleName(): view for view in window.findChildren(QAbstractItemView) if told(view)}
    for name in ("Albums", "Photos of the album", "Prints in order"):
        view = views[name]
        qtbot.waitUntil(partial(is_filled, view))
        spoken = [spoken_of(view, view.model().index(row, 0)) for row in range(view.model().rowCount())]
        assert all(text.strip() for text in spoken), name
        assert len(set(spoken)) == len(spoken), name


def is_filled(view: QAbstractItemView) -> bool:
    return view.model().rowCount() > 0


def spoken_of(view: QAbstractItemView, index: QModelIndex) -> str:
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
    assert view.model() is index.model()
    return str(spoken or "")


def test_candidates_say_place_chance_and_reasons(window: Window) -> None:
    rows = [row for row in window.candidates.findChildren(CandidateRow) if row.isVisible()]
    assert told(rows[0]) == "1: Lisbon, Portugal, 80 % within 25 km"
    assert told(rows[0], QAccessible.Text.Description) == "The folder is called Lisboa."


def test_arrow_keys_lead_from_candidate_to_candidate(window: Window, qtbot: QtBot) -> None:
    window.candidates.focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    now = QApplication.focusWidget()
    assert isinstance(now, CandidateRow)
    assert told(now).startswith("2: ")


def test_the_map_says_its_pins(window: Window) -> None:
    assert told(window.map) == "Map"
    said = told(window.map, QAccessible.Text.Description)
    assert said.startswith("Pins: 1: Lisbon, Portugal (chosen); 2: Africa. ")


def test_pages_are_named_tabs(window: Window) -> None:
    bar = window.pages.findChild(QTabBar)
    assert bar is not None
    spoken = QAccessible.queryAccessibleInterface(bar)
    tabs = [spoken.child(place).text(QAccessible.Text.Name) for place in range(bar.count())]
    assert [text.split(" (")[0] for text in tabs] == ["Review", "Writing", "Tracks and clocks", "Scanned prints"]


def test_the_field_for_a_new_key_says_whose_key_it_is(window: Window, qtbot: QtBot) -> None:
    sheet = CheatSheet(window.commands, window)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.edit(0)
    field = sheet.table.cellWidget(0, 2)
    assert field is not None
    assert field.accessibleName() == f"New key for {window.commands.all[0].text}"


def test_every_control_of_an_empty_library_has_a_name_and_is_reached(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    window = Window(session, QSettings(str(tmp_path / "empty.ini"), QSettings.Format.IniFormat))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window and window.first_run.isVisible())
    try:
        found = controls(window.first_run)
        assert found
        assert [type(widget).__name__ for widget in found if not told(widget).strip()] == []
        assert unreached(window, reached(qtbot, window)) == []
    finally:
        window.close()
        window.deleteLater()
        QApplication.processEvents()
