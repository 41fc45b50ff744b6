"""Tracks for the tests of the desktop: a walk through Lisbon, and photos taken along it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_photos import indexed
from PIL import Image
from pytestqt.qtbot import QtBot

from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.map.ground import Ground
from whence_desktop.patience import Patience
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_desktop.telling import Telling
from whence_desktop.tracks.tracks_page import TracksPage

WALK_BEGINS = datetime(2014, 7, 12, 9, tzinfo=UTC)
TEN = datetime(2014, 7, 12, 10)  # nine o'clock in UTC by the clocks of Lisbon
SLOW = timedelta(hours=1, minutes=2)
CAMERA, PHONE = ("Stein", "Stein D40"), ("Apple", "iPhone 4")


def place(minute: float) -> tuple[float, float]:
    """Return where the walker was so many minutes after nine o'clock in UTC."""
    return 38.70 + 0.0005 * minute, -9.15 + 0.0003 * minute


def walk(path: Path, minutes: int = 120) -> Path:
    """Write the walk as GPX, a fix a minute."""
    rows = []
    for minute in range(minutes):
        lat, lon = place(minute)
        at = f"{WALK_BEGINS + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"
        rows.append(f'<trkpt lat="{lat}" lon="{lon}"><time>{at}</time></trkpt>')
    body = "".join(rows)
    path.write_text(
        f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>{body}</trkseg></trk></gpx>'
    )
    return path


def photo(path: Path, local: datetime, device: tuple[str, str] = CAMERA, shade: int = 0) -> Path:
    """Write a small picture that says when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = device
    exif.get_ifd(0x8769)[0x9003] = f"{local:%Y:%m:%d %H:%M:%S}"
    Image.new("RGB", (48, 36), (shade % 256, 7 * shade % 256, 90)).save(path, quality=90, exif=exif)
    return path


def slow_album(session: Session, folder: Path) -> list[int]:
    """Make an album along the walk, by a camera that is an hour and two minutes slow; return its photos."""
    (folder / "photos").mkdir()
    times = [TEN + timedelta(minutes=10 * n) - SLOW for n in range(1, 7)]
    return indexed(session, [photo(folder / "photos" / f"{n}.jpg", at, shade=20 * n) for n, at in enumerate(times)])


def page_on(session: Session, photos: list[int], ground: Ground, qtbot: QtBot) -> Iterator[TracksPage]:
    """Yield the page of tracks alone, on the album of some photos."""
    selection = Selection()
    selection.look_at_album(session.library.index.albums.of_photo(photos[0]))
    selection.look_at_photo(photos[0])
    thumbnails = Thumbnails(session.folders.cache / "thumbnails")
    made = TracksPage(session, selection, Telling(session, Patience(session)), ground, thumbnails)
    qtbot.addWidget(made)
    made.refresh()
    made.resize(1000, 700)
    made.show()
    qtbot.waitUntil(lambda: made.is_loaded)
    yield made
    made.close_pool()
    thumbnails.close()
    selection.deleteLater()
