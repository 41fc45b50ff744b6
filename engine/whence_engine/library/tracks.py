"""What was read from the track files that a person named; it can be read again, so it lives in the index.

A track that no longer counts rests there: taking that back needs no file, which may lie on a drive that is not there.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.tracks.track import Track
from whence_engine.wording import packed, plain, restored, unpacked

if TYPE_CHECKING:
    import sqlite_utils


_FIX = np.dtype([("utc_ns", "<i8"), ("lat", "<f8"), ("lon", "<f8"), ("error_km", "<f4")])
_FAST = 1  # of zlib: fixes follow each other closely, so that little is gained by trying harder


@dataclass(frozen=True, slots=True)
class TrackFile:
    """A file as it was read: what `stat` said then, and why it could not be read, if so."""

    path: Path
    size_bytes: int
    mtime_ns: int
    error: str = ""


def create_tracks(db: "sqlite_utils.Database") -> None:
    """Make the table of tracks."""
    db.execute(
        """CREATE TABLE track (
            path BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
            notes TEXT NOT NULL, error TEXT NOT NULL, count INTEGER NOT NULL, fixes BLOB NOT NULL
        ) STRICT"""
    )


def let_tracks_rest(db: "sqlite_utils.Database") -> None:
    """Keep what was read from files that do not count now."""
    db.execute("ALTER TABLE track ADD COLUMN rests INTEGER NOT NULL DEFAULT 0")


@dataclass(frozen=True, slots=True)
class TrackSummary:
    """How many fixes a file holds that counts; none where it could not be read."""

    path: Path
    fixes: int


class TrackTable:
    """Tracks by file."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def files(self) -> dict[Path, TrackFile]:
        """Return every file that was read and counts, and how that went."""
        rows = self._db.rows("SELECT path, size_bytes, mtime_ns, error FROM track WHERE NOT rests ORDER BY path")
        files = (TrackFile(columns.bytes_path(raw), size, mtime, unpacked(error)) for raw, size, mtime, error in rows)
        return {file.path: file for file in files}

    def store(self, file: TrackFile, track: Track | None, *, rests: bool = False) -> None:
        """Keep what a file held, in place of what it held before; None where it could not be read.

        What rests counts no more, or not yet.
        """
        fixes = np.empty(0 if track is None else track.utc_ns.size, _FIX)
        if track is not None:
            fixes["utc_ns"], fixes["lat"], fixes["lon"] = track.utc_ns, track.lat_deg, track.lon_deg
            fixes["error_km"] = track.stated_error_km
        self._db.execute(
            "INSERT OR REPLACE INTO track (path, size_bytes, mtime_ns, notes, error, count, fixes, rests) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                columns.path_bytes(file.path),
                file.size_bytes,
                columns.int64(file.mtime_ns),
                json.dumps([plain(note) for note in track.notes]) if track else "",
                packed(file.error),
                fixes.size,
                zlib.compress(fixes.tobytes(), _FAST),
                int(rests),
            ),
        )

    def summaries(self) -> list[TrackSummary]:
        """Return how much each file holds, in the order of paths."""
        rows = self._db.rows("SELECT path, count FROM track WHERE NOT rests ORDER BY path")
        return [TrackSummary(columns.bytes_path(path), count) for path, count in rows]

    def rest(self, paths: Iterable[Path]) -> None:
        """Let what was read from files count no more."""
        self._let_rest(paths, 1)

    def wake(self, paths: Iterable[Path]) -> None:
        """Let what was read from files count again."""
        self._let_rest(paths, 0)

    def resting(self) -> list[Path]:
        """Return the files that were read and do not count."""
        return [columns.bytes_path(raw) for (raw,) in self._db.rows("SELECT path FROM track WHERE rests ORDER BY path")]

    def ends(self, paths: Iterable[Path]) -> list[tuple[int, int]]:
        """Return when the tracks in files, or in folders, begin and end, whether they count: nanoseconds since 1970."""
        named = set(paths)
        read = [columns.bytes_path(raw) for (raw,) in self._db.rows("SELECT path FROM track WHERE count")]
        ends = []
        for path in read:
            if named & {path, *path.parents}:
                [row] = self._db.rows("SELECT fixes FROM track WHERE path = ?", (columns.path_bytes(path),))
                utc_ns = np.frombuffer(zlib.decompress(row[0]), _FIX)["utc_ns"]
                ends.append((int(utc_ns[0]), int(utc_ns[-1])))
        return ends

    def all(self) -> Iterator[Track]:
        """Yield every track that could be read and counts, in the order of paths."""
        rows = self._db.rows("SELECT path, notes, fixes FROM track WHERE error = '' AND NOT rests ORDER BY path")
        for path, notes, squeezed in rows:
            fixes = np.frombuffer(zlib.decompress(squeezed), _FIX)
            yield Track(
                name=columns.bytes_path(path).name,
                utc_ns=fixes["utc_ns"].astype(np.int64),
                lat_deg=fixes["lat"].astype(np.float64),
                lon_deg=fixes["lon"].astype(np.float64),
                stated_error_km=fixes["error_km"].astype(np.float32),
                notes=tuple(restored(raw) for raw in json.loads(notes or "[]")),
            )

    def _let_rest(self, paths: Iterable[Path], rests: int) -> None:
        rows = [(rests, columns.path_bytes(path)) for path in paths]
        if rows:
            self._db.execute_many("UPDATE track SET rests = ? WHERE path = ?", rows)
