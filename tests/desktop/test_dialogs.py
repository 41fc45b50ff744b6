"""Settings and keys: every declared setting has a field, every command a row, and both keep what was chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot

from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.commands import Command, Commands
from whence_desktop.session import Session
from whence_desktop.settings_dialog import SettingsDialog
from whence_engine.settings import declared, load


@pytest.fixture
def dialog(session: Session, qtbot: QtBot) -> SettingsDialog:
    made = SettingsDialog(session)
    qtbot.addWidget(made)
    return made


def test_every_declared_setting_has_a_field_that_shows_its_value(dialog: SettingsDialog, session: Session) -> None:
    assert list(dialog.fields) == list(declared())
    for name in declared():
        assert dialog.value(name) == getattr(session.settings, name)


def test_what_is_changed_is_stored_and_counts_at_once(dialog: SettingsDialog, session: Session) -> None:
    keep, write, zones = (dialog.fields[name] for name in ("keep_mtime", "write", "privacy_zones"))
    assert isinstance(keep, QCheckBox)
    assert isinstance(write, QComboBox)
    assert isinstance(zones, QPlainTextEdit)
    keep.setChecked(False)
    write.setCurrentIndex(write.findData("sidecar"))
    zones.setPlainText("48.1, 11.5, 2\n\n38.7, -9.1, 1")
    dialog.accept()
    stored = load(session.folders.settings)
    assert (stored.keep_mtime, stored.write) == (False, "sidecar")
    assert stored.privacy_zones == ("48.1, 11.5, 2", "38.7, -9.1, 1")
    assert session.settings == stored


def test_a_settings_file_that_cannot_be_written_is_said(dialog: SettingsDialog, session: Session) -> None:
    model = dialog.fields["model"]
    assert isinstance(model, QLineEdit)
    model.setText("geoclip")
    session.folders.settings.mkdir(parents=True)
    dialog.accept()
    assert not dialog.complaint.isHidden()
    assert "settings.toml" in dialog.complaint.text()


@pytest.fixture
def commands(qtbot: QtBot, tmp_path: Path) -> Commands:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Commands(window, QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat))
    made.window = window  # type: ignore[attr-defined]  # keeps it alive
    for name, keys in (("accept", ("Return",)), ("reject", ("R",)), ("undo", ("Z", "Ctrl+Z"))):
        made.add(Command(name, "&Decide", name.capitalize(), keys, lambda: None))
    return made


def shortcuts(commands: Commands, name: str) -> list[str]:
    return [one.toString() for one in commands.action(name).shortcuts()]


def test_a_key_can_be_given_to_another_command(commands: Commands) -> None:
    assert commands.remap("reject", ["Z"]) == ["undo"]
    assert shortcuts(commands, "reject") == ["Z"]
    assert shortcuts(commands, "undo") == ["Ctrl+Z"]
    commands.reset()
    assert shortcuts(commands, "reject") == ["R"]
    assert shortcuts(commands, "undo") == ["Z", "Ctrl+Z"]


def test_chosen_keys_are_kept(commands: Commands, qtbot: QtBot) -> None:
    commands.remap("accept", ["Space"])
    window = QMainWindow()
    qtbot.addWidget(window)
    again = Commands(window, commands._store)
    again.add(Command("accept", "&Decide", "Accept", ("Return",), lambda: None))
    assert shortcuts(again, "accept") == ["Space"]


def test_the_sheet_lists_every_command_and_changes_its_key(commands: Commands, qtbot: QtBot) -> None:
    sheet = CheatSheet(commands)
    qtbot.addWidget(sheet)
    items = [sheet.table.item(row, 1) for row in range(sheet.table.rowCount())]
    rows = [item.text() for item in items if item is not None]
    assert rows == ["Accept", "Reject", "Undo"]
    sheet.edit(1)
    field = sheet.table.cellWidget(1, 2)
    field.setKeySequence(QKeySequence("Ctrl+Z"))  # type: ignore[attr-defined]
    field.editingFinished.emit()  # type: ignore[attr-defined]
    assert shortcuts(commands, "reject") == ["Ctrl+Z"]
    assert shortcuts(commands, "undo") == ["Z"]
    assert "Undo" in sheet.note.text()
