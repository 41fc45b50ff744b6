"""From a file to a `Track`, in whatever format `sniff` finds it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from whence_engine.errors import TrackError, cannot_be_read
from whence_engine.files.regular import open_regular
from whence_engine.tracks.google import read_google
from whence_engine.tracks.gpx import read_gpx
from whence_engine.tracks.kml import read_kml
from whence_engine.tracks.nmea import read_nmea
from whence_engine.tracks.sniff import HEAD_BYTES, Format, format_of
from whence_engine.tracks.track import Fixes, Track, cleaned
from whence_engine.wording import Sentence, together

MAX_BYTES = 4 << 30
MAX_UNPACKED_BYTES = 1 << 28


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
    told = format_of(file.read(HEAD_BYTES))
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        raise TrackError("The file is larger than 4 GB: cut it in parts.")
    if told is None:
        raise TrackError("The file is no track: GPX, KML, KMZ, NMEA and Google's location history are read.")
    return _READERS[told](file)


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


_READERS: dict[Format, Callable[[BinaryIO], Fixes]] = {
    Format.GPX: read_gpx,
    Format.KML: read_kml,
    Format.KMZ: _unpacked,
    Format.NMEA: read_nmea,
    Format.GOOGLE: read_google,
}
