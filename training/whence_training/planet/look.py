"""What stands before each camera: climate, palette, horizon, light and weather, looked up where the photo is taken."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_training.planet.chance import mixed, moved, normal, uniform
from whence_training.planet.journeys import EPOCH_DAYS, Shots
from whence_training.planet.noise import Real, step
from whence_training.planet.world import SEA_LEVEL, World

PLASTER = np.array(
    [
        [0.86, 0.80, 0.68], [0.78, 0.46, 0.34], [0.90, 0.88, 0.84], [0.66, 0.62, 0.58], [0.88, 0.72, 0.42],
        [0.52, 0.36, 0.30], [0.62, 0.72, 0.80], [0.84, 0.62, 0.58], [0.58, 0.66, 0.52], [0.40, 0.42, 0.46],
        [0.94, 0.82, 0.62], [0.70, 0.54, 0.44],
    ]
)  # fmt: skip
"""Colours of walls; a country uses three of them, and far countries may use the same."""

ROOFS = np.array([[0.66, 0.28, 0.18], [0.30, 0.32, 0.36], [0.46, 0.34, 0.26], [0.36, 0.50, 0.44], [0.80, 0.76, 0.70]])
MARKS = np.array([[0.95, 0.95, 0.92], [0.93, 0.76, 0.20], [0.34, 0.34, 0.35]])
CARS = np.array([[0.95, 0.78, 0.15], [0.92, 0.92, 0.90], [0.12, 0.12, 0.13], [0.16, 0.44, 0.30], [0.74, 0.14, 0.14]])
STONES = np.array(
    [[0.82, 0.78, 0.70], [0.50, 0.22, 0.16], [0.36, 0.60, 0.52], [0.88, 0.72, 0.30], [0.38, 0.40, 0.46],
     [0.92, 0.92, 0.92]]
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Look:
    """Everything that painting asks of N photos, float64 [N] or [N, 3] unless said otherwise.

    Attributes
    ----------
    shot, spot, town
        int64 keys: of the photo alone, of the place as seen in this direction, and of the place.
    view, country, landmark
        int64; `landmark` numbers all landmarks of the planet.
    warmth, wet, relief, snow, leaf, sea, mountains
        Of the land here, and what the horizon shows: 0 .. 1.
    sun, cloud
        Sine of the sun's height, and the share of the sky that is covered.
    pan
        Where along the horizon the picture starts.
    size
        How large the town is, 0 .. 1; 0 in nature.
    soil, grass, tree, roof, mark, car
        Colours.
    walls
        Colours [N, 3, 3].
    flat_roofs, storeys, window
        Of the houses of the country.
    """

    shot: NDArray[np.int64]
    spot: NDArray[np.int64]
    town: NDArray[np.int64]
    view: NDArray[np.int64]
    country: NDArray[np.int64]
    landmark: NDArray[np.int64]
    warmth: Real
    wet: Real
    relief: Real
    snow: Real
    leaf: Real
    sea: Real
    mountains: Real
    sun: Real
    cloud: Real
    pan: Real
    size: Real
    soil: Real
    grass: Real
    tree: Real
    roof: Real
    mark: Real
    car: Real
    walls: Real
    flat_roofs: Real
    storeys: Real
    window: Real

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.shot)

    def take(self, rows: NDArray[np.int64]) -> "Look":
        """Return the photos at `rows`."""
        return Look(**{name: column[rows] for name, column in vars(self).items()})


def look_of(world: World, shots: Shots) -> Look:
    """Look around at each photo."""
    shot = key(world.seed, 50, shots.photographer, shots.number)
    ahead, pan = _facing(shots.xyz, shot)
    land = world.terrain(shots.xyz)
    warmer = 0.22 * _summer(shots)
    snow = step(0.30 - land.warmth - warmer + 0.1 * land.relief, -0.03, 0.06)
    country = world.country_of(shots.xyz)
    town = key(world.seed, 51, shots.place)
    far = world.terrain(ahead(45.0))
    sea = (world.terrain(ahead(9.0)).height < SEA_LEVEL) | (world.terrain(ahead(25.0)).height < SEA_LEVEL)
    cloud = np.clip(1.3 * uniform(shot, 1) * (0.25 + land.wet) - 0.15, 0.0, 1.0)
    return Look(
        shot=shot,
        spot=key(world.seed, 52, shots.place, np.floor(4.0 * pan)),
        town=town,
        view=shots.view,
        country=country,
        landmark=key(world.seed, 53, shots.place, shots.landmark),
        warmth=land.warmth,
        wet=land.wet,
        relief=land.relief,
        snow=snow,
        leaf=land.leaf,
        sea=sea.astype(np.float64),
        mountains=far.relief,
        sun=_sun(shots),
        cloud=cloud,
        pan=pan,
        size=np.where(world.town[shots.place], np.clip(world.popularity[shots.place] * 8.0, 0.1, 1.0), 0.0),
        **_nature_colours(land.warmth, land.wet, land.soil, land.leaf, snow),
        **_house_style(world, country, town),
    )


def key(*keys: int | NDArray[np.int64] | Real) -> NDArray[np.int64]:
    """Mix into non-negative int64 keys."""
    whole = [np.asarray(k).astype(np.int64) for k in keys]
    return (mixed(*whole) >> np.uint64(2)).astype(np.int64)


def blend(low: Real, high: Real, share: Real) -> Real:
    """Go from colours `low` to `high` ([3] or [N, 3]) by `share` [N]: [N, 3]."""
    return low + (high - low) * share[:, None]


class _Ahead:
    """Points some way ahead of the cameras."""

    def __init__(self, xyz: Real, east: Real, north: Real) -> None:
        self._xyz, self._east, self._north = xyz, east, north

    def __call__(self, distance_km: float) -> Real:
        return moved(self._xyz, distance_km * self._east, distance_km * self._north)


def _facing(xyz: Real, shot: NDArray[np.int64]) -> tuple[_Ahead, Real]:
    """Draw where cameras look; with the pseudo-angle of it, 0 .. 4 round the horizon."""
    east, north = normal(shot, 2), normal(shot, 3)
    reach = np.sqrt(east * east + north * north) + 1e-9
    east, north = east / reach, north / reach
    slope = np.abs(east) / (np.abs(east) + np.abs(north))
    pan = np.where(north >= 0, np.where(east >= 0, slope, 4.0 - slope), np.where(east >= 0, 2.0 - slope, 2.0 + slope))
    return _Ahead(xyz, east, north), np.minimum(pan, 3.999)


def cosine(turns: Real) -> Real:
    """Approximate the cosine of whole turns by a polynomial, within 0.002, with exact arithmetic."""
    t = np.abs(turns - np.floor(turns + 0.5))  # 0 .. 0.5
    x = (t - 0.25) * 4.0  # -1 .. 1, the sine of minus a quarter turn times it
    square = x * x
    return -x * (1.5707 - square * (0.6459 - square * 0.0752))


def _summer(shots: Shots) -> Real:
    """Tell the season, from -1 in the depth of winter to 1, nothing at the equator."""
    day = shots.seconds / 86400.0 - EPOCH_DAYS - 171.0
    return cosine(day / 365.25) * np.clip(shots.xyz[:, 2] * 1.4, -1.0, 1.0)


def _sun(shots: Shots) -> Real:
    """Sine of the sun's height."""
    declination = 0.398 * cosine((shots.seconds / 86400.0 - EPOCH_DAYS - 171.0) / 365.25)
    hour = cosine((shots.seconds % 86400) / 86400.0 - 0.5)
    z = shots.xyz[:, 2]
    return z * declination + np.sqrt(1.0 - z * z) * np.sqrt(1.0 - declination * declination) * hour


