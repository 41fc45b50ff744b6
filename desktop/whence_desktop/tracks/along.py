"""The photos of an album along tracks, on a map: those whose clock is shifted, the others, and the one looked at."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

import numpy as np
from PySide6.QtCore import QObject, Signal

from whence_desktop.map.mercator import to_square
from whence_desktop.map.scene import Dots, Pin, Scene
from whence_desktop.session import Session
from whence_desktop.tracks.following import Following
from whence_desktop.tracks.trail_map import TrailMap
from whence_engine.cues.track_clock import ToldZones
from whence_engine.photo import Photo
from whence_engine.places.zones import Zones
from whence_engine.tracks.track import Track


class Along(QObject):
    """Lays photos on tracks, and shows where they fall.

    Signals
    -------
    settled()
        Those whose clock is shifted lie where they belong.
    chosen(int)
        A photo, by its id, was clicked on the map.
    """

    settled = Signal()
    chosen = Signal(int)

    def __init__(self, session: Session, shown: TrailMap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._map = session, shown
        self.moving, self._staying = Following(self), Following(self)
        self._located: list[Photo] = []
        self._ids: tuple[list[int], list[int]] = [], []
        self._photo: Photo | None = None
        for following in (self.moving, self._staying):
            following.moved.connect(self._show)
        self.moving.settled.connect(self.settled)
        shown.dot_chosen.connect(lambda some, row: self.chosen.emit(self._ids[some][row]))

    def follow(self, photos: Sequence[Photo], tracks: Sequence[Track], *, add: timedelta, told: ToldZones) -> None:
        """Lay photos with `add` added to the times that their files say."""
        self.moving.follow(photos, tracks, add=add, told=told, zones=self._zones)

    def stay(
        self, photos: Sequence[Photo], located: Sequence[Photo], tracks: Sequence[Track], *, told: ToldZones
    ) -> None:
        """Lay photos whose clocks count as they are; `located` carry a position."""
        self._located = [photo for photo in located if photo.position is not None]
        self._staying.follow(photos, tracks, add=timedelta(0), told=told, zones=self._zones)

    def look_at(self, photo: Photo | None) -> None:
        """Mark a photo, and move the map to it where it is out of sight."""
        self._photo = photo
        self._show()
        for pin in self._map.scene.pins:
            x, y = self._map.view.to_px(to_square(pin.lat_deg, pin.lon_deg)).tolist()
            if not (0 <= x < self._map.width() and 0 <= y < self._map.height()):
                self._map.set_view(self._map.view.centred_on(pin.lat_deg, pin.lon_deg))

    def _show(self) -> None:
        (lat, lon), (rest_lat, rest_lon) = self.moving.places, self._staying.places
        positions = [one.position for one in self._located if one.position is not None]
        rest_lat = np.concatenate([rest_lat, [one.lat_deg for one in positions]])
        rest_lon = np.concatenate([rest_lon, [one.lon_deg for one in positions]])
        self._ids = self._staying.placed + [one.id for one in self._located], self.moving.placed
        self._map.show_scene(Scene(dots=(Dots(rest_lat, rest_lon, quiet=True), Dots(lat, lon)), pins=self._pins()))

    def _pins(self) -> tuple[Pin, ...]:
        photo = self._photo
        if photo is None:
            return ()
        at = self.moving.place_of(photo.id) or self._staying.place_of(photo.id)
        if at is None and photo.position is not None:
            at = photo.position.lat_deg, photo.position.lon_deg
        return () if at is None else (Pin(0, *at, 0.0, name=photo.path.name, chosen=True),)

    @cached_property
    def _zones(self) -> Zones:
        return Zones(self._session.gazetteer)
