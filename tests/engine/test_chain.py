"""The chain along an album: what forward-backward promises, with all paths counted one by one as its referee."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.cues.fix import FARTHEST_H
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate.chain import both_ways
from whence_engine.locate.leaves import Leaves, album_leaves, build_leaves
from whence_engine.locate.states import MOST_STATES, States, choose, states_of
from whence_engine.locate.transit import lifts

TRAVEL = TravelPrior.load()
PRIOR = WorldPrior.load()
LISBON, SINTRA, TOKYO = (38.72, -9.14), (38.80, -9.38), (35.68, 139.69)


def leaves_around(*places: tuple[float, float]) -> Leaves:
    points = sphere.to_xyz(*np.array(places).T)
    return album_leaves(build_leaves(PRIOR, []), PRIOR, [], points, TRAVEL.spread_km)


LEAVES = leaves_around(LISBON, SINTRA, TOKYO)
HOMES = LEAVES.leaf_of(sphere.to_xyz(*np.array([LISBON, SINTRA, TOKYO]).T))
STATES = states_of(HOMES, LEAVES, TRAVEL)

emissions = st.lists(st.lists(st.floats(0.01, 50.0), min_size=4, max_size=4), min_size=1, max_size=5).map(np.array)
gap = st.floats(0.001, 2000.0)


def posterior(states: States, emission: NDArray[np.float64], gaps: list[float]) -> NDArray[np.float64]:
    ones = np.ones(states.prior.size)
    (ahead, _), (back, _) = both_ways(states, emission, gaps, ones, ones)
    joint = states.prior * emission * ahead * back
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def lift_at(states: States, gap_h: float) -> NDArray[np.float64]:
    return np.stack([states.step(row, gap_h) for row in np.eye(states.prior.size)])


@given(emission=emissions, data=st.data())
@settings(max_examples=30, deadline=None)
def test_forward_backward_is_the_sum_over_all_paths(emission: NDArray[np.float64], data: st.DataObject) -> None:
    gaps = [data.draw(gap) for _ in emission[1:]]
    moves = [lift_at(STATES, hours) for hours in gaps]
    counted = np.zeros_like(emission)
    for path in product(range(STATES.prior.size), repeat=len(emission)):
        weight = np.prod([STATES.prior[state] * own[state] for state, own in zip(path, emission, strict=True)])
        weight *= np.prod([move[a, b] for move, a, b in zip(moves, path, path[1:], strict=False)])
        counted[range(len(path)), path] += weight
    np.testing.assert_allclose(
        posterior(STATES, emission, gaps), counted / counted.sum(axis=1, keepdims=True), rtol=1e-9, atol=1e-15
    )


@given(emission=emissions, data=st.data())
@settings(max_examples=30, deadline=None)
def test_time_may_run_backwards(emission: NDArray[np.float64], data: st.DataObject) -> None:
    gaps = [data.draw(gap) for _ in emission[1:]]
    forth, back = posterior(STATES, emission, gaps), posterior(STATES, emission[::-1], gaps[::-1])
    np.testing.assert_allclose(forth, back[::-1], rtol=1e-9, atol=1e-15)


@given(emission=emissions)
def test_photos_out_of_reach_of_each_other_are_single_photos(emission: NDArray[np.float64]) -> None:
    alone = STATES.prior * emission
    far = [FARTHEST_H + 1.0] * (len(emission) - 1)
    np.testing.assert_allclose(posterior(STATES, emission, far), alone / alone.sum(axis=1, keepdims=True))


@given(hours=gap)
def test_where_no_photo_says_anything_the_chain_says_the_prior(hours: float) -> None:
    silent = np.ones((3, STATES.prior.size))
    np.testing.assert_allclose(posterior(STATES, silent, [hours, hours]), np.tile(STATES.prior, (3, 1)), rtol=1e-3)


@given(hours=gap)
def test_a_transition_is_symmetric_and_leads_somewhere(hours: float) -> None:
    lift = lift_at(STATES, hours)
    np.testing.assert_allclose(lift, lift.T, rtol=1e-9)
    np.testing.assert_allclose(lift @ STATES.prior, 1.0, rtol=1e-3)


def test_what_is_near_in_time_and_place_helps_and_what_is_far_does_not() -> None:
    here = np.zeros(4)
    here[0] = 1.0
    soon, late = STATES.step(here, 0.5), STATES.step(here, 720.0)
    assert soon[0] > soon[1] > soon[2]
    assert late[0] < soon[0]
    assert late[2] > soon[2]


def test_states_are_the_leaves_that_matter_and_at_most_so_many() -> None:
    mass = np.zeros((2, 5000))
    mass[0, 7], mass[1, 11:] = 1.0, 1.0 / 4989
    chosen = choose(mass)
    assert chosen[0] == 7
    assert chosen.size <= MOST_STATES
    lift = np.random.default_rng(0).uniform(0.5, 2.0, LEAVES.ids.size)
    gathered = STATES.gathered(lift, LEAVES.prior)
    assert gathered @ STATES.prior == pytest.approx(lift @ LEAVES.prior)
    np.testing.assert_array_equal(STATES.spread(gathered, lift.size)[HOMES], lift[HOMES])


def test_the_lift_of_a_known_place_sums_to_one_and_peaks_there() -> None:
    found = lifts(sphere.to_xyz(*np.array([LISBON, TOKYO]).T), np.array([0.02, 0.02]), LEAVES, TRAVEL)
    np.testing.assert_allclose(found @ LEAVES.prior.astype(np.float32), 1.0, rtol=1e-3)
    per_km2 = found[0, :7] * LEAVES.prior / LEAVES.area_km2
    assert (per_km2.argmax(axis=1) == HOMES[0]).all()


def test_whoever_goes_far_goes_where_people_go() -> None:
    """From Lisbon 300 km on, Porto is likelier than the open sea as far away in the other direction."""
    found = lifts(sphere.to_xyz(*LISBON)[None], np.array([0.02]), LEAVES, TRAVEL)[0]
    wide = list(TRAVEL.spread_km).index(300.0)
    porto, sea = LEAVES.leaf_of(sphere.to_xyz(np.array([41.15, 38.7]), np.array([-8.62, -12.5])))
    mass = found[wide] * LEAVES.prior / LEAVES.area_km2
    assert mass[porto] > 20 * mass[sea]


def test_transitions_are_what_plain_arithmetic_makes_them() -> None:
    """Kernel by kernel over every leaf of the world in double precision, without blocks and without skipped leaves."""
    rng = np.random.default_rng(11)
    leaf = np.sort(rng.choice(LEAVES.ids.size, 9, replace=False))
    made = states_of(leaf, LEAVES, TRAVEL)
    prior = made.prior
    blur = np.square(LEAVES.radius_km / 2.0)
    half_apart2 = 6371.0**2 * (1.0 - LEAVES.xyz[leaf] @ LEAVES.xyz.T)
    lift = np.zeros_like(made.lift)
    for row, spread in enumerate(TRAVEL.spread_km):
        variance = spread**2 + blur[leaf][:, None] + blur
        density = np.exp(-np.minimum(half_apart2 / variance, 80.0)) / (2.0 * np.pi * variance)
        meeting = np.empty((leaf.size + 1, leaf.size + 1))
        meeting[:-1, :-1] = (density[:, leaf] + density[:, leaf].T) / 2.0
        reached = density[:, leaf] @ prior[:-1]
        everywhere = np.maximum(density @ LEAVES.prior if spread >= 100.0 else 0.0, reached)
        meeting[:-1, -1] = meeting[-1, :-1] = (everywhere - reached) / prior[-1] + 1e-30
        meeting[-1, -1] = (everywhere @ prior[:-1] + 1e-30) / prior[:-1].sum()
        scale = 1.0 / np.sqrt(meeting @ prior)
        for _ in range(12):
            scale = np.sqrt(scale / (meeting @ (prior * scale)))
        balanced = meeting * np.outer(scale, scale)
        rows = balanced @ prior
        lift += TRAVEL.weight[:, row, None, None] * balanced / np.sqrt(np.outer(rows, rows))
    lift = (lift + TRAVEL.weight[:, -1, None, None]) / TRAVEL.weight.sum(axis=1)[:, None, None]
    np.testing.assert_allclose(made.lift, lift, rtol=2e-3, atol=1e-6)
