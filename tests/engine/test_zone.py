"""`zone`: what a clock gives away, how far it is believed, and where that puts a photo."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence_engine.cues.cue import Known
from whence_engine.cues.zone import Zone, offsets
from whence_engine.geo import s2
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.photo import (
    Album,
    Belief,
    Camera,
    CaptureTime,
    ClockDoubt,
    Photo,
    Position,
    PositionSource,
    TimeSource,
    WorldTime,
)

CUE = Zone()
SUMMER, WINTER = datetime(2014, 7, 12, 18, 3, 22), datetime(2014, 1, 12, 18, 3, 22)
HOUR = timedelta(hours=1)
PHONE, REFLEX = Camera("Apple", "iPhone 4"), Camera("NIKON CORPORATION", "NIKON D40")
PLACES = {
    "Lisbon": (38.72, -9.14), "Berlin": (52.52, 13.40), "Athens": (37.98, 23.73), "New York": (40.71, -74.0),
    "Tokyo": (35.68, 139.69), "Kathmandu": (27.7, 85.32), "Phoenix": (33.45, -112.07), "Denver": (39.74, -104.99),
}  # fmt: skip


def photo(
    camera: Camera = PHONE,
    offset: timedelta | None = None,
    local: datetime = SUMMER,
    told: WorldTime | None = None,
    source: TimeSource = TimeSource.EXIF,
) -> Photo:
    taken = CaptureTime(local, source, 0.95, offset=offset)
    return Photo(Path("/p/1.jpg"), 1, 1, 1, "JPEG", id=1, camera=camera, taken=taken, world_time=told or WorldTime())


def believed(*photos: Photo) -> Belief | None:
    known = Known(cast("Library", None), cast("Bundle", None), {})
    return CUE.beliefs(Album(1, photos), known).get(1)


def mass_at(belief: Belief, place: str) -> float:
    """The mass of the cell that holds a place."""
    cell = s2.parent(s2.leaf_ids(*[np.array([part]) for part in PLACES[place]]), 6)
    return float(belief.cell_mass[belief.cell_id == cell].sum())


def possible(belief: Belief | None) -> set[str]:
    return set() if belief is None else {place for place in PLACES if mass_at(belief, place) > 1e-5}


@pytest.mark.parametrize(
    ("hours", "local", "places"),
    [
        (2, SUMMER, {"Berlin"}),
        (2, WINTER, {"Athens"}),
        (1, SUMMER, {"Lisbon"}),
        (1, WINTER, {"Berlin"}),
        (9, SUMMER, {"Tokyo"}),
        (-4, SUMMER, {"New York"}),
        (-7, SUMMER, {"Phoenix"}),
        (-7, WINTER, {"Phoenix", "Denver"}),
        (5.75, SUMMER, {"Kathmandu"}),
    ],
)
def test_an_offset_on_a_day_leaves_the_zones_that_had_it(hours: float, local: datetime, places: set[str]) -> None:
    belief = believed(photo(offset=hours * HOUR, local=local))
    assert possible(belief) == places
    assert belief is not None
    assert belief.cell_mass.sum() + belief.unknown == pytest.approx(1.0)
    assert belief.unknown == pytest.approx(0.05, abs=0.01)


@settings(max_examples=20)
@given(st.integers(-48, 56), st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)))
def test_every_offset_gives_a_density_or_nothing(quarters: int, local: datetime) -> None:
    belief = believed(photo(offset=quarters * timedelta(minutes=15), local=local))
    if belief is not None:
        assert belief.cell_mass.min() > 0
        assert float(belief.cell_mass.sum()) + belief.unknown == pytest.approx(1.0)
        assert np.linalg.norm(belief.cell_xyz, axis=1) == pytest.approx(1.0)
        assert np.unique(belief.cell_id).size == belief.cell_id.size


def test_the_reason_can_be_checked() -> None:
    belief = believed(photo(offset=9 * HOUR))
    assert belief is not None
    assert belief.because.startswith("The clock: the photo states its offset, which is UTC+9:00 on 2014-07-12; ")
    assert belief.because.endswith("% of all photos are taken where clocks show that.")


def test_phones_are_believed_cameras_less_and_clocks_that_nobody_set_least() -> None:
    doubts = [
        belief.unknown
        for one in (photo(offset=HOUR), photo(REFLEX, HOUR), photo(REFLEX, HOUR, source=TimeSource.XMP),
                    photo(REFLEX, timedelta(0)))
        if (belief := believed(one))
    ]  # fmt: skip
    assert len(doubts) == 4
    assert doubts == sorted(doubts)


def test_the_time_of_a_receiver_tells_the_offset_of_the_clock() -> None:
    utc = datetime(2014, 7, 12, 16, 2, 0)
    belief = believed(photo(REFLEX, told=WorldTime(utc=utc)))
    assert possible(belief) == {"Berlin"}
    assert belief is not None
    assert "its receiver, which had no position, said 16:02 UTC" in belief.because
    assert believed(photo(REFLEX, told=WorldTime(utc=utc - timedelta(minutes=7)))) is None
    assert believed(photo(REFLEX, told=WorldTime(utc=utc - timedelta(days=1)))) is None


def test_a_measured_offset_goes_before_one_that_was_set() -> None:
    both = photo(REFLEX, told=WorldTime(offset=9 * HOUR, utc=datetime(2014, 7, 12, 16, 2, 0)))
    assert possible(believed(both)) == {"Berlin"}
    assert possible(believed(photo(REFLEX, told=WorldTime(offset=9 * HOUR)))) == {"Tokyo"}


def test_a_world_time_city_tells_its_zone_and_a_little_more() -> None:
    there = believed(photo(REFLEX, told=WorldTime(city="Prague, Czechia", away=True)))
    home = believed(photo(REFLEX, told=WorldTime(city="Prague, Czechia", away=False)))
    assert there is not None
    assert home is not None
    assert possible(there) == {"Berlin"}
    assert distance_xyz_km(there.kernel_xyz[0], to_xyz(50.09, 14.42)) < 10
    assert "its world time is set to Prague, Czechia, as destination" in there.because
    assert there.unknown < home.unknown
    assert believed(photo(REFLEX, told=WorldTime(city="Atlantis, Nowhere"))) is None


def test_a_city_whose_zone_is_not_the_one_that_is_set_says_nothing() -> None:
    odd = photo(REFLEX, told=WorldTime(offset=9 * HOUR, city="Paris, France"))
    belief = believed(odd)
    assert belief is not None
    assert "Paris" not in belief.because


def test_a_camera_that_names_where_it_was_is_taken_at_its_word() -> None:
    belief = believed(photo(REFLEX, told=WorldTime(places=("ALHAMBRA", "GRANADA", "ANDALUCIA", "SPAIN"))))
    assert belief is not None
    assert distance_xyz_km(belief.kernel_xyz[0], to_xyz(37.18, -3.6)) < 20
    assert belief.because == "The camera itself wrote where it was: ALHAMBRA, GRANADA, ANDALUCIA, SPAIN."
    assert believed(photo(REFLEX, told=WorldTime(places=("XYZZY",)))) is None


@pytest.mark.parametrize(
    "one",
    [
        replace(photo(offset=HOUR), position=Position(1, 1, PositionSource.EXIF)),
        replace(photo(offset=HOUR), error="It is damaged."),
        replace(photo(offset=HOUR), taken=None),
        replace(photo(offset=HOUR), taken=CaptureTime(SUMMER, TimeSource.EXIF, 0.9, timedelta(days=1), HOUR)),
        replace(
            photo(), taken=CaptureTime(SUMMER, TimeSource.EXIF, 0.9, offset=HOUR, doubts=frozenset({ClockDoubt.SCAN}))
        ),
        photo(offset=timedelta(0), source=TimeSource.TAKEOUT),
        photo(told=WorldTime(offset=HOUR), source=TimeSource.FILENAME),
        photo(offset=timedelta(minutes=17)),
    ],
    ids=["position", "error", "no time", "a day", "scan", "takeout", "file name", "no zone"],
)
def test_who_says_nothing(one: Photo) -> None:
    assert believed(one) is None


def test_a_clock_that_was_hours_off_knew_nothing_of_its_zone() -> None:
    taken = CaptureTime(SUMMER, TimeSource.EXIF, 0.9, correction=9 * HOUR)
    assert offsets(replace(photo(REFLEX, told=WorldTime(offset=HOUR)), taken=taken)) == []
    assert believed(replace(photo(REFLEX, told=WorldTime(city="Paris, France")), taken=taken)) is None


def test_photos_of_one_hour_share_one_belief() -> None:
    first, second = photo(offset=HOUR), replace(photo(offset=HOUR, local=SUMMER + timedelta(minutes=9)), id=2)
    known = Known(cast("Library", None), cast("Bundle", None), {})
    found = CUE.beliefs(Album(1, (first, second)), known)
    assert found[1] is found[2]
