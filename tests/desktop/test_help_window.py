"""The help under hands: F1 where one is, searching, going back, larger letters, and what stays remembered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QPalette, QTextFormat
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from whence_desktop.app import translate
from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.help import dressing
from whence_desktop.help.page_view import PageView
from whence_desktop.help.pages import load
from whence_desktop.help.window import HelpWindow
from whence_desktop.review.auto_accept import AutoAccept
from whence_desktop.settings_dialog import SettingsDialog
from whence_desktop.window import Window


@pytest.fixture
def help_window(tmp_path: Path, qtbot: QtBot) -> HelpWindow:
    made = HelpWindow(QSettings(str(tmp_path / "help.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made)
    made.set_pages(load("en", "| a | b |\n|---|---|\n| Accept | <kbd>Return</kbd> |"))
    made.show_page("first-evening")
    qtbot.waitExposed(made)
    return made


def entries(window: HelpWindow) -> list[str]:
    return [window.contents.item(row).text() for row in range(window.contents.count())]


def shown_at_top(view: PageView) -> str:
    return view.cursorForPosition(view.viewport().rect().topLeft()).block().text()


# --- asking for help in the program


def ask(qtbot: QtBot, window: Window, where: QWidget) -> str:
    where.setFocus()
    qtbot.keyClick(where, Qt.Key.Key_F1)
    assert window.help_desk.window is not None
    return window.help_desk.window.view.name


def test_f1_opens_the_page_that_fits_where_one_is(window: Window, qtbot: QtBot) -> None:
    assert ask(qtbot, window, window.photos_view) == "first-evening"
    assert ask(qtbot, window, window.map) == "map"
    for turn_to, page in (("writing", "writing"), ("tracks", "tracks"), ("scans", "scans")):
        window.pages.turn_to(turn_to)
        qtbot.waitUntil(lambda: window.runner.job is None)
        assert ask(qtbot, window, window.pages) == page


def test_there_is_one_window_and_it_does_not_lock_the_other(window: Window, qtbot: QtBot) -> None:
    ask(qtbot, window, window.photos_view)
    first = window.help_desk.window
    ask(qtbot, window, window.map)
    assert window.help_desk.window is first
    assert first is not None
    assert not first.isModal()
    assert first.parent() is None  # what belongs to a window is locked by its dialogs


def test_it_closes_with_the_program(window: Window, qtbot: QtBot) -> None:
    ask(qtbot, window, window.photos_view)
    shown = window.help_desk.window
    assert shown is not None
    window.close()
    assert not shown.isVisible()


@pytest.mark.parametrize(
    ("command", "kind", "page"),
    [("settings", SettingsDialog, "settings"), ("keys", CheatSheet, "keys"), ("accept-sure", AutoAccept, "night")],
)
def test_dialogs_have_their_pages(window: Window, qtbot: QtBot, command: str, kind: type[QDialog], page: str) -> None:
    window.commands.action(command).trigger()
    (dialog,) = window.findChildren(kind)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    assert window.help_desk.window is not None
    assert window.help_desk.window.view.name == page
    window.help_desk.window.view.show_page("first-evening")
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Help).click()
    assert window.help_desk.window.view.name == page
    dialog.reject()


def test_the_first_page_leads_to_the_first_evening(window: Window, qtbot: QtBot) -> None:
    window.first_run.help_wanted.emit()
    assert window.help_desk.window is not None
    assert window.help_desk.window.view.name == "first-evening"


def test_keys_are_listed_as_they_are_now(window: Window) -> None:
    window.commands.remap("accept", ["Ctrl+|"])
    window.help_desk.show("keys")
    assert window.help_desk.window is not None
    text = window.help_desk.window.view.toPlainText()
    for command in window.commands.all:
        assert command.text.replace("&", "") in text
    assert "Ctrl+|" in text


def test_the_search_can_be_asked_for_at_once(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.photos_view, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert window.help_desk.window is not None
    qtbot.waitUntil(window.help_desk.window.search.hasFocus)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    installed = translate(qapp, QLocale("de_CH"))
    yield
    for translator in installed:
        qapp.removeTranslator(translator)


def test_a_german_window_has_german_pages(german: None, window: Window) -> None:
    window.help_desk.show("keys")
    assert window.help_desk.window is not None
    assert window.help_desk.window.windowTitle().startswith("Tasten")
    assert "Annehmen" in window.help_desk.window.view.toPlainText()


# --- reading


def test_contents_are_listed_and_lead_to_their_pages(help_window: HelpWindow, qtbot: QtBot) -> None:
    assert entries(help_window) == [page.title for page in load("en")]
    contents = help_window.contents
    qtbot.mouseClick(
        contents.viewport(), Qt.MouseButton.LeftButton, pos=contents.visualItemRect(contents.item(3)).center()
    )
    assert help_window.view.name == "scans"
    assert help_window.windowTitle() == "Scans without dates - Whence"


def test_links_lead_on_and_keys_back_and_forward(help_window: HelpWindow, qtbot: QtBot) -> None:
    help_window.view.anchorClicked.emit(QUrl("writing.md#getting-it-back"))
    assert help_window.view.name == "writing"
    assert shown_at_top(help_window.view) == "Getting it back"
    assert help_window.contents.currentItem().text() == "What is written where, and how to get everything back"
    qtbot.keyClick(help_window.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert help_window.view.name == "first-evening"
    qtbot.keyClick(help_window.view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert help_window.view.name == "writing"


def test_what_lies_elsewhere_is_left_to_the_system_and_only_on_a_click(
    help_window: HelpWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    assert opened == []
    help_window.view.anchorClicked.emit(QUrl("https://example.org/tracks.md"))
    assert opened == ["https://example.org/tracks.md"]
    assert help_window.view.name == "first-evening"


def pictures(view: PageView) -> list[float]:
    kinds = (fragment.charFormat() for fragment in dressing.fragments(view.document()))
    return [kind.toImageFormat().width() for kind in kinds if kind.isImageFormat()]


def test_pictures_fit_into_the_window(help_window: HelpWindow, qtbot: QtBot) -> None:
    for width in (1500, 700):
        help_window.resize(width, 600)
        room = help_window.view.viewport().width()
        qtbot.waitUntil(lambda room=room: 0 < max(pictures(help_window.view)) <= room)  # type: ignore[misc]
    assert help_window.view.horizontalScrollBar().maximum() == 0


def test_letters_grow_and_shrink_and_that_is_remembered(help_window: HelpWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = help_window.view.font().pointSizeF()
    for _ in range(3):
        qtbot.keyClick(help_window.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(help_window.view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert help_window.view.font().pointSizeF() == before + 2
    help_window.resize(733, 555)
    help_window.close()
    again = HelpWindow(QSettings(str(tmp_path / "help.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(again)
    assert (again.view.zoom, again.width(), again.height()) == (2, 733, 555)
    again.view.larger(0)
    assert again.view.font().pointSizeF() == before


def test_a_dark_desktop_gets_links_and_code_that_can_be_read(help_window: HelpWindow, qtbot: QtBot) -> None:
    dark = QPalette(QColor("#26282b"))
    dark.setColor(QPalette.ColorRole.Base, QColor("#1d1f21"))
    dark.setColor(QPalette.ColorRole.Text, QColor("#e6e7e8"))
    help_window.setPalette(dark)
    shades = [
        fragment.charFormat().background().color().lightness()
        for fragment in dressing.fragments(help_window.view.document())
        if fragment.charFormat().hasProperty(QTextFormat.Property.BackgroundBrush)
    ]
    assert shades
    assert max(shades) < 80


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_section_can_be_gone_to(help_window: HelpWindow, language: str) -> None:
    pages = load(language)
    help_window.set_pages(pages)
    for page in pages:
        help_window.view.show_page(page.name)
        shown = [block.text() for block in dressing.headings(help_window.view.document())]
        assert shown == [section.heading for section in page.sections]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_is_wider_than_the_window(help_window: HelpWindow, language: str) -> None:
    help_window.resize(760, 500)
    help_window.set_pages(load(language))
    for page in load(language):
        help_window.view.show_page(page.name)
        QApplication.processEvents()
        assert help_window.view.horizontalScrollBar().maximum() == 0, page.name


# --- searching


def test_hits_are_listed_while_one_types_and_enter_goes_to_the_best(help_window: HelpWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(help_window.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert help_window.search.hasFocus()
    help_window.resize(800, 300)
    qtbot.keyClicks(help_window.search, "zone nothing exact")
    assert entries(help_window)[0].startswith("Privacy → Zones where nothing exact is written\n")
    qtbot.keyClick(help_window.search, Qt.Key.Key_Return)
    assert help_window.view.name == "privacy"
    assert shown_at_top(help_window.view) == "Zones where nothing exact is written"
    assert help_window.view.extraSelections()


def test_what_was_searched_for_is_marked_on_the_page(help_window: HelpWindow, qtbot: QtBot) -> None:
    help_window.search.setText("undo")
    help_window.contents.choose_current()
    marks = [mark.cursor.selectedText() for mark in help_window.view.extraSelections()]
    assert marks
    assert {mark.casefold() for mark in marks} == {"undo"}


def test_escape_ends_the_search_then_the_help(help_window: HelpWindow, qtbot: QtBot) -> None:
    help_window.search.setFocus()
    qtbot.keyClicks(help_window.search, "xyzzy")
    assert not help_window.nothing.isHidden()
    assert entries(help_window) == []
    qtbot.keyClick(help_window.search, Qt.Key.Key_Escape)
    assert help_window.nothing.isHidden()
    assert entries(help_window) == [page.title for page in load("en")]
    assert help_window.view.extraSelections() == []
    qtbot.keyClick(help_window.search, Qt.Key.Key_Escape)
    assert not help_window.isVisible()


def test_tab_leads_from_the_search_to_the_list_and_the_page(help_window: HelpWindow, qtbot: QtBot) -> None:
    help_window.search.setFocus()
    reached = []
    for _ in range(3):
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(reached[-1], Qt.Key.Key_Tab)
    assert reached == [help_window.search, help_window.contents, help_window.view]


def test_parts_have_names_for_those_who_hear_the_window(help_window: HelpWindow) -> None:
    parts = (help_window.search, help_window.contents, help_window.view)
    assert [part.accessibleName() for part in parts] == ["Search the help", "Contents", "Page of the help"]
    help_window.search.setText("undo")
    assert help_window.contents.accessibleName() == "Found, the best first"
