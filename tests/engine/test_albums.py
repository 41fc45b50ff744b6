"""Albums: one occasion each, whatever order the photos come in and whatever is added later."""

import itertools
import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.albums.group import D, K, cuts, group, is_timed
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, Photo, TimeSource

START = datetime(2014, 7, 12, 9)


def photo(
    path: str,
    minutes: float | None = None,
    source: TimeSource = TimeSource.EXIF,
    span: timedelta = timedelta(0),
    doubts: frozenset[ClockDoubt] = frozenset(),
    **more: object,
) -> Photo:
    taken = None
    if minutes is not None:
        taken = CaptureTime(START + timedelta(minutes=minutes), source, 0.9, span, doubts=doubts)
    plain = Photo(path=Path(path), size_bytes=1, mtime_ns=1, inode=1, format="JPEG", taken=taken)
    return replace(plain, **more)  # type: ignore[arg-type]


def names(albums: list[tuple[Photo, ...]]) -> list[list[str]]:
    return [[each.path.name for each in album] for album in albums]


def series(prefix: str, minutes: list[float]) -> list[Photo]:
    return [photo(f"/p/{prefix}{number}.jpg", at) for number, at in enumerate(minutes)]


# Occasions


def test_no_photos_make_no_albums() -> None:
    assert group([]) == []


def test_a_days_outing_with_a_lunch_is_one_album_and_the_next_weekend_another() -> None:
    outing = series("a", [0, 10, 15, 30, 45, 50, 60, 180, 190, 200, 220, 230, 240])
    weekend = series("b", [7 * 1440, 7 * 1440 + 12, 7 * 1440 + 30, 7 * 1440 + 55])
    assert names(group(outing + weekend)) == [[each.path.name for each in outing], [each.path.name for each in weekend]]


def test_the_pace_of_the_photos_decides_and_no_number_of_hours() -> None:
    """Two hours are a new occasion after a burst of a photo a minute, and none on a journey of a photo an hour."""
    busy = [float(minute) for minute in range(30)]
    assert len(group(series("a", [*busy, *(149 + minute for minute in busy)]))) == 2
    slow = [60.0 * hour for hour in range(30)]
    assert len(group(series("b", [*slow[:15], *(120 + minute for minute in slow[14:])]))) == 1


def test_two_photos_years_apart_are_two_albums_and_minutes_apart_one() -> None:
    assert len(group(series("a", [0, 525_600]))) == 2
    assert len(group(series("a", [0, 9]))) == 1


def test_bursts_do_not_tear_the_minutes_around_them() -> None:
    burst = [number / 600 for number in range(40)]
    assert len(group(series("a", [*burst, 1, 2, 3, 5, 8]))) == 1


def test_several_cameras_of_one_occasion_are_one_album() -> None:
    phone = [photo(f"/phone/{m}.jpg", m, camera=Camera("Apple")) for m in range(0, 100, 10)]
    camera = [photo(f"/camera/{m}.jpg", m + 3, camera=Camera("Canon")) for m in range(0, 100, 10)]
    [album] = group(phone + camera)
    assert [each.path.parent.name for each in album[:4]] == ["phone", "camera", "phone", "camera"]


def test_five_thousand_photos_of_one_day_are_one_album() -> None:
    assert len(group(series("a", [number * 0.2 for number in range(5000)]))) == 1


def test_a_day_without_an_hour_lies_among_the_photos_of_that_day() -> None:
    days = [
        photo(f"/p/IMG-WA000{number}.jpg", -540, TimeSource.FILENAME, timedelta(days=1)) for number in (1, 2, 3)
    ]  # START is nine in the morning
    around = series("a", [120, 140, 160, 200, 220])
    assert names(group(days + around)) == [
        ["a0.jpg", "a1.jpg", "a2.jpg", "IMG-WA0001.jpg", "IMG-WA0002.jpg", "IMG-WA0003.jpg", "a3.jpg", "a4.jpg"]
    ]


# Folders


@pytest.mark.parametrize(
    "untimed",
    [
        photo("/x"),
        photo("/x", 0, TimeSource.MTIME),
        photo("/x", 0, TimeSource.FOLDER, timedelta(days=365)),
        photo("/x", 0, TimeSource.USER, timedelta(days=92)),
        *(photo("/x", 0, doubts=frozenset({doubt})) for doubt in ClockDoubt),
    ],
    ids=lambda each: repr(each.taken and (each.taken.source.value, *each.taken.doubts)),
)
def test_photos_whose_time_says_too_little_go_by_folder(untimed: Photo) -> None:
    photos = [replace(untimed, path=Path(f"/{folder}/print {n}.jpg")) for folder in "ba" for n in (10, 9, 1)]
    assert [[str(each.path) for each in album] for album in group(photos)] == [
        [f"/{folder}/print {n}.jpg" for n in (1, 9, 10)] for folder in "ab"
    ]


