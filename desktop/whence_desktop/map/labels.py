"""Names of countries and towns that do not run into each other, nor into the discs of photos.

Candidates come most important first; a name takes the first of its places that is free: a country's in its middle or
near it, under discs if need be, a town's beside its dot. What was placed holds for a region somewhat larger than the
window, so that dragging the map moves names and does not shuffle them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from whence_desktop.map import marks
from whence_desktop.map.clusters import Clusters
from whence_desktop.map.ground import Ground
from whence_desktop.map.mercator import View
from whence_desktop.map.names import Names
from whence_desktop.map.style import Palette

_AROUND = 0.35  # of the window, on each side: how far names are placed ahead
_CELL_PX = 8.0
_MOST_TOWNS = 420
_GAP_PX = 5.0
_DOT_PX = 5.0  # from the middle of a town's dot to its name
_PAST_DISC_PX = (20.0, 28.0, 36.0)  # the same where a disc of photos hides the dot
_OFF_MIDDLE_PX = (0.0, -20.0, 20.0, -36.0, 36.0)  # how far up and down a country's name moves out of the way


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its place: in the square, and where its picture's corner is from there."""

    x: float
    y: float
    text: str
    country: bool
    dot: bool
    left_px: float
    top_px: float


class Labels:
    """Chooses, places and draws names; until there are any, nothing is to be done."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._region: View | None = None
        self._labels: list[Label] = []
        self._clusters: Clusters | None = None
        self._pictures: dict[tuple[str, bool], QImage] = {}
        self._fonts = _fonts()
        self._ratio = 1.0

    def restyle(self, ratio: float) -> None:
        """Forget pictures: the palette or the device pixel ratio changed."""
        self._ratio = ratio
        self._pictures.clear()

    def avoid(self, clusters: Clusters | None) -> None:
        """Place names anew, beside the discs of these photos."""
        self._clusters = clusters
        self._region = None

    def paint(self, painter: QPainter, view: View, palette: Palette) -> bool:
        """Draw the names that are ready; tell whether `work` has something left to do for this view."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.town))
        complete = self._fits(view)
        for label, x, y in self._shown(view):
            picture = self._pictures.get((label.text, label.country))
            if picture is None:
                complete = False
                continue
            painter.drawImage(round(x + label.left_px), round(y + label.top_px), picture)
            if label.dot:
                painter.drawEllipse(QPointF(x, y), 2.0, 2.0)
        return complete

    def work(self, view: View, palette: Palette, budget_s: float) -> bool:
        """Place names and draw their pictures ahead of the next frame; tell whether all is ready."""
        if self._ground.names is not None and not self._fits(view):
            self._region, self._labels = self._place(view, self._ground.names)
            return False
        until = time.perf_counter() + budget_s
        for label, _, _ in self._shown(view):
            key = label.text, label.country
            if key not in self._pictures:
                if time.perf_counter() >= until:
                    return False
                font = self._fonts[0 if label.country else 1]
                colour = palette.country if label.country else palette.town
                self._pictures[key] = _drawn(label.text, font, colour, palette.halo, self._ratio)
        return True

    def _fits(self, view: View) -> bool:
        if self._region is None:
            return self._ground.names is None
        return self._region.zoom == view.zoom and _covers(self._region, view)

    def _shown(self, view: View) -> Iterator[tuple[Label, float, float]]:
        """Yield the names that were placed, as far as a view shows them, and where their points are in the window."""
        if not self._labels:
            return
        at = view.to_px(np.array([[label.x, label.y] for label in self._labels]))
        for label, (x, y) in zip(self._labels, at.tolist(), strict=True):
            if -200 < x < view.width_px + 200 and -40 < y < view.height_px + 40:
                yield label, x, y

    def _place(self, view: View, names: Names) -> tuple[View, list[Label]]:
        """Place names in a region around a view; they hold as long as it covers what is seen."""
        width, height = (int(side * (1 + 2 * _AROUND)) for side in (view.width_px, view.height_px))
        region = View(view.x, view.y, view.zoom, width, height)
        taken = _Taken(region)
        labels = []
        country_font, town_font = self._fonts
        if self._clusters is not None:
            taken.hide(region, self._clusters)
        if region.zoom < 7.5:
            wide_px = names.country_radius * region.world_px
            metrics = QFontMetricsF(country_font)
            for number in np.flatnonzero((wide_px > 14.0) & _inside(region, names.country_xy)).tolist():
                labels += _country(region, names, number, metrics, taken)
        if region.zoom >= 3.5:
            labels += _towns(region, names, QFontMetricsF(town_font), taken)
        return region, labels


def _country(region: View, names: Names, number: int, metrics: QFontMetricsF, taken: "_Taken") -> list[Label]:
    text = names.countries[number].upper()
    width, height = metrics.horizontalAdvance(text), metrics.height()
    if width > max(4.2 * names.country_radius[number] * region.world_px, 60.0):
        return []
    x, y = names.country_xy[number].tolist()
    at_x, at_y = region.to_px([x, y]).tolist()
    left = -width / 2
    for off, under_discs in [*((off, False) for off in _OFF_MIDDLE_PX), (0.0, True)]:
        top = off - height / 2
        if taken.take(at_x + left, at_y + top, width, height, under_discs=under_discs):
            return [Label(x, y, text, country=True, dot=False, left_px=left - 2, top_px=top - 2)]
    return []


