"""The table of photos: one row per picture file, found again by path, and never given another id.

A file that vanished keeps its row, marked missing, so that it can come back under another name. The RAW file of a
RAW+JPEG pair has a row of its own that names its lead; lists show leads only.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.library.photo_rows import (
    READ,
    STORED,
    CameraIds,
    FolderIds,
    Paths,
    at_or_below,
    photo_of,
    positions_json,
    time_of,
    time_values,
    values_of,
    world_time_json,
)
from whence_engine.photo import Camera, CaptureTime, Photo
from whence_engine.wording import packed

if TYPE_CHECKING:
    import sqlite_utils


LISTED = "photo.missing = 0 AND photo.lead_id IS NULL"
"""What a list shows: files that are there, and of a RAW+JPEG pair the JPEG."""

BEYOND = 24
"""Photos looked at on either side of a time span: they tell how someone travels, and a clock may be doubtful."""

_FROM = "photo JOIN folder ON folder.id = photo.folder_id JOIN camera ON camera.id = photo.camera_id"


def create_photos(db: "sqlite_utils.Database") -> None:
    """Make the tables of folders, cameras and photos."""
    db.execute(
        """CREATE TABLE folder (
            id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, is_to_pair INTEGER NOT NULL DEFAULT 0
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE camera (id INTEGER PRIMARY KEY, make TEXT NOT NULL, model TEXT NOT NULL, serial TEXT NOT NULL,
           UNIQUE (make, model, serial)) STRICT"""
    )
    db.execute(
        """CREATE TABLE photo (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            folder_id INTEGER NOT NULL REFERENCES folder (id),
            name BLOB NOT NULL,
            size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
            format TEXT NOT NULL,
            width_px INTEGER NOT NULL, height_px INTEGER NOT NULL, orientation INTEGER NOT NULL,
            moment INTEGER NOT NULL, span_us INTEGER NOT NULL, offset_us INTEGER,
            time_source TEXT NOT NULL, trust REAL NOT NULL, doubts TEXT NOT NULL,
            time_read TEXT NOT NULL DEFAULT '',
            camera_id INTEGER NOT NULL REFERENCES camera (id),
            lat_deg REAL, lon_deg REAL, position_source TEXT NOT NULL, error_km REAL,
            software TEXT NOT NULL, texts TEXT NOT NULL, sidecars TEXT NOT NULL,
            companions TEXT NOT NULL DEFAULT '',
            error TEXT,
            lead_id INTEGER REFERENCES photo (id) ON DELETE SET NULL,
            missing INTEGER NOT NULL DEFAULT 0,
            identity TEXT,
            revision INTEGER NOT NULL DEFAULT 0,
            album_id INTEGER, album_rank INTEGER,
            UNIQUE (folder_id, name)
        ) STRICT"""
    )
    for name, of, where in (
        ("timeline", "moment, id", LISTED),
        ("witness", "moment, id", f"{LISTED} AND photo.lat_deg IS NOT NULL"),
        ("located", "lat_deg, lon_deg", f"{LISTED} AND photo.lat_deg IS NOT NULL"),
        ("of_folder", "folder_id, moment, id", LISTED),
        ("of_album", "album_id, album_rank", "photo.album_id IS NOT NULL"),
        ("of_lead", "lead_id", "photo.lead_id IS NOT NULL"),
        ("stat", "size_bytes, mtime_ns", "1"),
        ("identity", "identity", "photo.identity IS NOT NULL"),
    ):
        db.execute(f"CREATE INDEX photo_{name} ON photo ({of}) WHERE {where.replace('photo.', '')}")


def correct_clocks(db: "sqlite_utils.Database") -> None:
    """Let every capture time tell by how much the camera's clock was corrected."""
    db.execute("ALTER TABLE photo ADD COLUMN correction_us INTEGER NOT NULL DEFAULT 0")


def tell_zones(db: "sqlite_utils.Database") -> None:
    """Let every photo tell of its time zone: all are read again at the next scan, and nothing else is forgotten."""
    db.execute("ALTER TABLE photo ADD COLUMN world_time TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE photo SET inode = -1")


def keep_contradictions(db: "sqlite_utils.Database") -> None:
    """Let every photo keep the positions that contradict the one that counts; all are read again."""
    db.execute("ALTER TABLE photo ADD COLUMN also_at TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE photo SET inode = -1")


@dataclass(frozen=True, slots=True)
class Timed:
    """A listed photo with what its time is made of.

    Attributes
    ----------
    photo
        With the capture time that was *read*, and without what grouping does not ask for (texts, position, size).
    folder_id
        Equal for the photos of one folder, which come together.
    taken
        The capture time that *counts* today.
    identity
        "" where none was taken.
    """

    photo: Photo
    folder_id: int
    taken: CaptureTime | None
    identity: str


class PhotoTable:
    """Photos by path, by folder and by id. Streams are lazy: memory stays flat, whatever the number of photos."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def upsert(self, photos: Iterable[Photo], *, same_picture: bool = False) -> list[int]:
        """Store photos by their paths and return their ids, in order; a path keeps its id for good.

        Where size or modification time differ from what was stored, the identity and everything that was computed
        from the pixels is forgotten, unless `same_picture` says that only metadata changed.
        """
        updates = ", ".join(f"{name} = excluded.{name}" for name in STORED[2:])
        changed = "0" if same_picture else "size_bytes <> excluded.size_bytes OR mtime_ns <> excluded.mtime_ns"
        sql = (
            f"INSERT INTO photo ({', '.join(STORED)}) VALUES ({', '.join('?' * len(STORED))}) "
            f"ON CONFLICT (folder_id, name) DO UPDATE SET {updates}, missing = 0, time_read = '', "
            f"revision = revision + ({changed}), identity = CASE WHEN {changed} THEN NULL ELSE identity END "
            "RETURNING id"
        )
        with self._db.transaction():
            folders, cameras = FolderIds(self._db), CameraIds(self._db)
            return [int(self._db.execute(sql, values_of(photo, folders, cameras)).fetchone()[0]) for photo in photos]

    def all(self) -> Iterator[Photo]:
        """Yield every listed photo in the order of paths."""
        return self._photos(f"WHERE {LISTED} ORDER BY folder.path, name")

    def in_folder(self, folder: Path) -> list[Photo]:
        """Return the photos that lie directly in one folder, companions included, in the order of names."""
        where = "WHERE photo.missing = 0 AND folder.path = ? ORDER BY name"
        return list(self._photos(where, (columns.path_bytes(folder),)))

    def under(self, roots: Sequence[Path], *, companions: bool = False) -> Iterator[Photo]:
        """Yield the listed photos at or below `roots`, each once, in the order of paths.

        Parameters
        ----------
        roots
            Absolute folders or files.
        companions
            Also yield the RAW files of RAW+JPEG pairs.
        """
        kept = "photo.missing = 0" if companions else LISTED
        for where, parameters in at_or_below(roots):
            yield from self._photos(f"WHERE {kept} AND ({where}) ORDER BY folder.path, name", parameters)

    def by_ids(self, ids: Iterable[int]) -> Iterator[Photo]:
        """Yield the photos of `ids` in the order of `ids`; unknown ids are left out."""
        where = "WHERE photo.id IN (SELECT value FROM json_each(?))"
        for some, keys in columns.batches(ids):
            found = {photo.id: photo for photo in self._photos(where, (keys,))}
            yield from (found[photo_id] for photo_id in some if photo_id in found)

    def at(self, path: Path) -> Photo | None:
        """Return the photo at an absolute path, a missing one and a companion too, or None."""
        where = "WHERE folder.path = ? AND name = ?"
        return next(self._photos(where, (columns.path_bytes(path.parent), columns.path_bytes(path.name))), None)

    def shown_for(self, path: Path) -> Photo | None:
        """Return the photo that lists show for the file at an absolute path: of a RAW+JPEG pair the JPEG; or None."""
        found = self.at(path)
        row = found and self._db.row("SELECT lead_id FROM photo WHERE id = ? AND lead_id IS NOT NULL", (found.id,))
        return next(self.by_ids(row)) if row else found

    def is_empty(self) -> bool:
        """Tell whether nothing was ever stored."""
        return self._db.row("SELECT 1 FROM photo LIMIT 1") is None

    def like(self, size_bytes: int, mtime_ns: int) -> list[tuple[Photo, str]]:
        """Return the photos of this size and modification time with their identities: what a moved file looks like."""
        sql = f"SELECT {READ}, identity FROM {_FROM} WHERE size_bytes = ? AND mtime_ns = ?"
        rows = self._db.rows(sql, (size_bytes, columns.int64(mtime_ns)))
        return [(photo_of(row[:-1], Paths()), row[-1] or "") for row in rows]

    def timeline(self) -> Iterator[Timed]:
        """Yield every listed photo with its times, folder by folder."""
        rows = self._db.rows(
            "SELECT photo.id, folder.id, folder.path, name, make, model, serial, software, identity, time_read, "
            "moment, span_us, offset_us, time_source, trust, doubts, correction_us "
            f"FROM {_FROM} WHERE {LISTED} ORDER BY folder.id"
        )
        paths = Paths()
        for photo_id, folder_id, folder, name, *rest in rows:
            make, model, serial, software, identity, time_read, *values, added = rest
            taken = time_of(values, added)
            photo = Photo(
                path=paths.of(folder, name),
                size_bytes=0,
                mtime_ns=0,
                inode=0,
                format="",
                id=photo_id,
                taken=time_of(json.loads(time_read)) if time_read else taken,
                camera=Camera(make, model, serial),
                software=software,
            )
            yield Timed(photo, folder_id, taken, identity or "")

    def set_times(self, times: Iterable[tuple[int, CaptureTime | None]]) -> None:
        """Let other capture times count than those that were read; those are kept, and `timeline` tells them."""
        with self._db.transaction():
            for photo_id, taken in times:
                self._db.execute(
                    "UPDATE photo SET time_read = CASE WHEN time_read <> '' THEN time_read ELSE "
                    "json_array(moment, span_us, offset_us, time_source, trust, doubts) END, moment = ?, "
                    "span_us = ?, offset_us = ?, time_source = ?, trust = ?, doubts = ?, correction_us = ? "
                    "WHERE id = ?",
                    (*time_values(taken), columns.microseconds(taken.correction) if taken else 0, photo_id),
                )

    def times_read(self, ids: Iterable[int]) -> dict[int, CaptureTime | None]:
        """Return when photos were taken as their files say, before any clock was corrected, by id."""
        chosen = json.dumps(list(ids))
        rows = self._db.rows(
            "SELECT id, time_read, moment, span_us, offset_us, time_source, trust, doubts FROM photo "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (chosen,),
        )
        return {photo_id: time_of(json.loads(read) if read else values) for photo_id, read, *values in rows}

    def cameras(self) -> list[Camera]:
        """Return the cameras that listed photos were taken with."""
        sql = f"SELECT DISTINCT make, model, serial FROM {_FROM} WHERE {LISTED} ORDER BY make, model, serial"
        return [Camera(*row) for row in self._db.rows(sql)]

    def corrections(self) -> list[tuple[Camera, timedelta, int]]:
        """Return which clocks were corrected: camera, what was added, and to how many listed photos."""
        rows = self._db.rows(
            f"SELECT make, model, serial, correction_us, count(*) FROM {_FROM} WHERE {LISTED} AND correction_us <> 0 "
            "GROUP BY camera.id, correction_us ORDER BY make, model, serial, correction_us"
        )
        return [(Camera(make, model, serial), columns.span(added), count) for make, model, serial, added, count in rows]

    def set_error(self, photo_id: int, reason: str) -> None:
        """Remember why a photo cannot be used, found out after its headers were read; everything else stays."""
        self._db.execute("UPDATE photo SET error = ? WHERE id = ?", (packed(reason), photo_id))

    def rewritten(self, photo: Photo) -> None:
        """Note that metadata were written: stat, position and sidecars are new; picture and times are the same."""
        place = photo.position
        self._db.execute(
            "UPDATE photo SET size_bytes = ?, mtime_ns = ?, inode = ?, sidecars = ?, "
            "lat_deg = ?, lon_deg = ?, position_source = ?, error_km = ?, also_at = ?, world_time = ? WHERE id = ?",
            (
                photo.size_bytes,
                columns.int64(photo.mtime_ns),
                columns.int64(photo.inode),
                columns.paths_json(photo.sidecars),
                place.lat_deg if place else None,
                place.lon_deg if place else None,
                place.source if place else "",
                place.error_km if place else None,
                positions_json(photo.also_at),
                world_time_json(photo.world_time),
                photo.id,
            ),
        )

    def count(self) -> int:
        """Return the number of listed photos."""
        row = self._db.row(f"SELECT count(*) FROM photo WHERE {LISTED}")
        return 0 if row is None else int(row[0])

    def positions(self) -> Iterator[tuple[int, float, float]]:
        """Yield id, latitude and longitude in degrees of every listed photo that has a position, for the map."""
        sql = f"SELECT id, lat_deg, lon_deg FROM photo WHERE {LISTED} AND photo.lat_deg IS NOT NULL"
        return ((photo_id, lat, lon) for photo_id, lat, lon in self._db.rows(sql))

    def mark_missing(self, ids: Iterable[int]) -> None:
        """Hide photos whose files vanished; their rows wait for the files to turn up elsewhere."""
        with self._db.transaction():
            for photo_id in ids:
                self._db.execute("UPDATE photo SET lead_id = NULL WHERE lead_id = ?", (photo_id,))
                self._db.execute(
                    "UPDATE photo SET missing = 1, lead_id = NULL, companions = '' WHERE id = ?", (photo_id,)
                )

    def mark_present(self, ids: Iterable[int]) -> None:
        """Show photos again whose files are back where they were."""
        self._db.execute_many("UPDATE photo SET missing = 0 WHERE id = ?", ((photo_id,) for photo_id in ids))

    def missing(self) -> Iterator[tuple[Photo, str]]:
        """Yield the photos whose files vanished, with their identities ("" where none was taken)."""
        sql = f"SELECT {READ}, identity FROM {_FROM} WHERE photo.missing = 1"
        return ((photo_of(row[:-1], Paths()), row[-1] or "") for row in self._db.rows(sql))

    def move(self, photo_id: int, path: Path) -> None:
        """Let a row follow its file to `path`; a row that waited there in vain gives way."""
        with self._db.transaction():
            folder = FolderIds(self._db).of(columns.path_bytes(path.parent))
            name = columns.path_bytes(path.name)
            self._db.execute("DELETE FROM photo WHERE folder_id = ? AND name = ? AND id <> ?", (folder, name, photo_id))
            self._db.execute(
                "UPDATE photo SET folder_id = ?, name = ?, missing = 0 WHERE id = ?", (folder, name, photo_id)
            )

    def remove(self, ids: Iterable[int]) -> None:
        """Delete photos and what was computed from them. Decisions lie in the ledger and stay."""
        self._db.execute_many("DELETE FROM photo WHERE id = ?", ((photo_id,) for photo_id in ids))

    def may_have_pairs(self, folder: Path) -> bool:
        """Tell whether a folder holds a RAW file, or a photo that had one."""
        sql = (
            "SELECT 1 FROM folder JOIN photo ON photo.folder_id = folder.id WHERE folder.path = ? "
            "AND missing = 0 AND (format = 'RAW' OR companions <> '') LIMIT 1"
        )
        return self._db.row(sql, (columns.path_bytes(folder),)) is not None

    def pair(self, lead_id: int, companions: Sequence[Photo]) -> None:
        """Make `companions` the other files of the photo `lead_id`; an empty sequence parts them again."""
        with self._db.transaction():
            self._db.execute("UPDATE photo SET lead_id = NULL WHERE lead_id = ?", (lead_id,))
            self._db.execute_many(
                "UPDATE photo SET lead_id = ?, companions = '', album_id = NULL WHERE id = ?",
                ((lead_id, companion.id) for companion in companions),
            )
            paths = columns.paths_json([companion.path for companion in companions])
            self._db.execute("UPDATE photo SET companions = ?, lead_id = NULL WHERE id = ?", (paths, lead_id))

    def set_identity(self, photo_id: int, identity: str) -> None:
        """Keep the hash of a photo's picture data: what ties it to its decisions."""
        self._db.execute("UPDATE photo SET identity = ? WHERE id = ?", (identity, photo_id))

    def identities(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the identities of those photos of `ids` that have one."""
        found: dict[int, str] = {}
        sql = "SELECT id, identity FROM photo WHERE identity IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        for _, keys in columns.batches(ids):
            found.update(self._db.rows(sql, (keys,)))
        return found

    def with_identity(self, identity: str) -> list[Photo]:
        """Return the photos with this identity, missing ones included: copies of one picture share it."""
        return list(self._photos("WHERE photo.identity = ? ORDER BY photo.id", (identity,)))

    def with_identities(self, identities: Iterable[str]) -> Iterator[tuple[str, Photo]]:
        """Yield the listed photos with some of these identities, each with its own."""
        where = f"WHERE {LISTED} AND photo.identity IN (SELECT value FROM json_each(?))"
        sql = f"SELECT {READ}, identity FROM {_FROM} {where}"
        for _, keys in columns.batches(identities):
            yield from ((row[-1], photo_of(row[:-1], Paths())) for row in self._db.rows(sql, (keys,)))

    def located_around(self, first: datetime, last: datetime, margin: timedelta) -> list[Photo]:
        """Return photos that have a position and a time, in time order: who may tell where others were taken.

        They are all from `margin` before `first` to `margin` after `last` (local times), and the next few beyond.
        """
        low = columns.naive_microseconds(first) - columns.microseconds(margin)
        high = columns.naive_microseconds(last) + columns.microseconds(margin)
        known = f"{LISTED} AND photo.lat_deg IS NOT NULL AND time_source <> ''"
        parts = (
            (f"{known} AND moment BETWEEN ? AND ? ORDER BY moment", (low, high)),
            (f"{known} AND moment < ? ORDER BY moment DESC LIMIT {BEYOND}", (low,)),
            (f"{known} AND moment > ? ORDER BY moment LIMIT {BEYOND}", (high,)),
        )
        found = [photo for where, values in parts for photo in self._photos(f"WHERE {where}", values)]
        return sorted(found, key=lambda photo: (photo.taken.local if photo.taken else datetime.min, photo.id))

    def _photos(self, where: str, parameters: Sequence[Any] = ()) -> Iterator[Photo]:
        paths = Paths()
        return (photo_of(row, paths) for row in self._db.rows(f"SELECT {READ} FROM {_FROM} {where}", parameters))
