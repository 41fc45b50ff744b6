"""What the gazetteer answers: a name for a point, and places for a name."""

from dataclasses import dataclass
from enum import StrEnum

from whence_engine.photo import Level


class PlaceKind(StrEnum):
    """What a place is."""

    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"
    CONTINENT = "continent"


class Match(StrEnum):
    """How a place bears the name that was searched, most trusted first."""

    NAME = "name"
    ALTERNATE = "alternate"
    CODE = "code"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a point is called; empty strings for what is unknown, all of them on the open sea.

    Attributes
    ----------
    name
        The nearest town of 500 people or more in the point's country.
    city
        The town that a person would name to say where this roughly is: the most important one around, up to 25 km
        away in the same country (`places.city`).
    region
        The first-order division of the nearest town.
    country, country_code
        English name and ISO 3166-1 alpha-2 code.
    continent
        English name.
    distance_km
        Great-circle distance to the middle of the town; infinite where no town is near.
    border_km
        Distance to the nearest border of the outlines; infinite beyond 3 km. Nearer than half a kilometre one in nine
        countries is wrong, beyond that one in a hundred (`tests/bench/places.py`).
    """

    name: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    country_code: str = ""
    continent: str = ""
    distance_km: float = float("inf")
    border_km: float = float("inf")

    def label(self, level: Level) -> str:
        """Return what to call the point at this level; the next coarser name where this one is unknown.

        "Alfama, Portugal" for exact, "Lisbon, Portugal" for city, then the division, "Portugal", "Europe"; empty on the
        open sea. A town farther away than a city-level answer reaches lends a point no name, nor a division
        beyond that of a region.
        """
        if level is Level.CONTINENT:
            return self.continent
        finest = ""
        if level is Level.CITY and self.city:
            finest = self.city
        elif level in {Level.EXACT, Level.CITY} and self.distance_km <= Level.CITY.radius_km:
            finest = self.name
        elif level is not Level.COUNTRY and self.distance_km <= Level.REGION.radius_km:
            finest = self.region
        if finest == self.country:  # Singapore, Monaco
            finest = ""
        return ", ".join(part for part in (finest, self.country) if part)


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that a search found.

    Attributes
    ----------
    name
        What it is called, in English where GeoNames has it so.
    kind, match
        What it is, and how it bears the name that was searched.
    region, country, country_code
        Around it; empty for what is no part of one.
    lat, lon
        Degrees: a town's middle; the middle of an area's towns.
    radius_km
        How far from there a photo may be taken that carries this name.
    population
        People: of an area, in its towns.
    time_zone
        IANA name; empty for an area.
    """

    name: str
    kind: PlaceKind
    match: Match
    region: str
    country: str
    country_code: str
    lat: float
    lon: float
    radius_km: float
    population: int
    time_zone: str = ""

    def label(self) -> str:
        """Return the name with what is around it: "Paris, Texas, United States"."""
        parts = [self.name]
        for part in (self.region, self.country):
            if part and part != parts[-1]:
                parts.append(part)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the gazetteer; `distance_km` is measured from the point that was asked about."""

    name: str
    region: str
    country: str
    country_code: str
    lat: float
    lon: float
    population: int
    time_zone: str
    distance_km: float
