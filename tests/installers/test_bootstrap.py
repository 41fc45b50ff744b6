"""Bootstrap: what it pins, when it has nothing to do, and what it says when it cannot go on."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import bootstrap
import system_packages

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


def test_opencv_is_the_one_that_needs_no_library_of_the_system() -> None:
    assert [pin.name for pin in PINS if pin.name.startswith("opencv")] == ["opencv-python-headless"]


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


# --- one bootstrap at a time


def test_a_second_bootstrap_waits_for_the_first(tmp_path: Path) -> None:
    """The second is a process of its own: it may not pass before the first lets go."""
    venv = tmp_path / ".venv"
    code = f"import bootstrap, pathlib\nwith bootstrap.alone(pathlib.Path({str(venv)!r})): print('in')"
    with bootstrap.alone(venv):
        second = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT / "installers")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr is not None
        assert "waiting for it" in second.stderr.readline()
        assert second.poll() is None
    said, _ = second.communicate(timeout=60)
    assert (second.returncode, said.strip()) == (0, "in")


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a lock ends with its process")
def test_what_a_killed_bootstrap_left_running_still_holds_the_lock(tmp_path: Path) -> None:
    with bootstrap.alone(tmp_path) as lock:
        orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdin=lock)
    try:
        with (tmp_path / "bootstrap.lock").open("a+b") as file:
            assert not bootstrap.take_lock(file.fileno(), wait=False)
            orphan.kill()
            orphan.wait()
            assert bootstrap.take_lock(file.fileno(), wait=False)
    finally:
        orphan.kill()
        orphan.wait()


# --- the environment is made, kept or made anew


@pytest.fixture
def made_venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real virtual environment (without pip, which takes seconds) of the checkout `tmp_path`."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    folder = tmp_path / ".venv"
    venv.create(folder, with_pip=False, symlinks=os.name == "posix")
    package = next(folder.rglob("site-packages")) / "pip"
    package.mkdir()
    (package / "__main__.py").write_text("print('pip 1.0')")
    (folder / "made-by").write_text(bootstrap.origin(tmp_path))
    return folder


def test_an_environment_that_was_made_to_its_end_is_kept(made_venv: Path) -> None:
    assert bootstrap.is_sound(made_venv)


def test_one_of_another_python_or_place_is_not(made_venv: Path) -> None:
    (made_venv / "made-by").write_text(bootstrap.origin(Path("/elsewhere")))
    assert not bootstrap.is_sound(made_venv)


def test_nor_one_that_was_broken_off(made_venv: Path) -> None:
    (made_venv / "made-by").unlink()
    assert not bootstrap.is_sound(made_venv)


def test_nor_one_whose_python_does_not_start(made_venv: Path) -> None:
    python = bootstrap.program(made_venv, "python")
    python.unlink()
    python.symlink_to(made_venv / "gone")
    assert not bootstrap.is_sound(made_venv)


def test_nor_one_in_which_a_package_was_left_half_installed(made_venv: Path) -> None:
    half = next(made_venv.rglob("site-packages")) / "click-8.0.dist-info"
    half.mkdir()
    (half / "METADATA").write_text("Name: click")
    assert not bootstrap.is_sound(made_venv)
    (half / "RECORD").write_text("")
    assert bootstrap.is_sound(made_venv)


# --- what is said when it cannot go on


def fake_pip(venv: Path, script: str) -> Path:
    python = bootstrap.program(venv, "python")
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return venv


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for pip is a shell script")
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (
            "echo 'WARNING: Retrying ... NewConnectionError(...)'; echo 'ERROR: No matching distribution'; exit 1",
            "online",
        ),
        ("echo 'ERROR: Could not install: [Errno 28] No space left on device'; exit 1", "disk is full"),
        ("echo 'ERROR: Wheel is built for another planet'; exit 1", "built for another planet"),
        ("exit 3", "pip did not succeed"),
    ],
)
def test_a_failing_pip_ends_in_one_sentence(tmp_path: Path, script: str, sentence: str) -> None:
    with pytest.raises(bootstrap.BootstrapError, match=sentence) as caught:
        bootstrap.pip_install(fake_pip(tmp_path, script), subprocess.DEVNULL, ["click"])
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for pip is a shell script")
def test_pip_speaks_to_standard_error_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = "echo Collecting click; echo '  Downloading click-8.0.whl (90 kB)'; echo oops >&2"
    bootstrap.pip_install(fake_pip(tmp_path, script), subprocess.DEVNULL, ["click"])
    out, err = capfd.readouterr()
    assert out == ""
    assert err.split() == ["Downloading", "click-8.0.whl", "(90", "kB)"]
    assert (tmp_path / "install.log").read_text().splitlines()[0] == "Collecting click"


def test_pip_is_led_neither_out_of_the_environment_nor_to_foreign_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    environment = bootstrap.clean_environment()
    assert "PYTHONPATH" not in environment
    assert (environment["PIP_USER"], environment["PIP_INDEX_URL"]) == ("0", "kept")


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["dance"], 2), (["--help"], 0)])
def test_whoever_names_no_command_is_told_which_there_are(
    arguments: list[str], status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == status
    assert "bootstrap.py run" in capfd.readouterr().err


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    assert bootstrap.main(["run"]) == 1
    assert "needs Python" in capfd.readouterr().err


# --- starting


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Start `run` in an environment that is ready, with a stand-in for whence that notes how it was called."""
    calls = tmp_path / "calls"
    venv = tmp_path / ".venv"
    home = os.fspath(tmp_path / "home of whence")
    (tmp_path / "bin").mkdir()
    fake_pip(venv, f'echo "{home}"')
    note = f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{calls}"\n[ "$1" = sample ] && mkdir -p "$2"\nexit 0\n'
    for name, script in (("whence", note), ("whence-desktop", note.replace("$*", "window $*"))):
        stand_in = bootstrap.program(venv, name)
        stand_in.write_text(script)
        stand_in.chmod(0o755)
    monkeypatch.setattr(bootstrap, "ensure", {"run": venv, "window": venv}.__getitem__)
    monkeypatch.setattr(system_packages, "missing_libraries", lambda _wanted: [])
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    def become(command: list[str]) -> None:
        raise SystemExit(subprocess.run(command, check=False).returncode)

    monkeypatch.setattr(bootstrap, "become", become)

    def run(*arguments: str) -> list[list[str]]:
        calls.unlink(missing_ok=True)
        with pytest.raises(SystemExit) as end:
            bootstrap.run(arguments)
        assert end.value.code == 0
        return [line.split(" ", 1) for line in calls.read_text().splitlines()]

    return run


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for whence is a shell script")
def test_arguments_go_to_whence_as_they_are(start: Callable[..., list[list[str]]]) -> None:
    assert start("locate", "a folder") == [["locate", "a folder"]]


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for whence is a shell script")
def test_without_arguments_and_screen_the_sample_library_is_made_once_and_located(
    start: Callable[..., list[list[str]]], tmp_path: Path
) -> None:
    sample = str(tmp_path / "home of whence" / "sample")
    assert start() == [["sample", sample], ["locate", sample]]
    assert start() == [["locate", sample]]


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_where_there_is_a_screen_the_window_opens_on_the_sample_library(
    start: Callable[..., list[list[str]]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, ":0")
    assert start() == [["window", "--sample"]]
    assert start("doctor") == [["doctor"]]


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
def test_where_qt_cannot_be_had_the_terminal_answers(
    start: Callable[..., list[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    located = ["locate", str(tmp_path / "home of whence" / "sample")]
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(system_packages, "missing_libraries", lambda _wanted: ["libegl1"])
    assert start()[-1] == located
    assert "libegl1" in capfd.readouterr().err

    def ensure(command: str) -> Path:
        if command == "window":
            raise bootstrap.BootstrapError("No wheel of Qt fits this system.")
        return tmp_path / ".venv"

    monkeypatch.setattr(bootstrap, "ensure", ensure)
    assert start()[-1] == located
    assert "No wheel of Qt fits" in capfd.readouterr().err
