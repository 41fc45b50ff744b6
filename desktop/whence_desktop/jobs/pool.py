"""Runs many small things beside the window: thumbnails, previews, heat maps. What was asked for last comes first."""

import threading
import traceback
from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_engine.errors import WhenceError


class Pool(QObject):
    """A few threads over a stack of tasks, each known by its key.

    Signals
    -------
    done(key, result)
        A task is through; `result` is what it returned.
    failed(key, sentence)
        It raised; the sentence says why.
    """

    done = Signal(object, object)
    failed = Signal(object, str)

    def __init__(
        self,
        threads: int = 2,
        most_waiting: int = 400,
        parent: QObject | None = None,
        at_end: Callable[[], None] | None = None,
    ) -> None:
        """Start the threads; each of them calls `at_end` as its last deed, to close what it opened."""
        super().__init__(parent)
        self._at_end = at_end
        self._wanted: dict[Hashable, Callable[[], Any]] = {}
        self._most_waiting = most_waiting
        self._ready = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"whence: pool {number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, key: Hashable, task: Callable[[], Any]) -> None:
        """Have a task done soon; asking again moves it to the front. The oldest give way when too many wait."""
        with self._ready:
            self._wanted.pop(key, None)
            self._wanted[key] = task
            while len(self._wanted) > self._most_waiting:
                self._wanted.pop(next(iter(self._wanted)))
            self._ready.notify()

    def forget(self, key: Hashable) -> None:
        """Drop a task that nobody waits for any more, if it has not begun."""
        with self._ready:
            self._wanted.pop(key, None)

    def close(self) -> None:
        """Drop what waits, and wait for what runs."""
        with self._ready:
            self._closed = True
            self._wanted.clear()
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(30.0)

    def _work(self) -> None:
        try:
            self._do_all()
        finally:
            if self._at_end is not None:
                self._at_end()

    def _do_all(self) -> None:
        while True:
            with self._ready:
                while not self._wanted and not self._closed:
                    self._ready.wait()
                if self._closed:
                    return
                key, task = self._wanted.popitem()
            try:
                result = task()
            except WhenceError as error:
                self.failed.emit(key, wording.said(error))
            except Exception:  # noqa: BLE001 - one picture must not end the thread that draws all others
                self.failed.emit(key, traceback.format_exc())
            else:
                self.done.emit(key, result)
