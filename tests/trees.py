"""Small trees of real photo files, and what a scan says of them."""

from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from whence_engine.events import Event, PhotoDone, PhotoFailed
from whence_engine.library.library import Library
from whence_engine.photo import Action, DecidedBy, Decision, Photo
from whence_engine.scan.refresh import scan
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 1)
PARIS = Decision(Action.ACCEPT, DecidedBy.PERSON, datetime(2026, 1, 2, tzinfo=UTC), 48.8566, 2.3522)


def make_jpeg(path: Path, taken: str = "2014:07:12 18:03:22", colour: int = 100, model: str = "Model 1") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "Camera", model
    if taken:
        tags.get_ifd(0x8769)[0x9003] = taken
    Image.new("RGB", (32, 24), (colour, 50, 90)).save(path, "JPEG", exif=tags)
    return path


def run(library: Library, *roots: Path, **settings: bool) -> list[Event]:
    return list(scan(roots, library, settings=Settings(**settings), now=NOW))  # type: ignore[arg-type]


def read(events: list[Event]) -> list[str]:
    """The names of the files that were opened and read."""
    return [event.photo.path.name for event in events if isinstance(event, PhotoDone)] + [
        event.path.name for event in events if isinstance(event, PhotoFailed)
    ]


def names(library: Library) -> list[str]:
    return [photo.path.name for photo in library.index.photos.all()]


def one(library: Library, path: Path) -> Photo:
    found = library.index.photos.at(path)
    assert found is not None
    return found
