"""The candidates of the photo that is looked at: rank, place, chance, radius, and the reasons of the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from whence_desktop import theme
from whence_engine.photo import Action, Candidate, Decision, Level

TIE = 0.05
"""Two candidates of one level whose chances differ by less than this are shown as a tie."""

_ROW_PX = 46


class CandidatesView(QScrollArea):
    """A row a candidate, and below the rows why the chosen one is likely.

    Signals
    -------
    chosen(int)
        The candidate of this rank was clicked.
    accepted(int)
        It was double-clicked: that means it is right.
    """

    chosen = Signal(int)
    accepted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates: tuple[Candidate, ...] = ()
        self._rank = 0
        self._rows: list[_Row] = []
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(2)
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        self._reasons = QLabel()
        self._reasons.setWordWrap(True)
        self._reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reasons.setContentsMargins(30, 4, 4, 4)
        self._reasons.setAccessibleName(self.tr("Reasons"))
        self._layout.addWidget(self._heading)
        self._layout.addWidget(self._reasons)
        self._layout.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Candidates"))

    @property
    def rank(self) -> int:
        """Rank of the chosen candidate; 0 where there is none."""
        return self._rank

    def show_candidates(self, candidates: Sequence[Candidate], decision: Decision | None) -> None:
        """Show the candidates of another photo, and what was decided of it."""
        self._candidates = tuple(candidates)
        self._rank = self._candidates[0].rank if self._candidates else 0
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_Row(one, self) for one in self._candidates]
        for place, row in enumerate(self._rows):
            self._layout.insertWidget(1 + place, row)
        self._heading.setText(self._said(decision))
        self._mark()

    def choose(self, rank: int) -> bool:
        """Choose another candidate; tell whether there is one of this rank."""
        if all(one.rank != rank for one in self._candidates):
            return False
        if rank != self._rank:
            self._rank = rank
            self._mark()
            self.chosen.emit(rank)
        return True

    def _mark(self) -> None:
        for row in self._rows:
            row.mark(row.candidate.rank == self._rank)
        chosen = next((one for one in self._candidates if one.rank == self._rank), None)
        reasons = [f"• {sentence}" for sentence in chosen.because] if chosen is not None else []
        self._reasons.setText("\n".join(reasons))
        self._reasons.setVisible(bool(reasons))

    def _said(self, decision: Decision | None) -> str:
        """Return what was decided, or what the candidates amount to."""
        if decision is not None:
            words = {
                Action.ACCEPT: self.tr("Accepted: {0}"),
                Action.REJECT: self.tr("Rejected: {0}"),
                Action.NO_PLACE: self.tr("No place applies."),
                Action.SKIP: self.tr("Skipped for now."),
            }
            said = words[decision.action].format(decision.place or self.tr("the place on the map"))
            return said + (" " + self.tr("It is written.") if decision.written is not None else "")
        if not self._candidates:
            return self.tr("There is nothing to choose from yet.")
        if is_tie(self._candidates):
            return self.tr("Two places are about equally likely: look at both.")
        if self._candidates[0].level is Level.CONTINENT:
            return self.tr("Nobody can tell from what is known so far.")
        return ""


class _Row(QWidget):
    """One candidate."""

    def __init__(self, candidate: Candidate, view: CandidatesView) -> None:
        super().__init__()
        self.candidate = candidate
        self._view = view
        self._is_chosen = False
        self.setFixedHeight(_ROW_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        chance = f"{100 * candidate.probability:.0f} %"
        self.setAccessibleName(
            self.tr("{0}: {1}, {2} within {3} km").format(
                candidate.rank, candidate.place, chance, f"{candidate.radius_km:g}"
            )
        )

    def mark(self, chosen: bool) -> None:
        """Show whether it is the chosen one."""
        self._is_chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as wide as there is room."""
        return QSize(300, _ROW_PX)

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose it."""
        self._view.choose(self.candidate.rank)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Accept it."""
        self._view.accepted.emit(self.candidate.rank)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw rank, place, level, chance as a bar and a number, and the shares of the evidence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        one, palette = self.candidate, self.palette()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._is_chosen:
            plate = palette.highlight().color()
            plate.setAlpha(48)
            painter.setPen(palette.highlight().color())
            painter.setBrush(plate)
            painter.drawRoundedRect(box, 6, 6)
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setPen(palette.text().color())
        painter.setFont(strong)
        painter.drawText(QRectF(6, 0, 20, 26), Qt.AlignmentFlag.AlignCenter, str(one.rank))
        right = self.width() - 128.0
        name = painter.fontMetrics().elidedText(
            one.place or self.tr("Open sea"), Qt.TextElideMode.ElideRight, int(right - 34)
        )
        painter.drawText(QRectF(32, 3, right - 32, 22), Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawText(
            QRectF(self.width() - 54, 3, 46, 22),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            f"{100 * one.probability:.0f} %",
        )
        _chance(painter, QRectF(right + 6, 10, 62, 7), one.probability, palette.highlight().color())
        painter.setFont(self.font())
        painter.setPen(theme.quiet(palette))
        shares = ", ".join(f"{name} {100 * share:.0f} %" for name, share in one.cues)
        told = f"{self._level()}, {one.radius_km:g} km" + (f"   {shares}" if shares else "")
        fitted = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, self.width() - 40)
        painter.drawText(QRectF(32, 23, self.width() - 38, 20), Qt.AlignmentFlag.AlignVCenter, fitted)
        painter.end()

    def _level(self) -> str:
        return {
            Level.EXACT: self.tr("exact"),
            Level.CITY: self.tr("city"),
            Level.REGION: self.tr("region"),
            Level.COUNTRY: self.tr("country"),
            Level.CONTINENT: self.tr("continent"),
        }[self.candidate.level]


def is_tie(candidates: Sequence[Candidate]) -> bool:
    """Tell whether the first two candidates are about equally likely, at the same level."""
    if len(candidates) < 2 or candidates[0].level is not candidates[1].level:
        return False
    return candidates[0].probability - candidates[1].probability < TIE


def _chance(painter: QPainter, box: QRectF, chance: float, colour: QColor) -> None:
    track = QColor(colour)
    track.setAlpha(50)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(track)
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(box.left(), box.top(), max(box.width() * chance, 4.0), box.height()), 3, 3)
