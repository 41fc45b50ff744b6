"""Bootstrap: what it pins, when it has nothing to do, and what it says when it cannot go on."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
PINS = [
    Requirement(line)
    for line in (ROOT / "installers" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    return [
        Requirement(line) for requirements in [*lists, project["build-system"]["requires"]] for line in requirements
    ]


def make_venv(folder: Path, digest: str, extras: str) -> Path:
    """A virtual environment as far as the stamp looks at it."""
    python = bootstrap.program(folder, "python")
    python.parent.mkdir(parents=True)
    python.write_text("")
    (folder / "installed").write_text(f"{digest}\n{extras}\n")
    return folder


# --- pins


@pytest.mark.parametrize("pin", PINS, ids=str)
def test_every_pin_is_one_exact_version_and_no_address(pin: Requirement) -> None:
    assert [clause.operator for clause in pin.specifier] == ["=="]
    assert pin.url is None


def test_no_line_of_the_pins_names_an_address() -> None:
    text = (ROOT / "installers" / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text, re.MULTILINE)


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_whatever_the_project_asks_for_is_pinned_to_a_version_that_it_allows(requirement: Requirement) -> None:
    pins = [pin for pin in PINS if canonical(pin.name) == canonical(requirement.name)]
    assert pins
    for pin in pins:
        assert requirement.specifier.contains(next(iter(pin.specifier)).version)


def test_every_extra_that_a_command_installs_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {name for extras in bootstrap.EXTRAS.values() for name in extras} <= set(project["optional-dependencies"])


def test_run_installs_neither_torch_nor_the_tools_of_developers() -> None:
    assert not {"training", "dev"} & set(bootstrap.EXTRAS["run"])
    assert {"training", "dev"} <= set(bootstrap.EXTRAS["test"])


# --- the stamp


def test_a_finished_environment_is_ready(tmp_path: Path) -> None:
    assert bootstrap.is_ready(make_venv(tmp_path, "abc", "dev signs"), "abc", ("signs",))


@pytest.mark.parametrize(
    ("digest", "extras"), [("other", ("signs",)), ("abc", ("signs", "training"))], ids=["changed", "more wanted"]
)
def test_it_is_not_when_more_or_something_else_is_wanted(tmp_path: Path, digest: str, extras: tuple[str, ...]) -> None:
    assert not bootstrap.is_ready(make_venv(tmp_path, "abc", "signs"), digest, extras)


def test_it_is_not_when_its_python_is_gone(tmp_path: Path) -> None:
    venv = make_venv(tmp_path, "abc", "signs")
    bootstrap.program(venv, "python").unlink()
    assert not bootstrap.is_ready(venv, "abc", ())


def test_an_unstamped_environment_is_not_ready(tmp_path: Path) -> None:
    venv = make_venv(tmp_path, "abc", "signs")
    (venv / "installed").unlink()
    assert not bootstrap.is_ready(venv, "abc", ())


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "installers").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "installers" / "constraints.txt").write_text("click==8.0")
    return tmp_path


@pytest.mark.parametrize("name", ["pyproject.toml", "installers/constraints.txt"])
def test_the_fingerprint_changes_with_what_it_stands_for(checkout: Path, name: str) -> None:
    before = bootstrap.fingerprint(checkout)
    assert bootstrap.fingerprint(checkout) == before
    (checkout / name).write_text("something else")
    assert bootstrap.fingerprint(checkout) != before


def test_it_changes_with_the_place_of_the_checkout(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = bootstrap.fingerprint(checkout)
    moved = checkout.rename(tmp_path_factory.mktemp("elsewhere") / "checkout")
    assert bootstrap.fingerprint(moved) != before


def test_it_changes_with_python(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bootstrap.fingerprint(checkout)
    monkeypatch.setattr(bootstrap, "origin", lambda root: f"cpython-399 plan9 {root}")
    assert bootstrap.fingerprint(checkout) != before


def test_a_second_start_imports_next_to_nothing() -> None:
    """Whatever is imported at the top is paid for at every start."""
    tree = ast.parse((ROOT / "installers" / "bootstrap.py").read_text(encoding="utf-8"))
    tops = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert tops == {"contextlib", "hashlib", "os", "shutil", "subprocess", "sys"}
    assert froms == {"__future__", "collections.abc", "pathlib", "typing"}
    assert tops | {str(name) for name in froms} <= sys.stdlib_module_names | {"collections.abc"}
