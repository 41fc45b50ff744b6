"""From what people type to places: "München", "Paris, Texas", "Cambridge UK", "北京"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from whence_engine.places.fold import fold, fold_prefix
from whence_engine.places.names import Match, PlaceHit, PlaceKind
from whence_engine.places.nearest import chord_km, unit_vectors
from whence_engine.places.store import Store

_TRUST = {Match.NAME: 1.0, Match.ALTERNATE: 0.3, Match.CODE: 0.03, Match.PREFIX: 0.02}
_REGION_SHARE = 0.05
"""A division weighs little beside a town of its name: "Zürich" is the town."""

_HOW = (Match.NAME, Match.ALTERNATE, Match.CODE)
_SEPARATOR = re.compile(r"[,;/|()\n]+|\s-\s")
_QUALIFIER_WORDS = 3
_NEIGHBOUR_KM = 30.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand a query: a name, and names of what is around it."""

    head: str
    around: tuple[str, ...] = ()


def readings(text: str) -> Iterator[_Reading]:
    """Yield the ways to understand a query, the plainest first."""
    yield _Reading(text)
    parts = [part for part in _SEPARATOR.split(text) if fold(part)]
    if len(parts) > 1:
        for i, head in enumerate(parts):
            yield _Reading(head, tuple(parts[:i] + parts[i + 1 :]))
        return
    words = text.split()
    for cut in range(len(words) - 1, max(0, len(words) - 1 - _QUALIFIER_WORDS), -1):
        yield _Reading(" ".join(words[:cut]), (" ".join(words[cut:]),))


class Search:
    """Looks names up in a gazetteer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, text: str, limit: int) -> list[PlaceHit]:
        """Return the places that `text` may mean, the likeliest first."""
        score: dict[int, tuple[float, Match]] = {}
        for reading in readings(text):
            exact = [(place, _HOW[how]) for place, how in self._store.bearers(fold(reading.head))]
            self._count(score, self._inside(exact, reading.around))
            if score and reading.around:
                break
        if len(score) < limit:
            for reading in readings(text):
                self._count(score, self._growing(reading))
                break
        best = sorted(score, key=lambda place: (-score[place][0], place))[:limit]
        return [self._hit(place, score[place][1]) for place in best]

    def _count(self, score: dict[int, tuple[float, Match]], found: list[tuple[int, Match]]) -> None:
        for place, match in found:
            value = self._importance(place) * _TRUST[match]
            if place not in score or score[place][0] < value:
                score[place] = value, match

    def _growing(self, reading: _Reading) -> list[tuple[int, Match]]:
        prefix = fold_prefix(reading.head)
        if not prefix:
            return []
        return [(place, Match.PREFIX) for place, how in self._store.bearers_from(prefix) if _HOW[how] is not Match.CODE]

    def _inside(self, found: list[tuple[int, Match]], around: tuple[str, ...]) -> list[tuple[int, Match]]:
        for name in around:
            bearers = {place for place, _ in self._store.bearers(fold(name))}
            found = [(place, match) for place, match in found if self._is_in(place, bearers)]
        return found

    def _is_in(self, place: int, bearers: set[int]) -> bool:
        """Whether a place lies in one of the areas, or beside one of the larger towns."""
        towns = self._store.towns
        count = len(towns.lat)
        area = self._area_of(place)
        while area >= 0:
            if count + area in bearers:
                return True
            area = self._store.areas[area].parent
        near = np.array([b for b in bearers if b < min(place, count)], dtype=np.int64)
        if place >= count or not len(near):
            return False
        here = unit_vectors(towns.lat[place : place + 1], towns.lon[place : place + 1])
        chord = np.linalg.norm(unit_vectors(towns.lat[near], towns.lon[near]) - here, axis=1)
        return bool((chord_km(chord) < _NEIGHBOUR_KM).any())

    def _area_of(self, place: int) -> int:
        """Return the smallest area around a place; -1 for a continent."""
        towns = self._store.towns
        if place >= len(towns.lat):
            return self._store.areas[place - len(towns.lat)].parent
        region = int(towns.region[place])
        return region if region >= 0 else int(towns.country[place])

    def _importance(self, place: int) -> float:
        towns = self._store.towns
        if place < len(towns.lat):
            return float(towns.population[place]) + 500.0
        area = self._store.areas[place - len(towns.lat)]
        return (area.population + 500.0) * (_REGION_SHARE if area.kind == PlaceKind.REGION else 1.0)

    def _hit(self, place: int, match: Match) -> PlaceHit:
        towns, areas = self._store.towns, self._store.areas
        region = country = None
        number = self._area_of(place)
        while number >= 0:
            area = areas[number]
            region = area if area.kind == PlaceKind.REGION else region
            country = area if area.kind == PlaceKind.COUNTRY else country
            number = area.parent
        around = (region.name if region else "", country.name if country else "", country.code if country else "")
        if place >= len(towns.lat):
            area = areas[place - len(towns.lat)]
            code = area.code if area.kind == PlaceKind.COUNTRY else around[2]
            return PlaceHit(
                area.name, PlaceKind(area.kind), match, around[0], around[1], code,
                area.lat, area.lon, max(area.radius_km, 5.0), area.population,
            )  # fmt: skip
        population = int(towns.population[place])
        return PlaceHit(
            self._store.town_name(place), PlaceKind.TOWN, match, *around, float(towns.lat[place]),
            float(towns.lon[place]), float(towns.radius_km[place]), population, self._store.zones[towns.zone[place]],
        )  # fmt: skip
