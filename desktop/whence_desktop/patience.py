"""Writes to the library, one after the other, without holding up the window while another program writes.

SQLite lets one process write at a time. The window waits for the others in moments too short to be felt, and tries
again until it is its turn; what a person decided meanwhile waits in the order in which it was decided.
"""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from whence_desktop.session import Session
from whence_engine.errors import LibraryLockedError

_AGAIN_MS = 150
_QUIET_S = 0.6  # so long nobody is told: a transaction of the window's own scan is over by then
_AT_LAST_S = 3.0


class Patience(QObject):
    """A queue of writes.

    Signals
    -------
    waiting(str)
        A sentence: another program writes, and how it goes on.
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
        self._since: float | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._go_on)

    @property
    def count(self) -> int:
        """How many writes wait."""
        return len(self._deeds)

    def do(self, deed: Callable[[], None]) -> None:
        """Do something as soon as everything before it is done: at once, as a rule.

        It is begun anew after a `LibraryLockedError`, so until it has written it must change nothing.
        """
        self._deeds.append(deed)
        if not self._again.isActive():
            self._go_on()

    def finish(self) -> bool:
        """Wait a few seconds for the library, as the window closes; tell whether everything is done."""
        if self._deeds:
            self._session.wait_at_most(_AT_LAST_S)
            self._go_on()
            self._session.wait_at_most()
        return not self._deeds

    def _go_on(self) -> None:
        if self._is_at_work:
            return
        self._again.stop()
        self._is_at_work = True
        try:
            while self._deeds:
                self._deeds[0]()
                self._deeds.popleft()
        except LibraryLockedError:
            self._wait()
            return
        except BaseException:
            self._deeds.popleft()
            raise
        finally:
            self._is_at_work = False
        if self._since is not None:
            self._since = None
            self.settled.emit()

    def _wait(self) -> None:
        now = time.monotonic()
        if self._since is None:
            self._since = now
        self._again.start()
        if now - self._since >= _QUIET_S:
            self.waiting.emit(self.tr("The library is in use by another program; trying again. Nothing is lost."))
