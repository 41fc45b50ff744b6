"""What the others say of each photo of a stretch: known places at its ends, and open photos that know something.

No evidence counts twice. A photo without evidence of its own is no station on the way: what is known passes over its
head by the time gap alone, so copies of it change nothing. Evidence that rests on one source (a folder's name, one
album network, a copied picture) reaches a photo that shares the source only as its own; for everyone else the nearest
of those who share it speaks for all. Photos of one moment weigh as much as one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.fix import Fix
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.locate.calibration import ChainWeights
from whence_engine.locate.chain import both_ways
from whence_engine.locate.evidence import Voice
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.states import States
from whence_engine.locate.timeline import Stretch, hours_between, in_reach
from whence_engine.locate.transit import lifts
from whence_engine.photo import Photo

ONE_MOMENT_H = 1.0 / 60.0
"""Photos that follow each other within a minute are one moment: together they weigh as much as one."""

_LOUDEST = 60.0  # log-evidence is cut here, so that exponentials stay finite


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries what is known to a photo: a known place or a photo that speaks, and how long after it was."""

    name: str
    after_s: float
    fix: Fix | None = None
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the others say of one photo: a lift on the leaves, float64 [L], and who carries it."""

    lift: NDArray[np.float64]
    carriers: tuple[Carrier, ...]


class Fixed:
    """The known places that some stretches lie between, and where whoever was there may be."""

    def __init__(self, fixes: Sequence[Fix], leaves: Leaves, travel: TravelPrior) -> None:
        self._row = {fix: row for row, fix in enumerate(dict.fromkeys(fixes))}
        self._travel = travel
        at = sphere.to_xyz([fix.lat_deg for fix in self._row], [fix.lon_deg for fix in self._row]).reshape(-1, 3)
        error_km = np.array([fix.error_km for fix in self._row])
        self._lifts = lifts(at, error_km, leaves, travel) if self._row else np.empty((0, 0, 0), np.float32)
        self._said: dict[tuple[int, datetime], NDArray[np.float64]] = {}

    def lift(self, fix: Fix, moment: datetime) -> NDArray[np.float64] | None:
        """Return the lift on the leaves at another moment [L]; None where too much time lies between."""
        if not in_reach(fix, moment):
            return None
        if (self._row[fix], moment) not in self._said:
            self._say(fix, [moment])
        return self._said[self._row[fix], moment]

    def along(self, stretch: Stretch) -> None:
        """Compute what both ends of a stretch say at all its moments in one go."""
        for fix in (stretch.before, stretch.after):
            if fix:
                self._say(fix, [moment for moment in stretch.moments if in_reach(fix, moment)])

    def _say(self, fix: Fix, moments: Sequence[datetime]) -> None:
        weight = self._travel.at([hours_between(fix.at, moment) for moment in moments]).astype(np.float32)
        weight /= weight.sum(axis=1, keepdims=True)
        said = (weight @ self._lifts[self._row[fix]]).astype(np.float64)
        self._said |= {(self._row[fix], moment): row for moment, row in zip(moments, said, strict=True)}


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What the stretches of one batch share; `states` is None where no photo tells another anything."""

    leaves: Leaves
    fixed: Fixed
    states: States | None
    weights: ChainWeights


def heard_along(
    stretch: Stretch, voices: Mapping[int, Voice], silent: frozenset[int], around: Surroundings
) -> dict[int, Told]:
    """Return photo id -> what the others say of it; photos of which nobody says anything are left out."""
    speaking = [row for row, photo in enumerate(stretch.photos) if voices[photo.id].speaks and photo.id not in silent]
    shared = _shared_sources(stretch, voices, speaking)
    views: dict[tuple[frozenset[str], frozenset[tuple[int, str]]], list[int]] = {}
    for row, photo in enumerate(stretch.photos):
        hidden = frozenset(shared) & frozenset(voices[photo.id].source.values())
        speaks = frozenset((_nearest(stretch, shared[source], row), source) for source in shared.keys() - hidden)
        views.setdefault((hidden, speaks), []).append(row)
    share = _crowds(stretch, speaking)
    found: dict[int, Told] = {}
    for (_, speaks), rows in views.items():
        told_by: dict[int, dict[str, float]] = {row: {} for row in speaking}
        for row in speaking:
            for cue, source in voices[stretch.photos[row].id].source.items():
                if source not in shared:
                    told_by[row][cue] = share[row]
                elif (row, source) in speaks:
                    told_by[row][cue] = 1.0
        view = _View(stretch, voices, told_by, around)
        for row in rows:
            told = view.of(row)
            if told is not None:
                found[stretch.photos[row].id] = told
    return found


def _shared_sources(stretch: Stretch, voices: Mapping[int, Voice], speaking: Sequence[int]) -> dict[str, list[int]]:
    """Return source -> the rows that rest on it, where there are several."""
    rows: dict[str, list[int]] = {}
    for row in speaking:
        for source in dict.fromkeys(voices[stretch.photos[row].id].source.values()):
            rows.setdefault(source, []).append(row)
    return {source: some for source, some in rows.items() if len(some) > 1}


