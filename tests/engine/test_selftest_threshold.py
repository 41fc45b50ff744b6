"""The threshold for accepting unseen: what it claims, and when it claims nothing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.metrics import clopper_pearson
from whence_engine.selftest.threshold import Claims, NoThreshold, Threshold, find, least_photos


def claims(probability: list[float], right: list[bool], album: list[int] | None = None) -> Claims:
    count = len(probability)
    albums = np.arange(count) % 20 if album is None else np.array(album)
    return Claims(np.array(probability), np.array(right), np.arange(count), albums)


def test_answers_that_are_all_right_can_all_be_accepted() -> None:
    found = find(claims([0.5 + 0.49 * (row % 100) / 100 for row in range(400)], [True] * 400), 0.05)
    assert isinstance(found, Threshold)
    assert (found.probability, found.photos, found.wrong, found.low) == (0.5, 400, 0.0, 0.0)
    assert 0 < found.high < 0.01


def test_it_lies_where_the_wrong_answers_end() -> None:
    probability = [0.5 + 0.49 * (row % 100) / 100 for row in range(2000)]
    found = find(claims(probability, [chance >= 0.8 for chance in probability]), 0.05)
    assert isinstance(found, Threshold)
    assert 0.76 < found.probability <= 0.8
    assert found.high <= 0.05


@pytest.mark.parametrize(("photos", "enough"), [(72, True), (71, False)])
def test_too_few_photos_claim_nothing(photos: int, enough: bool) -> None:
    found = find(claims([0.9] * photos, [True] * photos), 0.05)
    assert isinstance(found, Threshold) is enough
    if isinstance(found, NoThreshold):
        assert "at least 72 photos in 5 albums" in found.because


def test_too_few_albums_claim_nothing() -> None:
    found = find(claims([0.9] * 400, [True] * 400, [row % 4 for row in range(400)]), 0.05)
    assert isinstance(found, NoThreshold)
    assert "400 in 4" in found.because


def test_one_photo_asked_many_times_is_one_photo() -> None:
    one = Claims(np.full(500, 0.9), np.ones(500, np.bool_), np.arange(500) % 50, np.arange(500) % 10)
    assert isinstance(find(one, 0.05), NoThreshold)


def test_answers_that_are_wrong_however_sure_are_refused_with_numbers() -> None:
    found = find(claims([0.95] * 400, [row % 10 > 0 for row in range(400)]), 0.05)
    assert isinstance(found, NoThreshold)
    assert "10 % are wrong" in found.because


def test_albums_that_go_wrong_as_a_whole_widen_the_interval() -> None:
    """Four of 100 wrong, once spread and once in one album of ten: the second says less of other albums."""
    spread = find(claims([0.9] * 1000, [row % 25 > 0 for row in range(1000)], [row // 10 for row in range(1000)]), 0.06)
    whole = find(claims([0.9] * 1000, [row >= 40 for row in range(1000)], [row // 40 for row in range(1000)]), 0.06)
    assert isinstance(spread, Threshold)
    assert isinstance(whole, NoThreshold)


def test_the_least_number_is_what_the_exact_interval_asks_for() -> None:
    for error in (0.01, 0.05, 0.2):
        least = least_photos(error)
        assert clopper_pearson(0, least)[1] <= error < clopper_pearson(0, least - 1)[1]


# --- the exact interval


def test_the_interval_is_that_of_tables() -> None:
    """Clopper and Pearson, 1934; values from any table of the binomial distribution."""
    assert clopper_pearson(0, 10) == pytest.approx((0.0, 0.30850), abs=1e-5)
    assert clopper_pearson(5, 10) == pytest.approx((0.18709, 0.81291), abs=1e-5)
    assert clopper_pearson(10, 10) == pytest.approx((0.69150, 1.0), abs=1e-5)
    assert clopper_pearson(1, 100, confidence=0.9) == pytest.approx((0.000513, 0.046561), abs=1e-5)


@given(st.integers(1, 300), st.data())
def test_the_interval_holds_the_share_and_mirrors(count: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, count))
    low, high = clopper_pearson(hits, count)
    assert 0.0 <= low <= hits / count <= high <= 1.0
    mirrored = clopper_pearson(count - hits, count)
    assert math.isclose(low, 1.0 - mirrored[1], abs_tol=1e-9)
