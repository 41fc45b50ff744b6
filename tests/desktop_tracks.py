"""Tracks for the tests of the desktop: a walk through Lisbon, and photos taken along it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

WALK_BEGINS = datetime(2014, 7, 12, 9, tzinfo=UTC)
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
