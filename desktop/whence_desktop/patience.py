"""Writes to the library, one after the other, without holding up the window while another program writes.

SQLite lets one process write at a time. The window waits for the others in moments too short to be felt, and tries
again until it is its turn; what a person decided meanwhile waits in the order in which it was decided. What takes long,
a decision on thousands of photos, is done beside the window, and what comes after it waits as well.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal

from whence_desktop import wording
from whence_desktop.jobs.pool import Pool
from whence_desktop.session import Session
from whence_engine.errors import LibraryLockedError, WhenceError
from whence_engine.library.library import Library

_AGAIN_MS = 150
_QUIET_S = 0.6  # so long nobody is told: a transaction of the window's own scan is over by then
_AT_LAST_S = 3.0


class Patience(QObject):
    """A queue of writes.

    Signals
    -------
    waiting(str)
        A sentence: what is waited for, and how it goes on.
    settled()
        Everything that waited is done.
    """

    waiting = Signal(str)
    settled = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._deeds: deque[Callable[[], None]] = deque()
        self._is_at_work = False
        self._away: tuple[Callable[[], None], Callable[[str], None]] | None = None
        self._is_closed = Event()
        self._pool: Pool | None = None
        self._since: float | None = None
        self._is_told = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._go_on)

    @property
    def count(self) -> int:
        """How many writes wait, or are being done."""
        return len(self._deeds)

    def do(self, deed: Callable[[], None]) -> None:
        """Do something as soon as everything before it is done: at once, as a rule.

        It is begun anew after a `LibraryLockedError`, so until it has written it must change nothing.
        """
        self._deeds.append(deed)
        if not self._again.isActive():
            self._go_on()

    def attempt(self, note: Callable[[], None], then: Callable[[], None], refused: Callable[[str], None]) -> None:
        """Do what the engine may refuse: `then` follows when it is kept, else `refused` gets a sentence."""

        def deed() -> None:
            try:
                note()
            except LibraryLockedError:
                raise  # its turn comes again
            except WhenceError as error:
                refused(wording.said(error))
                return
            then()

        self.do(deed)

    def do_beside(
        self, work: Callable[[Library], None], then: Callable[[], None], refused: Callable[[str], None]
    ) -> None:
        """Do something long in its turn, in a thread with a library of its own.

        When it is done `then` is called here, or `refused` with a sentence that says why not.
        """

        def away() -> None:
            self._away = then, refused
            self._tell(self.tr("Keeping what was decided for many photos …"))
            self._opened().ask("beside", partial(self._work_on_a_library, work))

        self.do(away)

    def finish(self) -> bool:
        """Wait a few seconds for the library, as the window closes; tell whether everything is done."""
        if self._deeds and not self._is_away():
            self._session.wait_at_most(_AT_LAST_S)
            self._go_on()
            self._session.wait_at_most()
        return not self._deeds

    def close(self) -> None:
        """Do nothing more."""
        self._is_closed.set()
        self._again.stop()
        if self._pool is not None:
            self._pool.close()

    def _opened(self) -> Pool:
        """Return the thread for what takes long; most people never decide so much at once."""
        if self._pool is None:
            self._pool = Pool(threads=1, parent=self)
            self._pool.done.connect(lambda _key, _nothing: self._come_back(""))
            self._pool.failed.connect(lambda _key, sentence: self._come_back(sentence))
        return self._pool

    def _go_on(self) -> None:
        if self._is_at_work or self._is_away():
            return
        self._again.stop()
        self._is_at_work = True
        try:
            while self._deeds:
                self._deeds[0]()
                if self._is_away():
                    return
                self._deeds.popleft()
        except LibraryLockedError:
            self._wait()
            return
        except BaseException:
            self._deeds.popleft()
            raise
        finally:
            self._is_at_work = False
        self._since = None
        if self._is_told:
            self._is_told = False
            self.settled.emit()

    def _is_away(self) -> bool:
        return self._away is not None

    def _come_back(self, sentence: str) -> None:
        """Something that was done beside the window is done, or was refused."""
        if self._away is None:
            return
        then, refused = self._away
        self._away = None
        self._deeds.popleft()
        if sentence:
            refused(sentence.strip().splitlines()[-1])
        else:
            then()
        self._go_on()

    def _work_on_a_library(self, work: Callable[[Library], None]) -> None:
        """Work, and begin anew for as long as another program writes; in the pool's thread."""
        with self._session.open_library() as library:
            while not self._is_closed.is_set():
                with suppress(LibraryLockedError):
                    work(library)
                    return

    def _wait(self) -> None:
        now = time.monotonic()
        if self._since is None:
            self._since = now
        self._again.start()
        if now - self._since >= _QUIET_S:
            self._tell(self.tr("The library is in use by another program; trying again. Nothing is lost."))

    def _tell(self, sentence: str) -> None:
        self._is_told = True
        self.waiting.emit(sentence)
