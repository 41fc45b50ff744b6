"""Another model is chosen: what it has not seen is said above the map, and a button lets it look."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bundles import make_bundle
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from workshop import PARIS, Workshop, photo

from whence_desktop.session import Session
from whence_desktop.settings_dialog import SettingsDialog
from whence_desktop.window import Window


@pytest.fixture
def shop(session: Session, tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path, session.library)
    for minute in range(4):
        photo(made.photos / f"paris-{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
    made.run()
    session.set("model", str(made.bundle.path))
    return made


@pytest.fixture
def window(session: Session, shop: Workshop, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitUntil(lambda: len(made.map.scene.cells) > 0, timeout=30_000)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def choose_model(window: Window, bundle: Path) -> None:
    """Choose a model in the settings, as a person does."""
    window.dialogs.settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    field = dialog.fields["model"]
    assert isinstance(field, QLineEdit)
    field.setText(str(bundle))
    dialog.accept()


def test_what_the_model_has_not_seen_is_said_and_seen_on_demand(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    assert window.note.isHidden()
    choose_model(window, make_bundle(tmp_path / "other", sureness=5.0))
    qtbot.waitUntil(lambda: not window.note.isHidden() and len(window.map.scene.cells) == 0, timeout=30_000)
    assert window.candidates.candidate is not None
    window.deciding.no_place()
    qtbot.mouseClick(window.note.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.runner.job is None and len(window.map.scene.cells) > 0, timeout=30_000)
    assert window.note.isHidden()
    assert len(window.session.library.decisions(window.session.library.index.photos.all())) == 1


def test_the_same_model_again_says_nothing(window: Window, shop: Workshop, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.answers.seen, timeout=30_000) as seen:
        choose_model(window, shop.bundle.path)
    assert seen.args[1] is True
    assert window.note.isHidden()
