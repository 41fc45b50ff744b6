"""Where a person asks for help: which page fits where they are, in the language of the window."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSettings
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from whence_desktop.commands import Commands
from whence_desktop.map.widget import MapWidget

if TYPE_CHECKING:
    from whence_desktop.help.window import HelpWindow

FIRST = "first-evening"
FITTING = {"review": FIRST, "writing": "writing", "tracks": "tracks", "scans": "scans", "map": "map"}
"""Where a person is -> the page of the help that tells about it."""

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""


def fitting(page: str, focus: QWidget | None) -> str:
    """Return the page of the help for a page of the window and the widget that has the focus."""
    is_map = page == "review" and isinstance(focus, MapWidget)
    return FITTING["map" if is_map else page]


class HelpDesk(QObject):
    """Opens the one help window, which is made when it is first asked for."""

    def __init__(self, commands: Commands, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._store = store
        self.window: HelpWindow | None = None

    def show(self, page: str) -> None:
        """Show a page, with the keys as they are now."""
        from whence_desktop.help.pages import load  # noqa: PLC0415 - the start does without
        from whence_desktop.help.window import HelpWindow  # noqa: PLC0415

        if self.window is None:
            self.window = HelpWindow(self._store)
        self.window.set_pages(load(self.language, self.keys()))
        self.window.show_page(page)

    def show_for(self, page: str, focus: QWidget | None) -> None:
        """Show what fits a page of the window and the widget that has the focus."""
        self.show(fitting(page, focus))

    def search(self) -> None:
        """Show the help with the cursor where one types what to look for."""
        shown = self.window.view.name if self.window is not None else ""
        self.show(shown or FIRST)
        if self.window is not None:
            self.window.search.setFocus()

    @property
    def language(self) -> str:
        """Which pages are read: the window's language, as its translation says."""
        return translate("help", "en", "the folder of this language's help pages; en where it has none")

    def keys(self) -> str:
        """Return all commands and their keys as a table in Markdown."""
        rows = [
            f"| {command.menu.replace('&', '')} | {command.text.replace('&', '')} | {self._spelled(command.name)} |"
            for command in self._commands.all
        ]
        heads = (translate("help", "Menu"), translate("help", "Command"), translate("help", "Keys"))
        return "\n".join([f"| {' | '.join(heads)} |", "|---|---|---|", *rows])

    def serve(self, dialog: QDialog, page: str) -> None:
        """Let F1 in a dialog, and a button among its buttons, show a page."""
        QShortcut(QKeySequence("F1"), dialog).activated.connect(lambda: self.show(page))
        for buttons in dialog.findChildren(QDialogButtonBox):
            buttons.addButton(QDialogButtonBox.StandardButton.Help)
            buttons.helpRequested.connect(lambda: self.show(page))

    def close(self) -> None:
        """Close the window with the program."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def _spelled(self, command: str) -> str:
        kind = QKeySequence.SequenceFormat.NativeText
        keys = [escape(QKeySequence(key).toString(kind)) for key in self._commands.keys(command) if key]
        return " ".join(f"<kbd>{key}</kbd>" for key in keys).replace("|", "&#124;")
