"""Which of the user's own photos look most like one, and how far to trust that (IM2GPS: Hays and Efros, CVPR 2008).

The search is exact: cosines with everything, a block at a time. For libraries of some hundred thousand photos that is
over before an index of approximate neighbours is built, needs no package, and misses nothing
(`tests/bench/lookalike.py search`).

How far to trust it is asked of the library itself: its photos with a position are looked up as if they had none. What
answers a photo must be of another day and another album, and no copy of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km
from whence_engine.library.predictions import NO_DAY

NEIGHBOURS = 10
"""So many of the most similar photos vote."""

SAME_PICTURE = 0.995
"""Cosine from which on two photos are copies of one: a copy proves nothing about looks."""

TEMPERATURE = 0.05
"""A photo whose cosine is smaller by this much has a third of the vote. From `tests/bench/lookalike.py fit`."""

RADIUS_KM, STREET_KM = 25.0, 1.0
LEAST_PHOTOS, LEAST_DAYS = 60, 10
"""A smaller library cannot say how far its likenesses are to be trusted."""

_ASKED = 800  # photos of the library that are looked up to learn the trust
_BLOCK = 1 << 15  # photos of the gallery at a time
_QUERIES = 256
_RIDGE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Photos by what they look like.

    Attributes
    ----------
    embedding
        Unit vectors, float16 [N, D].
    day
        Local day since 1970, int32 [N]; `NO_DAY` where no trustworthy time is known.
    album
        int64 [N].
    """

    embedding: NDArray[np.float16]
    day: NDArray[np.int32]
    album: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The most similar photos of each query, most similar first.

    Attributes
    ----------
    row
        Into the gallery, int64 [Q, K].
    cosine
        float32 [Q, K]; -inf where there are fewer.
    weight
        Shares of the vote, float64 [Q, K], rows summing to 1, or to 0 where there is nobody.
    """

    row: NDArray[np.int64]
    cosine: NDArray[np.float32]
    weight: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trust:
    """How likely the votes' favourite is within `RADIUS_KM`: logistic in its best cosine and its share of the votes.

    Attributes
    ----------
    coefficients
        Of 1, the best cosine less `centre`, the share of votes.
    street
        Of those within `RADIUS_KM`, the share within `STREET_KM`.
    right, chance
        Over all photos that were asked: share right, and of a photo drawn at random instead.
    """

    coefficients: tuple[float, float, float]
    centre: float
    street: float
    right: float
    chance: float

    def sure(self, cosine: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chance for best cosines and shares of votes, float64 of their shape."""
        a, b, c = self.coefficients
        return np.asarray(1.0 / (1.0 + np.exp(-(a + b * (cosine - self.centre) + c * share))))


def unit(embedding: NDArray[np.floating]) -> NDArray[np.float16]:
    """Return embeddings [N, D] of length 1, float16; what has no length stays 0 and is like nothing."""
    values = embedding.astype(np.float32)
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return np.asarray(values / np.where(length > 0, length, 1.0), np.float16)


def nearest(asked: Look, gallery: Look, neighbours: int = NEIGHBOURS) -> Votes:
    """Find the most similar photos of `gallery` that may answer, for each of `asked`."""
    parts = [
        _nearest(_rows(asked, start, start + _QUERIES), gallery, neighbours)
        for start in range(0, len(asked.day), _QUERIES)
    ]
    if not parts:
        none = np.empty((0, neighbours))
        return Votes(none.astype(np.int64), none.astype(np.float32), none)
    row, cosine = (np.concatenate(column) for column in zip(*parts, strict=True))
    shown = np.isfinite(cosine)
    gap = np.where(shown, cosine - np.where(shown[:, :1], cosine[:, :1], 0.0), -np.inf)
    power = np.exp(gap.astype(np.float64) / TEMPERATURE)
    return Votes(row, cosine, power / np.maximum(power.sum(axis=1, keepdims=True), 1e-300))


