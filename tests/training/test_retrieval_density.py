"""Answers from neighbours: known densities have known answers, and the sphere has no preferred direction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_km, distance_xyz_km, to_degrees, to_xyz
from whence_training.retrieval.density import (
    DensityConfig,
    answer,
    clusters,
    log_density,
    mass_within,
    modes,
    weights,
)

Floats = NDArray[np.float64]


def rotation(seed: int) -> Floats:
    """A rotation of the whole planet, float64 [3, 3]."""
    matrix, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return np.asarray(matrix * np.sign(np.linalg.det(matrix)))


def gathered(seed: int, towns: int = 3, each: int = 12, spread: float = 0.02) -> Floats:
    """Neighbours of two photos around a few towns: float64 [2, towns x each, 3]."""
    rng = np.random.default_rng(seed)
    town = rng.normal(size=(2, towns, 1, 3))
    points = town / np.linalg.norm(town, axis=-1, keepdims=True) + rng.normal(0, spread, (2, towns, each, 3))
    points = points.reshape(2, -1, 3)
    return np.asarray(points / np.linalg.norm(points, axis=-1, keepdims=True))


def equal(points: Floats) -> Floats:
    return np.full(points.shape[:2], 1 / points.shape[1])


def test_the_nearest_neighbours_weigh_most_and_those_at_no_distance_take_it_all() -> None:
    assert weights(np.array([[1.0, 2.0]], np.float32), 2)[0] == pytest.approx([0.8, 0.2])
    assert weights(np.array([[1.0, 9.0, 5.0]], np.float32), 0)[0] == pytest.approx([1 / 3] * 3)
    assert weights(np.array([[0.0, 0.0, 1.0]], np.float32), 10)[0] == pytest.approx([0.5, 0.5, 0])


def test_a_density_integrates_to_one_over_the_sphere() -> None:
    rng = np.random.default_rng(0)
    everywhere = rng.normal(size=(1, 400_000, 3))
    everywhere /= np.linalg.norm(everywhere, axis=-1, keepdims=True)
    points = gathered(1)[:1]
    for sigma_km in (1500.0, 6000.0):
        density = np.exp(log_density(everywhere, points, equal(points), sigma_km))
        assert density.mean() * 4 * np.pi == pytest.approx(1, abs=0.02)


def test_a_narrow_kernel_is_a_normal_distribution_of_its_spread() -> None:
    pole, sigma_km = to_xyz([[90.0]], [[0.0]]), 100.0
    at = to_xyz([[90.0, 90 - np.degrees(100 / 6371), 90 - np.degrees(200 / 6371)]], 0.0)
    fall = log_density(at, pole, np.ones((1, 1)), sigma_km)[0]
    assert fall - fall[0] == pytest.approx([0, -0.5, -2], abs=1e-3)


def test_two_equal_kernels_a_spread_apart_have_their_mode_between_them() -> None:
    points = to_xyz([[0.0, 0.0]], [[179.0, -179.0]])  # across the antimeridian
    (mode,) = modes(points, equal(points), sigma_km=222.4)
    lat, lon = to_degrees(mode)
    assert lat == pytest.approx(0, abs=1e-4)
    assert abs(lon) == pytest.approx(180, abs=1e-3)


def test_two_kernels_far_apart_have_the_heavier_one_as_mode() -> None:
    points = to_xyz([[0.0, 0.0]], [[0.0, 90.0]])
    (mode,) = modes(points, np.array([[0.4, 0.6]]), sigma_km=445)
    assert distance_km(*to_degrees(mode), 0, 90) < 1


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_rotating_the_whole_planet_rotates_the_answer(seed: int, turn: int) -> None:
    points, spin = gathered(seed), rotation(turn)
    distance = np.random.default_rng(seed).uniform(0.5, 1.5, points.shape[:2]).astype(np.float32)
    for config in (DensityConfig(), DensityConfig(snap_km=0), DensityConfig(power=0, sigma_km=1000)):
        plain, turned = answer(points, distance, config), answer(points @ spin.T, distance, config)
        assert distance_xyz_km(plain @ spin.T, turned) == pytest.approx(0, abs=0.1)


@given(st.integers(0, 10_000))
def test_nothing_nearby_is_denser_than_a_mode(seed: int) -> None:
    points = gathered(seed)
    weight = weights(np.random.default_rng(seed).uniform(0.5, 1.5, points.shape[:2]).astype(np.float32), 3)
    mode = modes(points, weight, 445)
    around = mode[:, None] + np.random.default_rng(seed).normal(0, 0.01, (2, 50, 3))
    around /= np.linalg.norm(around, axis=-1, keepdims=True)
    best = log_density(mode[:, None], points, weight, 445)
    assert (log_density(around, points, weight, 445) <= best + 1e-6).all()


def test_an_answer_snaps_to_the_most_similar_neighbour_near_the_mode() -> None:
    points = to_xyz([[10.0, 10.5, 10.2, 60.0]], [[20.0, 20.0, 20.1, 90.0]])
    distance = np.array([[3.0, 1.0, 2.0, 0.9]], np.float32)
    order = np.argsort(distance[0])
    found = answer(points[:, order], distance[:, order], DensityConfig(power=1, snap_km=100))
    assert found[0] == pytest.approx(points[0, 1])
    free = answer(points[:, order], distance[:, order], DensityConfig(power=1, snap_km=0))
    assert 0 < distance_xyz_km(free[0], points[0, 1]) < 100


def test_neighbours_past_the_number_asked_for_have_no_say() -> None:
    points = to_xyz([[0.0, 50.0, 50.0, 50.0]], [[0.0, 50.0, 50.0, 50.0]])
    distance = np.ones((1, 4), np.float32)
    assert answer(points, distance, DensityConfig(neighbours=1))[0] == pytest.approx(points[0, 0])
    assert answer(points, distance, DensityConfig(neighbours=4))[0] == pytest.approx(points[0, 1])


def test_clusters_are_told_by_their_votes() -> None:
    rng = np.random.default_rng(2)
    lat = np.concatenate([48.8 + rng.normal(0, 0.2, 5), -33.9 + rng.normal(0, 0.2, 3), [71.0]])
    lon = np.concatenate([2.3 + rng.normal(0, 0.2, 5), 151.2 + rng.normal(0, 0.2, 3), [-178.0]])
    points = to_xyz(lat, lon)[None]
    found = clusters(points, equal(points), sigma_km=445, answers=4)
    assert found.votes[0] == pytest.approx([5 / 9, 3 / 9, 1 / 9, 0])
    for number, (town_lat, town_lon) in enumerate([(48.8, 2.3), (-33.9, 151.2), (71.0, -178.0)]):
        assert distance_km(*to_degrees(found.xyz[0, number]), town_lat, town_lon) < 40
    assert np.isnan(found.xyz[0, 3]).all()


@given(st.integers(0, 10_000))
def test_all_votes_are_cast_and_the_answers_fall_in_order(seed: int) -> None:
    points = gathered(seed)
    found = clusters(points, equal(points), 445, answers=points.shape[1])
    assert found.votes.sum(axis=1) == pytest.approx(1)
    assert (np.diff(found.votes, axis=1) <= 1e-12).all()


def test_the_mass_around_an_answer_counts_the_neighbours_there() -> None:
    points = to_xyz([[0.0, 0.0, 0.0]], [[0.0, 1.0, 90.0]])
    weight = np.array([[0.5, 0.3, 0.2]])
    held = mass_within(points[:, 0], points, weight, np.array([1.0, 200.0, 20_100.0]))
    assert held[0] == pytest.approx([0.5, 0.8, 1.0])
