"""Whatever is looked for, a finder finds what one would who looked at every photo, in whatever state its blocks are."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence_engine.library import blocks
from whence_engine.library import lines as lines_module
from whence_engine.library.decisions import Picture
from whence_engine.library.finder import Finder
from whence_engine.library.library import Library
from whence_engine.library.lines import holding, lines_of
from whence_engine.library.overview import PhotoState, state_of
from whence_engine.library.results import Flag, RedFlag, Result
from whence_engine.library.sought import SURE, Show, Sought, Spoken, camera_name, day_in_english
from whence_engine.photo import (
    Action,
    Camera,
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
from whence_engine.places.fold import fold_letters

NOW = datetime(2026, 1, 2)
TIE = RedFlag(Flag.TIE, "It may as well be Oslo, Norway.")
HERE = Position(48.0, 2.0, PositionSource.EXIF)
PLACES = ("Lisbon, Portugal", "Öland, Sweden", "Ærøskøbing, Denmark")
LETTERS = st.text("aÄäb01é ", min_size=1, max_size=4)


def plain(library: Library, what: Sought, spoken: Spoken) -> list[int]:
    """Look at every photo, one after another."""
    found = [photo for photo in library.index.photos.all() if fits(library, photo, what, spoken)]
    found.sort(key=lambda photo: (photo.taken is None, photo.taken.local if photo.taken else NOW, photo.id))
    return [photo.id for photo in found]


def fits(library: Library, photo: Photo, what: Sought, spoken: Spoken) -> bool:
    [member] = library.index.albums.members_of([photo.id])
    decision = library.decisions([photo]).get(photo.id)
    state = state_of(member, decision)
    sure = (member.probability or 0.0) >= SURE
    shown = {
        Show.ALL: True,
        Show.TO_REVIEW: state is PhotoState.TO_REVIEW,
        Show.SURE: state is PhotoState.TO_REVIEW and sure,
        Show.DOUBTFUL: state is PhotoState.TO_REVIEW and not sure,
        Show.CONFLICTS: member.contradicts and decision is None,
        Show.ACCEPTED: state is PhotoState.ACCEPTED,
        Show.WRITTEN: state is PhotoState.WRITTEN,
        Show.NO_PLACE: state is PhotoState.NO_PLACE,
        Show.WITHOUT_POSITION: state not in {PhotoState.HAS_POSITION, PhotoState.WRITTEN},
    }[what.show]
    camera = camera_name(photo.camera.make, photo.camera.model)
    place = decision.place if decision is not None and decision.action is Action.ACCEPT else member.place
    told = [photo.path.name, str(photo.path.parent), camera, place, spoken.place(place), *photo.texts]
    told += [spoken.day(photo.taken.local.date())] if photo.taken else []
    return (
        shown
        and what.year in {None, photo.taken.local.year if photo.taken else None}
        and what.camera in {None, camera}
        and what.folder in {None, str(photo.path.parent)}
        and all(any(word in fold_letters(text) for text in told) for word in fold_letters(what.text).split())
    )


@contextmanager
def small_blocks() -> Iterator[Path]:
    """Let two photos make a block; yields where a library may be made."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_BITS", 1)
        yield Path(folder, "library.sqlite")


@dataclass(frozen=True)
class Fact:
    """One change of a library: the photo of a number is another one now, and what is known and decided of it."""

    photo: Photo
    result: Result
    decision: Decision | None
    gone: bool


