"""The most similar photos of a gallery: against a count by hand."""

import numpy as np
import pytest
import torch

from whence_training.retrieval.measures import Measure, distances
from whence_training.retrieval.neighbours import Space, nearest

RNG = np.random.default_rng(0)
QUERY, GALLERY = RNG.random((7, 5)).astype(np.float32), RNG.random((40, 5)).astype(np.float32)


def by_hand(measure: Measure) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    apart = QUERY[:, None].astype(np.float64) - GALLERY[None]
    if measure is Measure.EUCLIDEAN:
        return np.asarray(np.sqrt((apart**2).sum(axis=2)))
    if measure is Measure.CITY_BLOCK:
        return np.asarray(np.abs(apart).sum(axis=2))
    return np.asarray((apart**2 / (QUERY[:, None] + GALLERY[None])).sum(axis=2) / 2)


@pytest.mark.parametrize("measure", list(Measure))
def test_distances_are_those_of_the_book(measure: Measure) -> None:
    found = distances(torch.from_numpy(QUERY), torch.from_numpy(GALLERY), measure).numpy()
    assert found == pytest.approx(by_hand(measure), rel=1e-5)


def test_histograms_that_share_no_bin_are_one_apart_and_equal_ones_not_at_all() -> None:
    one, other = torch.tensor([[0.5, 0.5, 0.0, 0.0]]), torch.tensor([[0.0, 0.0, 0.25, 0.75]])
    assert distances(one, torch.cat([one, other]), Measure.CHI_SQUARED).tolist() == [[0, 1]]


@pytest.mark.parametrize("measure", list(Measure))
def test_the_nearest_come_first(measure: Measure) -> None:
    (found,) = nearest([Space(measure, QUERY, GALLERY)], 3)
    assert np.array_equal(found.row, np.argsort(by_hand(measure), axis=1)[:, :3])
    assert (np.diff(found.distance, axis=1) >= 0).all()
    assert np.array_equal(found.first(2).row, found.row[:, :2])


def test_a_part_of_the_gallery_is_searched_as_if_it_were_alone() -> None:
    some = np.array([30, 2, 11, 25])
    part, whole = nearest([Space(Measure.EUCLIDEAN, QUERY, GALLERY)], 6, parts=[some, np.arange(40)])
    order = np.argsort(by_hand(Measure.EUCLIDEAN)[:, some], axis=1)
    assert np.array_equal(part.row, some[order])
    assert whole.row.shape == (7, 6)


def test_spaces_of_very_different_scale_have_the_same_say() -> None:
    """Distances are divided by their own deviation, so a unit of measure changes nothing."""
    other_query, other_gallery = QUERY[:, ::-1].copy(), GALLERY[::-1].copy()
    plain = [Space(Measure.EUCLIDEAN, QUERY, GALLERY), Space(Measure.CITY_BLOCK, other_query, other_gallery)]
    scaled = [plain[0], Space(Measure.CITY_BLOCK, 1000 * other_query, 1000 * other_gallery)]
    one, other = (nearest(spaces, 5)[0] for spaces in (plain, scaled))
    assert np.array_equal(one.row, other.row)
    assert one.distance == pytest.approx(other.distance, rel=1e-4)


def test_a_gallery_of_equal_photos_is_no_reason_to_divide_by_nothing() -> None:
    (found,) = nearest([Space(Measure.EUCLIDEAN, QUERY, np.ones((3, 5), np.float32))], 2)
    assert np.isfinite(found.distance).all()
