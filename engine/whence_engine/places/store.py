"""The gazetteer's file: opened read-only, checked against its digest, read piece by piece.

Plain sqlite3 reads it: sqlite-utils makes tables and inserts rows comfortably, and neither is ever done here. All that
happens is a handful of SELECTs on an immutable file, which must not cost an import of their own at each start.
"""

import hashlib
import sqlite3
import threading
import weakref
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import PlacesError
from whence_engine.places.borders import COLUMNS, ROWS, BorderMap
from whence_engine.places.city import CityIndex
from whence_engine.places.nearest import TownIndex, pull, town_radius_km

FORMAT = 1
"""`user_version` of the files that this code reads."""

APPLICATION_ID = 0x57484E43
"""`application_id` of every gazetteer."""

PACKAGED = Path(__file__).with_name("places.sqlite")
"""The gazetteer that ships with the engine."""

TOWNS_PER_BLOCK = 256
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Area:
    """A continent, country or first-order division.

    Attributes
    ----------
    kind
        `continent`, `country` or `region`.
    code
        ISO 3166-1 alpha-2 for a country, GeoNames' for the others.
    name
        In English, or as GeoNames writes it.
    parent
        Number of the area around this one; -1 for a continent.
    lat, lon
        Degrees; the middle of its towns.
    radius_km
        Within this distance of the middle lie 95 % of its towns.
    population
        Of its towns.
    """

    kind: str
    code: str
    name: str
    parent: int
    lat: float
    lon: float
    radius_km: float
    population: int