def photo(name: str, folder: str, **others: Any) -> Photo:
    return Photo(Path(f"/{folder}/{name}.jpg"), 1, 1, 1, "JPEG", **others)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    texts = draw(st.lists(LETTERS, max_size=2))
    days = draw(st.none() | st.integers(0, 800))
    taken = None if days is None else CaptureTime(datetime(2014, 1, 1) + timedelta(days), TimeSource.EXIF, 0.9)
    made = photo(
        draw(st.sampled_from(["IMG_0", "IMG_01", "ä", "a é", "x\ny", "\udcff"])),
        draw(st.sampled_from(["p", "p/Ä", "2014"])),
        taken=taken,
        camera=draw(st.sampled_from([Camera(), Camera("Canon", "Canon EOS"), Camera("", "b1")])),
        position=draw(st.sampled_from([None, HERE])),
        texts=tuple(texts),
        error=draw(st.sampled_from([None, None, "It is cut off."])),
    )
    place = Candidate(1, 0.0, 0.0, (draw(st.sampled_from([0.5, SURE, 0.9])),) * 5, Level.EXACT, "", "", ())
    places = [replace(place, place=draw(st.sampled_from(PLACES)))] if draw(st.booleans()) else []
    result = Result(0, "", tuple(places), "", draw(st.sampled_from([(), (TIE,)])))
    action = draw(st.none() | st.sampled_from(Action))
    decided = Decision(
        action or Action.SKIP, DecidedBy.PERSON, NOW, place=draw(st.sampled_from(["", *PLACES])),
        written=draw(st.sampled_from([None, Written.EXIF])),
    )  # fmt: skip
    return Fact(made, result, decided if action else None, draw(st.booleans()) and draw(st.booleans()))


def note(library: Library, fact: Fact) -> None:
    [photo_id] = library.index.photos.upsert([fact.photo])
    library.index.results.store([replace(fact.result, photo_id=photo_id)])
    if fact.decision is not None:
        identity = f"picture of {fact.photo.path}".encode("ascii", "backslashreplace").decode()
        library.decide(replace(fact.photo, id=photo_id), identity, fact.decision)
    if fact.gone:
        library.index.photos.mark_missing([photo_id])


wishes = st.builds(
    Sought,
    show=st.sampled_from(Show),
    text=st.lists(
        LETTERS | st.sampled_from(["img", "0", "jpg", "march", "2014-0", "oland", "ærø", "eos", "lisboa", "13"]),
        max_size=2,
    ).map(" ".join),
    year=st.sampled_from([None, None, 2014, 2015]),
    camera=st.sampled_from([None, None, "", "Canon EOS"]),
    folder=st.sampled_from([None, None, "/p", "/2014"]),
)
TYPED = Spoken(lambda label: label.replace("Lisbon", "Lisboa"), lambda day: f"{day_in_english(day)} Tag {day.day}")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.lists(facts(), max_size=6), st.lists(wishes, max_size=4)), max_size=3))
def test_after_any_change_it_finds_what_one_finds_who_looks_at_every_photo(
    story: list[tuple[bool, list[Fact], list[Sought]]],
) -> None:
    with small_blocks() as file, Library.open(file) as library, Library.open(file) as other:
        finder = Finder(library, TYPED)
        for itself, changes, wanted in story:
            for fact in changes:
                note(library if itself else other, fact)
            for what in wanted:
                assert finder.find(what).tolist() == plain(library, what, TYPED)


marked = st.lists(st.tuples(st.text("aab1 ", max_size=9), st.booleans()))


@given(marked, st.text("ab1", max_size=6), st.sampled_from([0, 1, 20]))
def test_lines_that_hold_a_word_are_those_that_python_says(lines: list[tuple[str, bool]], word: str, few: int) -> None:
    text = np.frombuffer("".join(f"{line}\n" for line, _ in lines).encode(), np.uint8)
    asked = np.array([one for _, one in lines], np.bool_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_FEW", few)
        told = holding(text, lines_of(text), word.encode(), asked)
    assert told[asked].tolist() == [word in line for line, one in lines if one]


@given(st.lists(st.text(st.characters(exclude_characters="\n"))))
def test_texts_parted_by_line_breaks_fold_each_for_itself(texts: list[str]) -> None:
    assert fold_letters("\n".join(texts)) == "\n".join(map(fold_letters, texts))


@pytest.fixture
def four(tmp_path: Path) -> Iterator[Library]:
    """Two blocks of two photos."""
    with small_blocks() as file, Library.open(file) as library:
        for number in range(4):
            taken = CaptureTime(datetime(2014, 7, 12 + number), TimeSource.EXIF, 0.9)
            one = photo(f"IMG_{number}", "Fähre nach Ærø", taken=taken)
            note(library, Fact(one, Result(0, "", ()), None, gone=False))
        yield library


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("July 2014", [1, 2, 3, 4]),
        ("2014-07-13", [2]),
        ("13 jul", [2]),
        ("fahre aero", [1, 2, 3, 4]),
        ("fa\u0308hre", [1, 2, 3, 4]),
        ("img_2", [3]),
        ("june", []),
    ],
)
def test_words_are_found_as_people_type_them(four: Library, text: str, ids: list[int]) -> None:
    assert Finder(four).find(Sought(text=text)).tolist() == ids


