"""The locator: an album and what cues believe of it, to candidates."""

from pathlib import Path

import numpy as np
import pytest
from bundles import CITIES, make_grid

from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate.calibration import read_fitted
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.locator import Locator
from whence_engine.photo import Album, Belief, Level, Photo, Position, PositionSource
from whence_engine.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator(WorldPrior.load(), make_grid(CITIES), read_fitted(), Gazetteer.open())


def photos(count: int) -> tuple[Photo, ...]:
    return tuple(Photo(Path(f"/{number}.jpg"), 1, 1, 1, "JPEG", id=number) for number in range(1, count + 1))


def around(lat: float, lon: float, km: float) -> Belief:
    """A kernel, and one part in ten that knows nothing."""
    return Belief(
        because=f"near {lat:g}, {lon:g}",
        unknown=0.1,
        kernel_xyz=sphere.to_xyz(lat, lon)[None],
        kernel_km=np.array([km]),
        kernel_mass=np.array([0.9]),
    )


def test_the_cost_of_a_photo_does_not_grow_with_its_album(locator: Locator, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    original = Locator._rank

    def spy(self: Locator, some: tuple[Photo, ...], said: object, leaves: Leaves) -> object:
        sizes.append(leaves.ids.size)
        return original(self, some, said, leaves)  # type: ignore[arg-type]

    monkeypatch.setattr(Locator, "_rank", spy)
    album = Album(1, photos(160))
    said = {"neighbours": {photo.id: around(-60 + photo.id * 0.7, photo.id * 2.1, 2.0) for photo in album.photos}}
    found = locator.locate(album, said)
    assert len(sizes) == 5
    assert max(sizes) < 1.5 * min(sizes)
    alone = locator.locate(Album(1, album.photos[:32]), said)
    assert {photo_id: found[photo_id] for photo_id in alone} == alone


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 180.0), (-17.7, 179.99), (65.0, -179.999), (89.9, 40.0), (-90.0, 0.0)])
def test_nothing_is_special_about_the_date_line_and_the_poles(locator: Locator, lat: float, lon: float) -> None:
    [photo] = photos(1)
    best = locator.locate(Album(1, (photo,)), {"neighbours": {1: around(lat, lon, 0.5)}})[1][0]
    assert float(sphere.distance_km(best.lat_deg, best.lon_deg, lat, lon)) < 2.0
    assert best.level in {Level.EXACT, Level.CITY}


def test_a_known_position_is_its_own_candidate_to_its_stated_error(locator: Locator) -> None:
    [photo] = photos(1)
    exact = Position(-17.7, 180.0, PositionSource.SIDECAR)
    rough = Position(-17.7, 180.0, PositionSource.EXIF, error_km=100.0)
    for position, level in ((exact, Level.EXACT), (rough, Level.REGION)):
        known = Photo(photo.path, 1, 1, 1, "JPEG", id=1, position=position)
        [only] = locator.locate(Album(1, (known,)), {})[1]
        assert (only.lat_deg, only.lon_deg, only.level, only.cues) == (-17.7, 180.0, level, ((position.source, 1.0),))
        assert only.probability >= 0.5


def test_an_album_without_readable_photos_has_no_candidates(locator: Locator) -> None:
    broken = Photo(Path("/x.jpg"), 1, 1, 1, "JPEG", id=1, error="torn")
    assert locator.locate(Album(1, (broken,)), {}) == {}
    assert locator.locate(Album(1, ()), {}) == {}
