"""The frozen build: one folder with both programs, that runs where no Python is.

PyInstaller works in an environment of its own (`build/venv`) and in a folder beside the result, which takes the place
of an older one only when it is whole.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import bootstrap
import system_packages
from builds.record import PYTHON, Record
from builds.search_paths import forget
from builds.share import share

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = ROOT / "installers" / "frozen" / "whence.spec"
FOLDER = "whence"
BUNDLE = "Whence.app"
"""What macOS starts; PyInstaller makes it there beside the folder."""
RECORD = "whence.json"
"""Beside the folder: what was collected, from where; see `builds.record`."""

TOOLS = {"objdump": "binutils", "strip": "binutils"} if sys.platform == "linux" else {}
"""Programs that the build asks, and the Debian package of each."""

OLDEST_TIME_S = 315532800
"""1980-01-01, in seconds since 1970: archives know no older files."""


class BuildError(bootstrap.BootstrapError):
    """What keeps a build from being made, as one sentence that says what to do."""


def build(output: Path) -> Path:
    """Make the folder build in `output`, in place of an older one, and return the folder.

    Raises
    ------
    BuildError
        When it cannot be made; what was there before stays as it was.
    """
    bootstrap.check_python()
    provide_tools()
    with told(output):
        make_folder(output)
        with tempfile.TemporaryDirectory(prefix=".whence-", dir=output, ignore_cleanup_errors=True) as work:
            venv = environment()
            renew(venv)
            made, collected = freeze(Path(work), venv)
            record = explain(made, collected, venv)
            strip(made, record)
            forget(made / "_internal")
            shutil.copyfile(ROOT / "LICENSE", made / "LICENSE")
            share(made)
            settle(made)
            put(made, output / FOLDER, Path(work) / "old")
            bundle = made.with_name(BUNDLE)
            if bundle.is_dir():
                resources = bundle / "Contents" / "Resources"
                for name in ("LICENSE", "NOTICES"):
                    shutil.copyfile(output / FOLDER / name, resources / name)
                share(resources)
                put(bundle, output / BUNDLE, Path(work) / "old.app")
            put(record, output / RECORD, Path(work) / "old.json")
    return output / FOLDER


def make_folder(output: Path) -> None:
    """Make the folder that builds go to, unless it is there."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:  # a drive that does not exist
        raise BuildError(f"{output} cannot be made: {error.strerror}.") from error


def provide_tools() -> None:
    """See to the system's programs that PyInstaller runs."""
    remedy = system_packages.provide(system_packages.missing_programs(TOOLS), bootstrap.say)
    lacking = [name for name in TOOLS if not shutil.which(name)]
    if lacking:
        raise BuildError(f"The build needs {', '.join(lacking)}: {remedy or 'install binutils'}, then start again.")


def environment() -> Path:
    """Return the virtual environment that is frozen; it holds what the programs need and PyInstaller."""
    venv = ROOT / "build" / "venv"
    venv.parent.mkdir(exist_ok=True)
    return bootstrap.ensure("build", venv)


def renew(venv: Path) -> None:
    """Install Whence itself anew and nothing else: its metadata hold README and version of when it was installed."""
    with bootstrap.alone(venv) as lock:
        bootstrap.pip_install(venv, lock, ["--no-deps", "--no-build-isolation", "-e", "."])


def freeze(work: Path, venv: Path) -> tuple[Path, Path]:
    """Run PyInstaller below `work`; return the folder that it made and the list of what it collected."""
    collected = work / "collected.json"
    command = [
        str(bootstrap.program(venv, "python")),
        *("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(work / "dist"), "--workpath", str(work / "work")),
        str(SPECIFICATION),
    ]
    variables = bootstrap.clean_environment() | {
        "LC_ALL": "C.UTF-8",
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(source_date()),
        "WHENCE_COLLECTED": str(collected),
    }
    bootstrap.say("Freezing the programs; this takes a minute or two.")
    frozen = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, check=False)
    if frozen.returncode != 0:
        raise BuildError(why_it_failed(frozen.stderr.decode(errors="replace").strip()))
    return work / "dist" / FOLDER, collected


def explain(made: Path, collected: Path, venv: Path) -> Path:
    """Write the third-party notices into the folder; return the record of whose each file is."""
    record = collected.with_name(RECORD)
    command = [str(bootstrap.program(venv, "python")), "-m", "builds.notices"]
    command += [str(path) for path in (collected, made, record)]
    asked = subprocess.run(
        command,
        cwd=ROOT / "installers",
        env=bootstrap.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode != 0:
        raise BuildError(asked.stderr.strip() or "The third-party notices could not be written.")
    return record


def strip(made: Path, record: Path) -> None:
    """Take the symbols that only a debugger reads out of Python's own libraries; packages come without them."""
    if sys.platform != "linux":
        return
    files = Record.read(record).files
    libraries = [place for place, (kind, _) in files.items() if kind == PYTHON and ".so" in place]
    command = ["strip", "--strip-unneeded", *(str(made / "_internal" / place) for place in libraries)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"strip did not succeed ({done.stderr.strip().splitlines()[-1]}).")


def why_it_failed(said: str) -> str:
    """Return one sentence for what PyInstaller said."""
    if "No space left on device" in said:
        return "The disk is full: make room (about 2 GB) and start again."
    if "PythonLibraryNotFoundError" in said:
        return "This Python has no shared library to bring along: install libpython3-dev, or use a Python that has one."
    last = said.splitlines()[-1] if said else "it does not say why"
    return f"PyInstaller did not succeed ({last})."


def source_date() -> int:
    """Return the time that all files of a build carry, in seconds since 1970: that of the commit, or as one asks."""
    asked = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not asked.isdecimal() and (ROOT / ".git").exists() and shutil.which("git"):
        ask = ["git", "log", "-1", "--format=%ct"]
        asked = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return max(int(asked), OLDEST_TIME_S) if asked.isdecimal() else OLDEST_TIME_S


def settle(folder: Path) -> None:
    """Give every file of a build the same time, and rights that do not depend on who made it."""
    when = source_date()
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        if os.utime in os.supports_follow_symlinks:
            os.utime(path, (when, when), follow_symlinks=False)
        elif not path.is_symlink():
            os.utime(path, (when, when))


def put(made: Path, place: Path, aside: Path) -> None:
    """Put what was made in its place; what is there goes `aside`, and comes back when that fails."""
    with suppress(FileNotFoundError):
        place.replace(aside)
    try:
        made.replace(place)
    except OSError:
        with suppress(OSError):
            aside.replace(place)
        raise


@contextmanager
def told(output: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise BuildError("The disk is full: make room (about 2 GB) and start again.") from error
        if error.errno in {
            errno.EACCES,
            errno.ENOENT,
            errno.EPERM,
            errno.EROFS,
            errno.ENOTDIR,
            errno.EEXIST,
            errno.ELOOP,
        }:
            raise BuildError(f"{error.filename or output} cannot be written: {error.strerror}.") from error
        raise
