"""Every command with its keys on one sheet, where keys can be changed as well."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from whence_desktop.commands import Commands

_MENU, _TEXT, _KEYS = range(3)


class CheatSheet(QDialog):
    """A table of commands; double-click on keys to change them."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setWindowTitle(self.tr("Keys"))
        self.resize(560, 640)
        self.table = QTableWidget(len(commands.all), 3)
        self.table.setHorizontalHeaderLabels([self.tr("Menu"), self.tr("Command"), self.tr("Keys")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(_TEXT, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setAccessibleName(self.tr("Keys of all commands"))
        self.table.cellActivated.connect(lambda row, _column: self.edit(row))
        self.note = QLabel(self.tr("Enter or double-click on a row changes its key."))
        self.note.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.RestoreDefaults | QDialogButtonBox.StandardButton.Close
        )
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._reset)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self._fill()

    def edit(self, row: int) -> None:
        """Ask for another key of a command."""
        field = QKeySequenceEdit(self.table)
        field.setMaximumSequenceLength(1)
        field.setAccessibleName(self.tr("New key for {0}").format(self._commands.all[row].text))
        field.editingFinished.connect(lambda: self._take(row, field))
        self.table.setCellWidget(row, _KEYS, field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, row: int, field: QKeySequenceEdit) -> None:
        keys = field.keySequence()
        self.table.removeCellWidget(row, _KEYS)
        if not keys.isEmpty():
            name = self._commands.all[row].name
            losers = self._commands.remap(name, [keys.toString()])
            taken = [command.text for command in self._commands.all if command.name in losers]
            if taken:
                self.note.setText(self.tr("{0} has no key {1} any more.").format(", ".join(taken), keys.toString()))
        self._fill()

    def _reset(self) -> None:
        self._commands.reset()
        self._fill()

    def _fill(self) -> None:
        for row, command in enumerate(self._commands.all):
            keys = ", ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in self._commands.keys(command.name)
            )
            texts = (command.menu.replace("&", ""), command.text.replace("&", ""), keys)
            for column, text in enumerate(texts):
                self.table.setItem(row, column, QTableWidgetItem(text))
