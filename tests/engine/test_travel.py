"""The travel prior, and what it says between two known places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.bridge import Anchor, between, from_one
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere

gaps = st.floats(1e-4, 5000.0)
TRAVEL = TravelPrior.load()
QUIET = 1e-8


def anchor(lat: float, lon: float, gap_h: float) -> Anchor:
    return Anchor(sphere.to_xyz(lat, lon), gap_h, 0.02, QUIET)


@given(gap=gaps)
def test_weights_are_a_distribution_at_every_gap(gap: float) -> None:
    weight = TRAVEL.at(gap)
    assert weight.min() >= 0.0
    assert weight.sum() == pytest.approx(1.0, abs=1e-4)


@given(gap=gaps)
def test_time_runs_both_ways(gap: float) -> None:
    np.testing.assert_array_equal(TRAVEL.at(gap), TRAVEL.at(-gap))


def test_whoever_has_more_time_gets_farther() -> None:
    within_10_km = [TRAVEL.at(gap)[:-1][TRAVEL.spread_km <= 10.0].sum() for gap in (0.1, 2.0, 24.0, 720.0)]
    assert within_10_km == sorted(within_10_km, reverse=True)
    assert within_10_km[0] > 0.9


def test_no_gap_rules_out_a_flight() -> None:
    assert TRAVEL.weight[:, -3:].sum(axis=1).min() > 0.0


@given(one=gaps, two=gaps, lat=st.floats(-80, 80), lon=st.floats(-180, 180), off=st.floats(0.0, 20.0))
def test_a_bridge_is_a_distribution(one: float, two: float, lat: float, lon: float, off: float) -> None:
    mixture = between(anchor(lat, lon, one), anchor(lat + off / 4, lon + off, two), TRAVEL)
    assert mixture.mass.sum() + mixture.anywhere == pytest.approx(1.0)
    assert (mixture.mass > 0.0).all()
    assert (mixture.spread_km > 0.0).all()
    np.testing.assert_allclose(np.linalg.norm(mixture.xyz, axis=-1), 1.0, rtol=1e-9)


def test_two_anchors_at_one_place_are_surer_than_one() -> None:
    alone = from_one(anchor(48.0, 11.0, 3.0), TRAVEL)
    both = between(anchor(48.0, 11.0, 3.0), anchor(48.0, 11.0, 3.0), TRAVEL)
    near = [float(m.mass[m.spread_km <= 5.0].sum()) for m in (alone, both)]
    assert near[1] > near[0]


def test_a_photo_between_two_places_on_the_way_lies_between_them() -> None:
    mixture = between(anchor(48.0, 11.0, 1.0), anchor(48.0, 11.4, 1.0), TRAVEL)
    mean = sphere.mean_xyz(mixture.xyz, mixture.mass)
    assert float(sphere.distance_xyz_km(mean, sphere.to_xyz(48.0, 11.2))) < 1.0


def test_the_nearer_anchor_in_time_pulls_harder() -> None:
    mixture = between(anchor(48.0, 11.0, 0.1), anchor(48.0, 11.4, 2.0), TRAVEL)
    mean = sphere.mean_xyz(mixture.xyz, mixture.mass)
    _, lon = sphere.to_degrees(mean)
    assert float(lon) < 11.2


def test_the_product_of_two_mixtures_is_what_a_fine_raster_says() -> None:
    """Referee: multiply the two densities point by point on a flat raster and compare the share near each anchor."""
    before, after = anchor(0.0, 0.0, 2.0), anchor(0.0, 0.2, 0.5)
    step = 0.004
    axis = np.arange(-3.0, 3.0, step)
    x, y = np.meshgrid(axis, axis)
    xyz = sphere.to_xyz(y, x)

    def density(one: Anchor) -> np.ndarray:
        weight = TRAVEL.at(one.gap_h)
        km = sphere.distance_xyz_km(xyz, one.xyz)[..., None]
        spread = np.hypot(TRAVEL.spread_km, one.error_km)
        return np.asarray((weight[:-1] * np.exp(-0.5 * (km / spread) ** 2) / (2 * np.pi * spread**2)).sum(axis=-1))

    product = density(before) * density(after)
    near_after = sphere.distance_xyz_km(xyz, after.xyz) < 5.0
    expected = product[near_after].sum() / product.sum()
    mixture = between(before, after, TRAVEL)
    km = sphere.distance_xyz_km(xyz, mixture.xyz[:, None, None])
    spread = mixture.spread_km[:, None, None]
    said = (mixture.mass[:, None, None] * np.exp(-0.5 * (km / spread) ** 2) / spread**2).sum(axis=0)
    assert said[near_after].sum() / said.sum() == pytest.approx(expected, abs=0.01)


def test_places_at_the_ends_of_the_earth_are_no_trouble() -> None:
    mixture = between(anchor(0.0, 0.0, 10.0), anchor(0.0, 180.0, 10.0), TRAVEL)
    assert mixture.mass.sum() + mixture.anywhere == pytest.approx(1.0)
