"""The journal keeps what was replaced, and settles what a killed process left."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from accepting import NOW, digest, make, position, tag

from whence_engine.accept.turn import recover
from whence_engine.accept.undo import undo
from whence_engine.errors import LibraryLockedError
from whence_engine.files.splice import Splice, applied, ordered, packed, reversed_splices, unpacked
from whence_engine.library.journal import WriteRecord, WriterLock, WriteState
from whence_engine.library.library import Library
from whence_engine.photo import Written


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home" / "library.sqlite") as opened:
        yield opened


def record(path: Path, **changes: object) -> WriteRecord:
    values: dict[str, object] = {
        "run": 1, "identity": "", "photo": path, "target": path, "action": Written.EXIF, "at": NOW, "created": False,
        "before": b"b", "after": b"a", "mtime_before_ns": 5, "splices": packed([Splice(1, b"old", b"new")]),
        "lat_deg": 1.0, "lon_deg": 2.0,
    }  # fmt: skip
    return WriteRecord(**(values | changes))  # type: ignore[arg-type]


def test_a_record_comes_back_as_it_went_in(library: Library, tmp_path: Path) -> None:
    journal = library.ledger.writes
    before = record(tmp_path / "\udcff\n.jpg", direct=True, decision=3, had_position=True)
    (number,) = journal.begin([before])
    (after,) = journal.all()
    assert after == WriteRecord(**{name: getattr(before, name) for name in before.__slots__} | {"id": number})
    assert unpacked(after.splices) == (Splice(1, b"old", b"new"),)


def test_runs_are_numbered_and_the_last_one_that_stands_is_found(library: Library, tmp_path: Path) -> None:
    journal = library.ledger.writes
    assert (journal.next_run(), journal.last_run()) == (1, None)
    first = journal.begin([record(tmp_path / "a"), record(tmp_path / "b")])
    second = journal.begin([record(tmp_path / "a", run=2)])
    journal.settle(done=[*first, *second])
    assert (journal.next_run(), journal.last_run()) == (3, 2)
    assert [one.id for one in journal.standing()] == [*second, *reversed(first)]
    assert [one.id for one in journal.standing(tmp_path / "a")] == [*second, first[0]]
    journal.settle(undone=second)
    assert journal.last_run() == 1
    assert [one.state for one in journal.all()] == [WriteState.DONE, WriteState.DONE, WriteState.UNDONE]


def test_pending_writes_are_settled_by_what_the_file_is(library: Library, tmp_path: Path) -> None:
    path = make(tmp_path)
    old = digest(path)
    tag(library, path)
    journal = library.ledger.writes
    (done,) = journal.standing()

    library.ledger.database.execute("UPDATE write SET state = 'pending'")
    recover(library.ledger, NOW)
    assert [one.id for one in journal.standing()] == [done.id], "the copy had taken its place"

    assert [row.action for row in undo(library, last=True)] == ["undone"]
    assert digest(path) == old
    library.ledger.database.execute("UPDATE write SET state = 'pending'")
    recover(library.ledger, NOW)
    assert list(journal.all()) == [], "the photo is still the old one: that write never happened"


def test_a_pending_write_to_a_file_that_is_neither_keeps_the_old_bytes(library: Library, tmp_path: Path) -> None:
    path = make(tmp_path)
    tag(library, path)
    library.ledger.database.execute("UPDATE write SET state = 'pending'")
    path.write_bytes(path.read_bytes() + b"edited")
    recover(library.ledger, NOW)
    assert len(library.ledger.writes.standing()) == 1


@pytest.mark.parametrize("happened", [True, False])
def test_undoing_that_was_cut_short_is_settled(library: Library, tmp_path: Path, happened: bool) -> None:
    path = make(tmp_path)
    before = path.read_bytes()
    tag(library, path)
    (one,) = library.ledger.writes.standing()
    library.ledger.writes.begin_undo([(one.id, one.before)])
    if happened:
        path.write_bytes(before)
    recover(library.ledger, datetime(2026, 1, 1))
    assert (library.ledger.writes.standing() == []) is happened
    assert (position(path) is None) is happened


def test_folders_are_remembered_until_a_run_ends_well(library: Library, tmp_path: Path) -> None:
    path = make(tmp_path)
    library.ledger.writes.open_folders([tmp_path])
    left = tmp_path / ".whence-00000000deadbeef.part"
    left.write_bytes(b"half a photo")
    tag(library, path)
    assert not left.exists()
    assert library.ledger.writes.folders() == []


def test_only_one_process_holds_the_lock(library: Library) -> None:
    with WriterLock(library.ledger.path), pytest.raises(LibraryLockedError, match="Another Whence"):
        WriterLock(library.ledger.path)
    WriterLock(library.ledger.path).close()
    WriterLock(Path(":memory:")).close()


def test_splices_turn_round_and_travel() -> None:
    data = b"0123456789"
    splices = ordered(data, [Splice(8, b"8", b""), Splice(0, b"", b"ab"), Splice(3, b"345", b"X"), Splice(5, b"", b"")])
    new = applied(data, splices)
    assert new == b"ab012X679"
    assert applied(new, reversed_splices(splices)) == data
    assert unpacked(packed(splices)) == splices


@pytest.mark.parametrize(
    "bad", [[Splice(0, b"9", b"")], [Splice(0, b"01", b""), Splice(1, b"1", b"")], [Splice(9, b"90", b"")]]
)
def test_splices_that_do_not_fit_are_bugs(bad: list[Splice]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        ordered(b"0123456789", bad)


@pytest.mark.parametrize("blob", [b"", b"\1\0\0\0", packed([Splice(1, b"a", b"b")])[:-1], packed([]) + b"x"])
def test_a_damaged_record_is_noticed(blob: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpacked(blob)
