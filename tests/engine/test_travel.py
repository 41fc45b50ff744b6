"""The travel prior: how far one goes in a given time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.travel import TravelPrior

gaps = st.floats(1e-4, 5000.0)
TRAVEL = TravelPrior.load()


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


def test_only_wide_kernels_know_where_people_go() -> None:
    assert TRAVEL.spread_km[0] < TRAVEL.popular_from_km <= TRAVEL.spread_km[-1]
