"""The library: two files that open together, survive each other, and say what to do when they cannot."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from whence_engine.errors import (
    LibraryCorruptError,
    LibraryError,
    LibraryLockedError,
    LibraryTooNewError,
    StorageError,
)
from whence_engine.events import Finished
from whence_engine.library import database
from whence_engine.library.database import Database, Schema
from whence_engine.library.index import INDEX
from whence_engine.library.ledger import LEDGER
from whence_engine.library.library import Library, ledger_path
from whence_engine.photo import Action, DecidedBy, Decision, Photo
from whence_engine.scan.refresh import scan
from whence_engine.settings import Settings

PARIS = Decision(Action.ACCEPT, DecidedBy.PERSON, datetime(2026, 1, 2, tzinfo=UTC), 48.8566, 2.3522)


def photo(name: str) -> Photo:
    return Photo(path=Path("/photos", name), size_bytes=7, mtime_ns=1, inode=2, format="JPEG")


def make(path: Path, names: tuple[str, ...] = ("a.jpg", "b.jpg")) -> None:
    """A library in which the first photo was decided on."""
    with Library.open(path) as library:
        first, *_ = library.index.photos.by_ids(library.index.photos.upsert(map(photo, names)))
        library.decide(first, "identity of a", PARIS)


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    path = tmp_path / "library.sqlite"
    make(path)
    return path


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process that holds an exclusive lock on the file."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('PRAGMA locking_mode = EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE'); "
        "print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.communicate(b"")


def test_a_new_library_is_an_index_and_a_ledger_beside_it(tmp_path: Path) -> None:
    make(tmp_path / "deep" / "down" / "library.sqlite")
    assert sorted(path.name for path in (tmp_path / "deep" / "down").iterdir()) == ["ledger.sqlite", "library.sqlite"]


def test_a_library_of_another_name_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    assert ledger_path(tmp_path / "work.sqlite") == tmp_path / "work.ledger.sqlite"


def test_what_was_stored_is_there_when_it_is_opened_again(library_file: Path) -> None:
    with Library.open(library_file) as library:
        photos = list(library.index.photos.all())
        assert [each.path.name for each in photos] == ["a.jpg", "b.jpg"]
        assert library.decisions(photos) == {photos[0].id: PARIS}


def test_the_index_commits_to_a_log_and_the_ledger_to_the_disk(library_file: Path) -> None:
    with Library.open(library_file) as library:
        ledger = library.ledger.database
        assert ledger.row("PRAGMA synchronous") == (2,)
        assert ledger.row("PRAGMA journal_mode") == ("wal",)


def test_a_ledger_beside_which_no_index_lies_keeps_its_decisions(library_file: Path) -> None:
    library_file.unlink()
    with Library.open(library_file) as library:
        assert list(library.index.photos.all()) == []
        assert library.ledger.decisions.currents(["identity of a"]) == {"identity of a": PARIS}


def test_an_index_beside_which_no_ledger_lies_gets_a_new_one(library_file: Path) -> None:
    ledger_path(library_file).unlink()
    with Library.open(library_file) as library:
        assert library.index.photos.count() == 2
        assert library.decisions(library.index.photos.all()) == {}


Damage = Callable[[Path], None]


def overwrite_with_noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3 + 100)


def spoil_the_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(16)
        file.write(b"\xff" * 50)


def spoil_the_schema(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(random.Random(2).randbytes(3000))


@pytest.mark.parametrize("damage", [overwrite_with_noise, cut_short, spoil_the_header, spoil_the_schema])
def test_a_damaged_index_is_put_aside_and_the_ledger_is_not_touched(library_file: Path, damage: Damage) -> None:
    damage(library_file)
    damaged = library_file.read_bytes()
    ledger = ledger_path(library_file).read_bytes()
    with Library.open(library_file) as library:
        assert list(library.index.photos.all()) == []
        assert library.notices == (
            "The index was damaged and is kept as library.damaged-1.sqlite: `whence scan` fills a new one.",
        )
        assert library.ledger.decisions.currents(["identity of a"]) == {"identity of a": PARIS}
    assert library_file.with_name("library.damaged-1.sqlite").read_bytes() == damaged
    assert ledger_path(library_file).read_bytes() == ledger


@pytest.mark.parametrize("damage", [overwrite_with_noise, cut_short, spoil_the_header, spoil_the_schema])
def test_a_damaged_ledger_is_an_error_and_stays_as_it_is(library_file: Path, damage: Damage) -> None:
    ledger = ledger_path(library_file)
    damage(ledger)
    damaged = ledger.read_bytes()
    with pytest.raises(LibraryCorruptError, match="cannot be rebuilt: put a backup in its place"):
        Library.open(library_file)
    assert ledger.read_bytes() == damaged


def test_pages_that_rot_inside_are_reported_when_they_are_read(library_file: Path) -> None:
    with Library.open(library_file) as library:
        library.index.photos.upsert(photo(f"{number}.jpg") for number in range(2000))
        assert library.index.check() == []
    size = library_file.stat().st_size
    with library_file.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xa5" * (size - size // 2))
    with Library.open(library_file) as library:
        with pytest.raises(LibraryCorruptError, match="run `whence scan` again"):
            list(library.index.photos.all())
        assert library.index.check() != []


def test_a_file_that_was_never_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0 not a database at all" * 100)
    before = picture.read_bytes()
    with pytest.raises(LibraryCorruptError):
        Library.open(picture)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]
    assert picture.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    stranger = tmp_path / "catalogue.sqlite"
    with closing(sqlite3.connect(stranger)) as connection:
        connection.execute("CREATE TABLE precious (thing)")
    before = stranger.read_bytes()
    with pytest.raises(LibraryError, match="is not a Whence index"):
        Library.open(stranger)
    assert stranger.read_bytes() == before


def test_the_ledger_is_no_index(library_file: Path) -> None:
    with pytest.raises(LibraryError, match="is not a Whence index"):
        Library.open(ledger_path(library_file))


@pytest.mark.parametrize("which", ["index", "ledger"])
def test_a_file_from_a_newer_version_is_refused_and_left_alone(library_file: Path, which: str) -> None:
    path = library_file if which == "index" else ledger_path(library_file)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(LibraryTooNewError, match=rf"The {which} .* update Whence"):
        Library.open(library_file)
    assert path.read_bytes() == before


@pytest.mark.parametrize("which", ["index", "ledger"])
def test_a_file_that_another_program_holds_is_reported(
    library_file: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    path = library_file if which == "index" else ledger_path(library_file)
    with held(path), pytest.raises(LibraryLockedError, match=rf"The {which} .* is in use by another program"):
        Library.open(library_file)
    with Library.open(library_file) as library:
        assert library.index.photos.count() == 2


def test_two_writers_wait_for_each_other(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    with Library.open(library_file) as one, Library.open(library_file) as other:
        with one.index.transaction():
            one.index.photos.upsert([photo("c.jpg")])
            assert other.index.photos.count() == 2
            with pytest.raises(LibraryLockedError):
                other.index.photos.upsert([photo("d.jpg")])
        other.index.photos.upsert([photo("d.jpg")])
        assert one.index.photos.count() == 4


def test_processes_that_make_the_same_library_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    program = (
        "import sys; from pathlib import Path; from whence_engine.library.library import Library;"
        "Library.open(Path(sys.argv[1])).close()"
    )
    known = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    children = [subprocess.Popen([sys.executable, "-c", program, str(path)], env=known) for _ in range(6)]
    assert [child.wait(timeout=60) for child in children] == [0] * 6
    with Library.open(path) as library:
        assert library.index.check() == []


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be made"):
        Library.open(tmp_path / "file" / "library.sqlite")


def test_a_folder_in_the_place_of_the_library_is_reported(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").mkdir()
    with pytest.raises(LibraryError, match="is no file"):
        Library.open(tmp_path / "library.sqlite")


def decide_on_many(library: Library) -> None:
    for number in range(1000):
        library.decide(photo("a.jpg"), f"identity {number}", PARIS)


def test_a_full_disk_is_reported_and_what_was_committed_is_kept(library_file: Path) -> None:
    """`max_page_count` is how SQLite lets itself be told that no page more is to be had."""
    with Library.open(library_file) as library:
        library.ledger.database.execute("PRAGMA max_page_count = 20")
        with pytest.raises(StorageError, match=r"free some space on its disk; what was committed is kept"):
            decide_on_many(library)
        kept = sum(1 for _ in library.ledger.decisions.pictures())
    with Library.open(library_file) as library:
        assert sum(1 for _ in library.ledger.decisions.pictures()) == kept > 1
        assert library.ledger.check() == []


def test_a_file_that_may_not_grow_is_reported_and_what_was_committed_is_kept(library_file: Path) -> None:
    """`RLIMIT_FSIZE` makes the system itself refuse the write, in a process of its own."""
    pytest.importorskip("resource", reason="this system knows no limits on file sizes")
    code = """
