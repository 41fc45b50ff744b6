"""`lookalike`: exact search, who may answer whom, and trust that a library has to earn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import jpeg
from numpy.typing import NDArray

from whence_engine.cues import likeness
from whence_engine.cues.likeness import NEIGHBOURS, Look, Trust, favourite, learn, nearest, unit
from whence_engine.cues.lookalike import Lookalike, most_alike
from whence_engine.cues.own_photos import OwnPhotos
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.library.library import Library
from whence_engine.library.predictions import NO_DAY, Located
from whence_engine.photo import Album, Belief, CaptureTime, Photo, Position, PositionSource, Prediction, TimeSource
from whence_engine.scan.refresh import scan
from whence_engine.settings import Settings

PLACES = to_xyz(np.array([38.7, 52.5, 35.7]), np.array([-9.1, 13.4, 139.7]))


def library_of(days: int, *, tells: bool) -> tuple[Look, NDArray[np.float64]]:
    """Make six photos a day at one of three places, which they look like, or do not."""
    rng = np.random.default_rng(5)
    scenes = rng.normal(size=(3, 32))
    day = np.repeat(np.arange(days), 6).astype(np.int32)
    place = day % 3
    shown = place if tells else rng.integers(0, 3, len(day))
    return Look(unit(scenes[shown] + 0.5 * rng.normal(size=(len(day), 32))), day, day.astype(np.int64)), PLACES[place]


@given(st.integers(1, 60), st.integers(1, 40), st.integers(0, 99))
def test_the_search_is_exact(gallery: int, block: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    look = Look(unit(rng.normal(size=(gallery, 8))), np.arange(gallery, dtype=np.int32), np.arange(gallery))
    asked = Look(unit(rng.normal(size=(7, 8))), np.full(7, NO_DAY, np.int32), np.full(7, -1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(likeness, "_BLOCK", block)
        votes = nearest(asked, look)
    cosine = asked.embedding.astype(np.float32) @ look.embedding.astype(np.float32).T
    cosine[cosine >= likeness.SAME_PICTURE] = -np.inf
    best = -np.sort(-cosine, axis=1)[:, :NEIGHBOURS]
    assert np.allclose(np.sort(votes.cosine)[:, ::-1][:, : best.shape[1]], best, atol=1e-5)
    assert np.allclose(votes.weight.sum(axis=1)[np.isfinite(best[:, 0])], 1.0)


def test_who_may_not_answer() -> None:
    vector = unit(np.array([[1.0, 0.0], [1.0, 0.5], [1.0, 0.6], [1.0, 0.001], [1.0, 2.0]]))
    gallery = Look(vector, np.array([1, 5, NO_DAY, 7, 8], np.int32), np.array([1, 2, 9, 3, 4]))
    asked = Look(vector[:1], np.array([5], np.int32), np.array([9]))
    votes = nearest(asked, gallery)  # a copy, one of the same day, one of the same album, another copy: none of them
    assert votes.row[0, np.isfinite(votes.cosine[0])].tolist() == [4]


def test_photos_without_a_day_are_told_apart_by_album_only() -> None:
    vector = unit(np.array([[1.0, 0.0], [1.0, 0.5]]))
    votes = nearest(
        Look(vector[:1], np.array([NO_DAY], np.int32), np.array([1])),
        Look(vector[1:], np.array([NO_DAY], np.int32), np.array([2])),
    )
    assert np.isfinite(votes.cosine[0, 0])


def test_a_library_whose_looks_tell_is_trusted_as_far_as_they_do() -> None:
    look, xyz = library_of(40, tells=True)
    trust = learn(look, xyz)
    assert trust is not None
    assert trust.right > 0.9
    assert trust.chance < 0.5
    votes = nearest(look, look)
    best, share = favourite(votes, xyz)
    right = distance_xyz_km(xyz, xyz[votes.row[np.arange(len(best)), best]]) <= 25
    assert trust.sure(votes.cosine[:, 0].astype(np.float64), share).mean() == pytest.approx(right.mean(), abs=0.05)


@pytest.mark.parametrize(("days", "tells"), [(40, False), (5, True)])
def test_looks_that_tell_nothing_and_small_libraries_are_not_trusted(days: int, tells: bool) -> None:
    assert learn(*library_of(days, tells=tells)) is None


class Own:
    """Stands in for the library's own photos."""

    def __init__(self, look: Look, xyz: NDArray[np.float64], trust: Trust | None) -> None:
        self.look, self.xyz, self.trust = look, xyz, trust
        nothing = np.zeros(len(look.day))
        self.located = Located(np.arange(len(look.day)), look.album, look.day, nothing, nothing, look.embedding)


