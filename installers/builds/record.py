"""Whose each file of a folder build is: what notices and sizes are made from.

PyInstaller says what it collected and from where. A file belongs to the distribution whose record names it, to Python,
to a Debian package, to PyInstaller or to Whence; a file that belongs to nobody is an error, since nobody's licence
would be told. Run by the Python of the build's environment, standard library only.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import distributions
from pathlib import Path

import builds.contents
from builds.contents import Entry

ROOT = Path(__file__).resolve().parents[2]

DISTRIBUTION, DEBIAN, PYTHON, PYINSTALLER, WHENCE = "distribution", "debian", "python", "pyinstaller", "whence"


class UnknownFileError(Exception):
    """A collected file that belongs to nobody; the message is one sentence."""


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """What is in a folder build.

    Attributes
    ----------
    files
        Place in the folder (below `_internal` but for the programs) -> kind of owner and its name.
    left
        Names of the libraries that the build takes from the system it runs on.
    """

    files: Mapping[str, tuple[str, str]]
    left: Collection[str]

    def owners(self, kind: str) -> list[str]:
        """Return the names of all owners of one kind, sorted."""
        return sorted({name for of, name in self.files.values() if of == kind})

    def write(self, file: Path) -> None:
        """Store the record."""
        told = {"files": dict(sorted(self.files.items())), "left": sorted(self.left)}
        file.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Record:
        """Load a stored record."""
        told = json.loads(file.read_text(encoding="utf-8"))
        return cls({place: (kind, name) for place, (kind, name) in told["files"].items()}, told["left"])


def trace(collected: Iterable[Entry]) -> Record:
    """Return the record of what PyInstaller collected.

    Raises
    ------
    UnknownFileError
        When a file belongs to nobody.
    """
    installed = _installed()
    files, left = {}, set()
    for named, source, kind in collected:
        if kind == "SYMLINK":
            continue
        place = named.replace("\\", "/")
        if kind == "EXECUTABLE":
            files[place] = (PYINSTALLER, "pyinstaller")
            continue
        files[place] = _owner(place, Path(source), installed)
        if sys.platform == "linux" and kind in {"BINARY", "EXTENSION"}:
            left |= set(builds.contents.needed(source)) & set(builds.contents.LEFT_TO_SYSTEM)
    return Record(files, left)


def _installed() -> dict[str, str]:
    """Return every file of the environment that a distribution names -> the distribution."""
    site = Path(sysconfig.get_path("purelib"))
    return {file.as_posix(): found.name for found in distributions(path=[str(site)]) for file in found.files or ()}


def _owner(place: str, source: Path, installed: Mapping[str, str]) -> tuple[str, str]:
    module = re.sub(r"\.pyc$", ".py", place)
    site, standard = Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("stdlib"))
    if source.is_relative_to(site):
        module = source.relative_to(site).as_posix()
    elif source.suffix != ".pyc":
        return _owner_outside(source, standard)
    name = installed.get(module)
    if name is not None:
        return (WHENCE, "whence") if name == "whence" else (DISTRIBUTION, name)
    if module.partition("/")[0] in builds.contents.PACKAGES:
        return WHENCE, "whence"
    if module.startswith("_pyi_rth_utils"):
        return PYINSTALLER, "pyinstaller"
    if (standard / module).exists() or module.startswith("_sysconfigdata_"):
        return PYTHON, "python"
    raise UnknownFileError(f"{place} belongs to no distribution, so nobody's licence can be told for it.")


def _owner_outside(source: Path, standard: Path) -> tuple[str, str]:
    base = Path(sys.base_prefix).resolve()
    if source.is_relative_to(ROOT):
        return WHENCE, "whence"
    if source.is_relative_to(standard) or (base != Path("/usr") and source.resolve().is_relative_to(base)):
        return PYTHON, "python"
    return DEBIAN, debian_package(source)


def debian_package(source: Path) -> str:
    """Return the Debian package that a file of the system belongs to."""
    for path in (os.path.realpath(source), str(source)):
        for spelled in (path, path.removeprefix("/usr")):  # a merged /usr hides where a package put the file
            ask = ["dpkg-query", "-S", spelled]
            try:
                told = subprocess.run(ask, capture_output=True, text=True, check=False)
            except FileNotFoundError:
                raise UnknownFileError(
                    f"{source} comes from the system, which does not say whose it is: build on Debian or Ubuntu."
                ) from None
            if told.returncode == 0:
                return told.stdout.split(":")[0]
    raise UnknownFileError(f"{source} belongs to no package of the system, so nobody's licence can be told for it.")
