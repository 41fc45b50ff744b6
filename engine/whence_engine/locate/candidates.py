"""From a fused density to a short, ranked list of distinct places.

Modes of the density propose points; the best is the one that lies within most of the five radii, in expectation. Each
is known to the level at which its chance reaches one half; discs that overlap a better one go. When nothing reaches one
half, the best disc of 2500 km says honestly how little is known.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.locate.fuse import Fused
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.reach import Discs, Reach, reach
from whence_engine.metrics import RADII_KM
from whence_engine.photo import Candidate, Level
from whence_engine.wording import Sentence

MOST_CANDIDATES = 9
"""As many as there are number keys."""

_MODES_PER_PHOTO = 8
_BROAD_ANCHORS = 48
_LEAST_PROBABILITY = 0.005
_SMALLEST_AREA_KM2 = np.pi * RADII_KM[0] ** 2  # a finer peak is no more of a place than its street

_LARGE = 0.01
"""Leaves that hold less than this share of the largest are seldom among the few largest."""

LEVELS = tuple(Level)


def anchors(masses: NDArray[np.float64], leaves: Leaves) -> Reach:
    """Choose the points that may become candidates of any photo of an album, and measure their discs.

    They are the densest and the heaviest leaves of each photo (`masses` is [T, L]), and the heaviest leaves of the
    world prior for the broad discs.
    """
    area = np.maximum(leaves.area_km2, _SMALLEST_AREA_KM2)
    chosen = [_largest(leaves.prior, _BROAD_ANCHORS)]
    for mass in masses:
        chosen += [_largest(mass / area, _MODES_PER_PHOTO), _largest(mass, _MODES_PER_PHOTO)]
    return reach(np.unique(np.concatenate(chosen)), leaves)


def rank(
    fused: Fused,
    within: NDArray[np.float64],
    leaves: Leaves,
    reached: Reach,
    because: Mapping[str, str],
    *,
    ruled_out: NDArray[np.float64] | None = None,
) -> tuple[Candidate, ...]:
    """Return at least one candidate, best first.

    Candidates come sorted by probability, their discs do not overlap, and their probabilities sum to at most 1.

    Parameters
    ----------
    within
        The calibrated chance of lying within each radius of each anchor of `reached`, float64 [5, A].
    because
        Cue name -> the sentence of its belief.
    ruled_out
        Share of each leaf that a person ruled out, [L]: no candidate stands there, unless there is nowhere else.
    """
    level = np.minimum((within < 0.5).sum(axis=0), 4)  # chances rise with the radius
    chance = within[level, np.arange(level.size)]
    open_ = None if ruled_out is None else ruled_out[reached.anchors] < 0.5
    kept = _apart(_in_order(within, chance, open_), level, chance, reached)
    kept.sort(key=lambda index: -chance[index])
    lat, lon = np.round(sphere.to_degrees(leaves.xyz[reached.anchors[kept]]), 6).tolist()
    told = stated(within[:, kept])
    ranked = []
    for place, index in enumerate(kept):
        shares = evidence_shares(*_inside(fused, reached.discs[level[index]], index))
        why = tuple(because[cue] for cue, _ in shares if cue in because) or (NOTHING_SPEAKS,)
        ranked.append(
            Candidate(place + 1, lat[place], lon[place], told[place], LEVELS[level[index]], cues=shares, because=why)
        )
    return tuple(ranked)


def _in_order(
    within: NDArray[np.float64], chance: NDArray[np.float64], open_: NDArray[np.bool_] | None
) -> NDArray[np.intp]:
    """Return the anchors that may become candidates, best first: at least one."""
    allowed = np.ones(chance.size, np.bool_) if open_ is None or not open_.any() else open_
    likely = np.flatnonzero(allowed & (chance >= _LEAST_PROBABILITY))
    some = likely if likely.size else np.flatnonzero(allowed)
    settled = chance[some] >= 0.5
    key = np.where(settled, -within[:, some].sum(axis=0), -chance[some])
    order = some[np.lexsort((key, ~settled))]
    return order if likely.size else order[:1]


def _inside(fused: Fused, discs: Discs, index: int) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """Return a photo's mass in one disc, leaf by leaf, and the evidence there."""
    leaf, share = discs.one(index)
    return share * fused.mass[leaf], {cue: gain[leaf] for cue, gain in fused.gain.items()}


def _apart(order: NDArray[np.intp], level: NDArray[np.intp], chance: NDArray[np.float64], reached: Reach) -> list[int]:
    """Walk through `order`, keeping what overlaps nothing kept before; the sum of chances stays at most 1."""
    radius = np.asarray(RADII_KM)[level]
    rest, total = order, 0.0
    kept: list[int] = []
    while len(kept) < MOST_CANDIDATES and rest.size:
        index = int(rest[0])
        kept.append(index)
        total += chance[index]
        rest = rest[1:]
        clear = reached.apart_km[index, rest] >= radius[rest] + radius[index]
        rest = rest[clear & (total + chance[rest] <= 1.0)]
    return kept


def stated(within: NDArray[np.float64]) -> list[tuple[float, float, float, float, float]]:
    """Return the chances of the five radii of N places [5, N] as they are told: to four digits.

    They are cut off, not rounded: chances must not come to more than 1 together, nor to one half too soon.
    """
    told = (np.floor(within.T * 1e4 + 1e-6) / 1e4).tolist()
    return [(street, city, region, country, continent) for street, city, region, country, continent in told]


NOTHING_SPEAKS = Sentence("Nothing here says where; most photos of the world are taken around this place.")


def evidence_shares(
    inside: NDArray[np.float64], gain: Mapping[str, NDArray[np.float64]]
) -> tuple[tuple[str, float], ...]:
    """Split the evidence for a place among the cues, largest share first; the shares sum to 1.

    A cue's evidence is its mean log-evidence against the prior over the mass that lies in the place (`inside`, [L]);
    what speaks against the place has no share. Where no cue speaks for it, the prior has all.
    """
    total = inside.sum()
    found = {cue: float((inside @ values) / total) if total > 0 else 0.0 for cue, values in gain.items()}
    speaking = {cue: value for cue, value in found.items() if value > 1e-3}
    whole = sum(speaking.values())
    if not speaking:
        return (("prior", 1.0),)
    ranked = sorted(speaking.items(), key=lambda item: -item[1])
    return tuple((cue, value / whole) for cue, value in ranked)


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the places of the `count` largest values; looking among the large ones only where that is enough."""
    large = np.flatnonzero(values > _LARGE * values.max(initial=0.0))
    if large.size >= count:
        return large[np.argpartition(values[large], large.size - count)[-count:]]
    count = min(count, values.size)
    return np.argpartition(values, values.size - count)[-count:]
