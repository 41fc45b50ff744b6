"""The rooms of `installers/`: what people start needs nothing but Python, and the rooms lean on each other one way."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

INSTALLERS = Path(__file__).resolve().parents[2] / "installers"
MAY_USE: dict[str, set[str]] = {
    "atlas": set(),
    "places": set(),
    "debian": set(),
    "builds": {"debian"},
    "proof": {"builds", "debian"},
}
"""Each room, and the others that its modules may import."""


def imported(module: Path) -> set[str]:
    """The first parts of the names of all modules that a module imports."""
    names = set[str]()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).partition(".")[0])
    return names


def test_every_package_is_a_room_of_the_plan() -> None:
    assert {path.parent.name for path in INSTALLERS.glob("*/__init__.py")} == MAY_USE.keys()


@pytest.mark.parametrize("room", MAY_USE)
def test_rooms_lean_on_each_other_one_way(room: str) -> None:
    used = set[str]().union(*map(imported, (INSTALLERS / room).glob("*.py")))
    assert used & MAY_USE.keys() <= MAY_USE[room] | {room}


@pytest.mark.parametrize("name", ["bootstrap.py", "build.py", "smoke.py", "plugins/install.py"])
def test_what_sets_up_and_builds_starts_where_nothing_is_installed(name: str, tmp_path: Path) -> None:
    bare = [sys.executable, "-E", "-s", "-S", str(INSTALLERS / name), "--help"]
    asked = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stderr if name != "bootstrap.py" else "") == (0, "")
    assert f"installers/{name} " in asked.stdout + asked.stderr
