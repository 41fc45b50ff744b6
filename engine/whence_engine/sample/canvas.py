"""What every picture is painted with: light, sky, air, ridges, water and grain.

Pictures are float32 arrays [height, width, 3] of sRGB values in 0 .. 1. A place has a fixed world: `View.world_x` says
which part of it a picture shows, so two pictures of one place share their ridges and houses as two photos of it would.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.float32]
Line = NDArray[np.float64]
Colour = tuple[float, float, float]
Drawing = Callable[[ImageDraw.ImageDraw, int, int], None]


@dataclass(frozen=True, slots=True)
class Light:
    """What the sun's height makes of the sky and of everything below it."""

    zenith: Pixels
    horizon: Pixels
    tint: Pixels
    brightness: float

    def on(self, colour: Colour, haze: float = 0.0) -> Pixels:
        """Return how a surface of `colour` looks, `haze` (0 .. 1) of air away."""
        lit = np.asarray(colour, np.float32) * self.tint * np.float32(self.brightness)
        return np.asarray(lit * (1 - haze) + self.horizon * haze, np.float32)


SKY_SUN_DEG = (-14.0, -5.0, 0.5, 8.0, 28.0, 65.0)
"""Heights of the sun at which the sky below is given; between two of them it is interpolated."""

SKY = np.array(
    [
        # zenith, horizon, light (red, green, blue each), brightness
        [0.016, 0.030, 0.090, 0.085, 0.130, 0.240, 0.55, 0.68, 1.00, 0.21],
        [0.085, 0.140, 0.360, 0.780, 0.470, 0.430, 0.86, 0.72, 0.84, 0.36],
        [0.230, 0.300, 0.540, 1.000, 0.600, 0.330, 1.00, 0.72, 0.45, 0.56],
        [0.330, 0.500, 0.760, 0.960, 0.835, 0.680, 1.00, 0.92, 0.76, 0.84],
        [0.190, 0.430, 0.770, 0.780, 0.880, 0.940, 1.00, 0.98, 0.92, 1.00],
        [0.120, 0.370, 0.760, 0.690, 0.850, 0.950, 1.00, 1.00, 0.98, 1.06],
    ]
)


def light_at(sun_deg: float) -> Light:
    """Return the light of a clear day with the sun at a height."""
    row = np.array([np.interp(sun_deg, SKY_SUN_DEG, column) for column in SKY.T], np.float32)
    return Light(row[0:3], row[3:6], row[6:9], float(row[9]))


@dataclass(frozen=True, slots=True)
class View:
    """One picture to paint: how large, of which place, in which light, and which part of its world.

    `place` and `shot` are seeds: all pictures of a place share the first. `sun_deg` is the sun's height, `sun_x` where
    it stands across the picture (0 left, 1 right), `cloud` the share of clouds, `pan` and `zoom` the framing.
    """

    width_px: int
    height_px: int
    place: int
    shot: int
    sun_deg: float
    sun_x: float
    cloud: float = 0.3
    pan: float = 0.0
    zoom: float = 1.0


def noise_line(seed: int, x: Line, octaves: int = 5, *, jagged: bool = False) -> Line:
    """Return fractal noise in 0 .. 1 along `x`; `jagged` lines have sharp peaks, others are smooth."""
    rng = np.random.default_rng(seed)
    total, weight, norm = np.zeros_like(x), 1.0, 0.0
    for _ in range(octaves):
        lattice = rng.random(256)
        whole = np.floor(x).astype(int)
        part = x - whole
        part = part if jagged else part * part * (3 - 2 * part)
        value = lattice[whole % 256] * (1 - part) + lattice[(whole + 1) % 256] * part
        total += weight * value
        norm += weight
        weight *= 0.5
        x = x * 2.03 + 17.3
    return total / norm


