"""The controls that shift a clock: a slider for hours, one for minutes and seconds, and a field, all one value."""

import re

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QHBoxLayout, QSlider, QSpinBox, QVBoxLayout, QWidget

FARTHEST_MIN = 14 * 60
COARSE_MIN = 15
"""What the slider for hours moves by: zones differ by multiples of it."""

_MOST_S = 50 * 366 * 86400  # a clock that was never set may be decades behind
_SPELLED = re.compile(r"([+-]?)\s*(\d{1,6}):([0-5]?\d)(?::([0-5]?\d))?")
_TYPING = re.compile(r"[+-]?\s*[\d:]*")


class OffsetEdit(QSpinBox):
    """A number of seconds, written as +1:00:00."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-_MOST_S, _MOST_S)
        self.setAccelerated(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)

    def textFromValue(self, val: int) -> str:  # noqa: N802 - Qt's name
        """Spell an offset."""
        seconds = abs(val)
        return f"{'-' if val < 0 else '+'}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"

    def valueFromText(self, text: str) -> int:  # noqa: N802 - Qt's name
        """Read an offset."""
        match = _SPELLED.fullmatch(text.strip())
        if match is None:
            return self.value()
        seconds = 3600 * int(match[2]) + 60 * int(match[3]) + int(match[4] or 0)
        return -seconds if match[1] == "-" else seconds

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Tell whether a text is an offset, or may become one."""
        if _SPELLED.fullmatch(text.strip()):
            return QValidator.State.Acceptable, text, pos
        typing = _TYPING.fullmatch(text.strip())
        return (QValidator.State.Intermediate if typing else QValidator.State.Invalid), text, pos


class ClockBox(QWidget):
    """Sliders and field of one offset.

    Signals
    -------
    shifted(int)
        Another offset, in seconds.
    """

    shifted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-FARTHEST_MIN, FARTHEST_MIN)
        self.slider.setSingleStep(COARSE_MIN)
        self.slider.setPageStep(60)
        self.slider.setTickInterval(60)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setAccessibleName(self.tr("Clock offset, hours"))
        self.slider.setToolTip(self.tr("Hours. Arrow keys: a quarter of an hour; Page Up and Page Down: an hour."))
        self.fine = QSlider(Qt.Orientation.Horizontal)
        self.fine.setRange(-60 * COARSE_MIN, 60 * COARSE_MIN)
        self.fine.setSingleStep(1)
        self.fine.setPageStep(60)
        self.fine.setTickInterval(60)
        self.fine.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.fine.setAccessibleName(self.tr("Clock offset, minutes and seconds"))
        self.fine.setToolTip(self.tr("Minutes. Arrow keys: a second; Page Up and Page Down: a minute."))
        self.edit = OffsetEdit()
        self.edit.setAccessibleName(self.tr("Clock offset, hours, minutes and seconds"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.slider)
        beside = QHBoxLayout()
        beside.addWidget(self.fine, 1)
        beside.addWidget(self.edit)
        layout.addLayout(beside)
        self.slider.valueChanged.connect(self._slid)
        self.fine.valueChanged.connect(lambda _seconds: self._take_sliders())
        self.edit.valueChanged.connect(self._typed)

    @property
    def seconds(self) -> int:
        """The offset."""
        return self.edit.value()

    def set_seconds(self, seconds: int) -> None:
        """Show an offset that somebody else found."""
        self.edit.setValue(seconds)

    def _slid(self, minutes: int) -> None:
        """Move by quarters of an hour; minutes and seconds stay."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(COARSE_MIN * round(minutes / COARSE_MIN))
        self._take_sliders()

    def _take_sliders(self) -> None:
        self.edit.setValue(60 * self.slider.value() + self.fine.value())

    def _typed(self, seconds: int) -> None:
        """Show another offset on the sliders; while one is dragged they stand as they should already."""
        if 60 * self.slider.value() + self.fine.value() != seconds:
            minutes = COARSE_MIN * round(seconds / 60 / COARSE_MIN)
            with QSignalBlocker(self.slider), QSignalBlocker(self.fine):
                self.slider.setValue(minutes)
                self.fine.setValue(seconds - 60 * minutes)
        self.shifted.emit(seconds)
