"""Embedded photos: what is saved is what is loaded, and nothing else is taken for it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from whence_engine.errors import UsageError
from whence_training.atomic import replacing
from whence_training.data import embedded
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest, read_manifest
from whence_training.data.split import read_split

CHILD_ENV = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


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


FULL = """
import resource, signal, sys
from pathlib import Path
from whence_engine.errors import StorageError
from whence_training.data import embedded
photos = embedded.load(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))
try:
    embedded.save(photos, Path(sys.argv[2]))
except StorageError as error:
    print(error)
"""


def test_a_full_disk_leaves_the_old_file(photos: EmbeddedPhotos, tmp_path: Path) -> None:
    """In a process of its own, as the limit on the size of files holds for all of one."""
    source, path = tmp_path / "source.npz", tmp_path / "e.npz"
    embedded.save(photos, source)
    path.write_bytes(b"the old one")
    done = subprocess.run(
        [sys.executable, "-c", FULL, source, path], capture_output=True, text=True, check=True, env=CHILD_ENV
    )
    assert "make room there" in done.stdout
    assert path.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["e.npz", "source.npz"]


def test_what_fails_for_another_reason_is_not_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(KeyError), replacing(tmp_path / "a.txt"):
        raise KeyError("a bug")
    assert not list(tmp_path.iterdir())
