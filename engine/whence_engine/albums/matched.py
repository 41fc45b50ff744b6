"""How far a clock is off, told by pairs of photos that a person knows to show the same moment. Pure.

One pair is as good as the person's memory; several that agree prove each other, and the median of them bears with one
that was mistaken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from whence_engine.errors import UsageError
from whence_engine.photo import CaptureTime


@dataclass(frozen=True, slots=True)
class Matched:
    """What pairs tell together.

    Attributes
    ----------
    add
        What to add to the camera's times: the median over the pairs, to the second.
    spread
        How far the pairs differ, from the least to the most; nothing for one pair.
    pairs
        How many there are.
    """

    add: timedelta
    spread: timedelta
    pairs: int


def offset_matched(pairs: Sequence[tuple[CaptureTime, CaptureTime]]) -> Matched:
    """Return the offset that pairs of one moment tell.

    Parameters
    ----------
    pairs
        The time by the clock that is put right, as its file says it, and the time by the other clock, as it counts
        now: both are what clocks at that place show.

    Raises
    ------
    UsageError
        When there is no pair, or a time is not known to the second.
    """
    if not pairs:
        raise UsageError("Match at least one photo of this camera with a photo that shows the same moment.")
    if any(wrong.span or right.span for wrong, right in pairs):
        raise UsageError(
            "The time of one of these photos is not known to the second: match photos that say when they were taken."
        )
    found = sorted((right.local - wrong.local).total_seconds() for wrong, right in pairs)
    return Matched(timedelta(seconds=round(median(found))), timedelta(seconds=round(found[-1] - found[0])), len(pairs))
