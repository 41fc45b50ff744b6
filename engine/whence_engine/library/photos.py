"""The table of photos: one row per picture file, found again by path, and never given another id.

A file that vanished keeps its row, marked missing, so that it can come back under another name. The RAW file of a
RAW+JPEG pair has a row of its own that names its lead; lists show leads only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlite_utils

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, Found, Photo, Position, PositionSource, TimeSource

LISTED = "photo.missing = 0 AND photo.lead_id IS NULL"
"""What a list shows: files that are there, and of a RAW+JPEG pair the JPEG."""

NEVER = 2**62
"""`moment` of a photo without a capture time: it sorts behind all that have one."""

_STORED = (
    "folder_id", "name", "size_bytes", "mtime_ns", "inode", "format", "width_px", "height_px", "orientation",
    "moment", "span_us", "offset_us", "time_source", "trust", "doubts", "camera_id", "lat_deg", "lon_deg",
    "position_source", "error_km", "software", "texts", "sidecars", "error",
)  # fmt: skip
_READ = """
    photo.id, folder.path, name, size_bytes, mtime_ns, inode, format, width_px, height_px, orientation,
    moment, span_us, offset_us, time_source, trust, doubts, make, model, serial, lat_deg, lon_deg,
    position_source, error_km, software, texts, sidecars, companions, error
"""
_FROM = "photo JOIN folder ON folder.id = photo.folder_id JOIN camera ON camera.id = photo.camera_id"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the index remembers of a file, to tell without reading it whether it changed."""

    id: int
    size_bytes: int
    mtime_ns: int
    inode: int
    missing: bool

    def is_unchanged(self, found: Found) -> bool:
        """Tell whether `stat` says today what it said when the file was read."""
        return (self.size_bytes, self.mtime_ns, self.inode) == (
            found.size_bytes,
            columns.int64(found.mtime_ns),
            columns.int64(found.inode),
        )


def create_photos(db: sqlite_utils.Database) -> None:
    """Make the tables of folders, cameras and photos."""
    db.execute("CREATE TABLE folder (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT")
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
        ("unlocated", "moment, id", f"{LISTED} AND photo.lat_deg IS NULL"),
        ("located", "lat_deg, lon_deg", f"{LISTED} AND photo.lat_deg IS NOT NULL"),
        ("of_camera", "camera_id, moment, id, lat_deg", LISTED),
        ("of_album", "album_id, album_rank", "photo.album_id IS NOT NULL"),
        ("of_lead", "lead_id", "photo.lead_id IS NOT NULL"),
        ("missing", "size_bytes", "photo.missing = 1"),
        ("identity", "identity", "photo.identity IS NOT NULL"),
    ):
        db.execute(f"CREATE INDEX photo_{name} ON photo ({of}) WHERE {where.replace('photo.', '')}")


class PhotoTable:
    """Photos by path, by folder and by id. Streams are lazy: memory stays flat, whatever the number of photos."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def upsert(self, photos: Iterable[Photo], *, same_picture: bool = False) -> list[int]:
        """Store photos by their paths and return their ids, in order; a path keeps its id for good.

        Where size or modification time differ from what was stored, the identity and everything that was computed
        from the pixels is forgotten, unless `same_picture` says that only metadata changed.
        """
        updates = ", ".join(f"{name} = excluded.{name}" for name in _STORED[2:])
        changed = "0" if same_picture else "size_bytes <> excluded.size_bytes OR mtime_ns <> excluded.mtime_ns"
        sql = (
            f"INSERT INTO photo ({', '.join(_STORED)}) VALUES ({', '.join('?' * len(_STORED))}) "
            f"ON CONFLICT (folder_id, name) DO UPDATE SET {updates}, missing = 0, time_read = '', "
            f"revision = revision + ({changed}), identity = CASE WHEN {changed} THEN NULL ELSE identity END "
            "RETURNING id"
        )
        with self._db.transaction():
            keys = _Keys(self._db)
            return [int(self._db.execute(sql, _values(photo, keys)).fetchone()[0]) for photo in photos]

    def all(self) -> Iterator[Photo]:
        """Yield every listed photo in the order of paths."""
        return self._photos(f"WHERE {LISTED} ORDER BY folder.path, name")

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
        where, parameters = _at_or_below(roots)
        return self._photos(f"WHERE {kept} AND ({where}) ORDER BY folder.path, name", parameters)

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

    def known(self, roots: Sequence[Path]) -> dict[Path, KnownFile]:
        """Return what the index remembers of every file at or below `roots`, missing ones and companions included."""
        where, parameters = _at_or_below(roots)
        rows = self._db.rows(
            "SELECT folder.path, name, photo.id, size_bytes, mtime_ns, inode, missing FROM photo "
            f"JOIN folder ON folder.id = photo.folder_id WHERE {where}",
            parameters,
        )
        return {
            _path(folder, name): KnownFile(photo_id, size, mtime, inode, bool(missing))
            for folder, name, photo_id, size, mtime, inode, missing in rows
        }

    def count(self) -> int:
        """Return the number of listed photos."""
        row = self._db.row(f"SELECT count(*) FROM photo WHERE {LISTED}")
        return 0 if row is None else int(row[0])

    def mark_missing(self, ids: Iterable[int]) -> None:
        """Hide photos whose files vanished; their rows wait for the files to turn up elsewhere."""
        self._db.execute_many(
            "UPDATE photo SET missing = 1, lead_id = NULL, companions = '' WHERE id = ?",
            ((photo_id,) for photo_id in ids),
        )

    def missing(self) -> Iterator[tuple[Photo, str]]:
        """Yield the photos whose files vanished, with their identities ("" where none was taken)."""
        sql = f"SELECT {_READ}, identity FROM {_FROM} WHERE photo.missing = 1"
        return ((_photo(row[:-1]), row[-1] or "") for row in self._db.rows(sql))

    def move(self, photo_id: int, path: Path) -> None:
        """Let a row follow its file to `path`; a row that waited there in vain gives way."""
        with self._db.transaction():
            folder = _Keys(self._db).folder(columns.path_bytes(path.parent))
            name = columns.path_bytes(path.name)
            self._db.execute("DELETE FROM photo WHERE folder_id = ? AND name = ? AND id <> ?", (folder, name, photo_id))
            self._db.execute(
                "UPDATE photo SET folder_id = ?, name = ?, missing = 0 WHERE id = ?", (folder, name, photo_id)
            )

    def remove(self, ids: Iterable[int]) -> None:
        """Delete photos and what was computed from them. Decisions lie in the ledger and stay."""
        self._db.execute_many("DELETE FROM photo WHERE id = ?", ((photo_id,) for photo_id in ids))

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

    def _photos(self, where: str, parameters: Sequence[Any] = ()) -> Iterator[Photo]:
        return map(_photo, self._db.rows(f"SELECT {_READ} FROM {_FROM} {where}", parameters))


class _Keys:
    """Ids of folders and cameras, made where they are new; remembered for the length of one batch."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._folders: dict[bytes, int] = {}
        self._cameras: dict[Camera, int] = {}

    def folder(self, path: bytes) -> int:
        if path not in self._folders:
            self._db.execute("INSERT INTO folder (path) VALUES (?) ON CONFLICT DO NOTHING", (path,))
            self._folders[path] = self._id("SELECT id FROM folder WHERE path = ?", (path,))
        return self._folders[path]

    def camera(self, camera: Camera) -> int:
        if camera not in self._cameras:
            names = tuple(columns.text(part) for part in (camera.make, camera.model, camera.serial))
            self._db.execute("INSERT INTO camera (make, model, serial) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", names)
            self._cameras[camera] = self._id("SELECT id FROM camera WHERE make = ? AND model = ? AND serial = ?", names)
        return self._cameras[camera]

    def _id(self, sql: str, parameters: Sequence[Any]) -> int:
        row = self._db.row(sql, parameters)
        assert row is not None
        return int(row[0])