def test_a_folder_of_prints_is_one_album_for_each_time_that_was_stated() -> None:
    summer, winter = timedelta(days=92), timedelta(days=90)
    photos = [
        *(photo(f"/scans/{n}.jpg", -14_000_000, TimeSource.USER, summer) for n in (2, 1)),
        *(photo(f"/scans/{n}.jpg", -13_800_000, TimeSource.USER, winter) for n in (4, 3)),
        photo("/scans/5.jpg"),
    ]
    assert names(group(photos)) == [["1.jpg", "2.jpg"], ["3.jpg", "4.jpg"], ["5.jpg"]]


def test_a_stated_day_is_a_time_like_any_other() -> None:
    stated = photo("/scans/1.jpg", 0, TimeSource.USER, timedelta(days=1))
    assert is_timed(stated)
    assert len(group([stated, photo("/p/a.jpg", 183)])) == 1


# Laws

doubtful = st.sampled_from([frozenset(), frozenset({ClockDoubt.FACTORY}), frozenset({ClockDoubt.SCAN})])
takens = st.builds(
    CaptureTime,
    local=st.integers(0, 10**6).map(lambda minutes: START + timedelta(minutes=minutes)) | st.datetimes(),
    source=st.sampled_from(TimeSource),
    trust=st.just(0.9),
    span=st.sampled_from([timedelta(0), timedelta(days=1), timedelta(days=365)]),
    doubts=doubtful,
)


@st.composite
def libraries(draw: st.DrawFn, most: int = 40) -> list[Photo]:
    found = draw(st.lists(st.tuples(st.sampled_from("ab"), st.none() | takens), max_size=most))
    return [
        Photo(Path(f"/{folder}/{number}.jpg"), 1, 1, 1, "JPEG", id=number + 1, taken=taken)
        for number, (folder, taken) in enumerate(found)
    ]


@given(libraries())
def test_every_photo_is_in_exactly_one_album(photos: list[Photo]) -> None:
    albums = group(photos)
    assert sorted(each.id for album in albums for each in album) == [each.id for each in photos]
    assert all(albums)


@given(libraries(), st.integers())
def test_albums_do_not_depend_on_the_order_of_the_photos(photos: list[Photo], seed: int) -> None:
    shuffled = list(photos)
    random.Random(seed).shuffle(shuffled)
    assert group(shuffled) == group(photos)


@given(libraries())
def test_albums_follow_each_other_in_time(photos: list[Photo]) -> None:
    timed = [album for album in group(photos) if is_timed(album[0])]
    locals_ = [each.taken.local + each.taken.span / 2 for album in timed for each in album if each.taken]
    assert locals_ == sorted(locals_)


minutes = st.lists(st.integers(1, 100_000), min_size=1, max_size=80)


@given(minutes, minutes)
def test_photos_added_after_all_others_leave_albums_alone_that_ended_before(old: list[int], new: list[int]) -> None:
    """The whole of what can be promised: a gap is judged by the `D` gaps on either side, so it is judged for good once
    `D` gaps follow it. Albums that end at such a gap stay as they are, to the photo."""
    at = np.cumsum([0, *old, *new]).astype(float)
    before = group(series("a", list(at[: len(old) + 1])))
    after = group(series("a", list(at)))
    settled = 0
    counted = 0
    for album in before:
        counted += len(album)
        if counted + D > len(old):
            break
        settled += 1
    assert after[:settled] == before[:settled]


@given(minutes)
def test_a_cut_depends_on_no_photo_far_away(gaps: list[int]) -> None:
    at = np.cumsum([0, *gaps]).astype(float) * 60
    whole = set(cuts(at).tolist())
    for first in range(len(at) - 2 * D - 2):
        last = first + 2 * D + 2
        middle = first + D + 1
        assert (D + 1 in cuts(at[first:last]).tolist()) == (middle in whole)


@given(libraries(20), st.lists(st.none() | takens, max_size=10))
def test_photos_grouped_by_folder_touch_no_album_of_another_folder(
    photos: list[Photo], more: list[CaptureTime]
) -> None:
    added = [photo(f"/c/{number}.jpg", id=1000 + number, taken=taken) for number, taken in enumerate(more)]
    added = [each for each in added if not is_timed(each)]
    before = group(photos)
    assert [album for album in group(photos + added) if album[0].path.parent != Path("/c")] == before


def test_the_rule_is_phototocs_where_no_gap_is_short_and_the_prior_is_outweighed() -> None:
    """A direct, slow transcription of the formula as the referee; the prior is part of it."""
    noise = np.random.default_rng(7)
    gaps = np.exp(noise.normal(7, 2, 400)).clip(60)
    at = np.concatenate([[0], np.cumsum(gaps)])
    logs = [float(np.log(after - before)) for before, after in itertools.pairwise(at)]
    expected = []
    for i, log_gap in enumerate(logs):
        window = [logs[j] for j in range(max(0, i - 10), min(len(logs), i + 11))]
        mean = (sum(window) + 2 * np.log(600)) / (len(window) + 2)
        if log_gap >= np.log(17) + mean:
            expected.append(i + 1)
    assert np.log(17) == K
    assert cuts(at).tolist() == expected
    assert expected
