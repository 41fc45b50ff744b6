"""One process's turn at writing: the lock is taken, and what a killed process left is settled before anything else."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from whence_engine.accept.batch import settle_undos, settle_writes
from whence_engine.errors import PhotoError
from whence_engine.files import sidecar, write
from whence_engine.files.atomic import remove_leftovers
from whence_engine.files.original import Original
from whence_engine.files.read import read_photo
from whence_engine.library.journal import WriterLock, WriteState
from whence_engine.library.ledger import Ledger
from whence_engine.library.library import Library
from whence_engine.photo import Found


@contextlib.contextmanager
def writing(ledger: Ledger, now: datetime) -> Iterator[None]:
    """Hold the right to write photos for this library.

    Raises
    ------
    LibraryLockedError
        When another process has it.
    """
    with WriterLock(ledger.path):
        recover(ledger, now)
        yield
        _tidy(ledger)


def recover(ledger: Ledger, now: datetime) -> None:
    """Settle writes that a killed process left open, and remove its temporary files.

    The hash of the file tells whether the copy had taken its place. A file that is neither the old nor the new one was
    changed by someone else since: the write counts as done, so that the replaced bytes stay in the journal.
    """
    for record in ledger.writes.unsettled():
        found = _hash_of(record.target)
        if record.state is WriteState.PENDING:
            settle_writes(ledger, [(record.id, record, found != record.before)])
        else:
            settle_undos(ledger, [(record, found == record.undo_target)], now)
    _tidy(ledger)


def _tidy(ledger: Ledger) -> None:
    folders = ledger.writes.folders()
    for folder in folders:
        remove_leftovers(folder)
    if folders:
        ledger.writes.close_folders()


def refresh(library: Library, path: Path) -> None:
    """Let the index know that a photo's metadata were written, so that the next scan finds nothing new."""
    photo = library.index.photos.at(path)
    if photo is None or photo.error is not None:
        return
    beside = sidecar.existing(path)
    sidecars = tuple(one for one in photo.sidecars if one.exists())
    if beside is not None and beside not in sidecars:
        sidecars += (beside,)
    try:
        status = path.stat()
    except OSError:
        return  # gone again: the next scan says so
    read = read_photo(Found(path, status.st_size, status.st_mtime_ns, status.st_ino, sidecars))
    library.index.photos.rewritten(replace(read, id=photo.id))


def _hash_of(path: Path) -> bytes:
    """Return the SHA-256 of a file; empty when there is none."""
    try:
        with Original(path) as original:
            return write.sha256(original.data)
    except PhotoError:
        return b"" if not path.exists() else b"unreadable"
