"""The tracks of the library, read beside the window; and what phones tell of a clock, which takes as long."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from whence_desktop.jobs.pool import Pool
from whence_desktop.session import Session
from whence_desktop.telling import Telling
from whence_desktop.tracks.loading import Brought, Loaded, bring, load, offsets_by_phones
from whence_engine.photo import Camera


class TrackFiles(QObject):
    """Reads and adds tracks, one thing after the other.

    Signals
    -------
    reading()
        Files are being read.
    loaded(object)
        All tracks that count, as `Loaded`.
    added()
        Tracks were read that count from now on.
    compared(object, object)
        A `Camera`, and what phones tell of its clock: a list of `Correction`.
    refused(str)
        A sentence for the person.
    """

    reading = Signal()
    loaded = Signal(object)
    added = Signal()
    compared = Signal(object, object)
    refused = Signal(str)

    def __init__(self, session: Session, telling: Telling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._telling = session, telling
        self._pool: Pool | None = None
        self._asked = 0
        self._counted: list[Path] = []  # when they were read last

    def read(self) -> None:
        """Read all tracks that count."""
        session = self._session
        self._counted = session.library.ledger.told.tracks()
        self._ask(lambda: load(session))

    def read_others(self) -> None:
        """Read them if others count than when they were read last."""
        if self._session.library.ledger.told.tracks() != self._counted:
            self.read()

    def add(self, paths: Sequence[Path]) -> None:
        """Read track files, and remember them for this library."""
        session, wanted = self._session, tuple(paths)
        if wanted:
            self._ask(lambda: bring(session, wanted))

    def compare(self, camera: Camera) -> None:
        """Ask the phones of the library how far a camera's clock is off."""
        session = self._session
        self._opened().ask(("phones", camera), lambda: offsets_by_phones(session, camera))

    def close(self) -> None:
        """Wait for what is being read; nobody wants it any more."""
        if self._pool is not None:
            self._pool.done.disconnect(self._take)
            self._pool.close()

    def _ask(self, task: Callable[[], object]) -> None:
        self._asked += 1
        self._opened().ask(("tracks", self._asked), task)
        self.reading.emit()

    def _opened(self) -> Pool:
        if self._pool is None:
            self._pool = Pool(1, parent=self)
            self._pool.done.connect(self._take)
            self._pool.failed.connect(lambda _key, sentence: self.refused.emit(sentence))
        return self._pool

    def _take(self, key: tuple[object, ...], result: object) -> None:
        if isinstance(result, Loaded):
            self.loaded.emit(result)
        elif isinstance(result, Brought):
            self._take_brought(result)
        else:
            self.compared.emit(key[1], result)

    def _take_brought(self, brought: Brought) -> None:
        """Let what was read count. All are read anew even where nothing was: what is shown said that files are read."""
        for sentence in brought.refused:
            self.refused.emit(sentence)
        if brought.paths:
            self._telling.tracks(brought.paths)
            self.added.emit()
        self.read()
