"""Every word of the window can be translated, and German is complete and compiled."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop_photos import indexed, make_photos
from PySide6.QtCore import QLocale, QObject, QSettings, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from translated import GERMAN, texts

import translations
from whence_desktop.about import About
from whence_desktop.app import translate
from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.session import Session
from whence_desktop.settings_dialog import SETTINGS, SettingsDialog
from whence_desktop.window import Window
from whence_desktop.wording import ENGINE, PLACES


def test_german_is_complete() -> None:
    assert [source for source, told in texts(GERMAN).items() if not told] == []


def test_placeholders_survive_translation() -> None:
    for (_, source), forms in texts(GERMAN).items():
        assert source is not None
        for told in forms:
            assert places_in(source) - {"count"} <= places_in(told) <= places_in(source), source  # one is said in words


def places_in(template: str) -> set[str]:
    """Return the names of what is put into a template."""
    return {name for _, name, *_ in string.Formatter().parse(template) if name is not None}


def test_the_translations_know_every_text_of_the_code(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    translations.collect([fresh])
    assert set(texts(fresh)) == set(texts(GERMAN)), "run python installers/translations.py"


def test_the_tool_finds_every_text_that_python_finds() -> None:
    """It reads no text inside an f-string: such a text would stay English, and nobody would miss it."""
    known = {source for _, source in texts(GERMAN)}
    place = {"tr": 0, "translate": 1}
    asked = [
        text.value
        for path in translations.PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and (name := getattr(call.func, "attr", getattr(call.func, "id", ""))) in place
        for text in call.args[place[name] : place[name] + 1]
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
    assert len(asked) > 200
    assert [text for text in asked if text not in known] == []


def test_every_text_is_asked_for_where_the_translations_have_it() -> None:
    """What the tool takes for a context must be the class, or the word given to `translate`, that asks at run time."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in translations.PACKAGE.rglob("*.py"))
    askers = {*re.findall(r"class (\w+)", code), *re.findall(r'translate\(\s*"(\w+)"', code)}
    assert {context for context, _ in texts(GERMAN)} <= askers | {SETTINGS, ENGINE, PLACES}


def test_what_is_compiled_is_what_was_translated(tmp_path: Path) -> None:
    compiled = tmp_path / "fresh.qm"
    translations.compile_(GERMAN, compiled)
    assert compiled.read_bytes() == GERMAN.with_suffix(".qm").read_bytes()


class Marked(QTranslator):
    """Puts every text that is translated between quotation marks."""

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _count: int = -1) -> str:
        return f"«{source}»"

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def marked(qapp: QApplication) -> Iterator[None]:
    translator = Marked()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def window(session: Session, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    indexed(session, make_photos(tmp_path / "photos", 3))
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitUntil(lambda: made.selection.photo is not None)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def said(root: QObject) -> Iterator[tuple[str, str]]:
    """Yield what the widgets below `root` say: the kind, and the text."""
    for action in root.findChildren(QAction):
        yield "action", action.text()
    for widget in root.findChildren(QWidget):
        yield "name", widget.accessibleName()
        yield "tooltip", widget.toolTip()
        match widget:
            case QLineEdit():
                yield "placeholder", widget.placeholderText()
            case QAbstractButton() | QLabel():
                yield type(widget).__name__, widget.text()
            case QTabBar():
                yield from (("tab", widget.tabText(place)) for place in range(widget.count()))


@pytest.mark.usefixtures("marked")
def test_no_text_of_the_window_escapes_translation(window: Window, qtbot: QtBot) -> None:
    sheet, about, settings = CheatSheet(window.commands), About(), SettingsDialog(window.session)
    qtbot.addWidget(sheet)
    qtbot.addWidget(about)
    qtbot.addWidget(settings)
    data = ("•", "<h2>Whence")  # reasons, which the engine says, and the name of the program
    words = [(kind, text) for root in (window, sheet, about, settings) for kind, text in said(root)]
    own = [(kind, text) for kind, text in words if any(letter.isalpha() for letter in text)]
    assert len(own) > 60
    assert [(kind, text) for kind, text in own if "«" not in text and not text.startswith(data)] == []


def test_a_german_desktop_gets_german(qapp: QApplication) -> None:
    installed = translate(qapp, QLocale("de_AT"))
    try:
        assert qapp.translate("menus", "Accept") == "Annehmen"
    finally:
        for translator in installed:
            qapp.removeTranslator(translator)
