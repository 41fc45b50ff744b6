"""Photos that follow a clock along the tracks: all of them, however many, a portion at a time between two events.

A thousand photos take a third of a second, which is too long for a slider. So they are laid in portions that are spread
over the whole walk; those whose turn is yet to come stay where they were.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from whence_engine.cues.track_clock import ToldZones
from whence_engine.cues.track_follow import Falls, falls
from whence_engine.photo import Photo
from whence_engine.places.zones import Zones
from whence_engine.tracks.track import Track

_PORTION_S = 0.008
_AT_ONCE = 8
_GOLDEN = (5**0.5 - 1) / 2  # multiples of it, without their whole part, fill any range evenly


class Following(QObject):
    """Where some photos fall on tracks.

    Signals
    -------
    moved()
        Some lie elsewhere now.
    settled()
        All lie where they belong.
    """

    moved = Signal()
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos: list[Photo] = []
        self._at = np.empty((0, 2))
        self._waiting: list[int] = []
        self._lay: Callable[[Sequence[Photo]], Falls] | None = None
        self._between = QTimer(self)
        self._between.setInterval(0)
        self._between.timeout.connect(self._portion)

    def follow(
        self, photos: Sequence[Photo], tracks: Sequence[Track], *, add: timedelta, told: ToldZones, zones: Zones
    ) -> None:
        """Lay photos on tracks with `add` added to their times, as `falls` does."""
        if [one.id for one in photos] != [one.id for one in self._photos]:
            self._at = np.full((len(photos), 2), np.nan)
        self._photos = list(photos)
        self._lay = partial(falls, tracks=tracks, add=add, told=told, zones=zones)
        self._waiting = np.argsort(-(np.arange(len(photos)) * _GOLDEN % 1.0)).tolist()
        self._between.start()
        self._portion()

    @property
    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes and longitudes, in degrees, of those that fall on a track: float64 [N] each."""
        there = self._at[~np.isnan(self._at[:, 0])]
        return there[:, 0], there[:, 1]

    @property
    def placed(self) -> list[int]:
        """Ids of those that fall on a track, in the order of `places`."""
        return [self._photos[row].id for row in np.flatnonzero(~np.isnan(self._at[:, 0])).tolist()]

    def place_of(self, photo_id: int | None) -> tuple[float, float] | None:
        """Return latitude and longitude of a photo, in degrees, if it falls on a track."""
        row = next((row for row, photo in enumerate(self._photos) if photo.id == photo_id), None)
        if row is None or np.isnan(self._at[row, 0]):
            return None
        lat, lon = self._at[row].tolist()
        return lat, lon

    def _portion(self) -> None:
        until = time.perf_counter() + _PORTION_S
        while self._lay is not None and self._waiting and time.perf_counter() < until:
            rows = [self._waiting.pop() for _ in range(min(_AT_ONCE, len(self._waiting)))]
            found = self._lay([self._photos[row] for row in rows])
            row_of = {self._photos[row].id: row for row in rows}
            self._at[rows] = np.nan
            for photo_id, lat, lon in zip(found.photo_id.tolist(), found.lat_deg, found.lon_deg, strict=True):
                self._at[row_of[photo_id]] = lat, lon
        self.moved.emit()
        if not self._waiting:
            self._between.stop()
            self.settled.emit()
