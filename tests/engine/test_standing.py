"""What `status` and `albums` count in the database is what one counts who looks at every photo."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from whence_engine.library.library import Library
from whence_engine.library.results import Result
from whence_engine.library.standing import AlbumLine, Standing, album_lines, standings
from whence_engine.photo import (
    Action,
    Candidate,
    CaptureTime,
    DecidedBy,
    Decision,
    Level,
    Photo,
    Position,
    PositionSource,
    TimeSource,
    Written,
)

HERE = Position(48.0, 2.0, PositionSource.EXIF)
ROME = Candidate(1, 41.9, 12.5, (0.9,) * 5, Level.CITY, "Rome, Italy", "IT", ())
SPAIN = replace(ROME, level=Level.COUNTRY, place="Spain")
DECISION = Decision(Action.ACCEPT, DecidedBy.PERSON, datetime(2026, 1, 2), 41.9, 12.5)
DECISIONS = (None, DECISION, replace(DECISION, written=Written.EXIF), replace(DECISION, action=Action.REJECT))


@pytest.fixture
def library(library: Library) -> Library:
    """Every way in which a photo can have come so far, thrice, in albums of seven; the last photo is in none."""
    made = []
    ways = [
        (error, position, best, decision)
        for error in (None, "It is cut off.")
        for position in (None, HERE)
        for best in (None, ROME, SPAIN)
        for decision in DECISIONS
    ]
    for number, (error, position, best, decision) in enumerate(3 * ways):
        taken = CaptureTime(datetime(2014, 7, 1 + number % 9), TimeSource.EXIF, 0.9) if number % 5 else None
        path = Path(f"/{number % 4}/{number}.jpg")
        photo = Photo(path, 1, 1, 1, "JPEG", taken=taken, position=position, error=error)
        [photo_id] = library.index.photos.upsert([photo])
        library.index.results.store([Result(photo_id, "", () if best is None else (best,))])
        if decision is not None:
            library.decide(replace(photo, id=photo_id), f"picture {number}", decision)
        made.append(photo_id)
    library.index.photos.set_identity(made[0], "of a picture of which nothing was decided")
    ids = made[:-1]
    library.index.albums.store([ids[start : start + 7] for start in range(0, len(ids), 7)])
    return library


def test_standings_are_what_one_counts(library: Library) -> None:
    counted: Counter[Standing] = Counter()
    for album in library.index.albums.all():
        decisions = library.decisions(album.photos)
        for photo in album.photos:
            [result] = library.index.results.of([photo.id])
            decision = decisions.get(photo.id)
            counted[
                Standing(
                    1,
                    photo.error is None,
                    photo.position is not None,
                    result.candidates[0].level if result.candidates else None,
                    decision.action if decision else None,
                    bool(decision and decision.written),
                )
            ] += 1
    told: Counter[Standing] = Counter()
    for one in standings(library):
        told[replace(one, photos=1)] += one.photos
    assert told == counted
    assert told.total() == 3 * 48 - 1


def test_lines_of_albums_are_what_one_reads(library: Library) -> None:
    assert [line_of(library, album.id) for album in library.index.albums.all()] == list(album_lines(library))


def line_of(library: Library, album_id: int) -> AlbumLine:
    album = library.index.albums.get(album_id)
    assert album is not None
    days: list[date] = sorted(photo.taken.local.date() for photo in album.photos if photo.taken)
    results = library.index.results.of(photo.id for photo in album.photos)
    places = Counter(result.candidates[0].place for result in results if result.candidates)
    return AlbumLine(
        album.id,
        days[0] if days else None,
        days[-1] if days else None,
        min((photo.taken.span for photo in album.photos if photo.taken), default=timedelta()),
        len(album.photos),
        sum(photo.position is not None for photo in album.photos),
        places.most_common(1)[0][0] if places else "",
        tuple(sorted({str(photo.path.parent) for photo in album.photos})),
    )