def test_places_and_days_are_found_by_what_they_are_called_where_one_lives(four: Library) -> None:
    spoken = Spoken(lambda label: label.replace("Lisbon", "Lissabon"), lambda day: f"{day:%d.%m.%Y}")
    four.index.results.store([Result(2, "", (Candidate(1, 0, 0, (1,) * 5, Level.CITY, PLACES[0], "PT", ()),))])
    finder = Finder(four, spoken)
    for text in ("lissabon", "lisbon", "13.07.2014"):
        assert finder.find(Sought(text=text)).tolist() == [2]


def stamps(library: Library) -> dict[int, int]:
    return library.index.blocks.stamps()


def test_only_the_block_of_a_changed_photo_is_made_anew(four: Library) -> None:
    finder = Finder(four)
    finder.find(Sought())
    before = stamps(four)
    assert sorted(before) == [0, 1, 2]
    four.index.photos.set_error(3, "It is cut off.")
    assert sorted(stamps(four)) == [0, 2]
    assert finder.find(Sought(show=Show.TO_REVIEW)).tolist() == [1, 2, 4]
    after = stamps(four)
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] > max(before.values())


def test_what_no_search_reads_leaves_the_blocks_alone(four: Library) -> None:
    Finder(four).find(Sought())
    before = stamps(four)
    four.index.albums.store([[1, 2], [3, 4]])
    four.index.results.confirm([1, 2], "another fingerprint")
    four.index.photos.upsert(list(four.index.photos.all()))
    assert stamps(four) == before


def test_an_index_without_blocks_is_filled_in_slices_and_searched_meanwhile(four: Library) -> None:
    assert next(Finder(four).prepare()) == 0
    assert sorted(stamps(four)) == [0]
    with Library.open(four.index.path, readonly=True) as reading:
        assert Finder(reading).find(Sought(text="img")).tolist() == [1, 2, 3, 4]
    assert sorted(stamps(four)) == [0]
    assert list(Finder(four).prepare()) == [1, 2]
    assert list(Finder(four).prepare()) == []


def test_a_block_that_a_scan_drops_meanwhile_is_not_prepared_twice(four: Library) -> None:
    slices = Finder(four).prepare()
    made = []
    for number in slices:
        made.append(number)
        four.index.photos.set_error(4, f"It is read for the {number}th time.")
    assert made == [0, 1, 2]


def test_while_another_process_writes_a_search_neither_waits_nor_keeps(four: Library) -> None:
    finder = Finder(four)
    with closing(sqlite3.connect(four.index.path, isolation_level=None)) as scan:
        scan.execute("BEGIN IMMEDIATE")
        scan.execute("UPDATE photo SET error = 'being read' WHERE id = 1")
        assert finder.find(Sought(show=Show.TO_REVIEW)).tolist() == [1, 2, 3, 4]
        assert stamps(four) == {}
        scan.execute("COMMIT")
    assert finder.find(Sought(show=Show.TO_REVIEW)).tolist() == [2, 3, 4]
    assert sorted(stamps(four)) == [0, 1, 2]


def test_names_of_which_no_two_are_alike_are_found_too(four: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_MOST_SHAPES", 0)
    assert Finder(four).find(Sought(text="img")).tolist() == [1, 2, 3, 4]


def test_a_decision_counts_for_the_photos_of_its_picture(four: Library) -> None:
    finder = Finder(four)
    assert finder.find(Sought(show=Show.SURE)).tolist() == []
    four.ledger.decisions.decide(Picture("elsewhere", Path("/c.jpg"), 7), Decision(Action.SKIP, DecidedBy.PERSON, NOW))
    assert finder.find(Sought(show=Show.TO_REVIEW)).tolist() == [1, 2, 3, 4]
    four.index.photos.set_identity(2, "elsewhere")
    assert finder.find(Sought(show=Show.TO_REVIEW)).tolist() == [1, 3, 4]


def test_days_are_typed_as_dates_or_with_their_month() -> None:
    assert day_in_english(date(987, 6, 5)) == "0987-06-05 5 June 0987"
