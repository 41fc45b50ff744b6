"""The table of albums: which photos belong together, and in which order.

An album keeps its id for as long as most of it stays together, so that what a person sees does not jump about.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.library.photo_rows import NEVER, at_or_below
from whence_engine.library.photos import LISTED, PhotoTable
from whence_engine.photo import Album, Photo, TimeSource

_NEAR = 200  # places in an album within which photos are near
_LATEST = columns.naive_microseconds(datetime.max)

if TYPE_CHECKING:
    import sqlite_utils


def create_albums(db: "sqlite_utils.Database") -> None:
    """Make the table of albums, whose members are kept with the photos, and count what can change them."""
    db.execute(
        """CREATE TABLE album (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            photos INTEGER NOT NULL DEFAULT 0, located INTEGER NOT NULL DEFAULT 0,
            first INTEGER NOT NULL DEFAULT 0, last INTEGER NOT NULL DEFAULT 0
        ) STRICT"""
    )
    db.execute("CREATE TABLE arranged (changes INTEGER NOT NULL, arranged INTEGER, statements INTEGER) STRICT")
    db.execute("INSERT INTO arranged (changes) VALUES (0)")
    told = ("folder_id", "name", "moment", "span_us", "time_source", "doubts", "missing", "lead_id", "identity")
    before, after = (", ".join(f"{row}.{name}" for name in told) for row in ("OLD", "NEW"))
    for name, event in (
        ("new", "INSERT ON photo"),
        ("gone", "DELETE ON photo"),
        ("changed", f"UPDATE OF {', '.join(told)} ON photo WHEN ({before}) IS NOT ({after})"),
    ):
        db.execute(f"CREATE TRIGGER arranged_{name} AFTER {event} BEGIN UPDATE arranged SET changes = changes + 1; END")
    db.execute("CREATE INDEX album_first ON album (first, id) WHERE photos > 0")


DATED = f"iif(time_source = '{TimeSource.MTIME}', {NEVER}, moment)"
"""When a photo was taken; the time of a file says nothing of that to a person."""

_FOLDER = (
    f"iif(first = {NEVER}, (SELECT path FROM photo JOIN folder ON folder.id = folder_id "
    f"WHERE album_id = album.id AND {LISTED} LIMIT 1), NULL)"
)

_PAIRS = f"SELECT DISTINCT {{}} AS key, album_id FROM photo WHERE {LISTED} AND album_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class AlbumSummary:
    """An album without its photos: how many there are, how many have a position, first and last capture time.

    What is known to a year only may have been taken on its last day. `last` is None where some photo has no time,
    `first` where none has one: then `folder` is where its photos lie, with odd bytes as surrogate escapes, else "".
    The time of a file is no capture time.
    """

    id: int
    photos: int
    located: int
    first: datetime | None
    last: datetime | None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """What an overview needs of a photo of an album.

    Attributes
    ----------
    identity
        "" where none was taken.
    located, readable
        Whether it has a position, and whether it can be decoded.
    contradicts
        Whether something keeps a threshold from accepting it: positions that contradict each other, a capture time
        that is not to be believed, or another red flag.
    probability, place
        Of its best candidate; None and "" where it has none.
    """

    album_id: int
    photo_id: int
    identity: str
    located: bool
    readable: bool
    contradicts: bool
    probability: float | None
    place: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Photos of an album that an overview cannot tell apart.

    Attributes
    ----------
    identity
        Of the one picture that they are, where that was asked for; else "".
    located, readable, contradicts, place
        As of `Member`.
    photos
        How many they are.
    surest, least_sure
        Highest and lowest chance among their best candidates; None where there are none.
    """

    album_id: int
    identity: str
    located: bool
    readable: bool
    contradicts: bool
    place: str
    photos: int
    surest: float | None
    least_sure: float | None


_CONTRADICTS = "also_at <> '' OR doubts <> '' OR coalesce(flags, '') <> ''"
MEMBER = f"""album_id, photo.id, coalesce(identity, ''), photo.lat_deg IS NOT NULL, error IS NULL,
    {_CONTRADICTS}, probability, coalesce(place, '')"""
MEMBER_FROM = "photo LEFT JOIN result INDEXED BY result_listed ON result.photo_id = photo.id"


def member_of(row: Sequence[Any]) -> Member:
    """Return the member of a row of `MEMBER`."""
    album, photo, identity, located, readable, contradicts, probability, place = row
    return Member(album, photo, identity, bool(located), bool(readable), bool(contradicts), probability, place)


