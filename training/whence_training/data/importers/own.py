"""A folder of one's own geotagged photos: positions and times as the engine reads them, albums as it cuts them."""

import os
from collections.abc import Iterator
from pathlib import Path

from whence_engine.albums.clocks import judge
from whence_engine.albums.group import group, is_timed, moment
from whence_engine.files.read import read_photo
from whence_engine.files.sniff import SUFFIXES
from whence_engine.photo import Found, Photo, Position
from whence_training.data.importers.intake import Intake, Record

_BESIDE = ("{name}.xmp", "{stem}.xmp", "{name}.json", "{name}.supplemental-metadata.json")
_EXACT_KM, _CITY_KM = 1.0, 25.0


def read(source: Path, photographer: str, intake: Intake) -> Iterator[Record]:
    """Yield the geotagged photos below a folder; what has no position or cannot be read is counted.

    Albums are cut over all photos, geotagged or not, as in a library: those without a position keep an album together.
    """
    photos = judge(read_photo(found) for found in _pictures(source))
    for number, album in enumerate(group(photos), 1):
        for photo in album:
            why = photo.error or ("no position" if photo.position is None else None)
            if photo.position is None or why is not None:
                intake.records += 1
                intake.drop(why or "", photo.path)
                continue
            yield _record(photo, photo.position, photographer, f"{photographer}/album-{number:05}")


def _record(photo: Photo, position: Position, photographer: str, album: str) -> Record:
    error_km = position.error_km or 0.0
    return Record(
        path=photo.path,
        lat=position.lat_deg,
        lon=position.lon_deg,
        photographer=photographer,
        taken_at=moment(photo).isoformat()[:19] if is_timed(photo) else "",
        album=album,
        precision="exact" if error_km <= _EXACT_KM else "city" if error_km <= _CITY_KM else "country",
    )


def _pictures(source: Path) -> Iterator[Found]:
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = set(names)
        for name in sorted(names):
            path = Path(folder, name).absolute()
            if path.suffix.lower() in SUFFIXES:
                status = path.stat()
                beside = (pattern.format(name=name, stem=path.stem) for pattern in _BESIDE)
                sidecars = tuple(path.with_name(other) for other in beside if other in here)
                yield Found(path, status.st_size, status.st_mtime_ns, status.st_ino, sidecars)
