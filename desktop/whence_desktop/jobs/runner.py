"""Runs one long job at a time beside the window."""

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from whence_desktop import wording
from whence_engine.errors import WhenceError

_EVERY_S = 0.05  # events are handed over in batches, so that a fast job does not flood the window


@dataclass(frozen=True, slots=True)
class Job:
    """Something long.

    Attributes
    ----------
    name
        What it does, for people: "Locating photos".
    begin
        Makes the generator, in the job's thread. Between two items it can be paused or ended; what was done by then
        is kept by whoever yields.
    roots
        The folders that it is about, where it reads some.
    """

    name: str
    begin: Callable[[], Iterator[object]]
    roots: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job ended: one sentence that says what to do, and for bugs the traceback."""

    sentence: str
    details: str = ""


class Runner(QObject):
    """A queue of jobs, one of which runs.

    Signals
    -------
    began(Job)
        A job started.
    events(Job, list)
        What it yielded since the last time.
    ended(Job)
        It is through, or was cancelled.
    failed(Job, Failure)
        It broke off; `ended` follows.
    """

    began = Signal(object)
    events = Signal(object, object)
    ended = Signal(object)
    failed = Signal(object, object)

    _handed_over = Signal(object, object)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Job] = deque()
        self._thread: threading.Thread | None = None
        self._job: Job | None = None
        self._go_on = threading.Event()
        self._go_on.set()
        self._stop = threading.Event()
        self._handed_over.connect(self.events)
        self._done.connect(self._finish)

    @property
    def job(self) -> Job | None:
        """The job that runs."""
        return self._job

    @property
    def is_paused(self) -> bool:
        """Whether the job waits for `resume`."""
        return not self._go_on.is_set()

    def start(self, job: Job) -> None:
        """Run a job as soon as those before it are through."""
        self._waiting.append(job)
        QTimer.singleShot(0, self, self._next)

    def pause(self) -> None:
        """Let the job wait before its next item."""
        if self._job is not None:
            self._go_on.clear()

    def resume(self) -> None:
        """Let the job go on."""
        self._go_on.set()

    def cancel(self) -> None:
        """End the job before its next item; those that wait are dropped too."""
        self._waiting.clear()
        self._stop.set()
        self._go_on.set()

    def close(self, timeout_s: float = 30.0) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(timeout_s)
            self._thread = None
            self._job = None

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        job = self._job = self._waiting.popleft()
        self._stop.clear()
        self._go_on.set()
        self.began.emit(job)
        self._thread = threading.Thread(target=self._run, args=(job,), name=f"whence: {job.name}", daemon=True)
        self._thread.start()

    def _run(self, job: Job) -> None:
        """Consume the job's generator; in the job's thread."""
        failure: Failure | None = None
        batch: list[object] = []
        handed_over = time.monotonic()
        try:
            generator = job.begin()
            for item in generator:
                batch.append(item)
                if time.monotonic() - handed_over >= _EVERY_S:
                    self._handed_over.emit(job, batch)
                    batch, handed_over = [], time.monotonic()
                self._go_on.wait()
                if self._stop.is_set():
                    close = getattr(generator, "close", None)
                    if close is not None:
                        close()
                    break
        except WhenceError as error:
            failure = Failure(wording.said(error))
        except Exception as error:  # noqa: BLE001 - a bug in a job must not take the window down; it is shown in full
            failure = Failure(f"Something went wrong inside Whence ({error!r}).", traceback.format_exc())
        self._handed_over.emit(job, batch)
        self._done.emit(job, failure)

    def _finish(self, job: Job, failure: Failure | None) -> None:
        if job is not self._job:
            return  # closed meanwhile
        if self._thread is not None:
            self._thread.join()
        self._thread = self._job = None
        if failure is not None:
            self.failed.emit(job, failure)
        self.ended.emit(job)
        self._next()
