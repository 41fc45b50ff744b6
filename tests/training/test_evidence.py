"""Nobody who is reported was fitted on: not by a file of fitted constants, a table, or a script that fits."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from whence_training.data.manifest import Manifest, read_manifest
from whence_training.data.split import Side, read_split

ROOT = Path(__file__).resolve().parents[2]
FITTED = sorted(
    file
    for room in ("engine/whence_engine", "training/whence_training")
    for file in (ROOT / room).rglob("*.json")
    if file.name != "card.json" and not file.name.endswith(".schema.json")
)
TABLES = re.findall(
    r"<!-- begin: (.+?) -->\n(.*?)<!-- end", (ROOT / "training/RESULTS.md").read_text("utf-8"), re.DOTALL
)


def reported_among(sets: list[str]) -> list[str]:
    """Sets of the test side."""
    return [name for name in sets if read_split().side_of(name) is Side.TEST]


def test_there_are_fitted_constants_and_tables_to_look_at() -> None:
    assert {file.name for file in FITTED} >= {"travel.json", "fitted.json", "signs.json", "simulation.json"}
    assert {name.split(",")[0] for name, _ in TABLES} == {"albums", "heads", "retrieval", "amount", "partitions"}


@pytest.mark.parametrize("file", FITTED, ids=lambda file: file.name)
def test_fitted_constants_name_their_command_and_nobody_who_is_reported(file: Path) -> None:
    fitted = json.loads(file.read_text(encoding="utf-8"))
    assert len(fitted["fitted_on"]) > 5
    assert reported_among(fitted["fitted_on"]) == []
    command = fitted["command"].split()
    if command[1] == "-m":
        assert command[2] == "whence_training"
    else:
        assert (ROOT / command[1]).is_file()


def test_a_set_of_the_test_side_among_them_would_be_seen() -> None:
    fitted = json.loads(FITTED[0].read_text(encoding="utf-8"))
    assert reported_among([*fitted["fitted_on"], "set-01", "misc-02"]) == ["set-01", "misc-02"]


@pytest.mark.parametrize(("name", "text"), TABLES, ids=[name for name, _ in TABLES])
def test_every_table_says_how_many_it_was_fitted_on_and_how_many_others_it_reports(name: str, text: str) -> None:
    """`Table` refuses to be made where somebody is among both (`test_results_table`)."""
    assert re.search(r"^- fitted on [1-9]\d* photographers, reported on [1-9]\d* others$", text, re.MULTILINE), name


def test_tracks_are_fitted_on_the_training_side(monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = bench("tracks")
    done: list[object] = []

    def read(_: Path, sets: list[str]) -> np.ndarray:
        done.append(tuple(sets))
        return np.ones((3, 4 if len(done) != 3 else 2))

    def searched(*_: object) -> np.ndarray:
        done.append("fitted")
        return np.ones(5)

    for name in ("triples", "pairs"):
        monkeypatch.setattr(tracks, name, read)
    monkeypatch.setattr(tracks, "searched", searched)
    monkeypatch.setattr(sys, "argv", ["tracks.py", "--data", "nowhere"])
    tracks.main()
    train, test = read_split().patterns[Side.TRAIN], read_split().patterns[Side.TEST]
    assert done == [train, "fitted", train, "fitted", test]


def test_signs_are_fitted_off_the_test_side(travels: Path, tmp_path: Path) -> None:
    cache = tmp_path / "lines.jsonl"
    paths = [path.relative_to(travels / "photos") for path in (travels / "photos").rglob("*.png")]
    lines = [["Bäckerei", 0.9, 0, 0, 0.1, 0.1]]
    cache.write_text("".join(json.dumps({"path": str(path), "lines": lines}) + "\n" for path in paths), "utf-8")
    found, count = bench("signs").cases(travels, cache, (Side.TRAIN, Side.VALIDATION))
    assert count == 30
    assert reported_among([case.folder for case in found]) == []


@pytest.mark.parametrize("script", ["lookalike", "cues"])
def test_what_fits_on_photos_sees_none_of_the_test_side(
    script: str, travels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, seen = bench(script), []

    def look(manifest: Manifest, *_: object, **__: object) -> None:
        seen.extend(manifest.side.tolist())
        raise InterruptedError

    labels = read_manifest(travels / "photos", read_split())
    if script == "lookalike":
        monkeypatch.setattr(made, "embedded", lambda *_: (labels, np.ones((len(labels), 4), np.float32)))
        monkeypatch.setattr(made, "asked", look)
    else:
        monkeypatch.setattr(made, "Witnessed", look)
    with pytest.raises(InterruptedError):
        made.fit(travels, tmp_path / "output")
    assert set(seen) == {"train", "validation"}


def bench(name: str) -> ModuleType:
    """Import a script of `tests/bench`."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", ROOT / "tests" / "bench" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module
