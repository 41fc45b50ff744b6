"""What a search reads of photos, packed: some thousand photos a block, kept in the index and made anew as they change.

A block holds numbers in columns and, a line a photo, its name and captions in the letters that are compared. Looking
at a million photos row by row takes SQLite seconds; these columns are read in a fraction of one, and numpy goes through
them in milliseconds. A trigger drops the block of whatever changes, which costs a scan nothing that can be measured;
whoever searches next makes it from the rows. So there is nothing to migrate and nothing that can be out of date: where
no block lies, the rows tell the same.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import LibraryLockedError, StorageError
from whence_engine.library import columns
from whence_engine.library.albums import MEMBER_FROM
from whence_engine.library.database import Database
from whence_engine.library.photos import LISTED
from whence_engine.library.sought import SURE
from whence_engine.places.fold import fold_letters

if TYPE_CHECKING:
    import sqlite_utils

_BITS = 12  # 4096 photos a block: made in some 20 ms, for so long other processes cannot write
_FORMAT = 1
"""Another number where blocks of an earlier Whence are to be made anew: `SURE`, folding, or what stands in them."""

_MOST_SHAPES = 512  # a block whose names have more says nothing with them
_DIGITS = re.compile("[0-9]+")

ROW = np.dtype([
    ("id", "<i8"), ("moment", "<i8"), ("identity", "<u8"), ("folder", "<i4"), ("camera", "<i4"), ("place", "<i4"),
    ("shape", "<i4"), ("state", "u1"),
])  # fmt: skip
"""A photo: `identity` as `identity_key`, `place` and `shape` as places in the lists of its block, `state` a `Bit`."""

_PHOTO = ("missing", "lead_id", "moment", "folder_id", "camera_id", "name", "texts", "error", "lat_deg", "also_at",
          "doubts", "identity")  # fmt: skip
_RESULT = ("probability", "place", "flags")


class Bit(IntFlag):
    """What the index knows of how far a photo has come."""

    READABLE = 1
    LOCATED = 2
    CONTRADICTS = 4
    SURE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Listed photos whose ids lie beside each other, in the order of ids.

    Attributes
    ----------
    stamp
        No other block ever made has it; 0 where it could not be kept.
    rows
        `ROW` [N].
    places
        Places of best candidates, "" first.
    shapes
        What remains of the lines once every run of digits is a single 0; empty where they are too many.
    text
        Name and captions, folded, each line ended by a line break; uint8.
    """

    stamp: int
    rows: NDArray[np.void]
    places: tuple[str, ...]
    shapes: tuple[str, ...]
    text: NDArray[np.uint8]


def create_blocks(db: "sqlite_utils.Database") -> None:
    """Make the table of blocks, which searches fill, and drop a block when something that stands in it changes."""
    db.execute(
        """CREATE TABLE found_block (
            stamp INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL UNIQUE, format INTEGER NOT NULL,
            rows BLOB NOT NULL, lists TEXT NOT NULL, text BLOB NOT NULL
        ) STRICT"""
    )
    for table, key, told in (("photo", "id", _PHOTO), ("result", "photo_id", _RESULT)):
        before, after = (", ".join(f"{row}.{name}" for name in told) for row in ("OLD", "NEW"))
        for name, event, row in (
            ("new", f"INSERT ON {table}", "NEW"),
            ("gone", f"DELETE ON {table}", "OLD"),
            ("changed", f"UPDATE OF {', '.join(told)} ON {table} WHEN ({before}) IS NOT ({after})", "NEW"),
        ):
            db.execute(
                f"CREATE TRIGGER found_block_{table}_{name} AFTER {event} "
                f"BEGIN DELETE FROM found_block WHERE number = {row}.{key} >> {_BITS}; END"
            )


def identity_key(identity: str) -> int:
    """Return a number of 64 bits, never 0, for an identity; 0 for none."""
    return int.from_bytes(hashlib.blake2b(identity.encode(), digest_size=8).digest(), "big") or 1 if identity else 0