@dataclass(frozen=True, eq=False)
class Towns:
    """What is known of each town, most people first.

    Attributes
    ----------
    lat, lon
        float64 [T], degrees.
    country, region
        int16 [T], numbers of areas; region -1 where GeoNames names none.
    population
        int32 [T].
    zone
        int16 [T], number of the time zone.
    part
        bool [T], whether it is only a part of another town: "Paris 04 Hôtel-de-Ville".
    misplaced
        bool [T], whether the outlines put it into another country than GeoNames does.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    country: NDArray[np.int16]
    region: NDArray[np.int16]
    population: NDArray[np.int32]
    zone: NDArray[np.int16]
    part: NDArray[np.bool_]
    misplaced: NDArray[np.bool_]

    @cached_property
    def radius_km(self) -> NDArray[np.float64]:
        """How far each reaches, float64 [T]."""
        return town_radius_km(self.population)


class Store:
    """One gazetteer file. Safe to share among threads.

    Parameters
    ----------
    path
        The file; `<name>.sha256` beside it holds its digest, as `sha256sum` writes it.

    Raises
    ------
    PlacesError
        It is missing, altered, no gazetteer, or of a newer format.
    """

    def __init__(self, path: Path) -> None:
        _check_digest(path)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.close = weakref.finalize(self, self._db.close)
        """Close the file; it closes by itself when the store is no longer used."""
        self._check_format(path)
        self.town_names = lru_cache(maxsize=256)(self._town_names)
        self.name_block = lru_cache(maxsize=64)(self._name_block)

    def _check_format(self, path: Path) -> None:
        try:
            (application,), (version,) = self._rows("PRAGMA application_id")[0], self._rows("PRAGMA user_version")[0]
        except sqlite3.DatabaseError as error:
            raise PlacesError("{path} is no gazetteer: install Whence again.", path=path) from error
        if application != APPLICATION_ID:
            raise PlacesError("{path} is no gazetteer: install Whence again.", path=path)
        if version != FORMAT:
            if version > FORMAT:
                raise PlacesError("{path} was made for a newer version of Whence: install both anew.", path=path)
            raise PlacesError("{path} was made for an older version of Whence: install both anew.", path=path)

    def _rows(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _array(self, name: str) -> NDArray[Any]:
        (row,) = self._rows("SELECT dtype, data FROM array WHERE name = ?", name)
        return np.frombuffer(zlib.decompress(row[1]), dtype=row[0])

    @cached_property
    def meta(self) -> dict[str, str]:
        """What the file says of itself: attribution and sources."""
        return dict(self._rows("SELECT key, value FROM meta"))

    @cached_property
    def areas(self) -> list[Area]:
        """Countries, then divisions, then continents; the number of an area is its position."""
        rows = self._rows("SELECT kind, code, name, parent, lat, lon, radius_km, population FROM area ORDER BY id")
        return [Area(*row) for row in rows]

    @cached_property
    def zones(self) -> list[str]:
        """Names of the time zones."""
        return [name for (name,) in self._rows("SELECT name FROM zone ORDER BY id")]

    @cached_property
    def towns(self) -> Towns:
        """All towns."""
        return Towns(
            lat=self._array("town_lat") / 1e5,
            lon=self._array("town_lon") / 1e5,
            country=self._array("town_country"),
            region=self._array("town_region"),
            population=self._array("town_population"),
            zone=self._array("town_zone"),
            part=self._array("town_part").astype(np.bool_),
            misplaced=self._array("town_misplaced").astype(np.bool_),
        )

    @property
    def town_count(self) -> int:
        """How many towns there are. Places are numbered: towns first, then areas."""
        return len(self.towns.population)

    @cached_property
    def index(self) -> TownIndex:
        """All towns by position."""
        towns = self.towns
        return TownIndex(towns.lat, towns.lon, towns.country, pull(towns.population, towns.part))

    @cached_property
    def cities(self) -> CityIndex:
        """The towns that are important enough to lend their surroundings a name."""
        towns = self.towns
        return CityIndex(towns.lat, towns.lon, towns.country, np.where(towns.part, 0, towns.population))

    @cached_property
    def borders(self) -> BorderMap:
        """The borders of all countries."""
        size = self._array("border_size")
        return BorderMap(
            lon=(np.cumsum(self._array("border_dx")) / 1e5).astype(np.float32),
            lat=(np.cumsum(self._array("border_dy")) / 1e5).astype(np.float32),
            left=np.repeat(self._array("border_left"), size),
            right=np.repeat(self._array("border_right"), size),
            cells=self._array("cell_country").reshape(ROWS, COLUMNS),
            run_cell=np.cumsum(self._array("run_cell"), dtype=np.int32),
            run_first=np.cumsum(self._array("run_first"), dtype=np.int32),
            run_length=self._array("run_length"),
            polar=next(i for i, area in enumerate(self.areas) if area.code == "AQ"),
        )

    def town_name(self, town: int) -> str:
        """Return what a town is called."""
        return self.town_names(town // TOWNS_PER_BLOCK)[town % TOWNS_PER_BLOCK]

    def _town_names(self, block: int) -> list[str]:
        (row,) = self._rows("SELECT names FROM town_names WHERE block = ?", block)
        return zlib.decompress(row[0]).decode("utf-8").split("\n")

    def bearers(self, folded: str) -> list[tuple[int, int]]:
        """Return the places with this folded name: place number and how they bear it."""
        rows = self._rows("SELECT rowid FROM name_block WHERE first <= ? ORDER BY first DESC LIMIT 1", folded)
        return _places(self.name_block(rows[0][0]).get(folded, "")) if rows else []

    def bearers_from(self, prefix: str) -> list[tuple[int, int]]:
        """Return places with names that begin so: place number and how they bear the name.

        Of a beginning that thousands share, the builder has picked the places that rank highest.
        """
        picked = self._rows("SELECT places FROM prefix WHERE prefix = ?", prefix)
        if picked:
            return _places(picked[0][0])
        rows = self._rows(
            "SELECT rowid FROM name_block WHERE first < ? AND rowid >= "
            "coalesce((SELECT rowid FROM name_block WHERE first <= ? ORDER BY first DESC LIMIT 1), 0) ORDER BY rowid",
            prefix + _LAST,
            prefix,
        )
        names = chain.from_iterable(self.name_block(block).items() for (block,) in rows)
        return [bearer for name, places in names if name.startswith(prefix) for bearer in _places(places)]

    def _name_block(self, block: int) -> dict[str, str]:
        (row,) = self._rows("SELECT entries FROM name_block WHERE rowid = ?", block)
        lines = zlib.decompress(row[0]).decode("utf-8").split("\n")
        return dict(line.split("\t", 1) for line in lines)


def _places(entry: str) -> list[tuple[int, int]]:
    return [divmod(int(number), 4) for number in entry.split()]


def _check_digest(path: Path) -> None:
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        expected = path.with_suffix(".sha256").read_text(encoding="ascii").split()[0]
    except OSError as error:
        raise PlacesError(
            "the gazetteer {filename} cannot be read: install Whence again.", filename=error.filename
        ) from error
    except (UnicodeDecodeError, IndexError) as error:
        raise PlacesError("the digest beside {path} is damaged: install Whence again.", path=path) from error
    if actual != expected:
        raise PlacesError("the gazetteer {path} was altered: install Whence again.", path=path)
