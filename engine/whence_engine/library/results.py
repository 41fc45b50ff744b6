"""The table of results: the candidates of every photo, and a fingerprint of what they were computed from.

Whoever computes them chooses the fingerprint (bundle, album, cues, settings); equal fingerprints mean that the
answer would be the same, so it need not be computed again.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from whence_engine import wording
from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Candidate, Level

if TYPE_CHECKING:
    import sqlite_utils


_LEVELS = tuple(Level)


class Flag(StrEnum):
    """What kind of trouble a red flag tells of."""

    CLOCK = "clock"
    SOFTWARE = "software"
    SPEED = "speed"
    TIE = "tie"
    POSITIONS = "positions"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One reason not to accept the first candidate without a person; `because` is a sentence with numbers."""

    kind: Flag
    because: str


@dataclass(frozen=True, slots=True)
class Result:
    """The ranked candidates of one photo and the fingerprint of what they were computed from.

    `model` names the bundle that was asked, and its version, for the provenance of decisions. `flags` keep a threshold
    from accepting the first candidate; None where an older Whence did not look for them.
    """

    photo_id: int
    fingerprint: str
    candidates: tuple[Candidate, ...]
    model: str = ""
    flags: tuple[RedFlag, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows of a result: chance and place of the first candidate (None, ""), and the red flags."""

    probability: float | None
    place: str
    flags: tuple[RedFlag, ...]


def create_results(db: "sqlite_utils.Database") -> None:
    """Make the table of results; the first candidate also lies in columns, for lists and the map."""
    db.execute(
        """CREATE TABLE result (
            photo_id INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
            fingerprint TEXT NOT NULL,
            lat_deg REAL, lon_deg REAL, level INTEGER, probability REAL,
            candidates TEXT NOT NULL
        ) STRICT"""
    )
    db.execute("CREATE INDEX result_sure ON result (level, probability DESC, photo_id, lat_deg, lon_deg)")
    db.execute(
        """CREATE TRIGGER result_of_changed_picture AFTER UPDATE OF revision ON photo
           WHEN NEW.revision <> OLD.revision BEGIN DELETE FROM result WHERE photo_id = NEW.id; END"""
    )


def name_models(db: "sqlite_utils.Database") -> None:
    """Let every result name the model that was asked."""
    db.execute("ALTER TABLE result ADD COLUMN model TEXT NOT NULL DEFAULT ''")


def list_results(db: "sqlite_utils.Database") -> None:
    """Keep red flags, and let lists read them, the chance and the place without all that candidates tell."""
    db.execute("ALTER TABLE result ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE result ADD COLUMN flags TEXT")
    db.execute("UPDATE result SET place = coalesce(json_extract(candidates, '$[0][5]'), '')")
    db.execute("CREATE INDEX result_listed ON result (photo_id, probability, place, flags)")


class ResultTable:
    """Results by photo."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def store(self, results: Iterable[Result]) -> None:
        """Keep results; an earlier one of the same photo is replaced."""
        self._db.execute_many(
            "INSERT OR REPLACE INTO result "
            "(photo_id, fingerprint, model, flags, lat_deg, lon_deg, level, probability, place, candidates) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (one.photo_id, one.fingerprint, columns.text(one.model), _raised(one.flags), *_best(one.candidates))
                for one in results
            ),
        )

    def confirm(self, photo_ids: Iterable[int], fingerprint: str) -> None:
        """Note that the results of `photo_ids` follow from something else now, and are the same."""
        sql = "UPDATE result SET fingerprint = ? WHERE photo_id IN (SELECT value FROM json_each(?))"
        for _, keys in columns.batches(photo_ids):
            self._db.execute(sql, (fingerprint, keys))

    def of(self, photo_ids: Iterable[int]) -> Iterator[Result]:
        """Yield the results of `photo_ids` in their order; photos without one are left out."""
        sql = (
            "SELECT photo_id, fingerprint, candidates, model, flags FROM result "
            "WHERE photo_id IN (SELECT value FROM json_each(?))"
        )
        for some, keys in columns.batches(photo_ids):
            rows = self._db.rows(sql, (keys,))
            found = {row[0]: Result(row[0], row[1], _candidates(row[2]), row[3], _flags(row[4])) for row in rows}
            yield from (found[photo_id] for photo_id in some if photo_id in found)

    def listed(self, photo_ids: Iterable[int]) -> dict[int, Listed]:
        """Return photo id -> what a list shows of those of `photo_ids` that have a result."""
        sql = (
            "SELECT photo_id, probability, place, flags FROM result INDEXED BY result_listed "
            "WHERE photo_id IN (SELECT value FROM json_each(?))"
        )
        found: dict[int, Listed] = {}
        for _, keys in columns.batches(photo_ids):
            rows = self._db.rows(sql, (keys,))
            found.update((number, Listed(chance, place, _flags(flags) or ())) for number, chance, place, flags in rows)
        return found

    def fingerprints(self, photo_ids: Iterable[int]) -> dict[int, str]:
        """Return photo id -> fingerprint of those of `photo_ids` that have a result, red flags included."""
        sql = (
            "SELECT photo_id, fingerprint FROM result "
            "WHERE flags IS NOT NULL AND photo_id IN (SELECT value FROM json_each(?))"
        )
        found: dict[int, str] = {}
        for _, keys in columns.batches(photo_ids):
            found.update(self._db.rows(sql, (keys,)))
        return found


def _best(candidates: Sequence[Candidate]) -> tuple[Any, ...]:
    best = candidates[0] if candidates else None
    encoded = json.dumps([_plain(candidate) for candidate in candidates], separators=(",", ":"))
    if best is None:
        return None, None, None, None, "", encoded
    place = columns.text(best.place)
    return best.lat_deg, best.lon_deg, _LEVELS.index(best.level), best.probability, place, encoded


def _raised(flags: Sequence[RedFlag] | None) -> str | None:
    """Return red flags as JSON; "" for none, so that a list can tell without reading."""
    if flags is None:
        return None
    return json.dumps([(flag.kind, wording.plain(flag.because)) for flag in flags]) if flags else ""


def _flags(raw: str | None) -> tuple[RedFlag, ...] | None:
    """Return the red flags of `_raised`."""
    if raw is None:
        return None
    return tuple(RedFlag(Flag(kind), wording.restored(because)) for kind, because in json.loads(raw)) if raw else ()


def _plain(candidate: Candidate) -> list[Any]:
    """Return a candidate as JSON knows it; floats keep every bit."""
    return [
        candidate.rank,
        candidate.lat_deg,
        candidate.lon_deg,
        candidate.within_km,
        candidate.level,
        columns.text(candidate.place),
        candidate.country,
        candidate.cues,
        [wording.plain(sentence) for sentence in candidate.because],
    ]


def _candidates(raw: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            rank=rank,
            lat_deg=lat,
            lon_deg=lon,
            within_km=tuple(within),
            level=Level(level),
            place=place,
            country=country,
            cues=tuple((name, share) for name, share in cues),
            because=tuple(wording.restored(raw) for raw in because),
        )
        for rank, lat, lon, within, level, place, country, cues, because in json.loads(raw)
    )
