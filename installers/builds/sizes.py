"""How large a folder build is, part by part."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

import builds.record
import builds.tar
from builds.record import Record

PLACES = {
    "rapidocr/models": "models that read text",
    "whence_engine/inference/starter": "starter model",
    "whence_engine/places": "gazetteer",
    "whence_engine/grid": "world grid",
    "whence_desktop/map/basemap.npz": "built-in map",
}
"""Parts that are more than a package: where they lie, and what they are."""

NAMES = {"pyside6-essentials": "Qt", "shiboken6": "Qt", "opencv-python-headless": "OpenCV", "tzdata": "time zones"}
"""What is known by another name than its distribution's."""

KINDS = {
    builds.record.DEBIAN: "libraries of the system",
    builds.record.PYTHON: "Python",
    builds.record.PYINSTALLER: "the programs",
    builds.record.WHENCE: "Whence itself",
}


def parts(folder: Path, record: Record) -> dict[str, int]:
    """Return the bytes of each part of a build, the largest first; links count for nothing."""
    found = Counter[str]()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found[part(path.relative_to(folder).as_posix(), record)] += path.stat().st_size
    return dict(found.most_common())


def part(place: str, record: Record) -> str:
    """Return the part that a file belongs to."""
    inside = place.removeprefix("_internal/")
    for parent in (PurePosixPath(inside), *PurePosixPath(inside).parents):
        if parent.as_posix() in PLACES:
            return PLACES[parent.as_posix()]
    kind, name = record.files.get(inside, (builds.record.WHENCE, ""))
    plain = name.lower().replace("_", "-")
    return KINDS.get(kind) or NAMES.get(plain, name)


def table(folder: Path, record: Record) -> str:
    """Return the sizes as lines for a terminal; parts under 1 MB stand together, packages beside the folder follow."""
    found = parts(folder, record)
    large = {name: size for name, size in found.items() if size >= 1e6}
    small = sum(found.values()) - sum(large.values())
    rows = [*large.items(), (f"{len(found) - len(large)} others", small), ("all", sum(found.values()))]
    rows += [(path.name, path.stat().st_size) for path in builds.tar.packages(folder.parent)]
    return "\n".join(f"{size / 1e6:8.1f} MB  {name}" for name, size in rows)
