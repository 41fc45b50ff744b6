"""What the engine says, in the language of the window.

The engine speaks English, and its sentences remember how they were made (`whence_engine.wording`). Here the template is
looked up among the translations, and the values are put in as the locale writes them.
"""

import string
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from whence_engine.errors import WhenceError
from whence_engine.wording import Sentence, Toponym

ENGINE = "engine"
"""Under this word the translations keep the templates of the engine's sentences."""

PLACES = "places"
"""Under this word they keep names of countries, continents and well-known towns."""

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""

_lookup = translate
"""By this name it does not: what the engine says is collected from the engine's source."""


def said(text: str | WhenceError) -> str:
    """Return what the engine says in the window's language; words without a template stay as they are."""
    text = text.said if isinstance(text, WhenceError) else text
    if isinstance(text, Toponym):
        return place(text)
    if not isinstance(text, Sentence):
        return text
    template = _lookup(ENGINE, text.template, None, text.how_many)
    if not text.values:
        return template
    if text.one and template == text.template and text.how_many == 1:  # English
        template = text.one
    return _Spelling(QLocale()).vformat(template, (), text.values)


def place(label: str) -> str:
    """Return a place as the window's language calls it: its country, and what is translated as "Lisbon, Portugal" too.

    >>> place("Nowhere, Atlantis")
    'Nowhere, Atlantis'
    """
    *inside, around = label.split(", ")
    told = [town(name, around) for name in inside]
    return ", ".join((*told, _lookup(PLACES, around)))


def town(name: str, country: str) -> str:
    """Return what a town or division is called, by its English name and that of its country."""
    key = f"{name}, {country}"
    told = _lookup(PLACES, key)
    return name if told == key else told


def day(moment: date) -> str:
    """Return a day in figures, as the window's language writes it."""
    return moment.strftime(translate("wording", "%Y-%m-%d"))


def minute(moment: datetime) -> str:
    """Return a day and a time of day."""
    return moment.strftime(translate("wording", "%Y-%m-%d %H:%M"))


def second(moment: datetime) -> str:
    """Return a day and a time of day with its seconds."""
    return moment.strftime(translate("wording", "%Y-%m-%d %H:%M:%S"))


def number(value: float, spec: str = "") -> str:
    """Return a number as the window's language writes it, formatted as Python does."""
    return _Spelling(QLocale()).format_field(value, spec)


class _Spelling(string.Formatter):
    """Fills a template with values as a locale writes them."""

    def __init__(self, locale: QLocale) -> None:
        self._marks = str.maketrans({".": locale.decimalPoint(), ",": locale.groupSeparator()})

    def format_field(self, value: Any, format_spec: str) -> str:
        """Put one value in."""
        if isinstance(value, str):
            return format(Sentence(said(value)), format_spec)
        told = format(value, format_spec)
        return told.translate(self._marks) if isinstance(value, int | float) else told
