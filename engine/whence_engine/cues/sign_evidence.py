"""One thing that a text in a picture tells: of which countries, how, and in which words a person is told so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What told it. Several texts of one kind agree or not; kinds bear each other out."""

    LANGUAGE = "language"
    ENGLISH = "english"  # apart: it is on signs everywhere
    PHONE = "phone"
    PHONE_FORMAT = "phone-format"
    DOMAIN = "domain"
    CURRENCY = "currency"
    POSTCODE = "postcode"
    PLATE = "plate"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text tells.

    Attributes
    ----------
    countries
        ISO code -> how likely such a text is on a sign there, at most 1; countries that are not named have none.
    quote
        The text as it was read.
    means
        What it is taken for: "Italian or Spanish", "the telephone code of Italy".
    sure
        How likely it is what it is taken for, before anything fitted: 1 where only its kind counts.
    """

    kind: Kind
    countries: Mapping[str, float]
    quote: str
    means: str
    sure: float = 1.0
