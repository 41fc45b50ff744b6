"""What the first window does not need is not loaded before it is shown."""

import subprocess
import sys
from pathlib import Path

import pytest

from whence_desktop.session import Session
from whence_engine import __version__

OPENED = """
import sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from whence_desktop.session import Session
from whence_desktop.window import Window

application = QApplication([])
session = Session()
window = Window(session, QSettings(sys.argv[1], QSettings.Format.IniFormat))
window.show()
window.ground.read()
while window.ground.names is None or not window.first_run.isVisible():
    application.processEvents()
print(*sys.modules)
window.close()
session.close()
"""
SHOWN = """
import gc
import sys
from PySide6.QtCore import QTimer
from whence_desktop import app, start

class Brief(app.Window):
    def showEvent(self, event):
        super().showEvent(event)
        print(gc.isenabled())
        QTimer.singleShot(0, self.leave)

    def leave(self):
        print(gc.isenabled())
        self.close()

app.Window = Brief
sys.argv[1:] = []
sys.exit(start.main())
"""
LIBRARIES = {"PIL", "click", "cv2", "lxml", "onnxruntime", "pi_heif", "piexif", "rapidocr", "sqlite_utils", "tqdm"}
ROOMS = {
    "whence_engine.accept.apply",
    "whence_engine.cues.cue",
    "whence_engine.files.decode",
    "whence_engine.inference",
    "whence_engine.locate.chain",
    "whence_engine.locate.integrate",
    "whence_engine.pipeline",
    "whence_engine.scan",
    "whence_engine.selftest",
    "whence_engine.tracks.read",
}


@pytest.fixture
def loaded(session: Session, tmp_path: Path) -> set[str]:
    """Names of all modules that a window has loaded once it is complete; its library is empty."""
    command = [sys.executable, "-c", OPENED, str(tmp_path / "window.ini")]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_window_opens_without_decoders_networks_and_readers(loaded: set[str]) -> None:
    assert "whence_desktop.map.ground" in loaded
    assert loaded & (LIBRARIES | ROOMS) == set()


def test_the_version_is_said_without_qt() -> None:
    code = "import sys; from whence_desktop.start import main; main(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
    said, modules = done.stdout.splitlines()
    assert said == f"whence-desktop, version {__version__}"
    assert not {name.split(".")[0] for name in modules.split()} & {"PySide6", "numpy", "sqlite3"}


def test_memory_is_left_alone_until_the_window_is_shown(whence_home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", "True"]
