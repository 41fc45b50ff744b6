"""From lines of text to the languages that they may be in: by script, by words, by letters.

A word that several languages share tells of each of them; a letter that a language lacks tells against it. What is
left over for "no language at all" is large until some words agree: a picture of leaves spells words of two letters too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from whence_engine.cues.sign_evidence import Evidence, Kind
from whence_engine.cues.sign_tables import SignTables
from whence_engine.photo import TextLine
from whence_engine.places.fold import fold
from whence_engine.wording import Sentence, either

LEAST_SCORE = 0.8
"""Of a line whose words count."""

LEAST_SHARE = 0.15
"""Languages below it are not named."""

_TWINS_OF = "ABEZHIKMNOPTYXovuiκ"
_TWINS = str.maketrans("ABEZHIKMNOPTYXovui", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυι")  # noqa: RUF001 - as above
_MARKS = dict.fromkeys(range(0x300, 0x370))
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_WEIGHTS = (0.0, 0.0, 0.12, 0.3, 0.6, 0.8)  # of a word by its letters; longer ones count 1
_STREET, _ENDING, _LETTER, _FOREIGN_LETTER = 0.5, 1.0, 0.35, -0.8
_LEAST_LETTERS_BEFORE_END = 3
_SCRIPTS = {
    "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "HANGUL": ("ko",), "GREEK": ("el",), "THAI": ("th",), "HEBREW": ("he",),
    "ARABIC": ("ar", "fa", "ur"), "DEVANAGARI": ("hi", "mr", "ne"), "BENGALI": ("bn",), "TAMIL": ("ta",),
    "TELUGU": ("te",), "KANNADA": ("kn",), "MALAYALAM": ("ml",), "GUJARATI": ("gu",), "GURMUKHI": ("pa",),
    "SINHALA": ("si",), "KHMER": ("km",), "LAO": ("lo",), "MYANMAR": ("my",), "GEORGIAN": ("ka",), "ARMENIAN": ("hy",),
    "ETHIOPIC": ("am", "ti"), "TIBETAN": ("bo",),
}  # fmt: skip
_CYRILLIC = {"ыэё": ("ru",), "їєґ": ("uk",), "ў": ("be",), "ђћџјљњ": ("sr", "mk"), "ѓќѕ": ("mk",)}
_CYRILLIC_ANY = ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn")
NAMES = {
    "ja": "Japanese", "zh": "Chinese", "zh-hans": "Chinese (simplified)", "zh-hant": "Chinese (traditional)",
    "ko": "Korean", "el": "Greek", "th": "Thai", "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "ur": "Urdu",
    "hi": "Hindi", "mr": "Marathi", "ne": "Nepali", "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "kn": "Kannada",
    "ml": "Malayalam", "gu": "Gujarati", "pa": "Punjabi", "si": "Sinhalese", "km": "Khmer", "lo": "Lao",
    "my": "Burmese", "ka": "Georgian", "hy": "Armenian", "am": "Amharic", "ti": "Tigrinya", "bo": "Tibetan",
    "ru": "Russian",
    "uk": "Ukrainian", "be": "Belarusian", "bg": "Bulgarian", "mk": "Macedonian", "kk": "Kazakh", "ky": "Kyrgyz",
    "mn": "Mongolian",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A language, how much speaks for it, and the texts that did."""

    language: str
    score: float
    quotes: tuple[str, ...]


def languages(lines: Sequence[TextLine], tables: SignTables, sharpness: float, nothing: float) -> list[Evidence]:
    """Return at most one piece of evidence for English and one for all other languages together.

    Parameters
    ----------
    sharpness, nothing
        How strongly a point of score speaks, and the score of "no language at all"; `sign_trust` has them.
    """
    heard = [*_by_script(lines), *_by_words(lines, tables)]
    if not heard:
        return []
    power = np.exp(sharpness * np.array([nothing, *(one.score for one in heard)]))
    shares = power[1:] / power.sum()
    by_share = sorted(zip(shares.tolist(), heard, strict=True), key=lambda pair: -pair[0])
    named = [(share, one) for share, one in by_share if share >= LEAST_SHARE]
    found = []
    for kind, members in (
        (Kind.ENGLISH, [pair for pair in named if pair[1].language == "en"]),
        (Kind.LANGUAGE, [pair for pair in named if pair[1].language != "en"]),
    ):
        if members:
            found.append(_evidence(kind, members, tables))
    return found


def _evidence(kind: Kind, members: Sequence[tuple[float, Heard]], tables: SignTables) -> Evidence:
    countries: dict[str, float] = defaultdict(float)
    total = sum(share for share, _ in members)
    for share, one in members:
        for country, spoken in tables.speaking(one.language).items():
            countries[country] += share / total * spoken
    quotes = list(dict.fromkeys(quote for _, one in members[:1] for quote in one.quotes))
    means = either(language_name(one.language, tables) for _, one in members[:3])
    return Evidence(kind, dict(countries), "; ".join(quotes[:2]), means, sure=min(1.0, total))


def language_name(code: str, tables: SignTables) -> Sentence:
    """Return the English name of a language."""
    return Sentence(NAMES[code] if code in NAMES else tables.languages[code].name)


