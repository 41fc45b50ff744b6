"""The capture times that a person stated (`whence date`), for one picture or for everything below a folder.

They are kept for good and overrule what the files say; nothing of them is ever written into `DateTimeOriginal`.
A picture's own statement beats its folder's, the nearest folder beats those above it, the last word beats earlier ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import CaptureTime, TimeSource

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements that count, ready to be asked for any photo without a hand on the disk."""

    by_identity: Mapping[str, CaptureTime]
    by_folder: Mapping[Path, CaptureTime]

    def of(self, path: Path, identity: str = "") -> CaptureTime | None:
        """Return what a person stated of the picture at `path`, or None."""
        if identity in self.by_identity:
            return self.by_identity[identity]
        if not self.by_folder:
            return None
        return next((self.by_folder[folder] for folder in path.parents if folder in self.by_folder), None)


def create_stated(db: "sqlite_utils.Database") -> None:
    """Make the log of stated times: exactly one of `identity` and `folder` is set."""
    db.execute(
        """CREATE TABLE stated (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            identity TEXT REFERENCES picture (identity),
            folder BLOB,
            words TEXT NOT NULL,
            moment INTEGER, span_us INTEGER NOT NULL, trust REAL NOT NULL,
            stated_at TEXT NOT NULL,
            CHECK ((identity IS NULL) <> (folder IS NULL))
        ) STRICT"""
    )


class StatedTimes:
    """The log of stated times: append-only, the last entry of a picture or folder counts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def state_picture(self, identity: str, words: str, taken: CaptureTime | None, *, at: datetime) -> None:
        """Note when a picture was taken, as a person said in `words`; None takes it back.

        The picture must be known to the ledger (`DecisionLog.see`).
        """
        self._append(identity, None, words, taken, at)

    def state_folder(self, folder: Path, words: str, taken: CaptureTime | None, *, at: datetime) -> None:
        """Note when everything at any depth below an absolute folder was taken; None takes it back."""
        self._append(None, columns.path_bytes(folder), words, taken, at)

    def all(self) -> Statements:
        """Return the statements that count today."""
        pictures: dict[str, CaptureTime] = {}
        folders: dict[Path, CaptureTime] = {}
        for identity, folder, moment, span_us, trust in self._db.rows(
            "SELECT identity, folder, moment, span_us, trust FROM stated WHERE id IN "
            "(SELECT max(id) FROM stated WHERE taken_back_at IS NULL GROUP BY identity, folder) AND moment IS NOT NULL"
        ):
            taken = CaptureTime(columns.naive(moment), TimeSource.USER, trust, columns.span(span_us))
            if identity is not None:
                pictures[identity] = taken
            else:
                folders[columns.bytes_path(folder)] = taken
        return Statements(pictures, folders)

    def _append(
        self, identity: str | None, folder: bytes | None, words: str, taken: CaptureTime | None, at: datetime
    ) -> None:
        moment = None if taken is None else columns.naive_microseconds(taken.local)
        span = 0 if taken is None else columns.microseconds(taken.span)
        trust = 0.0 if taken is None else taken.trust
        self._db.execute(
            "INSERT INTO stated (identity, folder, words, moment, span_us, trust, stated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (identity, folder, columns.text(words), moment, span, trust, at.isoformat()),
        )
