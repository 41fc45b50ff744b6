"""Photos across all albums: by how far they have come, by year, camera and folder, and by words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from accepting import NOW, PARIS, index, make, run

from whence_engine.accept.decide import decide
from whence_engine.library.finder import Finder
from whence_engine.library.library import Library
from whence_engine.library.results import Flag, RedFlag, Result
from whence_engine.library.sought import Show, Sought
from whence_engine.photo import Action, Camera, Candidate, CaptureTime, DecidedBy, Decision, Level, Photo, TimeSource

LISBON = Candidate(
    1, 38.72, -9.14, (0.2, 0.9, 0.9, 0.95, 0.97), Level.CITY, "Lisbon, Portugal", "PT", (("names", 1.0),)
)
UNSURE = replace(LISBON, within_km=(0.1, 0.6, 0.9, 0.95, 0.97), place="Öland, Sweden")
TIE = RedFlag(Flag.TIE, "It may as well be Oslo, Norway.")

Find = Callable[..., list[int]]


@pytest.fixture
def photos(library: Library, folder: Path) -> list[Photo]:
    """Six photos of three albums: one a year from 2010 on, the last without a time."""
    made = [index(library, make(folder, f"{number}.jpg")) for number in range(6)]
    described = [
        replace(
            photo,
            taken=CaptureTime(datetime(2010 + number, 7, 12), TimeSource.EXIF, 0.9) if number < 5 else None,
            camera=Camera("Canon", "Canon EOS 40D") if number % 2 else Camera(),
            texts=("Fähre nach Ærø",) if number == 3 else (),
        )
        for number, photo in enumerate(made)
    ]
    ids = library.index.photos.upsert(described, same_picture=True)
    library.index.albums.store([ids[:2], ids[2:5], ids[5:]])
    for number, photo_id in enumerate(ids):
        flags = (TIE,) if number == 4 else ()
        library.index.results.store([Result(photo_id, "x", (UNSURE if number > 2 else LISBON,), "", flags)])
    return list(library.index.photos.by_ids(ids))


@pytest.fixture
def found(library: Library, photos: list[Photo]) -> Find:
    """Numbers of the photos that are found."""
    numbers = {photo.id: number for number, photo in enumerate(photos)}
    return lambda **what: [numbers[one] for one in Finder(library).find(Sought(**what)).tolist()]


def test_all_photos_come_in_time_order_with_the_timeless_last(found: Find) -> None:
    assert found() == [0, 1, 2, 3, 4, 5]


def test_what_was_decided_moves_a_photo_from_one_filter_to_another(
    library: Library, photos: list[Photo], found: Find
) -> None:
    assert found(show=Show.TO_REVIEW) == [0, 1, 2, 3, 4, 5]
    assert (found(show=Show.SURE), found(show=Show.DOUBTFUL)) == ([0, 1, 2], [3, 4, 5])
    decide(library, photos[0], PARIS)
    run(library)
    decide(library, photos[1], replace(PARIS, at=NOW + timedelta(seconds=1)))
    decide(library, photos[2], Decision(Action.NO_PLACE, DecidedBy.PERSON, NOW))
    assert found(show=Show.TO_REVIEW) == [3, 4, 5]
    assert [found(show=show) for show in (Show.WRITTEN, Show.ACCEPTED, Show.NO_PLACE)] == [[0], [1], [2]]
    assert found(show=Show.WITHOUT_POSITION) == [1, 2, 3, 4, 5]
    assert found(show=Show.SURE) == []


def test_a_red_flag_is_a_conflict_until_a_person_decides(library: Library, photos: list[Photo], found: Find) -> None:
    assert found(show=Show.CONFLICTS) == [4]
    decide(library, photos[4], PARIS)
    assert found(show=Show.CONFLICTS) == []


def test_year_camera_and_folder(found: Find, folder: Path) -> None:
    assert found(year=2012) == [2]
    assert found(camera="Canon EOS 40D") == [1, 3, 5]
    assert found(camera="") == [0, 2, 4]
    assert found(folder=str(folder)) == [0, 1, 2, 3, 4, 5]
    assert found(folder=str(folder.parent)) == []
    assert found(show=Show.DOUBTFUL, camera="Canon EOS 40D", year=2013) == [3]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4.JPG", [4]),
        ("ÆRØ", [3]),
        ("fähre jpg", [3]),
        ("öland", [3, 4, 5]),
        ("lisbon 2011-07", [1]),
        ("eos lisbon", [1]),
        ("lisbon atlantis", []),
    ],
)
def test_words_are_looked_for_in_name_caption_place_camera_and_date(found: Find, text: str, numbers: list[int]) -> None:
    assert found(text=text) == numbers


def test_what_was_accepted_is_the_place_that_counts(library: Library, photos: list[Photo], found: Find) -> None:
    decide(library, photos[0], PARIS)
    assert found(text="paris") == [0]
    assert found(text="lisbon") == [1, 2]


def test_what_a_list_shows_of_a_result_is_read_without_the_rest(library: Library, photos: list[Photo]) -> None:
    listed = library.index.results.listed([photo.id for photo in photos])
    last = listed[photos[4].id]
    assert (last.probability, last.place, last.flags) == (0.6, "Öland, Sweden", (TIE,))
    assert listed[photos[0].id].flags == ()
    library.index.results.store([Result(photos[0].id, "x", ())])
    empty = library.index.results.listed([photos[0].id])[photos[0].id]
    assert (empty.probability, empty.place) == (None, "")
