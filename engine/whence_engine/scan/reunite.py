"""Recognise photos that moved, were renamed or were tagged: they keep their rows, and so all that hangs on them.

A file is compared by its picture data only where that can matter: where its row or the ledger remembers an identity,
and name or size make it likely. All others are recognised by what `stat` and their headers say.
"""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from whence_engine.errors import UnreadableError
from whence_engine.files.identity import picture_hash
from whence_engine.library.decisions import Picture
from whence_engine.library.library import Library
from whence_engine.photo import Photo


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file turned out to be.

    Attributes
    ----------
    photo
        As it was read.
    row
        The row of the photo that it is, at another path; 0 where it is new or lies where it lay.
    same_picture
        Its pixels are those that the row remembers, though size or time may differ.
    identity
        The identity that ties it to the ledger; "" where none was taken.
    """

    photo: Photo
    row: int = 0
    same_picture: bool = False
    identity: str = ""


class Reunion:
    """What a library remembers, asked for one file after the other."""

    def __init__(self, library: Library) -> None:
        self._photos = library.index.photos
        self._is_new = self._photos.is_empty()
        self._taken: set[int] = set()
        self._identities: set[str] = set()
        self._paths: set[Path] = set()
        self._alike: dict[int | str, list[Picture]] = defaultdict(list)
        for picture in library.ledger.decisions.pictures():
            self._identities.add(picture.identity)
            self._paths.add(picture.path)
            self._alike[picture.size_bytes].append(picture)
            self._alike[picture.path.name.lower()].append(picture)

    def changed(self, photo: Photo, row: int) -> Recognised:
        """Tell what became of the photo of a row whose file changed."""
        remembered = self._photos.identities([row]).get(row, "")
        if not remembered and photo.path not in self._paths and not self._alike_of(photo):
            return Recognised(photo)
        identity = _identity(photo)
        if identity and identity == remembered:
            return Recognised(photo, same_picture=True, identity=identity)
        return Recognised(photo, identity=identity if identity in self._identities else "")

    def arrived(self, photo: Photo) -> Recognised:
        """Tell whether a file at a new path is one that has gone from another."""
        alike = [] if self._is_new else self._photos.like(photo.size_bytes, photo.mtime_ns)
        gone = [(before, known) for before, known in alike if self._is_free(before)]
        identity = ""
        if any(known for _, known in gone) or self._may_be_known(photo):
            identity = _identity(photo)
            same = [before for before in self._photos.with_identity(identity) if self._is_free(before)]
            if same:
                return self._take(photo, same[0], identity)
        looks_alike = _only([before for before, known in gone if not known and _looks_like(before, photo)], photo)
        if looks_alike is not None:
            return self._take(photo, looks_alike, identity)
        return Recognised(photo, identity=identity if identity in self._identities else "")

    def is_in_ledger(self, identity: str) -> bool:
        """Tell whether the ledger knows a picture of this identity."""
        return identity in self._identities

    def _take(self, photo: Photo, before: Photo, identity: str) -> Recognised:
        self._taken.add(before.id)
        return Recognised(photo, before.id, same_picture=True, identity=identity)

    def _is_free(self, before: Photo) -> bool:
        return before.id not in self._taken and not os.path.lexists(before.path)

    def _may_be_known(self, photo: Photo) -> bool:
        """Tell whether the ledger knows a picture at this path, or a lost one of this size or name.

        A picture that still lies where it lay is not lost: a copy of it is a photo of its own.
        """
        return photo.path in self._paths or any(not os.path.lexists(picture.path) for picture in self._alike_of(photo))

    def _alike_of(self, photo: Photo) -> list[Picture]:
        return [*self._alike.get(photo.size_bytes, ()), *self._alike.get(photo.path.name.lower(), ())]


def _looks_like(before: Photo, photo: Photo) -> bool:
    """Compare what headers say; times may come from folders, texts from sidecars, and so may differ."""
    return _header(before) == _header(photo)


def _header(photo: Photo) -> tuple[object, ...]:
    return (photo.format, photo.width_px, photo.height_px, photo.orientation, photo.camera, photo.software, photo.error)


def _only(found: list[Photo], photo: Photo) -> Photo | None:
    """Return the one that can be meant: the namesake, or the only one; None where that is not sure."""
    namesakes = [before for before in found if before.path.name == photo.path.name]
    choice = namesakes or found
    return choice[0] if len(choice) == 1 else None


def _identity(photo: Photo) -> str:
    """Return the identity of a file, "" where it cannot be read any more: its row says so elsewhere."""
    try:
        return picture_hash(photo.path)
    except UnreadableError:
        return ""
