"""The table of predictions: what a network said of a photo, kept so that no second pass is needed.

A row belongs to one photo and one bundle; it goes when the photo goes or its picture changes.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.library.photo_rows import NEVER
from whence_engine.library.photos import LISTED
from whence_engine.photo import Prediction

if TYPE_CHECKING:
    import sqlite_utils


NO_DAY = -(2**31)
"""In place of a day: not known."""

_DAY_US = 86_400_000_000
_LOCATED = f"FROM prediction JOIN photo ON photo.id = photo_id WHERE bundle = ? AND lat_deg IS NOT NULL AND {LISTED}"


def create_predictions(db: "sqlite_utils.Database") -> None:
    """Make the table of predictions, and the trigger that drops those of a changed picture."""
    db.execute(
        """CREATE TABLE prediction (
            photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
            bundle TEXT NOT NULL,
            embedding BLOB NOT NULL, cells BLOB NOT NULL, mass BLOB NOT NULL,
            PRIMARY KEY (photo_id, bundle)
        ) STRICT"""
    )
    db.execute(
        """CREATE TRIGGER prediction_of_changed_picture AFTER UPDATE OF revision ON photo
           WHEN NEW.revision <> OLD.revision BEGIN DELETE FROM prediction WHERE photo_id = NEW.id; END"""
    )


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """Photos with a position, as a bundle saw them, [N] each.

    Attributes
    ----------
    photo_id, album_id
        int64; album -1 where there is none.
    day
        Local day since 1970 of a time without doubt, int32, else `NO_DAY`.
    lat_deg, lon_deg
        float64.
    embedding
        float16 [N, D].
    """

    photo_id: NDArray[np.int64]
    album_id: NDArray[np.int64]
    day: NDArray[np.int32]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    embedding: NDArray[np.float16]


class PredictionTable:
    """Predictions by photo and bundle fingerprint."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def store(self, bundle: str, predictions: Iterable[Prediction]) -> None:
        """Keep what the bundle with the fingerprint `bundle` said; what it said before is replaced."""
        self._db.execute_many(
            "INSERT OR REPLACE INTO prediction (photo_id, bundle, embedding, cells, mass) VALUES (?, ?, ?, ?, ?)",
            (
                (
                    prediction.photo_id,
                    bundle,
                    prediction.embedding.astype("<f2").tobytes(),
                    prediction.cells.astype("<u4").tobytes(),
                    prediction.mass.astype("<f4").tobytes(),
                )
                for prediction in predictions
            ),
        )

    def of(self, bundle: str, photo_ids: Iterable[int]) -> Iterator[Prediction]:
        """Yield what the bundle said of `photo_ids`, in their order; photos it has not seen are left out."""
        for some, keys in columns.batches(photo_ids):
            found = {prediction.photo_id: prediction for prediction in self._some(bundle, keys)}
            yield from (found[photo_id] for photo_id in some if photo_id in found)

    def missing(self, bundle: str, photo_ids: Iterable[int]) -> list[int]:
        """Return those of `photo_ids` that the bundle has not seen, in their order."""
        seen = {row[0] for row in self._db.rows("SELECT photo_id FROM prediction WHERE bundle = ?", (bundle,))}
        return [photo_id for photo_id in photo_ids if photo_id not in seen]

    def located_count(self, bundle: str) -> int:
        """Count the photos with a position that the bundle has seen."""
        row = self._db.row(f"SELECT count(*) {_LOCATED}", (bundle,))
        return 0 if row is None else int(row[0])

    def located(self, bundle: str) -> Located:
        """Return what the photos with a position look like to the bundle, by photo id."""
        columns_ = "photo_id, album_id, moment, span_us = 0 AND doubts = '' AND moment < ?, lat_deg, lon_deg, embedding"
        rows = list(self._db.rows(f"SELECT {columns_} {_LOCATED} ORDER BY photo_id", (NEVER, bundle)))
        width = len(rows[0][6]) // 2 if rows else 0
        embedding = np.frombuffer(b"".join(row[6] for row in rows), "<f2").reshape(len(rows), width)
        whole = [(photo_id, -1 if album_id is None else album_id) for photo_id, album_id, *_ in rows]
        places = np.array([row[4:6] for row in rows], np.float64).reshape(len(rows), 2)
        days = [moment // _DAY_US if timed else NO_DAY for _, _, moment, timed, *_ in rows]
        ids, albums = np.array(whole, np.int64).reshape(len(rows), 2).T
        return Located(ids, albums, np.array(days, np.int32), places[:, 0], places[:, 1], embedding.astype(np.float16))

    def keep_only(self, bundles: Iterable[str]) -> None:
        """Drop what other bundles said, to give their room back."""
        kept = json.dumps(list(bundles))
        self._db.execute("DELETE FROM prediction WHERE bundle NOT IN (SELECT value FROM json_each(?))", (kept,))

    def _some(self, bundle: str, keys: str) -> Iterator[Prediction]:
        rows = self._db.rows(
            "SELECT photo_id, embedding, cells, mass FROM prediction "
            "WHERE bundle = ? AND photo_id IN (SELECT value FROM json_each(?))",
            (bundle, keys),
        )
        for photo_id, embedding, cells, mass in rows:
            yield Prediction(
                photo_id=photo_id,
                embedding=np.frombuffer(embedding, "<f2").astype(np.float16),
                cells=np.frombuffer(cells, "<u4").astype(np.uint32),
                mass=np.frombuffer(mass, "<f4").astype(np.float32),
            )
