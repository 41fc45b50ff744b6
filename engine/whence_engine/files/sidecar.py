"""XMP sidecars: for RAW files and for everything that must not be written into.

Two habits exist: `photo.jpg.xmp` (darktable, digiKam) and `photo.xmp` (Lightroom). What lies there is followed; a new
one is called `photo.jpg.xmp`, which cannot be mistaken for the sidecar of another file.
"""

from pathlib import Path

from whence_engine.files import xmp_edit
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import Splice

_SUFFIXES = """
    3fr arw cr2 cr3 crw dcr dng erf fff iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f
"""
RAW_SUFFIXES = frozenset("." + suffix for suffix in _SUFFIXES.split())
"""Suffixes of RAW files; their sidecars are the place that raw converters read."""


def existing(photo: Path) -> Path | None:
    """Return the sidecar that lies beside `photo`.

    `photo.xmp` belongs to a RAW file; beside a JPEG it counts only when no RAW file of that name could own it.
    """
    for candidate in (photo.with_name(photo.name + ".xmp"), photo.with_name(photo.name + ".XMP")):
        if candidate.is_file():
            return candidate
    for suffix in (".xmp", ".XMP"):
        candidate = photo.with_suffix(suffix)
        if candidate.is_file() and (photo.suffix.lower() in RAW_SUFFIXES or not _raw_beside(photo)):
            return candidate
    return None


def path_for(photo: Path) -> Path:
    """Return the sidecar to write: the one that lies there, else `photo.ext.xmp`."""
    return existing(photo) or photo.with_name(photo.name + ".xmp")


def fresh(placement: Placement, toolkit: str) -> bytes:
    """Return a new sidecar that states `placement`."""
    return xmp_edit.new_packet(placement, toolkit=toolkit)


def splices(data: bytes, edit: Edit) -> list[Splice]:
    """Return the edit of an existing sidecar: one splice from the first to the last byte that differs.

    Raises
    ------
    UnsafeError
        When it cannot be parsed.
    """
    new = xmp_edit.edited(xmp_edit.parse(data), edit.placement, add_position=True, ours_only=edit.ours_only)
    if new is None:
        return []
    start = 0
    shorter = min(len(data), len(new))
    while start < shorter and data[start] == new[start]:
        start += 1
    stop = 0
    while stop < shorter - start and data[-1 - stop] == new[-1 - stop]:
        stop += 1
    return [Splice(start, data[start : len(data) - stop], new[start : len(new) - stop])]


def position(data: bytes) -> tuple[float, float] | None:
    """Return the position that a sidecar states, in degrees; UnsafeError when it cannot be parsed."""
    return xmp_edit.position(xmp_edit.parse(data))


def _raw_beside(photo: Path) -> bool:
    return any(photo.with_suffix(suffix).is_file() for lower in RAW_SUFFIXES for suffix in (lower, lower.upper()))