def _at_or_below(roots: Sequence[Path]) -> tuple[str, list[bytes]]:
    """Return the condition that a photo lies at or below one of `roots`, and its parameters."""
    clauses: list[str] = []
    parameters: list[bytes] = []
    for root in roots:
        raw = columns.path_bytes(root)
        clauses.append("folder.path = ? OR (folder.path >= ? AND folder.path < ?) OR (folder.path = ? AND name = ?)")
        parent, name = columns.path_bytes(root.parent), columns.path_bytes(root.name)
        parameters += [raw, *columns.below(raw), parent, name]
    return " OR ".join(clauses) or "0", parameters


def _path(folder: bytes, name: bytes) -> Path:
    return columns.bytes_path(folder) / columns.bytes_path(name)


def _values(photo: Photo, keys: _Keys) -> tuple[Any, ...]:
    """Return the row of a photo in the order of `_STORED`."""
    taken, position = photo.taken, photo.position
    return (
        keys.folder(columns.path_bytes(photo.path.parent)),
        columns.path_bytes(photo.path.name),
        photo.size_bytes,
        columns.int64(photo.mtime_ns),
        columns.int64(photo.inode),
        photo.format,
        photo.width_px,
        photo.height_px,
        photo.orientation,
        *time_values(taken),
        keys.camera(photo.camera),
        position.lat_deg if position else None,
        position.lon_deg if position else None,
        position.source if position else "",
        position.error_km if position else None,
        columns.text(photo.software),
        columns.texts_json(photo.texts),
        columns.paths_json(photo.sidecars),
        None if photo.error is None else columns.text(photo.error),
    )


def time_values(taken: CaptureTime | None) -> tuple[int, int, int | None, str, float, str]:
    """Return a capture time as the columns `moment` to `doubts`."""
    if taken is None:
        return NEVER, 0, None, "", 0.0, ""
    return (
        columns.naive_microseconds(taken.local),
        columns.microseconds(taken.span),
        None if taken.offset is None else columns.microseconds(taken.offset),
        taken.source,
        taken.trust,
        " ".join(sorted(taken.doubts)),
    )


def time_of(values: Sequence[Any]) -> CaptureTime | None:
    """Return the capture time of `time_values`."""
    moment, span_us, offset_us, source, trust, doubts = values
    if not source:
        return None
    return CaptureTime(
        local=columns.naive(moment),
        source=TimeSource(source),
        trust=trust,
        span=columns.span(span_us),
        offset=None if offset_us is None else columns.span(offset_us),
        doubts=frozenset(ClockDoubt(doubt) for doubt in doubts.split()),
    )


def _photo(row: Sequence[Any]) -> Photo:
    """Return the photo of a row of `_READ`."""
    photo_id, folder, name, size, mtime, inode, kind, width, height, orientation, *rest = row
    *taken, make, model, serial, lat, lon, source, error_km, software, texts, sidecars, companions, error = rest
    return Photo(
        path=_path(folder, name),
        size_bytes=size,
        mtime_ns=mtime,
        inode=inode,
        format=kind,
        id=photo_id,
        width_px=width,
        height_px=height,
        orientation=orientation,
        taken=time_of(taken),
        camera=Camera(make, model, serial),
        position=None if lat is None else Position(lat, lon, PositionSource(source), error_km),
        software=software,
        texts=columns.json_texts(texts),
        sidecars=columns.json_paths(sidecars),
        companions=columns.json_paths(companions),
        error=error,
    )
