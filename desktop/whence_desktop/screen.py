"""Where there is no screen, one sentence that says so, in place of the abort by which Qt would end the program."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LOADER = "qt.qpa.plugin"
"""Qt's category for its search for plug-ins, which names xcb-cursor0 as missing whatever was the matter."""


@contextmanager
def wanted() -> Iterator[None]:
    """End the process with status 1 and a sentence where the application, made within, finds no screen.

    Qt asks its message handler before it aborts, in each of the many ways in which a screen can be out of reach (none
    named, nobody there, not allowed in, a plug-in without its libraries), and nothing but the end can follow. What it
    says on the way, where it finds one after all, goes to standard error as ever.
    """
    said: list[tuple[str, str]] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            print(f"whence-desktop: {sentence(said, os.environ)}", file=sys.stderr, flush=True)  # noqa: T201
            os._exit(1)
        said.append((context.category or "", message))

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for _, message in said:
        print(message, file=sys.stderr)  # noqa: T201


def sentence(said: list[tuple[str, str]], environment: Mapping[str, str]) -> str:
    """Say what is the matter and what can be done.

    Parameters
    ----------
    said
        Category and text of what Qt said before it gave up.
    environment
        The environment that the program was started in.
    """
    instead = "start it from a desktop, or use the command `whence`, which needs no screen."
    if sys.platform == "linux" and not environment.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}:
        return f"There is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set): {instead}"
    reasons = [text for category, text in said if category != _LOADER] or [text for _, text in said]
    because = "; ".join(dict.fromkeys(text.strip().rstrip(".") for text in reasons))
    return f"The window finds no screen to open on ({because}): {instead}"
