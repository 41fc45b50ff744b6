"""One clean track out of the fixes that a file holds, whatever their order and whatever is wrong with some of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.tracks.moments import ns_of
from whence_engine.wording import counted

UNKNOWN_ERROR_KM = 0.01
"""What a receiver under open sky is wrong by, where a fix does not say."""

FASTEST_M_S = 350.0
"""Faster than any airliner: a single fix that would need it, there and back, is a jump."""

_NEVER_SET_DEG = 1e-6
_ROUNDS = 3


@dataclass(slots=True)
class Fixes:
    """What a reader gathers, in the order of the file: four lists of one length, and what it has to say.

    `utc_ns` counts nanoseconds since 1970 in UTC; `error_km` is NaN where a fix does not state one. `in_order` says
    that the format has one fix after the other, so that times that go backwards are worth a word.
    """

    utc_ns: list[int] = field(default_factory=list)
    lat_deg: list[float] = field(default_factory=list)
    lon_deg: list[float] = field(default_factory=list)
    error_km: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    untimed: int = 0
    in_order: bool = False

    def add(self, utc_ns: int, lat_deg: float, lon_deg: float, *, error_km: float = float("nan")) -> None:
        """Take one fix."""
        self.utc_ns.append(utc_ns)
        self.lat_deg.append(lat_deg)
        self.lon_deg.append(lon_deg)
        self.error_km.append(error_km)


@dataclass(frozen=True, eq=False, slots=True)
class Track:
    """Where one device was.

    Attributes
    ----------
    name
        Of the file, for sentences.
    utc_ns
        Nanoseconds since 1970 in UTC, int64 [N], strictly rising.
    lat_deg, lon_deg
        float64 [N].
    stated_error_km
        float32 [N], NaN where the file does not say.
    notes
        Sentences on what was left out.
    """

    name: str
    utc_ns: NDArray[np.int64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    stated_error_km: NDArray[np.float32]
    notes: tuple[str, ...] = ()

    def within(self, first: datetime, last: datetime) -> bytes:
        """Return the fixes from one naive moment in UTC to another, as bytes that differ when any of them does."""
        ends = [ns_of(moment.replace(tzinfo=UTC)) for moment in (first, last)]
        start, stop = np.searchsorted(self.utc_ns, ends)
        columns = (self.utc_ns, self.lat_deg, self.lon_deg, self.stated_error_km)
        return b"".join(column[start:stop].tobytes() for column in columns)

    def xyz(self, index: int) -> NDArray[np.float64]:
        """Return one fix as a unit vector, float64 [3]."""
        return sphere.to_xyz(self.lat_deg[index], self.lon_deg[index])

    def error_km(self, index: int) -> float:
        """Return how wrong one fix may be."""
        stated = float(self.stated_error_km[index])
        return UNKNOWN_ERROR_KM if np.isnan(stated) else stated


def cleaned(name: str, fixes: Fixes) -> Track:
    """Return the track that some fixes make: in time order, one fix a moment, without what cannot be.

    The order of `fixes` changes nothing but the note on it.
    """
    utc = np.array(fixes.utc_ns, np.int64)
    lat, lon = np.array(fixes.lat_deg, np.float64), np.array(fixes.lon_deg, np.float64)
    error = np.array(fixes.error_km, np.float32)
    notes = list(fixes.notes)
    if fixes.untimed:
        notes.append(counted("{count:,} point has no time.", "{count:,} points have no time.", fixes.untimed))
    real = np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0)
    zero = real & (np.abs(lat) < _NEVER_SET_DEG) & (np.abs(lon) < _NEVER_SET_DEG)
    if nowhere := int((~real).sum()):
        notes.append(
            counted("{count:,} point lies nowhere on Earth.", "{count:,} points lie nowhere on Earth.", nowhere)
        )
    if unset := int(zero.sum()):
        notes.append(counted("{count:,} point at 0, 0 was left out.", "{count:,} points at 0, 0 were left out.", unset))
    keep = np.flatnonzero(real & ~zero)
    backwards = int((np.diff(utc[keep]) < 0).sum())
    if backwards and fixes.in_order:
        notes.append(
            counted("{count:,} time goes backwards; sorted.", "{count:,} times go backwards; sorted.", backwards)
        )
    order = keep[np.lexsort((lon[keep], lat[keep], utc[keep]))]
    track = _one_a_moment(utc[order], lat[order], lon[order], error[order], notes)
    utc, lat, lon, error = _without_jumps(*track, notes)
    return Track(name, utc, lat, lon, error, tuple(notes))


_Columns = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]


def _one_a_moment(
    utc: NDArray[np.int64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    error: NDArray[np.float32],
    notes: list[str],
) -> _Columns:
    """Let fixes of one moment be their mean; how far they lie apart becomes its error."""
    times, first, count = np.unique(utc, return_index=True, return_counts=True)
    if times.size == utc.size:
        return utc, lat, lon, error
    xyz = sphere.to_xyz(lat, lon)
    middle = np.add.reduceat(xyz, first, axis=0) / count[:, None]
    length = np.linalg.norm(middle, axis=1)
    middle = np.where(length[:, None] > 1e-6, middle / np.maximum(length, 1e-6)[:, None], xyz[first])
    off = np.maximum.reduceat(sphere.distance_xyz_km(xyz, np.repeat(middle, count, axis=0)), first)
    several = count > 1
    new_lat, new_lon = lat[first], lon[first]
    new_lat[several], new_lon[several] = sphere.to_degrees(middle[several])
    worst = np.fmax.reduceat(error, first)
    new_error = np.where(several & (off > 1e-3), np.fmax(worst, off), worst).astype(np.float32)
    contradicting = int((off > 0.1).sum())
    if contradicting:
        notes.append(counted("{count:,} moment has two places.", "{count:,} moments have two places.", contradicting))
    return times, new_lat, new_lon, new_error


def _without_jumps(
    utc: NDArray[np.int64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    error: NDArray[np.float32],
    notes: list[str],
) -> _Columns:
    """Leave out single fixes that no aeroplane could reach from both neighbours, which agree with each other."""
    dropped = 0
    for _ in range(_ROUNDS):
        if utc.size < 3:
            break
        xyz, seconds = sphere.to_xyz(lat, lon), utc / 1e9
        speed = 1000.0 * sphere.distance_xyz_km(xyz[1:], xyz[:-1]) / np.diff(seconds)
        past = 1000.0 * sphere.distance_xyz_km(xyz[2:], xyz[:-2]) / (seconds[2:] - seconds[:-2])
        jump = np.zeros(utc.size, np.bool_)
        jump[1:-1] = (speed[:-1] > FASTEST_M_S) & (speed[1:] > FASTEST_M_S) & (past <= FASTEST_M_S)
        if not jump.any():
            break
        dropped += int(jump.sum())
        utc, lat, lon, error = utc[~jump], lat[~jump], lon[~jump], error[~jump]
    if dropped:
        notes.append(
            counted(
                "{count:,} point jumps away and back; left out.",
                "{count:,} points jump away and back; left out.",
                dropped,
            )
        )
    return utc, lat, lon, error
