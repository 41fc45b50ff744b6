"""A third reader, piexif, which many programs use: what it could read before the write it must read afterwards.

It has a say only where it is at home. It raises anything on odd blocks and trusts the counts in them, so it is shown
no block that `reread` found to be large or to state more than it holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import piexif

from whence_engine.files.reread import Tags, apart_m
from whence_engine.wording import Sentence

_LARGEST = 1 << 17
"""Bytes of a block: twice what a JPEG segment holds; piexif makes an object of every number."""
_TOLERANCE_M = 0.1
_POINTERS = frozenset({0x8769, 0x8825, 0xA005})
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


@dataclass(frozen=True, slots=True)
class Block:
    """A TIFF block, empty where the file has none, and its tags as `reread` found them."""

    data: bytes
    tags: Tags


def complaints(old: Block, new: Block, point: tuple[float, float] | None) -> Iterator[str]:
    """Yield a sentence where piexif could read the old block and finds another position than `point` in the new one.

    Parameters
    ----------
    point
        Latitude and longitude in degrees; None where there must be none.
    """
    if not (_is_tame(old) and _is_tame(new)):
        return
    found = _gps(new)
    if found is not None and _agrees(found, point):
        return
    if old.data and _gps(old) is None:
        return  # it could not read the photo as it was either
    yield Sentence("piexif cannot read the copy" if found is None else "piexif reads another position from the copy")


def _is_tame(block: Block) -> bool:
    """Say whether every value lies inside the block and every directory below the first is one that `reread` saw."""
    if len(block.data) > _LARGEST:
        return False
    for (_, tag, _), found in block.tags.items():
        if found.count * _WIDTHS.get(found.kind, 1) > max(4, len(found.value)):
            return False
        if tag in _POINTERS and (found.kind, found.count) != (4, 1):
            return False
    return True


def _gps(block: Block) -> dict[int, Any] | None:
    """Return the GPS directory as piexif reads it; None when it cannot read the block."""
    try:
        found: dict[int, Any] = piexif.load(b"Exif\0\0" + block.data)["GPS"]
    except Exception:  # noqa: BLE001 - on odd blocks it raises whatever comes up; that is an answer here
        return None
    return found


def _agrees(gps: dict[int, Any], point: tuple[float, float] | None) -> bool:
    if point is None:
        return not {1, 2, 3, 4} <= gps.keys()
    try:
        angles = [_angle(gps[value], gps[ref]) for value, ref in ((2, 1), (4, 3))]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return False
    return apart_m((angles[0], angles[1]), point) <= _TOLERANCE_M


def _angle(value: tuple[tuple[int, int], ...], ref: bytes) -> float:
    (degrees, degrees_by), (minutes, minutes_by), (seconds, seconds_by) = value
    angle = degrees / degrees_by + minutes / minutes_by / 60 + seconds / seconds_by / 3600
    return -angle if ref[:1] in {b"S", b"W"} else angle