def _by_words(lines: Sequence[TextLine], tables: SignTables) -> list[Heard]:
    """Score the languages of Latin letters; a word counts once however often it stands there."""
    scores: dict[str, float] = defaultdict(float)
    quotes: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for line in lines:
        if line.score < LEAST_SCORE:
            continue
        words = _WORD.findall(line.text)
        for language in _street(words, tables):
            scores[language] += _STREET * line.score
            quotes[language].append(line.text)
        for word in words:
            folded = fold(word)
            if folded in seen:
                continue
            seen.add(folded)
            for language, points in _points(word, folded, tables):
                scores[language] += points * line.score
                if points > 0:
                    quotes[language].append(line.text)
    return [Heard(code, score, tuple(dict.fromkeys(quotes[code]))) for code, score in scores.items() if score > 0]


def _street(words: Sequence[str], tables: SignTables) -> tuple[str, ...]:
    """Return the languages in which these words may be the name of a street."""
    named = len(words) > 2 or (len(words) == 2 and words[1][0].isupper())
    return tables.by_street.get(fold(words[0]), ()) if named else ()


def _points(word: str, folded: str, tables: SignTables) -> Iterable[tuple[str, float]]:
    """Yield what one word says of each language."""
    weight = _WEIGHTS[len(folded)] if len(folded) < len(_WEIGHTS) else 1.0
    for language in tables.by_word.get(folded, ()):
        yield language, weight
    for end, language in tables.by_end:
        if folded.endswith(end) and len(folded) >= len(end) + _LEAST_LETTERS_BEFORE_END:
            yield language, _ENDING
    special = [letter for letter in unicodedata.normalize("NFC", word.casefold()) if letter in tables.by_letter]
    if special and len(word) >= 4:
        having = frozenset.intersection(*(tables.by_letter[letter] for letter in special))
        for language in tables.languages:
            yield language, _LETTER if language in having else _FOREIGN_LETTER


def _by_script(lines: Sequence[TextLine]) -> list[Heard]:
    """Score the languages of other scripts by their letters; single ones are read into every wall."""
    letters: dict[str, float] = defaultdict(float)
    quotes: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        scripts = [_script(letter) for letter in _with_greek_twins(line.text)]
        count = {name: scripts.count(name) for name in set(scripts)}
        for name, number in count.items():
            least = 4 if name in {"GREEK", "CYRILLIC"} else 2
            if name and number >= least and line.score >= LEAST_SCORE:
                letters[name] += number * line.score
                quotes[name].append(line.text)
    found = []
    for name, weight in letters.items():
        score = min(2.0, 0.35 * weight)
        for language, part in _languages_of(name, quotes[name], kana="HIRAGANA" in letters or "KATAKANA" in letters):
            found.append(Heard(language, score * part, tuple(quotes[name])))
    return found


def _with_greek_twins(text: str) -> str:
    """Return text with Latin letters as Greek where they stand among Greek ones: the reader mixes what looks alike.

    One letter that only Greek has is enough for a word in which no letter is only Latin: "ΦAPMAKEIO".
    """

    def greek(match: re.Match[str]) -> str:
        letters = unicodedata.normalize("NFD", match[0]).translate(_MARKS)
        telling = any(_script(letter) == "GREEK" for letter in letters)
        return letters.translate(_TWINS) if telling and all(c in _TWINS_OF or _script(c) for c in letters) else match[0]

    return _WORD.sub(greek, text)


def _script(letter: str) -> str:
    """Return the script of a letter, "" for Latin and for what is no letter."""
    if not letter.isalpha():
        return ""
    name = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    return name if name in _SCRIPTS or name in {"CJK", "CYRILLIC"} else ""


def _languages_of(script: str, texts: Sequence[str], *, kana: bool) -> list[tuple[str, float]]:
    """Return the languages that texts of a script may be in, and how much of their score each gets."""
    letters = {letter for letter in "".join(texts).casefold() if _script(letter) == script}
    if script == "CJK":
        return _chinese_or_japanese(letters, kana=kana)
    if script == "CYRILLIC":
        for telling, codes in _CYRILLIC.items():
            if letters & set(telling):
                return [(code, 1.0) for code in codes]
        return [(code, 1.0) for code in _CYRILLIC_ANY]
    return [(code, 1.0) for code in _SCRIPTS[script]]


def _chinese_or_japanese(letters: set[str], *, kana: bool) -> list[tuple[str, float]]:
    if kana or any(_is_everyday_japanese(letter) and not _is_chinese(letter) for letter in letters):
        return [("ja", 1.0)]
    simplified = sum(not _has(letter, "big5") for letter in letters)
    traditional = sum(not _has(letter, "gb2312") for letter in letters)
    japanese = sum(_is_everyday_japanese(letter) for letter in letters) / len(letters)
    if simplified > traditional:
        return [("zh-hans", 1.0), ("ja", japanese)]
    if traditional:
        return [("zh-hant", 1.0), ("ja", japanese)]
    return [("ja", japanese), ("zh-hans", 1.0), ("zh-hant", 1.0)]


def _has(letter: str, standard: str) -> bool:
    """Tell whether a national standard of letters has this one: GB 2312 is simplified Chinese, Big5 traditional."""
    try:
        letter.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


def _is_chinese(letter: str) -> bool:
    return _has(letter, "gb2312") or _has(letter, "big5")


def _is_everyday_japanese(letter: str) -> bool:
    """Tell whether a letter is of the first level of JIS X 0208, rows 16 to 47."""
    code = letter.encode("euc_jp", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xCF
