"""The texts that may name where a photo was taken: its folders, its file name, its captions and keywords."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from whence_engine.photo import Photo
from whence_engine.places.fold import fold

FOLDERS = 3
"""A photo's folder and two above it are read: farther up a path speaks of disks and people."""

_CONTAINERS = frozenset({
    "dcim", "pictures", "fotos", "photos", "bilder", "images", "imagenes", "immagini", "imagens", "fotografie", "home",
    "users", "media", "mnt", "volumes", "tmp", "var", "downloads", "download", "desktop", "documents", "dokumente",
    "takeout", "google", "onedrive", "dropbox", "my pictures", "eigene bilder", "mes images",
})  # fmt: skip
_ABOVE_USERS = frozenset({"home", "users", "media"})
_CAMERA_FOLDER = re.compile(
    r"\d{3}[A-Z0-9_]{5}|\d{3}_\d{4}|.*\b(screenshots?|whatsapp|telegram|signal|instagram)\b.*", re.IGNORECASE
)
_CAMERA_FILE = re.compile(
    r"[_~]?(img|dsc[nf]?|mg|pxl|mvi|vid|pano|sam|cimg|gopr|gp|g|dji|p|pict|imag|hpim|kif|fb_img|screenshot|scan|image|"
    r"photo|foto|bild|[a-z]{0,3}(?=\d))(?![a-z])[^a-z]*([a-z]{1,3}[^a-z]*)?",
    re.IGNORECASE,
)
"""IMG_1234, DSC00312, P1010841, PXL_20130101_120000, IMG-20160507-WA0003; but not Samos 12, nor "scan Lisboa"."""

_NO_PROSE = re.compile(r"://|@|^[0-9a-f-]{16,}$", re.IGNORECASE)
_LONGEST = 400


class Where(StrEnum):
    """Where a text was found."""

    TEXT = "text"
    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Source:
    """A text to read; `depth` is 0 for what speaks of the photo alone, and one more for each folder outwards."""

    text: str
    where: Where
    depth: int


def sources(photo: Photo) -> Iterator[Source]:
    """Yield what is to be read of one photo, what is said of it alone first."""
    for text in dict.fromkeys(photo.texts):
        if not _NO_PROSE.search(text):
            yield Source(text[:_LONGEST], Where.TEXT, 0)
    if not _CAMERA_FILE.fullmatch(photo.path.stem):
        yield Source(photo.path.stem[:_LONGEST], Where.FILE, 0)
    for depth, name in enumerate(folders(photo.path.parent), start=1):
        yield Source(name, Where.FOLDER, depth)


def folders(folder: Path) -> list[str]:
    """Return up to three folder names that may tell something, innermost first.

    Reading stops at folders that hold all pictures of a person or a disk, and at a user's home: whoever is called
    Florence does not live in Florence.
    """
    names = [part for part in folder.parts if part != folder.anchor]
    found: list[str] = []
    for i in range(len(names) - 1, max(-1, len(names) - 1 - FOLDERS), -1):
        if fold(names[i]) in _CONTAINERS or (i and fold(names[i - 1]) in _ABOVE_USERS):
            break
        if not _CAMERA_FOLDER.fullmatch(names[i]):
            found.append(names[i])
    return found
