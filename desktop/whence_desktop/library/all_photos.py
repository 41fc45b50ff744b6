"""The view over all photos: what filters and search let through, across albums, looked for beside the window."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from whence_desktop.jobs.pool import Pool
from whence_desktop.library.albums_view import AlbumsView
from whence_desktop.library.photos_view import PhotosView
from whence_desktop.library.rows import Rows
from whence_desktop.library.typed import SPOKEN
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_engine.library.finder import Finder
from whence_engine.library.library import Library
from whence_engine.library.sought import Sought


class AllPhotos(QObject):
    """Fills the grid with photos of all albums while they are looked at, and says of which album each is.

    A photo that a decision takes out of the filter stays in the grid until something else is looked for, or the
    library changes: nothing jumps away under the hand.

    Signals
    -------
    failed(str)
        A sentence: the photos could not be looked for.
    """

    failed = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        albums: AlbumsView,
        grid: PhotosView,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._albums, self._photos, self._grid = albums, grid.photos, grid
        self._wanted: Sought | None = None
        self._library: Library | None = None
        self._finder: Finder | None = None
        self._preparing: Iterator[int] | None = None
        self._pool = Pool(threads=1, parent=self, at_end=self._close_library)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(lambda _key, sentence: self.failed.emit(sentence.strip().splitlines()[-1]))
        albums.narrowed.connect(self._look)
        selection.scope_changed.connect(self._look)
        selection.photo_changed.connect(self._come_upon)

    def show_album(self) -> None:
        """Show the album of the photo that is looked at, and the photo in it."""
        photo, album = self._selection.photo, self._selection.album
        if photo is None or album is None:
            return
        self._selection.look_at_album(album)
        row = self._photos.row_of(photo)
        if row is not None:
            self._grid.setCurrentIndex(self._photos.index(row))
        self._grid.setFocus()

    def prepare(self) -> None:
        """Have what searches read made beside the window, a piece at a time: whatever is looked for comes between."""
        self._pool.ask("prepare", self._prepared)

    def close(self) -> None:
        """End what runs."""
        self._pool.close()

    def _look(self) -> None:
        if self._selection.is_all:
            self._wanted = self._albums.sought
            self._pool.ask("sought", partial(self._found, self._wanted))

    # --- in the pool's thread, which the library and its finder belong to ---------------------------------------------

    def _found(self, wanted: Sought) -> tuple[Sought, Rows]:
        return wanted, Rows(self._opened().find(wanted))

    def _prepared(self) -> bool:
        """Make one of the packed blocks that were missing at first; tell whether there was one.

        None is made twice: while a scan runs it would be dropped again and again.
        """
        if self._preparing is None:
            self._preparing = self._opened().prepare()
        if next(self._preparing, None) is not None:
            return True
        self._preparing = None
        return False

    def _opened(self) -> Finder:
        if self._finder is None:
            self._library = self._session.open_library()
            self._finder = Finder(self._library, SPOKEN)
        return self._finder

    def _close_library(self) -> None:
        if self._library is not None:
            self._library.close()

    # --- in the window's ----------------------------------------------------------------------------------------------

    def _take(self, _key: object, told: tuple[Sought, Rows] | bool) -> None:
        if isinstance(told, bool):
            if told:
                self.prepare()
            return
        wanted, rows = told
        if not self._selection.is_all or wanted != self._wanted:
            return  # something else is wanted by now
        self._albums.tell_found(len(rows.ids))
        if rows.ids == self._photos.ids:
            return
        photo, chosen, was_all = self._selection.photo, self._selection.photos, self._photos.is_all
        scrolled_px = self._grid.verticalScrollBar().value()
        self._photos.show_all(rows)
        if photo is not None and self._grid.select(photo, chosen):
            if was_all:
                self._grid.verticalScrollBar().setValue(scrolled_px)
            else:
                self._grid.scrollTo(self._grid.currentIndex())
        elif rows.ids:
            self._grid.setCurrentIndex(self._photos.index(0))
        else:
            self._selection.look_at_photo(None)

    def _come_upon(self, photo: int | None) -> None:
        if self._selection.is_all:
            albums = self._session.library.index.albums
            self._selection.come_upon_album(None if photo is None else albums.of_photo(photo))
