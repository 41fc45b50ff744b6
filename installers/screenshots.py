#!/usr/bin/env python3
"""Take the pictures of the window that README shows, from the rendered sample library and nothing else.

::

    python installers/screenshots.py [--home DIR] [--output docs]

Needs no screen: Qt paints into memory. `--home` keeps the sample library for the next time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.cli.main import run
from whence_engine.library.overview import PhotoState

SIZE_PX = (1440, 900)
COLOURS = 160
ALBUM = "Plouzan"
LIGHT = {
    "window": "#f0f0f1", "base": "#ffffff", "alternateBase": "#f6f6f7", "text": "#1c1d1f", "windowText": "#1c1d1f",
    "button": "#f2f2f3", "buttonText": "#1c1d1f", "highlight": "#3272b8", "highlightedText": "#ffffff",
    "placeholderText": "#85878a",
}  # fmt: skip
DARK = {
    "window": "#26282b", "base": "#1d1f21", "alternateBase": "#232527", "text": "#e6e7e8", "windowText": "#e6e7e8",
    "button": "#303236", "buttonText": "#e6e7e8", "highlight": "#3d82cc", "highlightedText": "#ffffff",
    "placeholderText": "#8b8e92",
}  # fmt: skip


def main() -> None:
    """Draw the library where it is not there yet, and take every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="keep the sample library here")
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parents[1] / "docs")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with home(arguments.home) as folder:
        os.environ["WHENCE_HOME"] = str(folder)
        locate_sample(folder)
        arguments.output.mkdir(parents=True, exist_ok=True)
        take(folder, arguments.output)


@contextmanager
def home(kept: Path | None) -> Iterator[Path]:
    """Yield the folder that holds the sample library."""
    if kept is not None:
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def locate_sample(folder: Path) -> None:
    """Draw and locate the sample library as a person would, unless that was done."""
    sample = folder / "sample"
    if sample.is_dir():
        return
    run(["sample", str(sample)])
    run(["locate", str(sample), "--report", str(folder / "report.csv")])


def take(folder: Path, output: Path) -> None:
    """Open the window and take its pictures, with light and with dark colours."""
    app = QApplication(["whence"])
    app.setStyle("Fusion")
    session = Session()
    window = Window(session, QSettings(str(folder / "pictures.ini"), QSettings.Format.IniFormat))
    window.resize(*SIZE_PX)
    window.show()
    window.albums_view.list.setFocus()
    wait(lambda: window.selection.photo is not None)
    for name, colours in (("dark", DARK), ("light", LIGHT)):
        app.setPalette(palette(colours))
        show(window, ALBUM)
        save(window, output / f"window-{name}.png")
    show(window, "Krabi")
    save(window.map, output / "map.png")
    show(window, ALBUM)
    window.deciding.accept()
    window.deciding.accept()
    rest()
    save(window, output / "review.png")
    window.deciding.accept_album()
    window.show_writing()
    wait(lambda: window.runner.job is None and window.write_page.waiting.rowCount() > 0)
    save(window, output / "write.png")
    for _ in range(3):
        window.actions_.take_back()
    window.close()
    session.close()


def show(window: Window, place: str) -> None:
    """Look at the photo to review of the album at a place that has both kinds of photos, where there is one."""
    rows = [row for number in range(window.albums.rowCount()) if (row := window.albums.album(number)) is not None]
    named = [row for row in rows if row.overview.place.startswith(place)]
    found = max(named or rows, key=lambda row: len(row.overview.states) * 1000 + row.overview.photos)
    window.selection.look_at_album(found.id)
    window.photos_view.setCurrentIndex(window.photos.index(0))
    rest()
    for number in range(len(window.photos.ids)):
        cell = window.photos.cell(number)
        if cell is not None and cell.state is PhotoState.TO_REVIEW:
            window.photos_view.setCurrentIndex(window.photos.index(number))
            break
    rest()


def palette(colours: Mapping[str, str]) -> QPalette:
    """Return a palette as desktops have it."""
    made = QPalette(QColor(colours["window"]))
    for name, colour in colours.items():
        made.setColor(QPalette.ColorRole[f"{name[0].upper()}{name[1:]}"], QColor(colour))
    return made


def save(widget: QWidget, file: Path) -> None:
    """Write what a widget shows, in few colours and therefore few bytes."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    width, height = picture.width(), picture.height()
    rgb = Image.frombuffer("RGB", (width, height), bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine(), 1)
    rgb.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1024:.0f} KiB")


def wait(until: Callable[[], bool]) -> None:
    """Let the window work until something is so, and come to rest."""
    deadline = time.monotonic() + 60.0
    while not until():
        if time.monotonic() > deadline:
            sys.exit("The window did not come to rest.")
        QApplication.processEvents()
        time.sleep(0.01)
    rest()


def rest(seconds: float = 1.5) -> None:
    """Let thumbnails, previews and tiles of the map be finished."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
