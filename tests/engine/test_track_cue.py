"""`track`: from a photo's clock to a moment in UTC, and from there to a place on a track."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.cue import Known
from whence_engine.cues.track import TrackCue
from whence_engine.geo.sphere import distance_km, distance_xyz_km, to_degrees, to_xyz
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
)
from whence_engine.places.zones import named_zone
from whence_engine.tracks.between import LONGEST_GAP_H, REACH_H, spot
from whence_engine.tracks.moments import ns_of
from whence_engine.tracks.track import Fixes, Track, cleaned

CUE = TrackCue()
BERLIN, LISBON, TOKYO = (52.52, 13.405), (38.72, -9.14), (35.68, 139.69)
NOON = datetime(2014, 7, 12, 12, tzinfo=UTC)
REFLEX, PHONE = Camera("NIKON CORPORATION", "NIKON D40"), Camera("Apple", "iPhone 4")


def track(*rows: tuple[float, float, float], name: str = "walk.gpx", error_km: float = float("nan")) -> Track:
    """Make a track of (minutes since noon UTC, lat, lon)."""
    fixes = Fixes()
    for minutes, lat, lon in rows:
        fixes.add(ns_of(NOON + timedelta(minutes=minutes)), lat, lon, error_km=error_km)
    return cleaned(name, fixes)


def photo(local: str, camera: Camera = REFLEX, offset: timedelta | None = None, number: int = 1) -> Photo:
    taken = CaptureTime(datetime.fromisoformat(local), TimeSource.EXIF, 0.95, offset=offset)
    return Photo(Path(f"/p/{number}.jpg"), 1, 1, 1, "JPEG", id=number, camera=camera, taken=taken)


def told(photos: Sequence[Photo], *tracks: Track, zone: str = "") -> dict[int, Belief]:
    known = Known(cast("Library", None), cast("Bundle", None), {}, tracks=tracks, zones=(("", zone),) if zone else ())
    return CUE.beliefs(Album(1, tuple(photos)), known)


def best(belief: Belief) -> tuple[float, float]:
    lat, lon = to_degrees(belief.kernel_xyz[int(belief.kernel_mass.argmax())])
    return float(lat), float(lon)


def share_within(belief: Belief, at: tuple[float, float], km: float) -> float:
    near = distance_xyz_km(belief.kernel_xyz, to_xyz(*at)) <= km
    return float(belief.kernel_mass[near].sum())


HOUR_IN_BERLIN = track(*((float(n), 52.5 + 0.001 * n, 13.4) for n in range(60)))


def test_a_clock_without_a_zone_shows_the_time_of_the_place() -> None:
    belief = told([photo("2014-07-12T14:10:30")], HOUR_IN_BERLIN)[1]  # summer time: UTC+2
    assert best(belief) == pytest.approx((52.5105, 13.4), abs=1e-3)
    assert belief.because == (
        "The track walk.gpx has a fix 30 s before and 30 s after, 111 m apart "
        "(time read with UTC+2:00 as clocks there show)."
    )
    assert belief.unknown == pytest.approx(0.25)


def test_the_offset_in_the_photo_goes_before_the_zone_of_the_place() -> None:
    belief = told([photo("2014-07-12T05:10:30", offset=timedelta(hours=-7))], HOUR_IN_BERLIN)[1]
    assert best(belief) == pytest.approx((52.5105, 13.4), abs=1e-3)
    assert "the UTC-7:00 in the photo" in belief.because


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "+09:00", "UTC+9"])
def test_a_persons_word_on_the_zone_counts(zone: str) -> None:
    assert told([photo("2014-07-12T21:10:30")], HOUR_IN_BERLIN) == {}
    belief = told([photo("2014-07-12T21:10:30")], HOUR_IN_BERLIN, zone=zone)[1]
    assert best(belief) == pytest.approx((52.5105, 13.4), abs=1e-3)
    assert f"{zone} as you said" in belief.because


def test_a_flight_across_zones_is_read_with_the_zone_of_each_end() -> None:
    flight = track(*((float(n), *BERLIN) for n in range(0, 60, 5)), *((float(n), *TOKYO) for n in range(720, 780, 5)))
    morning, night = told(
        [photo("2014-07-12T14:30:00", number=1), photo("2014-07-13T09:30:00", number=2)], flight
    ).values()
    assert best(morning) == pytest.approx(BERLIN, abs=1e-3)
    assert best(night) == pytest.approx(TOKYO, abs=1e-3)


def test_near_the_border_of_a_zone_both_readings_are_shown() -> None:
    """Badajoz keeps UTC+2, Elvas across the river UTC+1: half past two on the clock is two moments of one walk."""
    there_and_back = track(
        *((float(n), 38.878, -6.970) for n in range(0, 60, 5)), *((float(n), 38.881, -7.163) for n in range(65, 180, 5))
    )
    belief = told([photo("2014-07-12T14:30:00")], there_and_back)[1]
    assert share_within(belief, (38.878, -6.970), 1) == pytest.approx(0.375)
    assert share_within(belief, (38.881, -7.163), 1) == pytest.approx(0.375)
    assert "UTC+1:00" in belief.because
    assert "UTC+2:00" in belief.because


def test_the_hour_that_clocks_show_twice_is_two_moments() -> None:
    night = datetime(2014, 10, 26, tzinfo=UTC)
    fixes = Fixes()
    for minute in range(0, 180, 5):
        fixes.add(ns_of(night + timedelta(minutes=minute)), 52.0 + 0.01 * minute, 13.4)
    walk = cleaned("night.gpx", fixes)
    belief = told([photo("2014-10-26T02:30:00")], walk)[1]
    assert share_within(belief, (52.3, 13.4), 2) == pytest.approx(0.375)
    assert share_within(belief, (52.9, 13.4), 2) == pytest.approx(0.375)
    assert share_within(told([photo("2014-10-26T02:30:00")], walk, zone="Europe/Berlin")[1], (52.9, 13.4), 2) > 0.4


def test_at_sea_the_zone_is_that_of_the_longitude() -> None:
    belief = told([photo("2014-07-12T10:30:00")], track(*((float(n), 30.0, -30.0) for n in range(60))))[1]
    assert "UTC-2:00" in belief.because


def test_a_long_gap_widens_the_belief_and_a_longer_one_says_nothing() -> None:
    spreads = []
    for minutes in (2, 30, 300):
        there = track((0, *BERLIN), (float(minutes), 52.522, 13.407))
        moment = (NOON + timedelta(minutes=minutes / 2 + 120)).replace(tzinfo=None)
        spreads.append(told([photo(moment.isoformat(), camera=PHONE)], there)[1].kernel_km[0])
    assert spreads == sorted(spreads)
    hours = LONGEST_GAP_H + 3
    assert told([photo((NOON + timedelta(hours=2 + hours / 2)).replace(tzinfo=None).isoformat())],
                track((0, *BERLIN), (60 * hours, *BERLIN))) == {}  # fmt: skip


def test_outside_a_track_its_end_speaks_for_an_hour() -> None:
    late = told([photo("2014-07-12T15:19:00")], HOUR_IN_BERLIN)[1]
    assert "its last fix 20 min before" in late.because
    early = told([photo("2014-07-12T13:40:00")], HOUR_IN_BERLIN)[1]
    assert "its next fix 20 min after" in early.because
    assert early.kernel_km[0] > 0.3
    assert told([photo("2014-07-12T16:30:00"), photo("2014-07-12T12:30:00", number=2)], HOUR_IN_BERLIN) == {}


def test_a_clock_set_by_eye_blurs_a_ride_and_not_a_rest() -> None:
    ride = track(*((float(n), 52.0 + 0.02 * n, 13.4) for n in range(60)))  # 130 km/h
    by_eye = told([photo("2014-07-12T14:30:00")], ride)[1].kernel_km[0]
    by_network = told([photo("2014-07-12T14:30:00", camera=PHONE)], ride)[1].kernel_km[0]
    rest = told([photo("2014-07-12T14:30:00")], track(*((float(n), *BERLIN) for n in range(60))))[1].kernel_km[0]
    assert by_eye > 2.0 > by_network > 0.1
    assert rest < 0.05


def test_tracks_that_agree_speak_once_and_tracks_that_do_not_both() -> None:
    other = track(*((float(n), 52.5 + 0.001 * n, 13.4001) for n in range(60)), name="watch.gpx")
    one, both = (
        told([photo("2014-07-12T14:10:30")], HOUR_IN_BERLIN),
        told([photo("2014-07-12T14:10:30")], HOUR_IN_BERLIN, other),
    )
    assert both[1].unknown == one[1].unknown
    assert both[1].kernel_mass.size == 2
    away = track(*((float(n), 48.1, 11.5) for n in range(60)), name="partner.gpx")
    torn = told([photo("2014-07-12T14:10:30")], HOUR_IN_BERLIN, away)[1]
    assert share_within(torn, (52.5105, 13.4), 1) == pytest.approx(0.375)
    assert share_within(torn, (48.1, 11.5), 1) == pytest.approx(0.375)
    assert "walk.gpx" in torn.because
    assert "partner.gpx" in torn.because


def test_who_is_not_asked() -> None:
    located = photo("2014-07-12T14:10:30")
    object.__setattr__(located, "position", Position(*BERLIN, PositionSource.EXIF))
    doubtful = photo("2014-07-12T14:10:30", number=2)
    taken = CaptureTime(datetime(2014, 7, 12, 14, 10), TimeSource.EXIF, 0.3, doubts=frozenset({ClockDoubt.SCAN}))
    object.__setattr__(doubtful, "taken", taken)
    timeless = photo("2014-07-12T14:10:30", number=3)
    object.__setattr__(timeless, "taken", None)
    assert told([located, doubtful, timeless], HOUR_IN_BERLIN) == {}
    assert told([photo("2014-07-12T14:10:30")]) == {}


def test_a_phone_follows_the_zone_and_a_camera_may_not() -> None:
    by_phone = told([photo("2014-07-12T14:10:30", camera=PHONE)], HOUR_IN_BERLIN)[1]
    corrected = photo("2014-07-12T14:10:30")
    assert corrected.taken is not None
    object.__setattr__(corrected.taken, "correction", timedelta(hours=-7))
    for belief in (by_phone, told([corrected], HOUR_IN_BERLIN)[1]):
        assert belief.unknown == pytest.approx(0.05)


def test_a_corrected_clock_is_said() -> None:
    one = photo("2014-07-12T14:10:30")
    assert one.taken is not None
    object.__setattr__(one.taken, "correction", timedelta(minutes=-7))
    assert "its clock corrected by -0:07:00" in told([one], HOUR_IN_BERLIN)[1].because


@given(st.integers(-(10**7), 10**7))
def test_shifting_all_clocks_shifts_nothing_where_offsets_are_stated(seconds: int) -> None:
    """Track and photo later by the same time: the same place, whatever the season."""
    shift = timedelta(seconds=seconds)
    minutes = shift.total_seconds() / 60
    moved = track(*((n + minutes, 52.5 + 0.001 * n, 13.4) for n in range(60)))
    local = (datetime(2014, 7, 12, 14, 10, 30) + shift).isoformat()
    plain = told([photo("2014-07-12T14:10:30", offset=timedelta(hours=2))], HOUR_IN_BERLIN)[1]
    shifted = told([photo(local, offset=timedelta(hours=2))], moved)[1]
    assert best(shifted) == pytest.approx(best(plain), abs=1e-6)
    assert shifted.kernel_km == pytest.approx(plain.kernel_km, rel=1e-3)


@given(
    st.lists(st.tuples(st.integers(0, 600), st.floats(-80, 80), st.floats(-179, 179)), min_size=1, max_size=12),
    st.randoms(),
)
def test_the_order_of_a_file_changes_nothing(rows: list[tuple[int, float, float]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = track(*rows), track(*shuffled)
    for minute in (-30, 0, 77, 300, 650):
        at = ns_of(NOON + timedelta(minutes=minute))
        here, there = spot(one, at), spot(other, at)
        assert (here is None) == (there is None)
        if here is not None and there is not None:
            np.testing.assert_array_equal(here.xyz, there.xyz)
            assert here.spread_km == there.spread_km


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(-89, 89), st.floats(-180, 180), st.floats(0.01, 0.99))
def test_the_bridge_lies_on_the_way_and_across_the_antimeridian(
    lat: float, lon: float, lat_2: float, lon_2: float, share: float
) -> None:
    there = track((0, lat, lon), (60, lat_2, lon_2))
    if there.utc_ns.size < 2:
        return
    at = spot(there, ns_of(NOON + timedelta(minutes=60 * share)))
    assert at is not None
    apart = float(distance_km(lat, lon, lat_2, lon_2))
    way = [float(distance_xyz_km(at.xyz, there.xyz(index))) for index in (0, 1)]
    assert sum(way) == pytest.approx(apart, abs=0.1) or apart > 19_000
    assert np.linalg.norm(at.xyz) == pytest.approx(1.0)


def test_a_gap_too_long_leaves_both_its_ends_their_reach() -> None:
    gap = track((0, *BERLIN), (60 * (LONGEST_GAP_H + 4), *LISBON))
    near = spot(gap, ns_of(NOON + timedelta(minutes=10)))
    assert near is not None
    assert (near.before_s, near.after_s) == (600.0, None)
    assert spot(gap, ns_of(NOON + timedelta(hours=REACH_H + 1))) is None
    far = spot(gap, ns_of(NOON + timedelta(hours=LONGEST_GAP_H + 3.9)))
    assert far is not None
    assert far.before_s is None
    assert spot(track(), ns_of(NOON)) is None


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "+25:00", "+1:75", "../../etc/passwd", "\0", "UTC+"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert named_zone(name) is None


@pytest.mark.parametrize(("name", "hours"), [("Z", 0), ("utc", 0), ("-0330", -3.5), ("GMT-3", -3), ("+5:45", 5.75)])
def test_offsets_are_zones_too(name: str, hours: float) -> None:
    zone = named_zone(name)
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(hours=hours) or zone is UTC
