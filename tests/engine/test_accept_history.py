"""Undo and redo of decisions: step by step, any number of them, over restarts."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from accepting import NOW, PARIS, accept, make, run

from whence_engine.accept.decide import decide
from whence_engine.accept.history import repeat, take_back
from whence_engine.accept.undo import undo
from whence_engine.errors import UsageError
from whence_engine.library.library import Library
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
        assert len(take_back(library, at=NOW + timedelta(minutes=minute))) == 1
        seen.append(lats(library, photo)[0])
    assert seen == [2.0, 1.0, None]
    assert take_back(library, at=NOW + timedelta(minutes=7)) == ()
    redone = []
    while repeat(library):
        redone.append(lats(library, photo)[0])
    assert redone == [1.0, 2.0, 3.0]


def test_what_was_decided_at_one_moment_is_one_step(library: Library, folder: Path) -> None:
    photos = [accept(library, make(folder, f"{number}.jpg"), later(1)) for number in range(3)]
    decide(library, photos[0], Decision(Action.NO_PLACE, DecidedBy.PERSON, NOW + timedelta(minutes=2)))
    take_back(library, at=NOW + timedelta(minutes=3))
    assert lats(library, *photos) == [1.0, 1.0, 1.0]
    assert len(take_back(library, at=NOW + timedelta(minutes=4))) == 3
    assert lats(library, *photos) == [None, None, None]
    assert len(repeat(library)) == 3
    assert lats(library, *photos) == [1.0, 1.0, 1.0]


def test_a_new_decision_ends_what_could_be_redone(library: Library, folder: Path) -> None:
    photo = accept(library, make(folder), later(1))
    take_back(library, at=NOW + timedelta(minutes=2))
    decide(library, photo, later(3))
    assert repeat(library) == ()
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
    assert len(take_back(library, at=NOW + timedelta(minutes=3))) == 1
