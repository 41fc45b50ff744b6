"""What a person told about clocks and tracks: offsets and time zones of cameras, files to read (`whence locate`).

Three logs, append-only: the last word on a camera, on its zone, on a file counts. They are kept for good, because
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
    zones
        (camera, IANA name or an offset such as `+02:00`), cameras as in `offsets`.
    """

    offsets: tuple[tuple[str, timedelta], ...] = ()
    zones: tuple[tuple[str, str], ...] = ()


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


def tell_zones_by_camera(db: "sqlite_utils.Database") -> None:
    """Let a word on the zone be one on a camera; those before were on every camera."""
    db.execute("ALTER TABLE told_zone ADD COLUMN camera TEXT NOT NULL DEFAULT ''")


class ToldLog:
    """The logs of clocks, zones and tracks."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def offset(self, camera: str, offset: timedelta | None, *, at: datetime) -> None:
        """Note what is to be added to the times of a camera ("" for every camera); None forgets it.

        As for zones and tracks: what counts already is not noted again, so that no step of undo changes nothing.
        """
        if dict(self.clocks().offsets).get(columns.text(camera)) == offset:
            return
        value = None if offset is None else columns.microseconds(offset)
        self._db.execute(
            "INSERT INTO told_offset (camera, offset_us, stated_at) VALUES (?, ?, ?)",
            (columns.text(camera), value, at.isoformat()),
        )

    def zone(self, camera: str, zone: str, *, at: datetime) -> None:
        """Note the time zone of a camera's clock ("" for every camera) that does not say its own; "" forgets it."""
        if dict(self.clocks().zones).get(columns.text(camera), "") == zone:
            return
        self._db.execute(
            "INSERT INTO told_zone (camera, zone, stated_at) VALUES (?, ?, ?)",
            (columns.text(camera), zone, at.isoformat()),
        )

    def track(self, path: Path, *, at: datetime, used: bool = True) -> None:
        """Note that the track in the file at an absolute path counts, or no longer counts."""
        if (path in self.tracks()) == used:
            return
        self._db.execute(
            "INSERT INTO told_track (path, used, stated_at) VALUES (?, ?, ?)",
            (columns.path_bytes(path), int(used), at.isoformat()),
        )

    def clocks(self) -> ToldClocks:
        """Return the words on clocks that count today."""
        rows = self._db.rows(
            "SELECT camera, offset_us FROM told_offset WHERE offset_us IS NOT NULL AND id IN "
            "(SELECT max(id) FROM told_offset WHERE taken_back_at IS NULL GROUP BY camera) "
            "ORDER BY length(camera), camera"
        )
        offsets = tuple((str(camera), columns.span(offset_us)) for camera, offset_us in rows)
        rows = self._db.rows(
            "SELECT camera, zone FROM told_zone WHERE zone <> '' AND id IN "
            "(SELECT max(id) FROM told_zone WHERE taken_back_at IS NULL GROUP BY camera) "
            "ORDER BY length(camera), camera"
        )
        return ToldClocks(offsets, tuple((str(camera), str(zone)) for camera, zone in rows))

    def tracks(self) -> list[Path]:
        """Return the track files that count today, in the order in which they were first named."""
        rows = self._db.rows(
            "SELECT path, min(id) AS first FROM told_track WHERE taken_back_at IS NULL GROUP BY path HAVING path IN "
            "(SELECT path FROM told_track WHERE used AND id IN "
            "(SELECT max(id) FROM told_track WHERE taken_back_at IS NULL GROUP BY path)) ORDER BY first"
        )
        return [columns.bytes_path(path) for path, _ in rows]
