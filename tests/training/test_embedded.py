"""Embedded photos: what is saved is what is loaded, and nothing else is taken for it."""

import os
from pathlib import Path

import numpy as np
import pytest
from file_limits import files_up_to

from whence_engine.errors import StorageError, UsageError
from whence_training.atomic import replacing
from whence_training.data import embedded
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest, read_manifest
from whence_training.data.split import read_split


@pytest.fixture(scope="module")
def labels(travels: Path) -> Manifest:
    return read_manifest(travels / "photos", read_split())


@pytest.fixture
def photos(labels: Manifest) -> EmbeddedPhotos:
    rng = np.random.default_rng(0)
    embedding, logits = (rng.normal(size=(len(labels), size)).astype(np.float32) for size in (5, 7))
    return EmbeddedPhotos(labels, embedding, logits)


@pytest.mark.parametrize("with_logits", [True, False])
def test_what_is_saved_is_what_is_loaded(photos: EmbeddedPhotos, tmp_path: Path, *, with_logits: bool) -> None:
    given = photos if with_logits else EmbeddedPhotos(photos.manifest, photos.embedding)
    embedded.save(given, tmp_path / "e.npz")
    found = embedded.load(tmp_path / "e.npz")
    np.testing.assert_array_equal(found.embedding, given.embedding)
    assert (found.logits is None) is (given.logits is None)
    for name in ("path", "lat", "lon", "photographer", "album", "taken_at", "side", "precision"):
        np.testing.assert_array_equal(getattr(found.manifest, name), getattr(given.manifest, name))
    assert os.listdir(tmp_path) == ["e.npz"]  # noqa: PTH208 - hidden files count


def test_taking_rows_takes_labels_and_arrays_alike(photos: EmbeddedPhotos) -> None:
    rows = np.array([4, 1, 1])
    some = photos.take(rows)
    assert some.logits is not None
    assert photos.logits is not None
    assert some.manifest.path.tolist() == photos.manifest.path[rows].tolist()
    np.testing.assert_array_equal(some.embedding, photos.embedding[rows])
    np.testing.assert_array_equal(some.logits, photos.logits[rows])


def test_arrays_of_other_photos_are_refused(photos: EmbeddedPhotos) -> None:
    with pytest.raises(ValueError, match="embedding is"):
        EmbeddedPhotos(photos.manifest, photos.embedding[:-1])


def test_a_file_that_is_none_says_how_to_make_one(photos: EmbeddedPhotos, tmp_path: Path) -> None:
    whole = tmp_path / "whole.npz"
    embedded.save(photos, whole)
    cut, without = tmp_path / "cut.npz", tmp_path / "without.npz"
    cut.write_bytes(whole.read_bytes()[:-500])
    np.savez(without, embedding=photos.embedding)
    for path in (tmp_path / "missing.npz", cut, without):
        with pytest.raises(UsageError, match="make it again with `embed`"):
            embedded.load(path)


def test_a_full_disk_leaves_the_old_file(photos: EmbeddedPhotos, tmp_path: Path) -> None:
    path = tmp_path / "e.npz"
    path.write_bytes(b"the old one")
    with files_up_to(512), pytest.raises(StorageError, match="make room there"):
        embedded.save(photos, path)
    assert path.read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["e.npz"]


def test_what_fails_for_another_reason_is_not_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(KeyError), replacing(tmp_path / "a.txt"):
        raise KeyError("a bug")
    assert not list(tmp_path.iterdir())
