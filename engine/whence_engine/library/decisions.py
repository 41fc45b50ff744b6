"""The log of decisions: append-only, keyed by what the picture is and not by where the file lies.

The current decision of a picture is its last one that was not taken back. Taking back and repeating change a mark
on the entry, never the entry.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Action, DecidedBy, Decision, Level, Written

if TYPE_CHECKING:
    import sqlite_utils


_FIELDS = (
    "action", "decided_by", "decided_at", "lat_deg", "lon_deg", "radius_km", "level", "place", "country",
    "probability", "provenance", "written",
)  # fmt: skip
_READ = ", ".join(f"decision.{name}" for name in _FIELDS)
_CURRENT = """decision.id = (
    SELECT max(last.id) FROM decision AS last WHERE last.identity = decision.identity AND last.taken_back_at IS NULL)"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the ledger knows: its identity, and the file that it was last seen in."""

    identity: str
    path: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """One entry of the log; `taken_back_at` is None for as long as it counts."""

    id: int
    identity: str
    decision: Decision
    taken_back_at: datetime | None


def create_decisions(db: "sqlite_utils.Database") -> None:
    """Make the table of pictures and the log of decisions."""
    db.execute(
        """CREATE TABLE picture (
            identity TEXT PRIMARY KEY, path BLOB NOT NULL, size_bytes INTEGER NOT NULL
        ) STRICT"""
    )
    db.execute("CREATE INDEX picture_path ON picture (path)")
    db.execute(
        """CREATE TABLE decision (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            identity TEXT NOT NULL REFERENCES picture (identity),
            action TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL,
            lat_deg REAL, lon_deg REAL, radius_km REAL, level TEXT,
            place TEXT NOT NULL, country TEXT NOT NULL, probability REAL, provenance TEXT NOT NULL,
            written TEXT,
            taken_back_at TEXT
        ) STRICT"""
    )
    db.execute("CREATE INDEX decision_current ON decision (identity, id) WHERE taken_back_at IS NULL")


