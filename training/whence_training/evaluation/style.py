"""How the report's pictures look: light, few lines, colours that stay apart for every eye (Okabe and Ito 2008)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK, GREY, PALE, PAPER = "#22303c", "#8a949c", "#e3e7ea", "#ffffff"
BLUE, ORANGE, GREEN, VERMILION, PURPLE = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7"
SERIES = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, "#56b4e9")
BY_RADIUS = ("#7b3f98", "#0072b2", "#009e73", "#e69f00", "#d55e00")
"""Street, city, region, country, continent."""

_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "text.color": INK,
}
_DOTS_PER_INCH = 170


@contextmanager
def drawing(path: Path, width: float, height: float) -> Iterator[Figure]:
    """Give an empty figure, `width` x `height` inches, and save it as PNG when the block ends.

    Figures are made without pyplot, which would keep them for ever; the file carries no date, so the same numbers give
    the same bytes.
    """
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
        figure.savefig(path, dpi=_DOTS_PER_INCH, metadata={"Software": None})


def percent_axis(axis: Axes, *, x: bool = False, y: bool = True) -> None:
    """Mark an axis from 0 to 100 %."""
    ticks = [0, 0.25, 0.5, 0.75, 1]
    labels = ["0", "25", "50", "75", "100 %"]
    if y:
        axis.set_ylim(0, 1)
        axis.set_yticks(ticks, labels)
    if x:
        axis.set_xlim(0, 1)
        axis.set_xticks(ticks, labels)
