"""What the engine says to people: in English, and in a form that a window can say again in another language.

A `Sentence` is its English text, so whoever prints, compares or stores text needs to know nothing of it. It also
remembers its template and its values: `whence_desktop.wording` looks the template up among the translations and puts
the values in as that language writes them. `installers/translations.py` finds the templates in the engine's source, so
they are written where they are used, as plain literals.

>>> after = counted("{count} day", "{count} days", 3)
>>> said = Sentence("It was taken {after} after {name}.", after=after, name="a.jpg")
>>> said
'It was taken 3 days after a.jpg.'
>>> said.template, said.values["after"].how_many
('It was taken {after} after {name}.', 3)
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import Any, Self

Value = str | int | float | datetime
"""What a sentence holds: a name as it is, a number, a moment, or another `Sentence` or `Toponym`."""

CAPITAL = "A"
"""The format of a value that begins a sentence."""

_PACKED = '["'
_NOTHING: Mapping[str, Value] = MappingProxyType({})


class Toponym(str):
    """A place as the gazetteer calls it in English, "Lisbon, Portugal"; other languages may have names of their own."""

    __slots__ = ()


class Sentence(str):
    """A sentence, or a part of one, that remembers how it was made.

    Parameters
    ----------
    template
        In English, with named places for values as `str.format` knows them; without values it is the text itself,
        braces included.
    values
        Whatever is neither text nor number nor moment (a path, an error) is told as it prints.

    Attributes
    ----------
    template, values
        As given.
    one
        The template for exactly one, where `values["count"]` says how many; else empty.
    """

    __slots__ = ("one", "template", "values")
    template: str
    values: Mapping[str, Value]
    one: str

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill the template; a sentence that is given alone stays as it is."""
        if isinstance(template, cls) and not values:
            return template
        return cls.of(template, values)

    @classmethod
    def of(cls, template: str, values: Mapping[str, object], one: str = "") -> Self:
        """Return the sentence of attributes that were kept somewhere."""
        kept = {name: _kept(value) for name, value in values.items()}
        english = one if one and kept["count"] == 1 else template
        made = super().__new__(cls, english.format_map(kept) if kept else english)
        made.template, made.values, made.one = str(template), kept or _NOTHING, one
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Let copies, and other processes, have it whole."""
        return Sentence.of, (self.template, dict(self.values), self.one)

    def __format__(self, spec: str) -> str:
        """Return what stands in another sentence; `{clause:A}` begins with a capital letter."""
        return self[:1].upper() + self[1:] if spec == CAPITAL else super().__format__(spec)

    @property
    def how_many(self) -> int:
        """How many the sentence speaks of, for the forms of a noun; -1 where it counts nothing."""
        count = self.values.get("count")
        return count if self.one and isinstance(count, int) else -1


def whole(clause: str) -> Sentence:
    """Return a clause as a sentence of its own; a sentence stays as it is.

    >>> whole("it is a RAW file"), whole("The disk is full.")
    ('It is a RAW file.', 'The disk is full.')
    """
    return Sentence(clause) if clause.endswith(".") else Sentence("{clause:A}.", clause=Sentence(clause))


def counted(one: str, many: str, count: int, /, **values: object) -> Sentence:
    """Return a sentence about `count` things, which both templates may call `{count}`."""
    return Sentence.of(many, {"count": int(count), **values}, one)


def together(sentences: Iterable[str]) -> str:
    """Return sentences, at least one, one after another."""
    return reduce(lambda first, then: Sentence("{first} {then}", first=first, then=then), sentences)


def listed(parts: Iterable[str]) -> str:
    """Return "one, another, a third" of at least one part."""
    return reduce(lambda first, then: Sentence("{first}, {then}", first=first, then=then), parts)


def set_apart(parts: Iterable[str]) -> str:
    """Return "one; another; a third" of at least one part."""
    return reduce(lambda first, then: Sentence("{first}; {then}", first=first, then=then), parts)


def both(parts: Iterable[str]) -> str:
    """Return "one and another and a third" of at least one part."""
    return reduce(lambda first, then: Sentence("{first} and {then}", first=first, then=then), parts)


def either(parts: Iterable[str]) -> str:
    """Return "one or another or a third" of at least one part."""
    return reduce(lambda first, then: Sentence("{first} or {then}", first=first, then=then), parts)


def plain(said: str) -> Any:
    """Return a text as JSON can carry it: a sentence with values as `[template, values]`, and `one` where it counts.

    Lone surrogates, which no UTF-8 can carry, become visible escapes.
    """
    if not isinstance(said, Sentence) or not said.values:
        return _visible(said)
    values = {name: _plain_value(value) for name, value in said.values.items()}
    return [said.template, values, said.one] if said.one else [said.template, values]


def restored(raw: Any) -> str:
    """Return the text of `plain`. Words that were kept without a template come back as a sentence without values."""
    if isinstance(raw, str):
        return _alone(raw)
    template, values, *one = raw
    known = {name: _restored_value(value) for name, value in values.items()}
    return Sentence.of(template, known, *one)


def packed(said: str) -> str:
    """Return a text for a column of text: itself, or its `plain` form as JSON where it has values."""
    raw = plain(said)
    if isinstance(raw, str) and not raw.startswith(_PACKED):
        return raw
    return json.dumps([raw, {}] if isinstance(raw, str) else raw, separators=(",", ":"))


def unpacked(text: str) -> str:
    """Return the text of `packed`."""
    return restored(json.loads(text)) if text.startswith(_PACKED) else _alone(text)


@lru_cache(maxsize=256)
def _alone(text: str) -> Sentence:
    """Return a sentence without values; an index holds the same few many times."""
    return Sentence(text)


def _kept(value: object) -> Value:
    return value if isinstance(value, str | int | float | datetime) else str(value)


def _plain_value(value: Value) -> Any:
    match value:
        case Toponym():
            return {"place": _visible(value)}
        case Sentence():
            return {"say": plain(value)}
        case str():
            return _visible(value)
        case datetime():
            return {"at": value.isoformat()}
    return value


def _restored_value(raw: Any) -> Value:
    if isinstance(raw, str | int | float):
        return raw
    [(kind, value)] = raw.items()
    return _KINDS[kind](value)


_KINDS: dict[str, Callable[[Any], Value]] = {"place": Toponym, "say": restored, "at": datetime.fromisoformat}


def _visible(text: str) -> str:
    return str(text).encode("utf-8", "backslashreplace").decode("utf-8")
