"""What a person tells of tracks, clocks and times: each call notes it in the ledger and says which photos it concerns.

As `actions` is for places. The albums concerned are located anew by whoever listens.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from whence_desktop.patience import Patience
from whence_desktop.session import Session
from whence_engine.accept import decide
from whence_engine.albums.clock_offsets import is_called, name_of
from whence_engine.albums.pairs import Pair
from whence_engine.errors import UsageError
from whence_engine.files.stated import parse_stated
from whence_engine.library.tracks_used import leave_tracks, photos_around, use_tracks
from whence_engine.photo import Camera, Photo
from whence_engine.places.zones import named_zone


class Telling(QObject):
    """Words on tracks, clocks and times.

    Signals
    -------
    told(object)
        Ids of the photos that it concerns.
    paired(object)
        Two photos are known to show the same moment now (the `Camera` whose clock they tell), or some no longer (None).
    refused(str)
        A sentence: it could not be noted, and why.
    """

    told = Signal(object)
    paired = Signal(object)
    refused = Signal(str)

    def __init__(self, session: Session, patience: Patience, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._patience = session, patience

    def offset(self, camera: Camera | None, add: timedelta | None) -> None:
        """Say what is to be added to the times of a camera (None: of every camera); no offset takes that back."""
        name, told, now = self._name(camera), self._session.library.ledger.told, datetime.now()
        self._note(lambda: told.offset(name, add, at=now), lambda: self._by_cameras(name))

    def zone(self, camera: Camera | None, zone: str) -> None:
        """Say in which time zone a camera's clock is that does not tell its own (None: every such clock).

        "" takes that back.
        """
        name, told, now = self._name(camera), self._session.library.ledger.told, datetime.now()

        def note() -> None:
            if zone and named_zone(zone) is None:
                raise UsageError(
                    "{zone!r} is no time zone; name one such as Europe/Lisbon, or an offset as +02:00.", zone=zone
                )
            told.zone(name, zone, at=now)

        self._note(note, lambda: self._by_cameras(name))

    def tracks(self, paths: Sequence[Path]) -> None:
        """Use tracks that were read (`bring_track`) from now on."""
        library, now = self._session.library, datetime.now()
        self._note(lambda: use_tracks(library, paths, now=now), lambda: photos_around(library, paths))

    def forget_tracks(self, paths: Sequence[Path]) -> None:
        """Use tracks no longer; one that lies in a named folder goes with its folder."""
        library, now = self._session.library, datetime.now()
        self._note(lambda: leave_tracks(library, paths, now=now), lambda: photos_around(library, paths))

    def same_moment(self, wrong: Photo, right: Photo) -> None:
        """Say that two photos show one moment, and that the clock of `right` is right."""
        library, now = self._session.library, datetime.now()
        self._patience.attempt(
            lambda: decide.state_same_moment(library, wrong, right, at=now),
            lambda: self.paired.emit(wrong.camera),
            self.refused.emit,
        )

    def forget_pairs(self, pairs: Sequence[Pair]) -> None:
        """Say that pairs show one moment no longer."""
        library, now = self._session.library, datetime.now()
        self._patience.attempt(
            lambda: decide.forget_same_moments(library, [(one.wrong, one.right) for one in pairs], at=now),
            lambda: self.paired.emit(None),
            self.refused.emit,
        )

    def taken(self, photos: Sequence[Photo], words: str) -> None:
        """Say when pictures were taken, in words; "" takes that back."""
        now = datetime.now()

        def note() -> None:
            when = parse_stated(words) if words else None
            for photo in photos:
                decide.state_taken(self._session.library, photo.path, words, when, at=now)

        self._note(note, lambda: [photo.id for photo in photos])

    def folder_taken(self, folder: Path, words: str) -> None:
        """Say when everything below a folder was taken, in words; "" takes that back."""
        library, now = self._session.library, datetime.now()

        def note() -> None:
            when = parse_stated(words) if words else None
            library.ledger.stated.state_folder(folder, words, when, at=now)

        self._note(note, lambda: [photo.id for photo in library.index.photos.under([folder])])

    def order(self, photos: Sequence[Photo]) -> None:
        """Say in which order prints were taken."""
        library, now = self._session.library, datetime.now()
        self._note(lambda: decide.state_order(library, photos, at=now), lambda: [photo.id for photo in photos])

    def forget_order(self, photos: Sequence[Photo]) -> None:
        """Go back to the order of file names."""
        library, now = self._session.library, datetime.now()
        self._note(lambda: decide.forget_order(library, photos, at=now), lambda: [photo.id for photo in photos])

    def _note(self, note: Callable[[], None], concerned: Callable[[], list[int]]) -> None:
        def kept() -> None:
            with self._session.library.ledger.transaction():
                note()

        self._patience.attempt(kept, lambda: self.told.emit(concerned()), self.refused.emit)

    def _name(self, camera: Camera | None) -> str:
        return "" if camera is None else name_of(camera, self._session.library.index.photos.cameras())

    def _by_cameras(self, name: str) -> list[int]:
        """Return all photos by cameras of a name, "" for every camera."""
        timeline = self._session.library.index.photos.timeline()
        return [timed.photo.id for timed in timeline if is_called(timed.photo.camera, name)]
