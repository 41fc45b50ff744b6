"""The report's sentences: fixed ones, and those that follow from the numbers."""

import numpy as np

from whence_engine.geo import s2
from whence_engine.grid.grid import Grid
from whence_engine.metrics import RADII_KM, Interval
from whence_engine.metrics import abstention as abstention_curve
from whence_training.data.split import Side
from whence_training.evaluation.calibrate import TEMPERATURES
from whence_training.evaluation.figures import LEVELS
from whence_training.evaluation.judge import CONSTANT, Verdict
from whence_training.evaluation.subject import Subject
from whence_training.results.table import difference
from whence_training.results.table import verdict as word_for

PROTOCOL = (
    "The share of photos whose answer lies within five distances of the truth, as the field has measured it since "
    "Im2GPS: roughly a street, a city, a region, a country, a continent. The first row answers with the same place "
    "every time, the best there is for each distance; a method that is not clearly above it has learnt nothing."
)
PROTOCOL_CAPTION = (
    "Per cent of the photos; in brackets the interval that holds 95 of 100 times if other photographers had been "
    "drawn. The game score is GeoGuessr's, 5000 at best. The constant answer's last two columns are those of its "
    "2500 km place."
)
FIVE = "If five places may be named and the best of them counts:"
FIVE_CAPTION = "Per cent of the photos with one of the first five answers within the distance."
CALIBRATION = (
    "A chance is honest if what is given 60 % happens 60 times in 100. A network's own chances seldom are. They are"
    " made honest with one number per distance, a temperature, that is fitted on photographers of the validation "
    "side and then applied to those reported here, who had no part in it."
)
CALIBRATION_FIGURE = (
    "Each point is an eighth of the photos, sorted by the chance they were given. On the diagonal a chance is "
    "honest; below it, boastful; above it, shy."
)
CALIBRATION_CAPTION = (
    "Per cent: the mean chance stated, what came true, and the calibration error (mean distance between the two "
    "over bins of equal count), before and after the temperature. Above 1 a temperature makes more modest, below 1 "
    "bolder."
)
ABSTENTION = (
    "From right to left fewer photos are answered, those with the highest chance last. A curve that rises to the "
    "left knows what it knows. The dots are the scores of the table above. The first twenty photos are left out: "
    "they are noise."
)
SEARCHING = (
    "Whoever looked for the place of a photo would begin where the network's belief is densest and go on until it "
    "is found. The band is the 95 % interval, photographers drawn. Areas of a city, a country and a continent for "
    "scale."
)
SCENES = "Each dot is a share, each line its 95 % interval; photographers drawn."
CELLS = "Small cells where many photos were taken, large ones where there were few, none where there were almost none."
SAMPLES = (
    "Not picked by hand: all answers were sorted by their distance from the truth, and these stand in the middle of"
    " each sixth."
)
SAMPLES_CAPTION = "Chances are those with the fitted temperature."
AGAIN = "To make this report again:"
TERMS = (
    ("split", "by photographer: nobody is on two sides, so no method can win by knowing someone's habits"),
    ("distance", "great circle, sphere of 6371 km; on the edge of a radius is within; no answer counts as wrong"),
    ("interval", "95 %, whole photographers drawn with replacement, as photos of one person resemble each other"),
    ("most similar photo", "the place of the training photo whose embedding is nearest"),
    (
        "density of similar photos",
        "the mode of a kernel density on the sphere over the 100 nearest; it snaps to the most similar of those close",
    ),
    (
        "average over the album",
        "the mean of the network's beliefs over the photos of an album; albums are cut where more than a day passes",
    ),
)


def headline(verdict: Verdict) -> str:
    """Say in one or two sentences how good the focus is, against the constant answer."""
    judged, constant = verdict.method(verdict.focus), verdict.method(CONSTANT)
    city, country = RADII_KM.index(25.0), RADII_KM.index(750.0)
    people = len(np.unique(verdict.labels.photographer))
    shares = (
        f"Of {len(verdict.labels)} photos by {people} photographers it had never seen, the {verdict.focus} placed "
        f"{_percent(judged.within[city])} within 25 km and {_percent(judged.within[country])} within 750 km."
    )
    ahead = {
        k: word_for(
            difference(
                judged.error_km[:, 0] <= RADII_KM[k], constant.error_km[:, k] <= RADII_KM[k],
                verdict.labels.photographer,
            )
        )
        for k in range(len(RADII_KM))
    }  # fmt: skip
    better, worse = ([LEVELS[k] for k, word in ahead.items() if word == kind] for kind in ("more", "less"))
    if not better:
        told = "At no distance is it certain to do better than naming the same place every time."
    elif len(better) == len(LEVELS):
        told = "At every distance it is certain to do better than naming the same place every time."
    else:
        told = f"It is certain to do better than naming the same place every time at the level of {_and(better)} only."
    return f"{shares} {told}" + (f" At the level of {_and(worse)} it is certain to do worse." if worse else "")


