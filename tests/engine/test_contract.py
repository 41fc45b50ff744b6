"""The schemas of what `--json` prints: complete, strict, and true to the engine's own words."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, get_args

import click
import jsonschema
import pytest
from contract import SCHEMAS, rows_of, schema, validator

from whence_engine.accept.rows import WriteAction
from whence_engine.cli.main import run, whence
from whence_engine.metrics import RADII_KM
from whence_engine.photo import Action, DecidedBy, Level, PositionSource, TimeSource, Written
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import PlaceKind

COMMANDS = sorted(path.name.removesuffix(".schema.json").replace("-", " ") for path in SCHEMAS.iterdir())

LOCATED: dict[str, Any] = {
    "path": "/photos/a\udce9.jpg", "album": 3, "taken_at": "2014-07-12T18:03:22+02:00", "taken_from": "exif",
    "position": {"lat": 48.85, "lon": 2.35, "from": "sidecar"},
    "candidates": [{
        "rank": 1, "lat": 48.8566, "lon": 2.3522, "level": "city", "radius_km": 25.0, "probability": 0.81,
        "within_km": {"1": 0.22, "25": 0.81, "200": 0.93, "750": 0.95, "2500": 0.99}, "place": "Paris, France",
        "country": "FR", "cues": {"neighbours": 0.7, "pixels": 0.3}, "because": ["A photo is near."],
    }],
    "decision": {
        "action": "accept", "lat": 48.85, "lon": 2.35, "radius_km": 25.0, "level": "city", "by": "person",
        "at": "2026-01-02T03:04:05", "written": None,
    },
    "error": None,
}  # fmt: skip

REFUSED = {"path": "/photos/a.jpg", "action": "refused", "reason": "The photo is gone."}


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command that takes `--json`."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        elif any("--json" in parameter.opts for parameter in command.params):
            yield before + name


def parts(node: Any, key: str) -> Iterator[Any]:
    """Everything that stands under `key`, at any depth."""
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(inner, key)
    if isinstance(node, dict) and key in node:
        yield node[key]


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every description of an object."""
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        yield from objects(inner)


# --- complete and strict


def test_every_command_that_prints_json_has_a_schema_and_no_other() -> None:
    assert sorted(commands(whence)) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_a_schema_stands_by_itself_and_leaves_nothing_open(command: str) -> None:
    described = schema(command)
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(described)
    assert all(reference.startswith("#/$defs/") for reference in parts(described, "$ref"))
    for one in objects(described):
        assert "additionalProperties" in one
        if command != "models info":  # a card may hold what only its maker understands
            assert one["additionalProperties"] is not True


@pytest.mark.parametrize("command", COMMANDS)
def test_degrees_stay_on_the_earth(command: str) -> None:
    for properties in parts(schema(command), "properties"):
        for name, most in (("lat", 90), ("lon", 180)):
            if "description" in properties.get(name, {}):
                assert (properties[name]["minimum"], properties[name]["maximum"]) == (-most, most)


# --- true to the engine


def enumerated(command: str, *names: str) -> set[Any]:
    """The values that a key may have, found by the names of the objects that lead to it."""
    node: Any = schema(command)
    *way, last = names
    for name in way:
        node = node["$defs"][name]
    return set(node["properties"][last]["enum"])


def test_the_words_are_the_engines_own() -> None:
    assert enumerated("locate", "taken_from") == {*TimeSource, None}
    assert enumerated("locate", "position", "from") == set(PositionSource)
    assert enumerated("locate", "candidate", "level") == set(Level)
    assert enumerated("locate", "candidate", "radius_km") == set(RADII_KM)
    assert enumerated("locate", "decision", "action") == set(Action)
    assert enumerated("locate", "decision", "level") == {*Level, None}
    assert enumerated("locate", "decision", "by") == set(DecidedBy)
    assert enumerated("locate", "decision", "written") == {*Written, None}
    assert enumerated("places", "hit", "kind") == set(PlaceKind)
    writing = set[Any]().union(*(enumerated(name, "action") for name in ("apply", "geotag", "undo", "written")))
    assert writing == set(get_args(WriteAction))


def test_accept_speaks_of_decisions_as_locate_does() -> None:
    assert schema("accept")["$defs"]["decision"] == schema("locate")["$defs"]["decision"]


# --- what is refused


def test_a_row_as_documented_is_allowed() -> None:
    assert rows_of("locate", json.dumps(LOCATED)) == [LOCATED]
    assert rows_of("geotag", json.dumps(REFUSED)) == [REFUSED]


def first(row: dict[str, Any]) -> dict[str, Any]:
    candidate: dict[str, Any] = row["candidates"][0]
    return candidate


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "a key too many": lambda row: row.update(colour="green"),
    "a key too few": lambda row: row.pop("album"),
    "a relative path": lambda row: row.update(path="a.jpg"),
    "album nought": lambda row: row.update(album=0),
    "a time without its source": lambda row: row.update(taken_from=None),
    "a source without its time": lambda row: row.update(taken_at=None),
    "a time that is none": lambda row: row.update(taken_at="2014:07:12 18:03:22"),
    "beyond the pole": lambda row: row["position"].update(lat=90.1),
    "beyond the date line": lambda row: first(row).update(lon=-180.1),
    "a position from nowhere": lambda row: row["position"].update({"from": "guess"}),
    "no candidate and no error": lambda row: row["candidates"].clear(),
    "candidates and an error": lambda row: row.update(error="The file is empty."),
    "an error that is no sentence": lambda row: row.update(error="empty", candidates=[]),
    "a level with another's radius": lambda row: first(row).update(radius_km=200.0),
    "surer than sure": lambda row: first(row)["within_km"].update({"2500": 1.01}),
    "a radius too few": lambda row: first(row)["within_km"].pop("750"),
    "no reason": lambda row: first(row)["because"].clear(),
    "no evidence": lambda row: first(row)["cues"].clear(),
    "a country by name": lambda row: first(row).update(country="France"),
    "accepted nowhere": lambda row: row["decision"].update(lat=None),
    "no place, and yet one": lambda row: row["decision"].update(action="no-place"),
    "written to the wind": lambda row: row["decision"].update(written="wind"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_row_of_locate_is_refused_that_has(change: Callable[[dict[str, Any]], object]) -> None:
    row = copy.deepcopy(LOCATED)
    change(row)
    assert not validator("locate").is_valid(row)


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        ("geotag", {"action": "undone"}),
        ("geotag", {"reason": ""}),
        ("geotag", {"target": "a.xmp"}),
        ("apply", {"dry_run": False}),
        ("undo", {"action": "exif"}),
        ("written", {"at": "2026-01-02T03:04:05"}),
        ("written", {"action": "exif"}),
    ],
)
def test_a_row_of_writing_is_refused_that_has(command: str, changed: dict[str, Any]) -> None:
    assert not validator(command).is_valid(REFUSED | changed)


def test_a_command_that_breaks_its_promise_fails_the_test_that_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    hit = replace(Gazetteer.open().search("Lisboa", limit=1)[0], lat=91.0)
    monkeypatch.setattr(Gazetteer, "search", lambda *_, **__: [hit])
    with pytest.raises(pytest.fail.Exception, match="whence places breaks its promise"):
        run(["places", "Lisboa", "--json"])


def test_where_no_town_is_near_the_distance_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", "-48.9,-123.4", "--json"]) == 0
    assert rows_of("places", capsys.readouterr().out)[0]["distance_km"] is None
