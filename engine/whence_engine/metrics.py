"""Scores of geolocation; the only copy of them.

An error is the great-circle distance in km between answer and truth (`geo.sphere.distance_km`: haversine, 6371 km);
NaN where there is no answer, and that counts as wrong everywhere. Thresholds include their edge (`<=`), as in the
Im2GPS protocol. Photos of one photographer resemble each other: intervals come from drawing photographers, not photos.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.geo.disc import Disc, best_disc
from whence_engine.geo.sphere import distance_xyz_km, to_xyz

RADII_KM: tuple[float, float, float, float, float] = (1.0, 25.0, 200.0, 750.0, 2500.0)
"""Street, city, region, country and continent: the thresholds of the Im2GPS protocol."""

GEOGUESSR_SCALE_KM = 1492.7
"""Decay of the game's score on its world map (Haas et al., PIGEON, 2023)."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Stated chance against observed share, in bins of equal count, rising: float64 [B] each, and int64 [B]."""

    stated: NDArray[np.float64]
    observed: NDArray[np.float64]
    count: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Abstention:
    """What is gained by not answering below a confidence; float64 [T] each.

    Attributes
    ----------
    threshold
        Confidence from which on is answered, falling.
    kept, correct
        The share of photos that are answered, and the share of those that are right.
    """

    threshold: NDArray[np.float64]
    kept: NDArray[np.float64]
    correct: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A statistic on all photos and the percentile interval of its bootstrap; float64 arrays of its shape."""

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def share_within(error_km: ArrayLike, radii_km: Sequence[float] = RADII_KM) -> NDArray[np.float64]:
    """Share of the photos within each radius of the truth: float64 [N] -> float64 [R]."""
    error = _errors(error_km)
    return np.asarray((error[:, None] <= np.asarray(radii_km, np.float64)).mean(axis=0))


def best_of_first_km(error_km: ArrayLike, answers: int) -> NDArray[np.float64]:
    """Error of the best among the first answers, as a top-5 score judges them; NaN where there is none.

    Parameters
    ----------
    error_km
        float64 [N, A]: errors of ranked answers, best first, NaN past the last one.
    answers
        How many of them are looked at.

    Returns
    -------
    float64 [N]
    """
    best = _errors(np.asarray(error_km, np.float64)[:, :answers]).min(axis=1)
    return np.where(np.isfinite(best), best, np.nan)


def median_km(error_km: ArrayLike) -> float:
    """Median error in km, infinite where half of the photos have no answer: float64 [N]."""
    error = _errors(error_km)
    low, high = np.sort(error)[[(len(error) - 1) // 2, len(error) // 2]]
    return float(low if low == high else (low + high) / 2)


def geoguessr_score(error_km: ArrayLike) -> float:
    """Mean of 5000 exp(-error / 1492.7 km), no answer scoring 0: float64 [N]."""
    return float(5000 * np.exp(-_errors(error_km) / GEOGUESSR_SCALE_KM).mean())


def reliability(stated: ArrayLike, correct: ArrayLike, bins: int = 10) -> Reliability:
    """Points of the reliability curve in bins of equal count.

    Parameters
    ----------
    stated
        float64 [N]: the chance that was stated for each photo, NaN where there is no answer (such photos stated
        nothing and are left out).
    correct
        bool [N]: whether it came true.
    bins
        At most this many; fewer photos make fewer bins.

    Returns
    -------
    Reliability
        Photos with the same stated chance share their observed average, so that the order of photos is without
        consequence where a bin's edge falls among them.
    """
    chance, hit = np.asarray(stated, np.float64), np.asarray(correct, np.float64)
    said = ~np.isnan(chance)
    values, group, size = np.unique(chance[said], return_inverse=True, return_counts=True)
    average = np.bincount(group, weights=hit[said]) / size
    chance, hit = np.repeat(values, size), np.repeat(average, size)
    parts = [part for part in np.array_split(np.arange(len(chance)), bins) if len(part)]
    return Reliability(
        stated=np.array([chance[part].mean() for part in parts]),
        observed=np.array([hit[part].mean() for part in parts]),
        count=np.array([len(part) for part in parts], np.int64),
    )


def expected_calibration_error(stated: ArrayLike, correct: ArrayLike, bins: int = 10) -> float:
    """Mean distance of observed share from stated chance over bins of equal count (Naeini et al. 2015).

    NaN for no photos. Parameters are those of `reliability`.
    """
    curve = reliability(stated, correct, bins)
    if not len(curve.count):
        return float("nan")
    return float(np.average(np.abs(curve.observed - curve.stated), weights=curve.count))


def calibration_errors(
    within_km: ArrayLike, error_km: ArrayLike, radii_km: Sequence[float] = RADII_KM, bins: int = 10
) -> NDArray[np.float64]:
    """Give the expected calibration error of each radius.

    Parameters
    ----------
    within_km
        float64 [N, R]: the stated chance of lying within each radius of the answer.
    error_km
        float64 [N].
    radii_km, bins
        The R radii; bins of equal count.

    Returns
    -------
    float64 [R]
    """
    chance, error = np.asarray(within_km, np.float64), _errors(error_km)
    return np.array([expected_calibration_error(chance[:, k], error <= r, bins) for k, r in enumerate(radii_km)])


def prediction_density(
    mass: ArrayLike, cell_xyz: ArrayLike, radii_km: Sequence[float] = RADII_KM
) -> NDArray[np.float64]:
    """Probability within each radius of the most probable cell: a classifier's own chance of being right.

    Of the measures by which to abstain it was found the best (selective prediction, arXiv:2111.11952).

    Parameters
    ----------
    mass
        float [N, C]: probabilities of the cells.
    cell_xyz
        float64 [C, 3]: the point that each cell answers with.
    radii_km
        The R radii.

    Returns
    -------
    float64 [N, R]
    """
    chance, point = np.asarray(mass), np.asarray(cell_xyz, np.float64)
    top = chance.argmax(axis=1)
    density = np.empty((len(chance), len(radii_km)))
    for cell in np.unique(top):
        away = distance_xyz_km(point[cell], point)
        rows = np.nonzero(top == cell)[0]
        for k, radius in enumerate(radii_km):
            density[rows, k] = chance[np.ix_(rows, np.nonzero(away <= radius)[0])].sum(axis=1)
    return density


def searched_km2(mass: ArrayLike, area_km2: ArrayLike, row: ArrayLike) -> NDArray[np.float64]:
    """Area that must be searched, the likeliest square kilometre first, until the true cell is done.

    Its distribution is the curve of recall against area: one number for a whole density, however spread out, and no
    distance (arXiv:2407.13862).

    Parameters
    ----------
    mass
        float [N, C]: probabilities of the cells.
    area_km2
        float64 [C].
    row
        int64 [N]: the true cell.

    Returns
    -------
    float64 [N]
        Of cells as likely per area as the true one, half are searched before it.
    """
    density = np.asarray(mass) / np.asarray(area_km2, np.float64)
    area, true = np.asarray(area_km2, np.float64), np.asarray(row, np.int64)
    own = density[np.arange(len(true)), true][:, None]
    before, beside = (density > own) @ area, (density == own) @ area - area[true]
    return np.asarray(before + beside / 2 + area[true])


def abstention(confidence: ArrayLike, correct: ArrayLike) -> Abstention:
    """How often the surest photos are right, for every share of them that is kept.

    Parameters
    ----------
    confidence
        float64 [N], NaN where there is no answer (abstained from last of all).
    correct
        bool [N].

    Returns
    -------
    Abstention
        One point for each distinct confidence: photos that are equally sure are kept together.
    """
    sure = np.nan_to_num(np.asarray(confidence, np.float64), nan=-np.inf)
    values, group, size = np.unique(-sure, return_inverse=True, return_counts=True)
    kept, right = np.cumsum(size), np.cumsum(np.bincount(group, weights=np.asarray(correct, np.float64)))
    return Abstention(threshold=-values, kept=kept / len(sure), correct=right / kept)


def bootstrap(
    statistic: Callable[[NDArray[np.int64]], ArrayLike],
    photographer: ArrayLike,
    *,
    draws: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Percentile interval of any statistic, drawing whole photographers with replacement (Efron 1979, clustered).

    Parameters
    ----------
    statistic
        Takes the rows of a sample (int64, with repetitions) and gives a number or an array of fixed shape.
    photographer
        [N]: who took each photo; any labels.
    draws, confidence, seed
        Samples drawn, share of them inside the interval, and what makes the draw repeatable.

    Returns
    -------
    Interval
        Samples whose statistic is NaN are left out; with one photographer the interval is as wide as it can tell:
        a point.
    """
    _, group = np.unique(np.asarray(photographer), return_inverse=True)
    rows = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group))[:-1])
    everything = np.arange(len(group))
    rng = np.random.default_rng(seed)
    samples = [
        np.asarray(statistic(np.concatenate([rows[g] for g in rng.integers(0, len(rows), len(rows))])), np.float64)
        for _ in range(draws)
    ]
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(np.stack(samples), [tail, 1 - tail], axis=0)
    return Interval(np.asarray(statistic(everything), np.float64), np.asarray(low), np.asarray(high))


