"""The photos of an album, or of the whole library, as a grid: ids first, everything else as it scrolls into view."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from whence_desktop import wording
from whence_desktop.library.rows import Rows
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.map.widget import PHOTOS_MIME
from whence_desktop.session import Session
from whence_engine.library.overview import PhotoState, states_of
from whence_engine.library.results import Listed
from whence_engine.photo import Photo

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_AT_ONCE = 64
_KEPT = 4096
_FAR = 8192  # rows that are looked through for the next photo to review
_NO_RESULT = Listed(None, "", ())
_NO_ROWS = Rows(np.zeros(0, np.int64))


class Role(int, Enum):
    """What a cell of the grid tells."""

    CELL = Qt.ItemDataRole.UserRole + 1  # Cell, or None while it is not known
    ID = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One photo of the grid.

    Attributes
    ----------
    photo, state
        What it is, and how far it has come.
    chance, place
        Of its best candidate; None and "" where it has none.
    flags
        Why no threshold may accept it: sentences; none once something is decided.
    """

    photo: Photo
    state: PhotoState
    chance: float | None
    place: str
    flags: tuple[str, ...] = ()


class PhotosModel(QAbstractListModel):
    """Photos in the order of their album, or of time across all albums."""

    def __init__(self, session: Session, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbnails = thumbnails
        self._rows = _NO_ROWS
        self._cells: OrderedDict[int, Cell] = OrderedDict()
        self._album: int | None = None
        thumbnails.ready.connect(self._redraw)

    @property
    def ids(self) -> Sequence[int]:
        """The photos, in order."""
        return self._rows.ids

    @property
    def is_all(self) -> bool:
        """Whether photos of many albums are shown."""
        return self._album is None and bool(self.ids)

    def show_album(self, album: int | None) -> None:
        """Show the photos of an album."""
        self._album = album
        self._show(_NO_ROWS if album is None else self._of_album(album))

    def show_all(self, rows: Rows) -> None:
        """Show photos of many albums."""
        self._album = None
        self._show(rows)

    def _of_album(self, album: int) -> Rows:
        return Rows(np.array(self._session.library.index.albums.photo_ids(album), np.int64))

    def _show(self, rows: Rows) -> None:
        self.beginResetModel()
        self._rows = rows
        self._cells.clear()
        self.endResetModel()

    def reload(self) -> None:
        """Look anew at everything: a scan may have put photos in, or taken some out."""
        rows = self._rows if self._album is None else self._of_album(self._album)
        if rows.ids != self._rows.ids:
            self._show(rows)
            return
        self._cells.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def refresh(self, photos: Sequence[int]) -> None:
        """Look anew at photos of which something changed."""
        for photo in photos:
            self._cells.pop(photo, None)
            self._redraw(photo)

    def row_of(self, photo: int) -> int | None:
        """Return the row of a photo, or None where it is not shown."""
        return self._rows.row_of(photo)

    def waiting_from(self, row: int, besides: Collection[int] = ()) -> int | None:
        """Return the first row from `row` on whose photo waits for a decision, none of `besides`.

        None where none does, or none among the next few thousand of a library that is shown whole.
        """
        library = self._session.library
        for begin in range(row, min(len(self.ids), row + _FAR), _AT_ONCE):
            ids = self.ids[begin : begin + _AT_ONCE]
            states = states_of(library, ids)
            for place, photo in enumerate(ids, start=begin):
                if states.get(photo) is PhotoState.TO_REVIEW and photo not in besides:
                    return place
        return None

    def cell(self, row: int) -> Cell | None:
        """Return what a row shows; neighbours are read along, as a grid asks for many at once."""
        if not 0 <= row < len(self.ids):
            return None
        photo_id = self.ids[row]
        if photo_id not in self._cells:
            self._read(row)
        return self._cells.get(photo_id)

    def _read(self, row: int) -> None:
        begin = max(0, row - _AT_ONCE // 4)
        wanted = [photo for photo in self.ids[begin : begin + _AT_ONCE] if photo not in self._cells]
        library = self._session.library
        results = library.index.results.listed(wanted)
        states = states_of(library, wanted)
        photos = list(library.index.photos.by_ids(wanted))
        decided = library.decisions(photos)
        for photo in photos:
            result = results.get(photo.id, _NO_RESULT)
            flags = () if photo.id in decided else result.flags
            self._cells[photo.id] = Cell(
                photo,
                states.get(photo.id, PhotoState.TO_REVIEW),
                result.probability,
                result.place,
                tuple(wording.said(flag.because) for flag in flags),
            )
        while len(self._cells) > _KEPT:
            self._cells.popitem(last=False)

    def _redraw(self, photo: int) -> None:
        row = self.row_of(photo)
        if row is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    # --- Qt's side ----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the photos."""
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if index.isValid() and role == Role.ID:
            return self.ids[index.row()]
        cell = self.cell(index.row()) if index.isValid() else None
        if cell is None:
            return None
        told: dict[int, Callable[[], Any]] = {
            Role.CELL: lambda: cell,
            Qt.ItemDataRole.DecorationRole: lambda: self._thumbnails.get(cell.photo) if not cell.photo.error else None,
            Qt.ItemDataRole.DisplayRole: lambda: cell.photo.path.name,
            Qt.ItemDataRole.ToolTipRole: lambda: (
                wording.said(cell.photo.error or "") or "\n".join((cell.photo.path.name, self._told(cell), *cell.flags))
            ),
            Qt.ItemDataRole.AccessibleTextRole: lambda: self._spoken(cell),
        }
        return told[role]() if role in told else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let photos be selected and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Say what photos are dragged as."""
        return [PHOTOS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Pack dragged photos."""
        data = QMimeData()
        rows = sorted(index.row() for index in indexes)
        data.setData(PHOTOS_MIME, ",".join(str(self.ids[row]) for row in rows).encode("ascii"))
        return data

    def _spoken(self, cell: Cell) -> str:
        return ", ".join((cell.photo.path.name, self._told(cell), *cell.flags))

    def _told(self, cell: Cell) -> str:
        """Say how far a photo has come, and where it was as far as that is known."""
        words = {
            PhotoState.HAS_POSITION: self.tr("has a position"),
            PhotoState.TO_REVIEW: self.tr("to review"),
            PhotoState.ACCEPTED: self.tr("accepted, to write"),
            PhotoState.WRITTEN: self.tr("written"),
            PhotoState.NO_PLACE: self.tr("no place"),
            PhotoState.SKIPPED: self.tr("skipped"),
            PhotoState.UNREADABLE: self.tr("cannot be read"),
        }
        return f"{words[cell.state]}, {wording.place(cell.place)}" if cell.place else words[cell.state]
