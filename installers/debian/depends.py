"""Which packages of the system a build needs, found from what its binaries really link against.

``dpkg-shlibdeps`` reads the symbols that each binary asks for and knows from which version of which package on the
library has them. What the build carries itself is no need.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MACHINES = {0x3E: "amd64", 0xB7: "arm64"}
"""Machine in the header of a binary -> Debian's name of the architecture."""

SOURCE = """\
Source: whence

Package: whence
Architecture: any
"""
"""As much of a source package as dpkg-shlibdeps wants to see."""


class DependsError(Exception):
    """What keeps us from telling the needs of a build, as one sentence."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a build needs of the system.

    Attributes
    ----------
    architecture
        Debian's name of it.
    depends
        As in the field of that name, one package each.
    """

    architecture: str
    depends: tuple[str, ...]


def needs(build: Path) -> Needs:
    """Look through all binaries of `build`."""
    binaries = list(elf_files(build))
    if not binaries:
        raise DependsError(f"there is no program in {build}")
    return Needs(architecture(binaries[0]), shlibdeps(build, binaries))


def elf_files(build: Path) -> Iterator[Path]:
    """Yield the programs and libraries of `build`, in order."""
    for path in sorted(build.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def architecture(binary: Path) -> str:
    """Return Debian's name of the architecture that `binary` was made for."""
    with binary.open("rb") as file:
        header = file.read(20)
    machine = int.from_bytes(header[18:20], "little" if header[5] == 1 else "big")
    if machine not in MACHINES:
        raise DependsError(f"{binary.name} was made for a machine that no package is built for (number {machine})")
    return MACHINES[machine]


def shlibdeps(build: Path, binaries: list[Path]) -> tuple[str, ...]:
    """Return the dependencies that dpkg-shlibdeps finds."""
    with tempfile.TemporaryDirectory(dir=build.parent) as scratch:
        where = Path(scratch)
        (where / "debian").mkdir()
        (where / "debian" / "control").write_text(SOURCE, encoding="utf-8")
        # $ORIGIN in a binary is followed only below a folder that looks like a package.
        (where / "package" / "DEBIAN").mkdir(parents=True)
        placed = where / "package" / "opt" / "whence"
        place(build, binaries, placed)
        at = [placed / path.relative_to(build) for path in binaries]
        (where / "carried").write_text("".join(sorted(carried(binaries))), encoding="utf-8")
        private = sorted({path.parent for path in at})
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "-Lcarried"]
        return fields(ask([*command, *(f"-l{one}" for one in private), *(f"-e{one}" for one in at)], where))


def carried(binaries: list[Path]) -> set[str]:
    """Return lines that tell dpkg-shlibdeps to ask for no package where it meets a library that the build carries."""
    names = (re.fullmatch(r"(.+)\.so\.([^/]+)", path.name) for path in binaries)
    return {f"{name[1]} {name[2]}\n" for name in names if name}


def place(build: Path, binaries: list[Path], to: Path) -> None:
    """Put the binaries of `build`, and the links to them, where the package will have them."""
    for path in [*binaries, *(one for one in build.rglob("*") if one.is_symlink())]:
        at = to / path.relative_to(build)
        at.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            at.symlink_to(path.readlink())
        else:
            at.hardlink_to(path)


def ask(command: list[str], where: Path) -> str:
    """Run dpkg-shlibdeps; its many warnings are for packages that Debian builds itself."""
    plain = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(command, cwd=where, env=plain, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise DependsError("dpkg-shlibdeps is missing: apt-get install dpkg-dev") from None
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if "error:" in line]
        raise DependsError("; ".join(errors) or done.stderr.strip())
    return done.stdout


def fields(said: str) -> tuple[str, ...]:
    """Return the dependencies in the answer of dpkg-shlibdeps."""
    _, _, value = said.strip().partition("shlibs:Depends=")
    return tuple(part.strip() for part in value.split(",") if part.strip())


def newest_glibc(binaries: list[Path]) -> tuple[int, ...]:
    """Return the highest version of glibc whose symbols `binaries` ask for; it referees the dependency on libc6."""
    plain = os.environ | {"LC_ALL": "C"}
    command = ["objdump", "-p", *map(str, binaries)]
    done = subprocess.run(command, env=plain, capture_output=True, text=True, check=True)
    versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)\b", done.stdout)
    return max((tuple(map(int, one.split("."))) for one in versions), default=(0,))
