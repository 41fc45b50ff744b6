"""The whole way in a real window on a display of its own: scan, review with keys, write, take back, compare files."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from makers import exif_block, gradient, jpeg
from screens import screen

from whence_engine.files import write
from whence_engine.files.read import read_photo
from whence_engine.library.library import Library
from whence_engine.photo import Found

TESTS = Path(__file__).resolve().parents[1]
LIMIT_S = 150

pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


def start(script: str, *folders: Path, home: Path, display: str) -> "subprocess.Popen[str]":
    env = os.environ | {
        "DISPLAY": display,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "QT_QPA_PLATFORM": "xcb",
        "WHENCE_HOME": str(home),
    }
    command = [sys.executable, str(TESTS / "windowed.py"), script, *map(str, folders)]
    return subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(child: "subprocess.Popen[str]") -> None:
    with child:
        try:
            _, err = child.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            raise
    assert child.returncode == 0, err


def made_photos(folder: Path) -> Path:
    """An evening in Lisbon of which one photo knows its place."""
    folder.mkdir()
    for minute in range(5):
        gps = (38.7139, -9.1334) if minute == 2 else None
        taken = exif_block(taken=f"2014:07:12 18:0{minute}:00", make="Stein", model="D40", gps=gps)
        jpeg(folder / f"IMG_{minute}.jpg", np.roll(gradient(), minute, axis=1), exif=taken)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def position_of(path: Path) -> tuple[float, float] | None:
    status = path.stat()
    position = read_photo(Found(path, status.st_size, status.st_mtime_ns, status.st_ino)).position
    return None if position is None else (position.lat_deg, position.lon_deg)


def test_an_evening_from_the_folder_to_the_files_and_back(tmp_path: Path, display: str) -> None:
    folder = made_photos(tmp_path / "Lisboa")
    before = contents(folder)
    finish(start("review_write_undo", folder, home=tmp_path / "home", display=display))
    written = contents(tmp_path / "written")
    assert set(written) == set(before)
    assert {name for name in before if written[name] == before[name]} == {"IMG_2.jpg"}
    for name in written:
        assert write.position_in(written[name]) == pytest.approx((38.7139, -9.1334), abs=0.02)
    assert contents(folder) == before


@pytest.mark.shared
def test_the_same_with_photos_of_a_real_trip(tmp_path: Path, shared: Path, display: str) -> None:
    data = shared / "data"
    folder = tmp_path / "trip"
    make = [sys.executable, str(data / "make_library.py"), str(data / "photos" / "set-24"), "--to", str(folder)]
    subprocess.run(make, check=True, capture_output=True)
    before = contents(folder)
    finish(start("review_write_undo", folder, home=tmp_path / "home", display=display))
    written = contents(tmp_path / "written")
    changed = {name for name in before if written[name] != before[name]}
    assert changed
    assert all(position_of(folder / name) is None for name in changed)
    assert any(position_of(tmp_path / "written" / name) for name in changed)
    assert contents(folder) == before


def test_a_second_start_hands_its_folder_to_the_first(tmp_path: Path, display: str) -> None:
    first = start("wait_for_two_folders", made_photos(tmp_path / "a"), home=tmp_path / "home", display=display)
    assert first.stdout is not None
    assert first.stdout.readline() == "ready\n"
    second = start("wait_for_two_folders", made_photos(tmp_path / "b"), home=tmp_path / "home", display=display)
    finish(second)
    finish(first)


@pytest.mark.skipif(not shutil.which("xdotool"), reason="needs xdotool")
def test_prints_are_dragged_into_order_with_the_mouse(tmp_path: Path, display: str) -> None:
    folder = tmp_path / "prints"
    folder.mkdir()
    for number in range(4):
        jpeg(folder / f"{number}.jpg", np.roll(gradient(), number, axis=1))
    finish(start("drag_prints", folder, home=tmp_path / "home", display=display))
    [index] = (tmp_path / "home").rglob("library.sqlite")
    with Library.open(index) as library:
        laid, identities = library.ledger.orders.all(), library.index.photos.identities([1, 2, 3, 4])
        place = {photo.path.name: laid[identities[photo.id]] for photo in library.index.photos.all()}
    assert sorted(place, key=place.__getitem__) == ["1.jpg", "2.jpg", "0.jpg", "3.jpg"]
