"""How far a clock is off, told by one photo of a right clock: a station's, a church's, a telephone's.

Pure. What was typed is what the clock in the picture shows; the file says what the camera's own clock showed then.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from whence_engine.errors import UsageError
from whence_engine.photo import CaptureTime

_SHOWN = re.compile(
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})[ T]+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?([ap])\.?m\.?)?", re.IGNORECASE
)
_HALF_DAY, _DAY = timedelta(hours=12), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """What to add to a camera's times, how far that may be off, and whether whole days are taken on trust."""

    add: timedelta
    error: timedelta
    without_day: bool


def offset_shown(taken: CaptureTime, shown: str) -> Measured:
    """Return the offset that one photo of a clock tells.

    Parameters
    ----------
    taken
        As the file says, before any correction.
    shown
        `14:32`, `14:32:10`, `2:32 pm`, or one of these after a date (`2014-07-12 14:32`). Without a date the day is
        taken on which the offset is smallest. A clock without seconds leaves half a minute either way.

    Raises
    ------
    UsageError
        When `shown` is no time, or the photo's own time is not known to the second.
    """
    if taken.span:
        raise UsageError("The time of this photo is not known to the second: take a photo that says when it was taken.")
    match = _SHOWN.fullmatch(shown.strip())
    if match is None:
        raise UsageError(
            "{shown!r} is no time that a clock shows; type 14:32:10, 2:32 pm or 2014-07-12 14:32.", shown=shown
        )
    year, month, day, hour, minute, second, half = match.groups()
    try:
        date = datetime(int(year), int(month), int(day)) if year else taken.local
        moment = date.replace(hour=_hour(int(hour), half), minute=int(minute), second=int(second or 0), microsecond=0)
    except ValueError as wrong:
        raise UsageError(
            "{shown!r} is no time that a clock shows; hours go to 23, minutes to 59.", shown=shown
        ) from wrong
    add = moment - taken.local.replace(microsecond=0)
    if not second:
        add += timedelta(seconds=30)
    if not year:
        add = (add + _HALF_DAY) % _DAY - _HALF_DAY
    return Measured(add, timedelta(seconds=1 if second else 30), not year)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half.lower() == "p" else 0)
