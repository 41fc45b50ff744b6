"""Sentences are their English text, remember how they were made, and come back whole from where they are kept."""

import copy
import json
import pickle
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import UnreadableError, UsageError, WriteRefusedError
from whence_engine.wording import (
    Sentence,
    Toponym,
    both,
    counted,
    either,
    packed,
    plain,
    restored,
    together,
    unpacked,
    whole,
)

BEFORE = Sentence("{seconds:.0f} s before", seconds=53.4)
SAID = Sentence("A photo was taken {when} ({name}).", when=BEFORE, name="a.jpg")


def test_a_sentence_is_its_english_text() -> None:
    assert SAID == "A photo was taken 53 s before (a.jpg)."
    assert (SAID.template, SAID.values["when"]) == ("A photo was taken {when} ({name}).", "53 s before")
    assert Sentence(SAID) is SAID


def test_braces_of_a_text_without_values_are_its_own() -> None:
    assert Sentence("A source names {z}, {x} and {y}.") == "A source names {z}, {x} and {y}."


def test_one_is_said_otherwise_than_many() -> None:
    found = [counted("{count:,} point was left out.", "{count:,} points were left out.", n) for n in (1, 2, 1500)]
    assert found == ["1 point was left out.", "2 points were left out.", "1,500 points were left out."]
    assert [one.how_many for one in found] == [1, 2, 1500]
    assert SAID.how_many == -1


def test_a_clause_becomes_a_sentence_with_a_capital_letter() -> None:
    assert whole(Sentence("it has several {name} chunks", name="XMP")) == "It has several XMP chunks."
    assert whole("The disk is full.") == "The disk is full."


def test_parts_are_joined_in_words() -> None:
    assert either(["Italian"]) == "Italian"
    assert either(["Italian", "Spanish", "Portuguese"]) == "Italian or Spanish or Portuguese"
    assert both(["signs", "names"]) == "signs and names"
    assert together([SAID, "It rained."]) == "A photo was taken 53 s before (a.jpg). It rained."


@pytest.mark.parametrize(
    "sentence",
    [
        SAID,
        counted("{count} day", "{count} days", 1),
        Sentence("It was {at:%H:%M} in {place}.", at=datetime(2014, 7, 12, 18, 3), place=Toponym("Lisbon, Portugal")),
        Sentence("Nothing speaks."),
    ],
)
def test_a_sentence_comes_back_whole(sentence: Sentence) -> None:
    for again in (
        unpacked(packed(sentence)),
        restored(json.loads(json.dumps(plain(sentence)))),
        pickle.loads(pickle.dumps(sentence)),
        copy.deepcopy(sentence),
    ):
        assert isinstance(again, Sentence)
        assert again == sentence
        assert (again.template, again.values, again.one) == (sentence.template, sentence.values, sentence.one)
        assert [type(value) for value in again.values.values()] == [type(value) for value in sentence.values.values()]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_without_a_template_is_kept_as_it_is(text: str) -> None:
    assert unpacked(packed(text)) == text


def test_letters_that_no_column_takes_become_visible() -> None:
    said = Sentence("The file is called {name}.", name="a\udcff.jpg")
    assert unpacked(packed(said)) == "The file is called a\\udcff.jpg."


def test_errors_speak_in_sentences() -> None:
    error = UsageError("There is no cue {name!r}.", name="tarot")
    assert str(error) == "There is no cue 'tarot'."
    assert error.said.template == "There is no cue {name!r}."


def test_errors_of_photos_know_the_reason_apart_from_the_path() -> None:
    error = UnreadableError(Path("/p/{a}.jpg"), "it cannot be read ({why})", why=OSError("no"))
    assert str(error) == "/p/{a}.jpg: it cannot be read (no)"
    assert (error.reason, error.reason.template) == ("it cannot be read (no)", "it cannot be read ({why})")
    assert WriteRefusedError(error.path, error.reason).reason is error.reason
