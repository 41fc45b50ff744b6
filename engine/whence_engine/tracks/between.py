"""Where somebody was between two fixes of a track, and how surely.

In between it is the point at that share of the way (great circle, even speed), with a spread that grows with the gap
and with the distance, most in the middle (a bridge, as Horne et al., "Analyzing animal movements using Brownian
bridges", 2007, but with a heavy tail). Outside the first and last fix it is that fix, for a short while. The constants
are fitted by `python tests/bench/tracks.py` on three photos in a row by travellers of the training side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.tracks.track import Track

LONGEST_GAP_H = 6.0
"""Between fixes farther apart in time than this nothing is said."""
REACH_H = 1.0
"""Before the first fix and after the last one something is said for this long."""

ERROR_KM, WANDER_KM_H, BEND = 0.0124, 0.0232, 0.2847
TAIL, TAIL_WIDTH = 0.0936, 60.7

STRAY_ERROR_KM, STRAY_KM, STRAY_POWER = 0.0031, 1.3793, 0.8784
STRAY_TAIL, STRAY_TAIL_WIDTH = 0.1622, 20.2


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where a track says somebody was.

    Attributes
    ----------
    xyz
        Unit vector, float64 [3].
    spread_km
        Standard deviation along each axis of the tangent plane.
    tail, tail_km
        The share of cases that lie wider, and how wide.
    before_s, after_s
        Time since the fix before and to the fix after; None where there is none within reach.
    apart_km
        Distance of these two fixes.
    """

    xyz: NDArray[np.float64]
    spread_km: float
    tail: float
    tail_km: float
    before_s: float | None
    after_s: float | None
    apart_km: float


def spread_km(
    gap_s: NDArray[np.float64], share: NDArray[np.float64], apart_km: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the spread at a share of the way between two fixes: all float64 [N]."""
    stray = (WANDER_KM_H * gap_s / 3600.0) ** 2 + (BEND * apart_km) ** 2
    return np.asarray(np.sqrt(ERROR_KM**2 + 4.0 * share * (1.0 - share) * stray))


def spot(track: Track, utc_ns: int) -> Spot | None:
    """Return where the track says somebody was at a moment, or None where it says nothing of it."""
    after = int(np.searchsorted(track.utc_ns, utc_ns))
    if after < track.utc_ns.size and track.utc_ns[after] == utc_ns:
        return _at_one(track, after, 0.0, after=True)
    if 0 < after < track.utc_ns.size:
        return _between(track, after - 1, utc_ns)
    if track.utc_ns.size == 0:
        return None
    end = min(after, track.utc_ns.size - 1)
    gap_s = abs(int(track.utc_ns[end]) - utc_ns) / 1e9
    return _at_one(track, end, gap_s, after=after == 0) if gap_s <= REACH_H * 3600.0 else None


def _between(track: Track, first: int, utc_ns: int) -> Spot | None:
    start, end = int(track.utc_ns[first]), int(track.utc_ns[first + 1])
    gap_s = (end - start) / 1e9
    before_s, after_s = (utc_ns - start) / 1e9, (end - utc_ns) / 1e9
    if gap_s > LONGEST_GAP_H * 3600.0:
        reach_s = REACH_H * 3600.0
        if min(before_s, after_s) > reach_s:
            return None
        nearer_after = after_s < before_s
        return _at_one(track, first + int(nearer_after), min(before_s, after_s), after=nearer_after)
    one, two = track.xyz(first), track.xyz(first + 1)
    apart_km = float(sphere.distance_xyz_km(one, two))
    share = (utc_ns - start) / (end - start)
    spread = float(spread_km(np.array(gap_s), np.array(share), np.array(apart_km)))
    spread = float(np.hypot(spread, (1.0 - share) * track.error_km(first) + share * track.error_km(first + 1)))
    return Spot(_along(one, two, share), spread, TAIL, TAIL_WIDTH * spread, before_s, after_s, apart_km)


def _at_one(track: Track, index: int, gap_s: float, *, after: bool) -> Spot:
    spread = float(np.hypot(STRAY_ERROR_KM + STRAY_KM * (gap_s / 3600.0) ** STRAY_POWER, track.error_km(index)))
    before_s, after_s = (None, gap_s) if after else (gap_s, None)
    return Spot(track.xyz(index), spread, STRAY_TAIL, STRAY_TAIL_WIDTH * spread, before_s, after_s, 0.0)


def _along(one: NDArray[np.float64], two: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return the point on the great circle at a share of the way; of antipodes, which have no way, the nearer one."""
    angle = float(sphere.angle_rad(one, two))
    if angle < 1e-12 or np.pi - angle < 1e-6:
        return one if share < 0.5 else two
    return np.asarray((np.sin((1.0 - share) * angle) * one + np.sin(share * angle) * two) / np.sin(angle))
