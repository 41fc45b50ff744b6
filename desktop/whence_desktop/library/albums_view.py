"""Albums at the left: filters and a search above, below them one row an album."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from whence_desktop import theme
from whence_desktop.library.albums_model import AlbumRow, AlbumsModel, Role, Wanted
from whence_desktop.lines import Line
from whence_desktop.selection import Selection
from whence_engine.library.overview import PhotoState
from whence_engine.library.sought import Show, Sought

_BAR_PX = 4
_ORDER = (
    PhotoState.WRITTEN,
    PhotoState.HAS_POSITION,
    PhotoState.ACCEPTED,
    PhotoState.TO_REVIEW,
    PhotoState.SKIPPED,
    PhotoState.NO_PLACE,
    PhotoState.UNREADABLE,
)


class AlbumsView(QWidget):
    """The list of albums with its filters.

    Signals
    -------
    narrowed()
        A filter, the search, or what they can be changed.
    """

    narrowed = Signal()

    def __init__(self, model: AlbumsModel, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = selection
        self._scrolled_px = 0
        self.search = Line()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search place, date, name, caption"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setToolTip(self.tr("Albums are narrowed as you type; Enter shows the photos that match."))
        self.show_box = QComboBox()
        self.show_box.setAccessibleName(self.tr("Which albums"))
        self.year_box = QComboBox()
        self.year_box.setAccessibleName(self.tr("Year"))
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(AlbumDelegate(model, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Albums"))
        self.all = QPushButton()
        self.all.setCheckable(True)
        self.all.setAutoExclusive(False)
        self.camera_box = QComboBox()
        self.camera_box.setAccessibleName(self.tr("Camera"))
        self.folder_box = QComboBox()
        self.folder_box.setAccessibleName(self.tr("Folder"))
        filters = QGridLayout()
        for box, row, column, width in (
            (self.show_box, 0, 0, 7),
            (self.year_box, 0, 7, 5),
            (self.folder_box, 1, 0, 6),
            (self.camera_box, 1, 6, 6),
        ):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            filters.addWidget(box, row, column, 1, width)
        for column in range(12):
            filters.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 2, 6)
        layout.addWidget(self.search)
        layout.addLayout(filters)
        layout.addWidget(self.all)
        layout.addWidget(self.list, 1)
        self._cameras: Mapping[str, frozenset[int]] = {}
        self._folders: Mapping[str, frozenset[int]] = {}
        self._fill_filters()
        self._connect()
        self.tell_found(None)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.show_box.currentIndexChanged.connect(self._narrow)
        for box in (self.year_box, self.camera_box, self.folder_box):
            box.currentIndexChanged.connect(self._narrow)
        self.list.selectionModel().currentChanged.connect(self._look)
        self._model.modelAboutToBeReset.connect(self._hold)
        self._model.modelReset.connect(self._let_go)
        self._selection.scope_changed.connect(self._restore)
        self._selection.album_changed.connect(self._restore)
        self.all.clicked.connect(self._look_at_all)
        self.search.returnPressed.connect(self._look_at_all)

    def rows_changed(self) -> None:
        """Fill the filters anew: there are other albums, or others are through."""
        self._fill_filters()

    def set_groups(self, cameras: Mapping[str, frozenset[int]], folders: Mapping[str, frozenset[int]]) -> None:
        """Offer these cameras and folders, each with its albums (ids), to narrow the list to."""
        self._cameras, self._folders = cameras, folders
        every, unknown = self.tr("All cameras"), self.tr("No camera named")
        _refill(self.camera_box, [(every, None), *((name or unknown, name) for name in cameras)])
        _refill(self.folder_box, [(self.tr("All folders"), None), *((_short(path), path) for path in folders)])
        for place, path in enumerate(folders, start=1):
            self.folder_box.setItemData(place, path, Qt.ItemDataRole.ToolTipRole)
        self._narrow()

    @property
    def sought(self) -> Sought:
        """Which photos filters and search let through, across all albums."""
        return Sought(
            self.show_box.currentData() or Show.ALL,
            self.search.text(),
            self.year_box.currentData(),
            self.camera_box.currentData(),
            self.folder_box.currentData(),
        )

    def tell_found(self, count: int | None) -> None:
        """Say how many photos of all albums match; None while that is not known."""
        named = self.tr("All photos") if self.sought == Sought() else self.tr("All photos that match")
        self.all.setText(named if count is None else f"{named} ({QLocale().toString(count)})")

    def next_to_review(self) -> bool:
        """Go to the next album below that has photos to review, from the top again after the last.

        Returns whether there is one, be it the same.
        """
        rows = self._model.rowCount()
        here = self.list.currentIndex().row()
        for step in range(1, rows + 1):
            row = (here + step) % rows
            found = self._model.album(row)
            if found is not None and found.overview.count(PhotoState.TO_REVIEW):
                self.list.setCurrentIndex(self._model.index(row))
                return True
        return False

    def _fill_filters(self) -> None:
        words = {
            Show.ALL: self.tr("All albums"),
            Show.TO_REVIEW: self.tr("To review"),
            Show.SURE: self.tr("Sure"),
            Show.DOUBTFUL: self.tr("Doubtful"),
            Show.CONFLICTS: self.tr("Conflicts"),
            Show.ACCEPTED: self.tr("Accepted, to write"),
            Show.WRITTEN: self.tr("Written"),
            Show.NO_PLACE: self.tr("No place"),
            Show.WITHOUT_POSITION: self.tr("Without a position"),
        }
        counts = self._model.counts()
        _refill(self.show_box, [(f"{words[show]} ({counts[show]})", show) for show in Show])
        years = [(str(year), year) for year in self._model.years()]
        _refill(self.year_box, [(self.tr("All years"), None), *years])

    def _narrow(self) -> None:
        show, year = self.show_box.currentData(), self.year_box.currentData()
        wanted = Wanted(show or Show.ALL, self.search.text(), year, self._grouped())
        if wanted != self._model.wanted:
            self._model.narrow(wanted)
            self.tell_found(None)
        self.narrowed.emit()

    def _grouped(self) -> frozenset[int] | None:
        """Return the albums of the chosen camera and folder; None where neither is chosen."""
        boxes = ((self.camera_box, self._cameras), (self.folder_box, self._folders))
        chosen = [groups.get(box.currentData(), frozenset()) for box, groups in boxes if box.currentData() is not None]
        return frozenset.intersection(*chosen) if chosen else None

    def _look(self, current: QModelIndex) -> None:
        album = current.data(Role.ID) if current.isValid() else None
        if album is not None:
            self._selection.look_at_album(album)

    def _look_at_all(self) -> None:
        self._selection.look_at_all()
        self._restore()

    def _hold(self) -> None:
        self._scrolled_px = self.list.verticalScrollBar().value()

    def _let_go(self) -> None:
        """Stay where the list was scrolled to: while a scan runs it is filled anew every other second."""
        self._restore()
        self.list.doItemsLayout()
        self.list.verticalScrollBar().setValue(self._scrolled_px)

    def _restore(self) -> None:
        """Keep the row of the album that is looked at current; none while all photos are."""
        self.all.setChecked(self._selection.is_all)
        if self._selection.is_all:
            self.list.setCurrentIndex(QModelIndex())
            return
        album = self._selection.album
        row = None if album is None else self._model.row_of(album)
        if row is not None and row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self._model.index(row))


class AlbumDelegate(QStyledItemDelegate):
    """Draws a row: place, days and number of photos, and a bar that says how far the album has come."""

    def __init__(self, model: AlbumsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give every row the same height."""
        return QSize(180, 2 * QFontMetrics(option.font).height() + _BAR_PX + 16)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        row: AlbumRow | None = index.data(Role.ALBUM)
        if row is None:
            return
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = option.palette.text().color()
        quiet = ink if chosen else theme.quiet(option.palette)
        if chosen:
            has_keys = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(option.palette.highlight().color(), 2 if has_keys else 1))
            painter.setBrush(theme.chosen(option.palette))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 5, 5)
        box = option.rect.adjusted(10, 5, -10, -6)
        title = QFont(option.font)
        title.setWeight(QFont.Weight.DemiBold)
        line = QFontMetrics(option.font).height()
        painter.setFont(title)
        painter.setPen(ink)
        _line(painter, QRect(box.left(), box.top(), box.width(), line), self._model.title(row))
        painter.setFont(option.font)
        painter.setPen(quiet)
        _line(painter, QRect(box.left(), box.top() + line + 1, box.width(), line), self._model.subtitle(row))
        _bar(painter, QRect(box.left(), box.bottom() - _BAR_PX + 2, box.width(), _BAR_PX), row, option)
        painter.restore()


def _line(painter: QPainter, box: QRect, text: str) -> None:
    fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)


def _bar(painter: QPainter, box: QRect, row: AlbumRow, option: QStyleOptionViewItem) -> None:
    total = max(row.overview.photos, 1)
    left = box.left()
    done = 0
    for state in _ORDER:
        done += row.overview.count(state)
        right = box.left() + round(box.width() * done / total)
        if right > left:
            colour = theme.of_state(state, option.palette)
            if state in {PhotoState.TO_REVIEW, PhotoState.SKIPPED, PhotoState.NO_PLACE}:
                colour.setAlpha(120)
            painter.fillRect(QRect(left, box.top(), right - left, box.height()), colour)
        left = right


def _short(path: str) -> str:
    """Return the last two parts of a path, as people know their folders."""
    return " / ".join(Path(path).parts[-2:])


def _refill(box: QComboBox, items: list[tuple[str, object]]) -> None:
    """Give a box other items and keep what was chosen, without telling anyone."""
    chosen = box.currentData()
    blocked = box.blockSignals(True)
    box.clear()
    for text, data in items:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, next((n for n, (_, data) in enumerate(items) if data == chosen), 0)))
    box.blockSignals(blocked)
