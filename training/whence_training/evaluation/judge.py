"""Every number of a report, on the test side, with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Ceiling, ceiling
from whence_engine.metrics import (
    RADII_KM,
    Interval,
    best_of_first_km,
    bootstrap,
    bootstrap_mean,
    calibration_errors,
    geoguessr_score,
    median_km,
    searched_km2,
)
from whence_training.data.manifest import Manifest
from whence_training.data.split import Side
from whence_training.evaluation.answers import RANKED, Answers, answers_of, scored_labels
from whence_training.evaluation.calibrate import Calibration, fit_calibration, stated
from whence_training.evaluation.constant import constant_errors_km
from whence_training.evaluation.subject import Subject
from whence_training.trust import softmax

CONSTANT = "best constant answer"
_LEAST_SCENE = 20
"""Photos below which a kind of scene gets no row of its own."""


@dataclass(frozen=True, eq=False)
class Judged:
    """One method on N photos.

    Attributes
    ----------
    method
        Its name.
    error_km
        float64 [N, A]: of its ranked answers, NaN where there are fewer. A constant answer has one column per radius.
    within
        Share within each of `RADII_KM`.
    first_five
        The same for the best of five answers; None where the method has one.
    median, game
        Median error in km; mean score of the game GeoGuessr.
    """

    method: str
    error_km: NDArray[np.float64]
    within: tuple[Interval, ...]
    first_five: tuple[Interval, ...] | None
    median: Interval
    game: Interval


@dataclass(frozen=True, eq=False)
class Honesty:
    """Chances that a method states, float64 [N, R] each: as they are, and with fitted temperatures; errors [R]."""

    calibration: Calibration
    plain: NDArray[np.float64]
    fitted: NDArray[np.float64]
    plain_error: NDArray[np.float64]
    fitted_error: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Verdict:
    """All that is known of a subject.

    Attributes
    ----------
    labels
        Of the N photos that are reported.
    fitted_people
        How many photographers something was fitted or chosen on.
    methods
        Constant answer first, then as `answers_of` gives them.
    answers
        Of the same methods, without the constant answer.
    focus
        The method that the curves are about, one that states chances.
    honesty
        Of each method that states chances.
    scenes
        Shares of the focus within each radius, by kind of scene that enough photos show, with how many do.
    searched
        float64 [N]: area in km² that the focus would have to search; None without a grid.
    ceiling
        What a perfect classifier over the cells would reach on these photos.
    """

    labels: Manifest
    fitted_people: int
    methods: tuple[Judged, ...]
    answers: Mapping[str, Answers]
    focus: str
    honesty: Mapping[str, Honesty]
    scenes: Mapping[str, tuple[int, tuple[Interval, ...]]]
    searched: NDArray[np.float64] | None
    ceiling: Ceiling | None

    def method(self, name: str) -> Judged:
        """Return the method of that name."""
        return next(judged for judged in self.methods if judged.method == name)


def judge(subject: Subject) -> Verdict:
    """Answer, calibrate on the validation side, and score on the test side."""
    labels, learnt = scored_labels(subject, Side.TEST), subject.sides[Side.TRAIN].manifest
    asked = {said.method: said for said in answers_of(subject, Side.TEST)}
    before = {said.method: said for said in answers_of(subject, Side.VALIDATION)}
    honesty = {
        name: _honesty(before[name], said, scored_labels(subject, Side.VALIDATION), labels)
        for name, said in asked.items()
        if said.chance is not None
    }
    methods = [_constant(labels, learnt)]
    methods += [_judged(name, errors_km(said, labels), labels) for name, said in asked.items()]
    focus = list(honesty)[-1]
    fitted = np.concatenate([subject.sides[of].manifest.photographer for of in (Side.TRAIN, Side.VALIDATION)])
    return Verdict(
        labels=labels,
        fitted_people=len(np.unique(fitted)),
        methods=tuple(methods),
        answers=asked,
        focus=focus,
        honesty=honesty,
        scenes=_scenes(labels, errors_km(asked[focus], labels)[:, 0]),
        searched=_searched(asked[focus], subject.grid, labels, honesty[focus].calibration),
        ceiling=None if subject.grid is None else ceiling(subject.grid, labels.lat, labels.lon, RADII_KM),
    )


def errors_km(said: Answers, labels: Manifest) -> NDArray[np.float64]:
    """Distances of ranked answers from the truth: float64 [N, A], NaN where there is no answer."""
    return distance_xyz_km(said.xyz, to_xyz(labels.lat, labels.lon)[:, None])


def shares(error_km: NDArray[np.float64], photographer: NDArray[np.str_]) -> tuple[Interval, ...]:
    """Share within each radius with its interval; errors [N], or [N, R] with a column judged by each radius."""
    columns = np.broadcast_to(error_km[:, None], (len(error_km), len(RADII_KM))) if error_km.ndim == 1 else error_km
    return tuple(
        bootstrap_mean((columns[:, k] <= radius).astype(np.float64), photographer) for k, radius in enumerate(RADII_KM)
    )


def _judged(method: str, error_km: NDArray[np.float64], labels: Manifest) -> Judged:
    first, owner = error_km[:, 0], labels.photographer
    several = error_km.shape[1] >= RANKED and np.isfinite(error_km[:, 1:]).any()
    return Judged(
        method,
        error_km,
        shares(first, owner),
        shares(best_of_first_km(error_km, RANKED), owner) if several else None,
        bootstrap(lambda rows: median_km(first[rows]), owner, draws=400),
        bootstrap(lambda rows: geoguessr_score(first[rows]), owner, draws=400),
    )


def _constant(labels: Manifest, learnt: Manifest) -> Judged:
    error = constant_errors_km(labels, learnt)
    owner, widest = labels.photographer, error[:, -1]
    return Judged(
        CONSTANT,
        error,
        shares(error, owner),
        None,
        bootstrap(lambda rows: median_km(widest[rows]), owner, draws=400),
        bootstrap(lambda rows: geoguessr_score(widest[rows]), owner, draws=400),
    )


def _honesty(before: Answers, said: Answers, chosen_on: Manifest, labels: Manifest) -> Honesty:
    assert before.chance is not None
    assert said.chance is not None
    calibration = fit_calibration(before.chance, errors_km(before, chosen_on)[:, 0], chosen_on.photographer)
    plain, fitted = said.chance(1.0), stated(said.chance, calibration)
    error = errors_km(said, labels)[:, 0]
    return Honesty(calibration, plain, fitted, calibration_errors(plain, error), calibration_errors(fitted, error))


def _scenes(labels: Manifest, error_km: NDArray[np.float64]) -> dict[str, tuple[int, tuple[Interval, ...]]]:
    found = {}
    for scene in _named(labels.scene.tolist()):
        rows = np.flatnonzero(labels.scene == scene)
        if len(rows) >= _LEAST_SCENE:
            found[scene] = len(rows), shares(error_km[rows], labels.photographer[rows])
    return found


def _named(scenes: Sequence[str]) -> list[str]:
    return sorted(set(scenes) - {""})


def _searched(
    said: Answers, grid: Grid | None, labels: Manifest, calibration: Calibration
) -> NDArray[np.float64] | None:
    """Area to be searched, under the temperature that suits countries: the middle of the radii in effect."""
    if grid is None or said.logits is None:
        return None
    area, row = s2.area_km2(grid.cell_id), grid.cells_of(labels.lat, labels.lon)
    temperature = calibration.temperature[RADII_KM.index(750.0)]
    parts = [
        searched_km2(softmax(said.logits[at : at + 1024], temperature), area, row[at : at + 1024])
        for at in range(0, len(row), 1024)
    ]
    return np.concatenate(parts)
