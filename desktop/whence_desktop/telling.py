"""What a person tells of tracks, clocks and times: each call notes it in the ledger and says which photos it concerns.

As `actions` is for places. The albums concerned are located anew by whoever listens.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_desktop.patience import Patience
from whence_desktop.session import Session
from whence_engine.accept import decide
from whence_engine.albums.clock_offsets import is_called, name_of
from whence_engine.errors import LibraryLockedError, UsageError, WhenceError
from whence_engine.files.stated import parse_stated
from whence_engine.photo import Camera, Photo
from whence_engine.places.zones import named_zone


class Telling(QObject):
    """Words on tracks, clocks and times.

    Signals
    -------
    told(object)
        Ids of the photos that it concerns.
    refused(str)
        A sentence: it could not be noted, and why.
    """

    told = Signal(object)
    refused = Signal(str)

    def __init__(self, session: Session, patience: Patience, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._patience = session, patience

    def offset(self, camera: Camera | None, add: timedelta | None) -> None:
        """Say what is to be added to the times of a camera (None: of every camera); no offset takes that back."""
        library = self._session.library
        cameras = library.index.photos.cameras()
        name = "" if camera is None else name_of(camera, cameras)
        self._note(
            lambda: library.ledger.told.offset(name, add, at=datetime.now()),
            lambda: self._listed(lambda photo: is_called(photo.camera, name)),
        )

    def zone(self, zone: str) -> None:
        """Say in which time zone clocks are that do not tell theirs; "" takes that back."""
        told = self._session.library.ledger.told

        def note() -> None:
            if zone and named_zone(zone) is None:
                raise UsageError(
                    "{zone!r} is no time zone; name one such as Europe/Lisbon, or an offset as +02:00.", zone=zone
                )
            told.zone(zone, at=datetime.now())

        self._note(note, lambda: self._listed(lambda _photo: True))

    def forget_track(self, path: Path) -> None:
        """Use a track no longer; one that lies in a named folder goes with its folder."""
        library = self._session.library

        def note() -> None:
            for told in library.ledger.told.tracks():
                if told == path or told in path.parents:
                    library.ledger.told.track(told, at=datetime.now(), used=False)

        self._note(note, lambda: self._listed(lambda _photo: True))

    def taken(self, photos: Sequence[Photo], words: str) -> None:
        """Say when pictures were taken, in words; "" takes that back."""

        def note() -> None:
            when = parse_stated(words) if words else None
            for photo in photos:
                decide.state_taken(self._session.library, photo.path, words, when, at=datetime.now())

        self._note(note, lambda: [photo.id for photo in photos])

    def folder_taken(self, folder: Path, words: str) -> None:
        """Say when everything below a folder was taken, in words; "" takes that back."""
        library = self._session.library

        def note() -> None:
            when = parse_stated(words) if words else None
            library.ledger.stated.state_folder(folder, words, when, at=datetime.now())

        self._note(note, lambda: [photo.id for photo in library.index.photos.under([folder])])

    def order(self, photos: Sequence[Photo]) -> None:
        """Say in which order prints were taken."""
        library = self._session.library
        self._note(
            lambda: decide.state_order(library, photos, at=datetime.now()), lambda: [photo.id for photo in photos]
        )

    def forget_order(self, photos: Sequence[Photo]) -> None:
        """Go back to the order of file names."""
        library = self._session.library
        self._note(
            lambda: decide.forget_order(library, photos, at=datetime.now()), lambda: [photo.id for photo in photos]
        )

    def _note(self, note: Callable[[], None], concerned: Callable[[], list[int]]) -> None:
        def deed() -> None:
            try:
                with self._session.library.ledger.transaction():
                    note()
            except LibraryLockedError:
                raise
            except WhenceError as error:
                self.refused.emit(wording.said(error))
                return
            self.told.emit(concerned())

        self._patience.do(deed)

    def _listed(self, wanted: Callable[[Photo], bool]) -> list[int]:
        timeline = self._session.library.index.photos.timeline()
        return [timed.photo.id for timed in timeline if wanted(timed.photo)]
