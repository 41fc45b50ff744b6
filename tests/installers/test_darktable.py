"""The plug-in inside the real darktable: it asks, shows, sets and takes back, and no photo changes by a byte.

WHENCE_TEST_PICTURE=panel.png pytest tests/installers/test_darktable.py     also takes a picture of the panel
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from children import MAIN
from makers import exif_block, gradient, jpeg
from screens import screen

from whence_engine.files.read import read_photo
from whence_engine.library.library import Library
from whence_engine.photo import Action, DecidedBy, Found

PLUGIN = Path(__file__).resolve().parents[2] / "installers" / "plugins" / "darktable"
DRIVER = Path(__file__).with_name("darktable") / "drive.lua"
DATA = Path("/usr/share/darktable")
LIMIT_S = 240

CONF = ("plugins/lighttable/whence/expanded=TRUE", "ui_last/window_w=1600", "ui_last/window_h=1200")
PHONE = (48.33656, -4.62005)
CAMERA, LATER, PHONE_PHOTO, STRANGE = "a 'b' c.jpg", "später.jpg", "phone.jpg", "years after.jpg"

pytestmark = pytest.mark.skipif(
    not (shutil.which("darktable") and shutil.which("Xvfb") and DATA.is_dir()),
    reason="needs darktable (apt-get install --no-install-recommends darktable) and Xvfb",
)


@dataclass(frozen=True, slots=True)
class Driven:
    """What darktable did: the notes of the driver, and the folders it worked in."""

    notes: dict[str, list[str]]
    photos: Path
    home: Path
    library: Path
    before: dict[Path, bytes]


def made_photos(folder: Path) -> Path:
    """A telephone and a camera on one walk, and a photo of years after."""
    folder.mkdir()
    jpeg(folder / PHONE_PHOTO, gradient(), exif=exif_block(taken="2014:08:09 21:04:56", make="P", model="1", gps=PHONE))
    times = {CAMERA: "2014:08:09 21:05:49", LATER: "2014:08:09 21:06:30", STRANGE: "2019:01:02 03:04:05"}
    for number, (name, taken) in enumerate(times.items(), start=1):
        picture = np.roll(gradient(), 10 * number, axis=1)  # decisions go by what is in the picture
        jpeg(folder / name, picture, exif=exif_block(taken=taken, make="Stein", model="D40"))
    return folder


def patient_data(folder: Path) -> Path:
    """darktable's own data, with its luarc put off.

    It makes widgets beside the start of the window, and darktable 4.2.1 now and then hangs by that.
    """
    folder.mkdir()
    for entry in DATA.iterdir():
        if entry.name != "luarc":
            (folder / entry.name).symlink_to(entry)
    own = (DATA / "luarc").read_text(encoding="utf-8") if (DATA / "luarc").exists() else ""
    (folder / "luarc").write_text(f'require("darktable").control.sleep(5000)\n{own}', encoding="utf-8")
    return folder


def program(path: Path, body: str) -> str:
    """Make a program of the shell in a folder whose name has to be quoted, and return where it lies."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o700)
    return str(path)


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Driven:
    """Run darktable once from its start to its end, driven through the whole plug-in."""
    root = tmp_path_factory.mktemp("darktable")
    photos = made_photos(root / 'it\'s "Bretagne" 100% $HOME')
    before = {path: path.read_bytes() for path in photos.iterdir()}
    for name in ("config", "cache", "tmp"):
        (root / name).mkdir()
    (root / "config" / "luarc").write_text(
        f'package.path = "{PLUGIN}/?.lua;" .. package.path\ndofile("{DRIVER}")(require "whence")\n'
    )
    command: list[str | Path] = [
        "darktable", "--configdir", root / "config", "--cachedir", root / "cache", "--tmpdir", root / "tmp",
        "--datadir", patient_data(root / "data"), "--library", root / "library.db", "--disable-opencl", "-d", "lua",
        *(word for setting in CONF for word in ("--conf", setting)),
    ]  # fmt: skip
    with screen("1600x1200") as display:
        env = os.environ | {
            "DISPLAY": display,
            "GDK_BACKEND": "x11",
            "HOME": str(root),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "WHENCE_HOME": str(root / "home"),
            "WHENCE_TEST_LOG": str(root / "log"),
            "WHENCE_TEST_PHOTOS": str(photos),
            "WHENCE_TEST_PROGRAM": program(root / "a program" / "whence", f'exec "{sys.executable}" -c "{MAIN}" "$@"'),
            "WHENCE_TEST_ENDLESS": program(root / "a program" / "endless", "while :; do sleep 0.1; done"),
        }
        done = subprocess.run(
            command,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LIMIT_S,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    lines = (root / "log").read_text(encoding="utf-8").splitlines()
    notes = {name: words for name, *words in (line.split("\t") for line in lines)}
    assert notes.get("end") == ["true"], done.stdout[-3000:]
    assert "LUA ERROR" not in done.stdout
    assert not list((root / "tmp").glob("whence-*")), "lists and outputs are removed"
    return Driven(notes, photos, root / "home", root / "library.db", before)


def at(words: list[str]) -> tuple[float, float] | None:
    """The position in a note."""
    lat, lon = words
    return None if lat == lon == "nil" else (float(lat), float(lon))


NEAR_PHONE = pytest.approx(PHONE, abs=1e-4)


def test_nothing_happens_before_one_asks(driven: Driven) -> None:
    status, least, replace, tell, can_set = driven.notes["begin"]
    assert status == "Select images, then ask."
    assert (float(least), replace, tell, can_set) == (90.0, "false", "true", "false")


def test_asking_tells_how_many_have_an_answer_and_sets_nothing(driven: Driven) -> None:
    assert driven.notes["asked"] == ["4 of 4 images have an answer."]
    assert at(driven.notes["asked phone"]) == NEAR_PHONE
    assert all(at(driven.notes[f"asked {name}"]) is None for name in ("camera", "later", "strange"))


def test_the_selected_image_is_shown_with_candidates_and_reasons(driven: Driven) -> None:
    name, best, reasons = driven.notes["shown"]
    assert name == CAMERA
    assert best.startswith("Plouzané, France, ")
    assert best.endswith(" %, 1 km")
    assert "within 1 km" in reasons
    assert "A photo with a position was taken 53 s before (phone.jpg)" in reasons


def test_a_chosen_place_is_set_on_that_image_alone(driven: Driven) -> None:
    assert driven.notes["set"] == ["Positions set: 1."]
    assert at(driven.notes["set camera"]) == NEAR_PHONE
    assert at(driven.notes["set later"]) is None


def test_the_same_place_is_set_on_others_and_never_over_a_position(driven: Driven) -> None:
    assert driven.notes["same"] == ["Positions set: 1. Left alone, as they have one: 1."]
    assert at(driven.notes["same strange"]) == at(driven.notes["set camera"])
    assert at(driven.notes["same camera"]) == at(driven.notes["set camera"])


def test_the_last_change_is_taken_back_and_no_other(driven: Driven) -> None:
    assert driven.notes["taken back"] == ["Positions taken back: 1."]
    assert at(driven.notes["taken back strange"]) is None
    assert at(driven.notes["taken back camera"]) == at(driven.notes["set camera"])


def test_only_what_is_sure_is_set_on_all(driven: Driven) -> None:
    assert driven.notes["sure"] == ["Positions set: 1. Left alone, as they have one: 2. Not sure enough, or odd: 1."]
    assert at(driven.notes["sure later"]) == NEAR_PHONE
    assert at(driven.notes["sure strange"]) is None


def test_one_run_at_a_time_which_can_be_stopped(driven: Driven) -> None:
    assert driven.notes["meanwhile"] == ["Whence looks at 4 images ..."]
    assert driven.notes["asked meanwhile"] == ["Whence is at work already."]
    assert driven.notes["stopped"] == ["Stopped. The next time goes on from there."]


def test_a_program_that_is_not_there_is_said(driven: Driven) -> None:
    assert driven.notes["missing"][0].startswith("Whence was not found.")


def test_darktables_database_and_sidecars_hold_the_positions(driven: Driven) -> None:
    with closing(sqlite3.connect(driven.library)) as library:
        kept = {
            name: (lat, lon) for name, lat, lon in library.execute("SELECT filename, latitude, longitude FROM images")
        }
    for name in (CAMERA, LATER):
        assert kept[name] == NEAR_PHONE
        photo, sidecar = driven.photos / name, driven.photos / f"{name}.xmp"
        status = photo.stat()
        seen = read_photo(Found(photo, status.st_size, status.st_mtime_ns, status.st_ino, (sidecar,))).position
        assert seen is not None
        assert (seen.lat_deg, seen.lon_deg) == NEAR_PHONE
    assert kept[STRANGE] == (None, None)
    assert b"GPSLatitude" not in (driven.photos / f"{STRANGE}.xmp").read_bytes()


def test_no_photo_is_changed_by_a_byte(driven: Driven) -> None:
    assert {path: path.read_bytes() for path in driven.before} == driven.before


def test_whence_learnt_who_decided_and_wrote_nothing(driven: Driven) -> None:
    with Library.open(driven.home / "library.sqlite") as library:
        photos = {photo.path.name: photo for photo in library.index.photos.under([driven.photos])}
        decided = library.decisions(photos.values())
        known = {name: decided.get(photo.id) for name, photo in photos.items()}
        assert not list(library.ledger.writes.all())
    camera, later, strange = known[CAMERA], known[LATER], known[STRANGE]
    assert camera is not None
    assert later is not None
    assert (camera.action, camera.by) == (Action.ACCEPT, DecidedBy.PERSON)
    assert (later.action, later.by) == (Action.ACCEPT, DecidedBy.THRESHOLD)
    assert strange is None, "it was taken back, and what got no position is not accepted either"
