"""Photographers travel: homes, trips with a heavy tail, days with nights between them, bursts of photos.

The next place of a trip is drawn with weight popularity / (1 + (distance / 100 km)^2): over the plane that is as many
trips in each doubling of the distance. Now and then a flight goes anywhere. The planet has no time zones: its
clocks all show the sun's time where they are, so that a clock tells nothing of the longitude.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import EARTH_RADIUS_KM
from whence_training.planet.chance import moved, uniform, unit
from whence_training.planet.noise import Real
from whence_training.planet.world import LANDMARKS, SEA_LEVEL, World, height

STREET, SQUARE, LANDMARK, LANDSCAPE, INDOOR, CLOSE_UP, SKY = range(7)
VIEWS = ("street", "square", "landmark", "landscape", "indoor", "close-up", "sky")
SCENES = ("urban", "urban", "urban", "nature", "indoor", "indoor", "nature")
"""Scene of each view."""

_IN_TOWN = np.cumsum([0.24, 0.17, 0.15, 0.10, 0.18, 0.11, 0.05])
_IN_NATURE = np.cumsum([0.03, 0.02, 0.0, 0.65, 0.08, 0.13, 0.09])
_ON_THE_ROAD = np.cumsum([0.05, 0.0, 0.0, 0.70, 0.05, 0.08, 0.12])
EPOCH_DAYS = 12784  # 2005-01-01
_REACH_KM = 100.0


@dataclass(frozen=True, eq=False)
class Shots:
    """Photos before they are painted, [N] each, in the order they were taken.

    Attributes
    ----------
    photographer, album, number
        int64; albums and photos are numbered within their photographer.
    xyz
        Unit vectors [N, 3].
    seconds
        int64 since 1970.
    view, place, landmark
        int64: which of `VIEWS`, the place where or near which, and the landmark nearby or in sight.
    """

    photographer: NDArray[np.int64]
    album: NDArray[np.int64]
    number: NDArray[np.int64]
    xyz: Real
    seconds: NDArray[np.int64]
    view: NDArray[np.int64]
    place: NDArray[np.int64]
    landmark: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.view)

    def take(self, rows: NDArray[np.int64]) -> "Shots":
        """Return the photos at `rows`."""
        return Shots(**{name: column[rows] for name, column in vars(self).items()})


def joined(parts: list[Shots]) -> Shots:
    """Put the photos of several photographers behind each other."""
    return Shots(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])})


@dataclass(frozen=True, eq=False)
class Roads:
    """How far places lie apart and how likely one leads to another, for `Traveller`."""

    km: Real
    next_place: Real
    flight: Real
    homes: Real

    @classmethod
    def of(cls, world: World) -> "Roads":
        """Measure a world: running sums of weights, from each place [P, P] and for flights and homes [P]."""
        apart = world.place_xyz[:, None, :] - world.place_xyz[None, :, :]
        x, y, z = apart[..., 0], apart[..., 1], apart[..., 2]
        km = EARTH_RADIUS_KM * np.sqrt(x * x + y * y + z * z)
        ratio = km / _REACH_KM
        weight = world.popularity[None, :] / (1.0 + ratio * ratio)
        weight[np.arange(len(km)), np.arange(len(km))] = 0.0
        return cls(km, np.cumsum(weight, axis=1), np.cumsum(world.popularity), np.cumsum(world.popularity * world.town))


class Traveller:
    """One photographer on the way: draws in order, and writes rows of `Shots`."""

    def __init__(self, world: World, roads: Roads, photographer: int) -> None:
        self.world, self.roads, self.photographer = world, roads, photographer
        self._drawn: list[float] = []
        self._block = 0
        self.rows: list[tuple[int, int, int, int, int, float, float]] = []
        self.start: list[Real] = []
        self.hour = 24.0 * (3000.0 * self.draw())
        self.album = -1

    def draw(self) -> float:
        """Give the next number in [0, 1)."""
        if not self._drawn:
            block = uniform(self.world.seed, 40, self.photographer, self._block, np.arange(512))
            self._drawn, self._block = block[::-1].tolist(), self._block + 1
        return self._drawn.pop()

    def one_of(self, running: Real) -> int:
        """Draw an index with weights given as their running sum."""
        return min(int(np.searchsorted(running, self.draw() * running[-1], side="right")), len(running) - 1)

    def travel(self, photos: int) -> Shots:
        """Make album after album until there are enough photos."""
        home = self.one_of(self.roads.homes)
        while len(self.rows) < photos:
            self.album += 1
            self.hour += 24.0 * min(4.0 / (self.draw() + 0.02), 150.0)
            if self.draw() < 0.3:
                self._days(home, stops=1 + int(2.0 * self.draw()), flights=0.0)
            else:
                first = self._onward(home, flights=0.35)
                if self.draw() < 0.3:
                    self._stay(home, 1 + int(3.0 * self.draw()))
                    self._drive(home, first)
                self._days(first, stops=min(1 + int(1.0 / (self.draw() + 0.12)), 8), flights=0.06)
        return self._shots(photos)

    def _days(self, place: int, stops: int, flights: float) -> None:
        for stop in range(stops):
            if stop:
                following = self._onward(place, flights)
                self._drive(place, following)
                place = following
            root = np.sqrt(self.draw() + 0.004)
            self._stay(place, min(1 + int(2.5 * (1.0 / root - 0.6)), 16))

    def _onward(self, place: int, flights: float) -> int:
        return self.one_of(self.roads.flight if self.draw() < flights else self.roads.next_place[place])

    def _drive(self, place: int, following: int) -> None:
        """Go on to the next place; from the road, a photo now and then."""
        km = float(self.roads.km[place, following])
        hours = km / 65.0 if km < 700.0 else 5.0 + km / 750.0
        if km < 700.0 and self.draw() < 0.5:
            share = 0.15 + 0.7 * self.draw()
            a, b = self.world.place_xyz[place], self.world.place_xyz[following]
            self.hour += share * hours
            self._shoot(
                unit(a + share * (b - a)), self.one_of(_ON_THE_ROAD), place if share < 0.5 else following, 0, 0.0
            )
            hours *= 1.0 - share
        self.hour += hours + self.draw()

    def _stay(self, place: int, photos: int) -> None:
        """Take photos about a place: from one of its landmarks to another, or somewhere in it."""
        town, running = bool(self.world.town[place]), _IN_TOWN if self.world.town[place] else _IN_NATURE
        radius, view, at, landmark, spread = float(self.world.radius_km[place]), -1, self.world.place_xyz[place], 0, 0.0
        for photo in range(photos):
            if photo == 0 or self.draw() < 0.35:
                landmark = int(LANDMARKS * self.draw() * self.draw())
                near = self.draw() < 0.55
                at = self.world.landmark_xyz[place, landmark] if near else self.world.place_xyz[place]
                spread = 0.15 if near else 0.6 * radius
                self.hour += 0.2 + 1.5 * self.draw()
                if not near:
                    at, spread = self._strolled(at, spread), 0.15
            else:
                self.hour += 0.002 + 0.25 * self.draw() * self.draw()
            if view < 0 or self.draw() > 0.3:
                view = self.one_of(running)
            if town and view == LANDMARK:
                at, spread = self.world.landmark_xyz[place, landmark], 0.25
            self._shoot(at, view, place, landmark, spread)

    def _strolled(self, at: Real, spread_km: float) -> Real:
        return moved(at, spread_km * self._normal(), spread_km * self._normal())

    def _normal(self) -> float:
        return 1.7320508075688772 * (self.draw() + self.draw() + self.draw() + self.draw() - 2.0)

    def _shoot(self, at: Real, view: int, place: int, landmark: int, spread_km: float) -> None:
        day = np.floor(self.hour / 24.0)
        if self.hour - 24.0 * day > 21.5 or self.hour - 24.0 * day < 7.0:  # people sleep
            self.hour = 24.0 * (day + (1.0 if self.hour - 24.0 * day > 21.5 else 0.0)) + 7.5 + 3.0 * self.draw()
        seconds = EPOCH_DAYS * 86400 + int(self.hour * 3600.0)
        east, north = spread_km * self._normal(), spread_km * self._normal()
        self.rows.append((self.album, seconds, view, place, landmark, east, north))
        self.start.append(at)

    def _shots(self, photos: int) -> Shots:
        album, seconds, view, place, landmark, east, north = zip(*self.rows[:photos], strict=True)
        at = np.stack(self.start[:photos])
        return Shots(
            photographer=np.full(photos, self.photographer, np.int64),
            album=np.array(album, np.int64),
            number=np.arange(photos, dtype=np.int64),
            xyz=moved(at, np.array(east), np.array(north)),
            seconds=np.array(seconds, np.int64),
            view=np.array(view, np.int64),
            place=np.array(place, np.int64),
            landmark=np.array(landmark, np.int64),
        )


def travel(world: World, photographers: Iterable[int], photos: int) -> Shots:
    """Send photographers round the planet until each has so many photos."""
    roads = Roads.of(world)
    parts = [Traveller(world, roads, photographer).travel(photos) for photographer in photographers]
    shots = joined(parts)
    wet = height(world.seed, shots.xyz) < SEA_LEVEL
    # Nobody photographs from under water: such a photo is taken at the place itself.
    return replace(shots, xyz=np.where(wet[:, None], world.place_xyz[shots.place], shots.xyz))
