"""Lists for people: whatever is counted and paged agrees with looking at every photo."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence_engine.library.database import Database
from whence_engine.library.index import INDEX, Index
from whence_engine.library.lists import Count, Filter, Page
from whence_engine.photo import Camera, CaptureTime, Photo, Position, PositionSource, TimeSource

CAMERAS = [Camera(), Camera("Canon", "EOS 5D"), Camera("Apple", "iPhone 5", "77")]
HERE = Position(48.8, 2.3, PositionSource.EXIF)


@pytest.fixture
def index() -> Iterator[Index]:
    opened = Index(Database.in_memory(INDEX))
    yield opened
    opened.close()


moments = st.sampled_from(
    [datetime(1, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(9999, 12, 31, 23, 59)]
) | st.integers(0, 100).map(lambda days: datetime(2013, 11, 1) + timedelta(days=days))
photos = st.builds(
    Photo,
    path=st.builds(Path, st.sampled_from(["/a", "/a/b", "/a-b", "/c"]), st.integers(0, 99).map(str)),
    size_bytes=st.just(1),
    mtime_ns=st.just(1),
    inode=st.just(1),
    format=st.just("JPEG"),
    taken=st.none() | st.builds(CaptureTime, moments, st.just(TimeSource.EXIF), st.just(1.0)),
    camera=st.sampled_from(CAMERAS),
    position=st.none() | st.just(HERE),
)
libraries = st.lists(photos, max_size=40, unique_by=lambda each: each.path)
filters = st.builds(
    Filter,
    below=st.sampled_from([None, None, Path("/a"), Path("/c"), Path("/nowhere")]),
    camera=st.none() | st.sampled_from(CAMERAS),
    year=st.sampled_from([None, None, 1, 1969, 2013, 2014, 9999]),
    located=st.sampled_from([None, True, False]),
)


def lets_through(wanted: Filter, photo: Photo) -> bool:
    return (
        (wanted.below is None or photo.path.is_relative_to(wanted.below))
        and (wanted.camera is None or photo.camera == wanted.camera)
        and (wanted.year is None or (photo.taken is not None and photo.taken.local.year == wanted.year))
        and (wanted.located is None or (photo.position is not None) == wanted.located)
    )


def in_order(photo: Photo) -> tuple[bool, datetime, int]:
    return photo.taken is None, photo.taken.local if photo.taken else datetime.min, photo.id


def pages(index: Index, wanted: Filter, limit: int) -> Iterator[Page]:
    page = index.lists.page(wanted, limit=limit)
    yield page
    while page.after is not None:
        page = index.lists.page(wanted, limit=limit, after=page.after)
        yield page


@settings(max_examples=60)
@given(libraries, filters, st.integers(1, 7))
def test_pages_together_are_all_photos_that_the_filter_lets_through(
    stored: list[Photo], wanted: Filter, limit: int
) -> None:
    index = Index(Database.in_memory(INDEX))
    index.photos.upsert(stored)
    expected = sorted((each for each in index.photos.all() if lets_through(wanted, each)), key=in_order)
    found = list(pages(index, wanted, limit))
    assert [each for page in found for each in page.photos] == expected
    assert all(len(page.photos) <= limit for page in found)
    assert index.lists.count(wanted) == len(expected)
    index.close()


changes = st.lists(st.tuples(st.sampled_from(["upsert", "miss", "back", "remove", "pair", "time", "move"]), photos))


@settings(max_examples=60)
@given(libraries, changes)
def test_the_tally_stays_true_whatever_happens_to_the_photos(stored: list[Photo], happened: list) -> None:  # type: ignore[type-arg]
    index = Index(Database.in_memory(INDEX))
    index.photos.upsert(stored)
    for what, photo in happened:
        change(index, what, photo)
    listed = list(index.photos.all())
    assert index.lists.count() == len(listed) == index.photos.count()
    for camera in CAMERAS:
        of_camera = [each for each in listed if each.camera == camera]
        located = sum(each.position is not None for each in of_camera)
        lines = [line for line in index.lists.cameras() if line.of == camera]
        assert lines == ([Count(camera, len(of_camera), located)] if of_camera else [])
    index.close()


def change(index: Index, what: str, photo: Photo) -> None:
    ids = [each.id for each in index.photos.under([photo.path.parent], companions=True)][:2]
    match what:
        case "upsert":
            index.photos.upsert([photo])
        case "miss":
            index.photos.mark_missing(ids)
        case "back":
            index.photos.mark_present(file.id for file in index.files.pictures_in(photo.path.parent).values())
        case "remove":
            index.photos.remove(ids[:1])
        case "pair" if len(ids) == 2:
            index.photos.pair(ids[0], list(index.photos.by_ids(ids[1:])))
        case "time":
            index.photos.set_times((photo_id, photo.taken) for photo_id in ids)
        case "move" if ids:
            index.photos.move(ids[0], photo.path)


def test_overviews_name_what_there_is_most_of_first(index: Index) -> None:
    def taken(year: int) -> CaptureTime:
        return CaptureTime(datetime(year, 5, 5), TimeSource.EXIF, 1.0)

    index.photos.upsert(
        [
            Photo(Path("/a/1"), 1, 1, 1, "JPEG", taken=taken(2014), camera=CAMERAS[1], position=HERE),
            Photo(Path("/a/2"), 1, 1, 1, "JPEG", taken=taken(2015), camera=CAMERAS[1]),
            Photo(Path("/b/3"), 1, 1, 1, "JPEG", taken=taken(2015), camera=CAMERAS[2]),
            Photo(Path("/b/4"), 1, 1, 1, "JPEG", camera=CAMERAS[1]),
        ]
    )
    assert index.lists.cameras() == [Count(CAMERAS[1], 3, 1), Count(CAMERAS[2], 1, 0)]
    assert index.lists.years() == [Count(2015, 2, 0), Count(2014, 1, 1)]
    assert index.lists.folders(Filter(located=False)) == [Count("/b", 2, 0), Count("/a", 1, 0)]


def test_the_map_gets_every_position(index: Index) -> None:
    ids = index.photos.upsert(Photo(Path(f"/{n}"), 1, 1, 1, "JPEG", position=HERE if n % 2 else None) for n in range(5))
    assert sorted(index.photos.positions()) == [(ids[1], 48.8, 2.3), (ids[3], 48.8, 2.3)]


def test_a_list_of_albums_tells_how_many_photos_and_when(index: Index) -> None:
    def taken(day: int) -> CaptureTime:
        return CaptureTime(datetime(2014, 5, day), TimeSource.EXIF, 1.0)

    ids = index.photos.upsert(
        [
            Photo(Path("/1"), 1, 1, 1, "JPEG", taken=taken(3), position=HERE),
            Photo(Path("/2"), 1, 1, 1, "JPEG", taken=taken(4)),
            Photo(Path("/3"), 1, 1, 1, "JPEG"),
        ]
    )
    one, other = index.albums.store([ids[:2], ids[2:]])
    first, second = index.albums.summaries()
    assert (first.id, first.photos, first.located) == (one, 2, 1)
    assert (first.first, first.last) == (datetime(2014, 5, 3), datetime(2014, 5, 4))
    assert (second.id, second.photos, second.first, second.last) == (other, 1, None, None)
    assert (first.folder, second.folder) == ("", "/")
    index.photos.mark_missing(ids[2:])
    index.albums.store([ids[:2]])
    assert [summary.id for summary in index.albums.summaries()] == [one]


def test_an_album_without_any_date_but_that_of_its_files_is_told_by_its_folder_and_comes_last(index: Index) -> None:
    def print_of(path: str, source: TimeSource, year: int) -> Photo:
        return Photo(Path(path), 1, 1, 1, "JPEG", taken=CaptureTime(datetime(year, 11, 27), source, 0.2))

    ids = index.photos.upsert(
        [
            print_of("/scans/Omas Album/1.jpg", TimeSource.MTIME, 1990),
            print_of("/scans/Omas Album/2.jpg", TimeSource.MTIME, 1991),
            print_of("/walk/3.jpg", TimeSource.EXIF, 2014),
            print_of("/walk/4.jpg", TimeSource.MTIME, 2026),
        ]
    )
    scans, walk = index.albums.store([ids[:2], ids[2:]])
    first, second = index.albums.summaries()
    assert (first.id, first.first, first.last, first.folder) == (walk, datetime(2014, 11, 27), None, "")
    assert (second.id, second.first, second.last, second.folder) == (scans, None, None, "/scans/Omas Album")
