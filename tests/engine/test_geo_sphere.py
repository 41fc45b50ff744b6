"""The sphere: distances, means and directions that hold at the antimeridian and the poles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.geo import sphere

HALF_TURN_KM = np.pi * sphere.EARTH_RADIUS_KM
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
inner_latitudes = st.floats(-89, 89)


@given(latitudes, longitudes)
def test_a_position_survives_the_way_to_a_vector_and_back(lat: float, lon: float) -> None:
    back = sphere.to_degrees(sphere.to_xyz(lat, lon))
    assert sphere.distance_km(lat, lon, *back) < 1e-8


def test_vectors_point_where_the_docstring_says() -> None:
    xyz = sphere.to_xyz([0, 0, 90], [0, 90, 0])
    assert np.allclose(xyz, np.eye(3), atol=1e-15)


def test_paris_is_344_km_from_london() -> None:
    assert sphere.distance_km(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343.556, abs=0.01)


@given(latitudes, longitudes, latitudes, longitudes)
def test_both_ways_of_measuring_agree(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    haversine = sphere.distance_km(lat1, lon1, lat2, lon2)
    between = sphere.distance_xyz_km(sphere.to_xyz(lat1, lon1), sphere.to_xyz(lat2, lon2))
    # Near the antipode the haversine loses half its digits; the angle between vectors does not.
    assert between == pytest.approx(haversine, abs=1e-8 if haversine < 0.99 * HALF_TURN_KM else 0.3)


@given(latitudes, longitudes)
def test_antipodes_are_half_a_turn_apart_and_never_nan(lat: float, lon: float) -> None:
    assert sphere.distance_km(lat, lon, -lat, lon + 180) == pytest.approx(HALF_TURN_KM, abs=0.3)
    xyz = sphere.to_xyz(lat, lon)
    assert sphere.distance_xyz_km(xyz, -xyz) == pytest.approx(HALF_TURN_KM, abs=1e-9)


def test_millimetres_are_measured() -> None:
    millimetre_deg = np.degrees(1e-6 / sphere.EARTH_RADIUS_KM)
    start, end = sphere.to_xyz(48.0, 2.0), sphere.to_xyz(48.0 + millimetre_deg, 2.0)
    assert sphere.distance_xyz_km(start, end) == pytest.approx(1e-6, rel=1e-3)


def test_distance_of_nan_is_nan() -> None:
    assert np.isnan(sphere.distance_km(np.nan, 0.0, 0.0, 0.0))


@given(st.floats(0, HALF_TURN_KM))
def test_the_chord_is_the_straight_line_between_the_ends(distance_km: float) -> None:
    end = sphere.to_xyz(*sphere.destination(0.0, 0.0, 90.0, distance_km))
    assert sphere.chord(distance_km) == pytest.approx(np.linalg.norm(end - [1, 0, 0]), abs=1e-12)


def test_the_mean_across_the_antimeridian_stays_there() -> None:
    lat, lon = sphere.to_degrees(sphere.mean_xyz(sphere.to_xyz([10, 10], [179, -179])))
    assert abs(lon) == pytest.approx(180)
    assert lat == pytest.approx(10, abs=0.01)


def test_the_mean_around_the_pole_is_the_pole() -> None:
    lat, _ = sphere.to_degrees(sphere.mean_xyz(sphere.to_xyz([80, 80, 80], [0, 120, -120])))
    assert lat == pytest.approx(90)


def test_weights_pull_the_mean() -> None:
    ends = sphere.to_xyz([0, 0], [0, 90])
    _, lon = sphere.to_degrees(sphere.mean_xyz(ends, [1, 0]))
    assert lon == pytest.approx(0)
    _, lon = sphere.to_degrees(sphere.mean_xyz(ends, [1, 3]))
    assert lon == pytest.approx(np.degrees(np.arctan2(3, 1)))


def test_where_the_mean_vanishes_the_heaviest_point_stands_for_it() -> None:
    circle = sphere.to_xyz([0, 0, 0, 0], [0, 90, 180, 270])
    assert np.array_equal(sphere.mean_xyz(circle), circle[0])
    poles = sphere.to_xyz([90, -90, 0, 0], [0, 0, 10, 190])
    assert np.array_equal(sphere.mean_xyz(poles, [1, 1, 2, 2]), poles[2])


def test_the_mean_of_no_points_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no points"):
        sphere.mean_xyz(np.empty((0, 3)))


def test_means_are_taken_for_many_sets_at_once() -> None:
    sets = sphere.to_xyz([[0, 0], [10, 10]], [[0, 2], [179, -179]])
    means = sphere.mean_xyz(sets)
    assert means.shape == (2, 3)
    assert np.allclose(means[0], sphere.mean_xyz(sets[0]))
    assert np.allclose(means[1], sphere.mean_xyz(sets[1]))


@given(latitudes, longitudes, st.floats(-360, 360), st.floats(0, 20000))
def test_the_destination_lies_at_its_distance(lat: float, lon: float, bearing: float, distance_km: float) -> None:
    end = sphere.to_xyz(*sphere.destination(lat, lon, bearing, distance_km))
    assert sphere.distance_xyz_km(sphere.to_xyz(lat, lon), end) == pytest.approx(distance_km, abs=1e-6)


@given(inner_latitudes, longitudes)
def test_bearing_zero_is_north_and_ninety_is_east(lat: float, lon: float) -> None:
    north_lat, _ = sphere.destination(lat, lon, 0.0, 10.0)
    assert north_lat > lat
    _, east_lon = sphere.destination(lat, lon, 90.0, 10.0)
    assert (east_lon - lon) % 360 < 180
