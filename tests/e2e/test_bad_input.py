"""A library as bad as they come: one line and one sentence for every bad file, and nothing else happens."""

import os
import re
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import makers
import pytest
from bundles import make_bundle
from children import Done, at_most, whence
from contract import rows_of
from makers import exif_block, jpeg

from whence_engine.cli.main import run
from whence_engine.files import sniff
from whence_engine.photo import Found

Locate = Callable[..., tuple[int, dict[Path, dict[str, Any]], str]]

TAGS = exif_block(taken="2014:07:12 18:03:22", make="Whence", model="Pretend 1", gps=(48.8566, 2.3522))
MEMORY_BYTES = 4 << 30
GIANT_BYTES = 3 << 30

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture
def locate(model: Path, capsys: pytest.CaptureFixture[str]) -> Locate:
    """Run `whence locate --json` here; returns exit status, rows by path, and what was said."""

    def command(*roots: str | Path) -> tuple[int, dict[Path, dict[str, Any]], str]:
        capsys.readouterr()
        status = run(["locate", "--json", "--model", str(model), "--", *map(str, roots)])
        said = capsys.readouterr()
        rows = rows_of("locate", said.out)
        by_path = {Path(row["path"]): row for row in rows}
        assert len(by_path) == len(rows), "a file has two rows"
        return status, by_path, said.err

    return command


def pictures(folder: Path) -> set[Path]:
    """What the contract counts as an image, worked out without the program's own walk."""
    found = set()
    for parent, _, names in os.walk(folder):
        for path in (Path(parent, name) for name in names):
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            with path.open("rb") as file:
                if sniff.format_of(file.read(sniff.HEADER_BYTES), path.suffix) is not None:
                    found.add(path)
    return found


def check_run(done: Done, folder: Path) -> dict[Path, dict[str, Any]]:
    """Hold a run in a process of its own against the contract, and return its rows by path."""
    assert done.status == 1, done.err[-2000:]
    assert "Traceback" not in done.err
    assert "Warning" not in done.err
    for row in done.rows:
        assert not re.search(r"damaged \(\d+\)|unpack|NoneType", row["error"] or ""), (
            "how a decoder stumbled is no reason"
        )
    paths = [Path(row["path"]) for row in done.rows]
    assert len(set(paths)) == len(paths)
    assert set(paths) == pictures(folder)
    return dict(zip(paths, done.rows, strict=True))


def break_all(folder: Path) -> None:
    """Fill a folder with every kind of file, whole, cut in several places, empty and with another suffix."""
    kinds: dict[str, Callable[..., Path]] = {
        "jpg": lambda path: jpeg(path, exif=TAGS),
        "png": lambda path: makers.png(path, exif=TAGS),
        "webp": lambda path: makers.webp(path, exif=TAGS),
        "tif": lambda path: makers.tiff(path, exif=TAGS),
        "avif": lambda path: makers.avif(path, exif=TAGS),
        "heic": lambda path: makers.heic_header(path, exif=TAGS),
        "cr3": makers.cr3,
        "raf": makers.raf,
        "mrw": makers.mrw,
        "rw2": makers.rw2,
    }
    for suffix, make in kinds.items():
        whole = make(folder / f"whole.{suffix}")
        for share in (0.02, 0.3, 0.7):
            cut = folder / f"cut-{share}.{suffix}"
            shutil.copy(whole, cut)
            makers.cut(cut, share)
        shutil.copy(whole, folder / f"{suffix}-without-suffix")
        (folder / f"empty.{suffix}").touch()
        (folder / f"text.{suffix}").write_text("This is no picture at all, whatever its name says.\n" * 9)
    makers.huge_png(folder / "two-gigapixels.png", 50_000, 40_000)
    jpeg(folder / "atlas.jpg", xmp=makers.xmp_packet({"dc:subject": [f"Paris {n} San Jose" for n in range(1500)]}))
    makers.takeout(folder / "atlas.jpg.json", "[" * 1_000_000)
    for name in ("notes.txt", "film.mp4", "no-suffix"):
        (folder / name).write_bytes(b"neither by its bytes nor by its name")


