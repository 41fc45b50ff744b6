"""What tests of accepting, writing and undoing share: a photo, an index entry, a decision, a run."""

import hashlib
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tiff_blocks import Made, camera_exif, jpeg, picture

from whence_engine.accept.apply import apply
from whence_engine.accept.decide import decide
from whence_engine.accept.geotag import geotag
from whence_engine.accept.rows import WriteRow
from whence_engine.files import write
from whence_engine.files.read import read_photo
from whence_engine.library.library import Library
from whence_engine.photo import Action, DecidedBy, Decision, Found, Level, Photo
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 2, 3, 4, 5)
PARIS = Decision(
    Action.ACCEPT, DecidedBy.PERSON, NOW, 48.8566, 2.3522, 25.0, Level.CITY, "Paris, France", "FR", 0.81,
    '{"model": "starter 1", "cues": {"neighbours": 0.7, "pixels": 0.3}}',
)  # fmt: skip


def make(folder: Path, name: str = "a.jpg", data: bytes | None = None) -> Path:
    path = folder / name
    own = picture(int(path.stem) if path.stem.isdigit() else 200)
    path.write_bytes(jpeg(Made(exif=camera_exif()).block(), base=own) if data is None else data)
    os.utime(path, ns=(1_100_000_000_000_000_001, 1_100_000_000_000_000_001))
    return path


def index(library: Library, path: Path) -> Photo:
    status = path.stat()
    photo = read_photo(Found(path, status.st_size, status.st_mtime_ns, status.st_ino))
    return replace(photo, id=library.index.photos.upsert([photo])[0])


def accept(library: Library, path: Path, decision: Decision = PARIS) -> Photo:
    photo = index(library, path)
    decide(library, photo, decision)
    return photo


def run(library: Library, paths: list[Path] | None = None, **options: object) -> list[WriteRow]:
    settings = options.pop("settings", Settings())
    return list(apply(library, paths, settings=settings, now=NOW, **options))  # type: ignore[arg-type]


def tag(library: Library, *paths: Path, lat: float = 1.5, lon: float = -2.5, **options: object) -> list[WriteRow]:
    settings = options.pop("settings", Settings())
    return list(geotag(library, paths, lat_deg=lat, lon_deg=lon, settings=settings, **options))  # type: ignore[arg-type]


def position(path: Path) -> tuple[float, float] | None:
    return write.position_in(path.read_bytes())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
