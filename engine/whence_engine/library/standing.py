"""How far a whole library has come, for people: counted by the database, so that a million photos take seconds."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from whence_engine.library import columns
from whence_engine.library.albums import DATED, MEMBER_FROM
from whence_engine.library.library import Library
from whence_engine.library.photo_rows import NEVER
from whence_engine.library.photos import LISTED
from whence_engine.photo import Action, Level

_LEVELS = tuple(Level)
_IN_ALBUMS = f"{LISTED} AND album_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Standing:
    """Photos of albums that have come equally far.

    Attributes
    ----------
    photos
        How many they are.
    readable, located
        Whether they can be decoded, and have a position of their own.
    level
        Of the first candidate; None where there is none.
    action, written
        What was decided of them, if anything, and whether that is written.
    """

    photos: int
    readable: bool
    located: bool
    level: Level | None
    action: Action | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class AlbumLine:
    """An album in a list.

    Attributes
    ----------
    first, last
        Days of the first and last photo that has a time; None where none has one.
    span
        How long is open from them on: nothing where some photo's moment is known, a year where "1987" is all.
    photos, located
        How many there are, and how many have a position.
    place
        What most first candidates are called; "" where there is none.
    folders
        Where its photos lie, sorted; odd bytes as surrogate escapes.
    """

    id: int
    first: date | None
    last: date | None
    span: timedelta
    photos: int
    located: int
    place: str
    folders: tuple[str, ...]


def standings(library: Library) -> Iterator[Standing]:
    """Yield how many photos of albums have come how far."""
    decided = {identity: (action, written) for identity, action, written, _ in library.ledger.decisions.listed()}
    told = "error IS NULL, photo.lat_deg IS NOT NULL, level"
    source = f"photo LEFT JOIN result ON result.photo_id = photo.id WHERE {_IN_ALBUMS}"
    rows = library.index.database.rows
    for count, *state in rows(f"SELECT count(*), {told} FROM {source} AND identity IS NULL GROUP BY {told}"):
        yield _standing(count, state)
    known: Counter[tuple[Any, ...]] = Counter()
    for identity, *state in rows(f"SELECT identity, {told} FROM {source} AND identity IS NOT NULL"):
        known[*state, *decided.get(identity, (None, False))] += 1
    for state_and_decision, count in known.items():
        yield _standing(count, state_and_decision)


def _standing(photos: int, state: Sequence[Any]) -> Standing:
    readable, located, level, *decision = state
    return Standing(photos, bool(readable), bool(located), None if level is None else _LEVELS[level], *decision)


def album_lines(library: Library) -> Iterator[AlbumLine]:
    """Yield every album, the one with the oldest photo first; photos without a time come last."""
    folders = {
        number: columns.bytes_name(path) for number, path in library.index.database.rows("SELECT id, path FROM folder")
    }
    rows = library.index.database.rows(
        f"SELECT album_id, {DATED}, span_us, photo.lat_deg IS NOT NULL, folder_id, coalesce(place, '') "
        f"FROM {MEMBER_FROM} WHERE {_IN_ALBUMS} ORDER BY album_id, album_rank, photo.id"
    )
    lines = {
        album: _line(album, [row[1:] for row in members], folders)
        for album, members in itertools.groupby(rows, key=lambda row: row[0])
    }
    for summary in library.index.albums.summaries():
        if summary.id in lines:
            yield lines[summary.id]


def _line(album: int, rows: Iterable[tuple[int, int, int, int, str]], folders: dict[int, str]) -> AlbumLine:
    moments, spans, located, folder_ids, places = zip(*rows, strict=True)
    timed = [moment for moment in moments if moment != NEVER]
    open_us = [span for moment, span in zip(moments, spans, strict=True) if moment != NEVER]
    named = Counter(place for place in places if place)
    return AlbumLine(
        id=album,
        first=columns.naive(min(timed)).date() if timed else None,
        last=columns.naive(max(timed)).date() if timed else None,
        span=columns.span(min(open_us, default=0)),
        photos=len(moments),
        located=sum(located),
        place=named.most_common(1)[0][0] if named else "",
        folders=tuple(sorted({folders[one] for one in folder_ids})),
    )