def setting(own: Own, embedding: NDArray[np.float16], on: date) -> tuple[Album, Any]:
    taken = CaptureTime(datetime(on.year, on.month, on.day, 12), TimeSource.EXIF, 0.9)
    open_photo = Photo(Path("x.jpg"), 1, 1, 1, "JPEG", id=7, taken=taken)
    placed = replace(open_photo, id=8, position=Position(1.0, 2.0, PositionSource.EXIF))
    none = np.empty(0)
    seen = {i: Prediction(i, embedding, none.astype(np.uint32), none.astype(np.float32)) for i in (7, 8)}

    class Photos:
        index = property(lambda self: self)
        photos = property(lambda self: self)

        def by_ids(self, ids: list[int]) -> list[Photo]:
            return [replace(open_photo, id=i, path=Path(f"{i}.jpg")) for i in ids]

    known = type("Known", (), {"own": own, "predictions": seen, "library": Photos(), "located": ()})
    return Album(999, (open_photo, placed)), known


def ask(own: Own, embedding: NDArray[np.float16], on: date) -> dict[int, Belief]:
    return Lookalike().beliefs(*setting(own, embedding, on))


def test_the_places_of_the_photos_that_look_most_alike_are_believed() -> None:
    look, xyz = library_of(40, tells=True)
    own = Own(look, xyz, learn(look, xyz))
    beliefs = ask(own, look.embedding[0], date(2014, 7, 12))
    assert beliefs.keys() == {7}
    belief = beliefs[7]
    near = distance_xyz_km(belief.kernel_xyz, xyz[0]) < 1
    assert belief.kernel_mass[near].sum() > 0.7
    assert belief.kernel_mass.sum() + belief.unknown == pytest.approx(1.0)
    assert "It looks like your photo" in belief.because
    assert "within 25 km in" in belief.because


@pytest.mark.parametrize(("days", "speaks"), [(1, False), (29, False), (31, True), (-29, False), (-400, True)])
def test_it_is_silent_where_a_known_place_is_near_in_time(days: int, speaks: bool) -> None:
    look, xyz = library_of(40, tells=True)
    album, known = setting(Own(look, xyz, learn(look, xyz)), look.embedding[0], date(2014, 7, 12))
    placed = album.photos[1]
    assert placed.taken is not None
    other = replace(placed.taken, local=placed.taken.local + timedelta(days=days))
    known.located = (replace(placed, id=9, taken=other),)
    assert (7 in Lookalike().beliefs(album, known)) == speaks


def test_without_trust_it_is_silent() -> None:
    look, xyz = library_of(40, tells=True)
    assert ask(Own(look, xyz, None), look.embedding[0], date(2014, 7, 12)) == {}


def test_the_most_alike_come_first_and_none_is_of_the_same_day() -> None:
    look, xyz = library_of(12, tells=True)
    album, known = setting(Own(look, xyz, None), look.embedding[0], date(1970, 1, 1))
    found = most_alike(album, 7, known, 5)
    cosine = (look.embedding[0].astype(np.float32) @ look.embedding.astype(np.float32).T)[look.day != 0]
    assert [one.cosine for one in found] == pytest.approx(np.sort(cosine)[::-1][:5], abs=1e-3)
    assert all(look.day[one.photo.id] != 0 for one in found)
    assert most_alike(album, 99, known, 5) == ()


def test_the_library_tells_what_its_located_photos_look_like(library: Library, folder: Path) -> None:
    from makers import exif_block

    jpeg(folder / "a.jpg", exif=exif_block(taken="2014:07:12 18:00:00", gps=(48.86, 2.35)))
    jpeg(folder / "b.jpg", np.zeros((40, 40, 3), np.uint8))
    for _ in scan([folder], library, settings=Settings(), now=datetime(2026, 1, 1)):
        pass
    ids = [photo.id for photo in library.index.photos.under([folder])]
    vector = np.array([0.5, -2.0], np.float16)
    none = np.empty(0)
    library.index.predictions.store(
        "b", [Prediction(i, vector, none.astype(np.uint32), none.astype(np.float32)) for i in ids]
    )
    located = library.index.predictions.located("b")
    assert located.embedding.tolist() == [[0.5, -2.0]]
    assert located.day.tolist() == [(date(2014, 7, 12) - date(1970, 1, 1)).days]
    assert located.lat_deg[0] == pytest.approx(48.86, abs=1e-4)
    assert library.index.predictions.located_count("b") == 1
    assert OwnPhotos(library, "b").mark == ""
    assert OwnPhotos(library, "b").trust is None
    assert library.index.predictions.located("none").embedding.shape == (0, 0)
