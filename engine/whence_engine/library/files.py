"""What the index remembers of files, so that a rescan need not open them again.

Pictures are remembered by their rows in the table of photos; everything else that lies in the scanned folders (films,
notes, sidecars) by a row of four numbers here, so that it need not be opened again to see that it is no picture.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whence_engine.errors import REFUSED
from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.library.photo_rows import FolderIds, Paths, at_or_below
from whence_engine.photo import Found

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the index remembers of a file, to tell without reading it whether it changed.

    Attributes
    ----------
    id
        Its row in the table of photos; 0 for what is no picture.
    missing
        It was not there when its folder was last looked at.
    has_error
        It could not be read as a picture.
    was_refused
        The system did not let it be read; today it may.
    """

    id: int
    size_bytes: int
    mtime_ns: int
    inode: int
    missing: bool = False
    has_error: bool = False
    was_refused: bool = False

    def is_unchanged(self, status: os.stat_result) -> bool:
        """Tell whether `stat` says today what it said when the file was read."""
        return (
            self.size_bytes == status.st_size
            and self.mtime_ns == columns.int64(status.st_mtime_ns)
            and self.inode == columns.int64(status.st_ino)
        )


_STAT = (
    "photo.id, size_bytes, mtime_ns, inode, missing, error IS NOT NULL, "
    f"error GLOB '{REFUSED}*' OR error GLOB '[[]\"{REFUSED}*'"  # as text, or as `wording.packed` keeps what has values
)


def create_other_files(db: "sqlite_utils.Database") -> None:
    """Make the table of files that are no pictures."""
    db.execute(
        """CREATE TABLE other_file (
            folder_id INTEGER NOT NULL REFERENCES folder (id), name BLOB NOT NULL,
            size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
            PRIMARY KEY (folder_id, name)
        ) STRICT, WITHOUT ROWID"""
    )


class FileTable:
    """Files by folder, as they were when they were last looked at."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def known(self, roots: Sequence[Path]) -> dict[Path, KnownFile]:
        """Return every picture file at or below `roots`, missing ones and companions included."""
        sql = f"SELECT folder.path, name, {_STAT} FROM photo JOIN folder ON folder.id = photo.folder_id WHERE "
        paths = Paths()
        return {
            paths.of(folder, name): _known(stat)
            for where, parameters in at_or_below(roots)
            for folder, name, *stat in self._db.rows(sql + where, parameters)
        }

    def pictures_in(self, folder: Path) -> dict[str, KnownFile]:
        """Return name -> picture file of one folder, missing ones and companions included."""
        rows = self._db.rows(
            f"SELECT name, {_STAT} FROM folder JOIN photo ON photo.folder_id = folder.id WHERE folder.path = ?",
            (columns.path_bytes(folder),),
        )
        return {columns.bytes_name(name): _known(stat) for name, *stat in rows}

    def others_in(self, folder: Path) -> dict[str, KnownFile]:
        """Return name -> file of one folder that is no picture."""
        rows = self._db.rows(
            "SELECT name, 0, size_bytes, mtime_ns, inode FROM folder JOIN other_file "
            "ON other_file.folder_id = folder.id WHERE folder.path = ?",
            (columns.path_bytes(folder),),
        )
        return {columns.bytes_name(name): KnownFile(*stat) for name, *stat in rows}

    def remember_others(self, files: Iterable[Found]) -> None:
        """Remember files that are no pictures."""
        with self._db.transaction():
            folders = FolderIds(self._db)
            self._db.execute_many(
                "INSERT OR REPLACE INTO other_file (folder_id, name, size_bytes, mtime_ns, inode) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    (
                        folders.of(columns.path_bytes(found.path.parent)),
                        columns.path_bytes(found.path.name),
                        found.size_bytes,
                        columns.int64(found.mtime_ns),
                        columns.int64(found.inode),
                    )
                    for found in files
                ),
            )

    def forget_others(self, folder: Path, names: Iterable[str]) -> None:
        """Forget files of one folder that are gone, or have become pictures."""
        raw = columns.path_bytes(folder)
        self._db.execute_many(
            "DELETE FROM other_file WHERE folder_id = (SELECT id FROM folder WHERE path = ?) AND name = ?",
            ((raw, columns.path_bytes(name)) for name in names),
        )

    def mark_to_pair(self, folders: Iterable[Path]) -> None:
        """Note, so that no interruption can lose it, that RAW+JPEG pairs are to be looked for in some folders."""
        self._db.execute_many(
            "UPDATE folder SET is_to_pair = 1 WHERE path = ?", ((columns.path_bytes(folder),) for folder in folders)
        )

    def take_to_pair(self) -> list[Path]:
        """Return the folders of `mark_to_pair`, and forget them; whoever takes them pairs in the same transaction."""
        rows = self._db.rows("SELECT path FROM folder WHERE is_to_pair = 1 ORDER BY path")
        folders = [columns.bytes_path(path) for (path,) in rows]
        self._db.execute("UPDATE folder SET is_to_pair = 0 WHERE is_to_pair = 1")
        return folders

    def folders_below(self, root: Path) -> Iterator[Path]:
        """Yield `root` and every folder below it in which a picture was ever seen and not yet missed."""
        raw = columns.path_bytes(root)
        rows = self._db.rows(
            "SELECT path FROM folder WHERE (path = ? OR (path >= ? AND path < ?)) "
            "AND EXISTS (SELECT 1 FROM photo WHERE folder_id = folder.id AND missing = 0) ORDER BY path",
            (raw, *columns.below(raw)),
        )
        return (columns.bytes_path(path) for (path,) in rows)


def _known(stat: Sequence[Any]) -> KnownFile:
    photo_id, size, mtime, inode, missing, has_error, was_refused = stat
    return KnownFile(photo_id, size, mtime, inode, bool(missing), bool(has_error), bool(was_refused))
