"""Photos of the whole library that a person wants to see, across albums, in time order.

Ids only: whoever shows them reads the rest as it scrolls into view. One pass over an index that lies together, so that
a million photos take seconds where every one has to be looked at, and none of them waits in memory.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.library import columns
from whence_engine.library.albums import MEMBER_FROM, Member
from whence_engine.library.library import Library
from whence_engine.library.overview import PhotoState, state_of
from whence_engine.library.photo_rows import NEVER
from whence_engine.library.photos import LISTED
from whence_engine.photo import Action, Decision

SURE = 0.8
"""From this chance of its best candidate on a photo counts as sure."""


class Show(StrEnum):
    """How far photos, or some photo of an album, must have come to be shown."""

    ALL = "all"
    TO_REVIEW = "to-review"
    SURE = "sure"
    DOUBTFUL = "doubtful"
    CONFLICTS = "conflicts"
    ACCEPTED = "accepted"
    WRITTEN = "written"
    NO_PLACE = "no-place"
    WITHOUT_POSITION = "without-position"


_BY_STATE = {
    PhotoState.ACCEPTED: Show.ACCEPTED,
    PhotoState.WRITTEN: Show.WRITTEN,
    PhotoState.NO_PLACE: Show.NO_PLACE,
}
_OPEN = "error IS NULL AND photo.lat_deg IS NULL"
_UNDECIDED = {
    Show.ALL: "1",
    Show.TO_REVIEW: _OPEN,
    Show.SURE: f"{_OPEN} AND probability >= {SURE}",
    Show.DOUBTFUL: f"{_OPEN} AND coalesce(probability, 0) < {SURE}",
    Show.CONFLICTS: "also_at <> '' OR doubts <> '' OR coalesce(flags, '') <> ''",
    Show.ACCEPTED: "0",
    Show.WRITTEN: "0",
    Show.NO_PLACE: "0",
    Show.WITHOUT_POSITION: "error IS NOT NULL OR photo.lat_deg IS NULL",
}
"""What `shown_by` says of photos of which nothing is decided, for the database to tell: they are the most."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What photos are narrowed to; what is None or empty does not matter.

    Attributes
    ----------
    show
        How far they have come.
    text
        Words that must all occur, in whatever letters: in name, folder, captions, camera, place or date (2014-07-12).
    year
        Of the capture time that counts.
    camera, folder
        As `camera_name` and `shown_path` name them; the folder is the one that the photo lies in itself.
    """

    show: Show = Show.ALL
    text: str = ""
    year: int | None = None
    camera: str | None = None
    folder: str | None = None


def sought(library: Library, what: Sought) -> NDArray[np.int64]:
    """Return the ids of the photos that are wanted, those without a time last; int64 [N]."""
    words = what.text.casefold().split()
    if what.show is Show.ALL and not words:
        return np.fromiter((row[0] for row in _rows(library, "photo.id", what)), np.int64)
    decided = library.ledger.decisions.all_current()
    texts = _Texts(library, words) if words else None
    read = f"photo.id, identity, {_UNDECIDED[what.show]}"
    found: list[int] = []
    asked: dict[int, Decision] = {}
    for photo_id, identity, fits, *told in _rows(library, f"{read}, {_TOLD}" if words else read, what):
        decision = decided.get(identity)
        if decision is None and not fits:
            continue
        if texts is None or texts.tell(decision, *told):
            found.append(photo_id)
            if decision is not None:
                asked[photo_id] = decision
    members = library.index.albums.members_of(asked)
    shown = {row.photo_id for row in members if what.show in shown_by(row, asked[row.photo_id])}
    return np.array([photo_id for photo_id in found if photo_id not in asked or photo_id in shown], np.int64)


def shown_by(row: Member, decision: Decision | None) -> Iterator[Show]:
    """Yield every filter that lets a photo through."""
    state = state_of(row, decision)
    yield Show.ALL
    if state is PhotoState.TO_REVIEW:
        yield Show.TO_REVIEW
        yield Show.SURE if (row.probability or 0.0) >= SURE else Show.DOUBTFUL
    if row.contradicts and decision is None:
        yield Show.CONFLICTS
    if state in _BY_STATE:
        yield _BY_STATE[state]
    if state not in {PhotoState.HAS_POSITION, PhotoState.WRITTEN}:
        yield Show.WITHOUT_POSITION


def camera_name(make: str, model: str) -> str:
    """Return what a camera is called: its make once, though many models begin with it."""
    return model if make and model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()


def shown_path(path: str) -> str:
    """Return a path as it can be shown: bytes that are no UTF-8 escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _rows(library: Library, read: str, what: Sought) -> Iterator[tuple[Any, ...]]:
    conditions = [LISTED, f"({_UNDECIDED[what.show]} OR identity IS NOT NULL)"]
    bound: list[Any] = []
    if what.year is not None:
        conditions.append("moment BETWEEN ? AND ?")
        first, last = datetime(what.year, 1, 1), datetime(what.year, 12, 31, 23, 59, 59, 999_999)
        bound += [columns.naive_microseconds(first), columns.naive_microseconds(last)]
    if what.camera is not None:
        conditions.append("camera_id IN (SELECT value FROM json_each(?))")
        bound.append(json.dumps([number for number, name in _cameras(library) if name == what.camera]))
    if what.folder is not None:
        conditions.append("folder_id IN (SELECT value FROM json_each(?))")
        bound.append(json.dumps([number for number, path in _folders(library) if path == what.folder]))
    return library.index.database.rows(
        f"SELECT {read} FROM {MEMBER_FROM if ',' in read else 'photo'} WHERE {' AND '.join(conditions)} "
        "ORDER BY moment, photo.id",
        bound,
    )


def _cameras(library: Library) -> Iterator[tuple[int, str]]:
    rows = library.index.database.rows("SELECT id, make, model FROM camera")
    return ((number, camera_name(make, model)) for number, make, model in rows)


def _folders(library: Library) -> Iterator[tuple[int, str]]:
    rows = library.index.database.rows("SELECT id, path FROM folder")
    return ((number, shown_path(columns.bytes_name(path))) for number, path in rows)


_TOLD = "coalesce(place, ''), name, texts, folder_id, camera_id, moment"


class _Texts:
    """Tells whether words occur in what belongs to a photo; what folders and cameras hold is found out once."""

    def __init__(self, library: Library, words: Sequence[str]) -> None:
        self._words = words
        self._no_days = {word for word in words if not word.replace("-", "").isdigit()}
        self._folders = {number: path.casefold() for number, path in _folders(library)}
        self._cameras = {number: name.casefold() for number, name in _cameras(library)}
        self._rest: dict[tuple[int, int], tuple[str, ...]] = {}

    def tell(self, decision: Decision | None, place: str, name: bytes, texts: str, *ids: int) -> bool:
        """Tell whether all words occur; `ids` are those of folder and camera, and the moment."""
        folder, camera, moment = ids
        rest = self._rest.get((folder, camera))
        if rest is None:
            around = f"{self._folders[folder]}\n{self._cameras[camera]}"
            rest = self._rest[folder, camera] = tuple(word for word in self._words if word not in around)
        if not rest:
            return True
        if decision is not None and decision.action is Action.ACCEPT:
            place = decision.place
        own = "\n".join((columns.bytes_name(name), place, *columns.json_texts(texts))).casefold()
        rest = tuple(word for word in rest if word not in own)
        if not rest or moment == NEVER or not self._no_days.isdisjoint(rest):
            return not rest
        day = f"{columns.naive(moment):%Y-%m-%d}"
        return all(word in day for word in rest)
