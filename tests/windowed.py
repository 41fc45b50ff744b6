"""One window on a real display, driven by key presses and a real pointer: a child of tests/e2e/test_window.py.

    python tests/windowed.py SCRIPT FOLDER...

SCRIPT is a function below: a generator that presses keys and yields what it waits for.
"""

import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from whence_desktop import app
from whence_desktop.window import Window
from whence_engine.library.sought import Show

PATIENCE_S = 40.0
_TICK_MS = 15

Until = Callable[[], bool]
Script = Callable[[Window], Iterator[Until]]


def press(key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key where the keyboard is."""
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    QTest.keyClick(target, key, held)


def tab_to(widget: QWidget) -> None:
    """Go to a widget with the tabulator alone."""
    passed = []
    for _ in range(40):
        if widget.hasFocus():
            return
        press(Qt.Key.Key_Tab)
        passed.append(type(QApplication.focusWidget()).__name__)
    raise AssertionError(f"Tab never reaches {widget!r}, enabled {widget.isEnabled()}, only {passed}")


def in_front(window: QWidget) -> Until:
    """Take the keyboard, as a window manager would give it, and wait until it is there."""
    window.activateWindow()
    return window.isActiveWindow


def at_rest(window: Window) -> Until:
    """Wait for a scan to be through and a photo to be shown."""
    return lambda: window.runner.job is None and window.selection.photo is not None


def review_write_undo(window: Window) -> Iterator[Until]:
    """Accept everything with the keyboard, write it, copy the files for the parent, and take it back."""
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    yield at_rest(window)
    yield in_front(window)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Z)
    for _ in range(window.albums.counts()[Show.TO_REVIEW]):
        press(Qt.Key.Key_Return, shift)
    press(Qt.Key.Key_F3)
    page = window.write_page
    yield lambda: window.runner.job is None and page.write_button.isEnabled()
    tab_to(page.write_button)
    QTimer.singleShot(0, lambda: press(Qt.Key.Key_Space))
    yield lambda: QApplication.activeModalWidget() is not None
    question = QApplication.activeModalWidget()
    assert question is not None
    yield in_front(question)
    press(Qt.Key.Key_Return)
    yield lambda: page.undo_run.isEnabled() and page.waiting.rowCount() == 0
    folder = Path(sys.argv[2])
    shutil.copytree(folder, folder.with_name("written"))
    yield in_front(window)
    page.tabs.tabBar().setFocus()
    press(Qt.Key.Key_Right)
    tab_to(page.undo_run)
    undone: list[object] = []
    page.wrote.connect(undone.append)
    press(Qt.Key.Key_Space)
    yield lambda: bool(undone) and page.write_button.isEnabled()
    press(Qt.Key.Key_Q, control)


def wait_for_two_folders(window: Window) -> Iterator[Until]:
    """Stay open until a second start has handed its folder over, then close."""
    yield at_rest(window)
    print("ready", flush=True)
    photos = window.session.library.index.photos
    yield lambda: {photo.path.parent.name for photo in photos.all()} == {"a", "b"}
    yield at_rest(window)
    window.close()


def mouse(*deeds: object) -> Until:
    """Move the real pointer and press its button, as xdotool says it; wait until that is done."""
    hand = subprocess.Popen(["xdotool", *map(str, deeds)])
    return lambda: hand.poll() is not None


def on_screen(widget: QWidget, point: QPoint) -> tuple[int, int]:
    """Return where a point of a widget is on the display."""
    at = widget.mapToGlobal(point)
    return at.x(), at.y()


def drag_prints(window: Window) -> Iterator[Until]:
    """Drag the first print behind the third with the mouse, and keep that order."""
    yield at_rest(window)
    yield in_front(window)
    press(Qt.Key.Key_F5)
    page, prints = window.scans_page, window.scans_page.prints
    yield lambda: prints.count() == 4
    first, third = (prints.visualItemRect(prints.item(row)) for row in (0, 2))
    begin = on_screen(prints.viewport(), first.center())
    end = on_screen(prints.viewport(), QPoint(third.right() - 4, third.center().y()))
    on_the_way = [part for share in (0.1, 0.4, 0.8, 0.97, 1.0) for part in _step_to(begin, end, share)]
    yield mouse("mousemove", *begin, "mousedown", 1, "sleep", 0.2, *on_the_way, "mouseup", 1)
    yield page.keep_order.isEnabled
    yield mouse("mousemove", *on_screen(page.keep_order, page.keep_order.rect().center()), "click", 1)
    orders = window.session.library.ledger.orders
    yield lambda: len(orders.all()) == 4
    yield at_rest(window)
    window.close()


def _step_to(begin: tuple[int, int], end: tuple[int, int], share: float) -> list[object]:
    x, y = (round(a + share * (b - a)) for a, b in zip(begin, end, strict=True))
    return ["mousemove", x, y, "sleep", 0.2]


class Driven(Window):
    """A window that runs a script as soon as it is shown."""

    script: Script

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin."""
        super().showEvent(event)
        if not hasattr(self, "_steps"):
            self._steps = Driven.script(self)
            self._until: Until = lambda: True
            self._since = time.monotonic()
            self._clock = QTimer(self)
            self._clock.setInterval(_TICK_MS)
            self._clock.timeout.connect(self._step)
            self._clock.start()

    def _step(self) -> None:
        try:
            if self._until():
                self._until, self._since = next(self._steps), time.monotonic()
            else:
                assert time.monotonic() - self._since < PATIENCE_S, "waited in vain"
        except StopIteration:
            self._clock.stop()
        except BaseException as error:  # noqa: BLE001 - said and turned into the exit status
            traceback.print_exception(error)
            self._clock.stop()
            self.close()
            QApplication.exit(3)


if __name__ == "__main__":
    Driven.script = staticmethod(globals()[sys.argv[1]])
    vars(app)["Window"] = Driven
    sys.exit(app.main(sys.argv[2:]))
