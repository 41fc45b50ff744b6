"""Windows on an X display: found by their name, and closed as their user would."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import proof.x_windows
from proof.x_windows import Display, DisplayError

WINDOW = (
    "import sys; from PySide6.QtWidgets import QApplication, QWidget; app = QApplication(sys.argv);"
    "window = QWidget(); window.setWindowTitle('Seventh trial'); window.show(); sys.exit(app.exec())"
)
LIMIT_S = 60.0


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A screen that nobody sees."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb")
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as told:
        monkeypatch.setenv("DISPLAY", f":{told.readline().strip()}")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    yield
    server.terminate()
    server.wait(10)


@pytest.mark.usefixtures("display")
def test_a_window_is_found_by_its_name_and_closed_as_its_user_would() -> None:
    with Display() as display, subprocess.Popen([sys.executable, "-c", WINDOW]) as program:
        until = time.monotonic() + LIMIT_S
        while (found := display.find("seventh")) is None and time.monotonic() < until:
            time.sleep(0.05)
        assert found is not None
        assert display.find("eighth") is None
        display.close_window(found)
        assert program.wait(LIMIT_S) == 0
        assert display.find("seventh") is None


@pytest.mark.parametrize("name", ["", "elsewhere:0", ":63999"])
def test_a_display_that_cannot_be_had_is_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", name)
    with pytest.raises(DisplayError, match=r"DISPLAY names no display|cannot be reached"):
        Display()


def field(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def test_the_key_to_a_display_is_taken_from_the_file_of_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tmp_path / "keys"
    rows = [(b"8", b"MIT-MAGIC-COOKIE-1", b"other"), (b"7", b"XDM", b"old"), (b"7", b"MIT-MAGIC-COOKIE-1", b"key")]
    keys.write_bytes(b"".join(b"\1\0" + field(b"host") + b"".join(map(field, row)) for row in rows))
    monkeypatch.setenv("XAUTHORITY", str(keys))
    assert proof.x_windows.cookie(7) == b"key"
    assert proof.x_windows.cookie(9) == b""
    keys.write_bytes(keys.read_bytes()[:-30])
    assert proof.x_windows.cookie(7) == b""
