"""The plug-ins of the installed package in a user's own folders: put there, naming the package, taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from proof.system import USER, ProofError, System

NAMES = ("launcher", "nemo", "dolphin", "digikam", "darktable")
"""What `whence-plugins` puts into a home on Linux; the launcher serves others, and goes last."""

PROGRAM = b"/opt/whence/whence"
"""How the programs of the package are named where it does not matter what the PATH is."""

EMPTY = hashlib.sha256().hexdigest()
FOLDER = "folder"


def plugins(system: System) -> str:
    """Put every plug-in into the user's own folders and take it away again; return what was found, a line for each.

    Raises
    ------
    ProofError
        A plug-in names no program of the package, or something of it is left in the end.
    """
    home = f"home/{USER}"
    before = system.files(home)
    found = []
    for name in NAMES:
        already = system.files(home)
        system.run(f"whence-plugins {name}", user=USER)
        new = put(already, system.files(home))
        naming = [path for path in new if PROGRAM in (system.root / path).read_bytes()]
        if not naming:
            raise ProofError(f"whence-plugins {name} put nothing there that names a program of the package")
        found.append(f"{name}: files put there: {len(new)}; the package is named in {' '.join(naming)}")
    for name in reversed(NAMES):
        system.run(f"whence-plugins {name} --remove", user=USER)
    left = put(before, system.files(home)) + sorted(before.keys() - system.files(home).keys())
    if left:
        raise ProofError(f"after all plug-ins were taken away the home is not as before: {' '.join(left)}")
    return "\n".join((*found, "all of them were taken away again, and no file of theirs is left"))


def put(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the files that are new or changed and hold anything: lists of other programs stay, empty."""
    new = (path for path, what in after.items() if before.get(path) != what and what not in {FOLDER, EMPTY})
    return sorted(new)
