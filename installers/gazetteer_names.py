"""Which names the gazetteer holds, and in which order of trust."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whence_engine.places.fold import fold

OWN, ALTERNATE, CODE = 0, 1, 2
"""A place's own name; what else it is called; an abbreviation such as NYC, TX or FRA."""

LOCALES = [
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el",
    "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr",
    "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt",
    "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "pa", "pl", "ps", "pt",
    "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk",
    "ur", "uz", "vi", "zh", "zh_Hant",
]  # fmt: skip

USUAL = {
    "US": ["United States of America", "America", "U.S.A.", "the States"], "GB": ["Great Britain", "Britain"],
    "NL": ["Holland", "The Netherlands"], "CZ": ["Czech Republic"], "MM": ["Burma"], "CI": ["Ivory Coast"],
    "SZ": ["Swaziland"], "MK": ["Macedonia"], "AE": ["Emirates"], "TR": ["Turkey"], "RU": ["Russian Federation"],
    "KR": ["Korea"], "CD": ["DR Congo", "Zaire"], "CG": ["Congo"], "VA": ["Vatican City"], "TL": ["East Timor"],
    "CV": ["Cape Verde"], "HK": ["Hongkong"], "MO": ["Macau"], "BY": ["Belorussia"], "FK": ["Malvinas"],
}  # fmt: skip
"""What people write for a country and no list of locales says."""

USUAL_CODES = {"US": ["USA", "US"], "GB": ["UK", "GB"], "AE": ["UAE"]}

_TRANSLITERATION = re.compile(r"[a-z]")
_CODE = re.compile(r"[A-Z]{2,4}")
_NE_NAMES = ("name", "name_alt", "woe_name", "gn_name", "name_local")


class NameBook:
    """Folded names and the places that bear them."""

    def __init__(self) -> None:
        self._places: dict[str, dict[int, int]] = defaultdict(dict)

    def add(self, place: int, name: str, how: int) -> None:
        """File `place` under `name`; the most trusted way wins."""
        key = fold(name)
        if key:
            known = self._places[key]
            known[place] = min(how, known.get(place, how))

    def lines(self) -> Iterator[str]:
        """Yield `folded name TAB place*4+how ...` in code point order, the most important place first."""
        for key in sorted(self._places):
            yield key + "\t" + " ".join(str(place * 4 + how) for place, how in sorted(self._places[key].items()))


def town_alternates(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield a town's other names that people may type, each with its trust.

    GeoNames adds transliterations by rule ("ba li" for Paris); they begin with a small letter and nobody types them.
    """
    for name in names:
        if _TRANSLITERATION.match(name) or len(name) > 80:
            continue
        yield name, CODE if _CODE.fullmatch(name) else ALTERNATE


def region_alternates(properties: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the names that Natural Earth knows of a first-order division, and its postal code."""
    for key, value in properties.items():
        if isinstance(value, str) and (key in _NE_NAMES or re.fullmatch(r"name_[a-z]{2,3}", key)):
            for name in value.split("|"):
                yield name, ALTERNATE
    code = str(properties.get("iso_3166_2") or "").partition("-")[2]
    if re.fullmatch(r"[A-Z]{2,3}", code):
        yield code, CODE
