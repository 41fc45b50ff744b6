"""Times and albums of a whole library, after scans and after a person's word."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from whence_engine.albums.arrange import arrange
from whence_engine.library.database import Database
from whence_engine.library.decisions import Picture
from whence_engine.library.index import INDEX, Index
from whence_engine.library.ledger import Ledger
from whence_engine.library.library import Library
from whence_engine.photo import CaptureTime, Photo, TimeSource

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUMMER = CaptureTime(datetime(1987, 6, 1), TimeSource.USER, 1.0, timedelta(days=92))


@pytest.fixture
def library() -> Iterator[Library]:
    with Library(Index(Database.in_memory(INDEX)), Ledger.empty()) as opened:
        yield opened


def photo(path: str, local: datetime | None) -> Photo:
    taken = None if local is None else CaptureTime(local, TimeSource.EXIF, 0.95)
    return Photo(Path(path), 1, 1, 1, "JPEG", taken=taken)


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2014, 7, day, hour)


def albums(library: Library) -> list[list[str]]:
    return [[each.path.name for each in album.photos] for album in library.index.albums.all()]


def test_a_library_is_cut_into_albums_across_its_folders(library: Library) -> None:
    library.index.photos.upsert(
        [photo("/a/1.jpg", at(9)), photo("/b/2.jpg", at(10)), photo("/a/3.jpg", at(9, day=20)), photo("/c/4.jpg", None)]
    )
    ids = arrange(library)
    assert albums(library) == [["1.jpg", "2.jpg"], ["3.jpg"], ["4.jpg"]]
    assert arrange(library) == ids


def test_albums_keep_their_ids_when_photos_are_added(library: Library) -> None:
    library.index.photos.upsert([photo("/a/1.jpg", at(9)), photo("/a/3.jpg", at(9, day=20))])
    first, second = arrange(library)
    library.index.photos.upsert([photo("/a/0.jpg", at(8)), photo("/a/2.jpg", at(9, day=10))])
    ids = arrange(library)
    assert albums(library) == [["0.jpg", "1.jpg"], ["2.jpg"], ["3.jpg"]]
    assert (ids[0], ids[2]) == (first, second)


def test_a_stated_time_counts_until_it_is_taken_back(library: Library) -> None:
    library.index.photos.upsert([photo("/scans/1.jpg", at(9)), photo("/scans/2.jpg", at(10))])
    before = list(library.index.photos.all())
    library.ledger.stated.state_folder(Path("/scans"), "summer 1987", SUMMER, at=NOW)
    arrange(library)
    assert [each.taken for each in library.index.photos.all()] == [SUMMER, SUMMER]
    assert [timed.photo.taken for timed in library.index.photos.timeline()] == [each.taken for each in before]
    library.ledger.stated.state_folder(Path("/scans"), "", None, at=NOW)
    arrange(library)
    assert list(library.index.photos.all()) == before


def test_a_time_stated_for_one_picture_follows_it(library: Library) -> None:
    ids = library.index.photos.upsert([photo("/scans/1.jpg", at(9)), photo("/scans/2.jpg", at(10))])
    library.index.photos.set_identity(ids[0], "identity")
    library.ledger.decisions.see(Picture("identity", Path("/scans/1.jpg"), 1))
    library.ledger.stated.state_picture("identity", "summer 1987", SUMMER, at=NOW)
    library.index.photos.move(ids[0], Path("/other/name.jpg"))
    arrange(library)
    [moved] = library.index.photos.by_ids(ids[:1])
    assert (moved.path, moved.taken) == (Path("/other/name.jpg"), SUMMER)


def test_what_a_folder_says_of_its_clock_is_stored_and_heard_anew_each_time(library: Library) -> None:
    library.index.photos.upsert(photo(f"/1987-05-01/{number}.jpg", at(9)) for number in range(6))
    arrange(library)
    assert {each.taken and each.taken.source for each in library.index.photos.all()} == {TimeSource.FOLDER}
    arrange(library)
    assert {each.taken and each.taken.source for each in library.index.photos.all()} == {TimeSource.FOLDER}
    library.index.photos.upsert(photo(f"/1987-05-01/{number}.jpg", at(9 + number)) for number in range(6))
    arrange(library)
    assert {each.taken and each.taken.source for each in library.index.photos.all()} == {TimeSource.EXIF}


def test_vanished_photos_and_companions_are_in_no_album(library: Library) -> None:
    library.index.photos.upsert([photo("/a/1.jpg", at(9)), photo("/a/1.raf", at(9)), photo("/a/2.jpg", at(9))])
    jpeg, raw, gone = library.index.photos.all()
    library.index.photos.pair(jpeg.id, [raw])
    library.index.photos.mark_missing([gone.id])
    arrange(library)
    assert albums(library) == [["1.jpg"]]


def lay(library: Library, *names: str) -> None:
    """Say that these pictures follow each other like this."""
    photos = {photo.path.name: photo for photo in library.index.photos.all()}
    for name, one in photos.items():
        library.index.photos.set_identity(one.id, name)
        library.ledger.decisions.see(Picture(name, one.path, 1))
    library.ledger.orders.state(names, at=NOW)


def test_prints_follow_each_other_as_they_were_laid(library: Library) -> None:
    library.index.photos.upsert([photo(f"/scans/{name}.jpg", None) for name in "abcd"])
    arrange(library)
    lay(library, "c.jpg", "a.jpg", "b.jpg")
    arrange(library)
    assert albums(library) == [["c.jpg", "a.jpg", "b.jpg", "d.jpg"]]  # what was not laid comes last, by name
    lay(library, "b.jpg", "a.jpg", "c.jpg")
    arrange(library)
    assert albums(library) == [["b.jpg", "a.jpg", "c.jpg", "d.jpg"]]
    library.ledger.orders.forget(["a.jpg", "b.jpg", "c.jpg"], at=NOW)
    arrange(library)
    assert albums(library) == [["a.jpg", "b.jpg", "c.jpg", "d.jpg"]]


def test_a_time_goes_before_the_order_in_which_photos_were_laid(library: Library) -> None:
    library.index.photos.upsert([photo("/a/1.jpg", at(9)), photo("/a/2.jpg", at(10)), photo("/a/3.jpg", at(10))])
    arrange(library)
    lay(library, "3.jpg", "2.jpg", "1.jpg")
    arrange(library)
    assert albums(library) == [["1.jpg", "3.jpg", "2.jpg"]]
