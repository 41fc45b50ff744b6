"""`neighbours`: photos with a position, taken shortly before or after.

The nearest one on either side speaks through the travel prior; ten copies of it say no more than one. A camera
listens to its own photos first; another camera's count only where the two agree: two cameras with positions that
were far apart at the same time belong to people who were not together, and then neither speaks for a third.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from whence_engine.cues.bridge import Anchor, Mixture, between, from_one
from whence_engine.cues.cue import Known
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Album, Belief, Camera, Photo, TimeSource

TOGETHER_H = 2.0
"""Positions of two cameras are compared when they were taken within this time of each other."""

APART_KM = 100.0
"""Farther apart than this, two cameras were not travelling together."""

FARTHEST_H = 4320.0
"""Half a year, as far as the travel prior was fitted: a photo of another year says nothing of this one."""

_TRUSTED = {TimeSource.EXIF, TimeSource.XMP, TimeSource.TAKEOUT, TimeSource.FILENAME}
_AROUND_LEVEL = 7  # cells of about 70 km: what "right there" means for someone who may be anywhere


@dataclass(frozen=True, slots=True)
class Fix:
    """A photo whose time and place are known."""

    at: datetime
    photo: Photo


class Neighbours:
    """Kernels around the geotagged photos next in time."""

    name = "neighbours"
    replaces: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._travel = TravelPrior.load()
        self._prior = WorldPrior.load()

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo with a trustworthy time that has a geotagged neighbour."""
        fixes = [Fix(moment, photo) for photo in known.located if (moment := moment_of(photo))]
        if not fixes:
            return {}
        strangers = cameras_apart(fixes)
        heard = {camera: audible(fixes, camera, strangers) for camera in {photo.camera for photo in album.photos}}
        density = self._densities(fixes)
        beliefs = {}
        for photo in album.photos:
            moment = moment_of(photo)
            if photo.position is not None or photo.error is not None or moment is None:
                continue
            belief = self._belief(moment, heard[photo.camera], density)
            if belief is not None:
                beliefs[photo.id] = belief
        return beliefs

    def _densities(self, fixes: Sequence[Fix]) -> dict[int, float]:
        """Return photo id -> density of the world prior around it, per km2."""
        at = [fix.photo.position for fix in fixes]
        leaves = s2.leaf_ids([one.lat_deg for one in at if one], [one.lon_deg for one in at if one])
        cells = s2.parent(leaves, _AROUND_LEVEL)
        per_km2 = self._prior.mass_of(cells) / s2.area_km2(cells)
        return dict(zip((fix.photo.id for fix in fixes), per_km2.tolist(), strict=True))

    def _belief(self, moment: datetime, fixes: Sequence[Fix], density: Mapping[int, float]) -> Belief | None:
        after = bisect_left(fixes, moment, key=lambda fix: fix.at)
        sides = [
            fixes[index]
            for index in (after - 1, after)
            if 0 <= index < len(fixes) and abs((fixes[index].at - moment).total_seconds()) <= FARTHEST_H * 3600.0
        ]
        if not sides:
            return None
        anchors = [_anchor(fix, moment, density[fix.photo.id]) for fix in sides]
        if len(anchors) == 2:
            mixture = between(anchors[0], anchors[1], self._travel)
        else:
            mixture = from_one(anchors[0], self._travel)
        return _belief(mixture, sentence(moment, sides))


def _anchor(fix: Fix, moment: datetime, density_per_km2: float) -> Anchor:
    position = fix.photo.position
    assert position is not None
    xyz = sphere.to_xyz(position.lat_deg, position.lon_deg)
    gap_h = abs((fix.at - moment).total_seconds()) / 3600.0
    return Anchor(xyz, gap_h, position.error_km or 0.02, density_per_km2)


def moment_of(photo: Photo) -> datetime | None:
    """Return the local time of a photo whose clock can be trusted to the minute."""
    taken = photo.taken
    if taken is None or taken.doubts or taken.span or taken.source not in _TRUSTED:
        return None
    return taken.local


def cameras_apart(fixes: Sequence[Fix]) -> bool:
    """Tell whether two cameras were far apart at the same time; `fixes` are in time order."""
    last: dict[Camera, Fix] = {}
    for fix in fixes:
        for camera, other in last.items():
            close_in_time = (fix.at - other.at).total_seconds() <= TOGETHER_H * 3600.0
            if camera != fix.photo.camera and close_in_time and _apart_km(fix, other) > APART_KM:
                return True
        last[fix.photo.camera] = fix
    return False


def audible(fixes: Sequence[Fix], camera: Camera, strangers: bool) -> list[Fix]:
    """Return the fixes that may speak for a photo of `camera`."""
    if not strangers:
        return list(fixes)
    return [fix for fix in fixes if fix.photo.camera == camera]


def sentence(moment: datetime, sides: Sequence[Fix]) -> str:
    """Say what the neighbours are, with numbers that a person can check."""
    parts = []
    for fix in sides:
        gap = (fix.at - moment).total_seconds()
        parts.append(f"{duration(abs(gap))} {'after' if gap > 0 else 'before'} ({fix.photo.path.name})")
    text = f"A photo with a position was taken {parts[0]}"
    if len(sides) == 2:
        text += f" and one {parts[1]}, {_apart_km(*sides):.1f} km apart"
    return text + "."


def duration(seconds: float) -> str:
    """Return a time span as a person says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    if seconds < 172800:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 86400:.0f} days"


def _apart_km(one: Fix, two: Fix) -> float:
    a, b = one.photo.position, two.photo.position
    assert a is not None
    assert b is not None
    return float(sphere.distance_km(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg))


def _belief(mixture: Mixture, because: str) -> Belief:
    return Belief(
        because=because,
        unknown=mixture.anywhere,
        kernel_xyz=mixture.xyz,
        kernel_km=mixture.spread_km,
        kernel_mass=mixture.mass,
    )
