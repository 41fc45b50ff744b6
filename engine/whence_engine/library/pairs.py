"""Pairs of pictures that show the same moment, as a person matched them: they tell how far a camera's clock is off.

An append-only log in the ledger. It holds which pictures, and not what they tell: that follows from their times, which
may be corrected later.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from whence_engine.library.database import Database

if TYPE_CHECKING:
    import sqlite_utils


def create_pairs(db: "sqlite_utils.Database") -> None:
    """Make the log: the picture by the clock that is put right, and the other one; `counts` 0 forgets the pair."""
    db.execute(
        "CREATE TABLE paired (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "wrong TEXT NOT NULL REFERENCES picture (identity), right TEXT NOT NULL REFERENCES picture (identity), "
        "counts INTEGER NOT NULL, stated_at TEXT NOT NULL, taken_back_at TEXT) STRICT"
    )


class PairLog:
    """The log of pairs; the last entry on two pictures counts, whichever of their clocks it puts right."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def state(self, wrong: str, right: str, *, at: datetime) -> None:
        """Note that two pictures show one moment; both must be known to the ledger (`DecisionLog.see`)."""
        self._append([(wrong, right, 1, at.isoformat())])

    def forget(self, pairs: Iterable[tuple[str, str]], *, at: datetime) -> None:
        """Note that pairs, (wrong, right) each, no longer count."""
        self._append([(wrong, right, 0, at.isoformat()) for wrong, right in pairs])

    def all(self) -> list[tuple[str, str]]:
        """Return the pairs that count, (wrong, right) by identity, in the order in which they were said last."""
        rows = self._db.rows(
            "SELECT wrong, right FROM paired WHERE counts AND id IN (SELECT max(id) FROM paired "
            "WHERE taken_back_at IS NULL GROUP BY min(wrong, right), max(wrong, right)) ORDER BY id"
        )
        return [(str(wrong), str(right)) for wrong, right in rows]

    def _append(self, rows: list[tuple[str, str, int, str]]) -> None:
        self._db.execute_many("INSERT INTO paired (wrong, right, counts, stated_at) VALUES (?, ?, ?, ?)", rows)
