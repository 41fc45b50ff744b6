"""Finding names of places in short texts: which words are a name, and which places bear it.

Words are read left to right, the longest name first ("New York" before "York"). What is only a word or a first name
(`words.txt`) is none; landscapes that are neither town nor division come from `landscapes.tsv`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from whence_engine.places.fold import fold
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import Match, PlaceHit, PlaceKind

LONGEST_NAME = 5
"""Words of a name."""

PLACES_PER_NAME = 8
"""So many bearers of an ambiguous name are weighed."""

FAMOUS = 5_000_000.0
"""The weight of a landscape that people name, as if so many lived there: Bali is the island, not the town in India."""

_REGION_SHARE = 0.05
_OTHER_NAME_SHARE = 0.3
_CODES = {"uk": "GB", "usa": "US", "uae": "AE"}
_LEAST_LETTERS = 3
_SENTENCE_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+(?:['`\u2019][^\W\d_]+)*")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])")
_JOINS = re.compile(r"[ \u3000]|[ ]?[-\u2010][ ]?|\.[ ]?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One place that a name may mean, and its weight among the bearers of the name."""

    hit: PlaceHit
    weight: float
    landscape: bool = False
    countries: tuple[str, ...] = ()

    @property
    def area(self) -> bool:
        """Whether other places can lie in it."""
        return self.landscape or self.hit.kind is not PlaceKind.TOWN


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a place in a text.

    Attributes
    ----------
    text
        As it stands there.
    meanings
        The places that bear it, heaviest first.
    doubtful
        Whether it is a word or a first name as well.
    capitalised
        Whether it is written like a name; always, in scripts without capitals.
    after_preposition
        Whether a word like "in" stands before it.
    alone
        Whether no other word stands beside it, but what albums are called anyway.
    bare
        Whether nothing at all but dates and numbers stands beside it.
    sentence
        Whether it was found in running text.
    """

    text: str
    meanings: tuple[Meaning, ...]
    doubtful: bool
    capitalised: bool
    after_preposition: bool
    alone: bool
    bare: bool
    sentence: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `words.txt`, folded, by section."""

    dates: frozenset[str]
    plain: frozenset[str]
    before: frozenset[str]
    never: frozenset[str]
    doubtful: frozenset[str]

    @classmethod
    def load(cls) -> "Words":
        """Read the packaged list."""
        sections: dict[str, set[str]] = {}
        words: set[str] = set()
        for line in _lines("words.txt"):
            if line.startswith("["):
                words = sections.setdefault(line[1 : line.index("]")], set())
            else:
                words.update(fold(word) for word in line.split())
        return cls(**{name: frozenset(of_section) for name, of_section in sections.items()})


class Reader:
    """Reads texts against a gazetteer; remembers the names it looked up lately."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._words = Words.load()
        self._landscapes = load_landscapes({code: name for code, (_, name) in gazetteer.countries.items()})
        self.meanings = lru_cache(maxsize=4096)(self._meanings)
        self.read = lru_cache(maxsize=1024)(self._read)

    def _read(self, text: str) -> tuple[Name, ...]:
        """Return the names of places in `text`, in its order."""
        phrases = _phrases(text)
        spans = [span for phrase in phrases for span in self._spans(phrase)]
        words = [fold(word) for phrase in phrases for word in phrase]
        some_capitals = any(_is_capitalised(word) for phrase in phrases for word in phrase)
        named = [span for span in spans if _is_capitalised(span[0]) or not some_capitals]  # "Reading list" is no list
        taken = {word for span in named for word in fold(span[0]).split()}
        beside = [word for word in words if word not in taken and word not in self._words.dates]
        alone = all(word in self._words.plain or word in self._words.before for word in beside)
        return tuple(
            Name(
                text=name,
                meanings=meanings,
                doubtful=fold(name) in self._words.doubtful,
                capitalised=_is_capitalised(name),
                after_preposition=before in self._words.before,
                alone=alone,
                bare=not beside,
                sentence=len(words) >= _SENTENCE_WORDS,
            )
            for name, before, meanings in spans
        )

    def _spans(self, phrase: Sequence[str]) -> Iterator[tuple[str, str, tuple[Meaning, ...]]]:
        """Yield the names in words that follow each other: the name, the folded word before it, its meanings."""
        start = 0
        while start < len(phrase):
            for stop in range(min(len(phrase), start + LONGEST_NAME), start, -1):
                name = " ".join(phrase[start:stop])
                if fold(name) in self._words.never:
                    break
                meanings = self.meanings(fold(name)) if self._may_be_name(phrase[start:stop]) else ()
                if meanings:
                    yield name, fold(phrase[start - 1]) if start else "", meanings
                    break
            start = stop

    def _may_be_name(self, words: Sequence[str]) -> bool:
        """Tell whether words can be a name at all: not if all of them are ordinary ones."""
        folded = [fold(word) for word in words]
        ordinary = self._words.never | self._words.plain | self._words.dates | self._words.before
        if folded[0] in self._words.before or all(word in ordinary for word in folded):
            return False
        return len("".join(folded)) >= _LEAST_LETTERS or folded[0] in _CODES or bool(_UNSPACED.search(words[0]))

    def _meanings(self, name: str) -> tuple[Meaning, ...]:
        """Return the places called `name` (folded), heaviest first."""
        found = []
        for hit in self._gazetteer.bearing(name, limit=PLACES_PER_NAME):
            code = hit.match is Match.CODE
            if code and (hit.kind is not PlaceKind.COUNTRY or hit.country_code != _CODES.get(name)):
                continue
            if hit.kind is PlaceKind.CONTINENT:
                continue
            weight = (hit.population + 500.0) * (1.0 if hit.match is Match.NAME or code else _OTHER_NAME_SHARE)
            found.append(Meaning(hit, weight * (_REGION_SHARE if hit.kind is PlaceKind.REGION else 1.0)))
        if name in self._landscapes:
            found.append(self._landscapes[name])
        return tuple(sorted(found, key=lambda meaning: -meaning.weight))


def load_landscapes(country_names: Mapping[str, str]) -> dict[str, Meaning]:
    """Read the packaged landscapes: folded name -> what it means; those of several countries lie in none."""
    found: dict[str, Meaning] = {}
    for line in _lines("landscapes.tsv"):
        lat, lon, radius_km, codes, name, *others = line.split("\t")
        countries = tuple(codes.split(","))
        country, code = (country_names[codes], codes) if len(countries) == 1 else ("", "")
        where = float(lat), float(lon), float(radius_km)
        hit = PlaceHit(name, PlaceKind.REGION, Match.NAME, "", country, code, *where, population=0)
        meaning = Meaning(hit, FAMOUS, landscape=True, countries=countries)
        found |= {fold(one): meaning for one in [name, *(others[0].split(";") if others else [])]}
    return found


def _is_capitalised(name: str) -> bool:
    """Tell whether a name is written like one; always, in scripts without capitals."""
    return name[0].casefold() != name[0] or name[0].upper() == name[0]


def _phrases(text: str) -> list[list[str]]:
    """Split a text into runs of words that nothing but spaces, hyphens and full stops of abbreviations part."""
    phrases: list[list[str]] = []
    end = -1
    for match in _WORD.finditer(_HUMP.sub(" ", text.replace("_", " "))):
        between = match.string[end : match.start()]
        if end < 0 or not _JOINS.fullmatch(between):
            phrases.append([])
        phrases[-1].append(match[0])
        end = match.end()
    return phrases


def _lines(name: str) -> list[str]:
    text = resources.files("whence_engine.cues").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
