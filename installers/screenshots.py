#!/usr/bin/env python3
"""Take the pictures of the window that README and the help show, from the rendered sample library and nothing else.

::

    python installers/screenshots.py [--home DIR] [--output docs] [--help-pages desktop/whence_desktop/help]

Needs no screen: Qt paints into memory. `--home` keeps the sample library for the next time. The pictures are taken as a
person would see them whose own folder that is, so paths in them begin with `~`.
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
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from whence_desktop.app import translate
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.cli.main import run
from whence_engine.library.overview import PhotoState

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = Path("Pictures", "Sample")
SIZE_PX = (1440, 900)
HELP_SIZE_PX = (1180, 740)
LOW_PX = 480
"""Height of windows that would be empty below."""
SUMMER = {"en": "summer 1987", "de": "Sommer 1987"}
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
    parser.add_argument("--output", type=Path, default=ROOT / "docs")
    parser.add_argument("--help-pages", type=Path, default=ROOT / "desktop" / "whence_desktop" / "help")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with home(arguments.home) as folder:
        os.environ |= {"HOME": str(folder), "USERPROFILE": str(folder), "WHENCE_HOME": str(folder / "whence")}
        locate_sample(folder)
        app = QApplication(["whence"])
        app.setStyle("Fusion")
        app.setPalette(palette(LIGHT))
        with opened(folder, SIZE_PX) as window:
            take_for_readme(app, window, arguments.output)
        for language in ("en", "de"):
            QLocale.setDefault(QLocale(language))
            loaded = translate(app, QLocale())
            with opened(folder, HELP_SIZE_PX) as window:
                take_for_help(window, language, arguments.help_pages / language / "pictures")
            for translator in loaded:
                app.removeTranslator(translator)


@contextmanager
def home(kept: Path | None) -> Iterator[Path]:
    """Yield the folder that is a person's own while pictures are taken."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def locate_sample(folder: Path) -> None:
    """Draw and locate the sample library as a person would, unless that was done."""
    sample = folder / SAMPLE
    if sample.is_dir():
        return
    sample.parent.mkdir(parents=True, exist_ok=True)
    run(["sample", str(sample)])
    run(["locate", str(sample), "--report", str(folder / "report.csv")])


@contextmanager
def opened(folder: Path, size_px: tuple[int, int]) -> Iterator[Window]:
    """Yield a window in which the first album is shown; it remembers nothing of the one before."""
    store = folder / "pictures.ini"
    store.unlink(missing_ok=True)
    session = Session()
    window = Window(session, QSettings(str(store), QSettings.Format.IniFormat))
    window.resize(*size_px)
    window.show()
    window.albums_view.list.setFocus()
    wait(lambda: window.selection.photo is not None)
    try:
        yield window
    finally:
        window.close()
        QApplication.processEvents()  # what its jobs still had to say finds the library open
        session.close()


def take_for_readme(app: QApplication, window: Window, output: Path) -> None:
    """Take the pictures of README, with light and with dark colours."""
    for name, colours in (("dark", DARK), ("light", LIGHT)):
        app.setPalette(palette(colours))
        show(window, ALBUM)
        save(window, output / f"window-{name}.png")
    show(window, "Krabi")
    save(window.map, output / "map.png")
    take_decisions(window, output)


def take_for_help(window: Window, language: str, output: Path) -> None:
    """Take the pictures of the help pages in one language."""
    show(window, "Krabi")
    save(window.map, output / "map.png")
    take_decisions(window, output)
    window.resize(HELP_SIZE_PX[0], LOW_PX)
    show_album_of(window, "1987")
    window.pages.turn_to("scans")
    window.scans_page.words.setText(SUMMER[language])
    rest()
    save(window, output / "scans.png")
    window.resize(*HELP_SIZE_PX)
    show_album_of(window, "2017-06 Lofoten")
    window.pages.turn_to("tracks")
    window.telling.zone(None, "Europe/Oslo")
    window.tracks_page.files.add(sorted((Path.home() / SAMPLE).rglob("*.gpx")))
    wait(lambda: window.tracks_page.is_loaded)
    at_rest(window)
    save(window, output / "tracks.png")


def take_decisions(window: Window, output: Path) -> None:
    """Take pictures of an album of which some photos are decided, and of what would be written; then forget it all."""
    show(window, ALBUM)
    window.deciding.accept()
    window.deciding.accept()
    rest()
    save(window, output / "review.png")
    window.deciding.accept_album()
    window.show_writing()
    high_px = window.height()
    window.resize(window.width(), LOW_PX)
    at_rest(window)
    save(window, output / "write.png")
    window.resize(window.width(), high_px)
    for _ in range(3):
        window.actions_.take_back()
    window.show_review()
    rest()


def show_album_of(window: Window, folder: str) -> None:
    """Look at the album of the photos in a folder."""
    albums = window.session.library.index.albums
    rows = [row for number in range(window.albums.rowCount()) if (row := window.albums.album(number)) is not None]
    shown = ((row.id, album) for row in rows if (album := albums.get(row.id)) is not None)
    found = next(album_id for album_id, album in shown if album.photos[0].path.parent.name.startswith(folder))
    window.show_review()
    window.selection.look_at_album(found)
    window.photos_view.setCurrentIndex(window.photos.index(0))
    rest()


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
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    width, height = picture.width(), picture.height()
    rgb = Image.frombuffer("RGB", (width, height), bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine(), 1)
    rgb.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1024:.0f} KiB")


def at_rest(window: Window) -> None:
    """Let what runs beside the window be finished."""
    rest()
    wait(lambda: window.runner.job is None)


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
