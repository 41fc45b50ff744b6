"""Large translucent areas, painted row by row.

To blend an area of many rows Qt hands it to threads of its own and waits for them: a frame then takes as long as
whatever else keeps the processor busy lets them wait. One row at a time it blends at once.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

_MOST_ROWS = 64  # that Qt blends without its threads


def fill(painter: QPainter, outline: NDArray[np.float64], width_px: int, height_px: int, colour: QColor) -> None:
    """Fill a closed outline (pixels, float64 [P, 2], even-odd), as far as a window shows it; the rim is for a line."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.drawRects([QRect(*one) for one in bands(outline, width_px, height_px).tolist()])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def bands(outline: NDArray[np.float64], width_px: int, height_px: int) -> NDArray[np.int64]:
    """Return the pixels of a window whose middle lies inside a closed outline, float64 [P, 2], even-odd.

    As rectangles (left, top, width, height), int64 [R, 4]: rows, and up to 64 of them in one where they are alike.
    """
    start, end = outline[:-1], outline[1:]
    low, high = (
        np.clip(np.ceil(pick(start[:, 1], end[:, 1]) - 0.5), 0, height_px) for pick in (np.minimum, np.maximum)
    )
    many = (high - low).astype(np.int64)  # rows whose middle an edge crosses, from the lower end up to the other one
    edge = np.repeat(np.arange(len(many)), many)
    row = low.astype(np.int64)[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(many) - many, many)
    slope = (end[edge, 0] - start[edge, 0]) / (end[edge, 1] - start[edge, 1])
    x = start[edge, 0] + (row + 0.5 - start[edge, 1]) * slope
    order = np.lexsort((x, row))
    sides = np.clip(np.rint(x[order]), 0, width_px).astype(np.int64).reshape(-1, 2)  # a closed line comes back
    top = row[order[::2]]
    inside = sides[:, 1] > sides[:, 0]
    sides, top = sides[inside], top[inside]
    begins = np.ones(len(top), np.bool_)
    begins[1:] = (np.diff(top) != 1) | np.diff(sides, axis=0).any(axis=1) | (top[1:] % _MOST_ROWS == 0)
    first = np.flatnonzero(begins)
    count = np.diff(first, append=len(top))
    return np.column_stack([sides[first, 0], top[first], sides[first, 1] - sides[first, 0], count])
