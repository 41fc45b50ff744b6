"""The list of albums: rows of the engine's overview, filtered and searched, refreshed album by album."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from whence_desktop import wording
from whence_desktop.library.typed import shown_day, typed_place
from whence_desktop.spelling import spelled
from whence_engine.library.albums import AlbumSummary
from whence_engine.library.overview import AlbumOverview, PhotoState
from whence_engine.library.sought import SURE, Show
from whence_engine.places.fold import fold_letters

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Role(int, Enum):
    """What a row tells beside its text."""

    ALBUM = Qt.ItemDataRole.UserRole + 1  # AlbumRow
    ID = Qt.ItemDataRole.UserRole + 2


_BY_STATE = {
    PhotoState.ACCEPTED: Show.ACCEPTED,
    PhotoState.WRITTEN: Show.WRITTEN,
    PhotoState.NO_PLACE: Show.NO_PLACE,
}


@dataclass(frozen=True, slots=True)
class AlbumRow:
    """One album of the list.

    Attributes
    ----------
    summary, overview
        When it was and how far it has come.
    words
        Folders, cameras and days of its photos as the search compares them.
    """

    summary: AlbumSummary
    overview: AlbumOverview
    words: str = ""

    @property
    def id(self) -> int:
        """Of the album."""
        return self.summary.id


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to.

    Attributes
    ----------
    show
        One of the states.
    text
        Words that all must occur in place, date, folder or camera.
    year
        None for all.
    albums
        Only these ids (a folder, a camera); None for all.
    """

    show: Show = Show.ALL
    text: str = ""
    year: int | None = None
    albums: frozenset[int] | None = field(default=None)


class AlbumsModel(QAbstractListModel):
    """Albums in time order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AlbumRow] = []
        self._shown: list[int] = []
        self._wanted = Wanted()
        self._typed: dict[str, str] = {}  # by place: thousands of albums are gone through with every letter

    @property
    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return self._wanted

    def set_rows(self, rows: Sequence[AlbumRow]) -> None:
        """Show other albums."""
        self.beginResetModel()
        self._rows = list(rows)
        self._narrow()
        self.endResetModel()

    def refresh(self, overviews: Iterable[AlbumOverview]) -> None:
        """Take over how far some albums have come; a row stays where it is until the list is narrowed anew."""
        changed = {one.id: one for one in overviews}
        for number, row in enumerate(self._rows):
            if row.id in changed:
                self._rows[number] = AlbumRow(row.summary, changed[row.id], row.words)
        for shown, number in enumerate(self._shown):
            if self._rows[number].id in changed:
                index = self.index(shown)
                self.dataChanged.emit(index, index)

    def narrow(self, wanted: Wanted) -> None:
        """Show only some albums."""
        self.beginResetModel()
        self._wanted = wanted
        self._narrow()
        self.endResetModel()

    def row_of(self, album: int) -> int | None:
        """Return the row that shows an album, or None."""
        return next((shown for shown, number in enumerate(self._shown) if self._rows[number].id == album), None)

    def album(self, row: int) -> AlbumRow | None:
        """Return what a row shows."""
        return self._rows[self._shown[row]] if 0 <= row < len(self._shown) else None

    def counts(self) -> dict[Show, int]:
        """Return how many albums each filter would show, for its button."""
        counted = Counter(show for row in self._rows for show in self._shown_by(row))
        return {show: counted[show] for show in Show}

    def photos_in(self, state: PhotoState) -> int:
        """Return how many photos of all albums are in a state."""
        return sum(row.overview.count(state) for row in self._rows)

    def years(self) -> list[int]:
        """Return the years in which there are albums, newest first."""
        return sorted({row.summary.first.year for row in self._rows if row.summary.first}, reverse=True)

    # --- Qt's side ----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the rows."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        row = self.album(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Role.ALBUM:
            return row
        if role == Role.ID:
            return row.id
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(row)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return f"{self.title(row)}, {self.subtitle(row)}"
        return None

    def title(self, row: AlbumRow) -> str:
        """Where it was; where nothing is known of that when, or the name of the folder of photos without a date."""
        return self._name(row) or self.when(row.summary)

    def _name(self, row: AlbumRow) -> str:
        folder = Path(row.summary.folder).name
        return wording.place(row.overview.place) or (spelled(Path(folder)) if folder else "")

    def subtitle(self, row: AlbumRow) -> str:
        """When it was, and how many photos it has."""
        count = row.overview.photos
        photos = self.tr("1 photo") if count == 1 else self.tr("{0} photos").format(count)
        return f"{self.when(row.summary)}, {photos}" if self._name(row) else photos

    def when(self, summary: AlbumSummary) -> str:
        """Return the days of an album as the person's locale writes them."""
        if summary.first is None:
            return self.tr("No date")
        first = shown_day(summary.first)
        if summary.last is None or summary.last.date() == summary.first.date():
            return first
        if summary.first.year == summary.last.year:
            day = QDate(summary.first.year, summary.first.month, summary.first.day)
            is_one_month = summary.first.month == summary.last.month
            first = QLocale().toString(day, self.tr("d") if is_one_month else self.tr("d MMM"))
        return f"{first} – {shown_day(summary.last)}"  # noqa: RUF001 - a range of days takes this dash

    def _narrow(self) -> None:
        words = fold_letters(self._wanted.text).split()
        self._shown = [number for number, row in enumerate(self._rows) if self._fits(row, words)]

    def _fits(self, row: AlbumRow, words: Sequence[str]) -> bool:
        wanted = self._wanted
        if wanted.albums is not None and row.id not in wanted.albums:
            return False
        if wanted.year is not None and (row.summary.first is None or row.summary.first.year != wanted.year):
            return False
        if wanted.show is not Show.ALL and wanted.show not in self._shown_by(row):
            return False
        label = row.overview.place
        place = self._typed.get(label)
        if place is None:
            place = self._typed[label] = typed_place(label)
        return all(word in place or word in row.words for word in words)

    def _shown_by(self, row: AlbumRow) -> Iterator[Show]:
        """Yield every filter that lets an album through."""
        overview = row.overview
        yield Show.ALL
        if overview.count(PhotoState.TO_REVIEW):
            yield Show.TO_REVIEW
            yield Show.SURE if (overview.least_sure or 0.0) >= SURE else Show.DOUBTFUL
        if overview.conflicts:
            yield Show.CONFLICTS
        for state, show in _BY_STATE.items():
            if overview.count(state):
                yield show
        if overview.photos > overview.count(PhotoState.HAS_POSITION) + overview.count(PhotoState.WRITTEN):
            yield Show.WITHOUT_POSITION
