"""What may go wrong around the photos: the library, the model, the disk, the terminal. One sentence, and no damage."""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bundles import make_bundle
from children import at_most, whence
from makers import exif_block, gradient, jpeg

from whence_engine.cli.main import run
from whence_engine.inference.bundle import STARTER, find_bundle
from whence_engine.library import database
from whence_engine.paths import folders

SMALL_BYTES = 150_000  # room for the schema, and not for what a thousand photos say


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="module")
def saved(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three photos, all of them accepted, the first two written; and the photos as they were before."""
    base = tmp_path_factory.mktemp("saved")
    folder = base / "photos"
    folder.mkdir()
    names = []
    for minute in range(3):
        taken = exif_block(taken=f"2014:07:12 18:0{minute}:00")
        names.append(str(jpeg(folder / f"{minute}.jpg", gradient(64, 48 + minute), exif=taken)))
    shutil.copytree(folder, base / "before")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHENCE_HOME", str(base / "home"))
        assert run(["locate", str(folder), "--model", str(model)]) == 0
        assert run(["accept", *names, "--at", "48.8566,2.3522"]) == 0
        assert run(["apply", *names[:2]]) == 0
    shutil.copytree(folder, base / "after")
    return base


@pytest.fixture
def photos(saved: Path) -> list[Path]:
    """The three photos, put back to what they were when the library was saved."""
    shutil.rmtree(saved / "photos")
    shutil.copytree(saved / "after", saved / "photos")
    return sorted((saved / "photos").iterdir())


@pytest.fixture
def ledger(saved: Path, photos: list[Path], whence_home: Path) -> Path:
    """The ledger of a copy of the saved library, in `WHENCE_HOME`."""
    shutil.copytree(saved / "home", whence_home)
    return whence_home / "ledger.sqlite"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[dict[str, Any]], str]]:
    """Run a command here; returns its exit status, its rows, and what it said beside them."""

    def command(name: str, *arguments: str | Path) -> tuple[int, list[dict[str, Any]], str]:
        capsys.readouterr()
        status = run([name, *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.splitlines()], captured.err

    return command


Said = Callable[..., tuple[int, list[dict[str, Any]], str]]


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(9000))


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def stranger(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("PRAGMA user_version = 999")


Break = Callable[[Path], None]
CURES: dict[Break, str] = {
    garbage: "is damaged",
    half: "is damaged",
    folder: "is no file: name another one",
    stranger: "name another file for the library",
    newer: "update Whence to open it",
}


def check_sentence(err: str, cure: str) -> None:
    assert err.startswith("whence: ")
    assert cure in err
    assert err.endswith(".\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["locate", "apply"])
@pytest.mark.parametrize("damage", CURES, ids=lambda damage: damage.__name__)
def test_a_ledger_that_cannot_be_used_is_one_sentence_and_stays_as_it_is(
    *, damage: Break, command: str, ledger: Path, photos: list[Path], model: Path, said: Said
) -> None:
    whole = ledger.read_bytes()
    before = [photo.read_bytes() for photo in photos]
    damage(ledger)
    broken = ledger.read_bytes() if ledger.is_file() else None
    status, rows, err = said(command, *([photos[0].parent, "--model", model] if command == "locate" else []))
    assert (status, rows) == (1, [])
    check_sentence(err, CURES[damage])
    assert (ledger.read_bytes() if ledger.is_file() else None) == broken
    assert [photo.read_bytes() for photo in photos] == before

    if ledger.is_dir():
        ledger.rmdir()
    ledger.write_bytes(whole)
    assert [row["action"] for row in said("apply")[1]] == ["exif"]


@pytest.mark.parametrize("damage", [folder, stranger, newer], ids=lambda damage: damage.__name__)
def test_an_index_that_is_not_ours_to_replace_is_one_sentence(
    damage: Break, ledger: Path, photos: list[Path], said: Said
) -> None:
    index = ledger.with_name("library.sqlite")
    damage(index)
    status, rows, err = said("locate", photos[0].parent)
    assert (status, rows) == (1, [])
    check_sentence(err, CURES[damage])


@pytest.mark.parametrize("damage", [garbage, half, Path.unlink], ids=lambda damage: damage.__name__)
def test_the_ledger_survives_a_destroyed_index(
    *, damage: Break, ledger: Path, photos: list[Path], model: Path, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(ledger.with_name("library.sqlite"))
    assert run(["scan", str(photos[0].parent)]) == 0
    assert ("The index was damaged" in capsys.readouterr().err) == (damage is not Path.unlink)
    rows = said("locate", photos[0].parent, "--model", model)[1]
    decided = {row["path"]: row["decision"] for row in rows}
    assert [decided[str(photo)]["written"] for photo in photos] == ["exif", "exif", None]
    assert [decided[str(photo)]["action"] for photo in photos] == ["accept"] * 3
    assert [row["action"] for row in said("apply")[1]] == ["exif"]


@pytest.mark.parametrize("index", ["kept", "scanned anew", "lost"])
def test_undo_finds_photos_that_were_moved_whatever_became_of_the_index(
    index: str, ledger: Path, photos: list[Path], saved: Path, said: Said
) -> None:
    place = photos[0].parent / "sorted"
    place.mkdir()
    photos[0].rename(place / "renamed.jpg")
    if index != "kept":
        ledger.with_name("library.sqlite").unlink()
    if index != "lost":
        assert run(["scan", str(photos[0].parent)]) == 0
    status, rows, _ = said("undo", "--all")
    undone = {Path(row["path"]).name: row["action"] for row in rows}
    if index == "lost":
        # Nobody can know where it went: it is said, and one scan later it can be undone.
        assert (status, undone) == (1, {"0.jpg": "refused", "1.jpg": "undone"})
        assert run(["scan", str(photos[0].parent)]) == 0
        status, rows, _ = said("undo", "--all")
        undone = {Path(row["path"]).name: row["action"] for row in rows}
        assert (status, undone) == (0, {"renamed.jpg": "undone"})
    else:
        assert (status, undone) == (0, {"renamed.jpg": "undone", "1.jpg": "undone"})
    assert (place / "renamed.jpg").read_bytes() == (saved / "before" / "0.jpg").read_bytes()
    assert photos[1].read_bytes() == (saved / "before" / "1.jpg").read_bytes()


@pytest.mark.parametrize(("name", "command"), [("library.sqlite", "locate"), ("ledger.sqlite", "accept")])
def test_a_library_that_another_program_holds_is_one_sentence(
    *,
    name: str,
    command: str,
    ledger: Path,
    photos: list[Path],
    model: Path,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each file by a command that changes it: reading goes on meanwhile."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    shutil.copyfile(photos[2], photos[2].with_name("new.jpg"))
    order = ("accept", photos[2], "--no-place") if command == "accept" else ("locate", photos[2].parent)
    with closing(sqlite3.connect(ledger.with_name(name), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        status, rows, err = said(*order)
    assert (status, rows) == (1, [])
    check_sentence(err, "is in use by another program: let it finish, then try again")
    assert said(*order)[0] == 0


def test_a_library_in_a_folder_that_may_not_be_written_is_one_sentence(
    photos: list[Path], tmp_path: Path, said: Said
) -> None:
    (tmp_path / "file").touch()
    status, rows, err = said("locate", photos[0].parent, "--library", tmp_path / "file" / "library.sqlite")
    assert (status, rows) == (1, [])
    check_sentence(err, "cannot be made")


def test_a_photo_named_as_the_library_is_left_alone(photos: list[Path], said: Said) -> None:
    before = photos[0].read_bytes()
    status, rows, err = said("locate", photos[0].parent, "--library", photos[0])
    assert (status, rows) == (1, [])
    check_sentence(err, "is damaged")
    assert photos[0].read_bytes() == before
    assert len(list(photos[0].parent.iterdir())) == len(photos)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits on file sizes")
def test_a_disk_that_fills_up_costs_one_sentence_and_the_next_run_goes_on(
    tmp_path: Path, model: Path, whence_home: Path
) -> None:
    for number in range(300):
        jpeg(tmp_path / f"{number:03}.jpg", gradient(16, 12), exif=exif_block(taken="2014:07:12 18:03:22"))
    order = ("locate", "--json", tmp_path, "--model", model)
    full = whence(*order, home=whence_home, prelude=at_most("RLIMIT_FSIZE", SMALL_BYTES))
    assert (full.status, full.out) == (1, b"")
    check_sentence(full.err.splitlines(keepends=True)[-1], "space left")
    cured = whence(*order, home=whence_home)
    assert (cured.status, len(cured.rows)) == (0, 300)
    assert run(["doctor"]) == 0


def starter(tmp_path: Path, wrong: str) -> Path:
    """A copy of the bundle that comes with the program, and something wrong with it."""
    copied = shutil.copytree(find_bundle(STARTER, folders()), tmp_path / "copied")
    network = copied / "image.onnx"
    match wrong:
        case "one bit":
            data = bytearray(network.read_bytes())
            data[len(data) // 2] ^= 1
            network.write_bytes(data)
        case "cut":
            os.truncate(network, 1000)
        case "network missing":
            network.unlink()
        case "card missing":
            (copied / "card.json").unlink()
        case "card damaged":
            (copied / "card.json").write_text("{")
        case "all missing":
            shutil.rmtree(copied)
        case "a pipe":
            shutil.rmtree(copied)
            os.mkfifo(copied)
    return copied


@pytest.mark.parametrize(
    "wrong", ["one bit", "cut", "network missing", "card missing", "card damaged", "all missing", "a pipe"]
)
def test_a_model_that_is_missing_or_altered_is_one_sentence(
    wrong: str, photos: list[Path], tmp_path: Path, said: Said
) -> None:
    status, rows, err = said("locate", photos[0].parent, "--model", starter(tmp_path, wrong))
    assert (status, rows) == (1, [])
    check_sentence(err, str(tmp_path / "copied"))


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder whose name no C locale knows."""
    root = tmp_path / os.fsdecode("Müller/".encode() + b"\xff\xfe")
    root.mkdir(parents=True)
    jpeg(root / "ä.jpg", gradient())
    (root / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    return root


@pytest.mark.skipif(sys.platform == "win32", reason="names are no bytes there")
def test_a_pipe_in_a_poor_locale_carries_rows_for_programs_and_plain_lines_for_people(
    foreign: Path, model: Path, whence_home: Path
) -> None:
    poor = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = whence("locate", "--json", foreign, "--model", model, home=whence_home, env=poor)
    assert done.status == 1
    assert sorted(os.fsencode(row["path"]) for row in done.rows) == sorted(map(os.fsencode, foreign.iterdir()))
    assert done.out.isascii()
    people = whence("locate", foreign, "--model", model, home=whence_home, env=poor)
    assert people.status == 1
    assert people.out.isascii()
    for said in (done.err, people.err, people.out.decode()):
        assert not any(char < " " for char in said.replace("\n", "")), "no bar is drawn where there is no terminal"
    assert done.err.splitlines()[-1] == "2 photos, 1 of them cannot be read."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_output_that_cannot_be_written_is_one_sentence(photos: list[Path], model: Path, whence_home: Path) -> None:
    onto = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    done = whence("locate", "--json", photos[0].parent, "--model", model, home=whence_home, prelude=onto)
    assert done.status == 1
    check_sentence(done.err, "The output cannot be written: No space left on device.")
