"""Where photos would fall on tracks if a camera's clock were so much off: pure, and quick enough to follow a slider."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta

import numpy as np
from numpy.typing import NDArray

from whence_engine.albums.clock_offsets import added
from whence_engine.cues.fix import moment_of
from whence_engine.cues.track_clock import ToldZones, readings
from whence_engine.geo import sphere
from whence_engine.photo import Photo
from whence_engine.places.zones import Zones
from whence_engine.tracks.between import Spot, spot
from whence_engine.tracks.moments import ns_of
from whence_engine.tracks.track import Track

_REACH_NS = 17 * 3600 * 10**9  # zones lie up to 15 hours from UTC, and a track speaks an hour beyond its ends


@dataclass(frozen=True, slots=True, eq=False)
class Falls:
    """Photos that fall on a track.

    Attributes
    ----------
    photo_id
        int64 [N].
    lat_deg, lon_deg, spread_km
        Where, and how surely (standard deviation along each axis): float64 [N] each.
    """

    photo_id: NDArray[np.int64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    spread_km: NDArray[np.float64]


def falls(photos: Iterable[Photo], tracks: Sequence[Track], *, add: timedelta, told: ToldZones, zones: Zones) -> Falls:
    """Lay photos on tracks with `add` added to their times.

    Parameters
    ----------
    photos
        With the times that their files say; those that have none to the minute fall nowhere.
    told
        What a person said of clocks that do not tell their zone, by camera (`library.told`).

    Returns
    -------
    For each photo that falls on a track, the place where the surest track has it.
    """
    found: list[tuple[int, Spot]] = []
    for photo in photos:
        if photo.taken is None:
            continue
        moved = replace(photo, taken=added(photo.taken, add) if add else photo.taken)
        best = _surest(moved, tracks, told, zones)
        if best is not None:
            found.append((photo.id, best))
    xyz = np.array([one.xyz for _, one in found]).reshape(-1, 3)
    lat, lon = sphere.to_degrees(xyz)
    spread = np.array([one.spread_km for _, one in found], np.float64)
    return Falls(np.array([photo_id for photo_id, _ in found], np.int64), lat, lon, spread)


def _surest(photo: Photo, tracks: Sequence[Track], told: ToldZones, zones: Zones) -> Spot | None:
    moment = moment_of(photo)
    if moment is None or photo.taken is None:
        return None
    plain = ns_of(moment.replace(tzinfo=UTC))
    spots = []
    for track in tracks:
        if track.utc_ns[0] - _REACH_NS <= plain <= track.utc_ns[-1] + _REACH_NS:
            asked = readings(photo, photo.taken, told, track, zones)
            spots += [at for reading in asked if (at := spot(track, reading.utc_ns)) is not None]
    return min(spots, key=lambda one: one.spread_km, default=None)
