"""From neighbours to an answer: a kernel density on the sphere, its mode, and the clusters of a mean shift.

Every neighbour spreads its weight as a von Mises-Fisher kernel, the normal distribution of the sphere. Points are unit
vectors throughout: no longitude wraps, no pole is special, a kilometre is a kilometre everywhere (the published
[L]kNN blurs a grid of degrees instead, which knows neither; Vo et al. 2017).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import EARTH_RADIUS_KM, distance_xyz_km

_ROUNDS = 200
_STILL = 1e-7
"""A shift under this many radians (0.6 m) is none."""

_PAIRS = 1 << 22  # pairs of points held at a time: 32 MB


@dataclass(frozen=True, slots=True)
class DensityConfig:
    """How neighbours make an answer.

    Attributes
    ----------
    neighbours
        How many have a say.
    power
        A neighbour at distance d weighs 1 / d^power; 0 gives all the same weight.
    sigma_km
        Spread of a kernel. The published [L]kNN's: 4 degrees.
    snap_km
        The answer moves to the most similar neighbour within this distance of the mode; 0 leaves it.
    """

    neighbours: int = 100
    power: float = 10.0
    sigma_km: float = 445.0
    snap_km: float = 100.0


@dataclass(frozen=True, eq=False)
class Clusters:
    """Where neighbours gather, most votes first.

    Attributes
    ----------
    xyz
        float64 [Q, A, 3]: modes of the density, NaN where there are fewer than A.
    votes
        float64 [Q, A]: their shares of the neighbours' weight, 0 where there are fewer.
    """

    xyz: NDArray[np.float64]
    votes: NDArray[np.float64]


def weights(distance: NDArray[np.float32], power: float) -> NDArray[np.float64]:
    """Weigh neighbours by 1 / distance^power: float32 [Q, K] -> float64 [Q, K], rows sum to 1.

    Neighbours at distance 0 share the whole weight, as the limit has it.
    """
    away = np.asarray(distance, np.float64)
    tiny = np.finfo(np.float64).tiny
    relative = np.maximum(away.min(axis=1, keepdims=True), tiny) / np.maximum(away, tiny)
    power_of = np.exp(power * np.log(relative))
    return np.asarray(power_of / power_of.sum(axis=1, keepdims=True))


def answer(
    xyz: NDArray[np.float64], distance: NDArray[np.float32], config: DensityConfig = DensityConfig()
) -> NDArray[np.float64]:
    """Name the place where the density of the neighbours is highest.

    Parameters
    ----------
    xyz
        Where the neighbours were taken, nearest neighbour first: unit vectors, float64 [Q, K, 3].
    distance
        How far from the photo they look, float32 [Q, K].
    config
        Neighbours past `config.neighbours` are left out.

    Returns
    -------
    float64 [Q, 3]
        Unit vectors.
    """
    points, away = xyz[:, : config.neighbours], distance[:, : config.neighbours]
    mode = modes(points, weights(away, config.power), config.sigma_km)
    if config.snap_km <= 0:
        return mode
    near = distance_xyz_km(points, mode[:, None]) <= config.snap_km
    first = np.argmax(near, axis=1)
    return np.where(np.any(near, axis=1, keepdims=True), points[np.arange(len(points)), first], mode)


def modes(xyz: NDArray[np.float64], weight: NDArray[np.float64], sigma_km: float) -> NDArray[np.float64]:
    """Climb to a mode of the density from the neighbour where it is highest.

    Parameters
    ----------
    xyz
        Unit vectors, float64 [Q, K, 3].
    weight
        float64 [Q, K].
    sigma_km
        Spread of a kernel.

    Returns
    -------
    float64 [Q, 3]
    """
    found = np.empty((len(xyz), 3))
    block = max(1, _PAIRS // xyz.shape[1] ** 2)
    for at in range(0, len(xyz), block):
        some = slice(at, at + block)
        height = log_density(xyz[some], xyz[some], weight[some], sigma_km)
        start = np.take_along_axis(xyz[some], height.argmax(axis=1)[:, None, None], axis=1)
        found[some] = _climbed(start, xyz[some], weight[some], sigma_km)[:, 0]
    return found


def clusters(xyz: NDArray[np.float64], weight: NDArray[np.float64], sigma_km: float, answers: int = 5) -> Clusters:
    """Let every neighbour climb (mean shift), and count who arrives where (Hays and Efros 2008, section 4).

    Parameters
    ----------
    xyz, weight, sigma_km
        As in `modes`; equal weights make a vote a head count, as in the paper.
    answers
        Clusters wanted, A.

    Returns
    -------
    Clusters
        Modes closer together than half a spread are one.
    """
    found = Clusters(np.full((len(xyz), answers, 3), np.nan), np.zeros((len(xyz), answers)))
    block = max(1, _PAIRS // xyz.shape[1] ** 2)
    for at in range(0, len(xyz), block):
        some = slice(at, at + block)
        arrived = _climbed(xyz[some], xyz[some], weight[some], sigma_km)
        height = log_density(arrived, xyz[some], weight[some], sigma_km)
        found.xyz[some], found.votes[some] = _merged(
            arrived, height, weight[some], merge_km=sigma_km / 2, answers=answers
        )
    return found


def log_density(
    at: NDArray[np.float64], xyz: NDArray[np.float64], weight: NDArray[np.float64], sigma_km: float
) -> NDArray[np.float64]:
    """Logarithm of the density per steradian.

    Parameters
    ----------
    at
        Where it is asked for, float64 [Q, M, 3].
    xyz, weight
        Float64 [Q, K, 3] and [Q, K], rows of weights sum to 1.
    sigma_km
        Spread of a kernel; the concentration is (radius / sigma)^2.

    Returns
    -------
    float64 [Q, M]
    """
    kappa = (EARTH_RADIUS_KM / sigma_km) ** 2
    # kappa e^(kappa cos) / (4 pi sinh kappa), with e^kappa taken out so that nothing overflows.
    scale = np.log(kappa / (2 * np.pi)) - np.log1p(-np.exp(-2 * kappa))
    kernel = np.exp(kappa * (at @ xyz.transpose(0, 2, 1) - 1))
    mass = (kernel @ weight[..., None])[..., 0]
    return np.asarray(scale + np.log(np.maximum(mass, np.finfo(np.float64).tiny)))


def mass_within(
    centre: NDArray[np.float64], xyz: NDArray[np.float64], weight: NDArray[np.float64], radii_km: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of the neighbours' weight within each radius of an answer: [Q, 3], [Q, K, 3], [Q, K], [R] -> [Q, R]."""
    away = distance_xyz_km(xyz, centre[:, None])
    return np.stack([(weight * (away <= radius)).sum(axis=1) for radius in radii_km], axis=1)


