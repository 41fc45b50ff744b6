"""How places of one name are ranked: by the people who live there, and by how they bear the name."""

from whence_engine.places.names import Match, PlaceKind

HOW = (Match.NAME, Match.ALTERNATE, Match.CODE)
"""The numbers under which the gazetteer keeps how a place bears a name."""

_TRUST = {Match.NAME: 1.0, Match.ALTERNATE: 0.3, Match.CODE: 0.1}
_TRUST_OF_BEGINNING = {Match.NAME: 0.02, Match.ALTERNATE: 0.0006, Match.CODE: 0.0}
"""Every city has some name in some language that begins with whatever someone is typing."""

_REGION_SHARE = 0.05


def importance(kind: PlaceKind, population: int) -> float:
    """Return the weight of a place; a division weighs little beside a town of its name: "Zürich" is the town."""
    return (population + 500.0) * (_REGION_SHARE if kind is PlaceKind.REGION else 1.0)


def rank(weight: float, how: Match, *, whole: bool) -> float:
    """Return how well a place answers a query that is its `whole` name or only the beginning of it."""
    return weight * (_TRUST if whole else _TRUST_OF_BEGINNING)[how]