def _nearest(asked: Look, gallery: Look, neighbours: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    best_row = np.zeros((len(asked.day), neighbours), np.int64)
    best = np.full((len(asked.day), neighbours), -np.inf, np.float32)
    query = asked.embedding.astype(np.float32)
    for start in range(0, len(gallery.day), _BLOCK):
        some = _rows(gallery, start, start + _BLOCK)
        cosine = query @ some.embedding.astype(np.float32).T
        same_day = (asked.day[:, None] == some.day) & (some.day != NO_DAY)
        cosine[same_day | (asked.album[:, None] == some.album) | (cosine >= SAME_PICTURE)] = -np.inf
        keep = min(neighbours, cosine.shape[1])
        at = np.argpartition(-cosine, keep - 1, axis=1)[:, :keep]
        both = np.concatenate([best, np.take_along_axis(cosine, at, axis=1)], axis=1)
        rows = np.concatenate([best_row, at + start], axis=1)
        order = np.argsort(-both, axis=1, kind="stable")[:, :neighbours]
        best, best_row = np.take_along_axis(both, order, axis=1), np.take_along_axis(rows, order, axis=1)
    return best_row, best


def _rows(look: Look, start: int, stop: int) -> Look:
    return Look(look.embedding[start:stop], look.day[start:stop], look.album[start:stop])


def favourite(votes: Votes, xyz: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return, for each query, which of its votes stands amid most of them, and their share within `RADIUS_KM` of it.

    `xyz` are the places of the gallery, unit vectors [G, 3]; returns int64 [Q] (0 to K - 1) and float64 [Q].
    """
    at = xyz[votes.row]
    near = distance_xyz_km(at[:, :, None], at[:, None]) <= RADIUS_KM
    share = (near * votes.weight[:, None, :]).sum(axis=2)
    best = np.where(votes.weight > 0, share, -1.0).argmax(axis=1)
    return best, share[np.arange(len(best)), best]


def learn(gallery: Look, xyz: NDArray[np.float64], seed: int = 0) -> Trust | None:
    """Look the gallery's own photos up as if nobody knew where they were, and fit how often that is right.

    Returns
    -------
    Trust | None
        None where there is too little to learn from, or looks say no more than chance does.
    """
    days = np.unique(gallery.day[gallery.day != NO_DAY])
    if len(gallery.day) < LEAST_PHOTOS or len(days) < LEAST_DAYS:
        return None
    rng = np.random.default_rng(seed)
    picked = rng.permutation(len(gallery.day))[:_ASKED]
    asked = Look(gallery.embedding[picked], gallery.day[picked], gallery.album[picked])
    votes = nearest(asked, gallery)
    known = np.isfinite(votes.cosine[:, 0])
    if known.sum() < LEAST_PHOTOS // 2:
        return None
    votes = Votes(votes.row[known], votes.cosine[known], votes.weight[known])
    best, share = favourite(votes, xyz)
    km = distance_xyz_km(xyz[picked[known]], xyz[votes.row[np.arange(len(best)), best]])
    anyone = rng.integers(0, len(xyz), (len(best), 64))
    other = gallery.day[anyone] != gallery.day[picked[known]][:, None]
    by_chance = distance_xyz_km(xyz[picked[known]][:, None], xyz[anyone]) <= RADIUS_KM
    chance = (by_chance & other).sum(axis=1) / np.maximum(other.sum(axis=1), 1)
    right = km <= RADIUS_KM
    if not _stands(right - chance, gallery.day[picked[known]], rng):
        return None
    cosine = votes.cosine[:, 0].astype(np.float64)
    centre = float(np.median(cosine))
    fitted = _logistic(np.stack([np.ones_like(cosine), cosine - centre, share], axis=1), right)
    street = float((km[right] <= STREET_KM).mean())
    return Trust((fitted[0], fitted[1], fitted[2]), centre, street, float(right.mean()), float(chance.mean()))


def _stands(gain: NDArray[np.float64], day: NDArray[np.int32], rng: np.random.Generator) -> bool:
    """Tell whether a gain over chance is above zero whichever days are drawn (95 of 100 draws)."""
    _, at = np.unique(day, return_inverse=True)
    total, count = np.bincount(at, gain), np.bincount(at)
    draws = rng.integers(0, len(count), (200, len(count)))
    means = total[draws].sum(axis=1) / count[draws].sum(axis=1)
    return bool(np.quantile(means, 0.05) > 0.0)


def _logistic(x: NDArray[np.float64], right: NDArray[np.bool_]) -> Sequence[float]:
    """Fit right ~ sigmoid(x @ theta) by Newton's method with a ridge on all but the constant."""
    theta, lean = np.zeros(x.shape[1]), np.diag([1e-3, *([_RIDGE] * (x.shape[1] - 1))])
    for _ in range(30):
        guess = 1.0 / (1.0 + np.exp(-np.clip(x @ theta, -30, 30)))
        gradient = x.T @ (guess - right) + lean @ theta
        theta = theta - np.linalg.solve((x * (guess * (1 - guess))[:, None]).T @ x + lean, gradient)
    return [float(value) for value in theta]
