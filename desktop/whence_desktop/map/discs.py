"""Discs with counts where photos with a position are.

Writing a count costs as much as blending fifty discs. So a disc is shown without its count until there was time to
write that, and every picture is kept.
"""

import time
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtGui import QImage, QPainter

from whence_desktop.map import marks
from whence_desktop.map.clusters import Clusters
from whence_desktop.map.mercator import View
from whence_desktop.map.style import Palette

_MOST_KEPT = 4096


class Discs:
    """Draws clusters of photos."""

    def __init__(self) -> None:
        self._pictures: dict[str, QImage] = {}
        self._ratio = 1.0

    def restyle(self, ratio: float) -> None:
        """Forget pictures: the palette or the device pixel ratio changed."""
        self._ratio = ratio
        self._pictures.clear()

    def paint(self, painter: QPainter, view: View, clusters: Clusters, palette: Palette) -> bool:
        """Draw all discs, with the counts that are written; tell whether all are."""
        complete = True
        for x, y, count in _placed(view, clusters):
            text, radius = _look(count)
            picture = self._pictures.get(text)
            if picture is None:
                complete = False
                picture = marks.disc(radius, palette.photos, palette.halo, self._ratio)
            # Given as whole numbers, as Qt finds this way of drawing twice as fast as the one with points.
            painter.drawImage(round(x - radius - 2), round(y - radius - 2), picture)
        return complete

    def work(self, view: View, clusters: Clusters, palette: Palette, budget_s: float) -> bool:
        """Write counts ahead of the next frame; tell whether all that a view shows are written."""
        until = time.perf_counter() + budget_s
        if len(self._pictures) > _MOST_KEPT:
            self._pictures.clear()
        for _, _, count in _placed(view, clusters):
            text, radius = _look(count)
            if text not in self._pictures:
                if time.perf_counter() >= until:
                    return False
                self._pictures[text] = marks.counted(text, radius, palette.photos, palette.halo, self._ratio)
        return True


@lru_cache(maxsize=65536)
def _look(count: int) -> tuple[str, float]:
    return marks.short_count(count), marks.cluster_radius_px(count)


def _placed(view: View, clusters: Clusters) -> Iterator[tuple[float, float, int]]:
    """Return where in the window each disc is, and how many photos it stands for."""
    square, count, _ = clusters.shown(view)
    x, y = view.to_px(square).T.tolist()
    return zip(x, y, count.tolist(), strict=True)
