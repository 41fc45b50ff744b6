"""The library: an index and the ledger beside it, opened and closed together."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from whence_engine.errors import LibraryCorruptError
from whence_engine.library.database import Database, Tell, unheard
from whence_engine.library.decisions import Picture
from whence_engine.library.index import INDEX, Index
from whence_engine.library.ledger import LEDGER, Ledger
from whence_engine.library.sqlite_file import application_id, put_aside
from whence_engine.photo import Decision, Photo
from whence_engine.wording import Sentence


class Library:
    """An open library. It belongs to the thread that opened it; other threads open it again.

    Attributes
    ----------
    index
        What can be rebuilt by scanning.
    ledger
        Decisions, stated times and the journal of writes.
    notices
        Sentences for the person: what had to be done to open it.
    """

    def __init__(self, index: Index, ledger: Ledger, notices: tuple[str, ...] = ()) -> None:
        self.index = index
        self.ledger = ledger
        self.notices = notices

    @classmethod
    def open(cls, index_path: Path, *, readonly: bool = False, tell: Tell = unheard) -> Self:
        """Open the index and the ledger beside it; what is not there is made.

        A damaged index is renamed and replaced by an empty one, which `whence scan` fills again; the ledger is not
        touched. That happens only to a file that is surely an index of ours: one that says so in its header, or one
        beside which a ledger lies. A damaged ledger is an error. `tell` hears how far a file of an older Whence is
        brought up to date: a copy of it is kept first, which takes its time.

        Raises
        ------
        LibraryError, StorageError
            As `Database.open` says, of either file.
        """
        ledger_file = ledger_path(index_path)
        notices: tuple[str, ...] = ()
        try:
            index = Index.open(index_path, readonly=readonly, tell=tell)
        except LibraryCorruptError:
            if readonly or not (application_id(index_path) == INDEX.application_id or ledger_file.exists()):
                raise
            aside = put_aside(index_path)
            damaged = Sentence(
                "The index was damaged and is kept as {name}: `whence scan` fills a new one.", name=aside.name
            )
            notices = (damaged,)
            index = Index.open(index_path)
        try:
            if readonly and not ledger_file.exists():
                ledger = Ledger.empty()
            else:
                ledger = Ledger.open(ledger_file, readonly=readonly, tell=tell)
        except BaseException:
            index.close()
            raise
        kept = [(one.schema.name, one.kept.name) for one in (index.database, ledger.database) if one.kept]
        updated = (
            Sentence(
                "The {name} was brought up to date; as it was, it is kept beside it as {copy}.", name=name, copy=copy
            )
            for name, copy in kept
        )
        return cls(index, ledger, (*notices, *updated))

    @staticmethod
    def is_older(index_path: Path) -> bool:
        """Tell whether opening a library has to bring it up to date first."""
        files = ((index_path, INDEX), (ledger_path(index_path), LEDGER))
        return any(Database.is_older(path, schema) for path, schema in files)

    def decisions(self, photos: Iterable[Photo]) -> dict[int, Decision]:
        """Return photo id -> current decision of those photos that have one, wherever their files lie now."""
        identities = self.index.photos.identities([photo.id for photo in photos])
        current = self.ledger.decisions.currents(set(identities.values()))
        return {photo_id: current[identity] for photo_id, identity in identities.items() if identity in current}

    def rejections(self, photos: Iterable[Photo]) -> dict[int, tuple[Decision, ...]]:
        """Return photo id -> every place that was ruled out for those photos that have some."""
        identities = self.index.photos.identities([photo.id for photo in photos])
        found = self.ledger.decisions.rejections(set(identities.values()))
        return {photo_id: found[identity] for photo_id, identity in identities.items() if identity in found}

    def placed_by_hand(self) -> Iterator[tuple[Photo, Decision]]:
        """Yield every photo that carries no position itself and that a person has given a place, with that decision."""
        placed = self.ledger.decisions.placed_by_hand()
        for identity, photo in self.index.photos.with_identities(placed):
            if photo.position is None and photo.error is None:
                yield photo, placed[identity]

    def decide(self, photo: Photo, identity: str, decision: Decision) -> int:
        """Log a decision on a photo whose picture has `identity`; return its number in the log."""
        number = self.ledger.decisions.decide(Picture(identity, photo.path, photo.size_bytes), decision)
        if self.index.photos.identities([photo.id]) != {photo.id: identity}:
            self.index.photos.set_identity(photo.id, identity)
        return number

    def wait_at_most(self, seconds: float) -> None:
        """Wait for another process that writes no longer than this, in place of `BUSY_TIMEOUT_S`."""
        self.index.database.wait_at_most(seconds)
        self.ledger.database.wait_at_most(seconds)

    def close(self) -> None:
        """Close both files."""
        try:
            self.index.close()
        finally:
            self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ledger_path(index_path: Path) -> Path:
    """Return where the ledger of an index lies: `ledger.sqlite`, or `NAME.ledger.sqlite` beside a `NAME.sqlite`."""
    if index_path.name == "library.sqlite":
        return index_path.with_name("ledger.sqlite")
    return index_path.with_name(f"{index_path.stem}.ledger.sqlite")
