"""When a photo was taken, as a person types it: `1987`, `summer 1987`, `around 12 July 1987`, `Weihnachten 1990`.

English and German. Seasons are those of the northern hemisphere, in whole months (summer is June to August), unless
"southern" stands beside them; a season that spans New Year belongs to the year in which it begins (winter 1987 is
December 1987 to February 1988).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from whence_engine.errors import SaidError, UsageError
from whence_engine.files.timestamps import EARLIEST_YEAR, FUTURE_TOLERANCE
from whence_engine.photo import CaptureTime, TimeSource
from whence_engine.wording import Sentence

TRUST_STATED = 1.0
TRUST_AROUND = 0.7

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january januar jänner jan",
            "february februar feber feb",
            "march märz maerz mar mär mrz",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dezember dec dez",
        ),
        start=1,
    )
    for word in words.split()
}
_SEASONS = {
    word: first_month
    for first_month, words in (
        (3, "spring frühling frühjahr fruehling fruehjahr"),
        (6, "summer sommer"),
        (9, "autumn fall herbst"),
        (12, "winter"),
    )
    for word in words.split()
}
_FEASTS = {"christmas": "christmas", "xmas": "christmas", "weihnachten": "christmas", "weihnacht": "christmas"} | {
    "easter": "easter", "ostern": "easter", "silvester": "eve", "sylvester": "eve", "neujahr": "new year"
}  # fmt: skip
_THIRDS = {"early": 0, "beginning": 0, "anfang": 0, "mid": 1, "middle": 1, "mitte": 1, "late": 2, "end": 2, "ende": 2}
_AROUND = frozenset("around about circa ca c approximately approx roughly etwa ungefähr zirka um gegen".split())  # noqa: SIM905
_FILLERS = frozenset("of the in on at der des im am year years jahr jahre jahren hemisphere day".split())  # noqa: SIM905
_SOUTHERN = frozenset({"southern", "south", "südlich", "südliche", "südlicher", "südhalbkugel", "southerly"})
_WORDED_DECADES = {
    word: 1900 + 10 * number
    for number, words in enumerate(
        ("twenties zwanziger", "thirties dreißiger", "forties vierziger", "fifties fünfziger", "sixties sechziger",
         "seventies siebziger", "eighties achtziger", "nineties neunziger"),
        start=2,
    )
    for word in words.split()
}  # fmt: skip

_YEAR = r"(1[89]\d\d|20\d\d)"
_DECADE = re.compile(r"(?:(1[89]|20))?(\d)0(?:s|er)")
_ISO = re.compile(rf"{_YEAR}[-:/.](\d{{1,2}})(?:[-:/.](\d{{1,2}}))?")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}})[./-]{_YEAR}")
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.{_YEAR}")
_SLASHED = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-]{_YEAR}")
_CLOCK = re.compile(r"(?:^|[ t])(\d{1,2}):(\d\d)(?::(\d\d))?$")
_RANGE = re.compile(rf"(?:between |from |von |zwischen )?{_YEAR} ?(?:-|to|until|and|bis|und) ?(\d\d|\d{{4}})")
_WINTER_PAIR = re.compile(r"(\d{4})/(\d\d|\d{4})")


@dataclass(frozen=True, slots=True)
class _Interval:
    start: datetime
    end: datetime


class _NoTimeError(SaidError, ValueError):
    """The words name no time; a message says why, where there is more to say."""


def parse_stated(text: str, now: datetime | None = None) -> CaptureTime:
    """Return the time that a person stated, with the span that their words leave open.

    Understood are a day (`1987-07-12`, `12.7.1987`, `12 July 1987`) with or without a clock time, a month
    (`July 1987`, `1987-07`), a season, a year, a range of years (`1985-88`), a decade (`1980s`, `the eighties`), feasts
    (`Christmas 1990`, `Easter 1990`, `New Year's Eve 1999`), each with `early`, `mid` or `late` where it is long, and
    with `around`, which widens it on both sides by half its length (a day by a week, a year by two years).

    Parameters
    ----------
    now
        Naive local time; nothing later is accepted. The computer's clock by default.

    Raises
    ------
    UsageError
        When the words name no time, name it ambiguously (`7/8/1987`), or name one that has not come yet.
    """
    words = " ".join(text.lower().replace(",", " ").replace("\u2019", "'").split())
    try:
        found, around = _understood(words)
    except (_NoTimeError, ValueError, OverflowError) as error:
        why = error.said if isinstance(error, _NoTimeError) and error.said else Sentence("is no time that I understand")
        raise UsageError(
            "{text!r} {why}; write a day (1987-07-12), a month (July 1987), a season (summer "
            "1987), a year (1987) or a decade (1980s).",
            text=text,
            why=why,
        ) from error
    if found.start.year < EARLIEST_YEAR:
        raise UsageError("{text!r} is older than photography.", text=text)
    if found.start > (now or datetime.now()) + FUTURE_TOLERANCE:
        raise UsageError("{text!r} has not come yet.", text=text)
    trust = TRUST_AROUND if around else TRUST_STATED
    return CaptureTime(found.start, TimeSource.USER, trust, found.end - found.start)


def _understood(words: str) -> tuple[_Interval, bool]:
    rest = words.replace("~", "around ")
    tokens = rest.split(" ")
    around = tokens[0].rstrip(".") in _AROUND
    if around:
        rest = " ".join(tokens[1:])
    found = _interval(rest)
    return (_widened(found) if around else found), around


def _interval(words: str) -> _Interval:
    clock = _CLOCK.search(words)
    if clock:
        day = _interval(words[: clock.start()])
        if day.end - day.start != timedelta(days=1):
            raise _NoTimeError("")
        hour, minute, second = (int(part or 0) for part in clock.groups())
        start = day.start.replace(hour=hour, minute=minute, second=second)
        return _Interval(start, start + (timedelta(0) if clock[3] else timedelta(minutes=1)))
    years = _RANGE.fullmatch(words)
    # 1987-05 is a month, 1985-88 are years
    if years and (len(years[2]) == 4 or int(years[2]) > max(12, int(years[1][2:]))):
        return _years(int(years[1]), _second_year(int(years[1]), years[2]))
    return _numeric(words) or _worded(words)


def _second_year(first: int, text: str) -> int:
    second = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    if second < first:
        raise _NoTimeError("ends before it begins")
    return second


def _numeric(words: str) -> _Interval | None:
    if match := _ISO.fullmatch(words):
        return _day(int(match[1]), int(match[2]), int(match[3])) if match[3] else _months(int(match[1]), int(match[2]))
    if match := _DOTTED.fullmatch(words.replace(". ", ".")):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.fullmatch(words):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first <= 12 and second <= 12 and first != second:
            raise _NoTimeError("may be one of two days")
        return (
            _day(year, min(first, second), max(first, second)) if max(first, second) > 12 else _day(year, first, second)
        )
    if match := _MONTH_YEAR.fullmatch(words):
        return _months(int(match[2]), int(match[1]))
    return None


def _worded(words: str) -> _Interval:
    """Read words in any order: each is used once, and none may be left over."""
    tokens = [token.strip(".()") for token in words.replace("new year's", "neujahr").replace("'", "").split(" ")]
    tokens = [part for token in tokens for part in re.split(r"(?<=\D)-(?=\w)", token) if part not in _FILLERS]
    third = next((_THIRDS[token] for token in tokens if token in _THIRDS), None)
    southern = any(token in _SOUTHERN for token in tokens)
    left = [token for token in tokens if token and token not in _THIRDS and token not in _SOUTHERN]
    found = _named(left, southern=southern)
    if third is None:
        return found
    if found.end - found.start < timedelta(days=7):
        raise _NoTimeError("")
    length = (found.end - found.start) / 3
    start = found.start + third * length
    return _Interval(_midnight(start), _midnight(start + length))


def _named(tokens: list[str], *, southern: bool) -> _Interval:
    if len(tokens) == 1 and not southern:
        return _alone(tokens[0])
    year, others = _year_among(tokens)
    if southern and not (len(others) == 1 and others[0] in _SEASONS):
        raise _NoTimeError("")
    match others:
        case [word] if word in _SEASONS:
            month = _SEASONS[word]
            return _months(year, (month + 5) % 12 + 1 if southern else month, 3)
        case [word] if word in _MONTHS:
            return _months(year, _MONTHS[word])
        case [word] if word in _FEASTS:
            return _feast(_FEASTS[word], year)
        case ["neujahr", "eve"]:
            return _feast("eve", year)
        case [first, second]:
            name, day = (first, second) if first in _MONTHS else (second, first)
            day = re.sub(r"(?:st|nd|rd|th)$", "", day)
            if name in _MONTHS and day.isdecimal():
                return _day(year, _MONTHS[name], int(day))
    raise _NoTimeError("")


def _alone(word: str) -> _Interval:
    if re.fullmatch(_YEAR, word):
        return _years(int(word), int(word))
    if word in _WORDED_DECADES:
        return _years(_WORDED_DECADES[word], _WORDED_DECADES[word] + 9)
    if match := _DECADE.fullmatch(word):
        if not match[1] and match[2] in "01":
            raise _NoTimeError("may be one of two decades")
        first = int(match[1] or 19) * 100 + int(match[2]) * 10
        return _years(first, first + 9)
    if re.fullmatch(r"\d\d", word) or word in _MONTHS or word in _SEASONS or word in _FEASTS:
        raise _NoTimeError("needs a year with four digits")
    raise _NoTimeError("")


def _year_among(tokens: list[str]) -> tuple[int, list[str]]:
    years = [token for token in tokens if re.fullmatch(_YEAR, token)]
    pairs = [match for token in tokens if (match := _WINTER_PAIR.fullmatch(token))]
    if len(years) == 1 and not pairs:
        return int(years[0]), [token for token in tokens if token != years[0]]
    if len(pairs) == 1 and not years and "winter" in tokens:
        first = int(pairs[0][1])
        if _second_year(first, pairs[0][2] if first % 100 != 99 else str(first + 1)) == first + 1:
            return first, [token for token in tokens if token != pairs[0][0]]
    raise _NoTimeError("" if years or pairs else "needs a year with four digits")


def _feast(feast: str, year: int) -> _Interval:
    if feast == "christmas":
        return _Interval(datetime(year, 12, 24), datetime(year, 12, 27))
    if feast == "eve":
        return _day(year, 12, 31)
    if feast == "new year":
        return _day(year, 1, 1)
    sunday = easter_sunday(year)
    return _Interval(sunday - timedelta(days=2), sunday + timedelta(days=2))


def easter_sunday(year: int) -> datetime:
    """Return Easter Sunday of the Gregorian calendar (the rule of Gauss, in the form of Lichtenberg 1997)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = (seed + golden // 11) // 29
    border = 21 + seed - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    return datetime(year, 3, 1) + timedelta(days=border + 7 - (border - sunday) % 7 - 1)


def _day(year: int, month: int, day: int) -> _Interval:
    start = datetime(year, month, day)
    return _Interval(start, start + timedelta(days=1))


def _months(year: int, month: int, count: int = 1) -> _Interval:
    last = month - 1 + count
    return _Interval(datetime(year, month, 1), datetime(year + last // 12, last % 12 + 1, 1))


def _years(first: int, last: int) -> _Interval:
    return _Interval(datetime(first, 1, 1), datetime(last + 1, 1, 1))


def _midnight(moment: datetime) -> datetime:
    return (moment + timedelta(hours=12)).replace(hour=0, minute=0, second=0, microsecond=0)


def _widened(found: _Interval) -> _Interval:
    length = found.end - found.start
    years = round(length.days / 365.25)
    if years:
        more = max(2, years // 2)
        return _Interval(
            found.start.replace(year=found.start.year - more), found.end.replace(year=found.end.year + more)
        )
    margin = timedelta(days=7) if length <= timedelta(days=4) else length / 2
    return _Interval(_midnight(found.start - margin), _midnight(found.end + margin))
