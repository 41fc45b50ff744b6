"""Near-duplicates of a hidden photo are hidden with it: each kind answers for it when it is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from bundles import make_bundle

from whence_engine.albums.arrange import arrange
from whence_engine.cues.registry import load_cues
from whence_engine.geo.sphere import distance_km
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.library.masked import read_placed
from whence_engine.photo import Camera, CaptureTime, Photo, Position, PositionSource, Prediction, TimeSource
from whence_engine.selftest.ask import Asker
from whence_engine.selftest.scenes import alike, scenes
from whence_engine.settings import Settings

NOON = datetime(2014, 7, 12, 12, 0)
LISBON = (38.7223, -9.1393)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return Bundle.open(make_bundle(tmp_path_factory.mktemp("bundle"), sureness=0.0))


def away_km(library: Library, bundle: Bundle, hidden: Sequence[Photo], asked: Photo) -> float:
    """How far off the answer for a photo is while some are hidden."""
    album = library.index.albums.of_photo(asked.id)
    assert album is not None
    asker = Asker(library, bundle, load_cues(("neighbours", "sidecar")), Settings(threads=1))
    [answered] = asker.ask([one.id for one in hidden], {album: [asked.id]})
    return float(distance_km(answered.best.lat_deg, answered.best.lon_deg, *LISBON))


def shot(name: str, seconds: float, *, camera: str = "D40", place: tuple[float, float] | None = LISBON) -> Photo:
    return Photo(
        Path("/trip") / name,
        1,
        1,
        1,
        "RAW" if name.endswith("NEF") else "JPEG",
        camera=Camera("Make", camera),
        taken=CaptureTime(NOON + timedelta(seconds=seconds), TimeSource.EXIF, 0.95),
        position=None if place is None else Position(*place, PositionSource.EXIF),
    )


def stored(library: Library, bundle: Bundle, photos: Sequence[Photo], looks: Sequence[float]) -> list[Photo]:
    """Store photos that were never files, each looking in the direction of an angle."""
    ids = library.index.photos.upsert(photos)
    size = bundle.card.embedding_size
    seen = []
    for photo_id, angle in zip(ids, looks, strict=True):
        embedding = np.zeros(size, np.float16)
        embedding[:2] = np.cos(angle), np.sin(angle)
        seen.append(Prediction(photo_id, embedding, np.empty(0, np.uint32), np.empty(0, np.float32)))
    library.index.predictions.store(bundle.fingerprint, seen)
    found = list(library.index.photos.by_ids(ids))
    for one in found:
        raw = [other for other in found if other.format == "RAW" and other.path.stem == one.path.stem]
        if one.format != "RAW" and raw:
            library.index.photos.pair(one.id, raw)
    arrange(library)
    return list(library.index.photos.by_ids(ids))


NEAR_DUPLICATES = {
    "burst": ([shot("a.jpg", 0), shot("b.jpg", 4)], [0, 1]),
    "the RAW of a pair": ([shot("a.JPG", 0), shot("a.NEF", 0)], [0, 1]),
    "edited copy": ([shot("a.jpg", 0), shot("a-edited.jpg", 0, camera="")], [0, 1]),
    "same look": ([shot("a.jpg", 0), shot("b.jpg", 600)], [0, 0]),
    "same picture data": ([shot("a.jpg", 0), shot("b.jpg", 600)], [0, 1]),
}


@pytest.mark.parametrize("kind", NEAR_DUPLICATES)
def test_a_near_duplicate_does_not_answer_for_a_hidden_photo(kind: str, library: Library, bundle: Bundle) -> None:
    photos, looks = NEAR_DUPLICATES[kind]
    first, second = stored(library, bundle, photos, looks)
    if kind == "same picture data":
        for one in (first, second):
            library.index.photos.set_identity(one.id, "same")
    placed = read_placed(library.index, [Path("/trip")])
    scene = scenes(placed, alike(library, bundle.fingerprint, placed))
    assert scene[0] == scene[1]
    assert away_km(library, bundle, [first, second], first) > 100
    assert away_km(library, bundle, [first], first) < 1  # undone: only the photo itself is hidden


@pytest.mark.parametrize(
    ("photos", "looks"),
    [
        ([shot("a.jpg", 0), shot("b.jpg", 6)], [0, 1]),  # later than a burst
        ([shot("a.jpg", 0), shot("b.jpg", 4, camera="D80")], [0, 1]),  # another camera
        ([shot("a.jpg", 0), shot("b.jpg", 600)], [0, 0.2]),  # like it, and not the same
    ],
)
def test_another_photo_of_the_moment_may_answer(
    photos: Sequence[Photo], looks: Sequence[float], library: Library, bundle: Bundle
) -> None:
    stored(library, bundle, photos, looks)
    placed = read_placed(library.index, [Path("/trip")])
    scene = scenes(placed, alike(library, bundle.fingerprint, placed))
    assert scene[0] != scene[1]


def test_photos_whose_clock_is_in_doubt_are_no_burst(library: Library, bundle: Bundle) -> None:
    spans = [replace(one, taken=CaptureTime(NOON, TimeSource.FOLDER, 0.4, timedelta(days=1))) for one in (
        shot("a.jpg", 0), shot("b.jpg", 0))]  # fmt: skip
    stored(library, bundle, spans, [0, 1])
    assert np.unique(scenes(read_placed(library.index, [Path("/trip")]))).size == 2
