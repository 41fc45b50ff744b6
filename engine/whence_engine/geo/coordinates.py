"""Coordinates as people write them, in and out.

Read: decimal degrees, degrees with minutes and seconds, hemispheres as letters before or after, decimal commas
where they cannot be separators, `geo:` addresses (RFC 5870), ISO 6709, and the links of online maps.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from whence_engine.errors import UsageError

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_LINK = re.compile(
    rf"(?:@|[?&](?:q|ll|query|center)=|#map=\d+(?:\.\d+)?/)({_NUMBER})(?:,|/|%2C)\s*({_NUMBER})", re.IGNORECASE
)
_GEO = re.compile(rf"geo:({_NUMBER}),({_NUMBER})(?:,{_NUMBER})?(?:[;?].*)?", re.IGNORECASE)
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})(?![\d.])|(?P<letter>[NSEW])|(?P<mark>[°'\"])|(?P<break>[,;/])|\s+")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_WRITTEN_AS = {
    "°": "\u00ba\u02da",
    "'": "\u2032\u2019\u2018\u00b4\u0060",
    '"': "\u2033\u201d\u201c",
    "-": "\u2212\u2013",
    " ": "\u00a0\u202f\u2009()[]:=",
}
"""What keyboards and web pages put in the place of the plain characters, and punctuation that says nothing."""
_CHARACTERS = str.maketrans({other: plain for plain, others in _WRITTEN_AS.items() for other in others})
_WORDS = (
    (re.compile(r"''"), '"'),
    (re.compile(r"\b(?:LATITUDE|LONGITUDE|LAT|LON|LONG|LNG)\b"), " "),
    (re.compile(r"\bDEG(?:REES?)?\b"), "°"),
    (re.compile(r"\b(N|S)(?:ORTH|OUTH)\b|\b(E|W)(?:AST|EST)\b"), r"\1\2"),
)

_Kind = Literal["number", "letter", "mark", "break"]
_KINDS: tuple[_Kind, ...] = get_args(_Kind)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Angle:
    """One coordinate: degrees with their sign, and the axis if a letter told it."""

    degrees: float
    axis: Literal["lat", "lon"] | None


class _UnreadableError(ValueError):
    """The text has no meaning under the reading that is being tried."""


def parse(text: str) -> tuple[float, float]:
    """Read a position that a person wrote or pasted.

    Without letters the latitude comes first.

    Parameters
    ----------
    text
        For instance ``48.8566, 2.3522``, ``48°51'24"N 2°21'8"E``, ``N48 51.4 E2 21.1``, ``48,8566 2,3522``,
        ``geo:48.85,2.35``, ``+48.8566+002.3522/``.

    Returns
    -------
    lat_deg, lon_deg
        Within -90..90 and -180..180.

    Raises
    ------
    UsageError
        The text cannot be read, can be read in two ways, or means a point that is not on Earth.
    """
    plain = text.strip()
    found = _LINK.search(plain) or _GEO.fullmatch(plain)
    if found:
        return _on_earth(text, float(found[1]), float(found[2]))
    plain = plain.translate(_CHARACTERS).upper()
    for pattern, replacement in _WORDS:
        plain = pattern.sub(replacement, plain)
    readings = {_pair(reading) for reading in _readings(plain)} - {None}
    if not readings:
        raise UsageError("{text!r} is no position: write it as 48.8566, 2.3522 or 48°51'24\"N 2°21'8\"E.", text=text)
    if len(readings) > 1:
        raise UsageError(
            "{text!r} can be read in two ways: write decimals with a point, as in 48.8566, 2.3522.", text=text
        )
    (pair,) = readings
    assert pair is not None
    return _on_earth(text, *pair)


def format_decimal(lat_deg: float, lon_deg: float, digits: int = 5) -> str:
    """Decimal degrees that `parse` and every map read: "48.85660, 2.35220"; five digits are about a metre."""
    return f"{_rounded(lat_deg, digits):.{digits}f}, {_rounded(lon_deg, digits):.{digits}f}"


def format_dms(lat_deg: float, lon_deg: float) -> str:
    """Degrees, minutes and seconds, to the second (30 m): 48°51'24"N 2°21'08"E."""
    return f"{_dms(lat_deg, 'NS')} {_dms(lon_deg, 'EW')}"


