"""What of the darktable plug-in needs no darktable: reading rows, choosing places, starting the command."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins import install
from whence_engine.photo import Level

PLUGIN = Path(__file__).resolve().parents[2] / "installers" / "plugins" / "darktable"
CALL = Path(__file__).with_name("darktable") / "call.lua"
LUA = next(filter(None, map(shutil.which, ("lua5.4", "lua", "lua5.3", "luajit"))), None)

pytestmark = pytest.mark.skipif(LUA is None, reason="needs Lua")


def call(module: str, name: str, *arguments: Any, text: str | None = None) -> Any:
    """Return what a function of the plug-in returns: one value, or a list of several."""
    given_text = json.dumps(arguments) if text is None else text
    done = subprocess.run(
        [str(LUA), str(CALL), str(PLUGIN), module, name],
        input=given_text.encode("utf-8", "surrogatepass"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    results = [as_text(result) for result in json.loads(done.stdout)]
    return results[0] if len(results) == 1 else results


def as_text(value: Any) -> Any:
    """Turn strings of bytes into text as Whence spells paths."""
    if isinstance(value, str):
        return value.encode("latin-1").decode("utf-8", "surrogateescape")
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return {as_text(key): as_text(inner) for key, inner in value.items()} if isinstance(value, dict) else value


# --- JSON


def as_lua_has_it(value: Any) -> Any:
    """Lua has no null in a table, and one word for an empty list and an empty object."""
    if isinstance(value, dict):
        return {key: as_lua_has_it(inner) for key, inner in value.items() if inner is not None} or []
    return [as_lua_has_it(inner) for inner in value] if isinstance(value, list) else value


characters = st.characters(exclude_categories=["Cs"]) | st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)
keys = st.text(st.characters(min_codepoint=65, max_codepoint=0x1F600, exclude_categories=["Cs"]), min_size=1)
plain = st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    plain | st.text(characters),
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner | st.none()),
    max_leaves=20,
)


@settings(max_examples=60)
@given(values, st.booleans())
@example('quote " backslash \\ slash / \b\f\n\r\t \x7f \0 é 漢 😀 \udcff', True)
@example({"because": ['It\'s "there".'], "lat": -33.8688, "error": None}, False)
def test_json_means_to_lua_what_it_means_to_python(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    if not ascii_only and any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        text = json.dumps(value)
    assert call("json", "decode", text=text) == as_lua_has_it(json.loads(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\ud83d"', "\ufffd"),
        (r'"\ud83dx"', "\ufffdx"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (r'"\ude00\ud83d"', "\ufffd\ufffd"),
        (r'"/photos/caf\udce9.jpg"', "/photos/caf\udce9.jpg"),
        (' [ 1 , 2.5e-1 , -0 ] \r\n', [1, 0.25, 0]),
    ],
)  # fmt: skip
def test_escapes_and_spaces(text: str, expected: Any) -> None:
    assert call("json", "decode", text=text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1,]", "[1 2]", '{"a"}', '{"a":1,}', "{a:1}", '"a', '"a\n"', r'"\x"', r'"\u12"', "01", "1.", "+1",
     ".5", "nul", "True", "NaN", "Infinity", "[1] 2", "[" * 200],
)  # fmt: skip
def test_what_is_no_json_is_told(text: str) -> None:
    value, fault = call("json", "decode", text=text)
    assert value is None
    assert "at byte" in fault


# --- answers


def candidate(place: str = "Paris, France", probability: float = 0.81, radius_km: float = 25.0) -> dict[str, Any]:
    return {
        "rank": 1,
        "lat": 48.8566,
        "lon": 2.3522,
        "radius_km": radius_km,
        "probability": probability,
        "place": place,
        "because": ["A photo is near."],
    }


def decision(by: str = "threshold", action: str = "accept", radius_km: float | None = 25.0) -> dict[str, Any]:
    return {"action": action, "lat": 48.8566, "lon": 2.3522, "radius_km": radius_km, "by": by}


@pytest.mark.parametrize(
    ("path", "windows", "key"),
    [
        ("/photos//a b.JPG", False, "/photos/a b.JPG"),
        (r"C:\Photos/2014\\a.JPG", True, r"c:\photos\2014\a.jpg"),
        (r"\\server\photos\a.jpg", True, r"\\server\photos\a.jpg"),
    ],
)
def test_a_path_is_known_again_however_it_is_spelled(path: str, windows: bool, key: str) -> None:
    assert call("answers", "key", path, windows) == key


def test_rows_are_read_by_their_paths() -> None:
    odd = "/photos/it's \udce9.jpg"
    lines = [json.dumps({"path": path, "candidates": [candidate()]}) for path in ("/photos/a.jpg", odd)]
    rows, count = call("answers", "read", text="\n".join(lines) + "\n")
    assert count == 2
    assert rows[odd]["candidates"][0]["place"] == "Paris, France"


@pytest.mark.parametrize("line", ["Traceback (most recent call last):", "[]", "3", '{"name": "threads"}'])
def test_anything_but_rows_is_refused(line: str) -> None:
    rows, fault = call("answers", "read", text=f'{{"path": "/a.jpg"}}\n{line}\n')
    assert rows is None
    assert fault


def test_a_place_without_a_name_is_called_by_its_coordinates() -> None:
    assert call("answers", "name", candidate(place="")) == "48.856600, 2.352200"


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        ({"candidates": [candidate()], "decision": decision()}, True),
        ({"candidates": [candidate()], "decision": None}, False),  # Whence held it back
        (
            {"candidates": [candidate(probability=0.7)], "decision": decision()},
            False,
        ),  # once accepted at less
        ({"candidates": [candidate(probability=0.7)], "decision": decision(by="person")}, True),
        ({"candidates": [candidate()], "decision": decision(action="reject")}, False),
        ({"candidates": [candidate()], "decision": decision(action="no-place")}, False),
        ({"candidates": [candidate(radius_km=200.0)], "decision": decision(radius_km=200.0)}, False),  # too coarse
    ],
)
def test_only_what_is_sure_is_taken_unseen(row: dict[str, Any], taken: bool) -> None:
    place = call("answers", "sure_place", row, 0.8)
    assert (place is not None) == taken
    if taken:
        assert (place["lat"], place["lon"], place["name"]) == (48.8566, 2.3522, "Paris, France")


@pytest.mark.parametrize("radius_km", [1.0, 25.0, 200.0, 750.0, 2500.0])
def test_whence_accepts_as_coarsely_as_a_place_is_taken_and_no_coarser(radius_km: float) -> None:
    auto_accept, coarsest = call("answers", "accepting", 0.8)
    assert auto_accept == "--auto-accept=0.800000"
    accepted = Level(coarsest.removeprefix("--coarsest=")).radius_km >= radius_km
    row = {"candidates": [candidate(radius_km=radius_km)], "decision": decision(radius_km=radius_km)}
    assert (call("answers", "sure_place", row, 0.8) is not None) == accepted


def test_lines_are_broken_between_words_and_letters_are_counted_not_bytes() -> None:
    assert call("answers", "wrap", "Brücken über Flüsse", 12).split("\n") == ["Brücken über", "Flüsse"]
    assert call("answers", "wrap", "", 12) == ""


# --- the command


@pytest.mark.skipif(os.name != "posix", reason="runs a POSIX shell")
def test_a_run_gets_its_words_and_paths_whole_and_leaves_its_status(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s $HOME "here" `id`; ü'
    folder.mkdir()
    program = folder / "say what 'it' got"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nprint(sys.argv[1:-1], open(sys.argv[-1], 'rb').read(), os.getpid())\n"
        "print('2 of 8 photos', file=sys.stderr)\nsys.exit(3)\n"
    )
    program.chmod(0o700)
    files = call("command", "files", str(folder / "run 1"), False)
    words = ["accept", "--at=-33.8,151.2", "*", "$(id)"]
    script, line = call("command", "script", str(program), words, files, False)
    paths = ["/photos/it's\n.jpg", "/photos/-x.jpg"]
    Path(files["script"]).write_text(script)
    Path(files["list"]).write_text(call("command", "list", paths))
    subprocess.run(line, shell=True, check=True)
    pid = Path(files["pid"]).read_text().strip()
    listed = "".join(f"{path}\0" for path in paths).encode()
    assert Path(files["out"]).read_text() == f"{[*words, '--paths-from']} {listed!r} {pid}\n"
    assert Path(files["status"]).read_text() == "3\n"
    assert call("command", "share_done", Path(files["err"]).read_text()) == 0.25


def test_a_program_that_is_not_there_ends_with_127(tmp_path: Path) -> None:
    files = call("command", "files", str(tmp_path / "run"), False)
    script, line = call("command", "script", str(tmp_path / "no program"), ["locate"], files, False)
    Path(files["script"]).write_text(script)
    subprocess.run(line, shell=True, check=True)
    assert Path(files["status"]).read_text() == "127\n"
    assert "no program" in call("command", "last_line", Path(files["err"]).read_text())


def test_on_windows_percent_signs_are_no_variables() -> None:
    files = call("command", "files", r"C:\Temp\100% run", True)
    script, line = call("command", "script", r"C:\Program Files\whence.exe", ["locate", "--json"], files, True)
    assert line == r'""C:\Temp\100% run.bat""'
    assert script.split("\r\n")[2] == (
        r'"C:\Program Files\whence.exe" "locate" "--json" --paths-from "C:\Temp\100%% run.list"'
        r' > "C:\Temp\100%% run.out" 2> "C:\Temp\100%% run.err"'
    )


@pytest.mark.parametrize(
    ("said", "share"),
    [("", None), ("Scanning: 5 photos\n", None), ("Scanning: 9 of 9 photos, 3 a\nLocating: 1 of 4 photos\n", 0.25)],
)
def test_progress_is_that_of_the_stage_at_work(said: str, share: float | None) -> None:
    assert call("command", "share_done", said) == share


# --- words


def test_every_text_has_its_german() -> None:
    sources = "".join((PLUGIN / name).read_text(encoding="utf-8") for name in ("whence.lua", "whence/panel.lua"))
    texts = set(re.findall(r'tr\("(.*?)"\)', sources))
    german = dict(re.findall(r'\["(.*?)"\] = "(.*?)",\n', (PLUGIN / "whence/words.lua").read_text(encoding="utf-8")))
    assert texts == set(german)
    for text, translated in german.items():
        assert re.findall(r"%\w|%%", text) == re.findall(r"%\w|%%", translated)


@pytest.mark.parametrize(
    ("header", "said"), [("", "place"), ("Language: fr\n", "place"), ("A: b\nLanguage: de_DE\nC: d\n", "Ort")]
)
def test_the_panel_speaks_as_darktable_does(header: str, said: str) -> None:
    assert call("words", "translator", header, "place") == said


# --- where the command lies


def test_a_plug_in_copied_by_hand_searches_for_the_command() -> None:
    assert call("program", "chosen", "") == "whence"
    assert call("program", "chosen", "whence") == "whence"


def test_what_a_person_chose_is_started() -> None:
    assert call("program", "chosen", "/mine/whence") == "/mine/whence"


@pytest.mark.parametrize("folder", ["plain", 'it\'s "here" \\ 100%', "Bücher 日本", "a\nb"])
def test_an_installed_plug_in_starts_the_command_that_it_came_with_as_long_as_it_is_there(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / folder / "whence"
    command.parent.mkdir()
    command.write_text("")
    monkeypatch.setattr(install, "program", command.with_name)
    placed = shutil.copytree(PLUGIN, tmp_path / "plugin")
    (placed / "whence" / "program.lua").write_text(install.with_command(PLUGIN / "whence" / "program.lua"))
    monkeypatch.setitem(globals(), "PLUGIN", placed)
    assert call("program", "chosen", "whence") == str(command)
    assert call("program", "chosen", "/mine/whence") == "/mine/whence"
    command.unlink()
    assert call("program", "chosen", "whence") == "whence"
