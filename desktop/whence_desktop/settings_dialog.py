"""Settings, built from what the engine declares: a field for each, with its help, checked as the engine checks it."""

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from whence_desktop import theme, wording
from whence_desktop.session import Session
from whence_engine.errors import WhenceError
from whence_engine.settings import declared

SETTINGS = "settings"
"""Under this word the translations keep what the engine says of its settings."""

translate = QCoreApplication.translate


class SettingsDialog(QDialog):
    """All settings of the engine; only what differs is stored."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.fields: dict[str, QWidget] = {}
        self.setWindowTitle(self.tr("Settings"))
        self.resize(640, 620)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setVerticalSpacing(16)
        form.setHorizontalSpacing(16)
        for name, (help_text, choices, _default) in declared().items():
            field = _field(getattr(session.settings, name), choices)
            label, told = _heading(name), translate(SETTINGS, help_text)
            field.setAccessibleName(label)
            field.setAccessibleDescription(told)
            field.setToolTip(told)
            self.fields[name] = field
            hint = QLabel(told)
            hint.setWordWrap(True)
            tint = hint.palette()
            tint.setColor(hint.foregroundRole(), theme.quiet(tint))
            hint.setPalette(tint)
            both = QVBoxLayout()
            both.setSpacing(3)
            both.addWidget(field)
            both.addWidget(hint)
            form.addRow(label, both)
            form.labelForField(both).setBuddy(field)  # type: ignore[attr-defined]
        inner = QWidget()
        inner.setLayout(form)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take the keyboard, and are scrolled to
        self.complaint = QLabel()
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.complaint)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Store what was changed; what the engine refuses keeps the dialog open and says why."""
        try:
            for name in self.fields:
                value = self.value(name)
                if value != getattr(self._session.settings, name):
                    self._session.set(name, value)
        except WhenceError as error:
            self.complaint.setText(wording.said(error))
            self.complaint.show()
            return
        super().accept()

    def value(self, name: str) -> Any:
        """Return what a field says."""
        field = self.fields[name]
        match field:
            case QCheckBox():
                return field.isChecked()
            case QSpinBox():
                return field.value()
            case QComboBox():
                return field.currentData()
            case QPlainTextEdit():
                return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())
            case QLineEdit():
                return field.text().strip()
        raise TypeError(name)


def _heading(name: str) -> str:
    """Return what a setting is called; untranslated its name in plain letters."""
    told = translate(SETTINGS, name)
    return name.replace("_", " ").capitalize() if told == name else told


def _field(value: Any, choices: tuple[str, ...]) -> QWidget:
    """Return the field that fits a value: whole numbers, yes or no, one of several, several lines, or text."""
    if isinstance(value, bool):
        box = QCheckBox()
        box.setChecked(value)
        return box
    if isinstance(value, int):
        spin = QSpinBox()
        spin.setRange(0, 1_000_000)
        spin.setValue(value)
        return spin
    if isinstance(value, tuple):
        lines = QPlainTextEdit("\n".join(value))
        lines.setMaximumHeight(80)
        lines.setTabChangesFocus(True)
        return lines
    if choices:
        combo = QComboBox()
        for choice in choices:
            combo.addItem(translate(SETTINGS, choice), choice)
        combo.setCurrentIndex(combo.findData(str(value)))
        return combo
    return QLineEdit(str(value))
