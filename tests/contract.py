"""What each line of a command's `--json` promises: the schema that ships beside the command, and what none can say."""

import functools
import json
from pathlib import Path
from typing import Any

import click
import pytest

import whence_engine.cli
from whence_engine.cli import session

SCHEMAS = Path(whence_engine.cli.__file__).with_name("schema")

LOCATE_KEYS = ["path", "album", "taken_at", "taken_from", "position", "candidates", "decision", "error"]


def rows_of(command: str, printed: str | bytes) -> list[dict[str, Any]]:
    """Return the rows that `whence COMMAND --json` printed, each of them checked."""
    return [check_line(command, line) for line in printed.splitlines()]


def check_line(command: str, line: str | bytes) -> dict[str, Any]:
    """Assert that a line is a row as `command` ("locate", "models list") promises it, and return the row."""
    row: dict[str, Any] = json.loads(line, parse_constant=_no_json)
    complaints = list(validator(command).iter_errors(row))
    if complaints:
        import jsonschema

        worst = jsonschema.exceptions.best_match(complaints)
        pytest.fail(f"whence {command} breaks its promise at {worst.json_path}: {worst.message}\n{row}")
    if command == "locate":
        check_row(row)
    return row


@functools.cache
def validator(command: str) -> Any:
    """Return what validates a row of `command`."""
    import jsonschema

    return jsonschema.Draft202012Validator(schema(command))


def schema(command: str) -> dict[str, Any]:
    """Return the schema of a row of `command`."""
    loaded: dict[str, Any] = json.loads(
        (SCHEMAS / f"{command.replace(' ', '-')}.schema.json").read_text(encoding="utf-8")
    )
    return loaded


def checked_line(row: Any) -> str:
    """Stand in for `session.json_line`: the same, once the row was held against the schema of the running command."""
    line = _json_line(row)
    check_line(click.get_current_context().command_path.removeprefix("whence "), line)
    return line


_json_line = session.json_line


def _no_json(word: str) -> None:
    pytest.fail(f"{word} is no JSON")


def check_row(row: dict[str, Any]) -> None:
    """Assert what no schema can say of a row of `locate`."""
    assert list(row) == LOCATE_KEYS, "the order in which the documentation shows them"
    assert Path(row["path"]).is_absolute()
    assert [candidate["rank"] for candidate in row["candidates"]] == list(range(1, len(row["candidates"]) + 1))
    chances = [candidate["probability"] for candidate in row["candidates"]]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001
    for candidate in row["candidates"]:
        check_candidate(candidate)


def check_candidate(candidate: dict[str, Any]) -> None:
    """Assert that a candidate's figures fit each other."""
    radii, chances = zip(*candidate["within_km"].items(), strict=True)
    assert list(map(int, radii)) == sorted(map(int, radii))
    assert list(chances) == sorted(chances)
    finest = next((radius for radius, chance in candidate["within_km"].items() if chance >= 0.5), "2500")
    assert candidate["radius_km"] == int(finest)
    assert candidate["probability"] == candidate["within_km"][finest]
    assert sum(candidate["cues"].values()) == pytest.approx(1.0)
