"""The way through the library: from photo to photo, past what needs no decision, and from album to album."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from whence_desktop.actions import Actions
from whence_desktop.library.albums_view import AlbumsView
from whence_desktop.library.photos_view import PhotosView
from whence_desktop.selection import Selection
from whence_desktop.session import Session


class Walking(QObject):
    """Says which photo is looked at next.

    Signals
    -------
    told(str)
        A sentence: the way ends here.
    """

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        albums: AlbumsView,
        grid: PhotosView,
        actions: Actions,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._albums, self._grid, self._photos, self._actions = albums, grid, grid.photos, actions
        actions.returned.connect(self.look_at)

    def begin_album(self) -> None:
        """Show the photos of the album that is looked at, and of them the first that waits for a decision."""
        self._photos.show_album(self._selection.album)
        if self._photos.ids:
            self._look_at(self._photos.waiting_from(0) or 0)
        else:
            self._selection.look_at_photo(None)

    def step(self, by: int) -> None:
        """Look at the next photo, or the one before; past the last one at the next album to review."""
        row = self._grid.currentIndex().row() + by
        if 0 <= row < len(self._photos.ids):
            self._look_at(row)
        elif by > 0 and not self._selection.is_all:
            self.go_on_to_album()

    def go_on(self) -> None:
        """Look at the next photo that waits for a decision, in this album or in the next one that has any."""
        decided = self._actions.pending.union(self._selection.photos)
        row = self._photos.waiting_from(self._grid.currentIndex().row() + 1, decided)
        if row is not None:
            self._look_at(row)
        elif self._selection.is_all:
            self.step(1)
        else:
            self.go_on_to_album()

    def go_on_after_album(self) -> None:
        """Look at the next album; among all photos at the next photo."""
        if self._selection.is_all:
            self.go_on()
        else:
            self.go_on_to_album()

    def go_on_to_album(self) -> None:
        """Look at the next album to review, or say that none is left."""
        here = self._selection.album
        is_found = self._albums.next_to_review()
        row = self._photos.waiting_from(0, self._actions.pending)
        if not is_found or row is None:
            self.told.emit(
                self.tr("Nothing in this list waits for a decision any more; Writing shows what was accepted.")
            )
        elif self._selection.album == here:
            self._look_at(row)

    def look_at(self, photos: Sequence[int]) -> None:
        """Look at the first of some photos, in its album where it is not shown now."""
        if not photos or self._selection.photo in photos:
            return
        photo = photos[0]
        album = self._session.library.index.albums.of_photo(photo)
        if self._photos.row_of(photo) is None and album is not None:
            self._selection.look_at_album(album)
        row = self._photos.row_of(photo)
        if row is not None:
            self._look_at(row)

    def look_at_file(self, path: Path) -> None:
        """Look at the photo that a file holds, where it is known."""
        photo = self._session.library.index.photos.shown_for(path)
        if photo is not None:
            self.look_at([photo.id])

    def _look_at(self, row: int) -> None:
        self._grid.setCurrentIndex(self._photos.index(row))
