"""What other programs do with photos near in time: the four rules that fusion is measured against."""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from bench.hiding import Library
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.photo import Photo

Rule = Callable[[datetime, Sequence[Photo], NDArray[np.float64]], tuple[float, float] | None]
"""A moment, the known photos in time order and their times in hours from it -> latitude and longitude, or nothing."""

_FARTHEST_H = 36.0
_APART_KM = 100.0
_LINEAR_H = 0.5


def at_of(photo: Photo) -> tuple[float, float]:
    """Return the position of a photo that has one."""
    assert photo.position is not None
    return photo.position.lat_deg, photo.position.lon_deg


def nearest(within_h: float) -> Rule:
    """The place of the nearest photo in time, if it is near enough."""

    def rule(moment: datetime, known: Sequence[Photo], gap_h: NDArray[np.float64]) -> tuple[float, float] | None:
        del moment
        far = np.abs(gap_h)
        return at_of(known[int(far.argmin())]) if far.size and far.min() <= within_h else None

    return rule


def linear(moment: datetime, known: Sequence[Photo], gap_h: NDArray[np.float64]) -> tuple[float, float] | None:
    """exiftool -geotag: interpolate between the fixes around a photo, each at most half an hour away, else the one."""
    del moment
    before = np.flatnonzero((gap_h <= 0) & (gap_h >= -_LINEAR_H))
    after = np.flatnonzero((gap_h > 0) & (gap_h <= _LINEAR_H))
    if before.size and after.size:
        return _on_the_way(known[int(before[-1])], known[int(after[0])], gap_h[before[-1]], gap_h[after[0]])
    one = before[-1:] if before.size else after[:1]
    return at_of(known[int(one[0])]) if one.size else None


def photoprism(moment: datetime, known: Sequence[Photo], gap_h: NDArray[np.float64]) -> tuple[float, float] | None:
    """PhotoPrism: linear movement between the two nearest within 36 h if these lie within 100 km, else the nearest."""
    del moment
    order = np.argsort(np.abs(gap_h), kind="stable")[:2]
    near = [int(row) for row in order if abs(gap_h[row]) <= _FARTHEST_H]
    if not near:
        return None
    if len(near) == 2 and float(sphere.distance_km(*at_of(known[near[0]]), *at_of(known[near[1]]))) < _APART_KM:
        first, last = sorted(near)
        if gap_h[first] <= 0 <= gap_h[last]:
            return _on_the_way(known[first], known[last], gap_h[first], gap_h[last])
    return at_of(known[near[0]])


def _on_the_way(one: Photo, two: Photo, before_h: float, after_h: float) -> tuple[float, float]:
    part = -before_h / max(after_h - before_h, 1e-9)
    ends = np.stack([sphere.to_xyz(*at_of(one)), sphere.to_xyz(*at_of(two))])
    lat, lon = sphere.to_degrees(sphere.mean_xyz(ends, np.array([1.0 - part, part])))
    return float(lat), float(lon)


RULES: dict[str, Rule] = {
    "PhotoPrism's rule": photoprism,
    "nearest within 1 h": nearest(1.0),
    "linear, 30 min": linear,
    "nearest, any gap": nearest(np.inf),
}


def distances_km(library: Library, rule: Rule) -> NDArray[np.float64]:
    """Return how far off a rule is for each hidden photo, float64 [H]; infinitely, where it says nothing."""
    known = library.known
    times = np.array([_hours(photo) for photo in known])
    found = []
    for photo, (lat, lon), lost in zip(library.photos, library.truth.tolist(), library.hidden, strict=True):
        if lost:
            assert photo.taken is not None
            at = rule(photo.taken.local, known, times - _hours(photo))
            found.append(np.inf if at is None else float(sphere.distance_km(lat, lon, *at)))
    return np.array(found)


def _hours(photo: Photo) -> float:
    assert photo.taken is not None
    return (photo.taken.local - datetime(1970, 1, 1)).total_seconds() / 3600.0
