"""What a threshold would accept, album by album, found out beside the window before anything is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_desktop.jobs.pool import Pool
from whence_desktop.session import Session
from whence_engine.accept.decide import sure_of
from whence_engine.errors import BundleError, SelfTestError
from whence_engine.library.library import Library
from whence_engine.photo import Photo

_THRESHOLD = "threshold"

LEAST = 0.5
"""No threshold is lower."""


@dataclass(frozen=True, slots=True)
class Sure:
    """A photo that some threshold would accept.

    Attributes
    ----------
    place, probability
        Of its best candidate.
    flags
        Sentences that keep it back, whatever the threshold.
    """

    photo: Photo
    place: str
    probability: float
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one threshold would do to one album: accept, hold back for a person."""

    accepted: tuple[Sure, ...]
    held: tuple[Sure, ...]


def share_of(sure: Sequence[Sure], probability: float) -> Share:
    """Return what a threshold would do."""
    enough = [one for one in sure if one.probability >= probability]
    return Share(tuple(one for one in enough if not one.flags), tuple(one for one in enough if one.flags))


class Plan(QObject):
    """Looks through albums, one after the other.

    Signals
    -------
    found(int, tuple)
        An album (id) was looked through: its `Sure` photos.
    tested(object, str)
        The threshold that the last selftest bears out, or None, and a sentence: which test it is, or what to do.
    failed(str)
        A sentence: the library could not be read.
    """

    found = Signal(object, object)
    tested = Signal(object, str)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._library: Library | None = None
        self._pool = Pool(threads=1, most_waiting=1_000_000, parent=self, at_end=self._close)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(lambda _album, sentence: self.failed.emit(sentence.strip().splitlines()[-1]))

    def ask_threshold(self) -> None:
        """Ask from which chance on answers proved right in this library."""
        self._pool.ask(_THRESHOLD, self._tested)

    def ask(self, albums: Sequence[int]) -> None:
        """Look through albums, the first ones first."""
        for album in reversed(albums):
            self._pool.ask(album, partial(self._sure, album))

    def close(self) -> None:
        """End what runs."""
        self._pool.close()

    def _take(self, key: object, answer: object) -> None:
        if key == _THRESHOLD and isinstance(answer, tuple):
            self.tested.emit(*answer)
        else:
            self.found.emit(key, answer)

    def _opened(self) -> Library:
        if self._library is None:
            self._library = self._session.open_library()
        return self._library

    def _tested(self) -> tuple[float | None, str]:
        """Return the threshold of the last selftest, if there is one; in the pool's thread."""
        from whence_engine.cues.registry import load_cues  # noqa: PLC0415 - the window opens without it
        from whence_engine.inference.bundle import Bundle, find_bundle  # noqa: PLC0415
        from whence_engine.selftest.stored import stored_threshold  # noqa: PLC0415

        try:
            bundle = Bundle.open(find_bundle(self._session.settings.model, self._session.folders))
            tested = stored_threshold(self._opened(), bundle, load_cues())
        except (SelfTestError, BundleError) as error:
            return None, wording.said(error)
        return tested.probability, wording.said(tested.because)

    def _sure(self, album_id: int) -> tuple[Sure, ...]:
        """Look through one album; in the pool's thread."""
        from whence_engine.pipeline import answers_of  # noqa: PLC0415 - the window opens without it

        library = self._opened()
        album = library.index.albums.get(album_id)
        if album is None:
            return ()
        answers = answers_of(library, album.photos, album_id)
        return tuple(
            Sure(
                answer.photo,
                wording.place(answer.candidates[0].place),
                answer.candidates[0].probability,
                tuple(wording.said(flag.because) for flag in flags),
            )
            for answer, flags in sure_of(library, answers, LEAST)
        )

    def _close(self) -> None:
        if self._library is not None:
            self._library.close()
