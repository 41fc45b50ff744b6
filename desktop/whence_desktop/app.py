"""`whence-desktop [FOLDER...]`: the window; a second start hands its folders to the first.

`--sample` opens the rendered sample library, and draws it first where it is not there.
"""

import gc
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, QTranslator, QUrl, Signal
from PySide6.QtGui import QIcon
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QMessageBox

from whence_desktop import layout, screen, wording
from whence_desktop.complaints import catch_all
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.errors import WhenceError
from whence_engine.library.library import Library
from whence_engine.paths import Folders, folders

_WAIT_MS = 800
_SWITCH_S = 0.001  # how long a job's thread may keep Python to itself while the window wants to draw


class Gate(QObject):
    """Lets one window be open at a time; those who come later hand over what they were started with.

    Signals
    -------
    arrived(list)
        Folders of a later start.
    """

    arrived = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Give `paths` to the window that is open already; tell whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(json.dumps([str(path) for path in paths]).encode("utf-8", "surrogateescape") + b"\n")
        socket.waitForBytesWritten(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def open(self) -> None:
        """Be the one that others hand over to; what a crashed window left is cleared away."""
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def close(self) -> None:
        """Let the next start open a window of its own."""
        self._server.close()

    def _welcome(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket.waitForReadyRead(_WAIT_MS):
            line = bytes(socket.readAll().data()).decode("utf-8", "surrogateescape")
            self.arrived.emit([Path(text) for text in json.loads(line)])
        socket.disconnectFromServer()
        socket.deleteLater()


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    paths = [named(one) for one in given if not one.startswith("-")]
    with screen.wanted():
        app = QApplication([sys.argv[0], *given])
    app.setApplicationName("Whence")
    app.setDesktopFileName("whence")
    app.setWindowIcon(icon())
    sys.setswitchinterval(_SWITCH_S)
    translate(app, QLocale())
    where = folders()
    where.data.mkdir(parents=True, exist_ok=True)
    gate = Gate(_address(where.data))
    if gate.hand_over(paths):
        return 0
    notices = updated(where)
    try:
        session = Session(where=where)
    except WhenceError as error:
        QMessageBox.critical(None, "Whence", wording.said(error))
        return 1
    session.library.notices = (*notices, *session.library.notices)
    store = QSettings(str(where.config / "window.ini"), QSettings.Format.IniFormat)
    window = Window(session, store)
    layout.fit(window, store)
    before = catch_all(window.complaints)
    gate.open()
    gate.arrived.connect(window.opening.welcome)
    window.show()
    gc.freeze()  # else a full collection walks all that was imported and opened: 40 ms amid a drag
    gc.enable()
    if paths:
        window.opening.open(paths)
    elif "--sample" in given:
        window.opening.sample()
    try:
        return app.exec()
    finally:
        sys.excepthook = before
        gate.close()
        session.close()


def updated(where: Folders) -> tuple[str, ...]:
    """Bring a library of an older Whence up to date where there is one, and return what is to be said of that."""
    if not Library.is_older(where.library):
        return ()
    from whence_desktop.updating import UpdateView  # noqa: PLC0415 - hardly any start needs it

    return UpdateView(where).run()


def named(argument: str) -> Path:
    """Return the absolute path that an argument names; file managers may hand over addresses (`file:///...`)."""
    if argument.startswith("file://"):
        raw = unquote_to_bytes(urlsplit(argument).path)
        argument = os.fsdecode(raw) if os.name == "posix" else QUrl(argument).toLocalFile()
    return Path(argument).absolute()


def icon() -> QIcon:
    """Return the program's icon in every size that it was drawn in."""
    drawn = QIcon()
    for path in sorted(Path(__file__).with_name("icons").glob("*.png")):
        drawn.addFile(str(path))
    return drawn


def _address(data: Path) -> str:
    """Name the gate of a data folder: two libraries may each have a window."""
    return "whence-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def translate(app: QApplication, locale: QLocale) -> list[QTranslator]:
    """Load the translations of a locale, Qt's own words among them, and return them; English needs none."""
    places = {
        "whence": str(Path(__file__).with_name("i18n")),
        "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
    }
    loaded = []
    for name, place in places.items():
        translator = QTranslator(app)
        if translator.load(locale, name, "_", place):
            app.installTranslator(translator)
            loaded.append(translator)
    return loaded