import resource, signal, sys
from pathlib import Path
from whence_engine.errors import StorageError
from whence_engine.library.library import Library
from whence_engine.photo import Photo
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for number in range(100_000):
        library.index.photos.upsert([Photo(Path(f"/photos/{number}.jpg"), 1, 1, 1, "JPEG")])
except StorageError as error:
    print(error)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(library_file)], capture_output=True, text=True, env=environment, check=True
    )
    assert "free some space" in done.stdout or "check its disk" in done.stdout
    with Library.open(library_file) as library:
        assert library.index.check() == []
        assert library.index.photos.count() > 2


def test_read_only_reads_and_does_not_write(library_file: Path) -> None:
    with Library.open(library_file, readonly=True) as library:
        assert library.index.photos.count() == 2
        with pytest.raises(StorageError):
            library.index.photos.upsert([photo("c.jpg")])


def test_read_only_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="whence scan FOLDER"):
        Library.open(tmp_path / "library.sqlite", readonly=True)
    assert list(tmp_path.iterdir()) == []


def test_read_only_shows_an_index_without_a_ledger(library_file: Path) -> None:
    ledger_path(library_file).unlink()
    with Library.open(library_file, readonly=True) as library:
        assert library.decisions(library.index.photos.all()) == {}
    assert not ledger_path(library_file).exists()


