"""What UTC it was when a camera's clock showed a time: by the photo itself, by a person's word, or by the track.

A clock that does not tell its zone is taken to show the time of the place. Where that was the track itself says, if it
is asked at the right moment: among the zones that the track passes, those count in which the time they give lies where
the track then was in that zone. Near a border there may be two, and in the hour that clocks show twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from whence_engine.albums.clock_offsets import ZONE_SHIFT, spelled, told_zone
from whence_engine.files.devices import keeps_time
from whence_engine.photo import CaptureTime, Photo, TimeSource
from whence_engine.places.zones import Zones, named_zone, offsets_at
from whence_engine.tracks.moments import ns_of
from whence_engine.tracks.track import Track
from whence_engine.wording import Sentence

PHONE_ERROR_S, CAMERA_ERROR_S = 5.0, 60.0
"""How far a clock is off when it was not found to be: phones follow a network, cameras were set by eye (chosen)."""

SURE_OF_OFFSET, SURE_OF_WORD, SURE_OF_PHONE, SURE_OF_CAMERA = 0.97, 0.95, 0.95, 0.75
"""Shares of clocks whose zone is as taken: stated in the file, told by a person, that of the place on a phone, and on a
camera, which may still show the time at home (chosen)."""

ToldZones = Sequence[tuple[str, str]]
"""Zones that a person said of clocks, by camera, as `library.told` gives them."""

_SAMPLES = 96
_ZONES_APART_NS = 15 * 3600 * 10**9  # zones lie between UTC-12 and UTC+14


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment that a clock may have meant.

    Attributes
    ----------
    utc_ns
        Nanoseconds since 1970.
    sure
        The chance that the zone is right.
    error_s
        How far the clock may be off.
    how
        A clause that says how the moment was found.
    """

    utc_ns: int
    sure: float
    error_s: float
    how: str


def readings(photo: Photo, taken: CaptureTime, told: ToldZones, track: Track, zones: Zones) -> list[Reading]:
    """Return the moments that a photo's time may mean; none where the track passes no zone that fits."""
    error_s = PHONE_ERROR_S if keeps_time(photo.camera) or taken.correction else CAMERA_ERROR_S
    if taken.offset is not None:
        by = Sentence("the {utc} in the photo", utc=_utc(taken.offset))
        if taken.source is TimeSource.TAKEOUT:
            by = Sentence("Takeout's UTC")
        return [Reading(_ns(taken.local, taken.offset), SURE_OF_OFFSET, error_s, _corrected(by, taken))]
    stated = photo.world_time.offset
    if stated is not None and taken.source is TimeSource.EXIF and abs(taken.correction) <= ZONE_SHIFT:
        by = Sentence("the camera's {utc}", utc=_utc(stated))
        return [Reading(_ns(taken.local, stated), SURE_OF_OFFSET, error_s, _corrected(by, taken))]
    said = told_zone(photo.camera, told)
    zone = named_zone(said) if said else None
    if zone is not None:
        asked = offsets_at(zone, taken.local)
        how = _corrected(Sentence("{zone} as you said", zone=said), taken)
        return [Reading(_ns(taken.local, offset), SURE_OF_WORD / len(asked), error_s, how) for offset in asked]
    found = _along(taken.local, track, zones)
    follows = keeps_time(photo.camera) or bool(taken.correction)
    sure = (SURE_OF_PHONE if follows else SURE_OF_CAMERA) / max(1, len(found))
    shown = {offset: Sentence("{utc} as clocks there show", utc=_utc(offset)) for offset in found}
    return [Reading(_ns(taken.local, offset), sure, error_s, _corrected(shown[offset], taken)) for offset in found]


def _corrected(how: Sentence, taken: CaptureTime) -> Sentence:
    if not taken.correction:
        return how
    return Sentence("{how}, its clock corrected by {offset}", how=how, offset=spelled(taken.correction))


def _along(local: datetime, track: Track, zones: Zones) -> list[timedelta]:
    """Return the offsets of zones that the track was in at the moment that they give, the smallest first."""
    plain = _ns(local, timedelta(0))
    start, stop = np.searchsorted(track.utc_ns, (plain - _ZONES_APART_NS, plain + _ZONES_APART_NS))
    if start == stop:
        return []
    picked = np.unique(np.linspace(start, stop - 1, min(_SAMPLES, stop - start)).astype(np.intp))
    around = zones.at(track.lat_deg[picked], track.lon_deg[picked])
    asked = {offset for zone in dict.fromkeys(around) for offset in offsets_at(zone, local)}
    return sorted(offset for offset in asked if _fits(local, offset, track, zones))


def _fits(local: datetime, offset: timedelta, track: Track, zones: Zones) -> bool:
    utc_ns = _ns(local, offset)
    after = min(int(np.searchsorted(track.utc_ns, utc_ns)), track.utc_ns.size - 1)
    before = max(after - 1, 0)
    nearest = after if abs(int(track.utc_ns[after]) - utc_ns) <= abs(int(track.utc_ns[before]) - utc_ns) else before
    [zone] = zones.at(track.lat_deg[nearest : nearest + 1], track.lon_deg[nearest : nearest + 1])
    return offset in offsets_at(zone, local)


def _ns(local: datetime, offset: timedelta) -> int:
    try:
        return ns_of(local.replace(tzinfo=UTC) - offset)
    except OverflowError:
        return ns_of(local.replace(tzinfo=UTC))


def _utc(offset: timedelta) -> str:
    return f"UTC{spelled(offset)[:-3]}"
