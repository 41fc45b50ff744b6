"""The table of predictions: what a network said of a photo, kept so that no second pass is needed.

A row belongs to one photo and one bundle; it goes when the photo goes or its picture changes.
"""

import json
from collections.abc import Iterable, Iterator

import numpy as np
import sqlite_utils

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Prediction


def create_predictions(db: sqlite_utils.Database) -> None:
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
