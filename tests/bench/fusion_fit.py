"""Fits how far photos of an album believe each other, and how far the fused answer is to be believed.

Only photographers of train and validation are read. Each counts as the root of his photos, so that long walks do not
drown the others, and what is fitted is kept only if it does better on photographers that it was not fitted on.
"""

from collections.abc import Iterator

import numpy as np
from bench.hiding import Library, libraries
from numpy.typing import NDArray

from whence_engine.cues.fix import fix_of
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate.along import Fixed
from whence_engine.locate.calibration import ChainWeights, alone
from whence_engine.locate.habit import adapted
from whence_engine.locate.leaves import Leaves, album_leaves, build_leaves
from whence_engine.locate.timeline import Stretch, batches, hours_between, stretches
from whence_engine.metrics import bootstrap
from whence_training.data.manifest import Manifest

KEPT = (0.1, 0.5, 0.9)
_ROUNDS = 200
_LEAN = 5.0
"""Pseudo-photos with which a calibration leans on the identity."""


class Witnessed:
    """What two known places say of hidden photos between them, at the true place.

    Attributes
    ----------
    photographer
        str [N].
    lift
        How much likelier than by the prior the truth is on the way between the two, on one side alone, and by the
        prior itself (1): float64 [N, 3].
    """

    def __init__(self, manifest: Manifest, seed: int) -> None:
        self._prior, self._travel = WorldPrior.load(), TravelPrior.load()
        self._base = build_leaves(self._prior, [])
        found = [
            (library.photographer, lift)
            for kept in KEPT
            for by_day in (False, True)
            for library in libraries(manifest, kept, by_day=by_day, seed=seed)
            for lift in self._of(library)
        ]
        self.photographer = np.array([who for who, _ in found])
        self.lift = np.array([lift for _, lift in found])

    def _of(self, library: Library) -> Iterator[tuple[float, float, float]]:
        fixes = [fix for photo in library.known if (fix := fix_of(photo))]
        parts = stretches([photo for photo in library.photos if not photo.position], fixes)
        parts = [part for part in parts if part.before and part.after]
        travel = adapted(self._travel, fixes, self._base)
        for batch in batches(parts, [1] * len(parts), frozenset()):
            ends = list(dict.fromkeys(fix for part in batch for fix in (part.before, part.after) if fix))
            points = sphere.to_xyz([fix.lat_deg for fix in ends], [fix.lon_deg for fix in ends]).reshape(-1, 3)
            leaves = album_leaves(self._base, self._prior, [], points, travel.spread_km)
            fixed = Fixed(ends, leaves, travel)
            for part in batch:
                yield from _at_the_truth(part, library, fixed, leaves)


def _at_the_truth(
    part: Stretch, library: Library, fixed: Fixed, leaves: Leaves
) -> Iterator[tuple[float, float, float]]:
    for photo, moment in zip(part.photos, part.moments, strict=True):
        told = [
            (lift, hours_between(fix.at, moment))
            for fix in (part.before, part.after)
            if fix and (lift := fixed.lift(fix, moment)) is not None
        ]
        if len(told) == 2:
            home = int(leaves.leaf_of(sphere.to_xyz(*library.truth[photo.id - 1])[None])[0])
            way = told[0][0] * told[1][0]
            yield float(way[home] / (way @ leaves.prior)), float(alone(told)[home]), 1.0


def by_person(photographer: NDArray[np.str_]) -> NDArray[np.float64]:
    """Weights that let every photographer count as the root of his photos, summing to 1."""
    _, group, count = np.unique(photographer, return_inverse=True, return_counts=True)
    weight = 1.0 / np.sqrt(count)[group]
    return np.asarray(weight / weight.sum())


def fit_chain(seen: Witnessed, echo: float) -> ChainWeights:
    """Fit the chance of a detour and the floor by expectation maximisation, and print how they do on those left out."""
    who, lift = seen.photographer, seen.lift
    nothing = np.array([1.0 - 1e-3, 0.0, 1e-3])
    left_out = np.empty(len(who))
    for one in np.unique(who):
        rest = who != one
        left_out[~rest] = np.log(lift[~rest] @ _shares(lift[rest], by_person(who[rest])))
    weight = by_person(who)
    way, side, prior = _shares(lift, weight)
    print(f"{len(who)} hidden photos of {len(np.unique(who))} photographers lie between two known places")
    print(f"log lift of the truth: on the way only {weight @ np.log(lift @ nothing):.3f}, ", end="")
    print(f"fitted on the others {weight @ left_out:.3f}; shares {way:.3f} way, {side:.3f} side, {prior:.3f} prior")
    return ChainWeights(echo, round(float(side / (way + side)), 3), round(float(prior), 3))


def _shares(lift: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    share = np.full(3, 1.0 / 3.0)
    for _ in range(_ROUNDS):
        joint = lift * share
        share = weight @ (joint / joint.sum(axis=1, keepdims=True))
    return np.asarray(share / share.sum())


def loss(chance: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    """Mean log loss of stated chances."""
    return float(np.average(_losses(chance, right), weights=weight))


def proven(chance: NDArray[np.float64], right: NDArray[np.bool_], who: NDArray[np.str_]) -> tuple[float, float]:
    """Return a calibration only if it surely does better on photographers left out of its fit; else the identity."""
    weight = by_person(who) * len(who)
    corrected = np.empty_like(chance)
    for one in np.unique(who):
        rest = who != one
        slope, offset = _platt(chance[rest], right[rest], weight[rest])
        corrected[~rest] = 1.0 / (1.0 + np.exp(-(slope * _odds(chance[~rest]) + offset)))
    slope, offset = _platt(chance, right, weight)
    gain = _losses(chance, right) - _losses(corrected, right)
    spread = bootstrap(lambda rows: np.average(gain[rows], weights=weight[rows]), who)
    print(
        f"log loss {loss(chance, right, weight):.4f}, gained by calibrating on the others {spread.value:.4f} ", end=""
    )
    print(f"({spread.low:.4f} to {spread.high:.4f}): slope {slope:.3f}, offset {offset:.3f}", end="")
    print("" if spread.low > 0.0 else ", not taken")
    return (slope, offset) if spread.low > 0.0 else (1.0, 0.0)


def _losses(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    p = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.asarray(-np.where(right, np.log(p), np.log(1 - p)))


def _odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(p / (1 - p)))


def _platt(chance: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> tuple[float, float]:
    """Fit right ~ sigmoid(slope * logit(chance) + offset) by Newton's method, leaning on the identity."""
    x = np.stack([_odds(chance), np.ones_like(chance)], axis=1)
    theta, lean = np.array([1.0, 0.0]), np.diag([_LEAN, _LEAN])
    for _ in range(50):
        guess = 1.0 / (1.0 + np.exp(-(x @ theta)))
        gradient = x.T @ (weight * (guess - right)) + lean @ (theta - np.array([1.0, 0.0]))
        hessian = (x * (weight * guess * (1 - guess))[:, None]).T @ x + lean
        theta = theta - np.linalg.solve(hessian, gradient)
    return float(theta[0]), float(theta[1])
