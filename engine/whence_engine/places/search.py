"""From what people type to places: "München", "Paris, Texas", "Cambridge UK", "北京"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from whence_engine.geo.sphere import distance_km
from whence_engine.places.fold import fold, fold_prefix
from whence_engine.places.names import Match, PlaceHit, PlaceKind
from whence_engine.places.rank import HOW, importance, rank
from whence_engine.places.store import Area, Store

_SEPARATOR = re.compile(r"[,;/|()\n]+|\s-\s")
_LONGEST = 200
_QUALIFIER_WORDS = 3
_NEIGHBOUR_KM = 30.0
_SMALLEST_AREA_KM = 5.0

Bearers = list[tuple[int, Match]]
"""Place numbers, and how each bears a name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a query: a name, and names of what is around it."""

    head: str
    around: tuple[str, ...] = ()


def readings(text: str) -> Iterator[Reading]:
    """Yield the ways to understand a query that is no name as a whole, the likeliest first.

    "Paris, Texas" is Paris around which is Texas, or Texas around which is Paris: folders say "France/Paris". Without a
    separator up to three last words may say what is around.
    """
    parts = [part for part in _SEPARATOR.split(text) if fold(part)]
    if len(parts) > 1:
        for i, head in enumerate(parts):
            yield Reading(head, tuple(parts[:i] + parts[i + 1 :]))
        return
    words = text.split()
    for cut in range(len(words) - 1, max(0, len(words) - 1 - _QUALIFIER_WORDS), -1):
        yield Reading(" ".join(words[:cut]), (" ".join(words[cut:]),))


class Search:
    """Looks names up in a gazetteer; places are numbered as `Store` numbers them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, text: str, limit: int, *, complete: bool) -> list[PlaceHit]:
        """Return the places that `text` may mean, the likeliest first; with `complete` those it may grow into too."""
        text = text[:_LONGEST]
        best: dict[int, tuple[float, Match]] = {}
        self._enter(best, self._bearers(text))
        for growing in (False, True)[: 1 + complete]:
            if not best:
                for reading in readings(text):
                    self._enter(best, self._inside(reading, growing=growing))
        if complete:
            for place, how in self._growing(text):
                value = rank(self._importance(place), how, whole=False)
                if value > best.get(place, (0.0, how))[0]:
                    best[place] = value, Match.PREFIX
        return self._first(best, limit)

    def bearing(self, name: str, limit: int) -> list[PlaceHit]:
        """Return the places whose whole name, in some language, `name` is, the likeliest first."""
        best: dict[int, tuple[float, Match]] = {}
        self._enter(best, self._bearers(name[:_LONGEST]))
        return self._first(best, limit)

    def _first(self, best: dict[int, tuple[float, Match]], limit: int) -> list[PlaceHit]:
        first = sorted(best, key=lambda place: (-best[place][0], place))[:limit]
        return [self._hit(place, best[place][1]) for place in first]

    def _enter(self, best: dict[int, tuple[float, Match]], found: Bearers) -> None:
        for place, how in found:
            value = rank(self._importance(place), how, whole=True)
            if value > best.get(place, (0.0, how))[0]:
                best[place] = value, how

    def _bearers(self, name: str) -> Bearers:
        folded = fold(name)
        return [(place, HOW[how]) for place, how in self._store.bearers(folded)] if folded else []

    def _growing(self, name: str) -> Bearers:
        *words, last = fold_prefix(name).split() or [""]
        prefix = " ".join([*fold(" ".join(words)).split(), last])
        return [(place, HOW[how]) for place, how in self._store.bearers_from(prefix)] if prefix else []

    def _inside(self, reading: Reading, *, growing: bool) -> Bearers:
        found = self._bearers(reading.head)
        for name in reading.around:
            if found:
                outer = {place for place, _ in (self._growing(name) if growing else self._bearers(name))}
                found = [(place, how) for place, how in found if self._is_in(place, outer)]
        return found

    def _is_in(self, place: int, outer: set[int]) -> bool:
        """Whether a place lies in one of the areas, or beside one of the larger towns, among `outer`."""
        towns, count = self._store.towns, self._store.town_count
        if any(count + number in outer for number, _ in self._around(place)):
            return True
        larger = np.array([other for other in outer if other < place], dtype=np.int64)
        if place >= count or not len(larger):
            return False
        apart_km = distance_km(towns.lat[place], towns.lon[place], towns.lat[larger], towns.lon[larger])
        return bool((apart_km < _NEIGHBOUR_KM).any())

    def _around(self, place: int) -> Iterator[tuple[int, Area]]:
        """Yield number and record of the areas around a place, the smallest first."""
        towns, count = self._store.towns, self._store.town_count
        if place >= count:
            number = self._store.areas[place - count].parent
        else:
            number = int(towns.region[place] if towns.region[place] >= 0 else towns.country[place])
        while number >= 0:
            yield number, self._store.areas[number]
            number = self._store.areas[number].parent

    def _importance(self, place: int) -> float:
        if place < self._store.town_count:
            return importance(PlaceKind.TOWN, int(self._store.towns.population[place]))
        area = self._store.areas[place - self._store.town_count]
        return importance(PlaceKind(area.kind), area.population)

    def _hit(self, place: int, match: Match) -> PlaceHit:
        around = {area.kind: area for _, area in self._around(place)}
        region, country = around.get(PlaceKind.REGION), around.get(PlaceKind.COUNTRY)
        named = region.name if region else "", country.name if country else "", country.code if country else ""
        if place >= self._store.town_count:
            area = self._store.areas[place - self._store.town_count]
            code = area.code if area.kind == PlaceKind.COUNTRY else named[2]
            radius_km = max(area.radius_km, _SMALLEST_AREA_KM)
            return PlaceHit(
                area.name, PlaceKind(area.kind), match, *named[:2], code, area.lat, area.lon, radius_km, area.population
            )
        towns = self._store.towns
        return PlaceHit(
            self._store.town_name(place),
            PlaceKind.TOWN,
            match,
            *named,
            lat=float(towns.lat[place]),
            lon=float(towns.lon[place]),
            radius_km=float(towns.radius_km[place]),
            population=int(towns.population[place]),
            time_zone=self._store.zones[towns.zone[place]],
        )
