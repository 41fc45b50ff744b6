"""Which of the names around a photo are places, and how surely: names bear each other out, and words are kept out.

The steps are chosen, the factor on them is fitted: the albums that the project measures on carry numbers in place of
names, so `tests/bench/names.tsv` is a list of what people write, half of it false friends (`tests/bench/names.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from whence_engine.cues.name_reading import Meaning, Name
from whence_engine.cues.name_texts import Source, Where
from whence_engine.geo.sphere import distance_km
from whence_engine.places.names import Match, PlaceHit, PlaceKind

_INSIDE = 1000.0
"""How much likelier a bearer of a name becomes by lying in a country or landscape that is named beside it."""

_NEAR = 10.0
_NEAR_KM = 80.0
_SURE_BY_PEOPLE = ((500_000, 0.75), (100_000, 0.65), (15_000, 0.5), (3_000, 0.4), (0, 0.3))
_SURE_OF_COUNTRY, _SURE_OF_LANDSCAPE, _SURE_INSIDE = 0.8, 0.75, 0.8
_SURE_OF_DOUBTFUL, _SURE_OF_CLEAR_DOUBTFUL = 0.35, 0.6
PROVEN, SUREST = 1.2, 0.9
"""Factor on how sure names are, and its limit. From `tests/bench/names.py fit`."""

_LEAST_SHARE = 0.1  # of the weight of a name: lighter meanings are left out
_OUTWARDS = 0.5  # each folder outwards counts half


@dataclass(frozen=True, slots=True)
class Found:
    """A name that was taken for a place: where it stood, what it means (shares sum to 1), and how sure that is.

    `borne_out_by` quotes the text that names a country or landscape around it, if another one does.
    """

    source: Source
    name: Name
    meanings: tuple[tuple[Meaning, float], ...]
    sure: float
    borne_out_by: str = ""

    @property
    def best(self) -> Meaning:
        """The likeliest meaning."""
        return self.meanings[0][0]


def weigh(read: Sequence[tuple[Source, Name]]) -> list[Found]:
    """Return what the names around one photo mean; a country that another name lies in is left out, as said twice."""
    found = []
    for source, name in read:
        others = [(where, meaning) for where, other in read if other is not name for meaning in other.meanings]
        meanings = _divided(name, [meaning for _, meaning in others])
        best, share = meanings[0]
        around = [where.text for where, meaning in others if lies_in(best, meaning)]
        sure = _sure(name, best, share, inside=bool(around), file=source.where is Where.FILE)
        if sure:
            quote = next((text for text in around if text != source.text), "")
            found.append(Found(source, name, meanings, min(PROVEN * sure, SUREST), quote))
    return [one for one in found if not any(_says_more(other, one) for other in found if other is not one)]


def _divided(name: Name, others: Sequence[Meaning]) -> tuple[tuple[Meaning, float], ...]:
    """Return the likelier meanings of a name beside `others`, with shares that sum to 1.

    The division around a town of its name says nothing else: New York is the city.
    """
    weights = [(meaning, meaning.weight * _support(meaning, others)) for meaning in name.meanings]
    weights.sort(key=lambda pair: -pair[1])
    best, most = weights[0][0], sum(weight for _, weight in weights)
    kept = [pair for pair in weights if pair[1] >= _LEAST_SHARE * most and not lies_in(best, pair[0])]
    total = sum(weight for _, weight in kept)
    return tuple((meaning, weight / total) for meaning, weight in kept)


def shares(found: Sequence[Found]) -> list[float]:
    """Return how the belief is divided among names: what is nearer to the photo counts more; sums to the surest."""
    nearest = min(one.source.depth for one in found)
    weights = [one.sure * _OUTWARDS ** (one.source.depth - nearest) for one in found]
    surest = max(one.sure for one in found)
    return [surest * weight / sum(weights) for weight in weights]


def _support(meaning: Meaning, others: Sequence[Meaning]) -> float:
    if any(lies_in(meaning, other) for other in others):
        return _INSIDE
    near = (other for other in others if not other.area and other.hit.population >= 15_000 and other is not meaning)
    return (
        _NEAR if not meaning.area and any(0.5 < _apart_km(meaning.hit, other.hit) < _NEAR_KM for other in near) else 1.0
    )


def lies_in(inner: Meaning, outer: Meaning) -> bool:
    """Tell whether one place lies in another, larger one."""
    if not outer.area or (inner.area and inner.hit.radius_km >= outer.hit.radius_km):
        return False
    if outer.landscape:
        return _apart_km(inner.hit, outer.hit) <= 1.1 * outer.hit.radius_km
    if outer.hit.kind is PlaceKind.COUNTRY:
        return outer.hit.country_code in (*inner.countries, inner.hit.country_code)
    if inner.landscape:
        same_country = outer.hit.country_code in inner.countries
        return same_country and _apart_km(inner.hit, outer.hit) <= outer.hit.radius_km
    return (outer.hit.country_code, outer.hit.name) == (inner.hit.country_code, inner.hit.region)


def _says_more(one: Found, other: Found) -> bool:
    """Tell whether `one` already holds what `other` says: it lies in it, or is the same."""
    if lies_in(one.best, other.best):
        return True
    return one.best.hit == other.best.hit and (one.source.depth, one.name.text) < (other.source.depth, other.name.text)


def _apart_km(one: PlaceHit, other: PlaceHit) -> float:
    return float(distance_km(one.lat, one.lon, other.lat, other.lon))


def _sure(name: Name, best: Meaning, share: float, *, inside: bool, file: bool) -> float:
    """Return how surely a name is this place; 0 where it is more likely only a word."""
    hit = best.hit
    short = len(name.text) <= 3 and name.text.isascii() and not best.area
    if name.doubtful:
        if inside and name.capitalised and (best.area or hit.population >= 30_000):
            return _SURE_OF_CLEAR_DOUBTFUL
        known = best.area or hit.population >= 100_000
        return _SURE_OF_DOUBTFUL if name.bare and name.capitalised and known and share >= 0.6 else 0.0
    if inside:
        return _SURE_INSIDE if best.area or hit.match is Match.NAME or hit.population >= 3_000 else 0.0
    sure = _plainly_sure(best)
    if not best.area and hit.population < _fewest_people(name, best, short=short, file=file):
        return 0.0
    if not name.capitalised:
        sure *= 0.8
    return sure if name.alone or name.after_preposition else 0.8 * sure


def _plainly_sure(best: Meaning) -> float:
    if best.landscape or best.hit.kind is PlaceKind.REGION:
        return _SURE_OF_LANDSCAPE
    if best.hit.kind is PlaceKind.COUNTRY:
        return _SURE_OF_COUNTRY
    return next(sure for people, sure in _SURE_BY_PEOPLE if best.hit.population >= people)


def _fewest_people(name: Name, best: Meaning, *, short: bool, file: bool) -> int:
    """Return how many people a town must have before its name, standing so, is taken for it."""
    fewest = 0 if best.hit.match is Match.NAME else 20_000
    if best.hit.match is not Match.NAME and name.text.isascii() and len(name.text) <= 4 and not name.alone:
        return 1_500_000  # Wien is Vienna; but in some language nearly every four letters are a town
    if short:
        fewest = 500_000
    if not (name.alone or name.after_preposition) or file:
        fewest = max(fewest, 20_000 if name.sentence else 5_000)
    if not name.capitalised:
        fewest = max(fewest, 50_000 if name.alone and not name.sentence else 300_000)
    return fewest
