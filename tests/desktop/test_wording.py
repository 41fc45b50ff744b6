"""What the engine says, the window says in its own language, numbers and places included."""

import ast
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from desktop_photos import indexed, make_photos
from PySide6.QtWidgets import QApplication

import translations
from whence_desktop import wording
from whence_desktop.session import Session
from whence_engine.errors import UsageError
from whence_engine.library.results import Flag, RedFlag, Result
from whence_engine.photo import Candidate, Level
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.wording import Sentence, Toponym, counted, whole


def gap(seconds: float, name: str) -> Sentence:
    time = Sentence("{seconds:.0f} s", seconds=seconds)
    return Sentence("{when} ({name})", when=Sentence("{time} before", time=time), name=name)


def test_english_is_what_the_engine_says(qapp: QApplication) -> None:
    assert qapp is not None
    points = counted("{count:,} point has no time.", "{count:,} points have no time.", 1)
    assert wording.said(points) == "1 point has no time."
    assert wording.said(Sentence("{who} gives another one, {km:,.1f} km away.", who="Exif", km=1033.46)) == (
        "Exif gives another one, 1,033.5 km away."
    )
    assert wording.place("Lisbon, Portugal") == "Lisbon, Portugal"


@pytest.mark.usefixtures("german")
def test_sentences_inside_sentences_are_german_too() -> None:
    said = Sentence("A photo with a position was taken {ones}, {km:.1f} km apart.", ones=gap(53, "a.jpg"), km=0.52)
    assert wording.said(said) == "Ein Foto mit Position entstand 53 s davor (a.jpg), 0,5 km auseinander."


@pytest.mark.usefixtures("german")
def test_nouns_follow_their_number() -> None:
    one, many = "{count:,} point has no time.", "{count:,} points have no time."
    assert wording.said(counted(one, many, 1)) == "1 Punkt hat keine Zeit."
    assert wording.said(counted(one, many, 1500)) == "1.500 Punkte haben keine Zeit."


@pytest.mark.usefixtures("german")
def test_days_are_written_as_germans_do() -> None:
    said = Sentence("The selftest of {at:%Y-%m-%d %H:%M}", at=datetime(2014, 7, 12, 18, 3))
    assert wording.said(said) == "Der Selbsttest vom 12.07.2014 18:03"


@pytest.mark.usefixtures("german")
def test_what_the_index_keeps_of_answers_is_german_when_it_is_read(session: Session, tmp_path: Path) -> None:
    """Reasons and red flags are kept as templates and values, whatever language the window had that located."""
    [photo_id] = indexed(session, make_photos(tmp_path, 1))
    reason = gap(90, "a.jpg")
    tie = RedFlag(Flag.TIE, Sentence("It may as well be {places}.", places=Toponym("Munich, Bavaria, Germany")))
    place = Candidate(1, 48.1, 11.6, (0.9,) * 5, Level.EXACT, "Munich, Bavaria, Germany", "DE", (), (reason,))
    session.library.index.results.store([Result(photo_id, "", (place,), "", (tie,))])
    [kept] = session.library.index.results.of([photo_id])
    assert kept.flags is not None
    said = [wording.said(kept.candidates[0].because[0]), wording.said(kept.flags[0].because)]
    assert said == [wording.said(reason), "Es kann genauso gut München, Bayern, Deutschland sein."]
    assert said[0] != reason


@pytest.mark.usefixtures("german")
def test_refusals_and_errors_are_german() -> None:
    assert wording.said(whole("it is write-protected")) == "Es ist schreibgeschützt."
    assert wording.said(UsageError("{text!r} has not come yet.", text="2099")) == "„2099“ ist noch nicht gekommen."


@pytest.mark.usefixtures("german")
def test_words_without_a_template_stay_as_they_are() -> None:
    assert wording.said("A cue that others installed says so.") == "A cue that others installed says so."
    assert wording.said(Sentence("What an older Whence kept: 3 min.")) == "What an older Whence kept: 3 min."


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("Lisbon, Portugal", "Lissabon, Portugal"),
        ("Athens, Greece", "Athen, Griechenland"),
        ("Athens, United States", "Athens, Vereinigte Staaten"),
        ("Munich, Bavaria, Germany", "München, Bayern, Deutschland"),
        ("Germany", "Deutschland"),
        ("Europe", "Europa"),
        ("", ""),
    ],
)
def test_places_have_german_names(english: str, expected: str) -> None:
    assert wording.place(english) == expected
    assert wording.said(Sentence("It may as well be {places}.", places=Toponym(english))) == (
        f"Es kann genauso gut {expected} sein."
    )


def test_every_place_with_a_name_of_its_own_is_one_of_the_gazetteer() -> None:
    gazetteer = Gazetteer.open()
    lines = [line for line in translations.NAMED.read_text(encoding="utf-8").splitlines() if ", " in line]
    named = [line.rsplit(", ", 1) for line in lines if not line.startswith("#")]
    assert len(named) > 200
    unknown = [
        (name, country)
        for name, country in named
        if not any((hit.name, hit.country) == (name, country) for hit in gazetteer.bearing(name, limit=40))
    ]
    assert unknown == []


def test_templates_are_literals_so_that_they_can_be_collected() -> None:
    """A sentence that is put together before it becomes one has no template, and stays English."""
    put_together = [
        f"{ast.unparse(call)[:80]}"
        for path in (*translations.SPEAKING.rglob("*.py"), *translations.PACKAGE.rglob("*.py"))
        if translations.SILENT.isdisjoint(Path(path).parts)
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and translations.speaks(call)
        for argument in call.args
        if any(isinstance(part, ast.JoinedStr) for part in ast.walk(argument))
    ]
    assert put_together == []


@pytest.mark.parametrize(
    ("say", "expected"),
    [(wording.day, "12.07.2014"), (wording.minute, "12.07.2014 18:03"), (wording.second, "12.07.2014 18:03:22")],
)
@pytest.mark.usefixtures("german")
def test_moments_in_tables_are_written_as_germans_do(say: Callable[[datetime], str], expected: str) -> None:
    assert say(datetime(2014, 7, 12, 18, 3, 22)) == expected
