"""The offset that lays the bursts of one clock upon those of another, by likelihood over all offsets at once.

The times r of the phone make a fine density f (bursts, one minute wide) and a coarse one g (the hours in which its
owner photographs). Under an offset d, each burst a of the camera falls with probability `MET` into a moment of f, else
somewhere in g: L(d) is the product of MET f(a + d) + (1 - MET) g(a + d). Bursts of one walk hang together, so the
likelihood counts by half (`TEMPER`). Prior: most clocks are right within minutes, some are off by the whole hours of
a time zone that was not set, a few by anything. An offset is told only where nearly all of the posterior lies on it,
and where the bursts say a hundred times more than the hours alone. The constants are chosen; `tests/bench/clocks.py`
measures what they lead to.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEP_S = 15.0
FARTHEST_S = 14 * 3600.0
BURST_S = 60.0
"""Photos within this time of the one before are one moment."""

MET = 0.5
TEMPER = 0.5
SURE = 0.95
"""Share of the posterior that must lie within `SAME_S` of its peak."""
SAME_S = 150.0
LEAST_EVIDENCE = float(np.log(100.0))

_FINE_S, _COARSE_S = 120.0, 4 * 3600.0  # width of the box that is laid over the bursts three times
_ANYWHEN = 0.2  # of the coarse density: people photograph at any hour


@dataclass(frozen=True, slots=True)
class Sought:
    """An offset that stands out.

    Attributes
    ----------
    offset_s, error_s
        What to add to the camera's times, and one standard deviation, in seconds.
    evidence
        How much more the bursts say than the hours alone, as a natural logarithm.
    bursts, met
        How many moments the camera has, and how many of them the phone shares within two minutes.
    """

    offset_s: float
    error_s: float
    evidence: float
    bursts: int
    met: int


def search(camera_s: NDArray[np.float64], phone_s: NDArray[np.float64]) -> Sought | None:
    """Return the offset of a camera's clock against a phone's, or None where none stands out.

    Parameters
    ----------
    camera_s, phone_s
        Times of the photos by either clock, float64 [A], [R], seconds, rising.
    """
    moments, witnesses = bursts(camera_s), bursts(phone_s)
    offsets = np.arange(-FARTHEST_S, FARTHEST_S + STEP_S, STEP_S)
    aligned, apart = _log_likelihoods(moments, witnesses, offsets)
    log_prior = np.log(prior(offsets))
    told, alone = log_prior + TEMPER * aligned, log_prior + TEMPER * apart
    evidence = float(np.logaddexp.reduce(told) - np.logaddexp.reduce(alone))
    posterior = np.exp(told - told.max())
    posterior /= posterior.sum()
    peak = offsets[int(posterior.argmax())]
    near = np.abs(offsets - peak) <= SAME_S
    if evidence < LEAST_EVIDENCE or posterior[near].sum() < SURE:
        return None
    weight = posterior[near] / posterior[near].sum()
    mean = float((weight * offsets[near]).sum())
    error = float(np.sqrt((weight * (offsets[near] - mean) ** 2).sum() + STEP_S**2 / 12.0))
    met = _met(moments + mean, witnesses)
    return Sought(mean, error, evidence, moments.size, met)


def bursts(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first time of every run of photos that follow each other within `BURST_S`."""
    return np.asarray(times_s[np.concatenate([[True], np.diff(times_s) > BURST_S])])


def prior(offsets_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how likely each offset is before anything is compared, float64 [D], summing to 1."""
    minutes = offsets_s / 60.0
    right = 1.0 / (1.0 + (minutes / 3.0) ** 2)  # Cauchy: set by eye, and drifting
    hours = np.round(minutes / 60.0)
    whole = np.exp(-0.5 * ((minutes - 60.0 * hours) / 3.0) ** 2) * np.where(hours == 0, 0.0, 0.85 ** np.abs(hours))
    halves = np.exp(-0.5 * ((minutes - 60.0 * (np.floor(minutes / 60.0) + 0.5)) / 3.0) ** 2)
    parts = ((0.55, right), (0.3, whole), (0.03, halves), (0.12, np.ones_like(minutes)))
    return np.asarray(np.sum([share * part / part.sum() for share, part in parts], axis=0))


def _log_likelihoods(
    moments: NDArray[np.float64], witnesses: NDArray[np.float64], offsets: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the log likelihood of every offset where bursts count, and where only the hours do: float64 [D] each."""
    start = min(moments[0], witnesses[0]) - FARTHEST_S - _COARSE_S
    count = int((max(moments[-1], witnesses[-1]) + FARTHEST_S + _COARSE_S - start) / STEP_S) + 2
    seen = np.bincount(((witnesses - start) / STEP_S).astype(np.intp), minlength=count).astype(np.float64)
    seen /= seen.sum()
    coarse = (1.0 - _ANYWHEN) * _smooth(seen, _COARSE_S) + _ANYWHEN / count
    fine = MET * _smooth(seen, _FINE_S) + (1.0 - MET) * coarse
    log_fine, log_coarse = np.log(fine), np.log(coarse)
    first = ((moments - start) / STEP_S).astype(np.intp)
    step = np.rint(offsets / STEP_S).astype(np.intp)
    aligned, apart = np.zeros(offsets.size), np.zeros(offsets.size)
    for at in first:  # one burst after the other: memory stays flat
        aligned += log_fine[at + step]
        apart += log_coarse[at + step]
    return aligned, apart


def _smooth(density: NDArray[np.float64], width_s: float) -> NDArray[np.float64]:
    """Lay a box of `width_s` over a density three times, which is nearly a bell; it stays positive."""
    half = max(1, int(width_s / STEP_S / 2))
    out = density
    for _ in range(3):
        running = np.concatenate([np.zeros(half + 1), np.cumsum(out), np.full(half, out.sum())])
        out = (running[2 * half + 1 :] - running[: -2 * half - 1]) / (2 * half + 1)
    return np.maximum(out, 0.0)


def _met(moments: NDArray[np.float64], witnesses: NDArray[np.float64]) -> int:
    after = np.minimum(np.searchsorted(witnesses, moments), witnesses.size - 1)
    before = np.maximum(after - 1, 0)
    gap = np.minimum(np.abs(witnesses[after] - moments), np.abs(witnesses[before] - moments))
    return int((gap <= 2 * BURST_S).sum())
