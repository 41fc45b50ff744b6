"""The candidates of the photo that is looked at: a row each, what speaks against them, why the chosen one is likely."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from whence_desktop import theme, wording
from whence_desktop.review.candidate_row import CandidateRow
from whence_engine.geo.sphere import distance_km
from whence_engine.locate.ties import ties
from whence_engine.photo import Action, Candidate, Decision, Level

_SAME_KM = 1.0


class CandidatesView(QScrollArea):
    """Rows that arrow keys walk through, and sentences around them.

    Signals
    -------
    chosen(int)
        The candidate of this rank was clicked or reached with the keyboard.
    accepted(int)
        It was double-clicked: that means it is right.
    """

    chosen = Signal(int)
    accepted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates: tuple[Candidate, ...] = ()
        self._rank = 0
        self._rows: list[CandidateRow] = []
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(2)
        self.heading = _sentence(self.tr("What is known"))
        self.flags = _sentence(self.tr("What speaks against it"))
        self.reasons = _sentence(self.tr("Reasons"))
        self.reasons.setContentsMargins(34, 4, 4, 4)
        for label in (self.heading, self.flags, self.reasons):
            self._layout.addWidget(label)
        self._layout.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Candidates"))

    @property
    def rank(self) -> int:
        """Rank of the chosen candidate; 0 where there is none."""
        return self._rank

    @property
    def candidate(self) -> Candidate | None:
        """The chosen candidate."""
        return next((one for one in self._candidates if one.rank == self._rank), None)

    @property
    def rows(self) -> Sequence[CandidateRow]:
        """The rows, best first."""
        return self._rows

    def show_candidates(
        self,
        candidates: Sequence[Candidate],
        decision: Decision | None,
        flags: Sequence[str] = (),
        *,
        keep: bool = False,
        is_readable: bool = True,
    ) -> None:
        """Show candidates, what was decided, and what speaks against the first.

        None are to come where the photo cannot be read.
        `keep` keeps the chosen place chosen where it is still among them: they are those of the same photo, refreshed.
        """
        before, had_focus = self.candidate, any(row.hasFocus() for row in self._rows)
        self._candidates = tuple(candidates)
        self._rank = self._candidates[0].rank if self._candidates else 0
        if keep and before is not None:
            self._rank = next((one.rank for one in self._candidates if _is_same(one, before)), self._rank)
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        equal = ties(self._candidates)
        tied = {self._candidates[0].rank, *(one.rank for one in equal)} if equal else set()
        self._rows = [self._row(one, tied=one.rank in tied) for one in self._candidates]
        for place, row in enumerate(self._rows):
            self._layout.insertWidget(2 + place, row)
            row.show()  # a row that is not shown yet could not take the keyboard
        _say(self.heading, self._said(decision, len(tied)) if is_readable else "")
        _say(self.flags, "\n".join(f"⚠ {sentence}" for sentence in flags))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.warning(self.palette()))
        self.flags.setPalette(palette)
        self._mark()
        if had_focus:
            self.focus()

    def choose(self, rank: int) -> bool:
        """Choose another candidate; tell whether there is one of this rank."""
        if all(one.rank != rank for one in self._candidates):
            return False
        if rank != self._rank:
            self._rank = rank
            self._mark()
            self.chosen.emit(rank)
        return True

    def focus(self) -> None:
        """Give the chosen row the keyboard."""
        for row in self._rows:
            if row.candidate.rank == self._rank:
                row.setFocus()
                self.ensureWidgetVisible(row)

    def _row(self, candidate: Candidate, *, tied: bool) -> CandidateRow:
        row = CandidateRow(candidate, tied=tied)
        row.chosen.connect(self.choose)
        row.accepted.connect(self.accepted)
        row.stepped.connect(self._step)
        return row

    def _step(self, by: int) -> None:
        place = next((n for n, row in enumerate(self._rows) if row.candidate.rank == self._rank), 0) + by
        if 0 <= place < len(self._rows):
            self.choose(self._rows[place].candidate.rank)
            self.focus()

    def _mark(self) -> None:
        for row in self._rows:
            row.mark(chosen=row.candidate.rank == self._rank)
        chosen = self.candidate
        _say(
            self.reasons,
            "\n".join(f"• {wording.said(sentence)}" for sentence in chosen.because) if chosen is not None else "",
        )

    def _said(self, decision: Decision | None, tied: int) -> str:
        """Return what was decided, or what the candidates amount to."""
        if decision is not None:
            words = {
                Action.ACCEPT: self.tr("Accepted: {0}"),
                Action.REJECT: self.tr("Rejected: {0}"),
                Action.NO_PLACE: self.tr("No place applies."),
                Action.SKIP: self.tr("Skipped for now."),
            }
            said = words[decision.action].format(wording.place(decision.place) or self.tr("the place on the map"))
            return said + (" " + self.tr("It is written.") if decision.written is not None else "")
        if not self._candidates:
            return self.tr("No candidates yet: they come once the album was located.")
        if tied:
            return self.tr("A tie: these {0} are about as likely. Look at each of them.").format(tied)
        if self._candidates[0].level is Level.CONTINENT:
            return self.tr("Nobody can tell from what is known so far.")
        return ""


def _is_same(one: Candidate, other: Candidate) -> bool:
    return float(distance_km(one.lat_deg, one.lon_deg, other.lat_deg, other.lon_deg)) <= _SAME_KM


def _sentence(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(name)
    label.hide()
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
