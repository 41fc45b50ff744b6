"""The page of writing: what waits, where it would go, the writing with a report, and undo of any of it.

Nothing is written before the list was looked at and a button was pressed; the first time, a question explains what
happens.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from whence_desktop.jobs import work
from whence_desktop.jobs.runner import Job, Runner
from whence_desktop.session import Session
from whence_desktop.writing.rows_model import WRITTEN, Column, RowsModel
from whence_engine.accept.rows import WriteRow
from whence_engine.accept.written import written

_ASKED = "writing/asked"
_WHY_PX = 170
_ROOM_PX = 16  # beside the text of a column


class WritePage(QWidget):
    """Two lists: what waits to be written, and everything that was ever written.

    Signals
    -------
    wrote(list)
        Rows of a run or an undo that is through.
    looked_at(Path)
        A photo of the lists is to be seen.
    """

    wrote = Signal(object)
    looked_at = Signal(object)

    def __init__(self, session: Session, runner: Runner, store: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._store = store
        self._jobs: dict[Job, Callable[[list[object]], None]] = {}
        self._fresh: list[WriteRow] = []
        self._done = ""
        self.waiting = RowsModel(self)
        self.past = RowsModel(self)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.write_button = self._button(self.tr("Write"), self.write)
        self.replacing = QCheckBox(self.tr("Replace positions that photos already have"))
        self.replacing.toggled.connect(lambda _on: self.refresh())
        self.undo_selected = self._button(self.tr("Take the selected back"), self._undo_selected)
        self.undo_run = self._button(self.tr("Take the last run back"), lambda: self._undo(last=True))
        self.undo_all = self._button(self.tr("Take everything back"), self._undo_everything)
        self.waiting_table = _table(self.waiting, self.tr("What would be written"), hidden=(Column.WHEN,))
        self.past_table = _table(self.past, self.tr("What was written"), hidden=())
        self.tabs = QTabWidget()
        waiting = _page(self.waiting_table, self.summary, [self.write_button], self.replacing)
        self.tabs.addTab(waiting, self.tr("To write"))
        buttons = [self.undo_selected, self.undo_run, self.undo_all]
        kept = QLabel(self.tr("The old bytes of every file are kept."))
        self.tabs.addTab(_page(self.past_table, kept, buttons), self.tr("Written"))
        for table, model in ((self.waiting_table, self.waiting), (self.past_table, self.past)):
            table.activated.connect(lambda index, shown=model: self.looked_at.emit(shown.rows[index.row()].path))
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        runner.events.connect(self._see)
        runner.ended.connect(self._end)

    def refresh(self, done: str = "") -> None:
        """Look anew at what waits (a dry run, beside the window) and at what was written; say what was done before."""
        self._done = done
        self.waiting.set_rows([])
        self.past.set_rows(reversed(list(written(self._session.library))))
        name, replacing = self.tr("Looking at what would be written"), self.replacing.isChecked()
        self._start(work.dry_run(self._session, name, replace=replacing), self._add_waiting)
        self._tell()

    def write(self) -> None:
        """Write what waits; the first time ever, ask."""
        if not self._store.value(_ASKED, defaultValue=False, type=bool):
            if not self._agreed():
                return
            self._store.setValue(_ASKED, True)
        self._fresh = []
        name, replacing = self.tr("Writing places into photos"), self.replacing.isChecked()
        self._start(work.apply(self._session, (), name, replace=replacing), self._add_fresh)

    # --- how ----------------------------------------------------------------------------------------------------------

    def _agreed(self) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Write places into {0} photos?").format(self.waiting.rowCount()))
        box.setInformativeText(
            self.tr(
                "A photo is never changed in place: a checked copy with the position added replaces it, and the old "
                "bytes are kept. Everything can be taken back, photo by photo or all at once, byte for byte."
            )
        )
        yes = box.addButton(self.tr("Write"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is yes

    def _undo_selected(self) -> None:
        rows = sorted({index.row() for index in self.past_table.selectionModel().selectedRows()})
        paths = self.past.paths(rows)
        if paths:
            self._undo(paths=paths)

    def _undo_everything(self) -> None:
        question = self.tr("Take everything back that was ever written, {0} rows?").format(self.past.rowCount())
        if QMessageBox.question(self, self.tr("Take everything back"), question) is QMessageBox.StandardButton.Yes:
            self._undo(everything=True)

    def _undo(self, *, last: bool = False, everything: bool = False, paths: Sequence[Path] = ()) -> None:
        self._fresh = []
        job = work.undo(
            self._session, self.tr("Giving the old bytes back"), last=last, everything=everything, paths=paths
        )
        self._start(job, self._add_fresh)

    def _start(self, job: Job, take: Callable[[list[object]], None]) -> None:
        self._jobs[job] = take
        self._enable(on=False)
        self._runner.start(job)

    def _see(self, job: Job, events: list[object]) -> None:
        if job in self._jobs:
            self._jobs[job](events)

    def _add_waiting(self, events: list[object]) -> None:
        self.waiting.add([event for event in events if isinstance(event, WriteRow)])
        self._tell()

    def _add_fresh(self, events: list[object]) -> None:
        self._fresh += [event for event in events if isinstance(event, WriteRow)]

    def _end(self, job: Job) -> None:
        take = self._jobs.pop(job, None)
        self._enable(on=True)
        if take == self._add_fresh:
            self.wrote.emit(self._fresh)
            self.refresh(self._said_of_fresh())

    def _tell(self) -> None:
        rows = self.waiting.rows
        beside = sum(row.action in WRITTEN and row.target is not None for row in rows)
        refused = sum(row.action == "refused" for row in rows)
        inside = len(rows) - beside - refused
        if not rows:
            nothing = self.tr("Nothing accepted waits to be written.")
            self.summary.setText(f"{self._done} {nothing}".strip())
            return
        said = self.tr("{0} into the photos themselves, {1} into sidecars beside them").format(inside, beside)
        left = self.tr(", {0} cannot be written").format(refused) if refused else ""
        self.summary.setText(f"{self._done} {said}{left}.".strip())

    def _said_of_fresh(self) -> str:
        """Say in a sentence what a run did."""
        counted = Counter("written" if row.action in WRITTEN else row.action for row in self._fresh)
        words = {
            "written": self.tr("{0} places were written; under Written they can be taken back."),
            "undone": self.tr("{0} were taken back."),
            "refused": self.tr("{0} could not be written."),
        }
        return " ".join(text.format(counted[kind]) for kind, text in words.items() if counted[kind])

    def _enable(self, *, on: bool) -> None:
        self.write_button.setEnabled(on and any(row.action in WRITTEN for row in self.waiting.rows))
        self.replacing.setEnabled(on)
        for button in (self.undo_selected, self.undo_run, self.undo_all):
            button.setEnabled(on and self.past.rowCount() > 0)

    def _button(self, text: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked=False: run())
        return button


def _table(model: RowsModel, name: str, hidden: Sequence[Column]) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)  # Tab goes on to the buttons
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.setAccessibleName(name)
    for column in hidden:
        table.setColumnHidden(column, True)
    header = table.horizontalHeader()
    header.resizeSection(Column.WHY, _WHY_PX)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column in (Column.PHOTO, Column.PLACE):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # of a path both ends tell
    widest = {
        Column.WHEN: ["2000-00-00 00:00"],
        Column.WHAT: model.words().values(),
        Column.TARGET: ["IMG_20140809.jpg.xmp"],
    }
    for column, texts in widest.items():
        header.resizeSection(column, max(map(table.fontMetrics().horizontalAdvance, texts)) + _ROOM_PX)
    return table


def _page(
    table: QTableView, summary: QLabel, buttons: Sequence[QPushButton], choice: QCheckBox | None = None
) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(summary)
    layout.addWidget(table, 1)
    row = QHBoxLayout()
    if choice is not None:
        row.addWidget(choice)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    layout.addLayout(row)
    return page