class DecisionLog:
    """Decisions by picture identity (the hash that `files.identity` computes; this room only keeps it)."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def decide(self, picture: Picture, decision: Decision) -> int:
        """Append a decision and return its number in the log; from now on it is the current one."""
        marks = ", ".join("?" * (len(_FIELDS) + 1))
        with self._db.transaction():
            self.see(picture)
            cursor = self._db.execute(
                f"INSERT INTO decision (identity, {', '.join(_FIELDS)}) VALUES ({marks}) RETURNING id",
                (picture.identity, *_values(decision)),
            )
            return int(cursor.fetchone()[0])

    def see(self, picture: Picture) -> None:
        """Note where a picture lies now, and how large its file is."""
        self._db.execute(
            "INSERT INTO picture (identity, path, size_bytes) VALUES (?, ?, ?) "
            "ON CONFLICT (identity) DO UPDATE SET path = excluded.path, size_bytes = excluded.size_bytes",
            (picture.identity, columns.path_bytes(picture.path), picture.size_bytes),
        )

    def resized(self, identity: str, size_bytes: int) -> None:
        """Note how large the file of a picture is, now that its metadata were written."""
        self._db.execute("UPDATE picture SET size_bytes = ? WHERE identity = ?", (size_bytes, identity))

    def pictures(self) -> Iterator[Picture]:
        """Yield every picture that was ever decided on or dated, and where it was last seen."""
        for identity, path, size in self._db.rows("SELECT identity, path, size_bytes FROM picture ORDER BY path"):
            yield Picture(identity, columns.bytes_path(path), size)

    def current(self, identity: str) -> LoggedDecision | None:
        """Return the current decision of a picture, or None."""
        return next(
            self._entries("decision.identity = ? AND taken_back_at IS NULL", (identity,), newest_first=True), None
        )

    def currents(self, identities: Iterable[str] | None) -> dict[str, Decision]:
        """Return identity -> current decision of those pictures (None: of all) that have one."""
        if identities is None:
            return {entry.identity: entry.decision for entry in self._entries(_CURRENT, ())}
        found: dict[str, Decision] = {}
        where = f"decision.identity IN (SELECT value FROM json_each(?)) AND {_CURRENT}"
        for _, keys in columns.batches(identities):
            found.update((entry.identity, entry.decision) for entry in self._entries(where, (keys,)))
        return found

    def listed(self) -> Iterator[tuple[str, Action, bool, str]]:
        """Yield what a list shows of every current decision: identity, action, whether it is written, place."""
        rows = self._db.rows(
            "SELECT identity, action, written IS NOT NULL, place FROM decision NOT INDEXED "
            "WHERE taken_back_at IS NULL ORDER BY id"
        )
        actions = {action.value: action for action in Action}  # an enum looks its values up a good deal slower
        current = {identity: (actions[action], bool(written), place) for identity, action, written, place in rows}
        return ((identity, *told) for identity, told in current.items())

    def waiting(self) -> Iterator[tuple[Picture, Decision]]:
        """Yield the current acceptances that were not written yet, oldest first: what `whence apply` writes."""
        rows = self._db.rows(
            f"SELECT picture.identity, path, size_bytes, {_READ} FROM decision JOIN picture USING (identity) "
            f"WHERE action = 'accept' AND written IS NULL AND {_CURRENT} ORDER BY decision.id"
        )
        for identity, path, size, *values in rows:
            yield Picture(identity, columns.bytes_path(path), size), _decision(values)

    def rejections(self, identities: Iterable[str]) -> dict[str, tuple[Decision, ...]]:
        """Return identity -> every rejected place of those pictures that counts, oldest first.

        A later decision does not forget them: what was ruled out once stays so until it is taken back.
        """
        found: dict[str, list[Decision]] = {}
        where = (
            "decision.identity IN (SELECT value FROM json_each(?)) AND action = 'reject' "
            "AND lat_deg IS NOT NULL AND taken_back_at IS NULL"
        )
        for _, keys in columns.batches(identities):
            for entry in self._entries(where, (keys,)):
                found.setdefault(entry.identity, []).append(entry.decision)
        return {identity: tuple(of_picture) for identity, of_picture in found.items()}

    def placed_by_hand(self) -> dict[str, Decision]:
        """Return identity -> current decision of every picture that a person has given a place."""
        where = f"action = 'accept' AND decided_by = 'person' AND lat_deg IS NOT NULL AND {_CURRENT}"
        return {entry.identity: entry.decision for entry in self._entries(where, ())}

    def history(self, identity: str) -> list[LoggedDecision]:
        """Return everything ever decided of a picture, oldest first, what was taken back included."""
        return list(self._entries("decision.identity = ?", (identity,)))

    def take_back(self, number: int, *, at: datetime) -> None:
        """Take one entry back: the one before it counts again."""
        self._db.execute("UPDATE decision SET taken_back_at = ? WHERE id = ?", (at.isoformat(), number))

    def repeat(self, number: int) -> None:
        """Let an entry that was taken back count again."""
        self._db.execute("UPDATE decision SET taken_back_at = NULL WHERE id = ?", (number,))

    def last_step(self) -> list[LoggedDecision]:
        """Return the entries that were made last of all and still count: those of one moment are one step."""
        newest = "(SELECT decided_at FROM decision WHERE taken_back_at IS NULL ORDER BY id DESC LIMIT 1)"
        return list(self._entries(f"taken_back_at IS NULL AND decided_at = {newest}", ()))

    def last_step_back(self) -> list[LoggedDecision]:
        """Return the entries that were taken back last of all, unless something was decided since."""
        newest = "(SELECT max(taken_back_at) FROM decision)"
        since = "(SELECT coalesce(max(decided_at), '') FROM decision WHERE taken_back_at IS NULL)"
        return list(self._entries(f"taken_back_at = {newest} AND taken_back_at >= {since}", ()))

    def clear(self, identity: str, *, at: datetime) -> None:
        """Take every decision of a picture back: it is undecided again, and its history is kept."""
        self._db.execute(
            "UPDATE decision SET taken_back_at = ? WHERE identity = ? AND taken_back_at IS NULL",
            (at.isoformat(), identity),
        )

    def mark_entry(self, number: int, written: Written | None) -> None:
        """Note where one entry of the log was written to; None after an undo."""
        self._db.execute("UPDATE decision SET written = ? WHERE id = ?", (written, number))

    def _entries(
        self, where: str, parameters: Sequence[Any], *, newest_first: bool = False
    ) -> Iterator[LoggedDecision]:
        rows = self._db.rows(
            f"SELECT id, identity, taken_back_at, {_READ} FROM decision WHERE {where} "
            f"ORDER BY id {'DESC' if newest_first else ''}",
            parameters,
        )
        for number, identity, taken_back_at, *values in rows:
            back = None if taken_back_at is None else datetime.fromisoformat(taken_back_at)
            yield LoggedDecision(number, identity, _decision(values), back)


def _values(decision: Decision) -> tuple[Any, ...]:
    """Return a decision in the order of `_FIELDS`."""
    return (
        decision.action,
        decision.by,
        decision.at.isoformat(),
        decision.lat_deg,
        decision.lon_deg,
        decision.radius_km,
        decision.level,
        columns.text(decision.place),
        columns.text(decision.country),
        decision.probability,
        columns.text(decision.provenance),
        decision.written,
    )


def _decision(values: Sequence[Any]) -> Decision:
    action, by, at, lat, lon, radius, level, place, country, probability, provenance, written = values
    return Decision(
        action=Action(action),
        by=DecidedBy(by),
        at=datetime.fromisoformat(at),
        lat_deg=lat,
        lon_deg=lon,
        radius_km=radius,
        level=None if level is None else Level(level),
        place=place,
        country=country,
        probability=probability,
        provenance=provenance,
        written=None if written is None else Written(written),
    )
