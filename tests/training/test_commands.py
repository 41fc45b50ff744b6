"""The command line of training: every command is found, once, and only its own room is imported."""

import subprocess
import sys
from collections import Counter

import click
import pytest
from click.testing import CliRunner

from whence_training.__main__ import ROOMS, cli, commands_of

ALL = [command for room in ROOMS for command in commands_of(room)]

HEAVY = {"torch", "onnx", "onnxruntime", "lightning_fabric", "lightning", "matplotlib", "polars"}

SPARE = """
import sys
missing = "lxml", "onnx", "onnxruntime", "pi_heif", "piexif", "platformdirs", "polars", "sqlite_utils", "webdataset"
sys.modules.update(dict.fromkeys(missing))
sys.path[:0] = {path!r}
from whence_training.results import albums, heads
from whence_training.__main__ import cli
cli(["results", "--help"], standalone_mode=False)
print("all there" if heads.build and albums.build else "")
"""


def test_every_command_is_found_under_one_name() -> None:
    assert max(Counter(command.name for command in ALL).values()) == 1
    assert cli.list_commands(click.Context(cli)) == sorted(str(command.name) for command in ALL)


@pytest.mark.parametrize("name", [str(command.name) for command in ALL])
def test_every_command_has_help(name: str) -> None:
    done = CliRunner().invoke(cli, [name, "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_an_unknown_command_is_refused() -> None:
    done = CliRunner().invoke(cli, ["train"])
    assert done.exit_code == 2
    assert "No such command" in done.output


def test_rooms_import_nothing_heavy() -> None:
    code = f"import sys; sys.path[:0] = {sys.path!r}; from whence_training.__main__ import *; "
    code += "[commands_of(room) for room in ROOMS if room != 'bundles']; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_the_tables_need_few_packages() -> None:
    """A rented GPU machine has PyTorch and little else."""
    done = subprocess.run(
        [sys.executable, "-c", SPARE.format(path=sys.path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("all there")
