"""Pairs of photos that show the same moment tell how far a clock is off."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.albums.matched import offset_matched
from whence_engine.errors import UsageError
from whence_engine.photo import CaptureTime, TimeSource

NOON = datetime(2014, 7, 12, 12)


def at(seconds: float, span: timedelta = timedelta(0)) -> CaptureTime:
    return CaptureTime(NOON + timedelta(seconds=seconds), TimeSource.EXIF, 1.0, span)


def test_one_pair_tells_the_offset_and_nothing_of_its_spread() -> None:
    found = offset_matched([(at(0), at(3723))])
    assert (found.add, found.spread, found.pairs) == (timedelta(hours=1, minutes=2, seconds=3), timedelta(0), 1)


def test_of_several_pairs_the_median_counts_and_a_mistaken_one_shows_in_the_spread() -> None:
    found = offset_matched([(at(0), at(60)), (at(100), at(164)), (at(200), at(9000))])
    assert (found.add, found.spread, found.pairs) == (timedelta(seconds=64), timedelta(seconds=8740), 3)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=9), st.integers(-(10**6), 10**6))
def test_a_clock_that_is_off_by_more_is_told_by_as_much_more(seconds: list[int], more: int) -> None:
    pairs = [(at(7 * number), at(7 * number + one)) for number, one in enumerate(seconds)]
    later = [(wrong, CaptureTime(right.local + timedelta(seconds=more), right.source, 1.0)) for wrong, right in pairs]
    before, after = offset_matched(pairs), offset_matched(later)
    assert abs(after.add - before.add - timedelta(seconds=more)) <= timedelta(seconds=1)
    assert after.spread == before.spread


@pytest.mark.parametrize("pairs", [[], [(at(0), at(0, timedelta(days=365)))], [(at(0, timedelta(days=1)), at(0))]])
def test_without_times_to_the_second_nothing_is_told(pairs: list[tuple[CaptureTime, CaptureTime]]) -> None:
    with pytest.raises(UsageError):
        offset_matched(pairs)
