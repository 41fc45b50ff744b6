"""The index: photos keep their ids, streams keep their order, and what was stored comes back the same."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.library.database import Database
from whence_engine.library.index import INDEX, Index
from whence_engine.library.results import Result
from whence_engine.photo import (
    Camera,
    Candidate,
    CaptureTime,
    ClockDoubt,
    Found,
    Level,
    Photo,
    Position,
    PositionSource,
    Prediction,
    TimeSource,
)


@pytest.fixture
def index() -> Iterator[Index]:
    opened = fresh()
    yield opened
    opened.close()


def fresh() -> Index:
    return Index(Database.in_memory(INDEX))


def photo(path: str, **changes: object) -> Photo:
    plain = Photo(path=Path(path), size_bytes=100, mtime_ns=1, inode=1, format="JPEG")
    return replace(plain, **changes)  # type: ignore[arg-type]


def at(year: int, month: int = 1, day: int = 1, hour: int = 0) -> CaptureTime:
    return CaptureTime(datetime(year, month, day, hour), TimeSource.EXIF, 0.9)


def names(photos: Iterator[Photo]) -> list[str]:
    return [str(each.path) for each in photos]


# What comes back

components = st.binary(min_size=1, max_size=12).filter(
    lambda raw: not set(raw) & set(b"/\0") and raw not in {b".", b".."}
)
paths = st.lists(components, min_size=1, max_size=4).map(lambda parts: Path(os.fsdecode(b"/" + b"/".join(parts))))
words = st.text(max_size=20)
times = st.builds(
    CaptureTime,
    local=st.datetimes(),
    source=st.sampled_from(TimeSource),
    trust=st.floats(0, 1),
    span=st.timedeltas(timedelta(0), timedelta(days=40_000)),
    offset=st.none() | st.timedeltas(timedelta(hours=-14), timedelta(hours=14)),
    doubts=st.frozensets(st.sampled_from(ClockDoubt)),
)
positions = st.builds(
    Position,
    lat_deg=st.floats(-90, 90),
    lon_deg=st.floats(-180, 180),
    source=st.sampled_from(PositionSource),
    error_km=st.none() | st.floats(0, 20_000),
)
photos = st.builds(
    Photo,
    path=paths,
    size_bytes=st.integers(0, 2**62),
    mtime_ns=st.integers(-(2**63), 2**63 - 1),
    inode=st.integers(0, 2**63 - 1),
    format=st.sampled_from(["JPEG", "HEIC", "RAW"]),
    width_px=st.integers(0, 10**6),
    height_px=st.integers(0, 10**6),
    orientation=st.integers(1, 8),
    taken=st.none() | times,
    camera=st.builds(Camera, words, words, words),
    position=st.none() | positions,
    software=words,
    texts=st.lists(st.text(), max_size=3).map(tuple),
    sidecars=st.lists(paths, max_size=2).map(tuple),
    error=st.none() | words,
)


@given(st.lists(photos, max_size=5, unique_by=lambda each: each.path))
def test_every_photo_comes_back_as_it_was_stored_names_that_are_no_utf_8_included(stored: list[Photo]) -> None:
    index = fresh()
    ids = index.photos.upsert(stored)
    expected = [replace(each, id=photo_id) for each, photo_id in zip(stored, ids, strict=True)]
    assert list(index.photos.by_ids(ids)) == expected
    assert [index.photos.at(each.path) for each in expected] == expected
    assert sorted(index.photos.all(), key=lambda each: each.id) == expected
    index.close()


candidates = st.builds(
    Candidate,
    rank=st.integers(1, 20),
    lat_deg=st.floats(-90, 90),
    lon_deg=st.floats(-180, 180),
    within_km=st.tuples(*[st.floats(0, 1)] * 5),
    level=st.sampled_from(Level),
    place=words,
    country=st.sampled_from(["", "FR"]),
    cues=st.lists(st.tuples(words, st.floats(0, 1)), max_size=3).map(tuple),
    because=st.lists(words, max_size=3).map(tuple),
)


@given(st.lists(candidates, max_size=4).map(tuple))
def test_candidates_come_back_as_they_were_stored_to_the_last_bit(stored: tuple[Candidate, ...]) -> None:
    index = fresh()
    [photo_id] = index.photos.upsert([photo("/a.jpg")])
    index.results.store([Result(photo_id, "fingerprint", stored)])
    assert list(index.results.of([photo_id])) == [Result(photo_id, "fingerprint", stored)]
    assert index.results.fingerprints([photo_id, 77]) == {photo_id: "fingerprint"}
    index.close()


def prediction(photo_id: int, seed: int = 0) -> Prediction:
    noise = np.random.default_rng(seed)
    return Prediction(
        photo_id,
        noise.normal(size=64).astype(np.float16),
        noise.integers(0, 2**32, 9, np.uint32),
        noise.random(9, np.float32),
    )


def test_predictions_come_back_as_they_were_stored_to_the_last_bit(index: Index) -> None:
    ids = index.photos.upsert([photo("/a.jpg"), photo("/b.jpg")])
    index.predictions.store("bundle", [prediction(each, each) for each in ids])
    back = list(index.predictions.of("bundle", reversed(ids)))
    assert [each.photo_id for each in back] == ids[::-1]
    for each in back:
        expected = prediction(each.photo_id, each.photo_id)
        for field in ("embedding", "cells", "mass"):
            stored, wanted = getattr(each, field), getattr(expected, field)
            assert stored.dtype == wanted.dtype
            assert stored.tobytes() == wanted.tobytes()


def test_predictions_belong_to_one_bundle(index: Index) -> None:
    ids = index.photos.upsert([photo("/a.jpg"), photo("/b.jpg")])
    index.predictions.store("old", [prediction(ids[0])])
    index.predictions.store("new", [prediction(ids[1])])
    assert index.predictions.missing("old", ids) == [ids[1]]
    assert index.predictions.missing("new", ids) == [ids[0]]
    index.predictions.keep_only(["new"])
    assert index.predictions.missing("old", ids) == ids
    assert index.predictions.missing("new", ids) == [ids[0]]


# Ids and changes


def test_a_path_keeps_its_id(index: Index) -> None:
    first = index.photos.upsert([photo("/a.jpg"), photo("/b.jpg")])
    second = index.photos.upsert([photo("/b.jpg", size_bytes=5), photo("/c.jpg"), photo("/a.jpg")])
    assert second[2] == first[0]
    assert second[0] == first[1]
    assert second[1] not in first


def test_an_id_is_never_given_twice(index: Index) -> None:
    [gone] = index.photos.upsert([photo("/a.jpg")])
    index.photos.remove([gone])
    [new] = index.photos.upsert([photo("/a.jpg")])
    assert new != gone


@pytest.mark.parametrize("change", [{"size_bytes": 5}, {"mtime_ns": 5}])
def test_what_was_computed_from_pixels_goes_when_the_file_changes(index: Index, change: dict[str, int]) -> None:
    [photo_id] = index.photos.upsert([photo("/a.jpg")])
    index.predictions.store("bundle", [prediction(photo_id)])
    index.results.store([Result(photo_id, "fingerprint", ())])
    index.photos.set_identity(photo_id, "identity")
    index.photos.upsert([photo("/a.jpg", inode=9)])
    assert index.predictions.missing("bundle", [photo_id]) == []
    index.photos.upsert([photo("/a.jpg", inode=9, **change)])
    assert index.predictions.missing("bundle", [photo_id]) == [photo_id]
    assert list(index.results.of([photo_id])) == []
    assert index.photos.identities([photo_id]) == {}


def test_what_was_computed_from_pixels_stays_when_only_metadata_changed(index: Index) -> None:
    [photo_id] = index.photos.upsert([photo("/a.jpg")])
    index.predictions.store("bundle", [prediction(photo_id)])
    index.photos.set_identity(photo_id, "identity")
    index.photos.upsert([photo("/a.jpg", size_bytes=5, mtime_ns=5)], same_picture=True)
    assert index.predictions.missing("bundle", [photo_id]) == []
    assert index.photos.identities([photo_id]) == {photo_id: "identity"}


def test_what_was_computed_goes_with_its_photo(index: Index) -> None:
    [photo_id] = index.photos.upsert([photo("/a.jpg")])
    index.predictions.store("bundle", [prediction(photo_id)])
    index.results.store([Result(photo_id, "fingerprint", ())])
    index.photos.remove([photo_id])
    assert index.predictions.missing("bundle", [photo_id]) == [photo_id]
    assert index.results.fingerprints([photo_id]) == {}


def test_a_batch_that_fails_half_way_leaves_nothing(index: Index) -> None:
    def photos_then_trouble() -> Iterator[Photo]:
        yield photo("/a.jpg")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        index.photos.upsert(photos_then_trouble())
    assert index.photos.count() == 0


# Roots


def test_roots_hold_what_lies_below_them_and_nothing_beside_them(index: Index) -> None:
    index.photos.upsert(
        photo(path) for path in ("/p/a.jpg", "/p/q/b.jpg", "/p/q/r/c.jpg", "/p/q-old/d.jpg", "/p/q.jpg", "/o/e.jpg")
    )
    assert names(index.photos.under([Path("/p/q")])) == ["/p/q/b.jpg", "/p/q/r/c.jpg"]
    assert names(index.photos.under([Path("/p/q.jpg")])) == ["/p/q.jpg"]
    assert names(index.photos.under([Path("/p/q"), Path("/p/q/r"), Path("/o")])) == [
        "/o/e.jpg", "/p/q/b.jpg", "/p/q/r/c.jpg",
    ]  # fmt: skip
    assert len(names(index.photos.under([Path("/")]))) == 6
    assert names(index.photos.under([])) == []


def test_roots_are_brought_to_the_form_in_which_paths_are_stored(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.photos.upsert([photo(str(Path.cwd() / "a.jpg"))])
    assert len(list(index.photos.under([Path("a.jpg")]))) == 1
    assert len(list(index.photos.under([Path("/nowhere/..") / Path.cwd().relative_to("/")]))) == 1


def test_an_error_found_later_leaves_everything_else_alone(index: Index) -> None:
    [photo_id] = index.photos.upsert([photo("/a.jpg", taken=at(2014))])
    index.photos.set_times([(photo_id, at(1987))])
    [before] = index.photos.all()
    index.photos.set_error(photo_id, "Its pixels are damaged.")
    assert list(index.photos.all()) == [replace(before, error="Its pixels are damaged.")]
    assert [timed.photo.taken for timed in index.photos.timeline()] == [at(2014)]


def test_any_number_of_roots_can_be_asked_for(index: Index) -> None:
    index.photos.upsert(photo(f"/p/{number}.jpg") for number in range(3000))
    roots = [Path(f"/p/{number}.jpg") for number in range(0, 3000, 2)]
    assert len(list(index.photos.under(roots))) == 1500
    assert len(index.files.known([*roots, Path("/p")])) == 3000


@given(st.lists(paths, max_size=8, unique=True), st.lists(paths, max_size=3))
def test_under_agrees_with_the_paths_themselves(files: list[Path], roots: list[Path]) -> None:
    index = fresh()
    index.photos.upsert(photo(os.fspath(path)) for path in files)
    inside = {path for path in files if any(path.is_relative_to(root) for root in roots)}
    found = [each.path for each in index.photos.under(roots)]
    assert set(found) == inside
    assert len(found) == len(inside)
    assert set(index.files.known(roots)) == inside
    index.close()


def status(size_bytes: int, mtime_ns: int, inode: int) -> os.stat_result:
    seconds = mtime_ns // 10**9
    plain = (0o100644, inode, 1, 1, 0, 0, size_bytes, seconds, seconds, seconds)
    return os.stat_result(plain, {"st_mtime_ns": mtime_ns})


def test_known_files_tell_whether_they_changed_beyond_64_bits_too(index: Index) -> None:
    huge = 2**64 - 3
    index.photos.upsert([photo("/a.jpg", inode=huge, mtime_ns=2**63 + 5)])
    known = index.files.known([Path("/")])[Path("/a.jpg")]
    assert known == index.files.pictures_in(Path("/"))["a.jpg"]
    assert known.is_unchanged(status(100, 2**63 + 5, huge))
    for changed in (status(101, 2**63 + 5, huge), status(100, 2**63 + 6, huge), status(100, 2**63 + 5, 7)):
        assert not known.is_unchanged(changed)


def test_files_that_are_no_pictures_are_remembered_and_forgotten(index: Index) -> None:
    folder = Path("/p")
    index.files.remember_others([Found(folder / "a.mp4", 5, 6, 7), Found(folder / "\udcff.txt", 8, 9, 10)])
    others = index.files.others_in(folder)
    assert set(others) == {"a.mp4", "\udcff.txt"}
    assert others["a.mp4"].is_unchanged(status(5, 6, 7))
    index.files.forget_others(folder, ["a.mp4", "unheard of"])
    assert set(index.files.others_in(folder)) == {"\udcff.txt"}


# Files that vanish, move and pair


def test_a_missing_photo_is_not_listed_and_waits(index: Index) -> None:
    ids = index.photos.upsert([photo("/a.jpg"), photo("/b.jpg")])
    index.photos.mark_missing(ids[:1])
    assert names(index.photos.all()) == ["/b.jpg"]
    assert [(each.id, identity) for each, identity in index.photos.missing()] == [(ids[0], "")]
    assert index.files.known([Path("/")])[Path("/a.jpg")].missing
    assert index.photos.upsert([photo("/a.jpg")]) == ids[:1]
    assert names(index.photos.all()) == ["/a.jpg", "/b.jpg"]


def test_a_row_follows_its_file(index: Index) -> None:
    [photo_id] = index.photos.upsert([photo("/a.jpg")])
    index.predictions.store("bundle", [prediction(photo_id)])
    index.photos.mark_missing([photo_id])
    index.photos.move(photo_id, Path("/new/b.jpg"))
    assert [(each.id, each.path) for each in index.photos.all()] == [(photo_id, Path("/new/b.jpg"))]
    assert index.predictions.missing("bundle", [photo_id]) == []


def test_a_row_that_waits_gives_way_to_the_one_that_comes(index: Index) -> None:
    ids = index.photos.upsert([photo("/a.jpg"), photo("/b.jpg")])
    index.photos.mark_missing(ids)
    index.photos.move(ids[0], Path("/b.jpg"))
    assert [(each.id, each.path) for each in index.photos.all()] == [(ids[0], Path("/b.jpg"))]


def test_a_pair_is_listed_once_and_knows_its_other_file(index: Index) -> None:
    index.photos.upsert([photo("/a.jpg"), photo("/a.raf", format="RAW")])
    jpeg, raw = index.photos.all()
    index.photos.pair(jpeg.id, [raw])
    [listed] = index.photos.all()
    assert listed.companions == (raw.path,)
    assert names(index.photos.under([Path("/")], companions=True)) == ["/a.jpg", "/a.raf"]
    assert index.photos.count() == 1
    index.photos.pair(jpeg.id, [])
    assert names(index.photos.all()) == ["/a.jpg", "/a.raf"]


def test_copies_of_one_picture_share_its_identity(index: Index) -> None:
    ids = index.photos.upsert([photo("/a.jpg"), photo("/copy.jpg"), photo("/other.jpg")])
    index.photos.set_identity(ids[0], "same")
    index.photos.set_identity(ids[1], "same")
    assert [each.id for each in index.photos.with_identity("same")] == ids[:2]
    assert index.photos.identities(ids) == {ids[0]: "same", ids[1]: "same"}


# Albums


def test_an_album_comes_back_in_its_order(index: Index) -> None:
    ids = index.photos.upsert([photo("/a.jpg", taken=at(2015)), photo("/b.jpg", taken=at(2014)), photo("/c.jpg")])
    late, early = index.albums.store([[ids[0], ids[2]], [ids[1]]])
    albums = list(index.albums.all())
    assert [(album.id, [each.id for each in album.photos]) for album in albums] == [
        (early, [ids[1]]), (late, [ids[0], ids[2]]),
    ]  # fmt: skip
    assert index.albums.of_photo(ids[2]) == late
    assert index.albums.get(12345) is None


def test_albums_below_folders_come_by_their_first_photo_there(index: Index) -> None:
    ids = index.photos.upsert([photo("/a/1.jpg"), photo("/b/2.jpg"), photo("/b/3.jpg"), photo("/bc/4.jpg")])
    mixed, other = index.albums.store([[ids[0], ids[2]], [ids[1], ids[3]]])
    assert index.albums.below([Path("/")]) == [mixed, other]
    assert index.albums.below([Path("/b")]) == [other, mixed]
    assert index.albums.below([Path("/a"), Path("/bc/4.jpg")]) == [mixed, other]
    assert index.albums.below([Path("/c")]) == []


def test_an_album_keeps_its_id_while_most_of_it_stays_together(index: Index) -> None:
    ids = index.photos.upsert(photo(f"/{number}.jpg") for number in range(10))
    one, two = index.albums.store([ids[:5], ids[5:8]])
    assert index.albums.store([ids[5:], ids[:5]]) == [two, one]
    split = index.albums.store([ids[:2], ids[2:5], ids[5:]])
    assert split[1:] == [one, two]
    assert split[0] not in {one, two}
    merged = index.albums.store([ids])
    assert merged == [two]


def test_photos_outside_the_groups_keep_their_album(index: Index) -> None:
    ids = index.photos.upsert(photo(f"/{number}.jpg") for number in range(4))
    one, two = index.albums.store([ids[:2], ids[2:]])
    assert index.albums.store([ids[:2]]) == [one]
    assert index.albums.of_photo(ids[3]) == two