def bootstrap_mean(
    values: ArrayLike, photographer: ArrayLike, *, draws: int = 2000, confidence: float = 0.95, seed: int = 0
) -> Interval:
    """Percentile interval of a mean over photos and seeds, drawing photographers and seeds, each with replacement.

    Seeds are crossed with photographers, so both are drawn, independently (Owen, "The pigeonhole bootstrap", 2007):
    what is told apart then holds for other photographers and for other seeds.

    Parameters
    ----------
    values
        float64 [N], or [S, N] with a row per seed; NaN is not allowed.
    photographer
        [N]: who took each photo; any labels.
    draws, confidence, seed
        As in `bootstrap`.

    Returns
    -------
    Interval
        Of one number: the mean over photos and seeds, photos counting the same.
    """
    by_seed = np.atleast_2d(np.asarray(values, np.float64))
    _, group = np.unique(np.asarray(photographer), return_inverse=True)
    size = np.bincount(group)
    total = np.stack([np.bincount(group, weights=row) for row in by_seed])
    rng = np.random.default_rng(seed)
    people, seeds = (rng.multinomial(n, np.full(n, 1 / n), draws).astype(np.float64) for n in (len(size), len(total)))
    samples = np.einsum("ds,sp,dp->d", seeds / len(total), total, people) / (people @ size)
    tail = (1 - confidence) / 2
    low, high = np.quantile(samples, [tail, 1 - tail])
    return Interval(np.asarray(by_seed.mean()), np.asarray(low), np.asarray(high))


