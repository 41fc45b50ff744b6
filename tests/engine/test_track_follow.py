"""Photos along tracks, for any offset of their clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence_engine.cues.track_follow import Falls, falls
from whence_engine.photo import Camera, CaptureTime, Photo, TimeSource
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.zones import Zones
from whence_engine.tracks.moments import ns_of
from whence_engine.tracks.track import Fixes, Track, cleaned

NOON = datetime(2014, 7, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def zones() -> Zones:
    return Zones(Gazetteer.open())


def track(name: str = "walk.gpx", every_min: int = 1) -> Track:
    """An hour northwards through Lisbon, a thousandth of a degree a minute."""
    fixes = Fixes()
    for minute in range(0, 61, every_min):
        fixes.add(ns_of(NOON + timedelta(minutes=minute)), 38.7 + 0.001 * minute, -9.14)
    return cleaned(name, fixes)


def photo(local: str, number: int = 1) -> Photo:
    taken = CaptureTime(datetime.fromisoformat(local), TimeSource.EXIF, 0.95)
    return Photo(Path(f"/p/{number}.jpg"), 1, 1, 1, "JPEG", id=number, camera=Camera("Stein", "D40"), taken=taken)


def laid(photos: list[Photo], zones: Zones, *, add: timedelta = timedelta(0), zone: str = "") -> Falls:
    return falls(photos, [track()], add=add, told=[("", zone)] if zone else [], zones=zones)


def test_a_photo_lies_where_the_walker_was_by_the_clocks_there(zones: Zones) -> None:
    found = laid([photo("2014-07-12T13:10:00", 7)], zones)
    assert found.photo_id.tolist() == [7]
    assert (found.lat_deg[0], found.lon_deg[0]) == pytest.approx((38.71, -9.14), abs=1e-6)


def test_a_told_zone_is_believed(zones: Zones) -> None:
    found = laid([photo("2014-07-12T14:10:00")], zones, zone="Europe/Berlin")
    assert found.lat_deg[0] == pytest.approx(38.71, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3600))
def test_shifting_the_clock_is_shifting_the_photo(zones: Zones, seconds: int) -> None:
    found = laid([photo("2014-07-12T13:00:00")], zones, add=timedelta(seconds=seconds))
    assert found.lat_deg[0] == pytest.approx(38.7 + 0.001 * seconds / 60, abs=1e-6)


def test_what_has_no_minute_or_lies_on_no_track_falls_nowhere(zones: Zones) -> None:
    some_day = CaptureTime(datetime(2014, 7, 12), TimeSource.USER, 1.0, timedelta(days=1))
    without = Photo(Path("/p/9.jpg"), 1, 1, 1, "JPEG", id=9, taken=some_day)
    assert laid([without, photo("2011-07-12T13:10:00")], zones).photo_id.size == 0


def test_the_surest_track_is_heard(zones: Zones) -> None:
    both = [track("coarse.gpx", every_min=60), track()]
    at = photo("2014-07-12T13:30:00")
    found = falls([at], both, add=timedelta(0), told=[], zones=zones)
    assert found.spread_km[0] == laid([at], zones).spread_km[0]
