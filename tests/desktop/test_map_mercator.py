"""Where a point of the Earth is on the screen, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_desktop.map.mercator import HIGHEST_ZOOM, LOWEST_ZOOM, MAX_LAT_DEG, View, to_degrees, to_square
from whence_engine.geo.sphere import distance_km

LATS = st.floats(-85.0, 85.0)
LONS = st.floats(-180.0, 179.999)
ZOOMS = st.floats(LOWEST_ZOOM, HIGHEST_ZOOM)


@st.composite
def views(draw: st.DrawFn) -> View:
    view = View(0.5, 0.5, draw(ZOOMS), draw(st.integers(50, 3000)), draw(st.integers(50, 2000)))
    return view.centred_on(draw(LATS), draw(LONS))


def test_the_corners_of_the_square_are_those_of_web_mercator() -> None:
    square = to_square([MAX_LAT_DEG, 0.0, -MAX_LAT_DEG], [-180.0, 0.0, 180.0])
    np.testing.assert_allclose(square, np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]), atol=1e-12)


@given(LATS, LONS)
def test_degrees_survive_the_way_there_and_back(lat: float, lon: float) -> None:
    back = np.stack(to_degrees(to_square(lat, lon)))
    np.testing.assert_allclose(back, np.array([lat, lon]), atol=1e-9)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_even_the_poles_have_a_place(lat: float, lon: float) -> None:
    x, y = to_square(lat, lon).tolist()
    assert 0 <= x <= 1
    assert -1e-12 <= y <= 1 + 1e-12


@given(views(), st.floats(0, 1), st.floats(0, 1))
def test_pixels_survive_the_way_there_and_back(view: View, across: float, down: float) -> None:
    at = np.array([across * view.width_px, down * view.height_px])
    back = view.to_px(view.to_square(at))
    turns = (back[0] - at[0]) / view.world_px
    assert abs(turns - round(turns)) * view.world_px < 1e-3  # a window wider than the world shows a point twice
    assert back[1] == pytest.approx(at[1], abs=1e-3)


@given(views(), ZOOMS, st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_zooming_keeps_what_lies_under_the_pointer(view: View, zoom: float, across: float, down: float) -> None:
    at = (across * view.width_px, down * view.height_px)
    after = view.zoomed(zoom, at)
    before_x, before_y = view.to_square(at).tolist()
    after_x, after_y = after.to_square(at).tolist()
    assert (after_x - before_x + 0.5) % 1.0 - 0.5 == pytest.approx(0.0, abs=1e-9)
    half = after.height_px / 2 / after.world_px
    if half < after.y < 1 - half:  # not pushed back by the rim of the world
        assert after_y == pytest.approx(before_y, abs=1e-9)


@given(views(), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_a_view_never_leaves_the_world(view: View, dx: float, dy: float) -> None:
    moved = view.moved(dx, dy)
    assert 0 <= moved.x < 1
    _, top, _, bottom = moved.bounds
    assert (top >= -1e-9 and bottom <= 1 + 1e-9) or moved.world_px < moved.height_px


def test_a_point_beyond_the_antimeridian_is_shown_on_the_near_side() -> None:
    fiji = View(0.5, 0.5, 5.0, 800, 600).centred_on(-17.0, 179.0)
    x_west, x_east = fiji.to_px(to_square([-17.0, -17.0], [178.0, -179.0]))[:, 0]
    assert x_west < 400 < x_east
    assert x_east - x_west == pytest.approx(3 / 360 * fiji.world_px)


def test_fitting_takes_the_short_way_across_the_antimeridian() -> None:
    view = View(0.5, 0.5, 1.0, 800, 600).fitted(to_square([-17.0, -18.0], [177.0, -178.0]))
    at = view.to_px(to_square([-17.0, -18.0], [177.0, -178.0]))
    assert ((at > 0) & (at < [800, 600])).all()
    assert view.zoom > 6


def test_the_scale_is_that_of_the_great_circle() -> None:
    view = View(0.5, 0.5, 10.0, 800, 600).centred_on(60.0, 24.0)
    lat, lon = to_degrees(view.to_square([[400.0, 300.0], [410.0, 300.0]]))
    expected_km = float(distance_km(lat[0], lon[0], lat[1], lon[1]))
    assert view.km_per_px * 10 == pytest.approx(expected_km, rel=1e-4)