def noise_field(
    rng: np.random.Generator, height: int, width: int, cells: tuple[int, int], octaves: int = 4, *, jagged: bool = False
) -> Pixels:
    """Return fractal noise [height, width] in about 0 .. 1, of `cells` (down, across) in its coarsest octave."""
    kind = Image.Resampling.BILINEAR if jagged else Image.Resampling.BICUBIC
    finest = (min(cells[1] << (octaves - 1), width) + 1, min(cells[0] << (octaves - 1), height) + 1)
    total = np.zeros(finest[::-1], np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        down, across = (min(cells[0] << octave, height), min(cells[1] << octave, width))
        small = Image.fromarray(rng.random((down + 1, across + 1), np.float32))
        total += np.float32(weight) * np.asarray(small.resize(finest, kind))
        norm += weight
        weight *= 0.5
    # Octaves are summed at the size of the finest one: enlarging each of them to the picture costs five times as much.
    return np.asarray(Image.fromarray(total / np.float32(norm)).resize((width, height), kind))


class Canvas:
    """A picture in the making, from the sky forward."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.light = light_at(view.sun_deg)
        self.rng = np.random.default_rng(view.shot)
        self.height, self.width = view.height_px, view.width_px
        self.rows = np.arange(self.height, dtype=np.float32)[:, None] / np.float32(self.height)
        self.columns = np.arange(self.width, dtype=np.float32)[None, :] / np.float32(self.width)
        self.pixels: Pixels = np.zeros((self.height, self.width, 3), np.float32)

    @property
    def world_x(self) -> Line:
        """World coordinate of every column: one unit is a picture's width at zoom 1."""
        across = (np.arange(self.width) / self.width - 0.5) * self.width / max(self.width, self.height)
        return self.view.pan + across / self.view.zoom

    def share(self, world_x: float) -> float:
        """Return at which share of the width a world coordinate lies; outside 0 .. 1 it is not in the picture."""
        world = self.world_x
        return float((world_x - world[0]) / (world[-1] - world[0]))

    def blend(self, mask: Pixels, colour: Pixels) -> None:
        """Lay `colour` ([3] or [height, width, 3]) over the picture where `mask` [height, width] says how much."""
        rows = np.flatnonzero(mask.any(axis=1))
        if rows.size:
            part = slice(rows[0], rows[-1] + 1)
            paint = colour if colour.ndim == 1 else colour[part]
            self.pixels[part] += mask[part, :, None] * (paint - self.pixels[part])

    def add(self, mask: Pixels, colour: Pixels) -> None:
        """Let light of `colour` [3] in, as much as `mask` [height, width] says."""
        rows = np.flatnonzero((mask > 0.004).any(axis=1))
        if rows.size:
            part = slice(rows[0], rows[-1] + 1)
            self.pixels[part] += mask[part, :, None] * colour

    def below(self, line: Line | Pixels) -> Pixels:
        """Return the soft-edged mask of everything under `line` (share of the height, per column)."""
        edge = (self.rows - line[None, :].astype(np.float32)) * self.height
        return np.asarray(np.clip(edge + 0.5, 0, 1), np.float32)

    def sky(self, horizon: float, *, stars: bool = True) -> None:
        """Paint the whole sky: gradient, glow around the sun, its disc, stars and clouds."""
        light, view = self.light, self.view
        fall = np.clip(self.rows / horizon, 0, 1) ** 1.35
        self.pixels[:] = light.zenith + fall[..., None] * (light.horizon - light.zenith)
        sun_y = horizon - view.sun_deg / 42.0
        away = np.hypot((self.columns - view.sun_x) * self.width / self.height, self.rows - sun_y)
        warm = np.float32(np.clip(1 - abs(view.sun_deg) / 30, 0.15, 1))
        self.add(warm * 0.55 * np.exp(-away / 0.30) * light.brightness, light.tint)
        if -1.5 < view.sun_deg < 13:
            self.add(np.clip((0.028 - away) * self.height / 3, 0, 1) * 0.9, light.tint)
            self.add(0.5 * np.exp(-away / 0.05), light.tint)
        if stars and view.sun_deg < -6:
            spark = self.rng.random((self.height, self.width), np.float32)
            self.add(
                np.where(spark > 0.9985, self.rng.random(spark.shape, np.float32) ** 2, 0) * (1 - fall), light.tint
            )
        self._clouds(horizon, away)

    def _clouds(self, horizon: float, away: Pixels) -> None:
        if self.view.cloud <= 0:
            return
        field = noise_field(self.rng, self.height, self.width, (5, 3), 5)
        veil = np.clip((field - (0.72 - 0.42 * self.view.cloud)) / 0.22, 0, 1) * np.clip(
            1.15 - self.rows / horizon, 0, 1
        )
        lit = self.light.on((1.0, 0.97, 0.95)) * 0.75 + self.light.horizon * 0.35
        edge = np.float32(0.35) * np.exp(-away / 0.35)
        self.blend(0.8 * veil, np.clip(lit + edge[..., None] * self.light.tint, 0, 1.1))

    def ridge(
        self, line: Line, colour: Colour, haze: float, *, texture: float = 0.10, cells: tuple[int, int] = (24, 32)
    ) -> Pixels:
        """Lay land of `colour` under `line`, mist gathering at its foot; return its mask."""
        mask = self.below(line)
        depth = np.clip(self.rows - line[None, :].astype(np.float32), 0, 1)
        grain = noise_field(self.rng, self.height, self.width, cells, 3) - 0.5
        near = (1 + 2 * texture * grain * (1 - haze)) * (1 - np.clip(depth * 2.2, 0, 1) * (0.55 * haze + 0.05))
        mist = np.clip(depth * 2.2, 0, 1) * np.float32(0.55 * haze + 0.05)
        self.blend(mask, near[..., None] * self.light.on(colour, haze) + mist[..., None] * self.light.horizon)
        return mask

    def water(self, shore: float, colour: Colour, *, calm: float = 0.7) -> None:
        """Turn everything below `shore` into water that mirrors what stands above it; `calm` 1 is a mirror."""
        top = int(shore * self.height)
        deep = self.height - top
        if deep < 2:
            return
        down = np.arange(deep, dtype=np.float32)
        field = noise_field(self.rng, deep, self.width, (max(2, deep // 5), 7), 3) - 0.5
        reach = 0.25 + 0.75 * down / deep
        source = top - 1 - down[:, None] * 0.9 + field * (1 - calm) * 90 * reach[:, None]
        columns = np.arange(self.width)[None, :] + field * (1 - calm) * 40 * reach[:, None]
        mirror = self.pixels[np.clip(source, 0, top - 1).astype(int), np.clip(columns, 0, self.width - 1).astype(int)]
        body = self.light.on(colour)
        share = (0.72 - 0.34 * down / deep)[:, None, None]
        surface = mirror * share + body * (1 - share)
        sparkle = np.clip(field - 0.12, 0, 1) * np.exp(-(((self.columns - self.view.sun_x) / 0.13) ** 2))
        surface += (np.clip(self.view.sun_deg / 10 + 0.6, 0, 1) * 1.6 * sparkle)[..., None] * self.light.tint
        self.pixels[top:] = surface

    def drawn(self, draw_on: Drawing) -> Pixels:
        """Return the mask [height, width] of what `draw_on` draws in picture coordinates, smooth at its edges."""
        sheet = Image.new("L", (self.width * 3, self.height * 3))
        draw_on(ImageDraw.Draw(sheet), self.width * 3, self.height * 3)
        return np.asarray(sheet.reduce(3), np.float32) / np.float32(255)

    def finished(self, *, grain: float = 0.012) -> NDArray[np.uint8]:
        """Return the picture as a camera leaves it: a soft curve, darker corners, grain; uint8 [height, width, 3]."""
        bright = self.pixels / (1 + np.float32(0.48) * np.maximum(self.pixels - np.float32(0.75), 0))
        corner = (self.columns - 0.5) ** 2 + (self.rows - 0.5) ** 2
        picture = np.clip(bright * (1.02 - 0.42 * corner)[..., None], 0, 1)
        picture += np.float32(0.35) * picture * picture * (1 - picture) * (2 * picture - 1)
        noise = self.rng.standard_normal((self.height, self.width, 1), np.float32) * np.float32(grain)
        return np.asarray(np.clip((picture + noise) * 255 + 0.5, 0, 255), np.uint8)


Painter = Callable[[Canvas], None]
"""What paints a scene on a canvas, from the sky forward."""
