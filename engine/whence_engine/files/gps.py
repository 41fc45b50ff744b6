"""Positions as files spell them: degrees to and from Exif rationals and XMP text; pure, exact to millimetres.

Exif 2.32 section 4.6.6 (GPSLatitude: three unsigned rationals) and XMP specification part 2, section 2.4
(GPSCoordinate: ``DDD,MM,SSk`` or ``DDD,MM.mmk``).
"""

import math
import re
from collections.abc import Sequence
from typing import Literal

from whence_engine.photo import Position, PositionSource

Rational = tuple[int, int]
Axis = Literal["lat", "lon"]

_SECOND_PARTS = 100_000
"""1e-5 of an arc second is 0.3 mm on the ground."""
_MINUTE_PARTS = 1_000_000
"""1e-6 of an arc minute is 1.9 mm on the ground."""
_LIMIT_DEG = {"lat": 90.0, "lon": 180.0}
_REFS = {"lat": ("N", "S"), "lon": ("E", "W")}
_NEVER_SET_DEG = 1e-6
"""Both closer to zero than this: a field that nobody filled in, not a boat off Ghana."""

_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_SPELLED = re.compile(r"[\s,;:°º'\u2019\u2032\"\u201d\u2033DM\d.+-]*")


def ref(value_deg: float, axis: Axis) -> str:
    """Return `N`, `S`, `E` or `W`; zero counts as north and east."""
    return _REFS[axis][1 if value_deg < 0 else 0]


def to_rationals(value_deg: float) -> tuple[Rational, Rational, Rational]:
    """Return degrees, minutes and seconds of the absolute value, as Exif wants them beside the ref.

    Raises
    ------
    ValueError
        When `value_deg` is not finite or beyond 180.
    """
    parts = round(abs(_checked(value_deg)) * 3600 * _SECOND_PARTS)
    minutes, seconds = divmod(parts, 60 * _SECOND_PARTS)
    degrees, minutes = divmod(minutes, 60)
    return (degrees, 1), (minutes, 1), (seconds, _SECOND_PARTS)


def from_rationals(values: Sequence[Rational], hemisphere: str, axis: Axis) -> float | None:
    """Return degrees from one to three rationals and a ref, or None where they are no coordinate.

    Missing minutes and seconds are zero, and so are parts given as 0/0, which some cameras write for
    whatever they express in the part before. Without a ref the hemisphere would be a guess: None.
    """
    if not values or len(values) > 3 or values[0][1] == 0:
        return None
    total = 0.0
    for (numerator, denominator), scale in zip(values, (1, 60, 3600), strict=False):
        if denominator == 0:
            if numerator:
                return None
            continue
        total += numerator / denominator / scale
    return _signed(total, hemisphere, axis)


def to_xmp(value_deg: float, axis: Axis) -> str:
    """Return `DDD,MM.mmmmmmN`, the form that every XMP reader knows.

    Raises
    ------
    ValueError
        When `value_deg` is not finite or beyond 180.
    """
    degrees, minutes = divmod(round(abs(_checked(value_deg)) * 60 * _MINUTE_PARTS), 60 * _MINUTE_PARTS)
    whole, parts = divmod(minutes, _MINUTE_PARTS)
    return f"{degrees},{whole:02d}.{parts:06d}{ref(value_deg, axis)}"


def from_xmp(text: str, axis: Axis, hemisphere: str = "") -> float | None:
    """Return degrees from any spelling met in the wild, or None.

    Both forms of the specification (`48,51.396N`, `48,51,23.8N`), signed decimals, degree signs, a ref before or
    after, or in a field of its own (`hemisphere`), which counts only where the text has neither ref nor sign.
    A bare decimal without any ref is signed by itself (some writers drop the plus).
    """
    spelled = text.strip().upper().replace("DEG", " ")
    letters = [letter for letter in spelled if letter in "NSEW"]
    if len(letters) > 1 or len(spelled) > 64:
        return None
    for letter in letters:
        spelled = spelled.replace(letter, "")
    if not _SPELLED.fullmatch(spelled) or spelled.count("-") > 1:
        return None
    numbers = [float(number) for number in _NUMBER.findall(spelled)]
    if not 1 <= len(numbers) <= 3 or any(part >= 60 for part in numbers[1:]):
        return None
    total = sum(number / scale for number, scale in zip(numbers, (1, 60, 3600), strict=False))
    if spelled.lstrip().startswith("-"):
        return _signed(-total, letters[0] if letters else _REFS[axis][0], axis)
    return _signed(total, letters[0] if letters else hemisphere.strip() or _REFS[axis][0], axis)


def position(
    lat_deg: float | None, lon_deg: float | None, source: PositionSource, error_km: float | None = None
) -> Position | None:
    """Return a position, or None where the two numbers are none: missing, out of range, or both zero."""
    if lat_deg is None or lon_deg is None or not (math.isfinite(lat_deg) and math.isfinite(lon_deg)):
        return None
    if abs(lat_deg) > _LIMIT_DEG["lat"] or abs(lon_deg) > _LIMIT_DEG["lon"]:
        return None
    if abs(lat_deg) < _NEVER_SET_DEG and abs(lon_deg) < _NEVER_SET_DEG:
        return None
    return Position(lat_deg, lon_deg, source, error_km)


def _checked(value_deg: float) -> float:
    if not math.isfinite(value_deg) or abs(value_deg) > _LIMIT_DEG["lon"]:
        raise ValueError(f"{value_deg} is no coordinate in degrees")
    return value_deg


def _signed(value_deg: float, hemisphere: str, axis: Axis) -> float | None:
    letter = hemisphere.strip("\0 ").upper()[:1]
    if letter not in _REFS[axis] or not letter or abs(value_deg) > _LIMIT_DEG[axis]:
        return None
    return -value_deg if letter == _REFS[axis][1] else value_deg
