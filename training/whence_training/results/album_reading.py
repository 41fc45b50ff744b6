"""What follows from the album table, computed from its numbers: paired differences, and whether they reproduce."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.metrics import Interval
from whence_training.nets.album import Kind
from whence_training.results.table import difference, percent, verdict

SINGLE, AVERAGE, LOG_AVERAGE = "single", "average", "log-average"
SHUFFLED = ", shuffled"
JUDGED_KM = 25.0
"""Differences are told for this radius, the paper's city level."""

_CITY = 1  # column of `JUDGED_KM` in the published table

PAIRS = (
    (AVERAGE, SINGLE),
    (LOG_AVERAGE, AVERAGE),
    (Kind.LSTM, AVERAGE),
    (Kind.REPEATED, Kind.LSTM),
    (Kind.OFFSET_1, Kind.LSTM),
    (Kind.OFFSET_2, Kind.LSTM),
    (Kind.REPEATED_25, Kind.REPEATED),
    (Kind.BIDIRECTIONAL_25, Kind.REPEATED_25),
    (Kind.BIDIRECTIONAL, Kind.REPEATED),
    (Kind.TRANSFORMER, Kind.BIDIRECTIONAL),
    (Kind.TRANSFORMER_TIMED, Kind.TRANSFORMER),
)
LADDER = (SINGLE, AVERAGE, Kind.LSTM, Kind.REPEATED)
"""The order that the paper found."""

SPANS = (("stay within 25 km", 0.0, 25.0), ("span 25 to 750 km", 25.0, 750.0), ("span more than 750 km", 750.0, np.inf))


@dataclass(frozen=True, eq=False)
class Answers:
    """What every method says of the same N photos.

    Attributes
    ----------
    error_km
        By method, float64 [S, N], a row for each seed.
    photographer, span_km
        [N]: who took each photo, and how far apart its album's photos are.
    """

    error_km: Mapping[str, NDArray[np.float64]]
    photographer: NDArray[np.str_]
    span_km: NDArray[np.float64]

    def gain(self, method: str, other: str, among: NDArray[np.bool_] | None = None) -> Interval:
        """Return how many more photos, as a share, `method` has right than `other`."""
        rows = np.ones(len(self.photographer), np.bool_) if among is None else among
        hit, missed = (self.error_km[name][:, rows] <= JUDGED_KM for name in (method, other))
        return difference(hit, missed, self.photographer[rows])


def reading_of(answers: Answers, published: Mapping[str, tuple[float, ...]], names: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each comparison that the answers allow."""
    yield f"differences are in points within {JUDGED_KM:g} km, of the same photos and seeds"
    for method, other in PAIRS:
        if {method, other} <= set(answers.error_km):
            gain = answers.gain(method, other)
            yield f"{names[method]} against {names[other]}: {_told(gain)}{_compared(gain, method, other, published)}"
    yield from _ladder(answers, names)
    yield from _spans(answers)
    yield from _controls(answers, names)


def _told(gain: Interval) -> str:
    return f"{percent(gain, signed=True)}, {verdict(gain)}"


def _compared(gain: Interval, method: str, other: str, published: Mapping[str, tuple[float, ...]]) -> str:
    if method not in published or other not in published:
        return ""
    theirs = published[method][_CITY] - published[other][_CITY]
    said = verdict(gain)
    if said == "not told apart":
        word = "not told apart here"
    elif (said == "more") == (theirs > 0):
        word = "reproduces"
    else:
        word = "does not reproduce: the other way round here"
    return f"; published {theirs:+.1f}: {word}"


def _ladder(answers: Answers, names: Mapping[str, str]) -> Iterator[str]:
    steps = list(itertools.pairwise(LADDER))
    holds = [answers.gain(upper, lower).low > 0 for lower, upper in steps]
    missing = [
        f"{names[lower]} < {names[upper]}" for (lower, upper), held in zip(steps, holds, strict=True) if not held
    ]
    order = " < ".join(names[name] for name in LADDER)
    yield f"{order}: " + ("holds at every step" if all(holds) else f"not shown for {', '.join(missing)}")


def _spans(answers: Answers) -> Iterator[str]:
    for name, low, high in SPANS:
        among = (answers.span_km > low) & (answers.span_km <= high) if low else answers.span_km <= high
        people = len(np.unique(answers.photographer[among]))
        if people < 2:
            yield f"albums that {name}: too few photographers to tell"
            continue
        parts = (
            f"averaging gains {percent(answers.gain(AVERAGE, SINGLE, among), signed=True)} on single photos",
            f"the LSTM {percent(answers.gain(Kind.LSTM, AVERAGE, among), signed=True)} on averaging",
            f"the second pass {percent(answers.gain(Kind.REPEATED, Kind.LSTM, among), signed=True)} on the first",
        )
        yield f"albums that {name} ({int(among.sum()):,} photos of {people} photographers): {', '.join(parts)}"


def _controls(answers: Answers, names: Mapping[str, str]) -> Iterator[str]:
    """Tell what order gives: the same network, fitted and asked with the photos of each album in shuffled order."""
    for kind in Kind:
        control = kind + SHUFFLED
        if control not in answers.error_km:
            continue
        order = answers.gain(kind, control)
        left, whole = answers.gain(control, AVERAGE), answers.gain(kind, AVERAGE)
        yield (
            f"control, {names[kind]}: order is worth {_told(order)}; of {percent(whole, signed=True)} over averaging, "
            f"{percent(left, signed=True)} is left with the photos in shuffled order"
        )
