"""One SQLite file: opened safely, brought up to date, and speaking in sentences when it cannot.

`sqlite-utils` builds tables and keeps the record of migration steps; the guards round it are ours. It is imported when
a file lacks a step, as a rule once in its life: that takes as long as a fifth of the start of the window. A file is
recognised by SQLite's application id, so that a stranger's database is never touched, and its user version is the
number of migration steps it has been through, so that a file of a newer Whence is left alone.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from whence_engine.errors import (
    LibraryCorruptError,
    LibraryError,
    LibraryLockedError,
    LibraryTooNewError,
    StorageError,
    WhenceError,
)
from whence_engine.events import Updating
from whence_engine.library.copies import keep_copy
from whence_engine.library.sqlite_file import is_truncated
from whence_engine.wording import Sentence

if TYPE_CHECKING:
    import sqlite_utils

BUSY_TIMEOUT_S = 10.0
"""How long a process waits for another one to finish its transaction before it says so."""

Step = Callable[["sqlite_utils.Database"], None]
"""One migration step. Its function name is its name in the file: never rename, reorder or edit one that shipped."""

Parameters = Sequence[Any] | Mapping[str, Any]
Tell = Callable[[Updating], None]


def unheard(_: Updating) -> None:
    """Let nobody hear how far an update is."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What makes a file one of ours.

    Attributes
    ----------
    name
        What a person calls the file: "index" or "ledger".
    application_id
        SQLite's application id, positive int32.
    steps
        Migration steps, oldest first; their number is the file's user version.
    synchronous
        `NORMAL` (a power cut can cost the last transactions) or `FULL` (it cannot).
    cure
        What a person can do when the file is damaged; a clause that ends the sentence.
    """

    name: str
    application_id: int
    steps: tuple[Step, ...]
    synchronous: str
    cure: str


class Database:
    """An open SQLite file. Every error it raises is a `LibraryError` or `StorageError` with one sentence, or a bug.

    A connection belongs to the thread that opened it; open the same file again in every other thread.

    Attributes
    ----------
    path
        The file.
    schema
        What the file holds.
    kept
        The copy of the file that was kept when opening it brought it up to date; else None.
    """

    def __init__(self, path: Path, schema: Schema, connection: sqlite3.Connection, *, readonly: bool) -> None:
        self.path = path
        self.schema = schema
        self.readonly = readonly
        self.kept: Path | None = None
        self._connection = connection
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # a row that is replaced is deleted first, and told so

    @classmethod
    def open(cls, path: Path, schema: Schema, *, readonly: bool = False, tell: Tell = unheard) -> Self:
        """Open the file, make it where it does not exist, and apply the migration steps that it lacks.

        `tell` hears how far that is, where an older file has to be copied first.

        Raises
        ------
        LibraryLockedError
            Another process holds the file for longer than `BUSY_TIMEOUT_S`.
        LibraryTooNewError
            A newer Whence wrote it.
        LibraryCorruptError
            It is damaged.
        LibraryError
            It is a database of another program, or it would have to be changed though `readonly`.
        StorageError
            The disk is full, or the folder or file cannot be written or read.
        """
        with _sentences(path, schema), _reading(path):
            if readonly and not path.exists():
                raise LibraryError(
                    "There is no {name} at {path}: `whence scan FOLDER` makes one.", name=schema.name, path=path
                )
            if path.exists() and not path.is_file():
                raise LibraryError("{path} is no file: name another one for the library.", path=path)
            if not readonly:
                _make_folder(path.parent)
            database = cls(path, schema, _connect(path, readonly=readonly), readonly=readonly)
            try:
                database._admit(tell)
            except BaseException:
                database.close()
                raise
            return database

    @classmethod
    def is_older(cls, path: Path, schema: Schema) -> bool:
        """Tell whether opening a file has to bring it up to date first; what is wrong with it is said on opening."""
        if not path.is_file():
            return False
        try:
            with closing(_connect(path, readonly=True)) as connection:
                [found] = connection.execute("SELECT * FROM pragma_application_id, pragma_user_version")
        except sqlite3.Error:
            return False
        return bool(found[0] == schema.application_id and found[1] < len(schema.steps))

    @classmethod
    def in_memory(cls, schema: Schema) -> Self:
        """Return an empty database without a file, for the length of a session."""
        database = cls(Path(":memory:"), schema, sqlite3.connect(":memory:", isolation_level=None), readonly=False)
        database._migrate(unheard)
        return database

    def wait_at_most(self, seconds: float) -> None:
        """Wait for another process no longer than this from now on."""
        self.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Wait for no other process inside the block: what it holds is refused at once."""
        [(before_ms,)] = self.rows("PRAGMA busy_timeout")
        self.wait_at_most(0.0)
        try:
            yield
        finally:
            self.wait_at_most(before_ms / 1000)

    def mark(self) -> tuple[int, int]:
        """Return numbers that stay the same for as long as nothing was changed: by other connections, and by this."""
        [(others,)] = self.rows("PRAGMA data_version")
        return int(others), self._connection.total_changes

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement; outside `transaction` it is committed at once."""
        with _sentences(self.path, self.schema):
            return self._connection.execute(sql, parameters)

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for every row of `rows`, all of them or none."""
        with self.transaction(), _sentences(self.path, self.schema):
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one: memory stays flat however many there are."""
        with _sentences(self.path, self.schema):
            # Not `yield from`: dropping the generator after the database was closed would call the cursor's close.
            for row in self._connection.execute(sql, parameters):  # noqa: UP028
                yield row

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with _sentences(self.path, self.schema):
            found: tuple[Any, ...] | None = self._connection.execute(sql, parameters).fetchone()
            return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of the block or none of it; a block inside a block is a savepoint.

        The write lock is taken at the beginning: two processes wait for each other there, and never find out at the
        end that both meant to write.
        """
        with _sentences(self.path, self.schema):
            if self._is_in_transaction():
                with self._savepoint():
                    yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._is_in_transaction():
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        """Keep all of the block or none of it, inside a transaction; the innermost savepoint of a name is meant."""
        self._connection.execute("SAVEPOINT inner")
        try:
            yield
        except BaseException:
            if self._is_in_transaction():  # a full disk takes back the whole transaction, savepoints and all
                self._connection.execute("ROLLBACK TO inner")
                self._connection.execute("RELEASE inner")
            raise
        self._connection.execute("RELEASE inner")

    def check(self) -> list[str]:
        """Read the whole file and return what is wrong with it: nothing, as a rule. Takes its time."""
        try:
            found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
        except LibraryCorruptError as error:
            return [str(error)]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Close the file; what is not committed is gone."""
        with _sentences(self.path, self.schema):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _admit(self, tell: Tell) -> None:
        """Refuse what is damaged, not ours or too new; bring the rest up to date."""
        if is_truncated(self._connection, self.path):
            raise sqlite3.DatabaseError("the file is shorter than its header says")
        self._refuse_strangers()
        if self.readonly:
            if self._version() < len(self.schema.steps):
                writable = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
                cure = Sentence("open it for writing once" if writable else "copy it to a disk that can be written")
                raise LibraryError(
                    "The {name} {path} was written by an older Whence and is opened read-only: {cure}, so that it can "
                    "be brought up to date.",
                    name=self.schema.name,
                    path=self.path,
                    cure=cure,
                )
            return
        self.execute("PRAGMA journal_mode = WAL")
        self.execute(f"PRAGMA synchronous = {self.schema.synchronous}")
        if self._version() < len(self.schema.steps):
            self._migrate(tell)

    def _refuse_strangers(self) -> None:
        # One statement sees one moment: another process may be making the file right now.
        row = self.row(
            "SELECT application_id, user_version, EXISTS (SELECT 1 FROM sqlite_master) "
            "FROM pragma_application_id, pragma_user_version"
        )
        assert row is not None
        application, version, filled = row
        if application != self.schema.application_id and (application or filled):
            raise LibraryError(
                "{path} is not a Whence {name}: name another file for the library.",
                path=self.path,
                name=self.schema.name,
            )
        if version > len(self.schema.steps):
            raise LibraryTooNewError(
                "The {name} {path} was written by a newer Whence: update Whence to open it.",
                name=self.schema.name,
                path=self.path,
            )

    def _migrate(self, tell: Tell) -> None:
        """Keep a copy and apply the missing steps, all or none; another process may be about to do the same."""
        import sqlite_utils  # noqa: PLC0415 - see above

        steps = sqlite_utils.Migrations(self.schema.name)
        for step in self.schema.steps:
            steps()(step)
        with self.transaction():
            self._refuse_strangers()
            version = self._version()
            if 0 < version < len(self.schema.steps):
                name = self.schema.name
                self.kept = keep_copy(self.path, version + 1, lambda done, total: tell(Updating(name, done, total)))
            steps.apply(sqlite_utils.Database(self._connection))
            self.execute(f"PRAGMA application_id = {self.schema.application_id}")
            self.execute(f"PRAGMA user_version = {len(self.schema.steps)}")

    def _is_in_transaction(self) -> bool:
        return self._connection.in_transaction

    def _version(self) -> int:
        row = self.row("PRAGMA user_version")
        return 0 if row is None else int(row[0])


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Connect in driver autocommit: transactions begin and end only where `Database.transaction` says so."""
    mode = "rwc"
    if readonly:
        # Beside a read-only medium SQLite cannot keep the shared memory that WAL needs; nobody writes there either.
        idle = not path.with_name(path.name + "-wal").exists()
        mode = "ro" if os.access(path.parent, os.W_OK) or not idle else "ro&immutable=1"
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("The folder {folder} cannot be made: {why}.", folder=folder, why=error.strerror) from error


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what the disk says while a library file is looked at into one sentence."""
    try:
        yield
    except OSError as error:
        raise StorageError("The library file {path} cannot be read: {why}.", path=path, why=error.strerror) from error


@contextmanager
def _sentences(path: Path, schema: Schema) -> Iterator[None]:
    """Turn what SQLite and the disk say into one sentence that a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        spoken = _sentence(path, schema, error)
        if spoken is None:
            raise
        raise spoken from error


def _sentence(path: Path, schema: Schema, error: sqlite3.Error) -> WhenceError | None:
    """Return the error for a person, or None where `error` is a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = sqlite3.SQLITE_CORRUPT if code is None and type(error) is sqlite3.DatabaseError else (code or 0) & 0xFF
    name = Sentence("The {name} {path}", name=schema.name, path=path)
    match primary:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return LibraryLockedError("{name} is in use by another program: let it finish, then try again.", name=name)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return LibraryCorruptError("{name} is damaged: {cure}.", name=name, cure=schema.cure)
        case sqlite3.SQLITE_FULL:
            return StorageError(
                "{name} cannot grow: free some space on its disk; what was committed is kept.", name=name
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return StorageError("{name} cannot be opened or written: check the permissions of its folder.", name=name)
        case sqlite3.SQLITE_IOERR:
            return StorageError(
                "{name} cannot be read or written: check its disk and the space left on it ({why}).",
                name=name,
                why=error,
            )
        case _:
            return None
