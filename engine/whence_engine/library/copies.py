"""Copies of library files as they were before a newer Whence changed how they are built.

They lie beside the file, `ledger.before-3.sqlite` being the ledger to which the third migration step was still to come.
Nothing here ever removes one: a person may, once the newer Whence has proved itself.
"""

import errno
import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from whence_engine.errors import StorageError
from whence_engine.files.atomic import flush_folder
from whence_engine.wording import Sentence

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSALS = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}
)
_MB = 1_000_000
_TOLD_BYTES = 4_000_000


def copy_path(path: Path, step: int) -> Path:
    """Return where the copy of `path` lies that is kept before migration step number `step`, from 1, changes it."""
    return path.with_name(f"{path.stem}.before-{step}{path.suffix}")


def kept_copies(path: Path) -> list[Path]:
    """Return the copies that lie beside `path`, the oldest schema first."""
    name = re.compile(rf"{re.escape(path.stem)}\.before-(\d+){re.escape(path.suffix)}")
    found = [(int(match[1]), each) for each in path.parent.iterdir() if (match := name.fullmatch(each.name))]
    return [each for _, each in sorted(found)]


def keep_copy(path: Path, step: int, tell: Callable[[int, int], None]) -> Path:
    """Copy the database at `path` as it was last committed, and return the copy once it is on the disk.

    Parameters
    ----------
    path, step
        As `copy_path` takes them.
    tell
        Hears now and then how many bytes are copied, of how many.

    An earlier copy of the same step gives way: it comes from a start that was broken off before the step was made, or
    from a file that was put back since. The caller holds the write lock, so nobody else is copying.

    Raises
    ------
    StorageError
        There is no room for it, or the folder cannot be written; nothing of it is left.
    """
    copy = copy_path(path, step)
    partial = copy.with_name(copy.name + ".partial")
    try:
        _remove(partial)
        # A connection of its own: SQLite does not copy through one that is about to write.
        source = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as database, closing(sqlite3.connect(partial)) as target:
            page_bytes = _refuse_too_little_room(database, path)
            # What a killed process leaves of it is thrown away, and the whole is flushed below.
            target.execute("PRAGMA journal_mode = OFF")
            target.execute("PRAGMA synchronous = OFF")
            database.backup(
                target,
                pages=max(1, _TOLD_BYTES // page_bytes),
                progress=lambda _, left, pages: tell((pages - left) * page_bytes, pages * page_bytes),
            )
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        if os.name == "posix":
            partial.chmod(stat.S_IMODE(path.stat().st_mode))
        partial.replace(copy)
        flush_folder(copy.parent)
    except (OSError, sqlite3.Error) as error:
        why = _reason(error)
        if why is None:
            raise
        raise StorageError(_unkept(path, why)) from error
    finally:
        with suppress(OSError):
            _remove(partial)
    return copy


def _refuse_too_little_room(database: sqlite3.Connection, path: Path) -> int:
    """Say it before the disk is full, which would disturb other programs too; return the size of a page in bytes."""
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = database.execute("PRAGMA page_size").fetchone()
    needed, free = pages * page_bytes, shutil.disk_usage(path.parent).free
    if free < needed:
        room = Sentence("make room for {needed} MB on its disk and start again", needed=needed // _MB + 1)
        raise StorageError(_unkept(path, room))
    return int(page_bytes)


def _unkept(path: Path, why: Sentence) -> Sentence:
    return Sentence(
        "{path} comes from an older Whence and is left as it is, because no copy of it can be kept beside it: {why}.",
        path=path,
        why=why,
    )


def _reason(error: OSError | sqlite3.Error) -> Sentence | None:
    """Return what a person can do, as the end of a sentence; None where `error` tells of something else."""
    if isinstance(error, OSError):
        full = error.errno in _NO_ROOM
    else:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _REFUSALS:
            return None
        full = code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
    return Sentence("make room on its disk and start again" if full else "check the permissions of its folder")


def _remove(partial: Path) -> None:
    """Remove what a killed process left of a copy, and the journal that SQLite kept of it."""
    for ending in ("", "-journal"):
        partial.with_name(partial.name + ending).unlink(missing_ok=True)
