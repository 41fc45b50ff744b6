"""What opens above the window: settings, the sheet of keys, and what this is."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from whence_desktop.about import About
from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.commands import Commands
from whence_desktop.help.desk import HelpDesk
from whence_desktop.session import Session
from whence_desktop.settings_dialog import SettingsDialog


class Dialogs(QObject):
    """Opens dialogs, one at a time.

    Signals
    -------
    settings_changed()
        Settings were kept, and may be others.
    """

    settings_changed = Signal()

    def __init__(self, session: Session, commands: Commands, desk: HelpDesk, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._commands, self._desk, self._window = session, commands, desk, window

    def settings(self) -> None:
        """Open the settings."""
        dialog = SettingsDialog(self._session, self._window)
        dialog.accepted.connect(self.settings_changed)
        self._desk.serve(dialog, "settings")
        dialog.open()

    def keys(self) -> None:
        """Open the sheet of all keys."""
        dialog = CheatSheet(self._commands, self._window)
        self._desk.serve(dialog, "keys")
        dialog.open()

    def about(self) -> None:
        """Say what this is, and whom it owes thanks."""
        About(self._window).open()
