#!/usr/bin/env python3
"""Build what a photographer without Python can install, with nothing but Python 3.11.

::

    python3 installers/build.py folder     both programs and all that they need, in one folder
    python3 installers/build.py tar        the folder as an archive that can be unpacked anywhere
    python3 installers/build.py deb        the folder as a package for Debian, Ubuntu and their kin
    python3 installers/build.py all        whatever of these this system can make, from a fresh folder
    python3 installers/build.py sizes      how large the parts of the folder are, and the packages
    python3 installers/build.py notices    where the third-party notices are
    python3 installers/build.py compare FOLDER FOLDER

Builds go to `build/` unless `--output` names another folder. README.md, beside this file, tells more.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import bootstrap
import builds.folder
import builds.sizes
import builds.tar
from builds.record import Record

ROOT = Path(__file__).resolve().parents[1]


def folder(output: Path) -> list[Path]:
    """Make the folder build, and say how large its parts are."""
    made = builds.folder.build(output)
    print(builds.sizes.table(made, Record.read(output / builds.folder.RECORD)), file=sys.stderr)
    return [made, builds.tar.write_sums(output)]


def tar(output: Path) -> list[Path]:
    """Make the archive, of the folder build that is there or of a new one."""
    made = [] if is_built(output) else folder(output)
    return [*made, builds.tar.archive(output / builds.folder.FOLDER, output), builds.tar.write_sums(output)]


def deb(output: Path) -> list[Path]:
    """Make the Debian package, of the folder build that is there or of a new one."""
    made = [] if is_built(output) else folder(output)
    program = [str(bootstrap.program(builds.folder.environment(), "python")), str(ROOT / "installers" / "deb.py")]
    command = [*program, "--build", str(output / builds.folder.FOLDER), "--output", str(output)]
    variables = bootstrap.clean_environment() | {"SOURCE_DATE_EPOCH": str(builds.folder.source_date())}
    packed = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if packed.returncode < 0:  # the system does so where memory runs out, and nothing was said
        raise builds.folder.BuildError(f"There is no Debian package: signal {-packed.returncode} ended it; try again.")
    if packed.returncode != 0:
        raise builds.folder.BuildError("There is no Debian package; the line above says why.")
    return [*made, Path(packed.stdout.strip()), builds.tar.write_sums(output)]


def everything(output: Path) -> list[Path]:
    """Make every build that this system can make, from a new folder build."""
    made = folder(output)
    if sys.platform == "linux":  # README.md says how Windows and macOS go on from the folder
        made += tar(output)
        if shutil.which("dpkg-shlibdeps"):
            made += deb(output)
        else:
            bootstrap.say("There is no Debian package: that takes dpkg-shlibdeps (the package dpkg-dev).")
    return made


def sizes(output: Path) -> list[Path]:
    """Say how large the parts of the folder build are."""
    made = [] if is_built(output) else folder(output)
    print(builds.sizes.table(output / builds.folder.FOLDER, Record.read(output / builds.folder.RECORD)))
    return made


def notices(output: Path) -> list[Path]:
    """Say where the third-party notices of the folder build are."""
    if not is_built(output):
        folder(output)
    return [output / builds.folder.FOLDER / "NOTICES"]


def is_built(output: Path) -> bool:
    """Tell whether there is a folder build."""
    return (output / builds.folder.FOLDER).is_dir() and (output / builds.folder.RECORD).is_file()


def compare(one: Path, other: Path) -> int:
    """Say where two folder builds differ; return the exit status."""
    for place in (one, other):
        if not place.is_dir():
            raise builds.folder.BuildError(f"{place} is no folder.")
    found = list(builds.tar.differences(one, other))
    print("\n".join(found) or "The two are the same, byte for byte.")
    return 1 if found else 0


COMMANDS: Mapping[str, Callable[[Path], list[Path]]] = {
    "folder": folder,
    "tar": tar,
    "deb": deb,
    "all": everything,
    "sizes": sizes,
    "notices": notices,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=[*COMMANDS, "compare"], metavar="COMMAND")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="two builds, for compare")
    parser.add_argument("--output", type=Path, default=ROOT / "build", metavar="DIR", help="instead of build/")
    given = parser.parse_args(arguments)
    if len(given.folders) != (2 if given.command == "compare" else 0):
        parser.error("compare takes two folders, every other command none")
    try:
        if given.command == "compare":
            return compare(*given.folders)
        for made in dict.fromkeys(COMMANDS[given.command](given.output.absolute())):
            bootstrap.say(f"{made} is ready.")
    except bootstrap.BootstrapError as error:
        bootstrap.say(str(error))
        return 1
    except KeyboardInterrupt:
        bootstrap.say("Interrupted; what was there before is unchanged.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
