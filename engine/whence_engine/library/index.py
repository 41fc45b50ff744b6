"""The index: everything that can be found out again by looking at the photos."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from whence_engine.library.albums import AlbumTable, create_albums
from whence_engine.library.blocks import BlockTable, create_blocks
from whence_engine.library.database import Database, Schema, Tell, unheard
from whence_engine.library.files import FileTable, create_other_files
from whence_engine.library.lists import Lists, create_tally
from whence_engine.library.photos import (
    PhotoTable,
    correct_clocks,
    create_photos,
    keep_contradictions,
    tell_zones,
)
from whence_engine.library.predictions import PredictionTable, create_predictions
from whence_engine.library.readings import ReadingTable, create_readings
from whence_engine.library.results import ResultTable, create_results, list_results, name_models
from whence_engine.library.tracks import TrackTable, create_tracks, let_tracks_rest
from whence_engine.wording import Sentence

INDEX = Schema(
    name=Sentence("index"),
    application_id=0x57684978,  # "WhIx"
    steps=(
        create_photos,
        create_other_files,
        create_albums,
        create_predictions,
        create_results,
        create_tally,
        name_models,
        correct_clocks,
        create_tracks,
        create_readings,
        tell_zones,
        keep_contradictions,
        list_results,
        let_tracks_rest,
        create_blocks,
    ),
    synchronous="NORMAL",
    cure=Sentence(
        "move it away and run `whence scan` again, which rebuilds it; decisions lie in the ledger and are safe"
    ),
)


class Index:
    """An open index.

    Attributes
    ----------
    photos, files, albums, predictions, readings, results, tracks
        Its tables, one class each.
    blocks
        What searches read, packed.
    lists
        Counts, overviews and pages for people.
    database
        The file.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.photos = PhotoTable(database)
        self.files = FileTable(database)
        self.blocks = BlockTable(database)
        self.lists = Lists(database, self.photos)
        self.albums = AlbumTable(database, self.photos)
        self.predictions = PredictionTable(database)
        self.readings = ReadingTable(database)
        self.results = ResultTable(database)
        self.tracks = TrackTable(database)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, tell: Tell = unheard) -> Self:
        """Open the index at `path`, or make it; raises and tells what `Database.open` does."""
        return cls(Database.open(path, INDEX, readonly=readonly, tell=tell))

    @property
    def path(self) -> Path:
        """The file."""
        return self.database.path

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all of what the block stores or none of it."""
        return self.database.transaction()

    def check(self) -> list[str]:
        """Read the whole file and return what is wrong with it."""
        return self.database.check()

    def close(self) -> None:
        """Close the file."""
        self.database.close()