def _nearest(stretch: Stretch, rows: Sequence[int], row: int) -> int:
    """Return which of `rows` was taken nearest in time: it speaks for all that share its source."""
    at, moments = stretch.moments[row], stretch.moments
    after = bisect_left(rows, at, key=moments.__getitem__)
    sides = [rows[after]] if after < len(rows) else []
    if after:
        sides.append(rows[bisect_left(rows, moments[rows[after - 1]], key=moments.__getitem__)])
    return min(sides, key=lambda other: (hours_between(moments[other], at), other))


def _crowds(stretch: Stretch, speaking: Sequence[int]) -> dict[int, float]:
    """Return row -> how much of its evidence a photo may tell others: the photos of one moment weigh as much as one."""
    moments: list[list[int]] = []
    for row in speaking:
        if moments and hours_between(stretch.moments[moments[-1][-1]], stretch.moments[row]) <= ONE_MOMENT_H:
            moments[-1].append(row)
        else:
            moments.append([row])
    return {row: 1.0 / len(moment) for moment in moments for row in moment}


class _View:
    """The chain as some photos see it; `told_by` says which photos speak, by which cues, and with what share."""

    def __init__(
        self,
        stretch: Stretch,
        voices: Mapping[int, Voice],
        told_by: Mapping[int, Mapping[str, float]],
        around: Surroundings,
    ) -> None:
        self._stretch = stretch
        self._around = around
        self._heard: dict[int, tuple[str, ...]] = {}  # row of each station -> the cues that speak there
        emission = []
        for row, share in told_by.items() if around.states else ():
            voice = voices[stretch.photos[row].id]
            if share or voice.ruled_out is not None:
                self._heard[row] = tuple(share)
                emission.append(self._emission(voice, share))
        self._stations = list(self._heard)
        self._place = {row: place for place, row in enumerate(self._stations)}
        if self._stations:
            self._run(np.stack(emission))

    def _emission(self, voice: Voice, share: Mapping[str, float]) -> NDArray[np.float64]:
        """Return what a photo tells others as a lift on the states: believed in part, and in its share."""
        states, leaves = self._around.states, self._around.leaves
        assert states is not None
        echo = self._around.weights.echo
        told = np.ones(leaves.ids.size)
        for cue, part in share.items():
            lift = np.exp(np.minimum(voice.gain[cue], _LOUDEST))
            told *= (1.0 - echo + echo * lift / float(lift @ leaves.prior)) ** part
        if voice.ruled_out is not None:
            told *= 1.0 - echo * voice.ruled_out
        return states.gathered(told, leaves.prior)

    def _run(self, emission: NDArray[np.float64]) -> None:
        states, moments = self._around.states, self._stretch.moments
        assert states is not None
        at = [moments[row] for row in self._stations]
        gap_h = [hours_between(one, two) for one, two in pairwise(at)]
        ends = []
        for fix, moment in ((self._stretch.before, at[0]), (self._stretch.after, at[-1])):
            lift = self._around.fixed.lift(fix, moment) if fix else None
            silent = np.ones(states.prior.size)
            ends.append(silent if lift is None else states.gathered(lift, self._around.leaves.prior))
        self._ahead, self._back = both_ways(states, emission, gap_h, ends[0], ends[1])

    def of(self, row: int) -> Told | None:
        """Return what the others say of one photo of the stretch."""
        stretch, leaves = self._stretch, self._around.leaves
        first, last = bisect_left(self._stations, row), bisect_right(self._stations, row)
        before = self._stations[first - 1] if first else None
        after = self._stations[last] if last < len(self._stations) else None
        sides = [
            self._side(row, station, fix, messages)
            for station, fix, messages in (
                (before, stretch.before, self._ahead if self._stations else None),
                (after, stretch.after, self._back if self._stations else None),
            )
        ]
        heard = [side for side in sides if side is not None]
        if not heard:
            return None
        gaps = [(one, abs(carrier.after_s) / 3600.0) for one, carrier in heard]
        lift = self._around.weights.joined(gaps, leaves.prior)
        return Told(lift, tuple(carrier for _, carrier in heard))

    def _side(
        self,
        row: int,
        station: int | None,
        fix: Fix | None,
        messages: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
    ) -> tuple[NDArray[np.float64], Carrier] | None:
        """Return the lift that reaches a photo from one side, and who carries it."""
        moment = self._stretch.moments[row]
        if station is None:
            lift = self._around.fixed.lift(fix, moment) if fix else None
            return None if lift is None or fix is None else (lift, _carried(fix.name, fix.at, moment, fix=fix))
        states = self._around.states
        assert states is not None
        assert messages is not None
        arriving, sent = messages
        at = self._stretch.moments[station]
        lift = arriving[self._place[row]] if row in self._place else None
        if lift is None:
            lift = states.step(sent[self._place[station]], hours_between(at, moment))
        photo: Photo = self._stretch.photos[station]
        everywhere = states.spread(lift, self._around.leaves.ids.size)
        return everywhere, _carried(photo.path.name, at, moment, cues=self._heard[station])


def _carried(
    name: str, at: datetime, moment: datetime, *, fix: Fix | None = None, cues: tuple[str, ...] = ()
) -> Carrier:
    return Carrier(name, (at - moment).total_seconds(), fix, cues)
