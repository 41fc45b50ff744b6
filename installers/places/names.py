"""Which names the gazetteer holds, and how far to trust each."""

import importlib
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from places.archives import Archives
from places.areas import Area, matched_divisions
from whence_engine.places.fold import fold
from whence_engine.places.names import Match, PlaceKind
from whence_engine.places.rank import HOW, rank

OWN, ALTERNATE, CODE = (HOW.index(how) for how in (Match.NAME, Match.ALTERNATE, Match.CODE))
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

USUAL_DIVISIONS = {
    ("FR", "Brittany"): ["Bretagne", "Bretaña", "Bretagna"], ("FR", "Normandy"): ["Normandie", "Normandía"],
    ("FR", "Corsica"): ["Corse", "Korsika", "Córcega"], ("FR", "Provence-Alpes-Côte d'Azur"): ["Provence", "PACA"],
    ("IT", "Tuscany"): ["Toscana", "Toskana", "Toscane"], ("IT", "Sicily"): ["Sicilia", "Sizilien", "Sicile"],
    ("IT", "Sardinia"): ["Sardegna", "Sardinien", "Sardaigne"], ("IT", "Apulia"): ["Puglia", "Apulien", "Pouilles"],
    ("IT", "Lombardy"): ["Lombardia", "Lombardei"], ("IT", "Piedmont"): ["Piemonte", "Piemont"],
    ("IT", "Lazio"): ["Latium"], ("IT", "Veneto"): ["Venetien", "Vénétie"],
    ("IT", "Trentino-Alto Adige"): ["Trentino-Südtirol", "Südtirol", "Alto Adige", "South Tyrol"],
    ("ES", "Andalusia"): ["Andalucía", "Andalusien", "Andalousie"],
    ("ES", "Catalonia"): ["Cataluña", "Catalunya", "Katalonien", "Catalogne"],
    ("ES", "Basque Country"): ["País Vasco", "Euskadi", "Baskenland"], ("ES", "Navarre"): ["Navarra"],
    ("ES", "Balearic Islands"): ["Islas Baleares", "Illes Balears", "Balearen", "Baleares"],
    ("ES", "Canary Islands"): ["Canarias", "Islas Canarias", "Kanarische Inseln", "Kanaren"],
    ("ES", "Castille and León"): ["Castilla y León"], ("ES", "Aragon"): ["Aragón", "Aragonien"],
    ("GB", "Scotland"): ["Schottland", "Écosse", "Escocia", "Scozia"], ("GB", "Wales"): ["Cymru", "Pays de Galles"],
    ("GB", "Northern Ireland"): ["Nordirland", "Irlande du Nord"], ("GB", "England"): ["Angleterre", "Inglaterra"],
    ("BE", "Flanders"): ["Vlaanderen", "Flandern", "Flandre"], ("BE", "Wallonia"): ["Wallonie", "Wallonien"],
    ("GR", "Crete"): ["Kreta", "Κρήτη", "Crète"], ("PT", "Azores"): ["Açores", "Azoren"],
}  # fmt: skip
"""Where GeoNames' divisions are larger than Natural Earth's: what they are called at home and next door."""

_CLDR_CONTINENTS = {"AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005"}

_MANY, _PICKED = 1500, 48
"""Of a beginning that more names share, so many places are picked in advance."""

