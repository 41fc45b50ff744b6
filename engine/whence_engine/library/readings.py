"""The tables of readings: the text that was found in pictures, kept so that no picture is read twice.

A reading belongs to one photo and goes when the photo goes or its picture changes. The lines lie in rows of their own,
so that a text which turns up in many albums (what a photographer wears, a watermark) is found by an index.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Reading, TextLine

if TYPE_CHECKING:
    import sqlite_utils


def create_readings(db: "sqlite_utils.Database") -> None:
    """Make the tables of readings and lines, and the trigger that drops those of a changed picture."""
    db.execute(
        """CREATE TABLE reading (
            photo_id INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE, reader TEXT NOT NULL
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE reading_line (
            photo_id INTEGER NOT NULL REFERENCES reading (photo_id) ON DELETE CASCADE,
            number INTEGER NOT NULL, text TEXT NOT NULL, score REAL NOT NULL,
            "left" REAL NOT NULL, top REAL NOT NULL, "right" REAL NOT NULL, bottom REAL NOT NULL,
            PRIMARY KEY (photo_id, number)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX reading_line_text ON reading_line (text, photo_id)")
    db.execute(
        """CREATE TRIGGER reading_of_changed_picture AFTER UPDATE OF revision ON photo
           WHEN NEW.revision <> OLD.revision BEGIN DELETE FROM reading WHERE photo_id = NEW.id; END"""
    )


class ReadingTable:
    """Readings by photo."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def store(self, reader: str, readings: Iterable[Reading]) -> None:
        """Keep what the reader called `reader` found; what was kept of the same photos is replaced."""
        kept = list(readings)
        with self._db.transaction():
            self._db.execute_many("DELETE FROM reading WHERE photo_id = ?", [(one.photo_id,) for one in kept])
            self._db.execute_many("INSERT INTO reading VALUES (?, ?)", [(one.photo_id, reader) for one in kept])
            self._db.execute_many(
                "INSERT INTO reading_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (one.photo_id, number, line.text, line.score, line.left, line.top, line.right, line.bottom)
                    for one in kept
                    for number, line in enumerate(one.lines)
                ),
            )

    def of(self, photo_ids: Iterable[int]) -> Iterator[Reading]:
        """Yield the readings of `photo_ids` that hold a text, in their order."""
        for some, keys in columns.batches(photo_ids):
            lines: dict[int, list[TextLine]] = {}
            for photo_id, *line in self._db.rows(
                'SELECT photo_id, text, score, "left", top, "right", bottom FROM reading_line '
                "WHERE photo_id IN (SELECT value FROM json_each(?)) ORDER BY photo_id, number",
                (keys,),
            ):
                lines.setdefault(photo_id, []).append(TextLine(*line))
            yield from (Reading(photo_id, tuple(lines[photo_id])) for photo_id in some if photo_id in lines)

    def missing(self, reader: str, photo_ids: Iterable[int]) -> list[int]:
        """Return those of `photo_ids` that this reader has not read, in their order."""
        read = {row[0] for row in self._db.rows("SELECT photo_id FROM reading WHERE reader = ?", (reader,))}
        return [photo_id for photo_id in photo_ids if photo_id not in read]

    def widespread(self, texts: Sequence[str], albums: int) -> frozenset[str]:
        """Return those of `texts` that were read, letter by letter, in at least so many albums."""
        found = set()
        for _, keys in columns.batches(dict.fromkeys(texts)):
            found |= {
                row[0]
                for row in self._db.rows(
                    "SELECT text FROM reading_line JOIN photo ON photo.id = photo_id "
                    "WHERE text IN (SELECT value FROM json_each(?)) GROUP BY text HAVING count(DISTINCT album_id) >= ?",
                    (keys, albums),
                )
            }
        return frozenset(found)