def test_every_broken_file_costs_one_row_and_one_sentence(tmp_path: Path, model: Path, whence_home: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    break_all(folder)
    done = whence(
        "locate", "--json", folder, "--model", model, home=whence_home, prelude=at_most("RLIMIT_AS", MEMORY_BYTES)
    )
    rows = {path.name: row for path, row in check_run(done, folder).items()}
    for suffix in ("jpg", "png", "webp", "tif", "avif", "cr3", "raf", "mrw", "rw2"):
        assert rows[f"whole.{suffix}"]["error"] is None
        assert rows[f"empty.{suffix}"]["error"] == "The file is empty."
        assert rows[f"text.{suffix}"]["error"]
        assert rows[f"cut-0.02.{suffix}"]["error"]
    assert "50000 x 40000" in rows["two-gigapixels.png"]["error"]
    assert "4 other files" in done.err


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["malformed", "public"])
def test_files_that_broke_other_programs_pass_through(kind: str, shared: Path, model: Path, whence_home: Path) -> None:
    folder = shared / "data" / "exif" / kind / "files"
    done = whence(
        "locate", "--json", folder, "--model", model, home=whence_home, prelude=at_most("RLIMIT_AS", MEMORY_BYTES)
    )
    rows = check_run(done, folder)
    assert len(rows) > 50
    assert any(row["error"] is None for row in rows.values())


