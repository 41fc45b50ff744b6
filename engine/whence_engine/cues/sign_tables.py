"""The packaged tables that signs are read by: languages with their letters and words, countries with their codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

_INTERNATIONAL = "-"

_WRITTEN = {
    # What the letters of Chinese tell: simplified on the mainland and in Singapore, traditional elsewhere.
    "zh-hans": {"CN": 0.9, "SG": 0.5, "MY": 0.05},
    "zh-hant": {"TW": 0.95, "HK": 0.95, "MO": 0.9},
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language as signs show it.

    Attributes
    ----------
    letters
        Letters that English lacks, as they are written.
    words, ends, streets
        Folded words, endings of words ("strasse"), and what names of streets begin with ("rue").
    """

    code: str
    name: str
    letters: frozenset[str]
    words: frozenset[str]
    ends: tuple[str, ...]
    streets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Country:
    """A country as signs show it: its telephone code, top-level domain, languages with their shares, currencies."""

    code: str
    phone: str
    domain: str
    languages: Mapping[str, float]
    currencies: tuple[str, ...]


@dataclass(frozen=True)
class SignTables:
    """All languages and countries by their codes, and words that say nothing because they are at home everywhere."""

    languages: Mapping[str, Language]
    countries: Mapping[str, Country]
    international: frozenset[str]

    @classmethod
    def load(cls) -> "SignTables":
        """Read the packaged tables."""
        languages, international = {}, frozenset[str]()
        for code, name, letters, said in _rows("sign_languages.tsv"):
            if code == _INTERNATIONAL:
                international = frozenset(said.split())
                continue
            words = frozenset(word for word in said.split() if word[0] not in "*^")
            ends, streets = (frozenset(word[1:] for word in said.split() if word[0] == mark) for mark in "*^")
            languages[code] = Language(code, name, frozenset(letters), words, tuple(sorted(ends)), streets)
        countries = {}
        for code, phone, domain, spoken, currencies in _rows("sign_countries.tsv"):
            shares = (one.partition(":") for one in spoken.split())
            by_language = {language: float(percent) / 100.0 for language, _, percent in shares}
            countries[code] = Country(code, phone, domain, by_language, tuple(currencies.split()))
        return cls(languages, countries, international)

    def speaking(self, language: str) -> dict[str, float]:
        """Return country -> share of its signs in a language, where there are any."""
        if language in _WRITTEN:
            return _WRITTEN[language]
        return {code: share for code, one in self.countries.items() if (share := one.languages.get(language, 0.0)) > 0}

    @cached_property
    def by_word(self) -> dict[str, tuple[str, ...]]:
        """Folded word -> languages that have it."""
        found: dict[str, list[str]] = {}
        for language in self.languages.values():
            for word in language.words - self.international:
                found.setdefault(word, []).append(language.code)
        return {word: tuple(codes) for word, codes in found.items()}

    @cached_property
    def by_end(self) -> tuple[tuple[str, str], ...]:
        """Endings of words, each with a language that has it."""
        return tuple((end, language.code) for language in self.languages.values() for end in language.ends)

    @cached_property
    def by_street(self) -> dict[str, tuple[str, ...]]:
        """Folded word that names of streets begin with -> languages that have it."""
        every = {word for language in self.languages.values() for word in language.streets}
        return {
            word: tuple(code for code, language in self.languages.items() if word in language.streets) for word in every
        }

    @cached_property
    def by_letter(self) -> dict[str, frozenset[str]]:
        """Letter that English lacks -> languages that have it."""
        every = {letter for language in self.languages.values() for letter in language.letters}
        return {
            letter: frozenset(code for code, language in self.languages.items() if letter in language.letters)
            for letter in every
        }

    @cached_property
    def by_phone(self) -> dict[str, tuple[str, ...]]:
        """Telephone code -> countries that share it."""
        found: dict[str, list[str]] = {}
        for country in self.countries.values():
            if country.phone:
                found.setdefault(country.phone, []).append(country.code)
        return {phone: tuple(codes) for phone, codes in found.items()}

    def paying_in(self, currency: str) -> tuple[str, ...]:
        """Return the countries whose money has this ISO 4217 code."""
        return tuple(code for code, country in self.countries.items() if currency in country.currencies)

    def with_domain(self, domain: str) -> str | None:
        """Return the country of a top-level domain."""
        return self._domains.get(domain)

    @cached_property
    def _domains(self) -> dict[str, str]:
        return {country.domain: code for code, country in self.countries.items()}


@lru_cache(maxsize=1)
def sign_tables() -> SignTables:
    """Return the packaged tables, read once."""
    return SignTables.load()


def _rows(name: str) -> list[list[str]]:
    text = resources.files("whence_engine.cues").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
