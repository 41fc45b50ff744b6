"""The page about the program: what it is, and on demand whose work comes along."""

from pytestqt.qtbot import QtBot

from whence_desktop.about import About


def test_notices_are_shown_when_they_are_asked_for(qtbot: QtBot) -> None:
    about = About()
    qtbot.addWidget(about)
    about.show()
    assert not about.notices.isVisible()
    about.ask.click()
    assert about.notices.isVisible()
    text = about.notices.toPlainText()
    for work in ("PySide6", "GeoNames", "Natural Earth", "numpy"):
        assert work in text
    assert not about.ask.isEnabled()