class AlbumTable:
    """Albums by id and by photo."""

    def __init__(self, database: Database, photos: PhotoTable) -> None:
        self._db = database
        self._photos = photos

    def store(self, groups: Sequence[Sequence[int]]) -> list[int]:
        """Store groups of photo ids, each in its order, and return their album ids.

        Old and new albums are matched by the number of photos that they share, largest first; what finds no partner
        gets a new id. Photos that are in no group keep their album. Only rows that differ are written.
        """
        with self._db.transaction():
            before = self._membership([photo_id for group in groups for photo_id in group])
            ids = self._match(groups, before)
            changed = [
                (album_id, rank, photo_id)
                for album_id, group in zip(ids, groups, strict=True)
                for rank, photo_id in enumerate(group)
                if before.get(photo_id) != (album_id, rank)
            ]
            self._db.execute_many("UPDATE photo SET album_id = ?, album_rank = ? WHERE id = ?", changed)
            self._sum_up()
            self._db.execute("DELETE FROM album WHERE NOT EXISTS (SELECT 1 FROM photo WHERE photo.album_id = album.id)")
        return ids

    def is_up_to_date(self, statements: int) -> bool:
        """Tell whether no photo and no statement changed since `mark_up_to_date`."""
        row = self._db.row("SELECT changes = arranged AND statements = ? FROM arranged", (statements,))
        return row is not None and bool(row[0])

    def mark_up_to_date(self, statements: int) -> None:
        """Note that the albums follow from the photos as they are, and from so many statements of capture times."""
        self._db.execute("UPDATE arranged SET arranged = changes, statements = ?", (statements,))

    def all(self) -> Iterator[Album]:
        """Yield every album, the one with the oldest photo first; photos without a time come last."""
        for summary in list(self.summaries()):
            album = self.get(summary.id)
            if album is not None:
                yield album

    def summaries(self) -> Iterator[AlbumSummary]:
        """Yield what a list shows of every album, in the order of `all`, as of the last `store`."""
        rows = self._db.rows(
            f"SELECT id, photos, located, first, last, {_FOLDER} FROM album WHERE photos > 0 ORDER BY first, id"
        )
        for album_id, photos, located, first, last, folder in rows:
            begin, end = (None if moment == NEVER else columns.naive(moment) for moment in (first, last))
            where = "" if folder is None else columns.bytes_name(folder)
            yield AlbumSummary(album_id, photos, located, begin, end, where)

    def get(self, album_id: int) -> Album | None:
        """Return an album with its photos in order, or None where there is none of this id."""
        ids = self.photo_ids(album_id)
        return Album(album_id, tuple(self._photos.by_ids(ids))) if ids else None

    def photo_ids(self, album_id: int) -> list[int]:
        """Return the photos of an album in their order."""
        sql = f"SELECT id FROM photo WHERE album_id = ? AND {LISTED} ORDER BY album_rank, id"
        return [photo_id for (photo_id,) in self._db.rows(sql, (album_id,))]

    def members_of(self, photo_ids: Iterable[int]) -> Iterator[Member]:
        """Yield some photos, in no order."""
        sql = f"SELECT {MEMBER} FROM {MEMBER_FROM} WHERE photo.id IN (SELECT value FROM json_each(?))"
        for _, keys in columns.batches(photo_ids):
            yield from map(member_of, self._db.rows(sql, (keys,)))

    def located_near(self, photo_id: int, count: int) -> list[Photo]:
        """Return the photos of the same album that have a position and were taken nearest in time to a photo."""
        rows = self._db.rows(
            "SELECT other.id FROM photo AS own JOIN photo AS other ON other.album_id = own.album_id "
            "AND other.album_rank BETWEEN own.album_rank - ? AND own.album_rank + ? "
            f"WHERE own.id = ? AND own.time_source <> '' AND {LISTED.replace('photo.', 'other.')} "
            "AND other.lat_deg IS NOT NULL AND other.time_source <> '' "
            "ORDER BY abs(other.moment - own.moment), other.album_rank LIMIT ?",
            (_NEAR, _NEAR, photo_id, count),
        )
        return list(self._photos.by_ids([other for (other,) in rows]))

    def members(self, album_ids: Sequence[int] | None = None) -> list[Member]:
        """Return the photos of albums (None: of all), album by album, each in its order."""
        chosen = "album_id IS NOT NULL" if album_ids is None else "album_id IN (SELECT value FROM json_each(?))"
        rows = self._db.rows(
            f"SELECT {MEMBER} FROM {MEMBER_FROM} WHERE {LISTED} AND {chosen} ORDER BY album_id, album_rank, photo.id",
            () if album_ids is None else (json.dumps(list(album_ids)),),
        )
        return [member_of(row) for row in rows]

    def alike(self, identities: Iterable[str], album_ids: Sequence[int] | None = None) -> Iterator[Alike]:
        """Yield the photos of albums (None: of all) by what is known of them, album by album, first photos first.

        The pictures of `identities` are told apart from all others.
        """
        chosen = "album_id IS NOT NULL" if album_ids is None else "album_id IN (SELECT value FROM json_each(:albums))"
        rows = self._db.rows(
            "SELECT album_id, CASE WHEN identity IN (SELECT value FROM json_each(:told)) THEN identity ELSE '' END, "
            f"photo.lat_deg IS NOT NULL, error IS NULL, {_CONTRADICTS}, coalesce(place, ''), "
            f"count(*), max(probability), min(probability) FROM {MEMBER_FROM} WHERE {LISTED} AND {chosen} "
            "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, min(album_rank), min(photo.id)",
            {"told": json.dumps(list(identities)), "albums": json.dumps(list(album_ids or ()))},
        )
        for album, identity, located, readable, contradicts, *rest in rows:
            yield Alike(album, identity, bool(located), bool(readable), bool(contradicts), *rest)

    def identities(self, album_ids: Sequence[int]) -> list[str]:
        """Return the identities of the photos of albums, as far as they were taken."""
        chosen = "identity IS NOT NULL AND album_id IN (SELECT value FROM json_each(?))"
        sql = f"SELECT DISTINCT identity FROM photo WHERE {chosen}"
        return [identity for (identity,) in self._db.rows(sql, (json.dumps(list(album_ids)),))]

    def below(self, roots: Sequence[Path]) -> list[int]:
        """Return the ids of the albums that hold a photo at or below absolute `roots`, by their first photo there."""
        found: dict[int, None] = {}
        for where, parameters in at_or_below(roots):
            rows = self._db.rows(
                "SELECT album_id FROM photo JOIN folder ON folder.id = photo.folder_id "
                f"WHERE {LISTED} AND album_id IS NOT NULL AND ({where}) ORDER BY folder.path, name",
                parameters,
            )
            found.update((album_id, None) for (album_id,) in rows)
        return list(found)

    def by_camera(self) -> dict[tuple[str, str], frozenset[int]]:
        """Return make and model of each camera -> the albums that hold photos of it; ("", "") where none is named."""
        found: dict[tuple[str, str], set[int]] = {}
        rows = self._db.rows(
            f"SELECT make, model, album_id FROM ({_PAIRS.format('camera_id')}) JOIN camera ON id = key"
        )
        for make, model, album_id in rows:
            found.setdefault((make, model), set()).add(album_id)
        return {camera: frozenset(albums) for camera, albums in found.items()}

    def by_folder(self) -> dict[str, frozenset[int]]:
        """Return each folder that holds photos itself -> their albums; odd bytes of its path as surrogate escapes."""
        found: dict[str, set[int]] = {}
        for path, album_id in self._db.rows(
            f"SELECT path, album_id FROM ({_PAIRS.format('folder_id')}) JOIN folder ON id = key"
        ):
            found.setdefault(columns.bytes_name(path), set()).add(album_id)
        return {path: frozenset(albums) for path, albums in found.items()}

    def of_photos(self, photo_ids: Iterable[int]) -> set[int]:
        """Return the ids of the albums that hold some photos."""
        sql = (
            "SELECT DISTINCT album_id FROM photo WHERE album_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        )
        return {album for _, keys in columns.batches(photo_ids) for (album,) in self._db.rows(sql, (keys,))}

    def of_photo(self, photo_id: int) -> int | None:
        """Return the id of the album that holds a photo, or None."""
        row = self._db.row("SELECT album_id FROM photo WHERE id = ?", (photo_id,))
        return None if row is None else row[0]

    def _sum_up(self) -> None:
        self._db.execute(
            "WITH sums AS (SELECT album_id, count(*) AS photos, count(lat_deg) AS located, "
            f"min({DATED}) AS first, max(iif(span_us > 0, min(moment + span_us - 1, {_LATEST}), {DATED})) AS last "
            f"FROM photo WHERE {LISTED} AND album_id IS NOT NULL GROUP BY album_id) "
            "UPDATE album SET photos = sums.photos, located = sums.located, first = sums.first, last = sums.last "
            "FROM sums WHERE sums.album_id = album.id AND (album.photos, album.located, album.first, album.last) "
            "IS NOT (sums.photos, sums.located, sums.first, sums.last)"
        )
        self._db.execute(
            "UPDATE album SET photos = 0 WHERE photos > 0 AND NOT EXISTS "
            f"(SELECT 1 FROM photo WHERE album_id = album.id AND {LISTED})"
        )

    def _membership(self, ids: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
        wanted = set(ids)
        rows = self._db.rows("SELECT id, album_id, album_rank FROM photo WHERE album_id IS NOT NULL")
        return {photo_id: (album, rank) for photo_id, album, rank in rows if photo_id in wanted}

    def _match(self, groups: Sequence[Sequence[int]], before: dict[int, tuple[int | None, int | None]]) -> list[int]:
        """Give every group the old id that it shares most photos with, if no other group shares more."""
        shared: Counter[tuple[int, int]] = Counter()
        for number, group in enumerate(groups):
            shared.update((number, old[0]) for photo_id in group if (old := before.get(photo_id)) and old[0])
        chosen: dict[int, int] = {}
        taken: set[int] = set()
        for (number, old_id), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if number not in chosen and old_id not in taken:
                chosen[number] = old_id
                taken.add(old_id)
        return [chosen[number] if number in chosen else self._new() for number in range(len(groups))]

    def _new(self) -> int:
        return int(self._db.execute("INSERT INTO album DEFAULT VALUES RETURNING id").fetchone()[0])
