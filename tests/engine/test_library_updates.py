"""A library of an older Whence is brought up to date and loses nothing; one of a newer Whence is left alone."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlite_utils
from accepting import NOW, accept, digest, make, position, run
from file_limits import files_up_to
from older import aged, tables

from whence_engine.accept.undo import undo
from whence_engine.cli import main, updating
from whence_engine.errors import LibraryError, StorageError
from whence_engine.events import Updating
from whence_engine.library import copies, database
from whence_engine.library.copies import copy_path, kept_copies
from whence_engine.library.database import Database, Schema
from whence_engine.library.decisions import Picture
from whence_engine.library.index import INDEX
from whence_engine.library.journal import create_journal
from whence_engine.library.ledger import LEDGER
from whence_engine.library.library import Library
from whence_engine.library.results import Result
from whence_engine.photo import Action, CaptureTime, DecidedBy, Decision, TimeSource

SKIPPED = Decision(Action.SKIP, DecidedBy.PERSON, NOW)
posix = pytest.mark.skipif(os.name != "posix", reason="limits of processes and modes of files are POSIX")


def full(folder: Path) -> Path:
    """A library with a written photo, one that waits, and something in every table that a person fills; its index."""
    photos = folder / "photos"
    photos.mkdir()
    with Library.open(folder / "today" / "library.sqlite") as library:
        accept(library, make(photos, "1.jpg"))
        assert [row.action for row in run(library)] == ["exif"]
        waiting = accept(library, make(photos, "2.jpg"))
        library.ledger.decisions.decide(Picture("of another", Path("/c.jpg"), 7), SKIPPED)
        summer = CaptureTime(datetime(1987, 7, 16), TimeSource.USER, 0.9, timedelta(days=45))
        library.ledger.stated.state_folder(Path("/scans"), "summer 1987", summer, at=NOW)
        library.index.results.store([Result(waiting.id, "fingerprint", (), "starter 1")])
    return folder / "today" / "library.sqlite"


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in tables(connection)}


def known_of(now: dict[str, list[dict[str, Any]]], knew: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Of the rows of today, the columns that an older file had."""
    columns = {table: list(before[0]) for table, before in knew.items() if before}
    return {table: [{name: row[name] for name in columns.get(table, row)} for row in now[table]] for table in knew}


def build(path: Path) -> list[tuple[str, str]]:
    """How SQLite was told to build a file, in the order of names."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))


@pytest.mark.parametrize("steps", range(1, len(LEDGER.steps)))
def test_a_ledger_of_every_earlier_schema_keeps_all_it_knew(tmp_path: Path, steps: int) -> None:
    today = full(tmp_path)
    old = aged(today.with_name("ledger.sqlite"), LEDGER, steps, tmp_path / "old" / "ledger.sqlite")
    knew = rows(old)
    with Library.open(old.with_name("library.sqlite")) as library:
        current = library.ledger.decisions.currents(one.identity for one in library.ledger.decisions.pictures())
        assert sorted(decision.action for decision in current.values()) == ["accept", "accept", "skip"]
        assert library.notices == (
            f"The ledger was brought up to date; as it was, it is kept beside it as ledger.before-{steps + 1}.sqlite.",
        )
    assert known_of(rows(old), knew) == knew
    assert rows(copy_path(old, steps + 1)) == knew
    assert build(old) == build(today.with_name("ledger.sqlite"))


@pytest.mark.parametrize("steps", range(LEDGER.steps.index(create_journal) + 1, len(LEDGER.steps)))
def test_what_was_written_before_the_update_is_undone_after_it(tmp_path: Path, steps: int) -> None:
    today = full(tmp_path)
    photo = tmp_path / "photos" / "1.jpg"
    untouched = digest(make(tmp_path, "1.jpg"))
    assert position(photo) is not None
    old = aged(today.with_name("ledger.sqlite"), LEDGER, steps, tmp_path / "old" / "ledger.sqlite")
    with Library.open(old.with_name("library.sqlite")) as library:
        assert [row.action for row in undo(library, everything=True)] == ["undone"]
    assert digest(photo) == untouched


@pytest.mark.parametrize("steps", range(1, len(INDEX.steps)))
def test_an_index_of_every_earlier_schema_keeps_all_it_knew(tmp_path: Path, steps: int) -> None:
    today = full(tmp_path)
    old = aged(today, INDEX, steps, tmp_path / "old" / "library.sqlite")
    knew = rows(old)
    with Library.open(old) as library:
        assert [photo.path.name for photo in library.index.photos.all()] == ["1.jpg", "2.jpg"]
        assert library.index.check() == []
    now = rows(old)
    for table in knew:
        kept = [{name: row[name] for name in known} for row, known in zip(now[table], knew[table], strict=True)]
        assert without_inodes(kept) == without_inodes(knew[table]), table
    assert rows(copy_path(old, steps + 1)) == knew
    assert build(old) == build(today)


def without_inodes(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A step that wants every photo read again says so by an inode that no file has."""
    return [{name: value for name, value in row.items() if name != "inode"} for row in known]


