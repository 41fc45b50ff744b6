"""From beliefs to candidates: the laws that every answer keeps."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate.calibration import Calibration
from whence_engine.locate.candidates import MOST_CANDIDATES, anchors, rank
from whence_engine.locate.fuse import CueWeight, fuse
from whence_engine.locate.integrate import masses
from whence_engine.locate.leaves import Leaves, build_leaves
from whence_engine.locate.reach import reach
from whence_engine.metrics import RADII_KM
from whence_engine.photo import Belief, Candidate, Level

PRIOR = WorldPrior.load()
PLAIN = build_leaves(PRIOR, [])

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
kernels = st.lists(st.tuples(points, st.floats(0.05, 800.0), st.floats(0.01, 1.0)), min_size=1, max_size=4)


def belief(*said: tuple[tuple[float, float], float, float], unknown: float = 0.05) -> Belief:
    """Kernels as ((lat, lon), spread in km, weight)."""
    weight = np.array([mass for _, _, mass in said])
    return Belief(
        because="someone was here",
        unknown=unknown,
        kernel_xyz=np.stack([sphere.to_xyz(*at) for at, _, _ in said]),
        kernel_km=np.array([spread for _, spread, _ in said]),
        kernel_mass=weight / weight.sum() * (1.0 - unknown),
    )


def candidates(*beliefs: Belief) -> tuple[Candidate, ...]:
    leaves = build_leaves(PRIOR, beliefs)
    said = {f"cue {number}": masses(one, leaves) for number, one in enumerate(beliefs)}
    fused = fuse(said, leaves.prior, dict.fromkeys(said, CueWeight(1.0, 0.0)))
    discs = anchors(fused.mass[None], leaves)
    within = Calibration().apply(discs.within(fused.mass[None])[0])
    return rank(fused, within, leaves, discs, dict.fromkeys(said, "someone was here"))


def apart_km(one: Candidate, two: Candidate) -> float:
    return float(sphere.distance_km(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg))


def check_laws(found: Sequence[Candidate]) -> None:
    assert 1 <= len(found) <= MOST_CANDIDATES
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.0 + 1e-9
    for one in found:
        assert list(one.within_km) == sorted(one.within_km)
        finest = next((level for level, p in zip(Level, one.within_km, strict=True) if p >= 0.5), Level.CONTINENT)
        assert one.level == finest
        assert sum(share for _, share in one.cues) == pytest.approx(1.0)
        assert one.because
    for number, one in enumerate(found):
        for two in found[:number]:
            assert apart_km(one, two) >= one.radius_km + two.radius_km - 0.1


@given(said=kernels, unknown=st.floats(0.0, 1.0))
@settings(max_examples=25, deadline=None)
def test_the_laws_hold_whatever_is_believed(
    said: list[tuple[tuple[float, float], float, float]], unknown: float
) -> None:
    check_laws(candidates(belief(*said, unknown=unknown)))


@given(one=kernels, two=kernels)
@settings(max_examples=15, deadline=None)
def test_the_laws_hold_when_cues_contradict_each_other(
    one: list[tuple[tuple[float, float], float, float]], two: list[tuple[tuple[float, float], float, float]]
) -> None:
    check_laws(candidates(belief(*one), belief(*two)))


@given(said=kernels)
@settings(max_examples=25, deadline=None)
def test_leaves_tile_the_earth_and_masses_are_kept(said: list[tuple[tuple[float, float], float, float]]) -> None:
    one = belief(*said)
    leaves = build_leaves(PRIOR, [one])
    assert leaves.area_km2.sum() == pytest.approx(4 * np.pi * sphere.EARTH_RADIUS_KM**2, rel=1e-6)
    assert (s2.range_max(leaves.ids[:-1]) < leaves.first[1:]).all()
    assert leaves.prior.sum() == pytest.approx(1.0)
    assert leaves.prior.min() > 0.0
    assert masses(one, leaves).sum() == pytest.approx(1.0 - one.unknown)


def test_nothing_known_is_the_world_priors_best_disc_with_its_honest_chance() -> None:
    (best, *_) = candidates()
    assert best.level is Level.CONTINENT
    assert 0.2 < best.probability < 0.6
    assert best.cues == (("prior", 1.0),)
    everywhere = reach(np.arange(PLAIN.ids.size), PLAIN).within(PLAIN.prior[None])[0, 4]
    assert best.probability >= everywhere.max() - 0.03


@pytest.mark.parametrize(
    ("at", "name"),
    [((38.7, -9.1), "a city"), ((-17.8, 179.99), "the antimeridian"), ((89.9, 0.0), "a pole"), ((0.0, 0.0), "0, 0")],
)
@pytest.mark.parametrize(("spread_km", "level"), [(0.2, Level.EXACT), (8.0, Level.CITY), (60.0, Level.REGION)])
def test_a_kernel_is_known_as_finely_as_it_is_wide(
    at: tuple[float, float], name: str, spread_km: float, level: Level
) -> None:
    best = candidates(belief((at, spread_km, 1.0), unknown=0.01))[0]
    assert best.level is level
    assert sphere.distance_km(*at, best.lat_deg, best.lon_deg) < max(3.0 * spread_km, 1.0)


def test_the_chance_within_a_radius_is_the_kernels_own() -> None:
    """Of an isotropic Gaussian, 1 - exp(-r^2 / 2 s^2) lies within r."""
    spread = 40.0
    best = candidates(belief(((47.0, 8.0), spread, 1.0), unknown=0.0))[0]
    for radius, chance in zip(RADII_KM, best.within_km, strict=True):
        assert chance == pytest.approx(1.0 - np.exp(-(radius**2) / (2 * spread**2)), abs=0.06)


def test_two_far_places_are_two_candidates_and_keep_their_shares() -> None:
    found = candidates(belief(((35.7, 139.7), 5.0, 0.7), ((-33.9, 151.2), 5.0, 0.3), unknown=0.0))
    assert [one.level for one in found[:2]] == [Level.CITY, Level.CONTINENT]
    assert found[0].probability == pytest.approx(0.7, abs=0.02)
    assert found[1].probability == pytest.approx(0.3, abs=0.02)
    assert sphere.distance_km(-33.9, 151.2, found[1].lat_deg, found[1].lon_deg) < 10.0


def test_inside_a_grid_cell_the_answer_is_its_mean_photo_position() -> None:
    home = sphere.to_xyz(64.14, -21.9)
    cell = s2.parent(s2.leaf_ids_xyz(home[None]), 6)
    one = Belief(because="", unknown=0.1, cell_id=cell, cell_mass=np.array([0.9]), cell_xyz=home[None])
    leaves = build_leaves(PRIOR, [one])
    if leaves.ids.size and (leaves.ids == cell[0]).any():
        best = candidates(one)[0]
        assert (best.lat_deg, best.lon_deg) == pytest.approx((64.14, -21.9), abs=1e-5)
    else:
        assert masses(one, leaves).sum() == pytest.approx(0.9)


def test_ten_copies_of_one_cue_are_not_this_rooms_business_but_its_order_is() -> None:
    one, two = belief(((48.0, 11.0), 5.0, 1.0)), belief(((48.1, 11.1), 9.0, 1.0))
    assert candidates(one, two)[0].within_km == pytest.approx(candidates(two, one)[0].within_km, abs=1e-3)


def test_a_leaf_counts_by_the_share_that_lies_in_the_disc() -> None:
    wide = Leaves(PLAIN.ids, PLAIN.xyz, PLAIN.prior)
    largest = int(np.argmax(wide.area_km2))
    [street, *_] = reach(np.array([largest]), wide).discs
    [within] = street.share[0, street.leaf == largest]
    assert within == pytest.approx((1.0 / wide.radius_km[largest]) ** 2, rel=1e-3)


def test_discs_hold_what_plain_arithmetic_says_they_hold() -> None:
    """Leaf by leaf and disc by disc in double precision, without blocks, caches or skipped leaves."""
    leaves = build_leaves(PRIOR, [belief(((41.15, -8.62), 3.0, 1.0))])
    rng = np.random.default_rng(5)
    picked = np.sort(rng.choice(leaves.ids.size, 40, replace=False))
    mass = rng.dirichlet(leaves.prior * 2000.0 + 1e-3, size=3)
    found = reach(picked, leaves)
    within = found.within(mass)
    km = sphere.distance_xyz_km(leaves.xyz[picked][:, None], leaves.xyz[None])
    np.testing.assert_allclose(found.apart_km, km[:, picked], atol=0.05, rtol=3e-4)
    for row, radius in enumerate(RADII_KM):
        small = np.minimum(leaves.radius_km, radius)
        share = np.clip((radius + leaves.radius_km - km) / (2.0 * small), 0.0, 1.0)
        share *= np.minimum(1.0, (radius / leaves.radius_km) ** 2)
        np.testing.assert_allclose(within[:, row], mass @ share.T, atol=2e-5)
        leaf, part = found.discs[row].one(7)
        np.testing.assert_allclose(mass[:, leaf] @ part, mass @ share[7], atol=2e-5)
