"""What a person told about clocks and tracks: offsets of cameras, a time zone, files to read (`whence locate`).

Three logs, append-only: the last word on a camera, on the zone, on a file counts. They are kept for good, because
nobody can find them out again; what was read from a track file is in the index.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from whence_engine.library import columns
from whence_engine.library.database import Database

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class ToldClocks:
    """All words on clocks that count today.

    Attributes
    ----------
    offsets
        (camera, what to add to its times): the camera as it was typed, "" for every camera; exact ones last.
    zone
        An IANA name or an offset such as `+02:00`; "" where nothing was said.
    """

    offsets: tuple[tuple[str, timedelta], ...] = ()
    zone: str = ""


def create_told(db: "sqlite_utils.Database") -> None:
    """Make the three logs."""
    db.execute(
        "CREATE TABLE told_offset (id INTEGER PRIMARY KEY AUTOINCREMENT, camera TEXT NOT NULL, offset_us INTEGER, "
        "stated_at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE told_zone (id INTEGER PRIMARY KEY AUTOINCREMENT, zone TEXT NOT NULL, stated_at TEXT NOT NULL) "
        "STRICT"
    )
    db.execute(
        "CREATE TABLE told_track (id INTEGER PRIMARY KEY AUTOINCREMENT, path BLOB NOT NULL, used INTEGER NOT NULL, "
        "stated_at TEXT NOT NULL) STRICT"
    )


class ToldLog:
    """The logs of clocks, zone and tracks."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def offset(self, camera: str, offset: timedelta | None, *, at: datetime) -> None:
        """Note what is to be added to the times of a camera ("" for every camera); None takes it back."""
        value = None if offset is None else columns.microseconds(offset)
        self._db.execute(
            "INSERT INTO told_offset (camera, offset_us, stated_at) VALUES (?, ?, ?)",
            (columns.text(camera), value, at.isoformat()),
        )

    def zone(self, zone: str, *, at: datetime) -> None:
        """Note the time zone of clocks that do not say theirs; "" takes it back."""
        self._db.execute("INSERT INTO told_zone (zone, stated_at) VALUES (?, ?)", (zone, at.isoformat()))

    def track(self, path: Path, *, at: datetime, used: bool = True) -> None:
        """Note that the track in the file at an absolute path counts, or no longer counts."""
        self._db.execute(
            "INSERT INTO told_track (path, used, stated_at) VALUES (?, ?, ?)",
            (columns.path_bytes(path), int(used), at.isoformat()),
        )

    def clocks(self) -> ToldClocks:
        """Return the words on clocks that count today."""
        rows = self._db.rows(
            "SELECT camera, offset_us FROM told_offset WHERE offset_us IS NOT NULL AND id IN "
            "(SELECT max(id) FROM told_offset GROUP BY camera) ORDER BY length(camera), camera"
        )
        offsets = tuple((str(camera), columns.span(offset_us)) for camera, offset_us in rows)
        last = self._db.row("SELECT zone FROM told_zone ORDER BY id DESC LIMIT 1")
        return ToldClocks(offsets, str(last[0]) if last else "")

    def tracks(self) -> list[Path]:
        """Return the track files that count today, in the order in which they were first named."""
        rows = self._db.rows(
            "SELECT path, min(id) AS first FROM told_track GROUP BY path HAVING path IN "
            "(SELECT path FROM told_track WHERE id IN (SELECT max(id) FROM told_track GROUP BY path) AND used = 1) "
            "ORDER BY first"
        )
        return [columns.bytes_path(path) for path, _ in rows]

    def count_offsets(self) -> int:
        """Return how many words on offsets there were: it grows with each, so it tells whether one was added."""
        row = self._db.row("SELECT coalesce(max(id), 0) FROM told_offset")
        return 0 if row is None else int(row[0])
