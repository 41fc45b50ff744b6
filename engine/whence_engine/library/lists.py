"""Lists of photos for people: filtered, in time order, a page at a time, quick in a library of a million.

A tally says how many listed photos there are for every combination of folder, camera, month and "has a position".
It has some ten thousand rows where the table of photos has a million, triggers keep it true, and it answers counts at
once. A page asks it first in which months its photos lie, so that the search in the table is never long, however rare
the photos are that the filter wants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.library.photo_rows import NEVER
from whence_engine.library.photos import LISTED, PhotoTable
from whence_engine.photo import Camera, Photo

if TYPE_CHECKING:
    import sqlite_utils


_CELL = "folder_id, camera_id, month, located"
_CAMERA = "(SELECT id FROM camera WHERE make = ? AND model = ? AND serial = ?)"
_YEARS = 10_000
_NO_MONTH = 12 * _YEARS  # behind every month that a date can name, as `NEVER` is behind every moment
_RARE = 4
"""Where fewer than one in so many photos of some months is wanted, it pays to go by folder."""


def _month(row: str) -> str:
    """Return SQL for the month, counted from year 0, in which the photo `row` was taken; `_NO_MONTH` without a time."""
    seconds = f"({row}moment - 999999 * ({row}moment < 0)) / 1000000"
    year, month = (f"CAST(strftime('{part}', {seconds}, 'unixepoch') AS INTEGER)" for part in ("%Y", "%m"))
    return f"CASE WHEN {row}moment = {NEVER} THEN {_NO_MONTH} ELSE 12 * {year} + {month} - 1 END"


def _add(row: str, number: str) -> str:
    values = f"{row}folder_id, {row}camera_id, {_month(row)}, {row}lat_deg IS NOT NULL, {number}"
    return (
        f"INSERT INTO tally ({_CELL}, photos) SELECT {values} WHERE {row}missing = 0 AND {row}lead_id IS NULL "
        f"ON CONFLICT ({_CELL}) DO UPDATE SET photos = photos + excluded.photos;"
    )


def create_tally(db: "sqlite_utils.Database") -> None:
    """Make the tally, fill it, and have it kept."""
    db.execute(
        f"""CREATE TABLE tally (
            folder_id INTEGER NOT NULL, camera_id INTEGER NOT NULL, month INTEGER NOT NULL, located INTEGER NOT NULL,
            photos INTEGER NOT NULL, PRIMARY KEY ({_CELL})
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        f"INSERT INTO tally ({_CELL}, photos) SELECT folder_id, camera_id, {_month('')} AS month, "
        f"lat_deg IS NOT NULL AS located, count(*) FROM photo WHERE {LISTED} GROUP BY {_CELL}"
    )
    counted = "folder_id, camera_id, moment, lat_deg, missing, lead_id"
    db.execute(f"CREATE TRIGGER tally_new AFTER INSERT ON photo BEGIN {_add('NEW.', '1')} END")
    db.execute(f"CREATE TRIGGER tally_gone AFTER DELETE ON photo BEGIN {_add('OLD.', '-1')} END")
    db.execute(
        f"CREATE TRIGGER tally_changed AFTER UPDATE OF {counted} ON photo "
        f"WHEN ({', '.join(f'OLD.{name}' for name in counted.split(', '))}) IS NOT "
        f"({', '.join(f'NEW.{name}' for name in counted.split(', '))}) "
        f"BEGIN {_add('OLD.', '-1')} {_add('NEW.', '1')} END"
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which listed photos are wanted; what is None does not matter.

    Attributes
    ----------
    below
        Absolute folder: the photos in it and at any depth below it.
    camera
        As the files name it.
    year
        Of the capture time that counts.
    located
        With (True) or without (False) a position of their own.
    """

    below: Path | None = None
    camera: Camera | None = None
    year: int | None = None
    located: bool | None = None


class Count(NamedTuple):
    """One line of an overview: a camera, year or folder, how many photos it has, and how many have a position.

    A tuple, because there may be ten thousand folders and each is made in a third of the time.
    """

    of: Any
    photos: int
    located: int


@dataclass(frozen=True, slots=True)
class Page:
    """Photos in time order, those without a time last, and where the next page begins (None after the last one)."""

    photos: tuple[Photo, ...]
    after: tuple[int, int] | None


class Lists:
    """Counts and pages of listed photos."""

    def __init__(self, database: Database, photos: PhotoTable) -> None:
        self._db = database
        self._photos = photos

    def count(self, wanted: Filter | None = None) -> int:
        """Return how many photos the filter lets through."""
        where, parameters = _cells(wanted or Filter())
        row = self._db.row(f"SELECT coalesce(sum(photos), 0) FROM tally WHERE {where}", parameters)
        return 0 if row is None else int(row[0])

    def page(self, wanted: Filter | None = None, *, limit: int, after: tuple[int, int] | None = None) -> Page:
        """Return the next photos that the filter lets through.

        Parameters
        ----------
        limit
            So many at most.
        after
            `Page.after` of the page before; None for the first one.
        """
        keys = self._keys(wanted or Filter(), limit, after)
        photos = tuple(self._photos.by_ids(photo_id for _, photo_id in keys))
        return Page(photos, keys[-1] if len(keys) == limit else None)

    def cameras(self, wanted: Filter | None = None) -> list[Count]:
        """Return the cameras of the photos that the filter lets through, the most used first."""
        rows = self._counts("camera_id", "make, model, serial", "JOIN camera ON camera.id = key", wanted)
        return [Count(Camera(*names), photos, located) for *names, photos, located in rows]

    def years(self, wanted: Filter | None = None) -> list[Count]:
        """Return the years of those photos that have a time, with the most photos first."""
        rows = self._counts("month / 12", "key", "", wanted)
        return [Count(year, photos, located) for year, photos, located in rows if year != _NO_MONTH // 12]

    def folders(self, wanted: Filter | None = None) -> list[Count]:
        """Return the folders that hold such photos themselves, those with the most photos first.

        They come as text (odd bytes as surrogate escapes): there may be very many, and paths take long to make.
        """
        rows = self._counts("folder_id", "path", "JOIN folder ON folder.id = key", wanted)
        return [Count(columns.bytes_name(path), photos, located) for path, photos, located in rows]

    def _counts(self, key: str, names: str, join: str, wanted: Filter | None) -> list[tuple[Any, ...]]:
        """Sum the tally up by `key`, then join what names each key; in that order it is quick."""
        where, parameters = _cells(wanted or Filter())
        sums = (
            f"SELECT {key} AS key, sum(photos) AS n, sum(photos * located) AS m FROM tally WHERE {where} "
            "GROUP BY key HAVING n > 0"
        )
        return list(self._db.rows(f"SELECT {names}, n, m FROM ({sums}) {join} ORDER BY n DESC, {names}", parameters))

    def _keys(self, wanted: Filter, limit: int, after: tuple[int, int] | None) -> list[tuple[int, int]]:
        """Return (moment, id) of the photos of a page, by the way that touches fewest rows."""
        cells, parameters = _cells(wanted)
        months = self._months(cells, parameters, limit, after)
        if months is None:
            return []
        first, last, let_through, there = months
        conditions = [LISTED, "moment >= ? AND moment < ?"]
        bound: list[Any] = [_end_of(first - 1), _end_of(last)]
        if after is not None:
            conditions.append("(moment, id) > (?, ?)")
            bound += after
        if wanted.located is not None:
            conditions.append(f"lat_deg IS {'NOT ' if wanted.located else ''}NULL")
        if wanted.camera is not None:
            conditions.append(f"camera_id = {_CAMERA}")
            bound += _names(wanted.camera)
        by_folder = there > _RARE * let_through
        if by_folder or wanted.below is not None:
            conditions.append(f"folder_id IN (SELECT folder_id FROM tally WHERE {cells} AND month BETWEEN ? AND ?)")
            bound += [*parameters, first, last]
        index = "photo_of_folder" if by_folder else "photo_timeline"
        sql = f"SELECT moment, id FROM photo INDEXED BY {index} WHERE {' AND '.join(conditions)} "
        return list(self._db.rows(sql + "ORDER BY moment, id LIMIT ?", [*bound, limit]))

    def _months(
        self, cells: str, parameters: Sequence[Any], limit: int, after: tuple[int, int] | None
    ) -> tuple[int, int, int, int] | None:
        """Return first and last month of a page, how many photos there the filter lets through, and how many there are.

        The month of `after` may be used up to any part, so it is never counted on.
        """
        reached = -1 if after is None else _month_of(after[0])
        months: list[int] = []
        let_through = untouched = 0
        for month, photos in self._db.rows(
            f"SELECT month, sum(photos) AS n FROM tally WHERE {cells} AND month >= ? GROUP BY month HAVING n > 0 "
            "ORDER BY month",
            [*parameters, reached],
        ):
            months.append(month)
            let_through += photos
            untouched += photos if month > reached else 0
            if untouched >= limit:
                break
        if not months:
            return None
        row = self._db.row("SELECT sum(photos) FROM tally WHERE month BETWEEN ? AND ?", (months[0], months[-1]))
        return months[0], months[-1], let_through, 0 if row is None else row[0]


def _cells(wanted: Filter) -> tuple[str, list[Any]]:
    """Return the condition on the tally that a filter means, and its parameters."""
    conditions = ["1"]
    parameters: list[Any] = []
    if wanted.below is not None:
        raw = columns.path_bytes(wanted.below)
        conditions.append("folder_id IN (SELECT id FROM folder WHERE path = ? OR (path >= ? AND path < ?))")
        parameters += [raw, *columns.below(raw)]
    if wanted.camera is not None:
        conditions.append(f"camera_id = {_CAMERA}")
        parameters += _names(wanted.camera)
    if wanted.year is not None:
        conditions.append("month BETWEEN ? AND ?")
        parameters += [12 * wanted.year, 12 * wanted.year + 11]
    if wanted.located is not None:
        conditions.append("located = ?")
        parameters.append(int(wanted.located))
    return " AND ".join(conditions), parameters


def _names(camera: Camera) -> tuple[str, str, str]:
    return columns.text(camera.make), columns.text(camera.model), columns.text(camera.serial)


def _month_of(moment: int) -> int:
    if moment == NEVER:
        return _NO_MONTH
    local = columns.naive(moment)
    return 12 * local.year + local.month - 1


def _end_of(month: int) -> int:
    """Return the first moment after a month; the one without a time comes last of all."""
    if month >= _NO_MONTH - 1:
        return NEVER + (month == _NO_MONTH)
    year, index = divmod(month + 1, 12)
    return columns.naive_microseconds(datetime(year, index + 1, 1))
