"""The journal of writes: which bytes of which file gave way to which, kept in the ledger for good.

A row is committed as *pending* before the file is replaced and *done* afterwards; undoing goes through *undoing* to
*undone*. Whatever instant a process is killed at, the rows tell together with the files' hashes what happened.
"""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from whence_engine.errors import LibraryLockedError, StorageError
from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Written

if TYPE_CHECKING:
    import sqlite_utils


if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class WriteState(StrEnum):
    """How far a write, or its undoing, has come."""

    PENDING = "pending"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """One replaced (or created) file.

    Attributes
    ----------
    run
        One command; `whence undo --last` takes back a whole run.
    identity
        The picture, as `files.identity` hashes it.
    photo, target
        The photo, and the file that was written: the photo itself or its sidecar.
    created
        There was no such file before.
    before, after
        SHA-256 of the file before and after; `before` is empty where the file was created.
    mtime_before_ns
        Modification time before; undo gives it back.
    splices
        The replaced bytes and their positions, as `files.splice.packed` writes them.
    lat_deg, lon_deg
        The position that was stated; None for text only.
    had_position
        The photo stated a position before, so that taking ours away does not bring the old state back.
    decision, direct
        The entry of the decision log that was carried out (0 for the other files of its photo), and whether that
        entry came into being with this write and goes when it is undone.
    undo_target
        While undoing: SHA-256 of the file that undoing makes; empty where it removes the file.
    """

    run: int
    identity: str
    photo: Path
    target: Path
    action: Written
    at: datetime
    created: bool
    before: bytes
    after: bytes
    mtime_before_ns: int
    splices: bytes
    lat_deg: float | None = None
    lon_deg: float | None = None
    had_position: bool = False
    decision: int = 0
    direct: bool = False
    state: WriteState = WriteState.PENDING
    undo_target: bytes = b""
    id: int = 0


_FIELDS = tuple(one.name for one in fields(WriteRecord) if one.name != "id")


def create_journal(db: "sqlite_utils.Database") -> None:
    """Make the table of writes and the list of folders in which temporary files may lie."""
    db.execute(
        """CREATE TABLE write (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL, identity TEXT NOT NULL, photo BLOB NOT NULL, target BLOB NOT NULL,
            action TEXT NOT NULL, at TEXT NOT NULL, created INTEGER NOT NULL,
            before BLOB NOT NULL, after BLOB NOT NULL, mtime_before_ns INTEGER NOT NULL,
            splices BLOB NOT NULL, lat_deg REAL, lon_deg REAL, had_position INTEGER NOT NULL,
            decision INTEGER NOT NULL, direct INTEGER NOT NULL,
            state TEXT NOT NULL, undo_target BLOB NOT NULL
        ) STRICT"""
    )
    db.execute("CREATE INDEX write_target ON write (target)")
    db.execute("CREATE INDEX write_photo ON write (photo)")
    db.execute("CREATE INDEX write_identity ON write (identity)")
    db.execute("CREATE INDEX write_unsettled ON write (state) WHERE state IN ('pending', 'undoing')")
    db.execute("CREATE TABLE write_folder (path BLOB PRIMARY KEY) STRICT")


