"""`track`: GPS loggers and location histories that a person named (`whence locate --track FILE`).

The moment of a photo (`track_clock`) is laid between two fixes of a track (`tracks.between`), whose fitted bridge says
how surely; a clock that may be off widens it by as far as one got in that time. Tracks that agree speak with one voice,
the surest; where two devices were apart, both are shown. Weight and floor in `locate/fitted.json` are chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from whence_engine.cues.cue import Known
from whence_engine.cues.fix import duration, moment_of
from whence_engine.cues.track_clock import Reading, readings
from whence_engine.geo import sphere
from whence_engine.photo import Album, Belief, Photo
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.zones import Zones
from whence_engine.tracks.between import Spot, spot
from whence_engine.tracks.track import Track
from whence_engine.wording import Sentence, together

_SAME_PLACE_KM = 0.5
_SAME_PLACE_SPREADS = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Where one track puts a photo by one reading of its clock."""

    track: Track
    reading: Reading
    spot: Spot


class TrackCue:
    """Kernels on the tracks."""

    name = "track"
    replaces: tuple[str, ...] = ("gear",)

    @cached_property
    def _zones(self) -> Zones:
        return Zones(Gazetteer.open())

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo without a position whose moment lies on a track, or close to its ends."""
        if not known.tracks:
            return {}
        beliefs = {}
        for photo in album.photos:
            if photo.position is not None or photo.error is not None:
                continue
            found = self._distinct(self._found(photo, known))
            if found:
                beliefs[photo.id] = _belief(found)
        return beliefs

    def _found(self, photo: Photo, known: Known) -> list[_Found]:
        taken = photo.taken
        if taken is None or moment_of(photo) is None:
            return []
        found = []
        for track in known.tracks:
            for reading in readings(photo, taken, known.zones, track, self._zones):
                at = spot(track, reading.utc_ns)
                if at is not None:
                    found.append(_Found(track, reading, _blurred(track, reading, at)))
        return sorted(found, key=lambda one: (one.spot.spread_km, one.track.name, one.reading.utc_ns))

    @staticmethod
    def _distinct(found: Sequence[_Found]) -> list[_Found]:
        """Return the surest ones that lie apart: a second track along the same way is no second witness."""
        kept: list[_Found] = []
        for one in found:
            if all(_are_apart(one.spot, other.spot) for other in kept):
                kept.append(one)
        return kept


def _are_apart(one: Spot, other: Spot) -> bool:
    far_km = _SAME_PLACE_KM + _SAME_PLACE_SPREADS * (one.spread_km + other.spread_km)
    return float(sphere.distance_xyz_km(one.xyz, other.xyz)) > far_km


def _blurred(track: Track, reading: Reading, at: Spot) -> Spot:
    """Widen a spot by how far one got in the time by which the clock may be off."""
    off_ns = int(reading.error_s * 1e9)
    ends = [spot(track, reading.utc_ns + sign * off_ns) for sign in (-1, 1)]
    moved = [float(sphere.distance_xyz_km(end.xyz, at.xyz)) for end in ends if end is not None]
    if not moved:
        return at
    spread = float(np.hypot(at.spread_km, max(moved)))
    return replace(at, spread_km=spread, tail_km=max(at.tail_km, 2.0 * spread))


def _belief(found: Sequence[_Found]) -> Belief:
    """Share the belief evenly among places that contradict each other."""
    sure = [one.reading.sure / len({id(other.track) for other in found}) for one in found]
    mass = np.array(
        [part * share for one, share in zip(found, sure, strict=True) for part in (1 - one.spot.tail, one.spot.tail)]
    )
    return Belief(
        because=together(_sentence(one) for one in found),
        unknown=1.0 - float(mass.sum()),
        kernel_xyz=np.stack([one.spot.xyz for one in found for _ in range(2)]),
        kernel_km=np.array([spread for one in found for spread in (one.spot.spread_km, one.spot.tail_km)]),
        kernel_mass=mass,
    )


def _sentence(found: _Found) -> Sentence:
    """Say what the track has, with numbers: a fix 12 s before and 18 s after, 40 m apart."""
    return Sentence(
        "The track {name} has {what} (time read with {how}).",
        name=found.track.name,
        what=_fixes(found.spot),
        how=found.reading.how,
    )


def _fixes(at: Spot) -> Sentence:
    if at.before_s is not None and at.after_s is not None:
        return Sentence(
            "a fix {before} before and {after} after, {apart} apart",
            before=duration(at.before_s),
            after=duration(at.after_s),
            apart=_length(at.apart_km),
        )
    if at.before_s:
        return Sentence("its last fix {time} before", time=duration(at.before_s))
    if at.after_s:
        return Sentence("its next fix {time} after", time=duration(at.after_s))
    return Sentence("a fix at that very moment")


def _length(km: float) -> Sentence:
    return Sentence("{metres:.0f} m", metres=1000 * km) if km < 1.0 else Sentence("{km:.1f} km", km=km)
