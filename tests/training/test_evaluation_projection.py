"""The map of the report: equal areas, and every pixel knows its place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.geo.sphere import distance_km
from whence_training.evaluation.projection import HALF_HEIGHT, HALF_WIDTH, project, raster


def test_the_corners_of_the_world_lie_where_the_paper_puts_them() -> None:
    x, y = project(np.array([0.0, 90.0, 0.0]), np.array([180.0, 0.0, 0.0]))
    assert x == pytest.approx([HALF_WIDTH, 0, 0], abs=1e-8)
    assert y == pytest.approx([0, HALF_HEIGHT, 0], abs=1e-8)


@given(st.floats(-85, 85), st.floats(-175, 175))
def test_equal_areas_stay_equal(lat: float, lon: float) -> None:
    step = 1e-4
    corners = project(np.array([lat, lat, lat + step]), np.array([lon, lon + step, lon]))
    (x0, x1, x2), (y0, y1, y2) = corners
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    assert area / (np.radians(step) ** 2 * np.cos(np.radians(lat + step / 2))) == pytest.approx(1, abs=1e-4)


def test_a_pixel_shows_the_place_that_is_projected_into_it() -> None:
    where = raster(200)
    x, y = project(where.lat, where.lon)
    row, column = np.nonzero(where.inside)
    assert x == pytest.approx(((column + 0.5) / 200 * 2 - 1) * HALF_WIDTH, abs=1e-9)
    assert y == pytest.approx((1 - (row + 0.5) / where.inside.shape[0] * 2) * HALF_HEIGHT, abs=1e-9)
    assert distance_km(where.lat, where.lon, 52.5, 13.4).min() < 150
    laid = where.picture(np.ones(len(where.lat)))
    assert np.array_equal(np.isnan(laid), ~where.inside)