def _on_earth(text: str, lat_deg: float, lon_deg: float) -> tuple[float, float]:
    if not (abs(lat_deg) <= 90 and abs(lon_deg) <= 180):
        raise UsageError(
            "{text!r} is not on Earth: latitudes go from -90 to 90, longitudes from -180 to 180.", text=text
        )
    return lat_deg, lon_deg


def _readings(plain: str) -> set[str]:
    """Give the text with its commas as separators, and with those between digits as decimal commas."""
    return {plain} if "." in plain else {plain, _DECIMAL_COMMA.sub(".", plain)}


def _pair(plain: str) -> tuple[float, float] | None:
    """Latitude and longitude under one reading, None where it has no meaning."""
    try:
        first, second = (_angle(half) for half in _halves(_tokens(plain)))
    except _UnreadableError:
        return None
    if first.axis == "lon" or second.axis == "lat":
        first, second = second, first
    if first.axis == "lon" or second.axis == "lat":
        return None  # two latitudes, or two longitudes
    return first.degrees, second.degrees


def _tokens(plain: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            raise _UnreadableError
        tokens += [_Token(kind, found[kind]) for kind in _KINDS if found[kind] is not None]
        at = found.end()
    while tokens and tokens[-1].kind == "break":
        tokens.pop()
    return tokens


def _halves(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """Cut between the two coordinates: at the separator, else where the second begins."""
    breaks = [at for at, token in enumerate(tokens) if token.kind == "break"]
    if breaks:
        if len(breaks) > 1:
            raise _UnreadableError
        return tokens[: breaks[0]], tokens[breaks[0] + 1 :]
    letters = [at for at, token in enumerate(tokens) if token.kind == "letter"]
    degrees = [at for at, token in enumerate(tokens) if token.text == "°"]
    numbers = [at for at, token in enumerate(tokens) if token.kind == "number"]
    if letters:
        leading = letters[0] == 0
        if leading and len(letters) == 1:
            raise _UnreadableError
        cut = letters[1] if leading else letters[0] + 1
    elif len(degrees) == 2:
        cut = degrees[1] - 1
    elif len(numbers) % 2 == 0 and numbers:
        cut = numbers[len(numbers) // 2]
    else:
        raise _UnreadableError
    return tokens[:cut], tokens[cut:]


def _angle(tokens: list[_Token]) -> _Angle:
    """Read one coordinate: a letter before or after one to three numbers, each followed by its mark or none."""
    letters = [token.text for token in tokens if token.kind == "letter"]
    if len(letters) > 1 or (letters and "letter" not in {tokens[0].kind, tokens[-1].kind}):
        raise _UnreadableError
    rest = [token for token in tokens if token.kind != "letter"]
    numbers = [token.text for token in rest if token.kind == "number"]
    marks = [token.text for token in rest if token.kind == "mark"]
    kinds = [token.kind for token in rest]
    if not 1 <= len(numbers) <= 3 or marks != ["°", "'", '"'][: len(marks)] or len(marks) > len(numbers):
        raise _UnreadableError
    if marks and kinds[: 2 * len(marks)] != ["number", "mark"] * len(marks):
        raise _UnreadableError
    if any("." in number for number in numbers[:-1]) or any(number[0] in "+-" for number in numbers[1:]):
        raise _UnreadableError
    if letters and numbers[0][0] in "+-":
        raise _UnreadableError  # the hemisphere is said twice
    parts = [abs(float(number)) for number in numbers]
    if any(part >= 60 for part in parts[1:]):
        raise _UnreadableError
    degrees = sum(part / 60**power for power, part in enumerate(parts))
    letter = letters[0] if letters else ""
    negative = numbers[0].startswith("-") or letter in ("S", "W")
    axis: Literal["lat", "lon"] | None = ("lat" if letter in "NS" else "lon") if letter else None
    return _Angle(-degrees if negative else degrees, axis)


def _rounded(degrees: float, digits: int) -> float:
    return round(degrees, digits) + 0.0  # no "-0.00000"


def _dms(degrees: float, letters: str) -> str:
    seconds = round(abs(degrees) * 3600)
    letter = letters[1] if degrees < 0 and seconds else letters[0]
    return f"{seconds // 3600}°{seconds // 60 % 60:02d}'{seconds % 60:02d}\"{letter}"
