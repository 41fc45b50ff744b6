"""What is looked at: an album or all photos, a photo of it, and the photos that a decision is for."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The one selection of the window; every view shows it and may change it.

    Signals
    -------
    scope_changed()
        Other photos are to be shown: those of an album, or all.
    album_changed(object)
        Another album (id, or None) is looked at.
    photo_changed(object)
        Another photo (id, or None) is looked at.
    photos_changed()
        Other photos are selected.
    """

    scope_changed = Signal()
    album_changed = Signal(object)
    photo_changed = Signal(object)
    photos_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_all = False
        self._album: int | None = None
        self._photo: int | None = None
        self._photos: tuple[int, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether the photos of all albums are shown; `album` is then that of the photo."""
        return self._is_all

    @property
    def album(self) -> int | None:
        """The album that is looked at."""
        return self._album

    @property
    def photo(self) -> int | None:
        """The photo that is looked at."""
        return self._photo

    @property
    def photos(self) -> tuple[int, ...]:
        """The selected photos, at least the one that is looked at."""
        return self._photos or (() if self._photo is None else (self._photo,))

    def look_at_album(self, album: int | None) -> None:
        """Look at another album; its photos are selected by whoever shows them."""
        changed, was_all = album != self._album, self._is_all
        self._is_all, self._album = False, album
        if changed:
            self.album_changed.emit(album)
        if changed or was_all:
            self.scope_changed.emit()

    def look_at_all(self) -> None:
        """Look at the photos of all albums."""
        if not self._is_all:
            self._is_all = True
            self.scope_changed.emit()

    def come_upon_album(self, album: int | None) -> None:
        """Note which album the photo is of, while all are looked at."""
        if self._is_all and album != self._album:
            self._album = album
            self.album_changed.emit(album)

    def look_at_photo(self, photo: int | None, selected: Sequence[int] | None = None) -> None:
        """Look at another photo; `selected` are the photos that a decision is for, by default that one."""
        photos = tuple(selected) if selected is not None else (() if photo is None else (photo,))
        changed, reselected = photo != self._photo, photos != self._photos
        self._photo, self._photos = photo, photos
        if changed:
            self.photo_changed.emit(photo)
        if changed or reselected:
            self.photos_changed.emit()
