"""Folding of place names, so that what people type meets what the gazetteer holds.

Both sides fold with the same function: the builder folds every name that it stores, the search folds the query.
"""

# ruff: noqa: RUF001, RUF003 - letters that look like others are what this file is about

import re
import unicodedata

_DROPPED = {
    *range(0x0300, 0x0370),  # marks on Latin, Greek and Cyrillic letters
    *range(0x0591, 0x05BE),  # Hebrew points and accents
    *range(0x05BF, 0x05C0),
    *range(0x05C1, 0x05C3),
    *range(0x05C4, 0x05C6),
    0x05C7,
    0x0640,  # Arabic tatweel
    *range(0x064B, 0x0660),  # Arabic vowel signs, hamza and madda
    0x0670,
    *map(ord, "'\"`´‘’‚‛“”„′″ʹʺʻʼʽʾʿˈˊˋ՚׳״＇·"),  # O'Fallon, Pʻariz, L’Aquila, Vila-real's l·l
    *range(0x200B, 0x2010),  # joiners and direction marks
    0x00AD,
    0xFEFF,
}
"""Code points that a name keeps its meaning without."""

_REPLACED = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ə": "a", "ƿ": "w", "þ": "th",
    "æ": "ae", "œ": "oe",
    "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ە": "ه",  # one letter as Arabic, Persian and Kurdish keyboards type it
    "ς": "σ",
}  # fmt: skip
"""Letters that Unicode does not decompose, each as people type it who have no such key."""

_TABLE: dict[int, str | None] = dict.fromkeys(_DROPPED) | {ord(key): value for key, value in _REPLACED.items()}

_ODD = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")

_WORDS = {"st": "saint", "ste": "sainte", "sta": "santa", "mt": "mount", "ft": "fort"}
"""Abbreviated words of names, and what they stand for."""


def fold(text: str) -> str:
    """Return the form of `text` under which names are stored and looked up.

    Case, diacritics, quotation marks, punctuation, spacing and the common abbreviations of Saint, Mount and Fort make
    no difference; scripts do. Vowel signs of the scripts of India and the voicing marks of kana are letters and stay.

    Parameters
    ----------
    text
        Any text; folding twice gives the same as folding once.

    Returns
    -------
    str
        Words separated by one space; empty if `text` holds no letter and no digit.
    """
    return " ".join(_WORDS.get(word, word) for word in fold_prefix(text).split())


def fold_prefix(text: str) -> str:
    """Return `text` folded like `fold`, but with abbreviations left alone: the last word may still be growing."""
    plain = fold_letters(text)
    spaced = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain)
    return " ".join(spaced.split())


def fold_letters(text: str) -> str:
    """Return `text` without case, diacritics and quotation marks; what stands between words stays.

    What is part of a text is part of the folded text, and texts that are parted by a line break fold each for itself.
    """
    if text.isascii():
        return _plain(text.lower())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _plain(decomposed))


def _plain(text: str) -> str:
    return _ODD.sub(lambda letter: _TABLE[ord(letter[0])] or "", text)
