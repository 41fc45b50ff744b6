"""Names of places on signs: a town's name that stands alone on a line, as on a road sign or over a station.

Shops are called after cities far away and words are towns somewhere ("Smile" in Ukraine): only what stands alone and is
no word of signs is a place, if many people know it by just this name or the rest of the text speaks of its country.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.country_map import CountryMap
from whence_engine.cues.name_reading import Meaning, Name, Reader
from whence_engine.cues.sign_tables import SignTables
from whence_engine.photo import TextLine
from whence_engine.places.fold import fold
from whence_engine.places.names import Match, PlaceKind

LEAST_SCORE = 0.9
LEAST_LETTERS = 4
KNOWN_PEOPLE, SUPPORTED_PEOPLE = 100_000, 2_000
"""People of a town whose name alone is enough, and of one in a country that the rest of the text speaks of."""

OTHER_NAME_PEOPLE, OTHER_NAME_LETTERS = 300_000, 6
"""Firenze is Florence; but among the names of all towns in all languages there is one for nearly every short word."""

SUPPORT = 2.0
"""From here on, times the prior, the text speaks of a country."""


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """A place that a sign names: what it may mean with shares that sum to 1, and the line."""

    meanings: tuple[tuple[Meaning, float], ...]
    quote: str


def places(
    lines: Sequence[TextLine], reader: Reader, tables: SignTables, ratio: NDArray[np.float64], countries: CountryMap
) -> list[PlaceRead]:
    """Return the places that lines name.

    Parameters
    ----------
    ratio
        How much likelier each country is for the rest of the text, float64 [K] as `countries.codes`.
    """
    by_code = dict(zip(countries.codes, ratio.tolist(), strict=True))
    found: dict[str, PlaceRead] = {}
    for line in lines:
        if line.score < LEAST_SCORE:
            continue
        for name in reader.read(line.text):
            if _stands_for_itself(name, tables):
                meanings = _meanings(name, by_code)
                if meanings:
                    found.setdefault(fold(name.text), PlaceRead(meanings, line.text))
    return list(found.values())


def _stands_for_itself(name: Name, tables: SignTables) -> bool:
    folded = fold(name.text)
    long_enough = len(folded) >= LEAST_LETTERS or not name.text.isascii()
    word = folded in tables.by_word or folded in tables.international
    return name.alone and name.capitalised and long_enough and not name.doubtful and not word


def _meanings(name: Name, by_code: dict[str, float]) -> tuple[tuple[Meaning, float], ...]:
    weighed = []
    for meaning in name.meanings:
        ratio = by_code.get(meaning.hit.country_code, 1.0)
        if _is_known(meaning, len(name.text)) or (ratio >= SUPPORT and meaning.hit.population >= SUPPORTED_PEOPLE):
            weighed.append((meaning, meaning.weight * ratio))
    total = sum(weight for _, weight in weighed)
    shares = sorted(((meaning, weight / total) for meaning, weight in weighed), key=lambda pair: -pair[1])
    return tuple(shares[:4])


def _is_known(meaning: Meaning, letters: int) -> bool:
    """Tell whether many people know a place by this name."""
    area = meaning.landscape or meaning.hit.kind is not PlaceKind.TOWN
    if meaning.landscape or meaning.hit.match is Match.NAME:
        return area or meaning.hit.population >= KNOWN_PEOPLE
    return letters >= OTHER_NAME_LETTERS and meaning.hit.population >= OTHER_NAME_PEOPLE
