"""Fusion: what the formula promises, whatever the cues say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from whence_engine.errors import BundleError
from whence_engine.locate.calibration import Calibration, read_fitted
from whence_engine.locate.candidates import evidence_shares
from whence_engine.locate.fuse import CueWeight, fuse

LEAVES = 12
positive = st.floats(1e-6, 1.0)


def density(values: np.ndarray) -> np.ndarray:
    return np.asarray(values / values.sum())


densities = arrays(np.float64, LEAVES, elements=positive).map(density)
weights = st.builds(CueWeight, st.floats(0.0, 1.5), st.floats(0.0, 0.5))


@given(prior=densities)
def test_without_any_cue_the_answer_is_the_world_prior(prior: np.ndarray) -> None:
    np.testing.assert_allclose(fuse({}, prior, {}).mass, prior)


@given(prior=densities, how=weights)
def test_a_cue_that_knows_nothing_changes_nothing(prior: np.ndarray, how: CueWeight) -> None:
    silent = np.zeros(LEAVES)
    np.testing.assert_allclose(fuse({"mute": silent}, prior, {"mute": how}).mass, prior)


@given(prior=densities, said=densities)
def test_one_cue_of_full_weight_and_no_floor_is_the_answer(prior: np.ndarray, said: np.ndarray) -> None:
    np.testing.assert_allclose(fuse({"only": said}, prior, {"only": CueWeight(1.0, 0.0)}).mass, said, atol=1e-9)


@given(prior=densities, one=densities, two=densities, how=weights)
def test_the_order_of_cues_does_not_matter(prior: np.ndarray, one: np.ndarray, two: np.ndarray, how: CueWeight) -> None:
    forward = fuse({"one": one, "two": two}, prior, {"one": how})
    backward = fuse({"two": two, "one": one}, prior, {"one": how})
    np.testing.assert_allclose(forward.mass, backward.mass, rtol=1e-9)


@given(prior=densities, said=densities)
def test_a_floor_keeps_a_sure_cue_from_vetoing(prior: np.ndarray, said: np.ndarray) -> None:
    wrong = np.zeros(LEAVES)
    wrong[0] = 1.0
    fused = fuse({"wrong": wrong, "right": said}, prior, {"wrong": CueWeight(1.0, 0.1), "right": CueWeight(1.0, 0.0)})
    assert fused.mass[1:].min() > 0.0


@given(prior=densities, said=densities, gone=st.floats(0.0, 1.0))
def test_what_is_left_open_is_filled_with_the_prior(prior: np.ndarray, said: np.ndarray, gone: float) -> None:
    fused = fuse({"half": said * (1.0 - gone)}, prior, {"half": CueWeight(1.0, 0.0)})
    np.testing.assert_allclose(fused.mass, said * (1.0 - gone) + gone * prior, atol=1e-9)


def test_shares_of_evidence_sum_to_one_and_leave_out_what_speaks_against() -> None:
    inside = np.array([1.0, 0.0])
    shares = evidence_shares(
        inside, {"for": np.array([3.0, 0.0]), "also": np.array([1.0, 9.0]), "against": np.array([-2.0, 0.0])}
    )
    assert shares == (("for", 0.75), ("also", 0.25))


def test_where_no_cue_speaks_the_prior_has_all_the_evidence() -> None:
    assert evidence_shares(np.array([1.0]), {"mute": np.array([0.0])}) == (("prior", 1.0),)


@given(
    within=arrays(np.float64, (5, 3), elements=st.floats(0.0, 1.0)).map(lambda a: np.sort(a, axis=0)),
    slope=st.tuples(*[st.floats(0.1, 3.0)] * 5),
    offset=st.tuples(*[st.floats(-2.0, 2.0)] * 5),
)
def test_a_calibrated_chance_is_a_chance_and_rises_with_the_radius(
    within: np.ndarray, slope: tuple[float, ...], offset: tuple[float, ...]
) -> None:
    chances = Calibration(slope, offset).apply(within)
    assert chances.min() >= 0.0
    assert chances.max() <= 1.0
    assert (np.diff(chances, axis=0) >= 0.0).all()


def test_no_calibration_changes_nothing() -> None:
    within = np.array([[0.1], [0.2], [0.5], [0.7], [0.9]])
    np.testing.assert_allclose(Calibration().apply(within), within, rtol=1e-9)


def test_the_weights_that_ship_can_be_read() -> None:
    fitted = read_fitted()
    assert {"pixels", "album"} <= set(fitted.weights)
    assert all(0.0 <= how.floor < 1.0 and how.weight >= 0.0 for how in fitted.weights.values())
    assert len(fitted.calibration.slope) == len(fitted.calibration.offset) == 5
    assert min(fitted.calibration.slope) > 0.0


@pytest.mark.parametrize("text", ["", "{}", '{"cues": {"a": {"weight": "x"}}, "calibration": {}}'])
def test_broken_weights_are_said_in_one_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("fitted") / "fitted.json"
    path.write_text(text)
    with pytest.raises(BundleError, match="Reinstall"):
        read_fitted(path)
