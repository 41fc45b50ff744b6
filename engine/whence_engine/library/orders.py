"""The order in which a person laid scanned prints: for pictures without a time it is the only clock there is.

An append-only log in the ledger. It tells what came before what, and nothing of when: a year stays a year.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from whence_engine.library.database import Database

if TYPE_CHECKING:
    import sqlite_utils


def create_orders(db: "sqlite_utils.Database") -> None:
    """Make the log: `place` counts from 0 in the order of one statement; NULL takes it back."""
    db.execute(
        "CREATE TABLE laid (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "identity TEXT NOT NULL REFERENCES picture (identity), place INTEGER, stated_at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX laid_identity ON laid (identity)")


class OrderLog:
    """The log of orders; the last entry of a picture counts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def state(self, identities: Sequence[str], *, at: datetime) -> None:
        """Note that pictures follow each other like this; they must be known to the ledger (`DecisionLog.see`)."""
        self._append([(identity, place, at.isoformat()) for place, identity in enumerate(identities)])

    def forget(self, identities: Sequence[str], *, at: datetime) -> None:
        """Note that the order of pictures is that of their names again."""
        self._append([(identity, None, at.isoformat()) for identity in identities])

    def all(self) -> dict[str, int]:
        """Return the place of every picture that was laid in an order."""
        rows = self._db.rows(
            "SELECT identity, place FROM laid WHERE id IN "
            "(SELECT max(id) FROM laid WHERE taken_back_at IS NULL GROUP BY identity) AND place IS NOT NULL"
        )
        return {str(identity): int(place) for identity, place in rows}

    def _append(self, rows: Sequence[tuple[str, int | None, str]]) -> None:
        self._db.execute_many("INSERT INTO laid (identity, place, stated_at) VALUES (?, ?, ?)", rows)