def clopper_pearson(hits: int, count: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share, of which `hits` out of `count` independent draws came true (Clopper, Pearson, 1934).

    The bounds are the shares at which so many hits or more, and so many or fewer, have half of `1 - confidence`.
    """
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else _share_where(lambda share: 1.0 - _at_most(hits - 1, count, share), tail)
    high = 1.0 if hits == count else _share_where(lambda share: -_at_most(hits, count, share), -tail)
    return low, high


def _share_where(rising: Callable[[float], float], value: float) -> float:
    """Return the share at which a rising function reaches `value`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return (low + high) / 2


def _at_most(hits: int, count: int, share: float) -> float:
    """Chance of at most so many hits (the binomial distribution); 0 < share < 1."""
    logs = [
        math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)
        + k * math.log(share) + (count - k) * math.log1p(-share)
        for k in range(hits + 1)
    ]  # fmt: skip
    return math.fsum(map(math.exp, logs))


def best_constant(
    lat_deg: ArrayLike, lon_deg: ArrayLike, radii_km: Sequence[float] = RADII_KM, weights: ArrayLike | None = None
) -> tuple[Disc, ...]:
    """Find the one answer that is right most often, for each radius: the baseline that every model must beat.

    Parameters
    ----------
    lat_deg, lon_deg
        Training positions in degrees, [N].
    radii_km
        The R radii.
    weights
        float64 [N], for instance the inverse of how many photos a photographer has; equal when absent.

    Returns
    -------
    tuple of R `Disc`
        Each centred where there are training photos, with the share of them that it holds.
    """
    xyz = to_xyz(lat_deg, lon_deg).reshape(-1, 3)
    mass = np.ones(len(xyz)) if weights is None else np.asarray(weights, np.float64)
    return tuple(best_disc(xyz, mass, radius) for radius in radii_km)


def _errors(error_km: ArrayLike) -> NDArray[np.float64]:
    """Distances with "no answer" made infinite."""
    error = np.asarray(error_km, np.float64)
    return np.where(np.isnan(error), np.inf, error)
