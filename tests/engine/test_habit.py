"""The travel prior, moved towards what a library shows of its owner."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from whence_engine.cues.fix import Fix
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate.habit import SHIPPED_PAIRS, adapted
from whence_engine.locate.leaves import build_leaves
from whence_engine.photo import Camera

TRAVEL = TravelPrior.load()
LEAVES = build_leaves(WorldPrior.load(), [])
START = datetime(2014, 1, 1)
HOME = (38.72, -9.14)


def walks(days: int, step_km: float, *, said: bool = False) -> list[Fix]:
    """A fix each day, scattered about home."""
    rng = np.random.default_rng(1)
    lat, lon = sphere.destination(
        np.full(days, HOME[0]), np.full(days, HOME[1]), rng.uniform(0, 360, days), rng.rayleigh(step_km, days)
    )
    return [
        Fix(
            START + timedelta(days=day),
            f"{day}.jpg",
            Camera(),
            float(lat[day]),
            float(lon[day]),
            photo_id=day,
            said=said,
        )
        for day in range(days)
    ]


def within(travel: TravelPrior, gap_h: float, km: float) -> float:
    """The weight of kernels up to a spread."""
    return float(travel.at(gap_h)[:-1][travel.spread_km <= km].sum())


def test_who_stays_in_town_is_expected_there() -> None:
    stays, roams = adapted(TRAVEL, walks(30, 1.0), LEAVES), adapted(TRAVEL, walks(30, 900.0), LEAVES)
    for gap_h in (24.0, 168.0):
        assert within(stays, gap_h, 10.0) > within(TRAVEL, gap_h, 10.0) > within(roams, gap_h, 10.0)


def test_habits_of_days_say_nothing_of_minutes() -> None:
    moved = adapted(TRAVEL, walks(30, 900.0), LEAVES)
    np.testing.assert_allclose(moved.at(0.1), TRAVEL.at(0.1) / TRAVEL.at(0.1).sum(), atol=1e-6)


def test_weights_stay_distributions_and_nothing_becomes_impossible() -> None:
    moved = adapted(TRAVEL, walks(60, 1.0), LEAVES)
    np.testing.assert_allclose(moved.weight.sum(axis=1), 1.0)
    least = SHIPPED_PAIRS / (SHIPPED_PAIRS + 60.0)
    assert (moved.weight >= least * TRAVEL.weight * 0.99).all()


@pytest.mark.parametrize("fixes", [[], walks(1, 1.0), walks(30, 1.0, said=True)])
def test_without_pairs_that_files_carry_the_shipped_prior_stands(fixes: list[Fix]) -> None:
    assert adapted(TRAVEL, fixes, LEAVES) is TRAVEL


def test_the_more_the_shipped_prior_is_worth_the_less_it_moves() -> None:
    some = walks(30, 1.0)
    shares = [within(adapted(TRAVEL, some, LEAVES, shipped=worth), 24.0, 10.0) for worth in (1.0, 10.0, 1000.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(within(TRAVEL, 24.0, 10.0), abs=0.03)
