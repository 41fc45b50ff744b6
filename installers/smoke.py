#!/usr/bin/env python3
"""Try a build: locate, accept, write, read back, undo, a plug-in, and the window; nothing but Python is needed.

::

    python3 installers/smoke.py FOLDER [--window required|if-possible|none]

FOLDER holds `whence` and its other programs: a folder build, or /usr/bin after the package was installed. The library
that is tried is rendered, and everything that is made lies in a temporary folder. The window opens on the X display
that `DISPLAY` names. A log with times goes to standard output; the exit status is 1 with a last line that says what
failed. The folder `proof` has to lie beside this file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from proof.smoke import FailedError, smoke


def main(arguments: Sequence[str]) -> int:
    """Try the build that was named and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--window", choices=("required", "if-possible", "none"), default="if-possible")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="whence-smoke-") as home:
        try:
            smoke(given.folder, Path(home), given.window)
        except (FailedError, OSError) as error:
            print(f"FAILED: {error}", flush=True)
            return 1
    print("All of it works.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
