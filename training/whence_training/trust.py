"""How far to believe a network: temperature and trust, fitted on photographers it has never seen.

belief = trust * softmax(logits / temperature) + (1 - trust) * world prior. The burden of proof is the network's: unless
its belief is likelier than the prior alone whichever photographers are drawn, trust is 0 and the answer is the prior,
which is how "I don't know" looks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.metrics import bootstrap

TEMPERATURES = np.geomspace(0.25, 32.0, 57)
TRUSTS = np.concatenate([np.linspace(0.0, 0.1, 21), np.linspace(0.12, 1.0, 45)])
CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Trust:
    """What was fitted.

    Attributes
    ----------
    temperature, trust
        For the card; `trust` is 0 where the gain does not stand.
    nll, nll_prior
        Mean negative log-likelihood (nats a photographer) of the best belief found, and of the prior alone.
    gain_low
        Lower end of the interval of the gain, photographers drawn.
    """

    temperature: float
    trust: float
    nll: float
    nll_prior: float
    gain_low: float


def belief(
    logits: NDArray[np.float32], prior: NDArray[np.float64], temperature: float, trust: float
) -> NDArray[np.float64]:
    """Mix the network with the prior: logits [N, C], prior [C] -> float64 [N, C], rows sum to 1."""
    return np.asarray(trust * softmax(logits, temperature) + (1 - trust) * prior)


def fit_trust(
    logits: NDArray[np.float32], prior: NDArray[np.float64], row: NDArray[np.int64], photographer: NDArray[np.str_]
) -> Trust:
    """Search the pair that makes the true cells likeliest, every photographer counting the same.

    Parameters
    ----------
    logits, prior
        float32 [N, C] of validation photos; float64 [C].
    row
        The true cells, int64 [N].
    photographer
        [N].
    """
    here = np.arange(len(row))
    return fit_trust_to(lambda temperature: softmax(logits, temperature)[here, row], prior[row], photographer)


def fit_trust_to(
    true_mass: Callable[[float], NDArray[np.float64]], from_prior: NDArray[np.float64], photographer: NDArray[np.str_]
) -> Trust:
    """As `fit_trust`, for a network whose softmax is not over its cells.

    Parameters
    ----------
    true_mass
        Temperature -> probability that the network gives the true cell of each photo, float64 [N].
    from_prior
        Probability that the world prior gives it, float64 [N].
    photographer
        [N].
    """
    people, group, size = np.unique(photographer, return_inverse=True, return_counts=True)
    weight = 1 / size[group] / len(size)
    alone = float(-(np.log(from_prior) @ weight))
    best, gain = (alone, 1.0, 0.0), np.zeros(len(from_prior))
    for temperature in TEMPERATURES:
        from_network = true_mass(float(temperature))
        mixed = TRUSTS[:, None] * from_network + (1 - TRUSTS[:, None]) * from_prior
        likelihood = np.log(np.maximum(mixed, np.finfo(np.float64).tiny))  # a sure network may give the truth nothing
        nll = -(likelihood @ weight)
        at = int(nll.argmin())
        if nll[at] < best[0]:
            best, gain = (float(nll[at]), float(temperature), float(TRUSTS[at])), likelihood[at] - np.log(from_prior)
    per_photographer = np.bincount(group, weights=gain) / size
    low = float(bootstrap(lambda rows: per_photographer[rows].mean(), people, confidence=CONFIDENCE).low)
    nll_best, temperature, trust = best
    return Trust(temperature, trust if low > 0 else 0.0, nll_best, alone, low)


def mean_nll(mass: NDArray[np.float64], row: NDArray[np.int64], photographer: NDArray[np.str_]) -> float:
    """Mean negative log-likelihood of the true cells in nats, every photographer counting the same.

    `mass` float64 [N, C] (or [1, C], the same for all), `row` int64 [N], `photographer` [N].
    """
    _, group, size = np.unique(photographer, return_inverse=True, return_counts=True)
    told = np.broadcast_to(mass, (len(row), mass.shape[1]))[np.arange(len(row)), row]
    return float(-(np.log(told) / size[group]).sum() / len(size))


def softmax(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float64]:
    """Turn logits [N, C] into probabilities, float64 [N, C]."""
    scaled = logits.astype(np.float64) / temperature
    power = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))
