"""The clocks of cameras against those of phones: what is corrected, and what is left alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence_engine.albums.arrange import arrange
from whence_engine.albums.clock_offsets import correct, estimate, is_called
from whence_engine.files.devices import keeps_time
from whence_engine.library.library import Library
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, Photo, TimeSource

PHONE, REFLEX = Camera("Apple", "iPhone 4"), Camera("NIKON CORPORATION", "NIKON D40", "42")
START = datetime(2014, 7, 12, 9)
NOW = datetime(2026, 1, 1)
HOUR = timedelta(hours=1)


def sights(seed: int = 1, days: int = 3, a_day: int = 14) -> list[datetime]:
    """Moments at which somebody stops to photograph: by day, at no even pace."""
    random = np.random.default_rng(seed)
    minutes = [1440 * day + random.uniform(0, 600, a_day) for day in range(days)]
    return [START + timedelta(minutes=float(minute)) for minute in np.sort(np.concatenate(minutes))]


def photo(camera: Camera, at: datetime, number: int = 0, source: TimeSource = TimeSource.EXIF) -> Photo:
    taken = CaptureTime(at, source, 0.95)
    return Photo(Path(f"/p/{camera.model}-{number}.jpg"), 1, 1, 1, "JPEG", id=number, camera=camera, taken=taken)


def walk(moments: list[datetime], off: timedelta, camera: Camera = REFLEX, seed: int = 2) -> list[Photo]:
    """A phone and a camera on one walk, raised within half a minute of each other; the camera's clock is `off`."""
    jitter = np.random.default_rng(seed).normal(0, 20, len(moments))
    phone = [photo(PHONE, at, number) for number, at in enumerate(moments)]
    late = [timedelta(seconds=round(float(one))) for one in jitter]
    return phone + [
        photo(camera, at + more - off, 1000 + number)
        for number, (at, more) in enumerate(zip(moments, late, strict=True))
    ]


@pytest.mark.parametrize(
    "off",
    [HOUR, -HOUR, 9 * HOUR, timedelta(minutes=7), timedelta(hours=-5, minutes=-30), timedelta(hours=3, minutes=25)],
    ids=str,
)
def test_a_clock_that_is_off_is_found_out(off: timedelta) -> None:
    [found] = estimate(walk(sights(), off))
    assert found.camera == REFLEX
    assert abs(found.add - off) < timedelta(seconds=30)
    assert found.error < timedelta(minutes=1)
    assert "its 4" in found.because
    assert "iPhone 4" in found.because


def test_the_photos_get_the_time_of_the_phone() -> None:
    photos = walk(sights(), HOUR)
    corrected = [one for one in correct(photos) if one.camera == REFLEX]
    for before, after in zip([one for one in photos if one.camera == REFLEX], corrected, strict=True):
        assert before.taken is not None
        assert after.taken is not None
        assert after.taken.local - before.taken.local == after.taken.correction
        assert abs(after.taken.correction - HOUR) < timedelta(seconds=30)


def test_a_clock_that_agrees_is_left_alone() -> None:
    assert estimate(walk(sights(), timedelta(seconds=40))) == []


def test_people_who_were_elsewhere_do_not_move_each_others_clocks() -> None:
    for seed in range(6):
        mine = [photo(PHONE, at, n) for n, at in enumerate(sights(seed))]
        yours = [photo(REFLEX, at, 1000 + n) for n, at in enumerate(sights(seed + 100))]
        assert estimate(mine + yours) == []


def test_an_even_pace_tells_nothing() -> None:
    every_ten_minutes = [START + timedelta(minutes=10 * n) for n in range(60)]
    assert estimate(walk(every_ten_minutes, timedelta(minutes=25))) == []


def test_too_few_moments_tell_nothing() -> None:
    assert estimate(walk(sights(days=1, a_day=6), HOUR)) == []


def test_two_cameras_without_a_phone_tell_nothing() -> None:
    assert estimate(walk(sights(), HOUR, Camera("Canon", "EOS 7D"))[:42]) == []
    both = [
        replace(one, camera=Camera("SONY", "DSC-W1")) if one.camera == PHONE else one for one in walk(sights(), HOUR)
    ]
    assert estimate(both) == []


def test_every_stretch_of_a_camera_is_judged_by_itself() -> None:
    later = [at + timedelta(days=100) for at in sights(5)]
    found = estimate(walk(sights(), HOUR) + walk(later, 3 * HOUR))
    assert [round(one.add / HOUR) for one in found] == [1, 3]
    assert found[0].last < found[1].first


@settings(max_examples=15)
@given(st.integers(-40_000_000, 40_000_000), st.randoms())
def test_neither_the_hour_nor_the_order_matters(seconds: int, random: object) -> None:
    photos = walk(sights(), HOUR)
    moved = [replace(one, taken=replace(one.taken, local=one.taken.local + timedelta(seconds=seconds)))
             for one in photos if one.taken]  # fmt: skip
    random.shuffle(moved)  # type: ignore[attr-defined]
    [plain], [shifted] = estimate(photos), estimate(moved)
    assert abs(shifted.add - plain.add) <= timedelta(seconds=20)  # the grid of 15 s falls elsewhere


