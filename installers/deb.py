#!/usr/bin/env python3
"""Make a Debian package of a build folder.

::

    python installers/deb.py [--build build/whence] [--output dist]

The same build and the same date (`SOURCE_DATE_EPOCH`, else that of the last commit) give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import builds.folder
import debian.package
from debian.depends import DependsError

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Make the package that was asked for, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "whence", help="folder with the programs")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder for the package")
    arguments = parser.parse_args()
    try:
        print(debian.package.package(arguments.build, arguments.output, epoch=builds.folder.source_date()))
    except (debian.package.PackageError, DependsError) as error:
        print(f"deb: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
