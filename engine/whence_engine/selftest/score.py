"""How right the answers are, and how right they say they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_km
from whence_engine.metrics import (
    RADII_KM,
    Interval,
    Reliability,
    bootstrap,
    calibration_errors,
    reliability,
    share_within,
)
from whence_engine.selftest.ask import Answered, Place
from whence_engine.selftest.threshold import Claims


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Answers beside the truth, [N] each.

    Attributes
    ----------
    photo_id, album_id
        int64.
    km
        How far off the first candidate is, float64.
    within
        The chances that it stated for each of `RADII_KM`, float64 [N, 5].
    probability, radius_km
        What it claims at its own level, float64.
    held
        Whether a red flag left it to a person, bool.
    others_km
        How far off each cue is by itself, and the photo nearest in time; NaN where it says nothing. float64 [N].
    """

    photo_id: NDArray[np.int64]
    album_id: NDArray[np.int64]
    km: NDArray[np.float64]
    within: NDArray[np.float64]
    probability: NDArray[np.float64]
    radius_km: NDArray[np.float64]
    held: NDArray[np.bool_]
    others_km: Mapping[str, NDArray[np.float64]]

    @property
    def claims(self) -> Claims:
        """What a threshold may accept."""
        free = ~self.held
        right = self.km <= self.radius_km
        return Claims(self.probability[free], right[free], self.photo_id[free], self.album_id[free])


NEAREST = "nearest in time"
"""What the answers are compared with: the place of the photo nearest in time, whatever the gap."""


def beside_truth(answered: Sequence[Answered], truth: Mapping[int, Place], cues: Sequence[str]) -> Answers:
    """Hold answers against the truth, by photo id."""
    true = np.array([truth[one.photo.id] for one in answered], np.float64).reshape(-1, 2)
    best = [one.best for one in answered]
    others = {NEAREST: [one.nearest for one in answered]}
    others |= {name: [one.alone.get(name) for one in answered] for name in cues}
    return Answers(
        np.array([one.photo.id for one in answered], np.int64),
        np.array([one.album_id for one in answered], np.int64),
        _away_km([(one.lat_deg, one.lon_deg) for one in best], true),
        np.array([one.within_km for one in best], np.float64).reshape(-1, len(RADII_KM)),
        np.array([one.probability for one in best], np.float64),
        np.array([one.radius_km for one in best], np.float64),
        np.array([one.held for one in answered], np.bool_),
        {name: _away_km(places, true) for name, places in others.items()},
    )


def _away_km(places: Sequence[Place | None], true: NDArray[np.float64]) -> NDArray[np.float64]:
    told = np.array([place or (np.nan, np.nan) for place in places], np.float64).reshape(-1, 2)
    return np.asarray(distance_km(told[:, 0], told[:, 1], true[:, 0], true[:, 1]), np.float64)


def together(parts: Sequence[Answers]) -> Answers:
    """Return all answers as one."""
    return Answers(
        np.concatenate([part.photo_id for part in parts]),
        np.concatenate([part.album_id for part in parts]),
        np.concatenate([part.km for part in parts]),
        np.concatenate([part.within for part in parts]),
        np.concatenate([part.probability for part in parts]),
        np.concatenate([part.radius_km for part in parts]),
        np.concatenate([part.held for part in parts]),
        {name: np.concatenate([part.others_km[name] for part in parts]) for name in parts[0].others_km},
    )


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """How some answers did.

    Attributes
    ----------
    photos, albums
        How many were asked for, and in how many albums they lie.
    within
        Share within each of `RADII_KM` and its interval by album.
    claimed
        The mean chance stated for each radius, float64 [5].
    calibration_error
        Expected calibration error of each radius, ten bins of equal count, float64 [5].
    curve
        The reliability curve of each radius.
    others
        Name -> share that answers, and share within each radius (float64 [5]) of all that were asked.
    """

    photos: int
    albums: int
    within: Interval
    claimed: NDArray[np.float64]
    calibration_error: NDArray[np.float64]
    curve: tuple[Reliability, ...]
    others: Mapping[str, tuple[float, NDArray[np.float64]]]


def score(answers: Answers) -> Score:
    """Score answers, at least one."""
    right = answers.km[:, None] <= np.asarray(RADII_KM)
    return Score(
        np.unique(answers.photo_id).size,
        np.unique(answers.album_id).size,
        bootstrap(lambda rows: right[rows].mean(axis=0), answers.album_id),
        answers.within.mean(axis=0),
        calibration_errors(answers.within, answers.km),
        tuple(reliability(answers.within[:, k], right[:, k]) for k in range(len(RADII_KM))),
        {name: (float(np.isfinite(km).mean()), share_within(km)) for name, km in answers.others_km.items()},
    )