class BlockTable:
    """The blocks of an index."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def numbers(self) -> range:
        """Return the numbers of the blocks that hold all photos."""
        [(first, last)] = self._db.rows("SELECT (SELECT min(id) FROM photo), (SELECT max(id) FROM photo)")
        return range(0) if first is None else range(first >> _BITS, (last >> _BITS) + 1)

    def stamps(self) -> dict[int, int]:
        """Return number -> stamp of the blocks that are kept."""
        return dict(self._db.rows("SELECT number, stamp FROM found_block WHERE format = ?", (_FORMAT,)))

    def read(self, number: int) -> Block:
        """Return a block: as it is kept, else made from the photos, and kept where nobody else is writing."""
        return self._kept(number) or self._keep(number)

    def _kept(self, number: int) -> Block | None:
        row = self._db.row(
            "SELECT stamp, rows, lists, text FROM found_block WHERE number = ? AND format = ?", (number, _FORMAT)
        )
        if row is None:
            return None
        stamp, rows, lists, text = row
        places, shapes = json.loads(lists)
        return Block(stamp, np.frombuffer(rows, ROW), tuple(places), tuple(shapes), np.frombuffer(text, np.uint8))

    def _keep(self, number: int) -> Block:
        if self._db.readonly:
            return self._made(number)
        try:
            with self._db.impatient(), self._db.transaction():  # else a row might change before the block is kept
                block = self._kept(number) or self._made(number)
                return block if block.stamp else self._stored(number, block)
        except (LibraryLockedError, StorageError):  # a scan is writing, the disk is full: what was asked is still told
            return self._made(number)

    def _stored(self, number: int, block: Block) -> Block:
        lists = json.dumps([block.places, block.shapes], separators=(",", ":"))
        cursor = self._db.execute(
            "INSERT OR REPLACE INTO found_block (number, format, rows, lists, text) VALUES (?, ?, ?, ?, ?) "
            "RETURNING stamp",
            (number, _FORMAT, block.rows.tobytes(), lists, block.text.tobytes()),
        )
        return Block(int(cursor.fetchone()[0]), block.rows, block.places, block.shapes, block.text)

    def _made(self, number: int) -> Block:
        rows = self._db.rows(
            "SELECT photo.id, moment, coalesce(identity, ''), folder_id, camera_id, coalesce(place, ''), "
            f"(error IS NULL) * {Bit.READABLE:d} + (photo.lat_deg IS NOT NULL) * {Bit.LOCATED:d} "
            f"+ (also_at <> '' OR doubts <> '' OR coalesce(flags, '') <> '') * {Bit.CONTRADICTS:d} "
            f"+ (coalesce(probability, 0) >= {SURE}) * {Bit.SURE:d}, name, texts "
            f"FROM {MEMBER_FROM} WHERE {LISTED} AND photo.id BETWEEN ? AND ? ORDER BY photo.id",
            (number << _BITS, ((number + 1) << _BITS) - 1),
        )
        return block_of(rows)


def block_of(rows: Iterable[Sequence[Any]]) -> Block:
    """Return a block without a stamp of rows of id, moment, identity, folder, camera, place, state, name and texts."""
    places: dict[str, int] = {"": 0}
    plain: list[tuple[int, ...]] = []
    lines: list[str] = []
    for photo_id, moment, identity, folder, camera, place, state, name, texts in rows:
        place_code = places.setdefault(place, len(places))
        plain.append((photo_id, moment, identity_key(identity), folder, camera, place_code, 0, state))
        lines.append(" ".join((columns.shown_name(name), *columns.json_texts(texts))).replace("\n", " "))
    text = fold_letters("".join(f"{line}\n" for line in lines))
    packed = np.array(plain, ROW)
    shapes = {shape: code for code, shape in enumerate(dict.fromkeys(shapes_of(text)))}
    if len(shapes) > _MOST_SHAPES:
        shapes = {}
    packed["shape"] = [shapes.get(shape, -1) for shape in shapes_of(text)]
    raw = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    return Block(0, packed, tuple(places), tuple(shapes), raw)


def shapes_of(text: str) -> Iterator[str]:
    """Yield the shape of every line: cameras name their photos by a number, so that few are left."""
    return iter(_DIGITS.sub("0", text).split("\n")[:-1])
