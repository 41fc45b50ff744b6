#!/usr/bin/env python3
"""Build what a photographer without Python can install, with nothing but Python 3.11.

::

    python3 installers/build.py folder [--output DIR]    both programs and all that they need, in one folder
    python3 installers/build.py all [--output DIR]       every build that this system can make

Builds go to `build/` unless `--output` names another folder. README.md, beside this file, tells more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import bootstrap
import build_folder

ROOT = Path(__file__).resolve().parents[1]


def folder(output: Path) -> list[Path]:
    """Make the folder build."""
    return [build_folder.build(output)]


def everything(output: Path) -> list[Path]:
    """Make every build that this system can make."""
    return folder(output)


COMMANDS: Mapping[str, Callable[[Path], list[Path]]] = {"folder": folder, "all": everything}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=list(COMMANDS))
    parser.add_argument("--output", type=Path, default=ROOT / "build", metavar="DIR")
    given = parser.parse_args(arguments)
    try:
        for made in COMMANDS[given.command](given.output.absolute()):
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
