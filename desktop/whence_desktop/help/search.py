"""The search of the help: pages and words in, ranked sections out. Pure: it knows no window.

A word is found by its beginning, or by a part of it (German puts words together), whether or not umlauts and ß are
typed as such: `loschen`, `loeschen` and `Löschen` are the same. All words that are typed must be there.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from whence_desktop.help.pages import Page, Section

_EXCERPT_CHARS = 150
_LEAST_PART = 3  # letters that may also be found within a word
_WHOLE, _BEGINNING, _PART = 4.0, 2.0, 1.0
_TITLE, _HEADING, _ALSO, _TEXT = 5.0, 3.0, 2.0, 1.0
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A section in which everything was found.

    Attributes
    ----------
    page, section
        The page's name, and which of its sections.
    title, heading
        What both are called; the heading is empty for what stands right below the title.
    excerpt, spans
        Some words around the first finds, and where in them the finds begin and end.
    score
        How well it fits: only good for comparing.
    """

    page: str
    section: int
    title: str
    heading: str
    excerpt: str
    spans: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    page: Page
    number: int
    title: list[_Word]
    heading: list[_Word]
    also: list[_Word]
    text: list[_Word]

    @property
    def section(self) -> Section:
        return self.page.sections[self.number]


def forms(word: str) -> frozenset[str]:
    """Return the ways to type a word: in small letters, without accents, umlauts with their e and without."""
    small = unicodedata.normalize("NFC", word.casefold())
    return frozenset(_bare(one) for one in (small, small.translate(_SPELLED_OUT)))


def spans(text: str, query: str) -> list[tuple[int, int]]:
    """Return where words of `text` begin and end that a query finds."""
    wanted = [forms(word) for word in _typed(query)]
    return [(word.start, word.end) for word in _words(text) if any(_grade(word, one) for one in wanted)]


class Index:
    """All sections of some pages, ready to be searched.

    Parameters
    ----------
    pages
        In the order in which equals are listed.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self._entries = [
            _Entry(
                page,
                number,
                title=list(_words(page.title)),
                heading=_heading(section, number),
                also=list(_words(section.also)),
                text=list(_words(section.text)),
            )
            for page in pages
            for number, section in enumerate(page.sections)
        ]

    def find(self, query: str, most: int = 40) -> list[Hit]:
        """Return the sections that hold every word of a query, the best first."""
        wanted = [forms(word) for word in _typed(query)]
        scored = [(_score(entry, wanted), entry) for entry in self._entries] if wanted else []
        best = sorted(((score, entry) for score, entry in scored if score > 0.0), key=lambda pair: -pair[0])
        return [_hit(entry, query, score) for score, entry in best[:most]]


def _heading(section: Section, number: int) -> list[_Word]:
    return list(_words(section.heading)) if number else []


def _typed(query: str) -> list[str]:
    return re.findall(r"\w+", query)


def _words(text: str) -> Iterator[_Word]:
    for found in re.finditer(r"\w+", text):
        yield _Word(found.start(), found.end(), forms(found[0]))


def _bare(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _grade(word: _Word, wanted: frozenset[str]) -> float:
    """Tell how well a word is what was typed; 0 where it is not."""
    if word.forms & wanted:
        return _WHOLE
    pairs = [(form, one) for form in word.forms for one in wanted]
    if any(form.startswith(one) for form, one in pairs):
        return _BEGINNING
    return _PART if any(len(one) >= _LEAST_PART and one in form for form, one in pairs) else 0.0


def _best(words: Iterable[_Word], wanted: frozenset[str]) -> float:
    return max((_grade(word, wanted) for word in words), default=0.0)


def _score(entry: _Entry, wanted: Sequence[frozenset[str]]) -> float:
    """Return 0 unless every word is there, and at least one of them below this very heading or in it."""
    total, is_here = 0.0, entry.number == 0
    for one in wanted:
        found = (_best(words, one) for words in (entry.title, entry.heading, entry.also, entry.text))
        title, heading, also, text = found
        if not (title or heading or also or text):
            return 0.0
        is_here = is_here or bool(heading or also or text)
        own_title = title if entry.number == 0 else title / 4.0
        total += own_title * _TITLE + heading * _HEADING + also * _ALSO + text * _TEXT
    return total if is_here else 0.0


def _hit(entry: _Entry, query: str, score: float) -> Hit:
    excerpt = _excerpt(entry.section.text, spans(entry.section.text, query))
    heading = entry.section.heading if entry.number else ""
    return Hit(entry.page.name, entry.number, entry.page.title, heading, excerpt, tuple(spans(excerpt, query)), score)


def _excerpt(text: str, found: Sequence[tuple[int, int]]) -> str:
    """Cut some words out of a text: those where most was found, or its beginning."""
    starts = [start for start, _ in found]
    crowded = max(starts, key=lambda at: (sum(at <= one < at + _EXCERPT_CHARS for one in starts), -at), default=0)
    begin = max(0, crowded - _EXCERPT_CHARS // 4)
    end = min(len(text), begin + _EXCERPT_CHARS)
    if begin:
        begin = text.rfind(" ", 0, begin) + 1
    if end < len(text):
        end = max(text.rfind(" ", 0, end), begin)
    return f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"
