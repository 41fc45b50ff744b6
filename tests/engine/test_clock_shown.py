"""One photo of a clock tells how far a camera's clock is off."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.albums.clock_shown import offset_shown
from whence_engine.errors import UsageError
from whence_engine.photo import CaptureTime, TimeSource

TAKEN = CaptureTime(datetime(2014, 7, 12, 14, 30), TimeSource.EXIF, 0.95)


@pytest.mark.parametrize(
    ("shown", "add", "error"),
    [
        ("14:32:10", timedelta(minutes=2, seconds=10), 1),
        ("14.32", timedelta(minutes=2, seconds=30), 30),
        ("2:32 pm", timedelta(minutes=2, seconds=30), 30),
        ("12:05 a.m.", timedelta(hours=9, minutes=35, seconds=30), 30),
        ("02:29:00", timedelta(hours=11, minutes=59), 1),
        ("2013-07-12 14:30:00", timedelta(days=-365), 1),
    ],
)
def test_what_a_clock_shows(shown: str, add: timedelta, error: int) -> None:
    measured = offset_shown(TAKEN, shown)
    assert (measured.add, measured.error) == (add, timedelta(seconds=error))
    assert measured.without_day is ("-" not in shown)


@pytest.mark.parametrize("shown", ["", "half past two", "25:00", "13:00 pm", "14:60", "2014-13-01 10:00"])
def test_what_no_clock_shows_is_refused(shown: str) -> None:
    with pytest.raises(UsageError, match="no time that a clock shows"):
        offset_shown(TAKEN, shown)


def test_a_photo_of_some_day_tells_nothing() -> None:
    with pytest.raises(UsageError, match="not known to the second"):
        offset_shown(CaptureTime(datetime(1987, 7, 12), TimeSource.USER, 1.0, timedelta(days=1)), "14:30")


@given(st.integers(-43199, 43200))
def test_any_offset_within_half_a_day_is_found(seconds: int) -> None:
    right = TAKEN.local + timedelta(seconds=seconds)
    found = offset_shown(TAKEN, f"{right:%H:%M:%S}").add
    assert found == timedelta(seconds=seconds) or abs(found) == timedelta(hours=12)