# --- what goes wrong on the way ---------------------------------------------------------------------------------------


def grow(path: Path) -> Path:
    """Let a ledger be large enough that its copy can break off in the middle, beyond what SQLite keeps beside it."""
    with Database.open(path, PRESENT) as ledger:
        ledger.execute_many("INSERT INTO thing VALUES (?)", (("lamp" * 100,) for _ in range(1000)))
    assert path.stat().st_size > 2 * ROOM_BYTES
    return path


def thing(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE thing (name TEXT)")


def colour(db: sqlite_utils.Database) -> None:
    db.execute("ALTER TABLE thing ADD COLUMN colour TEXT DEFAULT 'red'")


def failing(db: sqlite_utils.Database) -> None:
    db.execute("DROP TABLE thing")
    db.execute("SELECT nonsense")


def deadly(db: sqlite_utils.Database) -> None:
    db.execute("DROP TABLE thing")
    os.kill(os.getpid(), signal.SIGKILL)


def schema(*steps: database.Step) -> Schema:
    return Schema("ledger", 0x12345678, steps, "FULL", "move it away")


PRESENT, NEXT, FAILING, DEADLY = (
    schema(thing), schema(thing, colour), schema(thing, colour, failing), schema(thing, colour, deadly)
)  # fmt: skip
ROOM_BYTES = 100_000
"""More than the 32 KiB of shared memory that SQLite keeps beside an open file."""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def killed(path: Path, how: str) -> int:
    """Bring a ledger up to date in a process of its own that dies on the way; returns its exit status."""
    code = f"import sys, test_library_updates as t; from pathlib import Path; t.{how}(Path(sys.argv[1]))"
    known = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    return subprocess.run([sys.executable, "-c", code, str(path)], env=known, check=False).returncode


def die_while_copying(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it; its default is death
    with files_up_to(ROOM_BYTES):
        Database.open(path, NEXT)


def die_while_changing(path: Path) -> None:
    Database.open(path, DEADLY)


@posix
@pytest.mark.parametrize("how", ["die_while_copying", "die_while_changing"])
def test_killed_on_the_way_the_older_ledger_is_there_and_the_next_start_finishes(tmp_path: Path, how: str) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    assert killed(path, how) == {"die_while_copying": -signal.SIGXFSZ, "die_while_changing": -signal.SIGKILL}[how]
    with Database.open(path, PRESENT) as old:
        assert old.row("SELECT count(*) FROM thing") == (1000,)
        assert old.check() == []
    with Database.open(path, NEXT) as new:
        assert new.row("SELECT count(*) FROM thing WHERE colour = 'red'") == (1000,)
    assert names(tmp_path) == ["ledger.before-2.sqlite", "ledger.sqlite"]
    with Database.open(tmp_path / "ledger.before-2.sqlite", PRESENT) as copy:
        assert copy.row("SELECT count(*) FROM thing") == (1000,)


def test_a_step_that_fails_leaves_the_older_file(tmp_path: Path) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        Database.open(path, FAILING)
    with Database.open(path, PRESENT) as old:
        assert old.row("SELECT count(*) FROM thing") == (1000,)


@posix
def test_without_room_for_the_copy_the_older_file_stays_untouched(tmp_path: Path) -> None:
    """The system itself refuses to let the copy grow."""
    path = grow(tmp_path / "ledger.sqlite")
    before = path.read_bytes()
    with files_up_to(ROOM_BYTES), pytest.raises(StorageError, match=r"make room on its disk and start again\.$"):
        Database.open(path, NEXT)
    assert path.read_bytes() == before
    assert names(tmp_path) == ["ledger.sqlite"]


def test_a_disk_that_is_too_full_is_not_filled_any_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    before = path.read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, ROOM_BYTES))
    with pytest.raises(StorageError, match=r"left as it is, because no copy .* make room for 1 MB on its disk"):
        Database.open(path, NEXT)
    assert path.read_bytes() == before
    assert names(tmp_path) == ["ledger.sqlite"]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Do without the rights of root, who may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def for_all() -> Iterator[Path]:
    """A folder that everybody may enter."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@posix
def test_on_a_medium_that_cannot_be_written_the_older_file_is_refused_in_a_sentence(for_all: Path) -> None:
    path = grow(for_all / "ledger.sqlite")
    path.chmod(0o444)
    for_all.chmod(0o555)
    before = path.read_bytes()
    with as_nobody(), pytest.raises(StorageError, match="check the permissions of its folder"):
        Database.open(path, NEXT)
    with as_nobody(), pytest.raises(LibraryError, match="copy it to a disk that can be written"):
        Database.open(path, NEXT, readonly=True)
    assert path.read_bytes() == before
    assert names(for_all) == ["ledger.sqlite"]


def test_an_older_file_is_not_changed_through_a_read_only_door(tmp_path: Path) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    with pytest.raises(LibraryError, match="open it for writing once"):
        Database.open(path, NEXT, readonly=True)


# --- the copy ---------------------------------------------------------------------------------------------------------


def test_a_new_or_a_current_file_needs_no_copy(tmp_path: Path) -> None:
    Database.open(tmp_path / "ledger.sqlite", NEXT).close()
    with Database.open(tmp_path / "ledger.sqlite", NEXT) as again:
        assert again.kept is None
    assert names(tmp_path) == ["ledger.sqlite"]


@posix
def test_the_copy_is_no_more_open_to_others_than_the_file(tmp_path: Path) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    path.chmod(0o600)
    Database.open(path, NEXT).close()
    assert stat.S_IMODE(copy_path(path, 2).stat().st_mode) == 0o600


def test_two_processes_that_find_an_older_file_at_once_make_one_copy(tmp_path: Path) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    code = (
        "import sys, test_library_updates as t; from pathlib import Path; "
        "t.Database.open(Path(sys.argv[1]), t.NEXT).close()"
    )
    known = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    children = [subprocess.Popen([sys.executable, "-c", code, str(path)], env=known) for _ in range(3)]
    assert [child.wait(timeout=60) for child in children] == [0] * 3
    assert names(tmp_path) == ["ledger.before-2.sqlite", "ledger.sqlite"]
    with Database.open(copy_path(path, 2), PRESENT) as copy:
        assert (copy.row("SELECT count(*) FROM thing"), copy.check()) == ((1000,), [])


def test_how_much_is_copied_is_told_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    monkeypatch.setattr(copies, "_TOLD_BYTES", ROOM_BYTES)
    heard: list[Updating] = []
    Database.open(path, NEXT, tell=heard.append).close()
    copied = [one.done_bytes for one in heard]
    assert copied == sorted(set(copied))
    assert len(copied) > 2
    assert copied[-1] == copy_path(path, 2).stat().st_size
    assert {(one.name, one.total_bytes) for one in heard} == {("ledger", copied[-1])}
    heard.clear()
    Database.open(path, NEXT, tell=heard.append).close()
    assert heard == []


def test_a_library_says_whether_it_is_older(tmp_path: Path) -> None:
    today = full(tmp_path)
    assert not Library.is_older(today)
    assert not Library.is_older(tmp_path / "none" / "library.sqlite")
    (tmp_path / "noise.sqlite").write_bytes(b"noise" * 100)
    assert not Library.is_older(tmp_path / "noise.sqlite")
    for schema, name in ((INDEX, "library.sqlite"), (LEDGER, "ledger.sqlite")):
        folder = tmp_path / name
        shutil.copytree(today.parent, folder)
        (folder / name).unlink()
        aged(today.with_name(name), schema, len(schema.steps) - 1, folder / name)
        assert Library.is_older(folder / "library.sqlite")
        Library.open(folder / "library.sqlite").close()
        assert not Library.is_older(folder / "library.sqlite")


def test_a_file_that_was_put_back_from_its_copy_is_brought_up_to_date_again(tmp_path: Path) -> None:
    path = grow(tmp_path / "ledger.sqlite")
    Database.open(path, NEXT).close()
    copy_path(path, 2).replace(path)
    with Database.open(path, PRESENT) as old:
        old.execute("INSERT INTO thing VALUES ('vase')")
    with Database.open(path, NEXT) as new:
        assert new.row("SELECT count(*) FROM thing") == (1001,)
    with Database.open(copy_path(path, 2), PRESENT) as copy:
        assert copy.row("SELECT count(*) FROM thing") == (1001,)


def test_copies_are_listed_oldest_first_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    kept = [copy_path(path, step) for step in (2, 10)]
    for each in (*kept, path, tmp_path / "other.before-2.sqlite", tmp_path / "ledger.before-3.sqlite.partial"):
        each.write_bytes(b"")
    assert kept_copies(path) == kept


# --- what people are told ---------------------------------------------------------------------------------------------


def test_on_the_command_line_a_long_copy_is_no_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = aged(full(tmp_path), INDEX, len(INDEX.steps) - 1, tmp_path / "old" / "library.sqlite")
    monkeypatch.setattr(updating, "_SOON_S", 0.0)
    assert main.run(["status", "--library", str(old), "--json"]) == 0
    said = capsys.readouterr()
    assert "The index comes from an older Whence: a copy of it" in said.err
    assert said.out.startswith("{")
    assert main.run(["status", "--library", str(old)]) == 0
    assert "older Whence" not in capsys.readouterr().err


def test_the_doctor_tells_schemas_and_what_can_be_removed(
    tmp_path: Path, whence_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = full(tmp_path)
    aged(today, INDEX, len(INDEX.steps), whence_home / "library.sqlite")
    old = aged(today.with_name("ledger.sqlite"), LEDGER, 3, whence_home / "ledger.sqlite")
    main.run(["doctor"])
    told = capsys.readouterr()
    assert f"index: schema {len(INDEX.steps)} (library.sqlite)" in told.out
    assert f"ledger: schema {len(LEDGER.steps)} (ledger.sqlite)" in told.out
    assert f"can be removed: {copy_path(old, 4)}" in told.out
    assert "The ledger was brought up to date" in told.err


@pytest.mark.parametrize("which", ["library.sqlite", "ledger.sqlite"])
@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_newer_library_is_one_sentence_and_stays_as_it_is(
    tmp_path: Path, whence_home: Path, capsys: pytest.CaptureFixture[str], which: str, command: str
) -> None:
    shutil.copytree(full(tmp_path).parent, whence_home)
    with closing(sqlite3.connect(whence_home / which)) as newer:
        newer.execute("PRAGMA user_version = 999")
    before = (whence_home / which).read_bytes()
    assert main.run([command]) == 1
    told = capsys.readouterr()
    said = [line for line in (told.out + told.err).splitlines() if "newer Whence" in line]
    assert said == [said[0]]
    assert said[0].endswith("was written by a newer Whence: update Whence to open it.")
    assert (whence_home / which).read_bytes() == before
