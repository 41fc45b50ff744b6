"""A selftest as JSON: one object for each way of hiding, and one for all of them with the threshold."""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from whence_engine.metrics import RADII_KM
from whence_engine.selftest.run import OfWay, Report
from whence_engine.selftest.score import NEAREST, Score
from whence_engine.selftest.threshold import NoThreshold

ALL = "all"
"""What `by` says where all ways are together."""


def rows(report: Report) -> list[dict[str, Any]]:
    """Return one row for each way of hiding, and last the one for all."""
    return [*(_of_way(one) for one in report.ways), _of_all(report)]


def _of_way(one: OfWay) -> dict[str, Any]:
    return {"by": one.way.by.value, "rate": one.way.rate, "hidden": one.hidden} | _score(one.score)


def _of_all(report: Report) -> dict[str, Any]:
    found = report.threshold
    threshold = {"because": found.because} if isinstance(found, NoThreshold) else asdict(found)
    return {
        "by": ALL,
        "paths": [str(root) for root in report.roots],
        "positions": report.photos,
        "unread": report.unread,
        **_score(report.whole),
        "error": report.error,
        "threshold": threshold,
        "seed": report.seed,
        "model": report.model,
        "method": report.method,
    }


def _score(score: Score) -> dict[str, Any]:
    others = {
        name: {"answers": round(answers, 4), "within_km": _by_radius(share)}
        for name, (answers, share) in score.others.items()
    }
    return {
        "photos": score.photos,
        "albums": score.albums,
        "within_km": _by_radius(score.within.value),
        "interval": _by_radius(np.stack([score.within.low, score.within.high], axis=1)),
        "claimed": _by_radius(score.claimed),
        "calibration_error": _by_radius(score.calibration_error),
        "reliability": {
            f"{radius:g}": [
                [round(stated, 4), round(observed, 4), count]
                for stated, observed, count in zip(
                    curve.stated.tolist(), curve.observed.tolist(), curve.count.tolist(), strict=True
                )
            ]
            for radius, curve in zip(RADII_KM, score.curve, strict=True)
        },
        "nearest_in_time": others.pop(NEAREST),
        "cues": others,
    }


def _by_radius(values: ArrayLike) -> dict[str, Any]:
    rounded = np.round(np.asarray(values, np.float64), 4).tolist()
    return {f"{radius:g}": value for radius, value in zip(RADII_KM, rounded, strict=True)}