def test_names_that_a_uri_would_take_apart_are_only_names(tmp_path: Path) -> None:
    make(tmp_path / "50% of it?mode=memory#1" / "library.sqlite")
    assert (tmp_path / "50% of it?mode=memory#1" / "library.sqlite").exists()


def thing(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE thing (name TEXT)")


THINGS = Schema("ledger", 0x12345678, (thing,), "FULL", "move it away")


def test_a_mistake_of_ours_is_not_dressed_up_as_a_mistake_of_the_disk(tmp_path: Path) -> None:
    with (
        Database.open(tmp_path / "x.sqlite", THINGS) as opened,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
    ):
        opened.execute("SELECT * FROM void")


def test_a_block_inside_a_block_can_fail_alone(tmp_path: Path) -> None:
    with Database.open(tmp_path / "x.sqlite", THINGS) as opened:
        with opened.transaction():
            opened.execute("INSERT INTO thing VALUES ('kept')")
            with contextlib.suppress(ZeroDivisionError), opened.transaction():
                opened.execute("INSERT INTO thing VALUES ('dropped')")
                raise ZeroDivisionError
        assert list(opened.rows("SELECT name FROM thing")) == [("kept",)]


@pytest.mark.parametrize("of", [INDEX, LEDGER])
def test_steps_have_names_of_their_own(of: Schema) -> None:
    names = [step.__name__ for step in of.steps]
    assert len(set(names)) == len(names)


def leave_another(path: Path) -> None:
    """Let another process open the library and leave it."""
    code = "import sys; from pathlib import Path; from whence_engine.library.library import Library\n"
    code += "Library.open(Path(sys.argv[1])).close()"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)


def test_a_process_that_leaves_takes_nothing_from_one_that_stays(library_file: Path) -> None:
    with Library.open(library_file) as first, Library.open(library_file):  # as two threads of the window do
        leave_another(library_file)
        assert {file.name for file in library_file.parent.glob("*-wal")} == {"library.sqlite-wal", "ledger.sqlite-wal"}
        one = next(first.index.photos.all())
        first.decide(one, "identity of a", replace(PARIS, action=Action.REJECT))
        leave_another(library_file)
    with Library.open(library_file) as later:
        assert later.rejections([one]), "what was decided after another process left is there"


def test_a_scan_of_the_librarys_own_folder_takes_no_lock_from_it(library_file: Path) -> None:
    with Library.open(library_file) as library:
        now = datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None)
        *_, finished = scan([library_file.parent], library, settings=Settings(), now=now)
        assert isinstance(finished, Finished)
        assert finished.done + finished.failed == 0
        leave_another(library_file)
        assert library_file.with_name("library.sqlite-wal").exists()
        assert library_file.with_name("ledger.sqlite-wal").exists()
