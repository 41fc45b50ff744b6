"""`sidecar`: what another file of the same picture says of its place."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from whence_engine.cues.cue import Known
from whence_engine.cues.sidecar import Sidecar, beside
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.photo import Album, Belief, CaptureTime, Photo, Position, PositionSource, TimeSource

NOON = datetime(2014, 7, 12, 12)
PARIS = Position(48.8566, 2.3522, PositionSource.SIDECAR)


def photo(name: str, position: Position | None = None, seconds: float = 0.0) -> Photo:
    taken = CaptureTime(NOON + timedelta(seconds=seconds), TimeSource.EXIF, 0.95)
    return Photo(Path("/p") / name, 1, 1, 1, "RAW" if name.endswith("NEF") else "JPEG", taken=taken, position=position)


def told(library: Library) -> dict[str, Belief]:
    stored = list(library.index.photos.all())
    known = Known(library, cast("Bundle", None), {})
    beliefs = Sidecar().beliefs(Album(1, tuple(stored)), known)
    return {one.path.name: beliefs[one.id] for one in stored if one.id in beliefs}


def test_the_raw_file_of_a_pair_speaks_for_its_jpeg(library: Library) -> None:
    photos = [photo("DSC_1.JPG"), photo("DSC_1.NEF", PARIS), photo("DSC_2.JPG")]
    library.index.photos.upsert(photos)
    jpeg, raw = library.index.photos.at(photos[0].path), library.index.photos.at(photos[1].path)
    assert jpeg is not None
    assert raw is not None
    library.index.photos.pair(jpeg.id, [raw])
    beliefs = told(library)
    assert beliefs.keys() == {"DSC_1.JPG"}
    belief = beliefs["DSC_1.JPG"]
    assert belief.because == "Another file of this picture, DSC_1.NEF, carries this position."
    assert distance_xyz_km(belief.kernel_xyz[0], to_xyz(PARIS.lat_deg, PARIS.lon_deg)) < 0.001
    assert belief.kernel_mass.sum() + belief.unknown == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("a-edited.jpg", "a.jpg"),
        ("a_edit.jpg", "a.JPG"),
        ("a-bearbeitet.jpg", "a.HEIC"),
        ("a-Edit-2.tif", "a.dng"),
        ("IMG_E1234.JPG", "IMG_1234.HEIC"),
    ],
)
def test_the_original_speaks_for_its_edited_copy(copy: str, original: str, library: Library) -> None:
    photos = [photo(copy), photo(original, PARIS)]
    library.index.photos.upsert(photos)
    assert told(library).keys() == {copy}


@pytest.mark.parametrize(
    ("copy", "original", "seconds"),
    [("a-edited.jpg", "a.jpg", 60), ("ab.jpg", "a.jpg", 0), ("edit.jpg", "a.jpg", 0), ("IMG_E12.JPG", "IMG_12.JPG", 0)],
)
def test_other_pictures_do_not(copy: str, original: str, seconds: float, library: Library) -> None:
    photos = [photo(copy, seconds=seconds), photo(original, PARIS)]
    library.index.photos.upsert(photos)
    assert told(library) == {}


def test_a_photo_with_a_position_of_its_own_asks_nobody(library: Library) -> None:
    library.index.photos.upsert([photo("a.jpg", PARIS)])
    own = replace(photo("a-edited.jpg"), position=Position(1, 1, PositionSource.EXIF))
    assert list(beside(own, library)) == []
    assert list(beside(replace(own, position=None, error="Damaged."), library)) == []
