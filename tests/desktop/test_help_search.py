"""The search of the help: what is found, how it is typed, and what comes first."""

from pathlib import Path

import pytest

from whence_desktop.help.pages import Page, Section, load
from whence_desktop.help.search import Hit, Index, forms, spans


def page(name: str, *sections: tuple[str, str]) -> Page:
    parts = tuple(Section(heading, 1 if number == 0 else 2, text) for number, (heading, text) in enumerate(sections))
    return Page(name, Path(f"{name}.md"), "", parts)


INDEX = Index([
    page("write", ("Writing", "A place goes into the photo."), ("Undo", "Everything can be taken back.")),
    page("scans", ("Scans", "Say when a photo was taken."), ("Order", "Drag prints into order, undo is there.")),
    page("privat", ("Geschützte Kreise", "Eine Privatsphärenzone löscht nichts; Straßen bleiben."), ("Öffnen", "Los.")),
])  # fmt: skip


def where(query: str) -> list[tuple[str, int]]:
    return [(hit.page, hit.section) for hit in INDEX.find(query)]


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.spans]


def test_a_heading_goes_before_text() -> None:
    assert where("undo") == [("write", 1), ("scans", 1)]


def test_a_title_goes_before_everything() -> None:
    assert where("scans")[0] == ("scans", 0)


def test_the_beginning_of_a_word_is_enough() -> None:
    assert where("everyth") == [("write", 1)]


def test_all_words_must_be_there() -> None:
    assert where("photo taken") == [("scans", 0)]
    assert where("photo zebra") == []


def test_a_word_of_the_title_counts_for_what_stands_below_it() -> None:
    assert where("scans drag") == [("scans", 1)]


@pytest.mark.parametrize("typed", ["löscht", "loscht", "loescht", "LÖSCHT", "lo\u0308scht"])
def test_umlauts_are_found_however_they_are_typed(typed: str) -> None:
    assert where(typed) == [("privat", 0)]


@pytest.mark.parametrize("typed", ["Straßen", "strassen", "STRASSEN"])
def test_sharp_s_too(typed: str) -> None:
    assert where(typed) == [("privat", 0)]


def test_parts_of_long_words_are_found_but_not_single_letters() -> None:
    assert where("zone") == [("privat", 0)]
    assert ("privat", 1) in where("ö")  # Öffnen begins with it
    assert ("privat", 0) not in where("ö")  # löscht only holds it


def test_a_whole_word_goes_before_its_beginning() -> None:
    index = Index([page("a", ("A", "taken")), page("b", ("B", "take"))])
    assert [hit.page for hit in index.find("take")] == ["b", "a"]


def test_nothing_typed_finds_nothing() -> None:
    assert where("") == where("  ") == where("…") == []


def test_an_excerpt_shows_what_was_found_within_its_sentence() -> None:
    index = Index([page("long", ("Long", "word " * 200 + "the needle lies here " + "word " * 200))])
    (hit,) = index.find("need lies")
    assert marked(hit) == ["needle", "lies"]
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) < 170


def test_spans_mark_whole_words() -> None:
    text = "Prüfen: geprüft wird."
    assert [text[start:end] for start, end in spans(text, "pruf")] == ["Prüfen", "geprüft"]


@pytest.mark.parametrize(
    ("language", "typed", "page", "section"),
    [
        ("en", "accuracy", "how-sure", 0),
        ("en", "daylight saving", "tracks", 3),
        ("en", "internet", "privacy", 1),
        ("en", "shortcuts", "keys", 0),
        ("en", "slides", "scans", 0),
        ("en", "merge", "archives", 0),
        ("de", "Datenschutz", "privacy", 0),
        ("de", "rueckgaengig", "writing", 3),
        ("de", "Sommerzeit", "tracks", 3),
        ("de", "Dias", "scans", 0),
        ("de", "Excel", "archives", 2),
        ("de", "Sprache", "settings", 0),
    ],
)
def test_the_pages_are_found_by_words_that_others_use(language: str, typed: str, page: str, section: int) -> None:
    hits = Index(load(language)).find(typed)
    assert (page, section) in [(hit.page, hit.section) for hit in hits[:2]]


def test_other_words_are_not_shown() -> None:
    for page in load("en"):
        assert "<!-- also" not in page.markdown
        assert all("also:" not in section.text for section in page.sections)


def test_forms_of_a_word() -> None:
    assert forms("Größe") == {"grosse", "groesse"}
