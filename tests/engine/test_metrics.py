"""Scores of geolocation: each against a count by hand."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine import metrics
from whence_engine.geo.disc import mass_within
from whence_engine.geo.sphere import distance_km, to_xyz

NAN = float("nan")


def mean_of(values: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
    return float(values[rows].mean())


def test_the_thresholds_are_those_of_the_im2gps_protocol() -> None:
    assert metrics.RADII_KM == (1, 25, 200, 750, 2500)


def test_a_share_counts_what_lies_on_the_radius_and_no_answer_as_wrong() -> None:
    assert metrics.share_within([0, 1, 1.0001, 25, NAN, 9000]).tolist() == pytest.approx(
        [2 / 6, 4 / 6, 4 / 6, 4 / 6, 4 / 6]
    )
    assert metrics.share_within([5, 15], [10]).tolist() == [0.5]


def test_the_median_knows_no_answer_as_infinitely_wrong() -> None:
    assert metrics.median_km([3, 1, 2]) == 2
    assert metrics.median_km([1, 3]) == 2
    assert metrics.median_km([1, NAN, 2]) == 2
    assert metrics.median_km([1, NAN, NAN]) == np.inf
    assert metrics.median_km([1, NAN]) == np.inf


def test_the_game_scores_five_thousand_at_most_and_nothing_for_no_answer() -> None:
    assert metrics.geoguessr_score([0]) == 5000
    assert metrics.geoguessr_score([1492.7]) == pytest.approx(5000 / np.e)
    assert metrics.geoguessr_score([0, NAN]) == 2500


def test_the_best_of_the_first_answers_counts_in_a_top_five() -> None:
    error = np.array([[500, 3, 100], [NAN, NAN, NAN], [7, NAN, NAN]])
    assert metrics.best_of_first_km(error, 1) == pytest.approx([500, NAN, 7], nan_ok=True)
    assert metrics.best_of_first_km(error, 5) == pytest.approx([3, NAN, 7], nan_ok=True)


def test_the_likeliest_square_kilometre_is_searched_first() -> None:
    area = [10, 1000, 10]
    mass = [[0.2, 0.5, 0.3], [0.2, 0.5, 0.3], [0.2, 0.5, 0.3]]
    assert metrics.searched_km2(mass, area, [2, 0, 1]).tolist() == [10, 20, 1020]
    assert metrics.searched_km2([[1 / 3] * 3], [10, 10, 10], [1]).tolist() == [20]  # a flat belief searches half


@given(st.integers(0, 1000))
def test_whatever_is_believed_the_whole_area_is_enough_and_the_own_cell_needed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mass, area = rng.dirichlet(np.ones(6), 4), rng.uniform(1, 100, 6)
    row = rng.integers(0, 6, 4)
    searched = metrics.searched_km2(mass, area, row)
    assert (searched >= area[row] - 1e-9).all()
    assert (searched <= area.sum() + 1e-9).all()
    densest = (mass / area).argmax(axis=1)
    assert metrics.searched_km2(mass, area, densest) == pytest.approx(area[densest])


def test_bins_of_the_reliability_curve_hold_equally_many() -> None:
    stated = np.linspace(0, 1, 100)
    curve = metrics.reliability(stated, stated > 0.5)
    assert curve.count.tolist() == [10] * 10
    assert curve.observed.tolist() == [0] * 5 + [1] * 5
    assert curve.stated == pytest.approx(stated.reshape(10, 10).mean(axis=1))


def test_calibration_error_by_hand() -> None:
    stated = [0.2] * 10 + [0.8] * 10
    correct = [True] * 3 + [False] * 7 + [True] * 6 + [False] * 4
    assert metrics.expected_calibration_error(stated, correct, bins=2) == pytest.approx((0.1 + 0.2) / 2)
    assert metrics.expected_calibration_error(stated, correct) == pytest.approx((0.1 + 0.2) / 2)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=60), st.randoms())
def test_the_order_of_photos_with_equal_chances_is_without_consequence(
    photos: list[tuple[float, bool]],
    random: "st.random.Random",  # type: ignore[name-defined]
) -> None:
    mixed = random.sample(photos, len(photos))
    errors = [
        metrics.expected_calibration_error([p for p, _ in order], [hit for _, hit in order])
        for order in (photos, mixed)
    ]
    assert errors[0] == pytest.approx(errors[1])


def test_what_states_nothing_is_not_calibrated() -> None:
    assert metrics.expected_calibration_error([NAN, 1.0], [False, True]) == 0
    assert np.isnan(metrics.expected_calibration_error([NAN], [False]))


def test_a_calibrated_forecast_has_a_small_error_and_an_overconfident_one_its_excess() -> None:
    rng = np.random.default_rng(0)
    chance = rng.random(20_000) * 0.5
    correct = rng.random(20_000) < chance
    assert metrics.expected_calibration_error(chance, correct) < 0.015
    assert metrics.expected_calibration_error(chance + 0.3, correct) == pytest.approx(0.3, abs=0.015)


def test_calibration_is_measured_for_each_radius() -> None:
    within = np.array([[0.0, 1.0], [0.0, 1.0]])
    assert metrics.calibration_errors(within, [100, NAN], [25, 200]).tolist() == [0, 0.5]


def test_prediction_density_is_the_mass_around_the_most_probable_cell() -> None:
    point = to_xyz([48.9, 48.8, 40.7], [2.3, 2.4, -74.0])  # two in Paris, one in New York
    mass = [[0.4, 0.3, 0.3], [0.3, 0.2, 0.5], [0.5, 0.5, 0.0]]
    density = metrics.prediction_density(mass, point, [1, 25, 20_100])
    assert density == pytest.approx(np.array([[0.4, 0.7, 1.0], [0.5, 0.5, 1.0], [0.5, 1.0, 1.0]]))
    assert metrics.prediction_density(mass, point).shape == (3, 5)


def test_abstaining_keeps_the_surest_and_treats_equals_alike() -> None:
    curve = metrics.abstention([0.9, 0.5, 0.5, 0.1, NAN], [True, True, False, False, False])
    assert curve.threshold.tolist() == [0.9, 0.5, 0.1, -np.inf]
    assert curve.kept.tolist() == [0.2, 0.6, 0.8, 1.0]
    assert curve.correct == pytest.approx([1, 2 / 3, 0.5, 0.4])


def test_the_bootstrap_draws_photographers_and_not_photos() -> None:
    """One photographer who is always right and nine who never are: photos alone would feign certainty."""
    photographer = np.repeat(np.arange(10), 100)
    right = (photographer == 0).astype(float)
    by_photographer = metrics.bootstrap(lambda rows: right[rows].mean(), photographer)
    by_photo = metrics.bootstrap(lambda rows: right[rows].mean(), np.arange(1000), draws=300)
    assert by_photographer.value == pytest.approx(0.1)
    assert by_photographer.low == 0
    assert by_photographer.high == pytest.approx(0.3, abs=0.11)
    assert by_photo.high - by_photo.low < 0.05


def test_the_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    covered = []
    for seed in range(100):
        skill = rng.normal(0, 1, 30)
        photographer = np.repeat(np.arange(30), 5)
        score = skill[photographer] + rng.normal(0, 1, 150)
        interval = metrics.bootstrap(partial(mean_of, score), photographer, draws=200, seed=seed)
        covered.append(interval.low <= 0 <= interval.high)
    assert 0.86 <= np.mean(covered) <= 1.0


def test_the_bootstrap_repeats_itself_and_takes_statistics_of_any_shape() -> None:
    error = np.arange(40.0)
    photographer = [f"photographer-{k % 7}" for k in range(40)]
    first, again = (
        metrics.bootstrap(lambda rows: metrics.share_within(error[rows]), photographer, draws=50) for _ in "ab"
    )
    assert first.value.shape == first.low.shape == first.high.shape == (5,)
    assert np.array_equal(first.low, again.low)
    assert (first.low <= first.value).all()
    assert (first.value <= first.high).all()


def test_the_interval_of_a_mean_agrees_with_drawing_photographers_one_by_one() -> None:
    rng = np.random.default_rng(1)
    photographer = rng.integers(0, 15, 200)
    value = rng.normal(photographer, 1.0)
    quick = metrics.bootstrap_mean(value, photographer)
    slow = metrics.bootstrap(partial(mean_of, value), photographer)
    assert quick.value == pytest.approx(slow.value)
    assert quick.low == pytest.approx(slow.low, abs=0.4)
    assert quick.high == pytest.approx(slow.high, abs=0.4)


def test_seeds_that_disagree_widen_the_interval_of_their_mean() -> None:
    photographer = np.repeat(np.arange(10), 10)
    agreed = np.full((4, 100), 0.5)
    apart = agreed + np.array([[-0.4], [-0.1], [0.1], [0.4]])
    assert metrics.bootstrap_mean(agreed, photographer).high == pytest.approx(0.5)
    interval = metrics.bootstrap_mean(apart, photographer)
    assert interval.value == pytest.approx(0.5)
    assert interval.low < 0.3
    assert interval.high > 0.7


def test_one_photographer_gives_no_width() -> None:
    interval = metrics.bootstrap(lambda rows: float(len(rows)), ["a", "a", "a"], draws=10)
    assert [float(part) for part in (interval.low, interval.value, interval.high)] == [3, 3, 3]


def test_the_best_constant_answer_is_where_most_photos_are() -> None:
    rng = np.random.default_rng(0)
    lat = np.concatenate([48.85 + 0.001 * rng.normal(size=60), 40.7 + 0.3 * rng.normal(size=100), [-33.9]])
    lon = np.concatenate([2.35 + 0.001 * rng.normal(size=60), -74.0 + 0.3 * rng.normal(size=100), [151.2]])
    street, city, region, _, continent = metrics.best_constant(lat, lon)
    assert distance_km(street.lat_deg, street.lon_deg, 48.85, 2.35) < 1
    assert street.share == pytest.approx(60 / 161)
    assert city.share == pytest.approx(metrics.share_within(distance_km(lat, lon, city.lat_deg, city.lon_deg))[1])
    assert distance_km(region.lat_deg, region.lon_deg, 40.7, -74.0) < 100
    assert region.share == pytest.approx(100 / 161)
    assert continent.share == pytest.approx(100 / 161)


def test_weights_move_the_best_constant_answer() -> None:
    (disc,) = metrics.best_constant([10, 10, 50], [10, 10, 50], [100], weights=[1, 1, 5])
    assert (disc.lat_deg, disc.lon_deg) == pytest.approx((50, 50))
    assert disc.share == pytest.approx(5 / 7)


@given(st.integers(0, 1000), st.sampled_from(metrics.RADII_KM))
def test_no_photo_position_makes_a_better_constant_than_the_best_one(seed: int, radius_km: float) -> None:
    rng = np.random.default_rng(seed)
    spread = radius_km / 60
    lat, lon = rng.uniform(-1, 1, 80) * min(spread, 80), 180 + rng.uniform(-1, 1, 80) * min(spread, 170)
    (disc,) = metrics.best_constant(lat, lon, [radius_km])
    xyz = to_xyz(lat, lon)
    # Centres closer together than 5 % of the radius are one, so compare with discs that much smaller.
    assert disc.share >= mass_within(xyz, xyz, np.full(80, 1 / 80), 0.95 * radius_km).max() - 1e-9
