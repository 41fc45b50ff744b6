#!/usr/bin/env python3
"""Prove that the Debian package works on a fresh Debian: installed, used, upgraded, removed, and where it cannot be.

::

    sudo python installers/prove.py [--build build/whence] [--work build/proof] [--suite bookworm]

Takes minutes, 3 GB of disk, and the network, through the archives of the computer's own apt. Everything happens in a
Debian of its own below `--work` (debootstrap, chroot, name spaces); nothing of the computer is changed. Prints a log
with times and sizes, leaves a picture of the window in `--work`, and ends with 1 at the first thing that is not as it
should be.
"""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path

from debian.depends import DependsError
from debian.package import PackageError
from proof.package import prove
from proof.system import ProofError

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Go through everything; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "whence", help="folder with the programs")
    parser.add_argument("--package", type=Path, help="the package, where it is made already")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "proof", help="folder for systems and pictures")
    parser.add_argument("--suite", help="of Debian; the one of this computer unless named")
    arguments = parser.parse_args()
    work = arguments.work.absolute()
    try:
        suite = arguments.suite or platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")
        prove(arguments.build.absolute(), arguments.package, work, suite)
    except (ProofError, PackageError, DependsError) as error:
        print(f"prove: {error}", file=sys.stderr)
        return 1
    print("Everything is as it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
