"""Without a screen the window says so in one sentence, and does not leave Qt to abort."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from whence_desktop.app import icon
from whence_desktop.screen import sentence

START = "import sys; from whence_desktop.app import main; sys.exit(main([]))"
SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"}
LIMIT_S = 120

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has desktops without a screen")


def start(home: Path, **screen: str) -> "subprocess.CompletedProcess[str]":
    """Start the window with nothing but `screen` to open on."""
    kept = {name: value for name, value in os.environ.items() if name not in SCREENS}
    env = kept | {"PYTHONPATH": os.pathsep.join(sys.path), "XDG_RUNTIME_DIR": str(home), "WHENCE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", START], env=env | screen, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )


@on_linux
def test_a_session_without_a_screen_is_told_where_to_start(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.stderr == (
        "whence-desktop: There is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set): "
        "start it from a desktop, or use the command `whence`, which needs no screen.\n"
    )
    assert done.returncode == 1


@on_linux
@pytest.mark.parametrize(
    "screen",
    [{"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "wayland-4711"}, {"QT_QPA_PLATFORM": "nothing-like-it"}],
    ids=["X server that is gone", "Wayland compositor that is gone", "platform that Qt does not know"],
)
def test_a_screen_that_does_not_answer_is_one_sentence_with_the_reason(tmp_path: Path, screen: dict[str, str]) -> None:
    done = start(tmp_path, **screen)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("whence-desktop: The window finds no screen to open on (")


def test_the_reason_is_what_was_tried_and_not_which_plug_in_was_looked_for() -> None:
    said = [("qt.qpa.xcb", "could not connect to display :4711"), ("qt.qpa.plugin", "xcb-cursor0 is needed.")]
    assert "(could not connect to display :4711)" in sentence(said, {"DISPLAY": ":4711"})
    assert "(xcb-cursor0 is needed)" in sentence(said[1:], {"DISPLAY": ":4711"})


def test_what_qt_says_while_it_finds_a_screen_is_passed_on(tmp_path: Path) -> None:
    """The first platform is not there, the second is: the application is made, and the failed try is heard of."""
    script = (
        "from PySide6.QtWidgets import QApplication; from whence_desktop import screen\n"
        "with screen.wanted(): app = QApplication([])\n"
        "print(app.platformName())"
    )
    env = os.environ | {"QT_QPA_PLATFORM": "nothing-like-it;offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "offscreen\n"
    assert 'Could not find the Qt platform plugin "nothing-like-it"' in done.stderr


def test_the_window_has_an_icon_drawn_for_every_size(qtbot: QtBot) -> None:
    sizes = [size.toTuple() for size in icon().availableSizes()]
    assert sorted(sizes) == [(size, size) for size in (16, 22, 24, 32, 48, 64, 128, 256, 512)]
    assert icon().actualSize(QSize(16, 16)) == QSize(16, 16)


def test_each_icon_is_as_large_as_its_name_says_and_see_through_at_its_corners() -> None:
    folder = Path(sys.modules[icon.__module__].__file__ or "").with_name("icons")
    for path in folder.glob("*.png"):
        with Image.open(path) as image:
            assert image.size == (int(path.stem), int(path.stem))
            assert image.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
