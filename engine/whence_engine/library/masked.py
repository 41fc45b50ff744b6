"""A library with the positions of some photos hidden: a masked copy in front of the files, which are opened read-only.

SQLite looks a table up among a connection's temporary tables first. So a temporary `photo` and a temporary `decision`
stand before those of the files, and everything that reads the library reads the masked ones without knowing it. They
go with the connection. What would write meets a file that is open for reading only.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.library.index import Index
from whence_engine.library.library import Library
from whence_engine.library.photo_rows import NEVER, at_or_below
from whence_engine.library.photos import LISTED

MASKED = {
    "lat_deg": "NULL",
    "lon_deg": "NULL",
    "position_source": "''",
    "error_km": "NULL",
    "also_at": "''",
    "texts": "''",
}
"""Columns that tell where a photo was taken, and what stands there instead. The texts go whole: programs write IPTC
places and keywords from the position, and nobody can tell them from a caption that a person typed."""

FORGOTTEN = ("decision",)
"""Tables of the ledger whose rows on a hidden picture are left out: an accepted place is its position once more."""

_INDEXES = (
    ("id", "id", "1"),
    ("path", "folder_id, name", "1"),
    ("album", "album_id, album_rank", "album_id IS NOT NULL"),
    ("witness", "moment, id", f"{LISTED} AND photo.lat_deg IS NOT NULL"),
    ("identity", "identity", "identity IS NOT NULL"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Every photo of a library that carries a position, [N] each, by id: missing ones and companions too.

    Attributes
    ----------
    photo_id, album_id, camera_id
        int64; album -1 where there is none.
    lead_id
        The photo that stands for it: of a RAW+JPEG pair the JPEG, else itself; int64.
    identity
        Hash of the picture data; "" where none was taken.
    moment_us
        Local time in microseconds since 1970, int64; `NEVER` where none is known or it is in doubt.
    lat_deg, lon_deg
        float64.
    error_km
        What the position states of itself, 0 where it states nothing, float64.
    inside
        Whether it lies at or below the folders asked about; bool.
    askable
        Whether a list shows it and it can be read; bool.
    agreed
        Whether nothing beside it states another position; bool.
    """

    photo_id: NDArray[np.int64]
    album_id: NDArray[np.int64]
    camera_id: NDArray[np.int64]
    lead_id: NDArray[np.int64]
    identity: NDArray[np.str_]
    moment_us: NDArray[np.int64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    error_km: NDArray[np.float64]
    inside: NDArray[np.bool_]
    askable: NDArray[np.bool_]
    agreed: NDArray[np.bool_]


def read_placed(index: Index, roots: Sequence[Path]) -> Placed:
    """Read what carries a position; `roots` are absolute."""
    inside: set[int] = set()
    for where, parameters in at_or_below(roots):
        sql = "SELECT photo.id FROM photo JOIN folder ON folder.id = folder_id WHERE lat_deg IS NOT NULL"
        inside.update(row[0] for row in index.database.rows(f"{sql} AND ({where})", parameters))
    rows = list(
        index.database.rows(
            "SELECT id, coalesce(album_id, -1), camera_id, coalesce(lead_id, id), coalesce(identity, ''), "
            "iif(span_us = 0 AND doubts = '', moment, ?), lat_deg, lon_deg, coalesce(error_km, 0), also_at = '', "
            f"{LISTED} AND error IS NULL "
            "FROM photo WHERE lat_deg IS NOT NULL ORDER BY id",
            (NEVER,),
        )
    )
    whole = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4)
    real = np.array([row[6:9] for row in rows], np.float64).reshape(-1, 3)
    said = np.array([row[9:] for row in rows], np.bool_).reshape(-1, 2)
    return Placed(
        photo_id=whole[:, 0],
        album_id=whole[:, 1],
        camera_id=whole[:, 2],
        lead_id=whole[:, 3],
        identity=np.array([row[4] for row in rows], np.str_),
        moment_us=np.array([row[5] for row in rows], np.int64),
        lat_deg=real[:, 0],
        lon_deg=real[:, 1],
        error_km=real[:, 2],
        inside=np.array([row[0] in inside for row in rows], np.bool_),
        askable=said[:, 1],
        agreed=said[:, 0],
    )


def drives(index: Index) -> list[Path]:
    """Return what all photos lie below: `/`, or the drives and shares that hold some."""
    paths = (columns.bytes_path(row[0]) for row in index.database.rows("SELECT path FROM folder"))
    return sorted({Path(path.anchor) for path in paths})


@contextmanager
def masked(library: Library, hidden: Collection[int]) -> Iterator[Library]:
    """Open the files of `library` once more, with everything gone that tells where the photos `hidden` were taken."""
    identities = set(library.index.photos.identities(hidden).values())
    with Library.open(library.index.path, readonly=True) as copy:
        _mask_photos(copy.index.database, hidden)
        for table in FORGOTTEN:
            _forget(copy.ledger.database, table, identities)
        yield copy


def _mask_photos(database: Database, hidden: Collection[int]) -> None:
    database.execute("CREATE TEMP TABLE hidden (id INTEGER PRIMARY KEY)")
    for _, keys in columns.batches(sorted(hidden)):
        database.execute("INSERT INTO hidden SELECT value FROM json_each(?)", (keys,))
    names = [name for (name,) in database.rows("SELECT name FROM pragma_table_info('photo', 'main')")]
    seen = (
        f"iif(hidden.id IS NULL, photo.{name}, {MASKED[name]}) AS {name}" if name in MASKED else f"photo.{name}"
        for name in names
    )
    database.execute(f"CREATE TEMP TABLE photo AS SELECT {', '.join(seen)} FROM main.photo LEFT JOIN hidden USING (id)")
    for name, of, where in _INDEXES:
        database.execute(f"CREATE INDEX temp.masked_{name} ON photo ({of}) WHERE {where.replace('photo.', '')}")


def _forget(database: Database, table: str, identities: Collection[str]) -> None:
    database.execute("CREATE TEMP TABLE IF NOT EXISTS hidden (identity TEXT PRIMARY KEY)")
    for _, keys in columns.batches(sorted(identities)):
        database.execute("INSERT OR IGNORE INTO hidden SELECT value FROM json_each(?)", (keys,))
    database.execute(
        f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE identity NOT IN (SELECT identity FROM hidden)"
    )
    database.execute(f"CREATE INDEX temp.masked_{table} ON {table} (identity, id)")
