"""SQLite's files from outside: what their header says, and how a damaged one is moved out of the way."""

import shutil
import sqlite3
from pathlib import Path

from whence_engine.errors import StorageError

_HEADER_BYTES = 100  # SQLite file format, section 1.3: the database header
_MAGIC = b"SQLite format 3\x00"


def application_id(path: Path) -> int:
    """Return the application id in the header of an SQLite file; 0 where there is no such file or header.

    For a file that SQLite cannot open: of any other it would drop the locks that this process holds on it.
    """
    header = _header(path)
    return int.from_bytes(header[68:72], "big") if header.startswith(_MAGIC) and len(header) == _HEADER_BYTES else 0


def put_aside(path: Path) -> Path:
    """Rename a damaged database and what SQLite keeps beside it, so that a new one can take its place."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                shutil.move(part, aside.with_name(aside.name + ending))
    except OSError as error:
        raise StorageError(
            "The damaged file {path} cannot be moved away: {why}.", path=path, why=error.strerror
        ) from error
    return aside


def is_truncated(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell whether a file is shorter than its header says: SQLite itself notices no gap in the last page.

    SQLite is asked what the header says. To open the file beside it, and close it again, would drop every lock that
    this process holds on it (How To Corrupt An SQLite Database File, 2.2): the next process to leave the library would
    take itself for the last, and remove the write-ahead log under whoever still works in it. While such a log waits,
    the file may legitimately lag behind.
    """
    pages, page_bytes = (int(connection.execute(f"PRAGMA {of}").fetchone()[0]) for of in ("page_count", "page_size"))
    log = path.with_name(path.name + "-wal")
    return path.stat().st_size < pages * page_bytes and not (log.exists() and log.stat().st_size)


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except OSError:
        return b""
