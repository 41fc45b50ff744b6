"""The lines of the basemap: read level by level, handed out block by block as Qt's paths.

`basemap.npz` is made by `installers/basemap.py` from Natural Earth. For each level of detail and each kind it holds
`block` (the tile of the level's block zoom that a part lies in, row by row), `size` (points of the part) and `step`
(from point to point, in units of 2^-26 of the world's width).
"""

import threading
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

UNITS = 1 << 26
BLOCK_ZOOMS = (2, 4, 6, 7)
"""The zoom whose tiles are the blocks of each level."""

TRUE_TO_ZOOM = (3.0, 5.0, 7.0)
"""Up to this zoom a level's lines are true to a pixel; the last level serves all zooms above."""

FILLS, LINES = ("land", "lakes"), ("borders", "rivers")
_FILE = Path(__file__).with_name("basemap.npz")
_OVERLAP = 1 / 64
_RIM = 4
"""Units: so near the seam of the world, or the edge of a block, a line was put there by a knife."""


class Basemap:
    """Coasts, lakes, borders and rivers. Each level is read when it is first asked for; safe to share among threads."""

    def __init__(self) -> None:
        with np.load(_FILE) as columns:
            self.country_code: NDArray[np.str_] = columns["countries.code"]
            self.country_xy: NDArray[np.float64] = columns["countries.xy"]
            self.country_radius: NDArray[np.float64] = columns["countries.radius"]
        self._reading = [threading.Lock() for _ in BLOCK_ZOOMS]
        self._levels: dict[int, dict[str, _Parts]] = {}
        self.path = lru_cache(maxsize=4096)(self._path)

    def read_all(self) -> None:
        """Read all levels ahead, so that nobody waits for them later."""
        for level in range(len(BLOCK_ZOOMS)):
            self._level(level)

    def _level(self, level: int) -> "dict[str, _Parts]":
        with self._reading[level]:
            if level not in self._levels:
                with np.load(_FILE) as columns:
                    self._levels[level] = {
                        name: _Parts(*(columns[f"{name}.{level}.{column}"] for column in ("block", "size", "step")))
                        for name in FILLS + LINES
                    }
        return self._levels[level]

    @staticmethod
    def level(zoom: float) -> int:
        """Return the level of detail for a zoom."""
        return int(np.searchsorted(TRUE_TO_ZOOM, zoom))

    def _path(self, level: int, name: str, block: int, outline: bool = False) -> QPainterPath:
        """Return what lies in a block, in units of 2^-26 from the block's corner.

        `outline` gives the shores of a fill, without the cuts along the block and along the seam of the world.
        """
        parts = self._level(level)[name]
        points, size = parts.of(block)
        if not len(size):
            return QPainterPath()
        count = 1 << BLOCK_ZOOMS[level]
        side = UNITS // count
        corner = np.array([block % count, block // count], np.int64) * side
        first = np.zeros(len(points), np.bool_)
        first[np.cumsum(size) - size] = True
        if outline:
            reach = np.array([-1, 1]) * side * _OVERLAP + np.array([0, side])
            first[1:] |= _on_edge(points[:-1], points[1:], corner, reach)
        return path_of((points - corner).astype(np.float64), first)


class _Parts:
    """The parts of one kind at one level, in the order of their blocks."""

    def __init__(self, block: NDArray[np.uint16], size: NDArray[np.int32], step: NDArray[np.int32]) -> None:
        self._points = np.cumsum(step.astype(np.int64), axis=0)
        self._size = size
        self._block = block
        self._start = np.concatenate([[0], np.cumsum(size.astype(np.int64))])

    def of(self, block: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        low, high = np.searchsorted(self._block, [block, block + 1]).tolist()
        return self._points[self._start[low] : self._start[high]], self._size[low:high]


def _on_edge(
    start: NDArray[np.int64], end: NDArray[np.int64], corner: NDArray[np.int64], reach: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which segments run along the block's window, the seam of the world or its southern rim: bool [S]."""
    found = np.zeros(len(start), np.bool_)
    for axis in (0, 1):
        for edge in (*(corner[axis] + reach), 0, UNITS):
            found |= (np.abs(start[:, axis] - edge) <= _RIM) & (np.abs(end[:, axis] - edge) <= _RIM)
    return found


def path_of(points: NDArray[np.float64], first: NDArray[np.bool_]) -> QPainterPath:
    """Make a path of polylines: points float64 [P, 2], and which of them begin one, bool [P].

    A path of a million points cannot be put together by calls from Python; Qt reads one from a stream of bytes just as
    well (QDataStream: count, then type, x and y of each element, then fill rule: odd-even).
    """
    elements = np.zeros(len(points), np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")]))
    elements["type"] = np.where(first, 0, 1)
    elements["x"], elements["y"] = points[:, 0], points[:, 1]
    head = np.array([len(points)], ">i4").tobytes()
    tail = np.array([0, 0], ">i4").tobytes()
    stream = QDataStream(QByteArray(head + elements.tobytes() + tail))
    path = QPainterPath()
    stream >> path
    return path
