"""The `whence` command, typed rightly and wrongly: what it explains, guesses and refuses before it does anything."""

import os
from pathlib import Path

import pytest

from whence_engine.cli.main import COMMANDS, run


@pytest.mark.parametrize("words", [[name] for name in COMMANDS if name != "models"] + [
    ["models", name] for name in ("list", "install", "remove", "verify", "info")
], ids=" ".join)  # fmt: skip
def test_every_command_takes_a_library(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--help"]) == 0
    assert "--library" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["locate"],
        ["locate", "--paths-from", os.devnull],
        ["locate", "--paths-from", "nowhere.txt"],
        ["locate", ".", "--cues", "crystal-ball"],
        ["locate", ".", "--cues", " ,"],
        ["locate", ".", "--report", "report.docx"],
        ["locate", ".", "--auto-accept", "1.5"],
        ["accept", "a.jpg"],
        ["accept", "a.jpg", "--candidate", "1", "--no-place"],
        ["accept", "a.jpg", "--no-place", "--radius", "3"],
        ["accept", "a.jpg", "--at", "north of here"],
        ["date", "nowhere.jpg", "--taken", "1987"],
        ["date", ".", "--taken", "the day before yesterday's"],
        ["undo"],
        ["undo", "--last", "--all"],
        ["apply", "--write", "tattoo"],
        ["apply", "nowhere.jpg"],
        ["places", "--colour", "Paris"],
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.err
    assert "Traceback" not in said.err
    assert not said.out


@pytest.mark.parametrize(("typed", "meant"), [("locat", "locate"), ("lcoate", "locate"), ("udno", "undo")])
def test_a_mistyped_command_is_guessed(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([typed]) == 2
    assert f"No such command {typed!r}. Did you mean {meant!r}?" in capsys.readouterr().err


def test_a_mistyped_command_of_models_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "instal"]) == 2
    assert "Did you mean 'install'?" in capsys.readouterr().err


def test_a_folder_in_place_of_a_command_is_led_to_locate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(tmp_path)]) == 2
    assert f"To ask where photos were taken: whence locate {tmp_path}" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "last"), [([], "tell how often that was right"), (["models"], "how well it does")])
def test_the_list_of_commands_cuts_no_sentence_short(
    words: list[str], last: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert run([*words, "--help"]) == 0
    said = capsys.readouterr().out
    assert last in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 60


@pytest.mark.parametrize("words", [["status"], ["albums"], ["written"], ["apply"], ["undo", "--last"]])
def test_a_named_library_that_is_not_there_is_no_empty_one(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = tmp_path / "disk" / "archive.sqlite"
    assert run([*words, "--library", str(absent)]) == 2
    assert f"There is no library {absent}" in capsys.readouterr().err
    assert not absent.parent.exists()


def test_a_model_that_is_not_there_cannot_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["settings", "model", "nosuch"]) == 1
    assert "There is no model 'nosuch'" in capsys.readouterr().err
    assert run(["settings", "model"]) == 0
    assert "model = starter" in capsys.readouterr().out


def test_the_list_of_commands_ends_no_sentence_at_dots_that_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Index or refresh PATH... without locating anything" in said
    assert "date Say when the photos below PATH... were taken apply" in said


@pytest.mark.parametrize("said", ["0.9", "90%", "90 %", "90"])
def test_a_threshold_may_be_said_in_percent(said: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["locate", str(folder), "--auto-accept", said])
    assert " 90 % or more" in capsys.readouterr().err


@pytest.mark.parametrize("said", ["1.5", "0.4", "40%", "101", "nan", "often", "%"])
def test_a_threshold_that_is_no_chance_is_told_what_is_one(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["locate", ".", "--auto-accept", said]) == 2
    assert f"{said!r} is no chance from 0.5 to 1, such as 0.9 or 90%." in capsys.readouterr().err
