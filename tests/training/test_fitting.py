"""Whitening, trust, albums and recognition: laws that hold for any data."""

from pathlib import Path

import numpy as np
import pytest

from whence_training.data.albums import AlbumCut, real_albums, whole
from whence_training.data.manifest import Manifest, read_manifest
from whence_training.data.split import read_split
from whence_training.recognise import recognise_again
from whence_training.trust import belief, fit_trust
from whence_training.whitening import WhiteningConfig, fit_whitening


@pytest.fixture(scope="module")
def labels(travels: Path) -> Manifest:
    return read_manifest(travels / "photos", read_split())


def test_whole_whitening_leaves_uncorrelated_coordinates_of_equal_variance() -> None:
    rng = np.random.default_rng(0)
    features = (rng.normal(size=(400, 6)) @ rng.normal(size=(6, 6)) + 3).astype(np.float32)
    weight, bias = fit_whitening(features, 4, WhiteningConfig(power=1.0))
    covariance = np.cov((features @ weight.T + bias).T)
    np.testing.assert_allclose(covariance, np.eye(4) / 4, atol=2e-3)


def test_directions_without_variance_get_no_weight() -> None:
    features = np.outer(np.arange(10), [1, 2, 0]).astype(np.float32)
    weight, _ = fit_whitening(features, 3, WhiteningConfig())
    assert np.isfinite(weight).all()
    assert (weight[1:] == 0).all()


def photographers(count: int) -> np.ndarray:
    return np.array([f"p{number % 5}" for number in range(count)])


def test_a_network_that_knows_nothing_is_not_believed() -> None:
    rng = np.random.default_rng(0)
    prior = np.array([0.4, 0.3, 0.2, 0.1])
    row = rng.choice(4, 2000, p=prior)
    logits = rng.normal(0, 5, (2000, 4)).astype(np.float32)
    found = fit_trust(logits, prior, row, photographers(2000))
    assert found.trust == 0
    assert found.nll <= found.nll_prior
    np.testing.assert_array_equal(belief(logits, prior, found.temperature, found.trust)[0], prior)


def test_a_network_that_knows_one_photographer_only_is_not_believed() -> None:
    rng = np.random.default_rng(0)
    prior, row = np.full(4, 0.25), rng.choice(4, 500)
    logits = rng.normal(0, 3, (500, 4))
    known = photographers(500) == "p0"
    logits[known] = 5 * np.eye(4)[row[known]]
    found = fit_trust(logits.astype(np.float32), prior, row, photographers(500))
    assert found.nll < found.nll_prior
    assert found.trust == 0


def test_a_network_that_knows_is_believed_and_sharpened() -> None:
    rng = np.random.default_rng(0)
    row = rng.choice(4, 500)
    logits = (0.5 * np.eye(4)[row]).astype(np.float32)
    found = fit_trust(logits, np.full(4, 0.25), row, photographers(500))
    assert found.trust > 0.9
    assert found.temperature < 1


def test_a_belief_is_a_distribution() -> None:
    prior = np.array([0.7, 0.2, 0.1])
    mixed = belief(np.array([[1e4, 0, -1e4]], np.float32), prior, 0.5, 0.3)
    assert mixed.sum() == pytest.approx(1)
    assert mixed[0, 2] == pytest.approx(0.07)


def test_albums_are_in_time_order_and_cut_at_the_gap(labels: Manifest) -> None:
    albums = real_albums(labels, AlbumCut(gap_hours=30))
    assert all((np.diff(labels.taken_at[album.rows]) >= np.timedelta64(0)).all() for album in albums)
    assert all((np.diff(labels.taken_at[album.rows]) <= np.timedelta64(30, "h")).all() for album in albums)
    assert not any(album.simulated for album in albums)
    inside = np.concatenate([album.rows for album in albums])
    assert sorted(inside.tolist()) == np.flatnonzero(~np.isnat(labels.taken_at)).tolist()


def test_every_photo_is_in_exactly_one_album_or_alone(labels: Manifest) -> None:
    rows = np.concatenate(whole(real_albums(labels, AlbumCut()), len(labels)))
    assert sorted(rows.tolist()) == list(range(len(labels)))


def test_an_embedding_of_the_place_itself_recognises_every_place(labels: Manifest) -> None:
    telling = np.stack([np.round(labels.lat), np.round(labels.lon), np.ones(len(labels))], axis=1).astype(np.float32)
    found = recognise_again(telling, labels, 25.0, own_library=False)
    assert found.nearest[0] == 1
    assert found.chance[0] < 1


def test_nobody_is_recognised_on_the_same_day(labels: Manifest) -> None:
    one_day = labels.take(labels.day == np.datetime64("2019-07-02"))
    unit = np.eye(len(one_day), dtype=np.float32)
    with pytest.raises(ValueError, match="no photo has another day"):
        recognise_again(unit, one_day, 25.0, own_library=False)