def _nature_colours(warmth: Real, wet: Real, soil: Real, leaf: Real, snow: Real) -> dict[str, Real]:
    white = np.array([0.92, 0.94, 0.98])
    earth = blend(np.array([0.52, 0.36, 0.24]), np.array([0.84, 0.68, 0.46]), step(soil, 0.15, 0.85))
    earth = blend(earth, np.array([0.66, 0.34, 0.20]), 0.8 * step(soil, 0.55, 0.95) * step(warmth, 0.5, 0.9))
    green = blend(np.array([0.46, 0.52, 0.20]), np.array([0.18, 0.42, 0.18]), step(leaf, 0.1, 0.9))
    dry = blend(np.array([0.74, 0.66, 0.38]), green, step(wet, 0.28, 0.62))
    grass = blend(earth, dry, step(wet, 0.12, 0.42))
    needle = blend(np.array([0.10, 0.22, 0.16]), np.array([0.16, 0.26, 0.14]), leaf)
    broad = blend(np.array([0.34, 0.42, 0.14]), np.array([0.10, 0.34, 0.16]), step(leaf, 0.1, 0.9))
    tree = blend(needle, broad, step(warmth, 0.30, 0.55))
    return {"soil": earth, "grass": blend(grass, white, 0.95 * snow), "tree": blend(tree, white, 0.45 * snow)}


def _house_style(world: World, country: NDArray[np.int64], town: NDArray[np.int64]) -> dict[str, Real]:
    """Give the style of houses: roofs of the realm, with exceptions; walls, marks and cars of the country."""
    seed = world.seed
    realm = world.country_realm[country]
    alone = uniform(seed, 60, country) < 0.25
    tribe = np.where(alone, 100 + country, realm)
    stone = 1.0 + 0.10 * (np.stack([uniform(town, 61 + axis) for axis in range(3)], axis=-1) - 0.5)
    walls = np.stack([PLASTER[_pick(len(PLASTER), seed, 64 + k, country)] for k in range(3)], axis=1)
    return {
        "roof": ROOFS[_pick(len(ROOFS), seed, 67, tribe)] * (0.9 + 0.2 * uniform(seed, 68, country))[:, None],
        "mark": MARKS[_pick(len(MARKS), seed, 69, country)],
        "car": CARS[_pick(len(CARS), seed, 70, country)],
        "walls": np.clip(walls * stone[:, None, :], 0.0, 1.0),
        "flat_roofs": (uniform(seed, 71, tribe) < 0.4).astype(np.float64),
        "storeys": 0.5 + uniform(seed, 72, realm),
        "window": 0.3 + 0.4 * uniform(seed, 73, country),
    }


def _pick(count: int, *keys: int | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.minimum((uniform(*keys) * count).astype(np.int64), count - 1)