def _climbed(
    start: NDArray[np.float64], xyz: NDArray[np.float64], weight: NDArray[np.float64], sigma_km: float
) -> NDArray[np.float64]:
    """Climb from [Q, M, 3] to the modes above: the weighted mean of kernels never goes down (mean shift)."""
    kappa = (EARTH_RADIUS_KM / sigma_km) ** 2
    here, moving = start.copy(), np.arange(len(start))
    for _ in range(_ROUNDS):
        points = xyz[moving]
        cosine = here[moving] @ points.transpose(0, 2, 1)
        # The largest cosine is taken out, so that a far start still feels its nearest neighbours.
        pull = np.exp(kappa * (cosine - cosine.max(axis=2, keepdims=True))) * weight[moving][:, None]
        total = pull @ points
        length = np.linalg.norm(total, axis=2, keepdims=True)
        there = np.where(length > 0, total / np.where(length > 0, length, 1.0), here[moving])
        shift = np.linalg.norm(there - here[moving], axis=2).max(axis=1)
        here[moving] = there
        moving = moving[shift > _STILL]
        if not len(moving):
            break
    return here


def _merged(
    arrived: NDArray[np.float64],
    height: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    merge_km: float,
    answers: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Merge arrivals [Q, K, 3], highest first; the `answers` clusters with most votes: [Q, A, 3] and [Q, A]."""
    rows = np.arange(len(arrived))
    free = np.ones(weight.shape, np.bool_)
    point, votes = [np.full((len(rows), 3), np.nan)] * answers, [np.zeros(len(rows))] * answers
    while free.any():
        top = np.where(free, height, -np.inf).argmax(axis=1)
        joins = free & (distance_xyz_km(arrived, arrived[rows, top][:, None]) <= merge_km)
        point.append(arrived[rows, top])
        votes.append((weight * joins).sum(axis=1))
        free &= ~joins
    share = np.stack(votes, axis=1)
    order = np.argsort(-share, axis=1, kind="stable")[:, :answers]
    share = np.take_along_axis(share, order, axis=1)
    chosen = np.take_along_axis(np.stack(point, axis=1), order[..., None], axis=1)
    return np.where((share > 0)[..., None], chosen, np.nan), share
