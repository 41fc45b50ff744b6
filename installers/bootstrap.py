#!/usr/bin/env python3
"""Set Whence up in its checkout and start it, with nothing but Python 3.11.

::

    python3 installers/bootstrap.py run                       the window, on a rendered sample library
    python3 installers/bootstrap.py run [whence arguments]    the command line
    python3 installers/bootstrap.py test [pytest arguments]   every check, headless; what CI runs

Where there is no screen, or Qt cannot be installed, `run` alone locates the sample library in the terminal instead.

The first start makes `.venv`, installs the project into it as `constraints.txt` pins it (through pip, so the user's own
pip configuration holds) and, on Debian and its kin, the system packages that are missing, where it may. What is done is
stamped; a later start compares the stamp and goes straight to the program. Standard output belongs to the program:
everything that is said here goes to standard error.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "run": ("signs",),  # no Qt: the command line does without its 80 MB, and runs on systems too old for its wheels
    "window": ("desktop", "signs"),
    "test": ("desktop", "dev", "raw", "signs", "training"),
    "build": ("build", "desktop", "raw", "signs"),
}
"""The extras of pyproject.toml that each way to start needs; PyTorch and the developer's tools are for `test` alone."""

OFFLINE = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "NameResolutionError",
    "Network is unreachable",
    "ProxyError",
)


class BootstrapError(Exception):
    """What keeps Whence from starting, as one sentence that says what to do."""


class NoWindowError(Exception):
    """Qt cannot be had here; what can be done about it was said."""


