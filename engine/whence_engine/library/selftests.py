"""What `whence selftest` found, kept so that a threshold can say which test it comes from.

A log, append-only: the last test counts. It lies in the ledger because a test belongs to one library, and because an
acceptance that rests on it must be able to name it after the index was built anew.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from whence_engine.library import columns
from whence_engine.library.database import Database

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class NotedTest:
    """One selftest.

    Attributes
    ----------
    at
        When it ended, local time.
    model, method
        Name and version of the bundle, and the fingerprint of everything else that makes an answer.
    photos
        Photos whose positions were hidden and asked for.
    error
        The share of wrong answers that its threshold was to hold.
    threshold
        The probability from which on it holds that; None where none could be claimed.
    report
        All that was found, as JSON.
    """

    at: datetime
    model: str
    method: str
    photos: int
    error: float
    threshold: float | None
    report: str


def create_selftests(db: "sqlite_utils.Database") -> None:
    """Make the log of selftests."""
    db.execute(
        """CREATE TABLE selftest (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            ended_at TEXT NOT NULL, model TEXT NOT NULL, method TEXT NOT NULL, photos INTEGER NOT NULL,
            error REAL NOT NULL, threshold REAL, report TEXT NOT NULL
        ) STRICT"""
    )


class SelfTestLog:
    """The log of selftests."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, test: NotedTest) -> None:
        """Append a test; from now on it is the one that counts."""
        self._db.execute(
            "INSERT INTO selftest (ended_at, model, method, photos, error, threshold, report) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                test.at.isoformat(),
                columns.text(test.model),
                test.method,
                test.photos,
                test.error,
                test.threshold,
                columns.text(test.report),
            ),
        )

    def last(self) -> NotedTest | None:
        """Return the test that counts, or None where none was ever made."""
        row = self._db.row(
            "SELECT ended_at, model, method, photos, error, threshold, report FROM selftest ORDER BY id DESC LIMIT 1"
        )
        return None if row is None else NotedTest(datetime.fromisoformat(row[0]), *row[1:])
