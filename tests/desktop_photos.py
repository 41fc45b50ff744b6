"""Photos for the tests of the desktop: made files in an index, with candidates."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.files.read import read_photo
from whence_engine.library.results import Result
from whence_engine.photo import Candidate, Decision, Found, Level

LISBON = Candidate(1, 38.72, -9.14, (0.2, 0.8, 0.9, 0.95, 0.97), Level.CITY, "Lisbon, Portugal", "PT",
                   (("names", 0.7), ("neighbours", 0.3)), ("The folder is called Lisboa.",))  # fmt: skip
CANARIES = Candidate(2, 28.1, -15.4, (0.01, 0.02, 0.04, 0.05, 0.06), Level.CONTINENT, "Africa", "ES",
                     (("pixels", 1.0),), ("The picture looks like it.",))  # fmt: skip


def make_photos(folder: Path, count: int) -> list[Path]:
    """Write so many small pictures, each different from the others."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"IMG_{number:04d}.jpg"
        colour = (37 * number % 256, 91 * number % 256, 17 * number % 256)
        Image.new("RGB", (64, 48), colour).save(path, quality=90)
        paths.append(path)
    return paths


def indexed(
    session: Session, paths: list[Path], *, candidates: tuple[Candidate, ...] = (LISBON, CANARIES)
) -> list[int]:
    """Store pictures in the index as one album, with these candidates for each; return their ids."""
    photos = []
    for path in paths:
        status = path.stat()
        photos.append(read_photo(Found(path, status.st_size, status.st_mtime_ns, status.st_ino)))
    index = session.library.index
    ids = index.photos.upsert(photos)
    index.albums.store([ids])
    index.results.store(Result(photo_id, "test", candidates, "starter 1") for photo_id in ids)
    return ids


def decisions(window: Window) -> list[Decision | None]:
    library = window.session.library
    found = library.decisions(library.index.photos.by_ids(window.photos.ids))
    return [found.get(photo) for photo in window.photos.ids]


def press(qtbot: QtBot, window: Window, *keys: Qt.Key, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    for key in keys:
        qtbot.keyClick(window.photos_view, key, modifier)
