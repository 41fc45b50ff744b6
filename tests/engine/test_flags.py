"""Red flags: what keeps a threshold from accepting, and what does not."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from whence_engine.cues.fix import Fix
from whence_engine.library.results import Flag
from whence_engine.locate.flags import red_flags
from whence_engine.locate.ties import ties, with_ties
from whence_engine.photo import Camera, Candidate, CaptureTime, ClockDoubt, Level, Photo, TimeSource

NOON = datetime(2014, 7, 12, 12, 0)
REFLEX = Camera("Stein", "D40")


def photo(name: str = "IMG_1.jpg", **facts: object) -> Photo:
    plain = Photo(Path(f"/{name}"), 1, 1, 1, "JPEG", id=1, camera=REFLEX, taken=CaptureTime(NOON, TimeSource.EXIF, 0.9))
    return replace(plain, **facts)  # type: ignore[arg-type]


def candidate(chance: float = 0.9, place: str = "Lisbon, Portugal", **facts: object) -> Candidate:
    within = (0.0, chance, chance, chance, chance)
    plain = Candidate(1, 38.72, -9.14, within, Level.CITY, place, "PT", (("neighbours", 1.0),), ("Because.",))
    return replace(plain, **facts)  # type: ignore[arg-type]


def fix(minutes: float, lat: float, lon: float, error_km: float = 0.02) -> Fix:
    return Fix(NOON + timedelta(minutes=minutes), "known.jpg", REFLEX, lat, lon, error_km, 7)


def kinds(one: Photo, *ranked: Candidate, near: tuple[Fix, ...] = ()) -> set[Flag]:
    flags = red_flags(one, ranked, near)
    assert all(flag.because.endswith(".") for flag in flags)
    return {flag.kind for flag in flags}


def test_a_cameras_photo_with_one_sure_place_has_none() -> None:
    assert kinds(photo(), candidate(), near=(fix(-10, 38.7, -9.2), fix(30, 38.8, -9.1))) == set()
    assert kinds(photo(taken=None), candidate()) == set()


@pytest.mark.parametrize("doubt", ClockDoubt)
def test_a_clock_that_cannot_be_right(doubt: ClockDoubt) -> None:
    taken = CaptureTime(NOON, TimeSource.EXIF, 0.1, doubts=frozenset({doubt}))
    [flag] = red_flags(photo(taken=taken), [candidate()], ())
    assert flag.kind is Flag.CLOCK
    assert "2014-07-12 12:00" in flag.because


@pytest.mark.parametrize(
    ("name", "facts", "flagged"),
    [
        ("Screenshot_2014.png", {}, True),
        ("Bildschirmfoto 2014.jpg", {}, True),
        ("a.jpg", {"camera": Camera(), "software": "Paint"}, True),
        ("a.png", {"camera": Camera(), "format": "PNG"}, True),
        ("a.jpg", {"software": "Lightroom"}, False),
        ("IMG-20140712-WA0001.jpg", {"camera": Camera()}, False),
    ],
)
def test_pictures_that_no_camera_took(name: str, facts: dict[str, object], flagged: bool) -> None:
    assert kinds(photo(name, **facts), candidate()) == ({Flag.SOFTWARE} if flagged else set())


@pytest.mark.parametrize(
    ("near", "flagged"),
    [
        (fix(-30, 35.7, 139.7), True),
        (fix(30, 35.7, 139.7), True),
        (fix(-30, 39.5, -9.14), False),  # 87 km in half an hour
        (fix(-1440, 35.7, 139.7), False),
        (fix(-0.1, 38.9, -9.14), False),  # 20 km off in seconds: inside the radius that is claimed
        (fix(-30, 35.7, 139.7, error_km=6000.0), False),
    ],
)
def test_nobody_is_faster_than_an_airliner(near: Fix, flagged: bool) -> None:
    assert kinds(photo(), candidate(), near=(near,)) == ({Flag.SPEED} if flagged else set())


def test_a_tie_is_shown_as_a_tie() -> None:
    first, second = candidate(0.45), candidate(0.40, "Porto, Portugal", rank=2)
    [flag] = red_flags(photo(), [first, second], ())
    assert flag.because == "It may as well be Lisbon, Portugal or Porto, Portugal."
    assert with_ties((first, second))[0].because[-1] == "A tie: Porto, Portugal (40 %) is about as likely."
    assert ties((candidate(0.6), candidate(0.3))) == ()


def test_what_nobody_knows_is_no_tie() -> None:
    unknown = candidate(0.45, cues=(("prior", 1.0),))
    assert ties((unknown, candidate(0.44))) == ()
    assert with_ties((unknown, candidate(0.44)))[0] is unknown
    assert with_ties(()) == ()