_TRANSLITERATION = re.compile(r"[a-z]")
_CODE = re.compile(r"[A-Z]{2,4}")
_NE_TRANSLATION = re.compile(r"name_[a-z]{2,3}")
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
        """Yield `folded name TAB bearers` in code point order, the most important place first."""
        for key in sorted(self._places):
            yield key + "\t" + _bearers(sorted(self._places[key].items()))

    def prefixes(self, weight: Sequence[float]) -> Iterator[tuple[str, str]]:
        """Yield the beginnings that many names share, and the bearers that rank highest by their `weight`."""
        names: dict[str, list[str]] = {"": list(self._places)}
        while names:
            grown: dict[str, list[str]] = defaultdict(list)
            for prefix, several in names.items():
                for name in several:
                    if len(name) > len(prefix):
                        grown[name[: len(prefix) + 1]].append(name)
            names = {prefix: several for prefix, several in grown.items() if len(several) > _MANY}
            for prefix, several in sorted(names.items()):
                if not prefix.endswith(" "):
                    yield prefix, _bearers(self._first(several, weight))

    def _first(self, names: Iterable[str], weight: Sequence[float]) -> list[tuple[int, int]]:
        best: dict[int, tuple[float, int]] = {}
        for name in names:
            for place, how in self._places[name].items():
                if how != CODE:
                    best[place] = max(best.get(place, (0.0, how)), (rank(weight[place], HOW[how], whole=False), how))
        return [(place, best[place][1]) for place in sorted(best, key=lambda p: (-best[p][0], p))[:_PICKED]]


def _bearers(places: Iterable[tuple[int, int]]) -> str:
    return " ".join(str(place * 4 + how) for place, how in places)


def town_alternates(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield a town's other names that people may type, each with its trust.

    GeoNames adds transliterations by rule ("ba li" for Paris); they begin with a small letter and nobody types them.
    """
    for name in names:
        if _TRANSLITERATION.match(name) or len(name) > 80:
            continue
        yield name, CODE if _CODE.fullmatch(name) else ALTERNATE


def region_alternates(country: str, area: Area, properties: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the other names of a first-order division, and the letters it goes by in addresses."""
    for key, value in properties.items():
        if isinstance(value, str) and (key in _NE_NAMES or _NE_TRANSLATION.fullmatch(key)):
            yield from ((name, ALTERNATE) for name in value.split("|"))
    yield from ((name, ALTERNATE) for name in USUAL_DIVISIONS.get((country, area.name), []))
    letters = area.code if country == "US" else str(properties.get("iso_3166_2") or "").partition("-")[2]
    if _CODE.fullmatch(letters):
        yield letters, CODE


def book_of_names(archives: Archives, areas: Sequence[Area]) -> NameBook:
    """Return all names; towns are numbered first, then areas."""
    book = NameBook()
    for place, town in enumerate(archives.towns):
        book.add(place, town["name"], OWN)
        for name, how in town_alternates(town["alternatenames"]):
            book.add(place, name, how)
    divisions, territories = matched_divisions(archives), territory_names(archives)
    for place, area in enumerate(areas, start=len(archives.towns)):
        book.add(place, area.name, OWN)
        if area.kind == PlaceKind.REGION:
            country = areas[area.parent].code
            named = region_alternates(country, area, divisions.get((country, area.code), {}))
        else:
            named = territory_alternates(area, archives.countries, territories)
        for name, how in named:
            book.add(place, name, how)
    return book


def territory_alternates(
    area: Area, countries: Mapping[str, Mapping[str, Any]], territories: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, int]]:
    """Yield the other names of a country or continent, and a country's codes."""
    if area.kind == PlaceKind.CONTINENT:
        yield from ((name, ALTERNATE) for name in territories[_CLDR_CONTINENTS[area.code]])
        return
    yield from ((name, ALTERNATE) for name in [*territories[area.code], *USUAL.get(area.code, [])])
    codes = [area.code, countries[area.code]["iso3"], *USUAL_CODES.get(area.code, [])]
    yield from ((name, CODE) for name in codes)


def territory_names(archives: Archives) -> dict[str, list[str]]:
    """Return the names of CLDR's territories in all `LOCALES`."""
    names: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        archives.unpack_babel(Path(folder))
        sys.path.insert(0, folder)
        try:
            babel = importlib.import_module("babel")
            for locale in LOCALES:
                for code, name in babel.Locale.parse(locale).territories.items():
                    names[code].append(name)
        finally:
            sys.path.remove(folder)
    return names
