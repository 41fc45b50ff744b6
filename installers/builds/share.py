"""What a folder build carries for other programs: the plug-ins, the launcher, the type of model files.

`whence-plugins`, a program of the same folder (`plugins/install.py`, frozen), puts them where a person's own programs
look for them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

INSTALLERS = Path(__file__).resolve().parents[1]
PLACE = Path("share", "whence")
KINDS = frozenset({".desktop", ".lua", ".nemo_action", ".sh", ".txt", ".xml"})
"""Suffixes of what is carried; pages for people and what packages are made of stay behind."""

UNUSED = frozenset({"whence.metainfo.xml"})
"""What shops show of a package."""


def sources() -> list[Path]:
    """Return every file that is carried, sorted."""
    found = (path for name in ("linux", "plugins") for path in (INSTALLERS / name).rglob("*"))
    return sorted(path for path in found if path.suffix in KINDS and path.name not in UNUSED)


def share(folder: Path) -> Path:
    """Put all of it into a folder build and return where it lies."""
    for source in sources():
        target = folder / PLACE / source.relative_to(INSTALLERS)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return folder / PLACE
