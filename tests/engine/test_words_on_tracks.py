"""Tracks and pairs of one moment are words like all others: noted, taken back, repeated, whatever the disk holds."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import track_files as made
from accepting import NOW, index, make
from makers import exif_block, gradient, jpeg

from whence_engine.accept.decide import forget_same_moments, state_same_moment, state_taken
from whence_engine.accept.history import concerned, repeat, take_back
from whence_engine.albums.arrange import arrange
from whence_engine.albums.pairs import offset_of, pairs_in, tells_second, turned
from whence_engine.cli.told import told_lines
from whence_engine.errors import UsageError
from whence_engine.files.stated import parse_stated
from whence_engine.library.library import Library
from whence_engine.library.tracks_used import leave_tracks, use_tracks
from whence_engine.library.words import Topic
from whence_engine.photo import CaptureTime, Photo, TimeSource
from whence_engine.scan.tracks import bring_track, read_tracks

REFLEX, PHONE = ("Stein", "Stein D40"), ("Apple", "iPhone 4")
TEN = datetime(2014, 7, 12, 10)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def fixes(library: Library) -> list[int]:
    """How long the tracks are that count, after the library was brought up to date."""
    assert list(read_tracks(library)) == []
    return [track.utc_ns.size for track in library.index.tracks.all()]


def taken(library: Library, path: Path, camera: tuple[str, str], local: datetime, edge: int) -> Photo:
    make_, model = camera
    return index(
        library,
        jpeg(path, gradient(edge, edge), exif=exif_block(taken=f"{local:%Y:%m:%d %H:%M:%S}", make=make_, model=model)),
    )


@pytest.fixture
def walks(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.gpx" for name in "ab"]
    for number, path in enumerate(paths):
        path.write_bytes(made.gpx([(60.0 * n, 48.1 + 0.001 * n, 11.5 + number) for n in range(10 + number)]))
    return paths


def add(library: Library, paths: list[Path], minutes: float) -> None:
    for path in paths:
        bring_track(library, path)
    use_tracks(library, paths, now=at(minutes))


def test_tracks_that_are_read_count_only_when_a_person_wants_them(library: Library, walks: list[Path]) -> None:
    for path in walks:
        bring_track(library, path)
    assert library.index.tracks.files() == {}
    assert list(library.index.tracks.all()) == []
    use_tracks(library, walks, now=at(1))
    assert list(library.index.tracks.files()) == walks
    assert fixes(library) == [10, 11]


def test_what_is_added_or_removed_at_once_is_one_step(library: Library, walks: list[Path]) -> None:
    add(library, walks, 1)
    leave_tracks(library, walks[:1], now=at(2))
    assert fixes(library) == [11]
    assert take_back(library, at=at(3)).words.tracks == {walks[0]}
    assert fixes(library) == [10, 11]
    step = take_back(library, at=at(4))
    assert step.words.topics == {Topic.TRACK}
    assert step.words.tracks == set(walks)
    assert fixes(library) == []
    assert not take_back(library, at=at(5))
    repeat(library)
    assert fixes(library) == [10, 11]
    repeat(library)
    assert fixes(library) == [11]
    assert not repeat(library)


def test_removing_is_taken_back_after_a_restart_and_without_the_file(library: Library, walks: list[Path]) -> None:
    add(library, walks[:1], 1)
    leave_tracks(library, walks[:1], now=at(2))
    assert fixes(library) == []
    walks[0].unlink()
    with Library.open(library.index.path) as again:
        take_back(again, at=at(3))
        assert [str(one.reason) for one in read_tracks(again)] == [
            "The track file is gone; what was read from it counts."
        ]
        assert [track.utc_ns.size for track in again.index.tracks.all()] == [10]


def test_an_index_that_was_rebuilt_reads_again_what_the_ledger_names(library: Library, walks: list[Path]) -> None:
    add(library, walks, 1)
    leave_tracks(library, walks[:1], now=at(2))
    library.index.database.execute("DELETE FROM track")
    take_back(library, at=at(3))
    assert fixes(library) == [10, 11]


def test_saying_again_what_counts_is_no_step(library: Library, walks: list[Path]) -> None:
    told = library.ledger.told
    for minute in range(3):
        add(library, walks, minute)
        told.offset("D40", timedelta(hours=1), at=at(10 + minute))
        told.zone("D40", "Asia/Tokyo", at=at(20 + minute))
        told.offset("D80", None, at=at(30 + minute))
    steps = [take_back(library, at=at(40 + number)).words.topics for number in range(4)]
    assert steps == [{Topic.ZONE}, {Topic.CLOCK}, {Topic.TRACK}, set()]


def test_a_track_concerns_the_albums_of_its_days(library: Library, walks: list[Path], folder: Path) -> None:
    near = taken(library, folder / "1.jpg", REFLEX, TEN, 32)
    taken(library, folder / "2.jpg", REFLEX, TEN + timedelta(days=30), 40)
    arrange(library)
    add(library, walks[:1], 1)
    step = take_back(library, at=at(2))
    assert concerned(library, step) == [near.id]
    assert fixes(library) == []
    assert concerned(library, repeat(library)) == [near.id]


@pytest.fixture
def moments(library: Library, folder: Path) -> list[tuple[Photo, Photo]]:
    """Two moments, each by a camera that is an hour and some seconds slow, and by a phone."""
    found = []
    for number in range(2):
        local = TEN + timedelta(minutes=number)
        slow = taken(
            library, folder / f"c{number}.jpg", REFLEX, local - timedelta(hours=1, seconds=number), 32 + number
        )
        found.append((slow, taken(library, folder / f"p{number}.jpg", PHONE, local, 50 + number)))
    return found


def told(library: Library) -> list[tuple[str, str]]:
    return [(pair.wrong.path.name, pair.right.path.name) for pair in pairs_in(library)]


def test_pairs_are_kept_over_a_restart_and_tell_an_offset(library: Library, moments: list[tuple[Photo, Photo]]) -> None:
    for minute, (wrong, right) in enumerate(moments):
        state_same_moment(library, wrong, right, at=at(minute))
    with Library.open(library.index.path) as again:
        assert told(again) == [("c0.jpg", "p0.jpg"), ("c1.jpg", "p1.jpg")]
        matched = offset_of(pairs_in(again))
        assert (matched.pairs, matched.spread) == (2, timedelta(seconds=1))
        assert matched.add == timedelta(hours=1)


def test_the_status_of_a_library_says_what_pairs_tell(library: Library, moments: list[tuple[Photo, Photo]]) -> None:
    for minute, (wrong, right) in enumerate(moments):
        state_same_moment(library, wrong, right, at=at(minute))
    assert told_lines(library) == ["clock of Stein D40: +1:00:00 by 2 pairs of photos of one moment"]
    state_taken(library, moments[0][1].path, "summer 1987", parse_stated("summer 1987"), at=at(5))
    arrange(library)
    assert told_lines(library) == ["clock of Stein D40: +1:00:01 by 1 pair of photos of one moment"]


def test_pairs_are_forgotten_taken_back_and_repeated(library: Library, moments: list[tuple[Photo, Photo]]) -> None:
    for minute, (wrong, right) in enumerate(moments):
        state_same_moment(library, wrong, right, at=at(minute))
    forget_same_moments(library, moments, at=at(5))
    assert told(library) == []
    step = take_back(library, at=at(6))
    assert step.words.topics == {Topic.PAIR}
    assert sorted(concerned(library, step)) == sorted(photo.id for pair in moments for photo in pair)
    assert len(told(library)) == 2
    take_back(library, at=at(7))
    assert told(library) == [("c0.jpg", "p0.jpg")]
    repeat(library)
    repeat(library)
    assert told(library) == []


def test_of_two_photos_the_last_word_counts_whichever_clock_it_puts_right(
    library: Library, moments: list[tuple[Photo, Photo]]
) -> None:
    wrong, right = moments[0]
    state_same_moment(library, wrong, right, at=at(1))
    state_same_moment(library, right, wrong, at=at(2))
    assert told(library) == [("p0.jpg", "c0.jpg")]
    take_back(library, at=at(3))
    assert told(library) == [("c0.jpg", "p0.jpg")]


def test_a_pair_follows_its_pictures_and_waits_while_one_is_away(
    library: Library, moments: list[tuple[Photo, Photo]]
) -> None:
    wrong, right = moments[0]
    state_same_moment(library, wrong, right, at=at(1))
    library.index.photos.move(wrong.id, wrong.path.with_name("renamed.jpg"))
    assert told(library) == [("renamed.jpg", "p0.jpg")]
    library.index.photos.mark_missing([right.id])
    assert told(library) == []
    library.index.photos.mark_present([right.id])
    assert told(library) == [("renamed.jpg", "p0.jpg")]


def test_two_copies_of_one_picture_are_no_pair(library: Library, folder: Path) -> None:
    copies = [index(library, make(folder, name, make(folder, "1.jpg").read_bytes())) for name in ("x.jpg", "y.jpg")]
    with pytest.raises(UsageError, match=r"x\.jpg is a copy of the other photo"):
        state_same_moment(library, copies[0], copies[1], at=at(1))
    assert library.ledger.pairs.all() == []


@pytest.mark.parametrize(
    ("source", "span", "tells"),
    [
        (TimeSource.EXIF, 0, True),
        (TimeSource.FILENAME, 0, True),
        (TimeSource.FILENAME, 1, False),
        (TimeSource.USER, 0, False),
        (TimeSource.MTIME, 0, False),
        (TimeSource.FOLDER, 1, False),
    ],
)
def test_only_what_a_camera_noted_to_the_second_tells_of_its_clock(
    moments: list[tuple[Photo, Photo]], source: TimeSource, span: int, tells: bool
) -> None:
    photo = replace(moments[0][0], taken=CaptureTime(TEN, source, 0.9, timedelta(days=span)))
    assert tells_second(photo) == tells
    assert not tells_second(replace(photo, taken=None))


def test_a_phone_is_right_and_of_two_cameras_the_first_is_put_right(moments: list[tuple[Photo, Photo]]) -> None:
    camera, phone = moments[0]
    assert turned(camera, phone) == turned(phone, camera) == (camera, phone)
    other = moments[1][0]
    assert turned(camera, other) == (camera, other)
    assert turned(other, camera) == (other, camera)
