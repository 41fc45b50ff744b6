"""The gazetteer as one file: its tables, and how what the archives hold is packed into them."""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from places.archives import Archives
from places.areas import Area, areas_of, parts, positions, spread
from places.borders import Borders, Owners, build_borders
from places.names import book_of_names
from whence_engine.places.names import PlaceKind
from whence_engine.places.rank import importance
from whence_engine.places.store import APPLICATION_ID, FORMAT, TOWNS_PER_BLOCK

NAMES_PER_BLOCK = 512
ATTRIBUTION = (
    "Towns, their names and time zones, divisions and countries: GeoNames (geonames.org), licensed under CC BY 4.0, "
    "selected and rearranged. Country borders: country-coder contributors, ISC licence. "
    "Names of divisions in other languages: Natural Earth, public domain. "
    "Names of countries in other languages: Unicode CLDR, Unicode licence."
)
TABLES = f"""
    PRAGMA journal_mode = OFF;
    PRAGMA page_size = 4096;
    PRAGMA application_id = {APPLICATION_ID};
    PRAGMA user_version = {FORMAT};
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE area (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, parent INTEGER NOT NULL,
        lat REAL NOT NULL, lon REAL NOT NULL, radius_km REAL NOT NULL, population INTEGER NOT NULL
    );
    CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE array (name TEXT PRIMARY KEY, dtype TEXT NOT NULL, data BLOB NOT NULL);
    CREATE TABLE town_names (block INTEGER PRIMARY KEY, names BLOB NOT NULL);
    CREATE TABLE name_block (first TEXT PRIMARY KEY, entries BLOB NOT NULL);
    CREATE TABLE prefix (prefix TEXT PRIMARY KEY, places TEXT NOT NULL) WITHOUT ROWID;
"""


def write(path: Path, archives: Archives) -> None:
    """Build everything and write the file and its digest."""
    towns, areas = archives.towns, areas_of(archives)
    zones = sorted({town["timezone"] for town in towns})
    arrays = town_arrays(archives, areas, zones)
    countries = [area.code for area in areas if area.kind == PlaceKind.COUNTRY]
    lat, lon = positions(towns)
    borders = build_borders(archives.borders, Owners(lon, lat, arrays["town_country"], countries))
    outlined, _ = borders.as_map(countries.index("AQ")).locate(lat, lon)
    arrays["town_misplaced"] = (outlined != arrays["town_country"]).astype(np.uint8)
    arrays |= border_arrays(borders)
    people = [sum(towns[i]["population"] for i in area.towns.tolist()) for area in areas]
    weight = [importance(PlaceKind.TOWN, town["population"]) for town in towns]
    weight += [importance(PlaceKind(area.kind), people[i]) for i, area in enumerate(areas)]
    book = book_of_names(archives, areas)
    rows: dict[str, Iterable[Sequence[object]]] = {
        "meta": [("attribution", ATTRIBUTION), ("sources", archives.versions)],
        "area": area_rows(archives, areas, people, borders),
        "zone": enumerate(zones),
        "array": ((name, array.dtype.str, zlib.compress(array.tobytes(), 9)) for name, array in arrays.items()),
        "town_names": enumerate(map(packed, blocks((town["name"] for town in towns), TOWNS_PER_BLOCK))),
        "name_block": ((b[0].partition("\t")[0], packed(b)) for b in blocks(book.lines(), NAMES_PER_BLOCK)),
        "prefix": book.prefixes(weight),
    }
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript(TABLES)
    for table, values in rows.items():
        for row in values:
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    db.commit()
    db.close()
    forget_writer(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", encoding="ascii")


def town_arrays(archives: Archives, areas: Sequence[Area], zones: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return what is stored of the towns beside their names."""
    towns = archives.towns
    region, country = (np.full(len(towns), -1, dtype=np.int16) for _ in range(2))
    for number, area in enumerate(areas):
        if area.kind == PlaceKind.REGION:
            region[area.towns] = number
        elif area.kind == PlaceKind.COUNTRY:
            country[area.towns] = number
    lat, lon = positions(towns)
    zone_of = {name: number for number, name in enumerate(zones)}
    return {
        "town_lat": np.round(lat * 1e5).astype(np.int32),
        "town_lon": np.round(lon * 1e5).astype(np.int32),
        "town_country": country,
        "town_region": region,
        "town_population": np.array([town["population"] for town in towns], dtype=np.int32),
        "town_zone": np.array([zone_of[town["timezone"]] for town in towns], dtype=np.int16),
        "town_part": np.array(list(parts(towns)), dtype=np.uint8),
    }


def border_arrays(borders: Borders) -> dict[str, NDArray[Any]]:
    """Return the borders as small numbers: differences wherever neighbours are alike."""
    cell, first, length = borders.runs.T
    return {
        "border_dx": np.diff(borders.x, prepend=np.int32(0)),
        "border_dy": np.diff(borders.y, prepend=np.int32(0)),
        "border_size": borders.size,
        "border_left": borders.left,
        "border_right": borders.right,
        "cell_country": borders.cells,
        "run_cell": np.diff(cell, prepend=np.int32(0)),
        "run_first": np.diff(first, prepend=np.int32(0)),
        "run_length": length,
    }


def area_rows(
    archives: Archives, areas: Sequence[Area], people: Sequence[int], borders: Borders
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of table `area`; an area without towns lies where its outline is."""
    lat, lon = positions(archives.towns)
    for number, area in enumerate(areas):
        around = spread(lat[area.towns], lon[area.towns]) if len(area.towns) else borders.spread(number)
        yield (number, area.kind, area.code, area.name, area.parent, *(round(v, 4) for v in around), people[number])


def blocks(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the lines in lists of `size`."""
    lines = iter(lines)
    while block := list(islice(lines, size)):
        yield block


def packed(lines: Sequence[str]) -> bytes:
    """Return a block of lines as the gazetteer keeps it."""
    return zlib.compress("\n".join(lines).encode("utf-8"), 9)


def forget_writer(path: Path) -> None:
    """Blank the version of SQLite that wrote a file (bytes 96 to 99), so that it makes no difference."""
    with path.open("r+b") as file:
        file.seek(96)
        file.write(bytes(4))
