"""Undo and redo of decisions: step by step, any number of them, over restarts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from accepting import NOW, PARIS, accept, make, run

from whence_engine.accept.decide import decide, state_order, state_taken
from whence_engine.accept.history import Step, concerned, repeat, take_back
from whence_engine.accept.undo import undo
from whence_engine.errors import UsageError
from whence_engine.files.stated import parse_stated
from whence_engine.library.library import Library
from whence_engine.library.words import Topic
from whence_engine.photo import Action, DecidedBy, Decision, Photo


def later(minutes: float) -> Decision:
    return replace(PARIS, at=NOW + timedelta(minutes=minutes), lat_deg=minutes)


def lats(library: Library, *photos: Photo) -> list[float | None]:
    found = library.decisions(photos)
    return [found[photo.id].lat_deg if photo.id in found else None for photo in photos]


def test_every_step_can_be_undone_and_redone(library: Library, folder: Path) -> None:
    photo = accept(library, make(folder), later(1))
    for minute in (2, 3):
        decide(library, photo, later(minute))
    seen = []
    for minute in (4, 5, 6):
        assert len(take_back(library, at=NOW + timedelta(minutes=minute)).pictures) == 1
        seen.append(lats(library, photo)[0])
    assert seen == [2.0, 1.0, None]
    assert take_back(library, at=NOW + timedelta(minutes=7)) == Step()
    redone = []
    while repeat(library):
        redone.append(lats(library, photo)[0])
    assert redone == [1.0, 2.0, 3.0]


def test_what_was_decided_at_one_moment_is_one_step(library: Library, folder: Path) -> None:
    photos = [accept(library, make(folder, f"{number}.jpg"), later(1)) for number in range(3)]
    decide(library, photos[0], Decision(Action.NO_PLACE, DecidedBy.PERSON, NOW + timedelta(minutes=2)))
    take_back(library, at=NOW + timedelta(minutes=3))
    assert lats(library, *photos) == [1.0, 1.0, 1.0]
    assert len(take_back(library, at=NOW + timedelta(minutes=4)).pictures) == 3
    assert lats(library, *photos) == [None, None, None]
    assert len(repeat(library).pictures) == 3
    assert lats(library, *photos) == [1.0, 1.0, 1.0]


def test_a_new_decision_ends_what_could_be_redone(library: Library, folder: Path) -> None:
    photo = accept(library, make(folder), later(1))
    take_back(library, at=NOW + timedelta(minutes=2))
    decide(library, photo, later(3))
    assert not repeat(library)
    assert lats(library, photo) == [3.0]


def test_undo_goes_on_after_a_restart(library: Library, folder: Path, tmp_path: Path) -> None:
    photo = accept(library, make(folder), later(1))
    decide(library, photo, later(2))
    take_back(library, at=NOW + timedelta(minutes=3))
    with Library.open(library.index.path) as again:
        take_back(again, at=NOW + timedelta(minutes=4))
        assert lats(again, photo) == [None]
        repeat(again)
        repeat(again)
        assert lats(again, photo) == [2.0]


def test_what_was_written_is_undone_in_the_file_first(library: Library, folder: Path) -> None:
    photo = accept(library, make(folder), later(1))
    run(library)
    with pytest.raises(UsageError, match="undo the writing first"):
        take_back(library, at=NOW + timedelta(minutes=2))
    assert lats(library, photo) == [1.0]
    list(undo(library, last=True))
    assert len(take_back(library, at=NOW + timedelta(minutes=3)).pictures) == 1


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_words_and_decisions_are_one_history(library: Library, folder: Path) -> None:
    """Clock, decision, zone, year, order: each step gives back what was before it, and comes again."""
    photos = [accept(library, make(folder, f"{number}.jpg"), later(0)) for number in range(2)]
    ledger = library.ledger

    def state() -> tuple[object, ...]:
        clocks, stated = ledger.told.clocks(), ledger.stated.all().by_identity
        years = sorted(taken.local.year for taken in stated.values())
        return clocks.offsets, clocks.zones, years, len(ledger.orders.all()), lats(library, photos[0])

    states = [state()]
    deeds: tuple[Callable[[datetime], object], ...] = (
        lambda now: ledger.told.offset("D40", timedelta(hours=1), at=now),
        lambda now: decide(library, photos[0], replace(PARIS, at=now, lat_deg=5.0)),
        lambda now: ledger.told.zone("D40", "Asia/Tokyo", at=now),
        lambda now: state_taken(library, photos[1].path, "1987", parse_stated("1987"), at=now),
        lambda now: ledger.told.offset("D40", timedelta(hours=2), at=now),
        lambda now: state_order(library, photos[::-1], at=now),
    )
    for number, deed in enumerate(deeds):
        deed(at(1 + number))
        states.append(state())
    assert len({repr(one) for one in states}) == 7
    for number in range(6):
        assert take_back(library, at=at(10 + number))
        assert state() == states[5 - number]
    for number in range(6):
        assert repeat(library)
        assert state() == states[1 + number]
    assert not repeat(library)


def test_words_that_were_taken_back_stay_so_after_a_restart_and_can_still_come_again(library: Library) -> None:
    library.ledger.told.zone("", "Europe/Lisbon", at=at(1))
    library.ledger.told.zone("D40", "+02:00", at=at(2))
    assert take_back(library, at=at(3)).words.topics == {Topic.ZONE}
    with Library.open(library.index.path) as again:
        assert again.ledger.told.clocks().zones == (("", "Europe/Lisbon"),)
        assert repeat(again).words.cameras == {"D40"}
        assert again.ledger.told.clocks().zones == (("", "Europe/Lisbon"), ("D40", "+02:00"))


def test_new_words_end_what_could_be_redone_and_so_does_a_decision(library: Library, folder: Path) -> None:
    photo = accept(library, make(folder), later(1))
    take_back(library, at=at(2))
    library.ledger.told.offset("", timedelta(hours=1), at=at(3))
    assert not repeat(library)
    take_back(library, at=at(4))
    decide(library, photo, later(5))
    assert not repeat(library)
    assert library.ledger.told.clocks().offsets == ()


def test_a_step_says_which_photos_it_concerns(library: Library, folder: Path) -> None:
    (folder / "a").mkdir()
    inside = accept(library, make(folder / "a", "1.jpg"), later(1))
    other = accept(library, make(folder, "2.jpg"), later(1))
    library.ledger.stated.state_folder(folder / "a", "1987", parse_stated("1987"), at=at(2))
    assert concerned(library, take_back(library, at=at(3))) == [inside.id]
    library.ledger.told.offset("", timedelta(hours=1), at=at(4))
    assert sorted(concerned(library, take_back(library, at=at(5)))) == sorted([inside.id, other.id])
    assert sorted(concerned(library, take_back(library, at=at(6)))) == sorted([inside.id, other.id])


def test_what_is_taken_back_makes_the_albums_anew(library: Library) -> None:
    words = library.ledger.words
    marks = [words.mark()]
    for number in range(2):
        library.ledger.told.offset("D40", timedelta(hours=1 + number), at=at(number))
        marks.append(words.mark())
    take_back(library, at=at(3))
    assert words.mark() == marks[1]
    take_back(library, at=at(4))
    assert words.mark() == marks[0]
    library.ledger.told.offset("D40", timedelta(hours=3), at=at(5))
    assert words.mark() not in marks
