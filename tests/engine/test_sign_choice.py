"""Which pictures are read: where time says little, some of each album in turn, and not without end."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.sign_choice import MOST_A_RUN, NEAR_H, ReadSigns, in_turn, spread, worth_reading
from whence_engine.photo import CaptureTime, Photo, Position, PositionSource, TimeSource

NOON = datetime(2014, 7, 12, 12)


def photo(number: int, hours: float | None = 0.0, *, at: bool = False, px: int = 0, error: str | None = None) -> Photo:
    taken = None if hours is None else CaptureTime(NOON + timedelta(hours=hours), TimeSource.EXIF, 0.9)
    position = Position(1.0, 2.0, PositionSource.EXIF) if at else None
    return Photo(
        Path(f"{number}.jpg"), 1, 1, 1, "JPEG", id=number, taken=taken, position=position, width_px=px, error=error
    )


def test_photos_with_a_position_tiny_and_unreadable_ones_are_never_read() -> None:
    album = [photo(1, at=True), photo(2, px=100), photo(3, error="It is damaged."), photo(4, px=4000), photo(5)]
    assert sorted(worth_reading(album, [], ReadSigns.ON)) == [4, 5]


@pytest.mark.parametrize(("how", "read"), [(ReadSigns.AUTO, [2, 3]), (ReadSigns.ON, [1, 2, 3])])
def test_a_position_near_in_time_answers_better(how: ReadSigns, read: list[int]) -> None:
    album = [photo(1, NEAR_H - 0.1), photo(2, NEAR_H + 0.1), photo(3, None)]
    assert sorted(worth_reading(album, [photo(9, 0.0, at=True)], how)) == read


def test_every_album_has_its_turn() -> None:
    assert in_turn([[1, 2, 3], [], [4]], ReadSigns.ON) == ([1, 4, 2, 3], 0)


def test_a_run_left_to_itself_ends() -> None:
    ids, left = in_turn([list(range(MOST_A_RUN + 7))], ReadSigns.AUTO)
    assert (len(ids), left) == (MOST_A_RUN, 7)
    assert in_turn([list(range(MOST_A_RUN + 7))], ReadSigns.ON)[1] == 0


@given(st.integers(0, 500))
def test_the_first_few_are_spread_over_all(count: int) -> None:
    order = spread(count)
    assert sorted(order) == list(range(count))
    if count >= 8:
        first = sorted(order[:4])
        assert max(b - a for a, b in zip(first, [*first[1:], count], strict=True)) <= count / 2 + 1
