"""What a list of albums shows: states, places and chances, true after every decision."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from accepting import NOW, PARIS, index, make, run

from whence_engine.accept.decide import decide
from whence_engine.library.library import Library
from whence_engine.library.overview import PhotoState, overview, photo_states
from whence_engine.library.results import Result
from whence_engine.photo import (
    Action,
    Candidate,
    CaptureTime,
    ClockDoubt,
    DecidedBy,
    Decision,
    Level,
    Photo,
    Position,
    PositionSource,
    TimeSource,
)

LISBON = Candidate(
    1, 38.72, -9.14, (0.2, 0.8, 0.9, 0.95, 0.97), Level.CITY, "Lisbon, Portugal", "PT", (("names", 1.0),)
)


def album(library: Library, folder: Path, count: int) -> list[Photo]:
    photos = [index(library, make(folder, f"{number}.jpg")) for number in range(count)]
    ids = [photo.id for photo in photos]
    library.index.albums.store([ids[:-1], ids[-1:]])
    library.index.results.store(
        Result(photo_id, "x", (replace(LISBON, within_km=(0.1, 0.5 + number / 10, 0.9, 0.95, 0.97)),))
        for number, photo_id in enumerate(ids)
    )
    return photos


def test_every_state_is_counted(library: Library, folder: Path) -> None:
    photos = album(library, folder, 6)
    decide(library, photos[0], PARIS)
    run(library)
    decide(library, photos[1], replace(PARIS, at=NOW + timedelta(seconds=1)))
    decide(library, photos[2], Decision(Action.NO_PLACE, DecidedBy.PERSON, NOW))
    decide(library, photos[3], Decision(Action.SKIP, DecidedBy.PERSON, NOW))
    library.index.photos.set_error(photos[4].id, "It is damaged.")
    first, second = overview(library)
    assert first.states == {
        PhotoState.WRITTEN: 1,
        PhotoState.ACCEPTED: 1,
        PhotoState.NO_PLACE: 1,
        PhotoState.SKIPPED: 1,
        PhotoState.UNREADABLE: 1,
    }
    assert second.states == {PhotoState.TO_REVIEW: 1}
    assert (first.photos, second.photos) == (5, 1)
    states = photo_states(library, first.id)
    assert [states[photo.id] for photo in photos[:5]] == [
        PhotoState.WRITTEN,
        PhotoState.ACCEPTED,
        PhotoState.NO_PLACE,
        PhotoState.SKIPPED,
        PhotoState.UNREADABLE,
    ]


def test_what_was_accepted_names_the_album_before_what_is_likely(library: Library, folder: Path) -> None:
    photos = album(library, folder, 4)
    before = next(overview(library))
    assert (before.place, before.surest, before.least_sure) == ("Lisbon, Portugal", 0.7, 0.5)
    decide(library, photos[0], PARIS)
    after = next(overview(library))
    assert (after.place, after.surest, after.least_sure) == ("Paris, France", 0.7, 0.6)


def test_only_the_albums_that_are_asked_for_are_read(library: Library, folder: Path) -> None:
    album(library, folder, 3)
    ids = [one.id for one in overview(library)]
    assert [one.id for one in overview(library, ids[1:])] == ids[1:]
    assert list(overview(library, [])) == []


def test_photos_that_are_counted_together_are_in_the_states_that_each_is_in(library: Library, folder: Path) -> None:
    photos = album(library, folder, 9)
    for photo, decision in zip(photos, (PARIS, replace(PARIS, action=Action.SKIP)), strict=False):
        decide(library, photo, decision)
    library.index.photos.upsert([replace(photos[5], position=Position(48.0, 2.0, PositionSource.EXIF))])
    library.index.photos.set_error(photos[6].id, "It is damaged.")
    for one in overview(library):
        assert one.states == Counter(photo_states(library, one.id).values())
        assert [one] == list(overview(library, [one.id]))


def test_copies_of_one_picture_are_each_counted(library: Library, folder: Path) -> None:
    photos = album(library, folder, 3)
    decide(library, photos[0], PARIS)
    library.index.photos.set_identity(photos[1].id, library.index.photos.identities([photos[0].id])[photos[0].id])
    assert next(overview(library)).states == {PhotoState.ACCEPTED: 2}


def test_of_places_as_frequent_the_one_of_the_first_photo_names_the_album(library: Library, folder: Path) -> None:
    photos = album(library, folder, 5)
    library.index.results.store(
        Result(photo.id, "x", (replace(LISBON, place=place),))
        for photo, place in zip(photos, ("Rome", "Athens", "Rome", "Athens"), strict=False)
    )
    assert next(overview(library)).place == "Rome"


def test_a_rejected_candidate_leaves_the_photo_to_review(library: Library, folder: Path) -> None:
    photos = album(library, folder, 2)
    decide(library, photos[0], replace(PARIS, action=Action.REJECT))
    assert next(overview(library)).states == {PhotoState.TO_REVIEW: 1}


def test_undecided_contradictions_are_counted(library: Library, folder: Path) -> None:
    photos = album(library, folder, 4)
    doubted = CaptureTime(NOW, TimeSource.EXIF, 0.1, doubts=frozenset({ClockDoubt.FACTORY}))
    there, elsewhere = (Position(lat, 2.0, PositionSource.XMP) for lat in (48.0, 10.0))
    library.index.photos.upsert(
        [replace(photos[0], taken=doubted), replace(photos[1], position=there, also_at=(elsewhere,))]
    )
    assert [one.conflicts for one in overview(library)] == [2, 0]
    decide(library, photos[0], Decision(Action.SKIP, DecidedBy.PERSON, NOW))
    assert [one.conflicts for one in overview(library)] == [1, 0]
