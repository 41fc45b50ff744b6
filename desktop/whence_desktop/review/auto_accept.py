"""Accepting what is sure enough, with a look at what that would be: counts by album, and the photos on demand."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from whence_desktop.jobs import work
from whence_desktop.jobs.runner import Failure, Job, Runner
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.review.plan import LEAST, Plan, Share, Sure, share_of
from whence_desktop.scan_bar import ScanBar
from whence_desktop.session import Session

_FIRST = 0.9
_EDGE_PX = 88
_MOST_SHOWN = 200
_ALBUM = Qt.ItemDataRole.UserRole


class AutoAccept(QDialog):
    """A threshold, and what it would do.

    Signals
    -------
    wanted(tuple, float)
        Accept, in these albums (ids), what is at least so likely.
    """

    wanted = Signal(object, float)

    def __init__(
        self,
        session: Session,
        thumbnails: Thumbnails,
        albums: Sequence[tuple[int, str]],
        current: int | None,
        parent: QWidget | None = None,
        *,
        runner: Runner,
    ) -> None:
        """Offer `albums` (id and title of those that are shown), and the `current` one alone."""
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._test: Job | None = None
        self._thumbnails = thumbnails
        self._albums = list(albums)
        self._current = current
        self._sure: dict[int, tuple[Sure, ...]] = {}
        self._shown: list[Sure] = []
        self._plan = Plan(session, self)
        self.setWindowTitle(self.tr("Accept what is sure"))
        self.resize(760, 620)
        self._build()
        self._build_test()
        self._arrange()
        self._plan.found.connect(self._take)
        self._plan.failed.connect(self.summary.setText)
        self.finished.connect(self._plan.close)
        thumbnails.ready.connect(self._redraw)
        self.finished.connect(lambda _result: thumbnails.ready.disconnect(self._redraw))
        self._plan.tested.connect(self._take_threshold)
        runner.began.connect(self._rest)
        runner.failed.connect(self._take_failure)
        runner.ended.connect(self._end_test)
        self._plan.ask([album for album, _ in self._albums])
        self._plan.ask_threshold()
        self._tell()

    def _build(self) -> None:
        self.scope = QComboBox()
        self.scope.setAccessibleName(self.tr("Which albums"))
        self.scope.addItem(self.tr("All albums that are shown ({0})").format(len(self._albums)), "all")
        if self._current is not None:
            self.scope.addItem(self.tr("This album"), "this")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(100 * LEAST), 100)
        self.slider.setValue(round(100 * _FIRST))
        self.slider.setAccessibleName(self.tr("Least chance in percent"))
        self.chance = QLabel()
        self._is_moved = False
        self.slider.sliderMoved.connect(self._move)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Album"), self.tr("Accepted"), self.tr("Left to you")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        self.tree.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
        self.tree.setAccessibleName(self.tr("Albums"))
        self.photos = QListWidget()
        self.photos.setViewMode(QListWidget.ViewMode.IconMode)
        self.photos.setMovement(QListWidget.Movement.Static)
        self.photos.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.photos.setIconSize(QSize(_EDGE_PX, _EDGE_PX))
        self.photos.setGridSize(QSize(_EDGE_PX + 30, _EDGE_PX + 24))
        self.photos.setAccessibleName(self.tr("Photos of the album that would be accepted or left to you"))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self.buttons.addButton(self.tr("Accept"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.scope.currentIndexChanged.connect(self._tell)
        self.slider.valueChanged.connect(self._tell)
        self.tree.currentItemChanged.connect(self._show_photos)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self._accept)

    def _build_test(self) -> None:
        """Make what runs a selftest and tells of it."""
        self.tested = QLabel()
        self.tested.setWordWrap(True)
        self.tested.setAccessibleName(self.tr("What the selftest says"))
        self.test_button = QPushButton(self.tr("Run a selftest"))
        self.test_button.setAutoDefault(False)
        about = self.tr(
            "Hides the positions of your own photos, looks for them again, and tells from which chance on the answers "
            "proved right. It takes a while; no photo is changed, and no answer."
        )
        self.test_button.setToolTip(about)
        self.test_button.setAccessibleDescription(about)
        self.test_button.setEnabled(self._runner.job is None)
        self.test_button.clicked.connect(self._begin_test)
        self.bar = ScanBar(self._runner)  # a dialog keeps the window's own out of reach

    def _arrange(self) -> None:
        told = QLabel(
            self.tr(
                "The best candidate of every undecided photo is accepted where it is at least this likely. "
                "What looks wrong is left to you. Nothing is written, and undo takes it all back in one step."
            )
        )
        told.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(self.slider, 1)
        line.addWidget(self.chance)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addWidget(self.scope)
        layout.addLayout(line)
        test = QHBoxLayout()
        test.addWidget(self.tested, 1)
        test.addWidget(self.test_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(test)
        layout.addWidget(self.bar)
        layout.addWidget(self.tree, 3)
        layout.addWidget(self.photos, 2)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)

    @property
    def probability(self) -> float:
        """The threshold."""
        return self.slider.value() / 100

    @property
    def chosen(self) -> tuple[int, ...]:
        """The albums that it is for."""
        if self.scope.currentData() == "this" and self._current is not None:
            return (self._current,)
        return tuple(album for album, _ in self._albums)

    def _take(self, album: int, sure: tuple[Sure, ...]) -> None:
        self._sure[album] = sure
        self._tell()

    def _move(self) -> None:
        self._is_moved = True

    def _take_threshold(self, probability: float | None, because: str) -> None:
        """Begin at the threshold that proved right in this library, unless a person has moved it already."""
        self.tested.setText(because)
        if probability is not None and not self._is_moved:
            self.slider.setValue(min(100, math.ceil(100 * probability - 1e-9)))

    def _begin_test(self) -> None:
        self._is_moved = False
        self._test = work.selftest(self._session, self.tr("Looking for hidden places"))
        self.test_button.setEnabled(False)
        self._runner.start(self._test)

    def _rest(self, _job: Job) -> None:
        self.test_button.setEnabled(False)

    def _take_failure(self, job: Job, failure: Failure) -> None:
        if job is self._test:
            self._test = None
            self.tested.setText(failure.sentence)

    def _end_test(self, job: Job) -> None:
        """Say what was found; a test that was stopped has found nothing new."""
        self.test_button.setEnabled(True)
        if job is self._test:
            self._test = None
            self._plan.ask_threshold()

    def _tell(self) -> None:
        """Say what the threshold would do now."""
        self.chance.setText(f"{self.slider.value()} %")
        chosen = self.chosen
        shares = {album: share_of(self._sure[album], self.probability) for album in chosen if album in self._sure}
        self._fill(shares)
        accepted = sum(len(share.accepted) for share in shares.values())
        held = sum(len(share.held) for share in shares.values())
        said = self.tr("{0} photos would be accepted, {1} are sure but look wrong.").format(accepted, held)
        if len(shares) < len(chosen):
            said += " " + self.tr("{0} of {1} albums looked through …").format(len(shares), len(chosen))
        self.summary.setText(said)
        self.accept_button.setText(self.tr("Accept {0}").format(accepted))
        self.accept_button.setEnabled(accepted > 0 and len(shares) == len(chosen))

    def _fill(self, shares: dict[int, Share]) -> None:
        before = self.tree.currentItem()
        current = before.data(0, _ALBUM) if before is not None else None
        blocked = self.tree.blockSignals(True)
        self.tree.clear()
        for album, title in self._albums:
            share = shares.get(album)
            if share is None or not (share.accepted or share.held):
                continue
            item = QTreeWidgetItem([title, str(len(share.accepted)), str(len(share.held)) if share.held else ""])
            item.setData(0, _ALBUM, album)
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.tree.addTopLevelItem(item)
            if album == current:
                self.tree.setCurrentItem(item)
        first = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and first is not None:
            self.tree.setCurrentItem(first)
        self.tree.blockSignals(blocked)
        self._show_photos()

    def _show_photos(self) -> None:
        item = self.tree.currentItem()
        album = item.data(0, _ALBUM) if item is not None else None
        share = share_of(self._sure.get(album, ()), self.probability) if album is not None else Share((), ())
        shown = [*share.held, *share.accepted][:_MOST_SHOWN]
        if shown == self._shown:
            return
        self._shown = shown
        self.photos.clear()
        for one in shown:
            mark = "⚠ " if one.flags else ""
            cell = QListWidgetItem(f"{mark}{100 * one.probability:.0f} %")
            cell.setToolTip("\n".join((one.photo.path.name, one.place, *one.flags)))
            cell.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join((one.photo.path.name, one.place, *one.flags)))
            self._picture(cell, one)
            self.photos.addItem(cell)

    def _picture(self, cell: QListWidgetItem, one: Sure) -> None:
        image = self._thumbnails.get(one.photo)
        if image is not None:
            cell.setIcon(QIcon(QPixmap.fromImage(image)))

    def _redraw(self, photo_id: int) -> None:
        for row, one in enumerate(self._shown):
            if one.photo.id == photo_id:
                self._picture(self.photos.item(row), one)

    def _accept(self) -> None:
        self.wanted.emit(self.chosen, self.probability)
        self.accept()
