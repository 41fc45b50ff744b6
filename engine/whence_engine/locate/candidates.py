"""From a fused density to a short, ranked list of distinct places.

Modes of the density propose points; the best is the one that lies within most of the five radii, in expectation. Each
is known to the level at which its chance reaches one half; discs that overlap a better one go. When nothing reaches one
half, the best disc of 2500 km says honestly how little is known.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.locate.fuse import Fused
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.reach import Reach, reach
from whence_engine.metrics import RADII_KM
from whence_engine.photo import Candidate, Level

MOST_CANDIDATES = 9
"""As many as there are number keys."""

_MODES_PER_PHOTO = 8
_BROAD_ANCHORS = 48
_LEAST_PROBABILITY = 0.005
_SMALLEST_AREA_KM2 = np.pi * RADII_KM[0] ** 2  # a finer peak is no more of a place than its street

LEVELS = tuple(Level)


def anchors(masses: NDArray[np.float64], leaves: Leaves) -> Reach:
    """Choose the points that may become candidates of any photo of an album, and measure their discs.

    They are the densest and the heaviest leaves of each photo (`masses` is [T, L]), and the heaviest leaves of the
    world prior for the broad discs. Leaves that hold next to nothing of any photo are not measured: together they
    would add less than one in a thousand to a chance.
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
    discs: Reach,
    because: Mapping[str, str],
    *,
    ruled_out: NDArray[np.float64] | None = None,
) -> tuple[Candidate, ...]:
    """Return at least one candidate, best first.

    Candidates come sorted by probability, their discs do not overlap, and their probabilities sum to at most 1.

    Parameters
    ----------
    within
        The calibrated chance of lying within each radius of each anchor of `discs`, float64 [5, A].
    because
        Cue name -> the sentence of its belief.
    ruled_out
        Share of each leaf that a person ruled out, [L]: no candidate stands there, unless there is nowhere else.
    """
    level = np.where(within >= 0.5, np.arange(5)[:, None], 4).min(axis=0)
    chance = within[level, np.arange(level.size)]
    settled = chance >= 0.5
    order = np.lexsort((np.where(settled, -within.sum(axis=0), -chance), ~settled))
    if ruled_out is not None and (open_ := ruled_out[discs.anchors[order]] < 0.5).any():
        order = order[open_]
    kept = _apart(order, level, chance, leaves.xyz[discs.anchors])
    kept.sort(key=lambda index: -chance[index])
    ranked = []
    for index in kept:
        shares = evidence_shares(discs.share[level[index], index] * fused.mass, fused.gain)
        xyz = leaves.xyz[discs.anchors[index]]
        ranked.append(_candidate(LEVELS[level[index]], within[:, index], xyz, shares, because))
    return tuple(replace(candidate, rank=place) for place, candidate in enumerate(ranked, start=1))


def _apart(
    order: NDArray[np.intp], level: NDArray[np.intp], chance: NDArray[np.float64], xyz: NDArray[np.float64]
) -> list[int]:
    """Walk through `order`, keeping what overlaps nothing kept before; the sum of chances stays at most 1."""
    radius = np.asarray(RADII_KM)[level]
    kept: list[int] = []
    free = np.zeros(level.size, np.bool_)
    free[order] = True
    while len(kept) < MOST_CANDIDATES and free.any():
        index = int(order[free[order].argmax()])
        kept.append(index)
        clear = sphere.distance_xyz_km(xyz, xyz[index]) >= radius + radius[index]
        free &= clear & (chance >= _LEAST_PROBABILITY) & (chance[kept].sum() + chance <= 1.0)
        free[index] = False
    return kept


def _candidate(
    level: Level,
    within: NDArray[np.float64],
    xyz: NDArray[np.float64],
    shares: tuple[tuple[str, float], ...],
    because: Mapping[str, str],
) -> Candidate:
    lat, lon = sphere.to_degrees(xyz)
    return Candidate(
        rank=1,
        lat_deg=round(float(lat), 6),
        lon_deg=round(float(lon), 6),
        within_km=stated(within),
        level=level,
        cues=shares,
        because=tuple(because[cue] for cue, _ in shares if cue in because) or (NOTHING_SPEAKS,),
    )


def stated(within: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Return the chances of the five radii [5] as they are told: to four digits.

    They are cut off, not rounded: chances must not come to more than 1 together, nor to one half too soon.
    """
    street, city, region, country, continent = (math.floor(float(chance) * 1e4 + 1e-6) / 1e4 for chance in within)
    return street, city, region, country, continent


NOTHING_SPEAKS = "Nothing here says where; most photos of the world are taken around this place."


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
    count = min(count, values.size)
    return np.argpartition(values, values.size - count)[-count:]
