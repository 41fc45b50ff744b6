"""The report's curves."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from whence_engine.metrics import RADII_KM, abstention, bootstrap, reliability
from whence_training.evaluation.judge import CONSTANT, Judged, Verdict
from whence_training.evaluation.style import BLUE, BY_RADIUS, GREY, INK, PALE, SERIES, VERMILION, drawing, percent_axis

LEVELS = ("street", "city", "region", "country", "continent")
"""What the five radii are called."""

_REACH_KM = np.geomspace(0.3, 20_000, 220)
_EARTH_KM2 = 510_064_472.0


def accuracy(verdict: Verdict, path: Path) -> None:
    """Draw the share of photos that lie within every distance of the answer, method by method."""
    with drawing(path, 8.2, 4.3) as figure:
        axis = figure.add_subplot()
        axis.set_xscale("log")
        for radius, level in zip(RADII_KM, LEVELS, strict=True):
            axis.axvline(radius, color=PALE, linewidth=1.1, zorder=0)
            axis.annotate(
                f"{level}\n{radius:g} km", (radius, 1), (0, 3), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", va="bottom", fontsize=7.5, color=GREY,
            )  # fmt: skip
        _constant_points(axis, verdict.method(CONSTANT))
        others = [judged for judged in verdict.methods if judged.method not in {CONSTANT, verdict.focus}]
        for judged, colour in zip(others, SERIES[1:], strict=False):
            axis.plot(_REACH_KM, _reach(judged.error_km[:, 0]), color=colour, linewidth=1.2, label=judged.method)
        error = verdict.method(verdict.focus).error_km[:, 0]
        band = bootstrap(lambda rows: _reach(error[rows]), verdict.labels.photographer, draws=400)
        axis.fill_between(_REACH_KM, band.low, band.high, color=BLUE, alpha=0.13, linewidth=0)
        axis.plot(_REACH_KM, band.value, color=BLUE, linewidth=2.4, label=verdict.focus)
        axis.set_xlim(_REACH_KM[0], _REACH_KM[-1])
        axis.set_xticks([1, 10, 100, 1000, 10_000], ["1", "10", "100", "1,000", "10,000 km"])
        axis.grid(visible=False, axis="x")
        axis.set_xlabel("distance between answer and truth")
        axis.set_ylabel("photos that close or closer")
        percent_axis(axis)
        axis.legend(loc="upper left")


def calibration(verdict: Verdict, path: Path) -> None:
    """Draw stated chance against what came true, a panel per radius, before and after the fitted temperature."""
    honesty = verdict.honesty[verdict.focus]
    error = verdict.method(verdict.focus).error_km[:, 0]
    with drawing(path, 10.2, 2.75) as figure:
        panels = figure.subplots(1, len(RADII_KM), sharex=True, sharey=True)
        for k, (axis, radius, level) in enumerate(zip(panels, RADII_KM, LEVELS, strict=True)):
            right = error <= radius
            axis.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, zorder=1)
            for chance, colour, name in (
                (honesty.plain, VERMILION, "as the network says"),
                (honesty.fitted, BLUE, "with fitted temperature"),
            ):
                curve = reliability(chance[:, k], right, bins=8)
                axis.plot(curve.stated, curve.observed, color=colour, linewidth=1.1, alpha=0.6)
                axis.scatter(curve.stated, curve.observed, s=17, color=colour, zorder=3, label=name, linewidths=0)
            axis.set_title(f"{level}, {radius:g} km")
            percent_axis(axis, x=True)
            axis.set_xticks([0, 0.5, 1], ["0", "50", "100 %"])
            axis.set_aspect("equal")
        panels[0].set_ylabel("came true")
        figure.supxlabel("chance it stated", fontsize=9)
        handles, names = panels[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper right", ncols=2)


def abstaining(verdict: Verdict, path: Path) -> None:
    """Draw how often the surest photos are right, for every share of the photos that is answered."""
    honesty = verdict.honesty[verdict.focus]
    error = verdict.method(verdict.focus).error_km[:, 0]
    with drawing(path, 8.2, 3.6) as figure:
        axis = figure.add_subplot()
        for k, (radius, level) in enumerate(zip(RADII_KM, LEVELS, strict=True)):
            curve = abstention(honesty.fitted[:, k], error <= radius)
            enough = curve.kept * len(error) >= min(20, len(error))  # fewer photos than this draw noise
            axis.plot(curve.kept[enough], curve.correct[enough], color=BY_RADIUS[k], label=f"{level}, {radius:g} km")
            axis.scatter(curve.kept[-1], curve.correct[-1], color=BY_RADIUS[k], s=22, zorder=3, clip_on=False)
        percent_axis(axis, x=True)
        axis.set_xlabel("photos answered, the surest first")
        axis.set_ylabel("of these, right")
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))


def searching(searched: NDArray[np.float64], photographer: NDArray[np.str_], path: Path) -> None:
    """Draw the share of photos that are found once so much of the Earth has been searched."""
    area = np.geomspace(10, _EARTH_KM2, 200)
    band = bootstrap(lambda rows: _found(searched[rows], area), photographer, draws=300)
    with drawing(path, 8.2, 3.3) as figure:
        axis = figure.add_subplot()
        axis.set_xscale("log")
        axis.plot(area, area / _EARTH_KM2, color=GREY, linewidth=1, linestyle=(0, (4, 3)), label="searching at random")
        axis.fill_between(area, band.low, band.high, color=BLUE, alpha=0.13, linewidth=0)
        axis.plot(area, band.value, color=BLUE, linewidth=2.2, label="searching where the network points")
        for size, what in ((105.0, "Paris"), (357_000.0, "Germany"), (10_180_000.0, "Europe")):
            axis.axvline(size, color=PALE, linewidth=1.1, zorder=0)
            axis.annotate(
                what, (size, 1), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points",
                ha="center", va="bottom", fontsize=7.5, color=GREY,
            )  # fmt: skip
        axis.set_xlim(area[0], area[-1])
        axis.grid(visible=False, axis="x")
        percent_axis(axis)
        axis.set_xticks([10, 1e3, 1e5, 1e7], ["10 km²", "1,000", "100,000", "10 million"])
        axis.minorticks_off()
        axis.set_xlabel("area searched")
        axis.set_ylabel("photos found")
        axis.legend(loc="upper left")


def scenes(verdict: Verdict, path: Path) -> None:
    """Draw shares by kind of scene with their intervals."""
    names = list(verdict.scenes)
    with drawing(path, 8.2, 0.9 + 0.62 * len(names)) as figure:
        axis = figure.add_subplot()
        for row, name in enumerate(names):
            count, found = verdict.scenes[name]
            for k, interval in enumerate(found):
                y = row + (k - 2) * 0.14
                axis.plot(
                    [float(interval.low), float(interval.high)], [y, y], color=BY_RADIUS[k], linewidth=1.4, alpha=0.5
                )
                axis.scatter(float(interval.value), y, color=BY_RADIUS[k], s=26, zorder=3, linewidths=0)
            axis.text(1.01, row, f"{count} photos", va="center", fontsize=8, color=GREY)
        axis.set_yticks(range(len(names)), names)
        axis.set_ylim(len(names) - 0.5, -0.5)
        axis.grid(visible=False, axis="y")
        percent_axis(axis, x=True, y=False)
        handles = [axis.scatter([], [], color=colour, s=26) for colour in BY_RADIUS]
        labels = [f"{level}, {radius:g} km" for radius, level in zip(RADII_KM, LEVELS, strict=True)]
        figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), handletextpad=0.1)


def _constant_points(axis: Axes, judged: Judged) -> None:
    value = [float(interval.value) for interval in judged.within]
    low, high = ([float(getattr(interval, end)) for interval in judged.within] for end in ("low", "high"))
    axis.vlines(RADII_KM, low, high, color=GREY, linewidth=1.2)
    axis.scatter(RADII_KM, value, color=INK, marker="D", s=20, zorder=3, label=judged.method)


def _reach(error_km: NDArray[np.float64]) -> NDArray[np.float64]:
    return _found(np.nan_to_num(error_km, nan=np.inf), _REACH_KM)


def _found(values: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of values up to each bound."""
    return np.asarray(np.searchsorted(np.sort(values), at, side="right") / len(values))
