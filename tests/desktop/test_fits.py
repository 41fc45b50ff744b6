"""German words are long: none is cut off in a window of 1280 x 800."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QStyle, QStyleOptionComboBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.window import Window

pytestmark = pytest.mark.usefixtures("german")


def cut_off(root: QWidget) -> list[str]:
    """Texts of visible buttons, labels, boxes and tabs that have less room than they need."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        match widget:
            case QComboBox() if not widget.isEditable():
                option = QStyleOptionComboBox()
                widget.initStyleOption(option)
                part = QStyle.SubControl.SC_ComboBoxEditField
                room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget).width()
                if widget.fontMetrics().horizontalAdvance(widget.currentText()) > room:
                    found.append(widget.currentText())
            case QAbstractButton() if widget.text() and widget.width() < widget.minimumSizeHint().width():
                found.append(widget.text())
            case QLabel() if not widget.wordWrap() and widget.width() < widget.sizeHint().width():
                found.append(widget.text())
            case QTabBar() if widget.width() < widget.sizeHint().width():
                found += [widget.tabText(place) for place in range(widget.count())]
    return found


@pytest.mark.parametrize("page", ["review", "writing", "tracks", "scans"])
def test_nothing_is_cut_off_on_a_page(window: Window, page: str, qtbot: QtBot) -> None:
    window.resize(QSize(1280, 800))
    window.pages.turn_to(page)
    qtbot.waitUntil(lambda: window.runner.job is None and (page != "tracks" or window.tracks_page.is_loaded))
    assert window.pages.bar.tabText(0).startswith("Durchsehen")

    def nothing_is_cut_off() -> None:
        assert cut_off(window) == []

    qtbot.waitUntil(nothing_is_cut_off)  # texts that changed are laid out again in a moment


def test_no_key_is_cut_off_in_the_sheet_of_keys(window: Window, qtbot: QtBot) -> None:
    sheet = CheatSheet(window.commands, window)
    qtbot.addWidget(sheet)
    sheet.show()
    room = sheet.table.columnWidth(2)
    keys = [item.text() for row in range(sheet.table.rowCount()) if (item := sheet.table.item(row, 2)) is not None]
    assert "Strg+O" in keys
    assert [text for text in keys if sheet.table.fontMetrics().horizontalAdvance(text) > room] == []
