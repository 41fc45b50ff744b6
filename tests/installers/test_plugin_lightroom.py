"""Lightroom's plug-in against a stand-in of its SDK: what it asks, proposes and sets. Lightroom itself is not there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundles import make_bundle
from children import whence
from makers import exif_block, gradient, jpeg

from plugins import install

LUA = next((name for name in ("lua5.1", "luajit") if shutil.which(name)), None)
"""Lightroom's dialect is that of Lua 5.1."""
STAND_IN = Path(__file__).with_name("lightroom_sdk.lua")
NAMES = ["placed.jpg", "it's accepted.jpg", "open.jpg", "empty.jpg"]

pytestmark = pytest.mark.skipif(LUA is None or os.name != "posix", reason="needs Lua 5.1 and a shell")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evening in Lisbon: one photo has a position, one was accepted, one is open, and one is no picture."""
    base = tmp_path_factory.mktemp("lightroom")
    photos = base / "photos"
    photos.mkdir()
    for minute, name in enumerate(NAMES[:3]):
        exif = exif_block(taken=f"2014:07:12 18:0{minute}:00", gps=(38.7139, -9.1334) if minute == 0 else None)
        jpeg(photos / name, np.roll(gradient(64, 48), 7 * minute, axis=1), exif=exif)
    (photos / "empty.jpg").write_bytes(b"")
    for command in (["settings", "model", make_bundle(base / "tiny")], ["locate", photos],
                    ["accept", photos / NAMES[1], "--candidate", "1"]):  # fmt: skip
        assert whence(*map(str, command), home=base / "home").status in {0, 1}
    return base


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder as it is installed."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert install.main(["lightroom", "--to", str(tmp_path)]) == 0
    return tmp_path / "whence.lrplugin"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The command, in a place that must be quoted."""
    path = tmp_path / "it's here" / "whence"
    path.parent.mkdir()
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = {sys.path!r}\n"
        "from whence_engine.cli.main import main\nmain()\n"
    )
    path.chmod(0o755)
    return path


def lua(value: object) -> str:
    """A value as Lua spells it."""
    match value:
        case None:
            return "nil"
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"[{lua(key)}] = {lua(item)}" for key, item in value.items()) + "}"
        case list():
            return "{" + ", ".join(map(lua, value)) + "}"
        case int() | float():
            return repr(value)
        case _:
            return '"' + "".join(f"\\{byte:03d}" for byte in os.fsencode(str(value))) + '"'


Lines = list[list[str]]


def played(plugin: Path, saved: Path, program: Path, answers: list[dict[str, Any]], **more: object) -> Lines:
    """Play a person who selects all photos, calls the menu entry and answers its dialogs; returns what happened."""
    folder = plugin.parent / "temporary files"
    folder.mkdir(exist_ok=True)
    photos = [{"path": saved / "photos" / name} for name in NAMES]
    photos[0]["gps"] = {"latitude": 38.7139, "longitude": -9.1334}  # type: ignore[assignment]
    scenario = {"photos": photos, "program": program, "temporary": folder, "answers": answers} | more
    script = plugin.parent / "scenario.lua"
    script.write_text(f"return {lua(scenario)}")
    assert LUA is not None
    done = subprocess.run(
        [LUA, STAND_IN, plugin, script],
        env=os.environ | {"WHENCE_HOME": str(saved / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(folder.iterdir()) == [], "temporary files are left"
    return [line.split("\t") for line in done.stdout.splitlines()]


def of(lines: Lines, kind: str) -> Lines:
    return [line[1:] for line in lines if line[0] == kind]


@pytest.fixture
def untouched(saved: Path) -> Iterator[None]:
    """No photo is touched, whatever is set in the catalogue."""
    before = {path: path.read_bytes() for path in (saved / "photos").iterdir()}
    yield
    assert {path: path.read_bytes() for path in (saved / "photos").iterdir()} == before


def test_what_is_proposed_is_set_in_the_catalogue(plugin: Path, saved: Path, program: Path, untouched: None) -> None:
    lines = played(plugin, saved, program, [{"ended": "ok"}])
    assert of(lines, "menu") == [["Where were these taken?"]]
    assert of(lines, "progress") == [["Whence looks at 4 photos"]]
    assert of(lines, "dialog") == [["Whence: photos 1 to 3 of 3", "Set positions", "Set none of these"]]
    proposed = {name: title for name, title, _ in of(lines, "proposed")}
    assert list(proposed) == NAMES[:3]
    assert proposed[NAMES[0]] == "keep its position"
    assert ", Portugal" in proposed[NAMES[1]]
    assert of(lines, "begin") == [["Set positions by Whence"]]
    places = {Path(path).name: (float(lat), float(lon)) for path, lat, lon in of(lines, "set")}
    assert set(places) == {name for name in NAMES[:3] if "within" in proposed[name]}
    assert places[NAMES[1]] == pytest.approx((38.7139, -9.1334), abs=0.01)
    assert of(lines, "message") == [["info", f"{len(places)} positions were set.", "1 of 4 photos have no answer."]]


def test_a_person_has_the_last_word(plugin: Path, saved: Path, program: Path, untouched: None) -> None:
    choices = {NAMES[0]: 1, NAMES[1]: 0, NAMES[2]: 1}
    lines = played(plugin, saved, program, [{"ended": "ok", "choices": choices}])
    assert [Path(path).name for path, *_ in of(lines, "set")] == [NAMES[0], NAMES[2]]


@pytest.mark.parametrize("ended", ["other", "cancel"])
def test_nothing_is_set_by_a_person_who_does_not_want_it(
    plugin: Path, saved: Path, program: Path, ended: str, untouched: None
) -> None:
    lines = played(plugin, saved, program, [{"ended": ended}])
    assert of(lines, "set") == []
    assert of(lines, "message")[0][1] == "0 positions were set."


def test_it_speaks_german(plugin: Path, saved: Path, program: Path) -> None:
    lines = played(plugin, saved, program, [{"ended": "ok"}], german=True)
    assert of(lines, "menu") == [["Wo wurden diese aufgenommen?"]]
    assert of(lines, "dialog")[0][0] == "Whence: Fotos 1 bis 3 von 3"
    assert of(lines, "proposed")[0][1] == "Position behalten"
    assert "im Umkreis von" in of(lines, "proposed")[1][1]


def test_a_command_that_is_not_there_is_a_sentence(plugin: Path, saved: Path, program: Path) -> None:
    lines = played(plugin, saved, program.with_name("gone"), [])
    assert of(lines, "settings") == [["Whence", str(program.with_name("gone"))]]
    ((style, sentence, _),) = of(lines, "message")
    assert style == "critical"
    assert sentence.endswith("was not found. Say in the Plug-in Manager where the whence command lies.")


def test_what_the_command_says_of_a_failure_is_passed_on(plugin: Path, saved: Path, program: Path) -> None:
    program.write_text("#!/bin/sh\necho 'first' >&2\necho 'whence: The index is damaged.' >&2\nexit 1\n")
    lines = played(plugin, saved, program, [])
    assert of(lines, "message") == [["critical", "Whence could not do it: whence: The index is damaged.", ""]]


def test_every_text_has_its_german(plugin: Path) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in plugin.glob("*.lua"))
    used = {word.split("=")[0] for word in code.split('"') if word.startswith("$$$/")}
    lines = (plugin / "TranslatedStrings_de.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(used) == sorted(line.strip('"').split("=")[0] for line in lines)
