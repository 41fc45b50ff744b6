"""From a file to a `Track`: the first bytes tell the format, whatever the file is called."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from whence_engine.errors import TrackError, cannot_be_read
from whence_engine.files.regular import open_regular
from whence_engine.tracks.google import read_google
from whence_engine.tracks.gpx import read_gpx
from whence_engine.tracks.kml import read_kml
from whence_engine.tracks.nmea import read_nmea
from whence_engine.tracks.track import Fixes, Track, cleaned
from whence_engine.wording import Sentence, together

MAX_BYTES = 4 << 30
MAX_UNPACKED_BYTES = 1 << 28
SUFFIXES = frozenset({".gpx", ".kml", ".kmz", ".nmea", ".nma", ".log", ".json"})
"""What is looked at in a folder of tracks; a file that is named itself may be called anything."""

_HEAD = 8192


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
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return False
    return head.startswith(b"PK") or _reader(head) is not None


def read_track(path: Path) -> Track:
    """Read a track file of any known format.

    Raises
    ------
    TrackError
        When it cannot be read, is none, is hostile, or holds no moment with a place: one sentence without the path.
    """
    try:
        with open_regular(path) as file:
            fixes = _fixes(file)
    except OSError as refused:
        raise TrackError(cannot_be_read(refused.strerror or refused)) from refused
    except ValueError as refused:
        raise TrackError(cannot_be_read(Sentence("its name cannot be used"))) from refused
    track = cleaned(path.name, fixes)
    if not track.utc_ns.size:
        raise TrackError(together([Sentence("The file holds no moment with a place."), *track.notes]))
    return track


def _fixes(file: BinaryIO) -> Fixes:
    head = file.read(_HEAD)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        raise TrackError("The file is larger than 4 GB: cut it in parts.")
    if head.startswith(b"PK"):
        return _unpacked(file)
    reader = _reader(head)
    if reader is None:
        raise TrackError("The file is no track: GPX, KML, KMZ, NMEA and Google's location history are read.")
    return reader(file)


def _reader(head: bytes) -> Callable[[BinaryIO], Fixes] | None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore").encode()
    if text.startswith(b"<"):
        lower = text.lower()
        return read_kml if b"<kml" in lower and b"<gpx" not in lower else read_gpx if b"<gpx" in lower else None
    if text.startswith((b"{", b"[")):
        return read_google
    return read_nmea if b"RMC," in text or b"GGA," in text else None


def _unpacked(file: BinaryIO) -> Fixes:
    """Read the first KML in a KMZ, as its specification says, within bounds whatever the archive claims."""
    try:
        with zipfile.ZipFile(file) as archive:
            inside = next((one for one in archive.infolist() if one.filename.lower().endswith(".kml")), None)
            if inside is None:
                raise TrackError("The archive holds no KML.")
            with archive.open(inside) as packed:
                data = packed.read(MAX_UNPACKED_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as broken:
        raise TrackError("The archive is damaged, or locked.") from broken
    if len(data) > MAX_UNPACKED_BYTES:
        raise TrackError("The archive unpacks to more than a track needs.")
    return read_kml(io.BytesIO(data))
