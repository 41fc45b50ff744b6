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
from whence_engine.library.albums import MEMBER, MEMBER_FROM, Member, member_of
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
_POSSIBLE = {
    Show.TO_REVIEW: "error IS NULL AND photo.lat_deg IS NULL",
    Show.SURE: f"error IS NULL AND photo.lat_deg IS NULL AND probability >= {SURE}",
    Show.DOUBTFUL: f"error IS NULL AND photo.lat_deg IS NULL AND coalesce(probability, 0) < {SURE}",
    Show.CONFLICTS: "(also_at <> '' OR doubts <> '' OR coalesce(flags, '') <> '')",
    Show.ACCEPTED: "identity IS NOT NULL",
    Show.WRITTEN: "identity IS NOT NULL",
    Show.NO_PLACE: "identity IS NOT NULL",
}
"""What the database can rule out before a decision is looked at."""


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
    texts = _Texts(library) if words else None
    read = f"{MEMBER}, name, texts, folder_id, camera_id, moment" if words else MEMBER
    found = []
    for row in _rows(library, read, what):
        member = member_of(row[:8])
        decision = decided.get(member.identity) if member.identity else None
        if what.show in shown_by(member, decision) and (
            texts is None or texts.tell(words, _place(member, decision), *row[8:])
        ):
            found.append(member.photo_id)
    return np.array(found, np.int64)


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
    conditions = [LISTED, _POSSIBLE.get(what.show, "1")]
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
    source = "photo" if read == "photo.id" else MEMBER_FROM
    return library.index.database.rows(
        f"SELECT {read} FROM {source} WHERE {' AND '.join(conditions)} ORDER BY moment, photo.id", bound
    )


def _cameras(library: Library) -> Iterator[tuple[int, str]]:
    rows = library.index.database.rows("SELECT id, make, model FROM camera")
    return ((number, camera_name(make, model)) for number, make, model in rows)


def _folders(library: Library) -> Iterator[tuple[int, str]]:
    rows = library.index.database.rows("SELECT id, path FROM folder")
    return ((number, shown_path(columns.bytes_name(path))) for number, path in rows)


def _place(row: Member, decision: Decision | None) -> str:
    is_placed = decision is not None and decision.action is Action.ACCEPT
    return decision.place if is_placed and decision is not None else row.place


class _Texts:
    """Tells whether words occur in what belongs to a photo; folders and cameras are read once for all."""

    def __init__(self, library: Library) -> None:
        self._folders = {number: path.casefold() for number, path in _folders(library)}
        self._cameras = {number: name.casefold() for number, name in _cameras(library)}

    def tell(self, words: Sequence[str], place: str, name: bytes, texts: str, *ids: int) -> bool:
        """Tell whether all words occur; `ids` are those of folder and camera, and the moment."""
        folder, camera, moment = ids
        said = "\n".join(columns.json_texts(texts)) if texts else ""
        own = f"{columns.bytes_name(name)}\n{place}\n{said}".casefold()
        day = "" if moment == NEVER else f"{columns.naive(moment):%Y-%m-%d}"
        around = (self._folders[folder], self._cameras[camera], day)
        return all(word in own or any(word in part for part in around) for word in words)
