"""`neighbours`: who may speak for a photo, and what is said."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from whence_engine.cues.fix import LEAST_ERROR_KM, Fix, audible, cameras_apart, duration, fix_of, moment_of
from whence_engine.locate.along import Carrier
from whence_engine.locate.reasons import sentence
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, Photo, Position, PositionSource, TimeSource

NOON = datetime(2014, 7, 12, 12, 0)
PHONE, REFLEX = Camera("Fern", "Phone 4"), Camera("Stein", "D40")


def photo(minutes: float, camera: Camera = PHONE, at: tuple[float, float] | None = None) -> Photo:
    return Photo(
        path=Path(f"/photos/{minutes:g}.jpg"),
        size_bytes=1,
        mtime_ns=1,
        inode=1,
        format="JPEG",
        camera=camera,
        taken=CaptureTime(NOON + timedelta(minutes=minutes), TimeSource.EXIF, 0.9),
        position=Position(*at, PositionSource.EXIF) if at else None,
    )


def fixes(*photos: Photo) -> list[Fix]:
    return [fix for one in photos if (fix := fix_of(one))]


def test_cameras_that_travel_together_hear_each_other() -> None:
    known = fixes(photo(0, PHONE, (38.7, -9.1)), photo(30, REFLEX, (38.8, -9.2)))
    assert not cameras_apart(known)
    assert audible(known, REFLEX, strangers=False) == known


def test_cameras_that_were_elsewhere_at_the_same_time_do_not() -> None:
    known = fixes(photo(0, PHONE, (38.7, -9.1)), photo(30, REFLEX, (52.5, 13.4)), photo(60, PHONE, (38.7, -9.1)))
    assert cameras_apart(known)
    assert audible(known, REFLEX, strangers=True) == [known[1]]
    assert audible(known, Camera("Third", "One"), strangers=True) == []


def test_one_camera_may_fly() -> None:
    assert not cameras_apart(fixes(photo(0, PHONE, (38.7, -9.1)), photo(90, PHONE, (52.5, 13.4))))


def test_two_cameras_far_apart_on_different_days_are_no_strangers() -> None:
    assert not cameras_apart(fixes(photo(0, PHONE, (38.7, -9.1)), photo(3000, REFLEX, (52.5, 13.4))))


@pytest.mark.parametrize(
    "taken",
    [
        None,
        CaptureTime(NOON, TimeSource.MTIME, 0.1),
        CaptureTime(NOON, TimeSource.FOLDER, 0.3),
        CaptureTime(NOON, TimeSource.EXIF, 0.9, doubts=frozenset({ClockDoubt.EPOCH})),
        CaptureTime(NOON, TimeSource.USER, 1.0, span=timedelta(days=365)),
    ],
)
def test_a_time_that_cannot_be_trusted_to_the_minute_is_none(taken: CaptureTime | None) -> None:
    assert moment_of(replace(photo(0), taken=taken)) is None
    assert fix_of(replace(photo(0, PHONE, (38.7, -9.1)), taken=taken)) is None


def test_a_place_is_known_to_its_stated_error_and_never_better_than_a_receiver() -> None:
    exact = photo(0, PHONE, (38.7, -9.1))
    rough = replace(exact, position=Position(38.7, -9.1, PositionSource.EXIF, error_km=25.0))
    assert [fix.error_km for fix in fixes(exact, rough)] == [LEAST_ERROR_KM, 25.0]


def carrier(minutes: float, at: tuple[float, float] = (38.7, -9.1), *, said: bool = False) -> Carrier:
    [fix] = fixes(photo(minutes, PHONE, at))
    return Carrier(fix.name, minutes * 60.0, replace(fix, said=said))


def test_the_reason_can_be_checked() -> None:
    assert sentence((carrier(-12), carrier(3, (38.7, -9.2)))) == (
        "A photo with a position was taken 12 min before (-12.jpg) and one 3 min after (3.jpg), 8.7 km apart."
    )
    assert sentence((carrier(3, said=True),)) == ("A photo with a position was taken 3 min after (3.jpg, as you said).")
    assert sentence((carrier(0),)) == "A photo with a position was taken at the same second (0.jpg)."


def test_a_photo_of_another_year_is_not_worth_a_word_beside_one_of_the_same_day() -> None:
    near, far = carrier(-300), carrier(443 * 24 * 60)
    assert sentence((near, far)) == "A photo with a position was taken 5 h before (-300.jpg)."
    assert "443 days after" in sentence((far,))
    assert " and one " in sentence((carrier(-60), carrier(3 * 24 * 60)))


def test_photos_without_a_position_speak_by_name_and_cue() -> None:
    speaking = Carrier("b.jpg", -7200.0, cues=("names", "signs"))
    assert sentence((speaking,)) == "b.jpg, taken 2 h before, points to a place by its names and signs."
    assert sentence((Carrier("c.jpg", 5.0),)) == "c.jpg, taken 5 s after, points to a place by what was ruled out."


@pytest.mark.parametrize(("seconds", "said"), [(5, "5 s"), (600, "10 min"), (7200, "2 h"), (3 * 86400, "3 days")])
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said
