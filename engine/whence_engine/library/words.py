"""What a person said besides decisions, as steps that can be taken back: tracks, clocks, pairs, times, orders.

Each kind has an append-only log of its own, where the last word that counts wins. Taking back changes a mark on the
entry, never the entry: then the word before it counts again. Words of one moment are one step.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from whence_engine.library import columns
from whence_engine.library.database import Database

if TYPE_CHECKING:
    import sqlite_utils

_MARK_BYTES = 7  # SQLite's integers have eight, one bit of which is the sign


class Topic(StrEnum):
    """What words are about: each has its log."""

    TIMES = "stated"
    ORDER = "laid"
    CLOCK = "told_offset"
    ZONE = "told_zone"
    TRACK = "told_track"
    PAIR = "paired"


_TIMING = (Topic.TIMES, Topic.ORDER, Topic.CLOCK, Topic.ZONE)

_WHOM = {
    Topic.TIMES: ("identity", "folder"),
    Topic.ORDER: ("identity",),
    Topic.CLOCK: ("camera",),
    Topic.ZONE: ("camera",),
    Topic.TRACK: ("path",),
    Topic.PAIR: ("wrong", "right"),
}
_PICTURES = frozenset({"identity", "wrong", "right"})


@dataclass(frozen=True, slots=True)
class Words:
    """What was said at one moment.

    Attributes
    ----------
    topics
        What it was about; nothing where there were no words.
    pictures, folders, cameras, tracks
        Whom it concerns: identities of pictures, folders with all below them, cameras as they were typed, files of
        tracks or folders of them.
    """

    topics: frozenset[Topic] = frozenset()
    pictures: frozenset[str] = frozenset()
    folders: frozenset[Path] = frozenset()
    cameras: frozenset[str] = frozenset()
    tracks: frozenset[Path] = frozenset()


def take_words_back(db: "sqlite_utils.Database") -> None:
    """Let words be taken back, as decisions are."""
    for log in ("stated", "laid", "told_offset", "told_zone"):
        db.execute(f"ALTER TABLE {log} ADD COLUMN taken_back_at TEXT")


def take_tracks_back(db: "sqlite_utils.Database") -> None:
    """Let words on tracks be taken back as well."""
    db.execute("ALTER TABLE told_track ADD COLUMN taken_back_at TEXT")


class WordLog:
    """All words, whichever log holds them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def last(self) -> datetime | None:
        """Return when the last words that count were said, or None."""
        return self._newest("stated_at", "taken_back_at IS NULL")

    def last_back(self) -> datetime | None:
        """Return when words were taken back last, or None."""
        return self._newest("taken_back_at", "taken_back_at IS NOT NULL")

    def take_back(self, said: datetime, *, at: datetime) -> Words:
        """Take back what was said at one moment."""
        return self._mark("stated_at = ? AND taken_back_at IS NULL", said, at.isoformat())

    def repeat(self, taken_back: datetime) -> Words:
        """Let what was taken back at one moment count again."""
        return self._mark("taken_back_at = ?", taken_back, None)

    def mark(self) -> int:
        """Return a number that is another one after anything on times was said, taken back or repeated.

        Tracks and pairs move no photo into another album.
        """
        digest = hashlib.blake2b(digest_size=_MARK_BYTES)
        for log in _TIMING:
            [row] = self._db.rows(f"SELECT group_concat(id) FROM {log} WHERE taken_back_at IS NULL")
            digest.update(f"{log} {row[0]};".encode())
        return int.from_bytes(digest.digest(), "big")

    def _newest(self, column: str, where: str) -> datetime | None:
        parts = " UNION ALL ".join(f"SELECT max({column}) AS moment FROM {log} WHERE {where}" for log in Topic)
        [row] = self._db.rows(f"SELECT max(moment) FROM ({parts})")
        return None if row[0] is None else datetime.fromisoformat(row[0])

    def _mark(self, where: str, moment: datetime, value: str | None) -> Words:
        found: list[tuple[Topic, str, str | bytes]] = []
        with self._db.transaction():
            for log in Topic:
                whom = ", ".join(_WHOM[log])
                sql = f"UPDATE {log} SET taken_back_at = ? WHERE {where} RETURNING {whom}"
                for row in self._db.execute(sql, (value, moment.isoformat())).fetchall():
                    found += [(log, kind, one) for kind, one in zip(_WHOM[log], row, strict=True) if one is not None]
        return Words(
            frozenset(log for log, _, _ in found),
            frozenset(str(one) for _, kind, one in found if kind in _PICTURES),
            frozenset(columns.bytes_path(one) for _, kind, one in found if kind == "folder" and isinstance(one, bytes)),
            frozenset(str(one) for _, kind, one in found if kind == "camera"),
            frozenset(columns.bytes_path(one) for _, kind, one in found if kind == "path" and isinstance(one, bytes)),
        )
