"""Clocks that only a whole folder can convict."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.albums.clocks import FEWEST_PHOTOS, judge
from whence_engine.photo import CaptureTime, ClockDoubt, Photo, TimeSource

NOON = datetime(2019, 3, 4, 12)


def photo(path: str, local: datetime | None, source: TimeSource = TimeSource.EXIF) -> Photo:
    taken = None if local is None else CaptureTime(local, source, 0.95)
    return Photo(Path(path), 1, 1, 1, "JPEG", taken=taken)


def doubts(photos: list[Photo]) -> list[set[ClockDoubt]]:
    return [set(each.taken.doubts) if each.taken else set() for each in photos]


def folder(name: str, count: int, step: timedelta) -> list[Photo]:
    return [photo(f"{name}/{number}.jpg", NOON + number * step) for number in range(1, count + 1)]


def test_a_folder_whose_photos_share_one_second_is_doubted() -> None:
    judged = judge(folder("/holiday", 5, timedelta(0)))
    assert doubts(judged) == [{ClockDoubt.ALL_EQUAL}] * 5
    assert all(each.taken is not None and each.taken.trust < 0.5 for each in judged)


def test_a_doubted_time_gives_way_to_what_the_names_say() -> None:
    judged = judge(folder("/1998-05-01 Lisbon", 5, timedelta(0)))
    assert {each.taken and each.taken.local for each in judged} == {datetime(1998, 5, 1)}
    assert {each.taken and each.taken.source for each in judged} == {TimeSource.FOLDER}
    named = [replace(each, path=Path(f"/x/IMG_20180725_16342{n}.jpg")) for n, each in enumerate(judged)]
    named = [replace(each, taken=photo("/x", NOON).taken) for each in named]
    assert {each.taken and each.taken.source for each in judge(named)} == {TimeSource.FILENAME}


def test_a_stray_photo_is_no_acquittal_and_not_convicted() -> None:
    stray = photo("/holiday/stray.jpg", NOON + timedelta(days=3))
    judged = judge([*folder("/holiday", 12, timedelta(0)), stray])
    assert doubts(judged) == [{ClockDoubt.ALL_EQUAL}] * 12 + [set()]
    assert judged[-1] == stray


@pytest.mark.parametrize(
    "innocent",
    [
        folder("/burst", FEWEST_PHOTOS - 1, timedelta(0)),
        folder("/fast", 20, timedelta(milliseconds=100)),
        folder("/trip", 8, timedelta(minutes=5)),
        folder("/2019", 20, timedelta(seconds=40)),
        folder("/2018 and later", 20, timedelta(seconds=40))[::2] + folder("/x", 1, timedelta(0)),
        [photo(f"/named/{n}.jpg", NOON, TimeSource.FILENAME) for n in range(9)],
        [photo(f"/stated/{n}.jpg", NOON, TimeSource.USER) for n in range(9)],
        [photo(f"/nothing/{n}.jpg", None) for n in range(9)],
    ],
    ids=["burst", "fractions", "trip", "same-year", "weeks-later", "file-names", "stated", "no-times"],
)
def test_innocent_folders_are_left_alone(innocent: list[Photo]) -> None:
    assert judge(innocent) == innocent


def test_prints_scanned_years_after_the_date_of_their_folder_are_scans() -> None:
    judged = judge(folder("/album/1987 Brittany", 10, timedelta(seconds=45)))
    assert {each.taken and (each.taken.source, each.taken.local.year) for each in judged} == {(TimeSource.FOLDER, 1987)}


def test_photos_of_a_later_day_in_an_old_folder_are_no_scans_without_a_scanners_pace() -> None:
    slow = folder("/best of 1987", 10, timedelta(hours=5))
    assert judge(slow) == slow
    jumbled = [replace(each, path=Path(f"/best of 1987/{hash_}.jpg")) for each, hash_ in zip(
        folder("/x", 10, timedelta(seconds=45)), "qjdkslamvb", strict=True
    )]  # fmt: skip
    assert judge(jumbled) == jumbled


def test_file_names_are_ordered_as_people_do() -> None:
    scans = [photo(f"/1987/scan {n}.jpg", NOON + timedelta(seconds=40 * n)) for n in range(8, 14)]
    assert all(each.taken and each.taken.source is TimeSource.FOLDER for each in judge(scans))


locals_ = st.sampled_from([NOON, NOON + timedelta(seconds=30), NOON + timedelta(days=9)])
some = st.lists(
    st.builds(photo, st.sampled_from([f"/{f}/{n}.jpg" for f in ("1987", "b") for n in range(9)]), st.none() | locals_)
)


@given(some)
def test_judging_keeps_order_and_photos_and_touches_nothing_but_times(photos: list[Photo]) -> None:
    judged = judge(photos)
    assert [replace(each, taken=None) for each in judged] == [replace(each, taken=None) for each in photos]


@given(some)
def test_one_folder_is_judged_without_the_others(photos: list[Photo]) -> None:
    alone = [each for each in photos if each.path.parent.name == "b"]
    assert [each for each in judge(photos) if each.path.parent.name == "b"] == judge(alone)