def title(subject: Subject) -> str:
    """Head the page."""
    return f"How well “{subject.name}” knows where photos were taken"


def meta(subject: Subject, verdict: Verdict) -> str:
    """Say in a line what was judged on what."""
    people = len(np.unique(verdict.labels.photographer))
    judged = f"{len(verdict.labels)} photos of {people} photographers"
    return f"{subject.about} · {judged} · fitted on {verdict.fitted_people} others"


def accuracy(verdict: Verdict) -> str:
    """Caption the curve of accuracy."""
    return (
        f"Share of photos within every distance. The blue band is the 95 % interval of the {verdict.focus}; "
        "the diamonds are the best constant answers with theirs."
    )


def abstention(verdict: Verdict) -> str:
    """Say what answering only the surer half, and the surest tenth, is worth at 25 and 750 km."""
    error = verdict.method(verdict.focus).error_km[:, 0]
    told = []
    for radius in (25.0, 750.0):
        k = RADII_KM.index(radius)
        curve = abstention_curve(verdict.honesty[verdict.focus].fitted[:, k], error <= radius)
        half, tenth = (float(curve.correct[np.searchsorted(curve.kept, part)]) for part in (0.5, 0.1))
        told.append(
            f"within {radius:g} km {100 * float(curve.correct[-1]):.0f} % of all answers are right, "
            f"{100 * half:.0f} % of the surer half and {100 * tenth:.0f} % of the surest tenth"
        )
    return (
        "A program may say that it does not know. If only the photos that are given the highest chance are answered, "
        + "; ".join(told) + "."
    )  # fmt: skip


def area(verdict: Verdict) -> str:
    """Say how much must be searched."""
    assert verdict.searched is not None
    median = float(np.median(verdict.searched))
    return (
        f"Half of the photos are found once {median:,.0f} km² have been searched, "
        f"{100 * median / 510_064_472:.2g} % of the Earth's surface. "
        "This judges the whole of what is believed, and not only the first answer."
    )


def cells(grid: Grid, verdict: Verdict) -> str:
    """Describe the grid, and what it costs."""
    level = s2.level(grid.cell_id)
    assert verdict.ceiling is not None
    top = ", ".join(
        f"{100 * share:.0f} % within {radius:g} km"
        for share, radius in zip(verdict.ceiling.share_total, RADII_KM, strict=True)
    )
    return (
        f"{len(grid):,} cells of S2 levels {level.min()} to {level.max()}, made of {grid.count.sum():,} positions. "
        f"A classifier that never erred in the cell would reach {top}: more cannot be had from these cells."
    )


def method(subject: Subject, verdict: Verdict) -> list[tuple[str, str]]:
    """Explain the terms, for those who want to know."""
    sides = {of: len(subject.sides[of]) for of in Side}
    people = len(np.unique(subject.sides[Side.VALIDATION].manifest.photographer))
    counts = (
        f"{sides[Side.TRAIN]} to learn from and to look up among, {sides[Side.VALIDATION]} to choose and calibrate on, "
        f"{sides[Side.TEST]} to report; scored are the {len(verdict.labels)} of these known to about a kilometre"
    )
    fitted = (
        "the network's logits are divided by it; fitted by the likelihood of being right or wrong on "
        f"{people} validation photographers, each counting the same"
    )
    return [("photos", counts), *TERMS, ("temperature", fitted)]


def plain(interval: Interval) -> str:
    """Return a number with its interval, in whole units: "1234 [900, 2000]"."""
    value, low, high = (_whole(float(part)) for part in (interval.value, interval.low, interval.high))
    return f"{value} [{low}, {high}]"


def temperature(value: float) -> str:
    """Return a fitted temperature; one at the end of what was tried says so."""
    if value >= TEMPERATURES[-1]:
        return f"{value:.0f} or more"
    return f"{value:.2f} or less" if value <= TEMPERATURES[0] else f"{value:.2f}"


def distance(km: float) -> str:
    """Return a distance as one says it."""
    if not np.isfinite(km):
        return "no answer"
    return f"{km:.1f} km" if km < 10 else f"{km:,.0f} km"


def chance(share: float) -> str:
    """Return a chance as one says it."""
    if share < 0.01:
        return "<1 %"
    return ">99 %" if share > 0.99 else f"{100 * share:.0f} %"


def _percent(interval: Interval) -> str:
    value, low, high = (100 * float(part) for part in (interval.value, interval.low, interval.high))
    return f"{value:.1f} % [{low:.1f}, {high:.1f}]"


def _whole(number: float) -> str:
    return f"{number:,.0f}" if np.isfinite(number) else "∞"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