@posix
def test_pipes_devices_sockets_links_and_folders_are_no_photos_whatever_their_names(
    tmp_path: Path, locate: Locate, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "odd"
    (folder / "folder.jpg").mkdir(parents=True)
    photo = jpeg(folder / "photo.jpg", exif=TAGS)
    os.mkfifo(folder / "pipe.jpg")
    (folder / "link.jpg").symlink_to("photo.jpg")
    (folder / "loop.jpg").symlink_to("loop.jpg")
    (folder / "dangling.jpg").symlink_to("gone.jpg")
    (folder / "itself").symlink_to(".")
    monkeypatch.chdir(folder)  # the name of a socket may have 100 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.jpg")
        status, rows, _ = locate(folder)
        assert (status, set(rows)) == (0, {photo})
        for name in ("pipe.jpg", "socket.jpg", "loop.jpg", "dangling.jpg", "/dev/null"):
            status, rows, said = locate(folder / name, photo)
            assert (status, set(rows)) == (1, {photo}), "what cannot be looked at is said, and the rest is done"
            assert str(folder / name) in said


@posix
@pytest.mark.parametrize(
    "arguments", [["geotag", "--at", "1,2"], ["date", "--taken", "1987"], ["explain", "--output", "heat.png"]]
)
def test_no_command_waits_for_a_pipe(arguments: list[str], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert run([*arguments, str(tmp_path / "pipe.jpg")]) == 1


@pytest.mark.parametrize("command", ["locate", "scan"])
def test_a_root_that_does_not_exist_is_said_and_the_others_are_done(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jpeg(tmp_path / "photo.jpg")
    assert run([command, str(tmp_path / "nowhere"), str(tmp_path / "photo.jpg")]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / 'nowhere'}: There is no such file or folder." in said
    assert "1 photo.\n" in said


def test_a_folder_that_is_empty_is_no_failure(tmp_path: Path, locate: Locate) -> None:
    assert locate(tmp_path)[:2] == (0, {})


def test_roots_may_be_given_twice_and_lie_inside_each_other(tmp_path: Path, locate: Locate) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    photos = {jpeg(inner / "a.jpg", exif=TAGS), jpeg(tmp_path / "outer" / "b.jpg", exif=TAGS)}
    roots = [inner, tmp_path / "outer", inner / "a.jpg", inner / "a.jpg", inner / ".." / "inner", tmp_path / "outer"]
    assert locate(*roots)[:2] == (0, locate(tmp_path / "outer")[1])
    assert set(locate(*roots)[1]) == photos


@posix
def test_names_may_be_long_and_hold_any_bytes(tmp_path: Path, locate: Locate) -> None:
    names = [
        b"n" * 251 + b".jpg",
        b"two\nlines\r.jpg",
        b"\xff\xfe\x80.JPG",
        b"\x1b[31mred\x07.jpg",
        b" .jpg",
        b"-n.jpg",
    ]
    names += ["\u202egpj.exe.jpg".encode(), b"a%20b?#'\"&<>.jpg", b".hidden.jpg"]
    folder = tmp_path / ("f" * 60)
    deep = folder.joinpath(*["d" * 200] * 12)
    deep.mkdir(parents=True)
    photos = {jpeg(folder / os.fsdecode(name), exif=TAGS) for name in names} | {jpeg(deep / "deep.jpg", exif=TAGS)}
    status, rows, _ = locate(folder)
    assert (status, set(rows)) == (0, photos)
    for name in names:
        assert set(locate(folder / os.fsdecode(name))[1]) == {folder / os.fsdecode(name)}
    (folder / os.fsdecode(names[3])).write_bytes(b"torn")
    said = locate(folder)[2]
    assert "\x1b" not in said, "a file name must not steer the terminal"


def test_a_photo_that_vanishes_while_it_is_read_costs_one_line(
    tmp_path: Path, locate: Locate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whence_engine.files.read import read_photo

    kept, gone, later = (jpeg(tmp_path / f"{name}.jpg", exif=TAGS) for name in ("kept", "gone", "later"))

    def read_late(found: Found, now: Any) -> Any:
        gone.unlink(missing_ok=True)
        return read_photo(found, now)

    monkeypatch.setattr("whence_engine.scan.refresh.read_photo", read_late)
    status, rows, said = locate(tmp_path)
    assert (status, set(rows)) == (1, {kept, later})
    assert f"{gone}: The file vanished while it was being scanned." in said

    monkeypatch.undo()
    later.unlink()
    assert locate(tmp_path)[:1] == (0,)


def without_rights() -> list[str]:
    """Start a program that permissions bind, even if we are the superuser."""
    if sys.platform == "win32" or shutil.which("setpriv") is None:
        pytest.skip("there is no setpriv, which takes the superuser's rights away")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder with a photo, a photo that may not be read, and a folder that may not be listed."""
    folder = tmp_path / "photos"
    (folder / "closed").mkdir(parents=True)
    for path in (folder / "open.jpg", folder / "closed.jpg", folder / "closed" / "inside.jpg"):
        jpeg(path, exif=TAGS)
    (folder / "closed.jpg").chmod(0)
    (folder / "closed").chmod(0)
    yield folder
    (folder / "closed.jpg").chmod(0o644)
    (folder / "closed").chmod(0o755)


def test_what_may_not_be_read_is_said_and_is_read_once_it_may(
    locked: Path, model: Path, whence_home: Path, locate: Locate
) -> None:
    done = whence("locate", "--json", locked, "--model", model, home=whence_home, before=without_rights())
    rows = {Path(row["path"]).name: row for row in done.rows}
    assert done.status == 1
    assert set(rows) == {"open.jpg", "closed.jpg"}
    assert rows["open.jpg"]["candidates"]
    assert rows["closed.jpg"]["error"] == "The file cannot be read: Permission denied."
    assert f"{locked / 'closed'}: The folder cannot be listed: Permission denied." in done.err

    (locked / "closed.jpg").chmod(0o644)
    (locked / "closed").chmod(0o755)
    status, now, _ = locate(locked)
    assert (status, len(now)) == (0, 3)


@posix
def test_files_of_gigabytes_are_not_taken_into_memory(tmp_path: Path, model: Path, whence_home: Path) -> None:
    folder = tmp_path / "giants"
    folder.mkdir()
    (folder / "zeros.jpg").touch()
    (folder / "zeros.dng").touch()
    (folder / "zeros.xmp").touch()
    (folder / "picture.jpg.json").touch()
    whole = [jpeg(folder / "picture.jpg", exif=TAGS), makers.png(folder / "picture.png"), makers.tiff(folder / "p.tif")]
    whole += [makers.avif(folder / "picture.avif"), makers.heic_header(folder / "picture.heic")]
    whole += [
        makers.raf(folder / "picture.raf"),
        makers.mrw(folder / "picture.mrw"),
        makers.cr3(folder / "picture.cr3"),
    ]
    for path in folder.iterdir():
        os.truncate(path, GIANT_BYTES)
    done = whence(
        "locate", "--json", folder, "--model", model, home=whence_home, prelude=at_most("RLIMIT_AS", GIANT_BYTES)
    )
    rows = check_run(done, folder)
    assert rows[folder / "picture.jpg"]["error"] is None
    assert rows[folder / "picture.jpg"]["position"] is not None
    assert {path.name for path, row in rows.items() if row["error"]} >= {"zeros.jpg", "zeros.dng"}


def test_the_suffix_decides_nothing_that_the_bytes_say(tmp_path: Path, locate: Locate) -> None:
    for suffix in ("png", "heic", "dng", "txt", "mp4", ""):
        jpeg(tmp_path / f"jpeg.{suffix}", exif=TAGS)
    status, rows, _ = locate(tmp_path)
    assert (status, len(rows)) == (0, 6)
