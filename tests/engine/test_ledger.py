"""The ledger: nothing is ever lost from it, and the last word that was not taken back counts."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import StorageError
from whence_engine.library.decisions import Picture
from whence_engine.library.ledger import Ledger
from whence_engine.photo import Action, CaptureTime, DecidedBy, Decision, Level, TimeSource, Written

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PICTURE = Picture("identity", Path("/photos/a.jpg"), 123)
PARIS = Decision(Action.ACCEPT, DecidedBy.PERSON, NOW, 48.8566, 2.3522, 25.0, Level.CITY, "Paris, France", "FR", 0.8)
NOWHERE = Decision(Action.NO_PLACE, DecidedBy.PERSON, NOW)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    opened = Ledger.empty()
    yield opened
    opened.close()


def current(ledger: Ledger) -> Decision | None:
    entry = ledger.decisions.current("identity")
    return None if entry is None else entry.decision


words = st.text(max_size=20)
maybe = st.none() | st.floats(-1e6, 1e6)
decisions = st.builds(
    Decision,
    action=st.sampled_from(Action),
    by=st.sampled_from(DecidedBy),
    at=st.datetimes(timezones=st.just(UTC)) | st.datetimes(),
    lat_deg=maybe,
    lon_deg=maybe,
    radius_km=maybe,
    level=st.none() | st.sampled_from(Level),
    place=words,
    country=words,
    probability=maybe,
    provenance=words,
    written=st.none() | st.sampled_from(Written),
)


@given(st.lists(decisions, min_size=1, max_size=4))
def test_the_last_decision_counts_and_all_come_back_as_they_were(made: list[Decision]) -> None:
    ledger = Ledger.empty()
    numbers = [ledger.decisions.decide(PICTURE, each) for each in made]
    assert current(ledger) == made[-1]
    assert ledger.decisions.currents(["identity", "other"]) == {"identity": made[-1]}
    assert [entry.decision for entry in ledger.decisions.history("identity")] == made
    assert [entry.id for entry in ledger.decisions.history("identity")] == numbers
    ledger.close()


def test_what_was_never_decided_has_no_decision(ledger: Ledger) -> None:
    assert current(ledger) is None
    assert ledger.decisions.currents(["identity"]) == {}
    assert ledger.decisions.history("identity") == []


def test_taking_back_lets_the_one_before_count_again(ledger: Ledger) -> None:
    ledger.decisions.decide(PICTURE, PARIS)
    second = ledger.decisions.decide(PICTURE, NOWHERE)
    ledger.decisions.take_back(second, at=NOW)
    assert current(ledger) == PARIS
    assert ledger.decisions.currents(["identity"]) == {"identity": PARIS}
    ledger.decisions.repeat(second)
    assert current(ledger) == NOWHERE


def test_clearing_leaves_the_picture_undecided_and_its_history_whole(ledger: Ledger) -> None:
    ledger.decisions.decide(PICTURE, PARIS)
    ledger.decisions.decide(PICTURE, NOWHERE)
    ledger.decisions.clear("identity", at=NOW)
    assert current(ledger) is None
    assert [(entry.decision, entry.taken_back_at) for entry in ledger.decisions.history("identity")] == [
        (PARIS, NOW), (NOWHERE, NOW),
    ]  # fmt: skip


def test_acceptances_wait_until_they_are_written(ledger: Ledger) -> None:
    number = ledger.decisions.decide(PICTURE, PARIS)
    ledger.decisions.decide(Picture("second", Path("/b.jpg"), 5), NOWHERE)
    ledger.decisions.decide(replace(PICTURE, identity="third"), PARIS)
    ledger.decisions.decide(replace(PICTURE, identity="third"), NOWHERE)
    assert list(ledger.decisions.waiting()) == [(PICTURE, PARIS)]
    ledger.decisions.mark_entry(number, Written.EXIF)
    assert list(ledger.decisions.waiting()) == []
    assert current(ledger) == replace(PARIS, written=Written.EXIF)
    ledger.decisions.mark_entry(number, None)
    assert list(ledger.decisions.waiting()) == [(PICTURE, PARIS)]


def test_only_the_decision_that_was_written_is_marked(ledger: Ledger) -> None:
    ledger.decisions.decide(PICTURE, PARIS)
    number = ledger.decisions.decide(PICTURE, replace(PARIS, lat_deg=1.0))
    ledger.decisions.mark_entry(number, Written.SIDECAR)
    assert [entry.decision.written for entry in ledger.decisions.history("identity")] == [None, Written.SIDECAR]


def test_a_picture_is_where_it_was_last_seen(ledger: Ledger) -> None:
    ledger.decisions.decide(PICTURE, PARIS)
    moved = Picture("identity", Path("/else/\udcff\n.jpg"), 456)
    ledger.decisions.see(moved)
    assert list(ledger.decisions.pictures()) == [moved]
    assert list(ledger.decisions.waiting()) == [(moved, PARIS)]


def test_decisions_of_many_pictures_are_found_at_once(ledger: Ledger) -> None:
    for number in range(1200):
        ledger.decisions.decide(replace(PICTURE, identity=str(number)), NOWHERE)
    assert len(ledger.decisions.currents(map(str, range(2000)))) == 1200


# Stated times

SUMMER = CaptureTime(datetime(1987, 6, 1), TimeSource.USER, 1.0, timedelta(days=92))
YEAR = CaptureTime(datetime(1987, 1, 1), TimeSource.USER, 1.0, timedelta(days=365))


def test_a_stated_time_holds_for_everything_below_its_folder(ledger: Ledger) -> None:
    ledger.stated.state_folder(Path("/scans/summer"), "summer 1987", SUMMER, at=NOW)
    stated = ledger.stated.all()
    assert stated.of(Path("/scans/summer/a.jpg")) == SUMMER
    assert stated.of(Path("/scans/summer/deep/a.jpg")) == SUMMER
    assert stated.of(Path("/scans/a.jpg")) is None
    assert stated.of(Path("/scans/summer")) is None


def test_the_nearest_folder_and_then_the_picture_itself_have_the_last_word(ledger: Ledger) -> None:
    ledger.stated.state_folder(Path("/scans"), "1987", YEAR, at=NOW)
    ledger.stated.state_folder(Path("/scans/summer"), "summer 1987", SUMMER, at=NOW)
    ledger.decisions.see(PICTURE)
    ledger.stated.state_picture("identity", "1987", YEAR, at=NOW)
    stated = ledger.stated.all()
    assert stated.of(Path("/scans/a.jpg"), "unknown") == YEAR
    assert stated.of(Path("/scans/summer/a.jpg")) == SUMMER
    assert stated.of(Path("/scans/summer/a.jpg"), "identity") == YEAR


def test_the_last_statement_counts_and_can_be_taken_back(ledger: Ledger) -> None:
    folder = Path("/scans")
    ledger.stated.state_folder(folder, "1987", YEAR, at=NOW)
    ledger.stated.state_folder(folder, "summer 1987", SUMMER, at=NOW)
    assert ledger.stated.all().of(folder / "a.jpg") == SUMMER
    ledger.stated.state_folder(folder, "", None, at=NOW)
    assert ledger.stated.all().of(folder / "a.jpg") is None


def test_a_disk_that_does_not_even_let_us_look_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(StorageError, match=r"ledger\.sqlite cannot be read: Input/output error\."):
        Ledger.open(tmp_path / "ledger.sqlite")