def test_a_persons_word_goes_before_what_the_phones_tell() -> None:
    photos = walk(sights(), HOUR)
    told = correct(photos, [("", timedelta(minutes=1)), ("D40", timedelta(minutes=5))])
    assert {one.taken.correction for one in told if one.taken and one.camera == REFLEX} == {timedelta(minutes=5)}
    assert {one.taken.correction for one in told if one.taken and one.camera == PHONE} == {timedelta(minutes=1)}


def test_what_a_person_said_of_the_time_and_names_of_files_are_not_shifted() -> None:
    stated = photo(REFLEX, START, source=TimeSource.USER)
    named = photo(REFLEX, START, source=TimeSource.FILENAME)
    assert correct([stated, named], [("", HOUR)]) == [stated, named]


def test_a_shift_to_another_zone_makes_the_written_offset_untrue() -> None:
    one = photo(REFLEX, START)
    assert one.taken is not None
    one = replace(one, taken=replace(one.taken, offset=HOUR))
    [minutes] = correct([one], [("", timedelta(minutes=3))])
    [hours] = correct([one], [("", 9 * HOUR)])
    assert minutes.taken is not None
    assert hours.taken is not None
    assert (minutes.taken.offset, hours.taken.offset) == (HOUR, None)


def test_a_time_at_the_end_of_all_times_stays() -> None:
    last = photo(REFLEX, datetime.max)
    assert correct([last], [("", HOUR)]) == [last]


def test_doubtful_times_are_no_witnesses() -> None:
    photos = walk(sights(), HOUR)
    doubted = [replace(one, taken=replace(one.taken, doubts=frozenset({ClockDoubt.FACTORY}))) for one in photos
               if one.taken]  # fmt: skip
    assert estimate(doubted) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [("D40", True), ("nikon d40", True), ("NIKON CORPORATION NIKON D40", True), ("42", True), ("", True),
     ("D4", False), ("iPhone 4", False), ("40", False)],
)  # fmt: skip
def test_a_camera_is_named_as_people_name_it(name: str, meant: bool) -> None:
    assert is_called(REFLEX, name) is meant


@pytest.mark.parametrize(
    "camera",
    [Camera("samsung", "SM-S901E"), Camera("SAMSUNG", "GT-I9000"), Camera("Google", "Pixel"),
     Camera("HUAWEI", "CLT-L29"), Camera("Sony", "E5823"), Camera("Nokia", "3110c"), Camera("", "SO-04K")],
    ids=lambda camera: camera.model,
)  # fmt: skip
def test_phones_are_known(camera: Camera) -> None:
    assert keeps_time(camera)


@pytest.mark.parametrize(
    "camera",
    [REFLEX, Camera("NIKON", "E5000"), Camera("SONY", "SLT-A58"), Camera("SAMSUNG", "NX300"), Camera("Canon", "EOS R5"),
     Camera("KYOCERA", "FC-S3"), Camera("", ""), Camera("LEICA", "M9")],
    ids=lambda camera: camera.model,
)  # fmt: skip
def test_cameras_are_no_phones(camera: Camera) -> None:
    assert not keeps_time(camera)


def test_a_library_keeps_corrections_and_takes_them_back(library: Library) -> None:
    photos = walk(sights(), 9 * HOUR)
    library.index.photos.upsert(photos)
    arrange(library)
    albums = [{one.camera for one in album.photos} for album in library.index.albums.all()]
    assert {PHONE, REFLEX} in albums
    by_path = {one.path: one for one in library.index.photos.all()}
    for one in photos:
        stored = by_path[one.path].taken
        assert one.taken is not None
        assert stored is not None
        assert stored.local - one.taken.local == stored.correction
        assert round(stored.correction / HOUR) == (9 if one.camera == REFLEX else 0)
    library.ledger.told.offset("D40", timedelta(0), at=NOW)
    arrange(library)
    assert {one.taken for one in library.index.photos.all()} == {one.taken for one in photos}
    library.ledger.told.offset("D40", None, at=NOW)
    arrange(library)
    assert {one.path: one for one in library.index.photos.all()} == by_path


def test_the_last_word_on_a_camera_counts(library: Library) -> None:
    told = library.ledger.told
    told.offset("D40", HOUR, at=NOW)
    told.offset("", 2 * HOUR, at=NOW)
    told.offset("D40", 3 * HOUR, at=NOW)
    told.zone("", "Asia/Tokyo", at=NOW)
    assert told.clocks().offsets == (("", 2 * HOUR), ("D40", 3 * HOUR))
    assert told.clocks().zones == (("", "Asia/Tokyo"),)
    told.offset("D40", None, at=NOW)
    told.zone("", "", at=NOW)
    assert (told.clocks().offsets, told.clocks().zones) == ((("", 2 * HOUR),), ())


def test_tracks_count_until_they_are_taken_back(library: Library) -> None:
    told = library.ledger.told
    for name in ("b.gpx", "a.gpx"):
        told.track(Path("/tracks") / name, at=NOW)
    assert told.tracks() == [Path("/tracks/b.gpx"), Path("/tracks/a.gpx")]
    told.track(Path("/tracks/b.gpx"), at=NOW, used=False)
    assert told.tracks() == [Path("/tracks/a.gpx")]
    told.track(Path("/tracks/b.gpx"), at=NOW)
    assert told.tracks() == [Path("/tracks/b.gpx"), Path("/tracks/a.gpx")]
