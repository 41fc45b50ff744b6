"""What the engine says of the album that is looked at, asked beside the window.

One thread holds a library, a pipeline and the reviews of the albums that were looked at last. After a decision a review
computes only what depends on it, and stores it where `whence locate` stores it, so that both say the same.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from whence_desktop.jobs.pool import Pool
from whence_desktop.map.cells import CellLayer
from whence_desktop.session import Session
from whence_engine.library.library import Library
from whence_engine.photo import Album, Candidate

if TYPE_CHECKING:
    from whence_engine.pipeline import Pipeline, Review

_OPEN_ALBUMS = 4
_MOST_ALIKE = 8
_HEAT_STEPS = 6  # colours of the ramp in `map.style`


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a task is for: `kind` is "album", "density" or "alike"."""

    kind: str
    id: int


class Answers(QObject):
    """Keeps candidates up to date, and tells what stands behind them.

    Signals
    -------
    updated(tuple)
        Ids of photos whose candidates changed.
    seen(int, bool)
        Whether the chosen model has looked at all photos of an album (id): nothing can be told before.
    density_ready(int, CellLayer)
        Where a photo (id) may have been taken.
    alike_ready(int, tuple)
        The `Alike` photos that look most like a photo (id).
    failed(str)
        A sentence: the engine could not be asked.
    """

    updated = Signal(object)
    seen = Signal(int, bool)
    density_ready = Signal(int, object)
    alike_ready = Signal(int, object)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = _Desk(session)
        self._pool = Pool(threads=1, parent=self, at_end=self._desk.close)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(lambda _key, sentence: self.failed.emit(sentence.strip().splitlines()[-1]))
        self._held = False
        self._waiting: dict[str, _Asked] = {}

    def update(self, album: int) -> None:
        """Bring the candidates of an album up to date."""
        self._ask(_Asked("album", album), partial(self._desk.update, album))

    def ask_density(self, photo: int) -> None:
        """Ask where a photo may have been taken; an earlier question that waits is dropped."""
        self._ask(_Asked("density", photo), partial(self._desk.density, photo))

    def ask_alike(self, photo: int) -> None:
        """Ask which photos look most like one; an earlier question that waits is dropped."""
        self._ask(_Asked("alike", photo), partial(self._desk.alike, photo))

    def forget(self) -> None:
        """Drop the questions about one photo that nobody waits for any more."""
        for kind in ("density", "alike"):
            if kind in self._waiting:
                self._pool.forget(self._waiting.pop(kind))

    def start_over(self) -> None:
        """Ask by the settings as they are now: another model may be chosen."""
        self.forget()
        self._desk.is_stale = True

    def hold(self) -> None:
        """Answer nothing while a long job changes the library."""
        self._held = True
        self.forget()

    def release(self) -> None:
        """Answer again, by what the library holds now."""
        self._held = False
        self._desk.is_stale = True

    def close(self) -> None:
        """Wait for what runs."""
        self._pool.close()

    def _ask(self, asked: _Asked, task: Callable[[], object]) -> None:
        if self._held:
            return
        if asked.kind != "album":
            before = self._waiting.get(asked.kind)
            if before is not None:
                self._pool.forget(before)
            self._waiting[asked.kind] = asked
        self._pool.ask(asked, task)

    def _take(self, asked: _Asked, answer: Any) -> None:
        if asked.kind == "album":
            updated, is_seen = answer
            self.seen.emit(asked.id, is_seen)
            self.updated.emit(updated)
        elif self._waiting.get(asked.kind) == asked:
            (self.density_ready if asked.kind == "density" else self.alike_ready).emit(asked.id, answer)


class _Desk:
    """Lives in the one thread of the pool, and is closed there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._library: Library | None = None
        self._pipeline: Pipeline | None = None
        self._reviews: OrderedDict[int, tuple[Album, Review]] = OrderedDict()
        self.is_stale = False

    def update(self, album_id: int) -> tuple[tuple[int, ...], bool]:
        """Bring an album up to date; return the photos whose candidates are others than those that were stored.

        And whether the model has seen all of its photos; if not, nothing is changed.
        """
        library = self._opened()
        album = library.index.albums.get(album_id)
        if album is None:
            return (), True
        review = self._kept(album)
        if review is not None:
            return tuple(review.update()), True
        stored = library.index.results.of([photo.id for photo in album.photos])
        before = {one.photo_id: one.candidates for one in stored}
        found = self._open(album)
        if found is None:
            return (), False
        return tuple(photo_id for photo_id, one in found.items() if before.get(photo_id) != one), True

    def density(self, photo_id: int) -> CellLayer:
        """Return the density of a photo as colours; nothing where its position is known."""
        album = self._album_of(photo_id)
        review = None if album is None else self._review(album)
        density = None if review is None else review.density(photo_id)
        if density is None:
            return CellLayer.empty()
        return CellLayer.of(density.cell_id, density.mass[photo_id], _HEAT_STEPS)

    def alike(self, photo_id: int) -> Sequence[object]:
        """Return the photos that look most like one."""
        album = self._album_of(photo_id)
        if album is None or self._review(album) is None or self._pipeline is None:
            return ()
        return self._pipeline.alike(album, photo_id, _MOST_ALIKE)

    def close(self) -> None:
        """Close the library."""
        self._reviews.clear()
        self._pipeline = None
        if self._library is not None:
            self._library.close()
            self._library = None

    def _opened(self) -> Library:
        if self.is_stale:
            self.is_stale = False
            self.close()
        if self._library is None:
            from whence_engine.cues.registry import load_cues  # noqa: PLC0415 - the window opens without it
            from whence_engine.inference.bundle import Bundle, find_bundle  # noqa: PLC0415
            from whence_engine.pipeline import Pipeline  # noqa: PLC0415

            settings = self._session.settings
            bundle = Bundle.open(find_bundle(settings.model, self._session.folders))
            self._library = self._session.open_library()
            self._pipeline = Pipeline(self._library, bundle, load_cues(), settings)
        return self._library

    def _album_of(self, photo_id: int) -> Album | None:
        albums = self._opened().index.albums
        album_id = albums.of_photo(photo_id)
        return None if album_id is None else albums.get(album_id)

    def _review(self, album: Album) -> "Review | None":
        """Return the review of an album as it is now, computed at least once; None before the network saw it."""
        if self._kept(album) is None:
            self._open(album)
        return self._kept(album)

    def _kept(self, album: Album) -> "Review | None":
        """Return the review of an album, if it is open and the album is as it was."""
        kept = self._reviews.get(album.id)
        if kept is None or kept[0] != album:
            return None
        self._reviews.move_to_end(album.id)
        return kept[1]

    def _open(self, album: Album) -> Mapping[int, tuple[Candidate, ...]] | None:
        """Open the review of an album, and return what it finds; None before the network saw all of its photos."""
        assert self._pipeline is not None
        review = self._pipeline.review(album)
        if review is None:
            return None
        found = review.update()
        self._reviews[album.id] = album, review
        while len(self._reviews) > _OPEN_ALBUMS:
            self._reviews.popitem(last=False)
        return found
