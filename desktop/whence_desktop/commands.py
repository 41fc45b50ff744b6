"""Everything that can be done with the keyboard: one action each, in a menu, in the cheat sheet, and remappable."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

_GROUP = "shortcuts"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done.

    Attributes
    ----------
    name
        What it is called in the settings; never shown.
    menu, text
        Where it stands, and what it says there.
    keys
        Its shortcuts unless a person chose others.
    run
        What it does.
    page
        The page on which it works; empty for all.
    is_on
        For what can be switched on and off: whether it is on at first; `run` switches it.
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    page: str = ""
    is_on: bool | None = None


class Commands:
    """Makes actions of commands and keeps the shortcuts that a person chose."""

    def __init__(self, window: QWidget, store: QSettings) -> None:
        self._window = window
        self._store = store
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}

    @property
    def all(self) -> list[Command]:
        """All commands, in the order in which they were added."""
        return list(self._commands.values())

    def add(self, command: Command) -> QAction:
        """Make the action of a command."""
        action = QAction(command.text, self._window)
        action.setObjectName(command.name)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.is_on is not None:
            action.setCheckable(True)
            action.setChecked(command.is_on)
        action.triggered.connect(lambda _checked=False: command.run())
        self._commands[command.name] = command
        self._actions[command.name] = action
        self._apply(command.name)
        self._window.addAction(action)
        return action

    def action(self, name: str) -> QAction:
        """Return the action of a command."""
        return self._actions[name]

    def turn_to(self, page: str) -> None:
        """Let those commands rest that have nothing to do with a page: their keys may mean something else there."""
        for name, command in self._commands.items():
            self._actions[name].setEnabled(command.page in {"", page})

    def keys(self, name: str) -> list[str]:
        """Return the shortcuts of a command, as they are written in the settings."""
        chosen = self._store.value(f"{_GROUP}/{name}")
        if chosen is None:
            return list(self._commands[name].keys)
        return [chosen] if isinstance(chosen, str) else [str(one) for one in chosen if one]

    def remap(self, name: str, keys: list[str]) -> list[str]:
        """Give a command other shortcuts; return the names of the commands that lose theirs for it."""
        wanted = {QKeySequence(key).toString() for key in keys}
        losers = []
        for other in self._commands:
            if other != name:
                kept = [key for key in self.keys(other) if QKeySequence(key).toString() not in wanted]
                if kept != self.keys(other):
                    losers.append(other)
                    self._store.setValue(f"{_GROUP}/{other}", kept or "")
                    self._apply(other)
        self._store.setValue(f"{_GROUP}/{name}", keys or "")
        self._apply(name)
        return losers

    def reset(self) -> None:
        """Give every command its own shortcuts back."""
        self._store.remove(_GROUP)
        for name in self._commands:
            self._apply(name)

    def _apply(self, name: str) -> None:
        keys = [QKeySequence(key) for key in self.keys(name) if key]
        self._actions[name].setShortcuts(keys)
