"""A real build, tried from the outside as `installers/smoke.py` tries any: what CI makes once, in two or three minutes.

`WHENCE_TEST_BUILD=1` (as `.ci/run` sets it) makes one; a folder that it names instead is taken as it is.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path

import pytest

import bootstrap
import builds.folder
import builds.notices
import builds.record
import builds.share
from builds.contents import LEFT_TO_SYSTEM, needed
from builds.record import Record
from builds.share import sources
from debian.package import PROGRAMS
from proof import smoke
from whence_engine import __version__, notices

ASKED = os.environ.get("WHENCE_TEST_BUILD", "")

pytestmark = [
    pytest.mark.skipif(not ASKED, reason="WHENCE_TEST_BUILD is not set: a build takes minutes"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into ELF files"),
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder build, with its record beside it; made once, however many workers run these tests."""
    if ASKED != "1":
        return Path(ASKED).absolute()
    place = tmp_path_factory.getbasetemp()
    place = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    with (place / "build.lock").open("w") as lock:
        bootstrap.take_lock(lock.fileno(), wait=True)
        made = place / "build" / builds.folder.FOLDER
        return made if made.is_dir() else builds.folder.build(place / "build")


@pytest.fixture(scope="module")
def record(folder: Path) -> Record:
    return Record.read(folder.with_name(builds.folder.RECORD))


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A screen that nobody sees."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as told:
        name = f":{told.readline().strip()}"
    monkeypatch.setenv("DISPLAY", name)
    yield name
    server.terminate()
    server.wait(10)


def binaries(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if path.read_bytes().startswith(b"\x7fELF")]


def test_it_has_what_was_promised(folder: Path) -> None:
    inside = {one.name for one in folder.iterdir()}
    assert {*PROGRAMS, "_internal", "share", "NOTICES", "LICENSE"} == inside


@pytest.mark.usefixtures("display")
@pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")
def test_everything_works_in_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    smoke.smoke(folder, tmp_path, "required")
    told = capsys.readouterr().out
    for step in (
        "doctor",
        "sample",
        "locate",
        "accept and apply",
        "undo: the same bytes",
        "plug-ins: put there",
        "window: up after",
    ):
        assert step in told


def test_every_distribution_in_it_has_an_entry_with_a_licence_text(folder: Path, record: Record) -> None:
    text = (folder / "NOTICES").read_text(encoding="utf-8")
    pages = text.split("\n" + "=" * 100 + "\n")
    for name in record.owners(builds.record.DISTRIBUTION):
        page = next(page for page in pages[1:] if notices.plain(page.split()[0]) == notices.plain(name))
        assert len(page) > 300 or "The same text as for" in page, name
    for package in record.owners(builds.record.DEBIAN):
        assert any(page.split()[0] == package and ", from Debian" in page.splitlines()[1] for page in pages[1:])
    for words in ("Bootloader Exception", builds.notices.RELINK, "GeoNames", "GNU LESSER GENERAL PUBLIC LICENSE"):
        assert words in text


def test_every_file_in_it_is_somebody_s(folder: Path, record: Record) -> None:
    inside = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    }
    known = {place if place in PROGRAMS else f"_internal/{place}" for place in record.files}
    carried = {(builds.share.PLACE / path.relative_to(builds.share.INSTALLERS)).as_posix() for path in sources()}
    assert inside - known == {"LICENSE", "NOTICES", *carried}


def test_no_library_under_the_gpl_and_no_tool_is_in_it(folder: Path, record: Record) -> None:
    names = {path.name for path in (folder / "_internal").rglob("*")}
    assert not [name for name in names if name.startswith(("libreadline", "libQt6Qml", "libQt6Quick", "libgtk"))]
    assert not {"torch", "setuptools", "pip", "PyInstaller", "tkinter"} & names
    assert not {"torch", "setuptools", "pip"} & set(record.owners(builds.record.DISTRIBUTION))


def test_whatever_its_libraries_load_is_in_it_or_on_every_desktop(folder: Path, record: Record) -> None:
    carried = {path.name for path in folder.rglob("*")}
    loaded = {name for path in binaries(folder) for name in needed(str(path))}
    assert loaded - carried <= set(LEFT_TO_SYSTEM)
    assert set(record.left) <= set(LEFT_TO_SYSTEM)


def test_its_metadata_are_those_of_this_checkout(folder: Path) -> None:
    """Not of the day when the environment was made that builds come from: two checkouts of a commit would differ."""
    (metadata,) = (folder / "_internal").glob("whence-*.dist-info/METADATA")
    told = message_from_string(metadata.read_text(encoding="utf-8"))
    assert told["Version"] == __version__
    assert str(told.get_payload()).strip() == (builds.folder.ROOT / "README.md").read_text(encoding="utf-8").strip()


def test_it_names_no_place_of_the_machine_that_made_it(folder: Path) -> None:
    """Nor does it depend on it: a build elsewhere gives the same bytes."""
    mark = os.fsencode(builds.folder.ROOT)
    found = [path for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()]
    assert found == []


def test_no_binary_looks_for_libraries_outside_of_it(folder: Path) -> None:
    """As readelf tells it: the folders of whoever built Python or a package are none of a user's."""
    asked = subprocess.run(["readelf", "-d", *binaries(folder)], capture_output=True, text=True, check=True)
    paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", asked.stdout)
    assert paths, "some lie beside the libraries that they need"
    assert [part for path in paths for part in path.split(":") if not part.startswith("$ORIGIN")] == []


def test_it_can_be_moved(folder: Path, tmp_path: Path) -> None:
    """Plug-ins that it puts in their places start it where it lies then."""
    moved = tmp_path / "Bücher und Bilder" / "whence"
    shutil.copytree(folder, moved, symlinks=True)
    told = subprocess.run(
        [moved / "whence", "places", "Lisbon"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "Portugal" in told.stdout
    own = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data")}
    subprocess.run([moved / "whence-plugins", "launcher"], env=own, check=True, cwd=tmp_path)
    launcher = (tmp_path / "data" / "applications" / "whence.desktop").read_text(encoding="utf-8")
    assert f'\nExec="{moved}/whence-desktop" %F\n' in launcher
    assert (tmp_path / "data" / "icons" / "hicolor" / "48x48" / "apps" / "whence.png").is_file()