def say(sentence: str) -> None:
    """Tell the person at the terminal."""
    print(f"whence: {sentence}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Do what the first of `arguments` says and return the exit status."""
    commands = {"run": run, "test": test}
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        check_python()
        return commands[arguments[0]](arguments[1:])
    except BootstrapError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Interrupted; the next start goes on from here.")
        return 130


def run(arguments: Sequence[str]) -> int:
    """Become `whence`; without arguments the window on a sample library made for the purpose, or what it would show."""
    if not arguments and has_screen():
        with contextlib.suppress(NoWindowError):
            become([str(program(window_environment(), "whence-desktop")), "--sample"])
    venv = ensure("run")
    become([str(program(venv, "whence")), *(arguments or sample_arguments(venv))])


def test(arguments: Sequence[str]) -> int:
    """Run linters, types, import rules and the tests; all of them, whichever fails first."""
    venv = ensure("test")
    python = str(program(venv, "python"))
    workers = str(min(os.cpu_count() or 1, 8))
    environment = clean_environment() | {"QT_QPA_PLATFORM": "offscreen"}
    checks = {
        "ruff check": [str(program(venv, "ruff")), "check", "."],
        "ruff format": [str(program(venv, "ruff")), "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(program(venv, "lint-imports"))],
        "pytest": [python, "-m", "pytest", "-n", workers, "--dist", "worksteal", *arguments],
    }
    failed = []
    for name, command in checks.items():
        say(f"{name} ...")
        sys.stdout.flush()
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
            failed.append(name)
    if failed:
        say(f"Not in order: {', '.join(failed)}.")
    return 1 if failed else 0


# --- the stamp: how a second start knows that nothing is left to do ---------------------------------------------------


def check_python() -> None:
    """Refuse a Python that is too old, and name a newer one where the system has it."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    newer = [name for minor in range(20, 10, -1) if shutil.which(name := f"python3.{minor}")]
    hint = f"start it with {newer[0]}" if newer else "install one"
    raise BootstrapError(f"Whence needs Python 3.11 or newer and this is {sys.version.split()[0]}: {hint}.")


def origin(root: Path) -> str:
    """Return what a virtual environment cannot outlive: the Python that made it and the place of the checkout."""
    return f"{sys.implementation.cache_tag} {sys.platform} {root}"


def fingerprint(root: Path) -> str:
    """Return a hash of everything that decides what must be installed, apart from the extras."""
    digest = hashlib.sha256(origin(root).encode("utf-8", "surrogateescape"))
    for name in ("pyproject.toml", "installers/constraints.txt"):
        digest.update(b"\0" + (root / name).read_bytes())
    return digest.hexdigest()


def is_ready(venv: Path, digest: str, extras: Sequence[str]) -> bool:
    """Tell whether `venv` was finished for this `digest` with at least these `extras`."""
    try:
        stamp, _, installed = (venv / "installed").read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return False
    return stamp == digest and set(extras) <= set(installed.split()) and program(venv, "python").exists()


def write_text(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", errors="surrogateescape")
    partial.replace(path)


def ensure(command: str, venv: Path = ROOT / ".venv") -> Path:
    """Return the virtual environment, ready for `command`; only one bootstrap at a time works on it."""
    digest = fingerprint(ROOT)
    if not is_ready(venv, digest, EXTRAS[command]):
        try:
            with alone(venv) as lock:
                if not is_ready(venv, digest, EXTRAS[command]):
                    set_up(venv, digest, command, lock)
        except OSError as error:
            raise BootstrapError(f"{error.filename or venv} cannot be written: {error.strerror}.") from error
    return venv


def set_up(venv: Path, digest: str, command: str, lock: int) -> None:
    """Make or mend `venv`, install into it, see to the system's packages, and stamp it."""
    import system_packages  # noqa: PLC0415 - a later start does without

    extras = EXTRAS[command]
    if command == "test":
        remedy = system_packages.provide(system_packages.missing_programs(system_packages.REFEREES), say)
        if remedy:
            say(f"Some tests ask other programs for a second opinion and are skipped without them: {remedy}.")
    if not is_sound(venv):
        make_venv(venv, lock)
    (venv / "installed").unlink(missing_ok=True)
    say(f"Installing what pyproject.toml asks for into {venv.name}; the first time takes a minute or more.")
    constraints = str(ROOT / "installers" / "constraints.txt")
    pip_install(venv, lock, ["-c", constraints, "hatchling", "editables"])
    pip_install(venv, lock, ["-c", constraints, "--no-build-isolation", "-e", f".[{','.join(extras)}]"])
    if "desktop" in extras:
        remedy = system_packages.provide(system_packages.missing_libraries(system_packages.QT_LIBRARIES), say)
        if remedy:
            say(f"Qt cannot open a window without some libraries of the system: {remedy}.")
    write_text(venv / "installed", f"{digest}\n{' '.join(extras)}\n")


@contextlib.contextmanager
def alone(venv: Path) -> Iterator[int]:
    """Hold the lock on `venv` and yield its descriptor; the system lets go of it when the last holder has ended.

    Whatever works on `venv` gets the descriptor as its standard input: an installer that outlives a killed bootstrap
    then still holds the lock, and the next bootstrap waits for it instead of working beside it.
    """
    venv.mkdir(exist_ok=True)
    with (venv / "bootstrap.lock").open("a+b") as file:
        if not take_lock(file.fileno(), wait=False):
            say("Another bootstrap is at work in this checkout; waiting for it.")
            take_lock(file.fileno(), wait=True)
        yield file.fileno()


if sys.platform == "win32":
    import msvcrt
    import time

    def take_lock(handle: int, *, wait: bool) -> bool:
        """Lock an open file; tell whether that worked."""
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(0.2)
            else:
                return True

else:
    import fcntl

    def take_lock(handle: int, *, wait: bool) -> bool:
        """Lock an open file; tell whether that worked."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


# --- the virtual environment and pip ----------------------------------------------------------------------------------


def program(venv: Path, name: str) -> Path:
    """Return where a program of the virtual environment lies."""
    return venv / "Scripts" / f"{name}.exe" if sys.platform == "win32" else venv / "bin" / name


def clean_environment() -> dict[str, str]:
    """Return the environment without what would lead Python or pip out of the virtual environment."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    return {name: value for name, value in os.environ.items() if name not in foreign} | {"PIP_USER": "0"}


def is_sound(venv: Path) -> bool:
    """Tell whether `venv` was made to its end, here and by this Python, and no install broke off inside a package."""
    try:
        made = (venv / "made-by").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    if made != origin(ROOT) or any(not (info / "RECORD").exists() for info in venv.rglob("*.dist-info")):
        return False
    try:
        ask = [str(program(venv, "python")), "-m", "pip", "--version"]
        return subprocess.run(ask, env=clean_environment(), capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(venv: Path, lock: int) -> None:
    """Make a fresh virtual environment in place of whatever is there; the lock inside it stays."""
    with contextlib.suppress(ImportError):
        import ensurepip  # noqa: F401, PLC0415 - Debian leaves it out of its Python
    if "ensurepip" not in sys.modules:
        import system_packages  # noqa: PLC0415 - as above

        remedy = system_packages.provide(["python3-venv"], say)
        if remedy:
            raise BootstrapError(f"This Python cannot make virtual environments: {remedy}, then start again.")
    for entry in venv.iterdir():
        if entry.name != "bootstrap.lock":
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    say(f"Making {venv.name}.")
    command = [sys.executable, "-m", "venv", str(venv)]
    made = subprocess.run(
        command, env=clean_environment(), stdin=lock, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if made.returncode != 0:
        words = made.stdout.decode(errors="replace").strip().splitlines()
        raise BootstrapError(f"Python cannot make {venv}: {words[-1] if words else 'it does not say why'}")
    write_text(venv / "made-by", origin(ROOT))


def pip_install(venv: Path, lock: int, arguments: Sequence[str]) -> None:
    """Run pip inside `venv`; show what it downloads, keep the rest in a log, and turn its failure into a sentence."""
    command = [str(program(venv, "python")), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    log = venv / "install.log"
    lines = []
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        env=clean_environment(),
        stdin=lock,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as pip:
        assert pip.stdout is not None
        for raw in pip.stdout:
            lines.append(raw.decode(errors="replace").rstrip())
            if lines[-1].lstrip().startswith(("Downloading ", "Installing collected")):
                print(f"  {lines[-1].strip()[:100]}", file=sys.stderr, flush=True)
    write_text(log, "\n".join(lines))
    if pip.returncode != 0:
        raise BootstrapError(why_pip_failed(lines, log))


def why_pip_failed(lines: Sequence[str], log: Path) -> str:
    """Return one sentence for what pip said in `lines`."""
    if any("No space left on device" in line for line in lines):
        return "The disk is full: make room (about 1 GB; 4 GB for the tests) and start again."
    if any(mark in line for line in lines for mark in OFFLINE):
        return (
            "The packages cannot be fetched: go online, or point pip to an index that you can reach, and start again."
        )
    errors = [line for line in lines if line.startswith("ERROR:")] or list(lines[-1:]) or ["pip ended"]
    return f"pip did not succeed ({errors[0].removeprefix('ERROR: ')}); all it said is in {log}."


# --- the program itself -----------------------------------------------------------------------------------------------


def has_screen() -> bool:
    """Tell whether there is a desktop that a window could open on."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def window_environment() -> Path:
    """Return the virtual environment with Qt in it; raise `NoWindowError`, and say why, where that cannot be had."""
    import system_packages  # noqa: PLC0415 - the command line does without

    try:
        venv = ensure("window")
    except BootstrapError as error:
        say(f"There can be no window: {error}")
        raise NoWindowError from error
    missing = system_packages.missing_libraries(system_packages.QT_LIBRARIES)
    if missing:
        say(f"Qt cannot open a window without {', '.join(missing)}; here is the answer in the terminal.")
        raise NoWindowError
    return venv


def sample_arguments(venv: Path) -> list[str]:
    """Make the sample library unless it is there, and return the arguments that locate its photos."""
    ask = "from whence_engine.paths import folders; print(folders().data)"
    answer = subprocess.run(
        [str(program(venv, "python")), "-c", ask], env=clean_environment(), capture_output=True, check=False
    )
    if answer.returncode != 0:
        raise BootstrapError(f"{venv} is damaged: remove it and start again.")
    sample = Path(os.fsdecode(answer.stdout).strip()) / "sample"
    if not sample.is_dir():
        made = subprocess.run(
            [str(program(venv, "whence")), "sample", str(sample)], env=clean_environment(), check=False
        )
        if made.returncode != 0:
            raise BootstrapError(f"The sample library could not be made in {sample}.")
    return ["locate", str(sample)]


def become(command: Sequence[str]) -> NoReturn:
    """End as `command`: in its place where the system can do that, else with its exit status."""
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], list(command), clean_environment())
    with subprocess.Popen(command, env=clean_environment()) as child:
        while True:
            try:
                sys.exit(child.wait())
            except KeyboardInterrupt:
                continue  # the console sends Ctrl-C to both; how to end is the program's decision


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
