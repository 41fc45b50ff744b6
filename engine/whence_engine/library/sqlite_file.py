"""SQLite's files from outside: what their header says, and how a damaged one is moved out of the way."""

import shutil
import sqlite3
from pathlib import Path

from whence_engine.errors import StorageError

_HEADER_BYTES = 100  # SQLite file format, section 1.3: the database header
_MAGIC = b"SQLite format 3\x00"


def application_id(path: Path) -> int:
    """Return the application id in the header of an SQLite file; 0 where there is no such file or header."""
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


def refuse_truncated(path: Path) -> None:
    """Compare the size that the header states with the file's: SQLite itself notices only when it reads the gap.

    SQLite file format 1.3.7: the stated size counts only when the change counter equals `version-valid-for`. While a
    write-ahead log is waiting the file may legitimately lag behind it.
    """
    header = _header(path)
    try:
        if not header.startswith(_MAGIC) or path.with_name(path.name + "-wal").exists():
            return
        size = path.stat().st_size
    except OSError as error:
        raise StorageError("The library file {path} cannot be read: {why}.", path=path, why=error.strerror) from error
    page_bytes = int.from_bytes(header[16:18], "big")
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    pages = int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0
    if len(header) < _HEADER_BYTES or size < pages * page_bytes:
        raise sqlite3.DatabaseError("the file is shorter than its header says")


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except OSError:
        return b""
