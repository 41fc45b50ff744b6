"""The ledger: what nobody can find out again. Never rebuilt, and every commit is on the disk before it returns."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from whence_engine.library.database import Database, Schema, Tell, unheard
from whence_engine.library.decisions import DecisionLog, create_decisions
from whence_engine.library.journal import WriteJournal, create_journal
from whence_engine.library.orders import OrderLog, create_orders
from whence_engine.library.pairs import PairLog, create_pairs
from whence_engine.library.selftests import SelfTestLog, create_selftests
from whence_engine.library.stated import StatedTimes, create_stated
from whence_engine.library.told import ToldLog, create_told, tell_zones_by_camera
from whence_engine.library.words import WordLog, take_tracks_back, take_words_back
from whence_engine.wording import Sentence

LEDGER = Schema(
    name=Sentence("ledger"),
    application_id=0x57684C64,  # "WhLd"
    steps=(
        create_decisions,
        create_stated,
        create_journal,
        create_told,
        create_orders,
        create_selftests,
        tell_zones_by_camera,
        take_words_back,
        take_tracks_back,
        create_pairs,
    ),
    synchronous="FULL",
    cure=Sentence(
        "it holds your decisions and cannot be rebuilt: put a backup in its place, or move it away to begin anew"
    ),
)


class Ledger:
    """An open ledger.

    Attributes
    ----------
    decisions
        What was decided, by picture identity.
    stated
        Capture times that a person stated.
    told
        Offsets of clocks, time zones and the tracks that a person told.
    orders
        In which order a person laid scanned prints.
    pairs
        Which pictures show the same moment.
    words
        All words on tracks, clocks, zones, pairs, times and orders, as steps that can be taken back.
    selftests
        What selftests found.
    writes
        The journal of writes: what was replaced in which file.
    database
        The file.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.decisions = DecisionLog(database)
        self.stated = StatedTimes(database)
        self.told = ToldLog(database)
        self.orders = OrderLog(database)
        self.pairs = PairLog(database)
        self.words = WordLog(database)
        self.selftests = SelfTestLog(database)
        self.writes = WriteJournal(database)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, tell: Tell = unheard) -> Self:
        """Open the ledger at `path`, or make it; raises and tells what `Database.open` does."""
        return cls(Database.open(path, LEDGER, readonly=readonly, tell=tell))

    @classmethod
    def empty(cls) -> Self:
        """Return a ledger in memory: what a library shows that is opened read-only and has none."""
        return cls(Database.in_memory(LEDGER))

    @property
    def path(self) -> Path:
        """The file."""
        return self.database.path

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all of what the block stores or none of it; on return it is on the disk."""
        return self.database.transaction()

    def check(self) -> list[str]:
        """Read the whole file and return what is wrong with it."""
        return self.database.check()

    def close(self) -> None:
        """Close the file."""
        self.database.close()