class WriteJournal:
    """The journal in an open ledger. Only the holder of `WriterLock` changes it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def next_run(self) -> int:
        """Return the number of a new run."""
        row = self._db.row("SELECT coalesce(max(run), 0) + 1 FROM write")
        return 1 if row is None else int(row[0])

    def begin(self, records: Iterable[WriteRecord]) -> list[int]:
        """Note writes as pending and return their ids; on the disk when this returns."""
        marks = ", ".join("?" * len(_FIELDS))
        sql = f"INSERT INTO write ({', '.join(_FIELDS)}) VALUES ({marks}) RETURNING id"
        with self._db.transaction():
            return [int(self._db.execute(sql, _values(record)).fetchone()[0]) for record in records]

    def settle(self, done: Sequence[int] = (), never: Sequence[int] = (), undone: Sequence[int] = ()) -> None:
        """Note what became of writes: done, never happened (forgotten), undone."""
        with self._db.transaction():
            self._set_state(done, WriteState.DONE)
            self._set_state(undone, WriteState.UNDONE)
            self._db.execute_many("DELETE FROM write WHERE id = ?", ((one,) for one in never))

    def begin_undo(self, targets: Iterable[tuple[int, bytes]]) -> None:
        """Note that writes are about to be undone: ids, and the hash of the file that results (b"" for none)."""
        self._db.execute_many(
            "UPDATE write SET state = 'undoing', undo_target = ? WHERE id = ?",
            ((target, one) for one, target in targets),
        )

    def unsettled(self) -> list[WriteRecord]:
        """Return the writes that a killed process left pending or undoing, oldest first."""
        return list(self._records("state IN ('pending', 'undoing') ORDER BY id"))

    def all(self) -> Iterator[WriteRecord]:
        """Yield every write there ever was, oldest first, undone ones included."""
        return self._records("1 ORDER BY id")

    def standing(self, photo: Path | None = None, identity: str = "", run: int | None = None) -> list[WriteRecord]:
        """Return the writes that are done and not undone, last first.

        Parameters
        ----------
        photo, identity
            Only those of a photo at this path, or of this picture wherever it lay.
        run
            Only those of one run.
        """
        where = ["state = 'done'"]
        parameters: list[Any] = []
        if photo is not None:
            where.append("(photo = ? OR target = ? OR (identity = ? AND identity <> ''))")
            parameters += [columns.path_bytes(photo), columns.path_bytes(photo), identity]
        if run is not None:
            where.append("run = ?")
            parameters.append(run)
        return list(self._records(" AND ".join(where) + " ORDER BY id DESC", parameters))

    def count_standing(self, run: int | None = None) -> int:
        """Return for how many photos writes stand, a photo once per run; only those of `run` where given."""
        row = self._db.row(
            "SELECT count(*) FROM "
            "(SELECT DISTINCT photo, run FROM write WHERE state = 'done' AND run = coalesce(?, run))",
            (run,),
        )
        return 0 if row is None else int(row[0])

    def last_run(self) -> int | None:
        """Return the newest run of which something still stands."""
        row = self._db.row("SELECT max(run) FROM write WHERE state = 'done'")
        return None if row is None or row[0] is None else int(row[0])

    def latest(self, target: Path) -> WriteRecord | None:
        """Return the newest write to a file that still stands."""
        where = "state = 'done' AND target = ? ORDER BY id DESC LIMIT 1"
        return next(self._records(where, [columns.path_bytes(target)]), None)

    def open_folders(self, folders: Iterable[Path]) -> None:
        """Note folders in which temporary files are about to be made."""
        rows = [(columns.path_bytes(folder),) for folder in folders]
        if rows:
            self._db.execute_many("INSERT OR IGNORE INTO write_folder (path) VALUES (?)", rows)

    def folders(self) -> list[Path]:
        """Return the folders of `open_folders` that were never closed."""
        return [columns.bytes_path(row[0]) for row in self._db.rows("SELECT path FROM write_folder")]

    def close_folders(self) -> None:
        """Note that no temporary file is left anywhere."""
        self._db.execute("DELETE FROM write_folder")

    def _set_state(self, ids: Sequence[int], state: WriteState) -> None:
        self._db.execute_many(
            "UPDATE write SET state = ?, undo_target = x'' WHERE id = ?", ((state, one) for one in ids)
        )

    def _records(self, where: str, parameters: Sequence[Any] = ()) -> Iterator[WriteRecord]:
        rows = self._db.rows(f"SELECT {', '.join(_FIELDS)}, id FROM write WHERE {where}", parameters)
        return map(_record, rows)


class WriterLock:
    """The right to write photos for one library: one process at a time.

    Raises
    ------
    LibraryLockedError
        When another process has it.
    StorageError
        When the lock file beside the ledger cannot be made.
    """

    def __init__(self, ledger: Path) -> None:
        self._descriptor = -1
        if str(ledger) == ":memory:":
            return
        path = ledger.with_name(ledger.name + ".writing")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise StorageError("{path} cannot be made: {why}.", path=path, why=error.strerror) from error
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise LibraryLockedError(
                "Another Whence is writing photos of this library: wait until it is done, then run the command again."
            ) from error

    def close(self) -> None:
        """Let others write."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _values(record: WriteRecord) -> tuple[Any, ...]:
    return (
        record.run,
        record.identity,
        columns.path_bytes(record.photo),
        columns.path_bytes(record.target),
        record.action,
        record.at.isoformat(),
        int(record.created),
        record.before,
        record.after,
        record.mtime_before_ns,
        record.splices,
        record.lat_deg,
        record.lon_deg,
        int(record.had_position),
        record.decision,
        int(record.direct),
        record.state,
        record.undo_target,
    )


def _record(row: Sequence[Any]) -> WriteRecord:
    run, identity, photo, target, action, at, created, before, after, mtime, splices, *rest = row
    lat_deg, lon_deg, had_position, decision, direct, state, undo_target, number = rest
    return WriteRecord(
        run=run,
        identity=identity,
        photo=columns.bytes_path(photo),
        target=columns.bytes_path(target),
        action=Written(action),
        at=datetime.fromisoformat(at),
        created=bool(created),
        before=before,
        after=after,
        mtime_before_ns=mtime,
        splices=splices,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        had_position=bool(had_position),
        decision=decision,
        direct=bool(direct),
        state=WriteState(state),
        undo_target=undo_target,
        id=number,
    )