def _towns(region: View, names: Names, metrics: QFontMetricsF, taken: "_Taken") -> list[Label]:
    least = 3e6 / 3.2 ** (region.zoom - 3.5)
    count = int(np.searchsorted(-names.population, -least, side="right"))
    inside = np.flatnonzero(_inside(region, names.town_xy[:count]))[:_MOST_TOWNS]
    at = region.to_px(names.town_xy[inside])
    labels = []
    for number, (at_x, at_y), text in zip(inside.tolist(), at.tolist(), names.towns(inside), strict=True):
        width, height = metrics.horizontalAdvance(text), metrics.height()
        ways = _PAST_DISC_PX if taken.is_hidden(at_x, at_y) else (_DOT_PX,)
        for left, top in (place for away in ways for place in _beside(width, height, away)):
            if taken.take(at_x + left, at_y + top, width, height):
                x, y = names.town_xy[number].tolist()
                labels.append(Label(x, y, text, country=False, dot=True, left_px=left - 2, top_px=top - 2))
                break
    return labels


def _beside(width: float, height: float, away: float) -> tuple[tuple[float, float], ...]:
    """Return where the corner of a name can lie, from its point: to the right, the left, above and below."""
    beside, over = -height / 2, away - 3.0
    return (away, beside), (-width - away, beside), (-width / 2, -height - over), (-width / 2, over)


class _Taken:
    """Which parts of a region have a name or a disc of photos on them, in squares of 8 pixels."""

    def __init__(self, region: View) -> None:
        self._rows = int(region.height_px / _CELL_PX) + 1
        self._columns = int(region.width_px / _CELL_PX) + 1
        self._taken = np.zeros((self._rows, self._columns), np.bool_)
        self._hidden = np.zeros_like(self._taken)

    def hide(self, region: View, clusters: Clusters) -> None:
        """Take what lies under the discs of photos, whoever has it."""
        square, counts, _ = clusters.shown(region)
        if not len(counts):
            return
        radius_of = {count: marks.cluster_radius_px(count) for count in np.unique(counts).tolist()}
        radius = np.array([radius_of[count] for count in counts.tolist()])[:, None]
        at, sides = region.to_px(square), [self._columns, self._rows]
        x0, y0 = np.clip((at - radius) / _CELL_PX, 0, sides).astype(np.int64).T
        x1, y1 = np.clip((at + radius) / _CELL_PX + 1, 0, sides).astype(np.int64).T
        # How many discs a square gains and loses, going down and right: their sums say how many lie on it.
        steps = np.zeros((self._rows + 1, self._columns + 1), np.int64)
        for x, y, step in ((x0, y0, 1), (x1, y1, 1), (x1, y0, -1), (x0, y1, -1)):
            np.add.at(steps, (y, x), step)
        self._hidden = steps.cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0

    def is_hidden(self, x: float, y: float) -> bool:
        """Tell whether a point lies under a disc."""
        column, row = int(x / _CELL_PX), int(y / _CELL_PX)
        return bool(0 <= column < self._columns and 0 <= row < self._rows and self._hidden[row, column])

    def take(self, left: float, top: float, width: float, height: float, *, under_discs: bool = False) -> bool:
        """Take a rectangle unless some of it is taken, or hidden where it may not be, or it leaves the region."""
        column0, row0 = int(left / _CELL_PX), int(top / _CELL_PX)
        column1, row1 = int((left + width) / _CELL_PX) + 1, int((top + height) / _CELL_PX) + 1
        x0, y0 = int((left - _GAP_PX) / _CELL_PX), int((top - _GAP_PX) / _CELL_PX)
        x1, y1 = int((left + width + _GAP_PX) / _CELL_PX) + 1, int((top + height + _GAP_PX) / _CELL_PX) + 1
        if x0 < 0 or y0 < 0 or x1 > self._columns or y1 > self._rows:
            return False
        window = self._taken[y0:y1, x0:x1]
        if window.any() or (not under_discs and self._hidden[row0:row1, column0:column1].any()):
            return False
        window[:] = True
        return True


def _inside(region: View, square: NDArray[np.float64]) -> NDArray[np.bool_]:
    left, top, right, bottom = region.bounds
    x = (square[:, 0] - left) % 1.0
    return np.asarray((x <= right - left) & (square[:, 1] >= top) & (square[:, 1] <= bottom))


def _covers(region: View, view: View) -> bool:
    dx, dy = np.abs(region.to_px([view.x, view.y]) - [region.width_px / 2, region.height_px / 2]).tolist()
    return bool(
        dx + view.width_px / 2 <= region.width_px / 2 + 1 and dy + view.height_px / 2 <= region.height_px / 2 + 1
    )


def _fonts() -> tuple[QFont, QFont]:
    country, town = QFont(), QFont()
    country.setPointSizeF(8.5)
    country.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.2)
    country.setWeight(QFont.Weight.DemiBold)
    town.setPointSizeF(8.5)
    return country, town


def _drawn(text: str, font: QFont, colour: str, halo: str, ratio: float) -> QImage:
    """Draw a name once, with a glow that lifts it off the map."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 4, metrics.height() + 4
    image = QImage(int(width * ratio) + 1, int(height * ratio) + 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addText(2.0, 2.0 + metrics.ascent(), font, text)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    glow = QColor(halo)
    glow.setAlpha(210)
    painter.strokePath(path, QPen(glow, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(2.0, 2.0, width, height), text)
    painter.end()
    return image
