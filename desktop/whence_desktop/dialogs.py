"""What opens above the window: settings, the sheet of keys, and what this is."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from whence_desktop.about import About
from whence_desktop.cheat_sheet import CheatSheet
from whence_desktop.commands import Commands
from whence_desktop.session import Session
from whence_desktop.settings_dialog import SettingsDialog


class Dialogs(QObject):
    """Opens dialogs, one at a time.

    Signals
    -------
    settings_changed()
        Settings were kept, and may be others.
    help_wanted()
        The page on settings is wanted.
    """

    settings_changed = Signal()
    help_wanted = Signal()

    def __init__(self, session: Session, commands: Commands, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._commands, self._window = session, commands, window

    def settings(self) -> None:
        """Open the settings."""
        dialog = SettingsDialog(self._session, self._window)
        dialog.accepted.connect(self.settings_changed)
        dialog.help_wanted.connect(self.help_wanted)
        dialog.open()

    def keys(self) -> None:
        """Open the sheet of all keys."""
        CheatSheet(self._commands, self._window).open()

    def about(self) -> None:
        """Say what this is, and whom it owes thanks."""
        About(self._window).open()
