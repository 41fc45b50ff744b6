"""Which files are tracks, and in which format: the first bytes tell, whatever a file is called."""

from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path

from whence_engine.files.regular import open_regular

SUFFIXES = frozenset({".gpx", ".kml", ".kmz", ".nmea", ".nma", ".log", ".json"})
"""What is looked at in a folder of tracks; a file that is named itself may be called anything."""

HEAD_BYTES = 8192
"""So much of a file tells its format."""


class Format(Enum):
    """What a track file is written in."""

    GPX = auto()
    KML = auto()
    KMZ = auto()
    NMEA = auto()
    GOOGLE = auto()


def files_in(path: Path) -> Iterator[Path]:
    """Yield a file itself, and of a folder all files at any depth that may be tracks, in the order of their names."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.suffix.lower() in SUFFIXES and file.is_file():
            yield file


def is_track(path: Path) -> bool:
    """Tell by its first bytes whether a file may hold a track; False where it cannot be read."""
    try:
        with open_regular(path) as file:
            head = file.read(HEAD_BYTES)
    except (OSError, ValueError):
        return False
    return format_of(head) is not None


def format_of(head: bytes) -> Format | None:
    """Return the format that the first bytes of a file tell, or None where they are of no track."""
    if head.startswith(b"PK"):
        return Format.KMZ
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore").encode()
    if text.startswith(b"<"):
        lower = text.lower()
        if b"<gpx" in lower:
            return Format.GPX
        return Format.KML if b"<kml" in lower else None
    if text.startswith((b"{", b"[")):
        return Format.GOOGLE
    return Format.NMEA if b"RMC," in text or b"GGA," in text else None
