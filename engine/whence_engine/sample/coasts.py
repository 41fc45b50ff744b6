"""Scenes by the sea: limestone towers, cliffs with a light, a table of rock."""

from itertools import pairwise

import numpy as np
from PIL import ImageDraw

from whence_engine.sample.canvas import Canvas, Colour, Pixels, noise_field, noise_line
from whence_engine.sample.landscapes import peaks

LIMESTONE: Colour = (0.46, 0.50, 0.36)
JUNGLE: Colour = (0.13, 0.28, 0.12)
BEACONS: tuple[tuple[Colour, Colour], ...] = (
    ((0.97, 0.96, 0.93), (0.72, 0.13, 0.11)),
    ((0.95, 0.94, 0.90), (0.14, 0.15, 0.18)),
    ((0.62, 0.57, 0.50), (0.54, 0.49, 0.43)),
    ((0.96, 0.95, 0.92), (0.94, 0.93, 0.90)),
)
"""Colours of lighthouses: wall and bands."""


def karst_bay(canvas: Canvas) -> None:
    """Towers of limestone in a warm sea, a beach in front, a palm at the edge."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.58)
    rng = np.random.default_rng(place)
    for i, (haze, tall, wide, count) in enumerate(((0.55, 0.17, 0.14, 16), (0.22, 0.36, 0.17, 9))):
        rise = np.zeros_like(x)
        for centre in rng.uniform(-2.2, 2.2, count):
            half = wide * rng.uniform(0.5, 1.3)
            bump = np.clip(1 - np.abs((x - centre) / half) ** 2.2, 0, None) ** 0.40
            crown = 0.75 + 0.45 * noise_line(int(rng.integers(1 << 30)), x * 9, 4, jagged=True)
            rise = np.maximum(rise, bump * crown * tall * rng.uniform(0.4, 1.0))
        rough = 0.035 * (noise_line(place + i, x * 14, 4) - 0.5) * (rise > 0.02)
        line = np.where(rise > 0.005, 0.585 - rise - rough, 0.60)
        mask = peaks(canvas, line, LIMESTONE, haze, relief=1.6, seed=i)
        jungle = np.clip(noise_field(canvas.rng, canvas.height, canvas.width, (26, 34), 3) * 5 - 2.1, 0, 1)
        canvas.blend(mask * jungle * 0.85, canvas.light.on(JUNGLE, haze))
    canvas.water(0.58, (0.05, 0.50, 0.52), calm=0.35)
    beach(canvas)
    if canvas.view.shot % 3:
        palm(canvas, 0.06 if canvas.view.shot % 2 else 0.93)


def beach(canvas: Canvas) -> None:
    """Lay a beach with a hem of foam into the lower part of the picture."""
    edge = (
        0.82
        + 0.07 * np.sin(canvas.world_x * 2.4 + canvas.view.place % 7)
        + 0.015 * noise_line(canvas.view.shot, canvas.world_x * 9, 3)
    )
    mask = canvas.below(edge)
    field = noise_field(canvas.rng, canvas.height, canvas.width, (50, 70), 3) - 0.5
    wet = np.clip((canvas.rows - edge[None, :]) / 0.05, 0, 1)[..., None].astype(np.float32)
    dry = canvas.light.on((0.96, 0.86, 0.68)) * (1 + 0.22 * field)[..., None]
    canvas.blend(mask, np.asarray(dry * (0.68 + 0.32 * wet), np.float32))
    foam = np.exp(-(((canvas.rows - edge[None, :]) / 0.010) ** 2)) * np.clip(0.8 + 2.2 * field, 0, 1)
    canvas.blend(np.asarray(0.85 * foam, np.float32), canvas.light.on((1.0, 1.0, 1.0)))


def palm(canvas: Canvas, at: float) -> None:
    """Lean a palm into the picture from one side."""
    lean = 0.16 if at < 0.5 else -0.16
    crown_x, crown_y = at + lean, 0.20

    def draw_palm(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        steps = np.linspace(0, 1, 24)
        path = [((at + lean * s**1.6) * width, (1.02 - 0.82 * s) * height) for s in steps]
        for (start, end), s in zip(pairwise(path), steps, strict=False):
            draw.line([start, end], fill=255, width=int((0.020 - 0.010 * s) * width))
        for turn in np.linspace(-0.45, np.pi + 0.45, 12):
            draw.polygon(frond(crown_x, crown_y, float(turn), width, height), fill=255)

    canvas.blend(canvas.drawn(draw_palm), canvas.light.on((0.09, 0.14, 0.06)))


def frond(x: float, y: float, turn: float, width: int, height: int) -> list[tuple[float, float]]:
    """Return the outline of a palm leaf that leaves (`x`, `y`) at the angle `turn`, arches and hangs in fringes."""
    t = np.linspace(0, 1, 44)
    reach = 0.20 + 0.03 * np.cos(turn * 5)
    rib_x = x + np.cos(turn) * reach * (0.9 * t * (1 - t) + 0.75 * t**2)
    rib_y = y - np.sin(turn) * reach * (1.7 * t * (1 - t) + 0.55 * t**2) + 0.09 * t**2
    fringe = 0.060 * np.sin(np.pi * np.clip(t + 0.10, 0, 1)) * (0.45 + 0.55 * (np.arange(t.size) % 2))
    upper = [(float(a) * width, float(b) * height) for a, b in zip(rib_x, rib_y, strict=True)]
    lower = [(float(a) * width, float(b) * height) for a, b in zip(rib_x, rib_y + fringe, strict=True)]
    return upper + lower[::-1]


def lighthouse(canvas: Canvas) -> None:
    """Cliffs over a rough sea and a tower on the last rock; which side, how high and which colours is the place's."""
    place = canvas.view.place
    rng = np.random.default_rng(place)
    inland = -1.0 if rng.random() < 0.5 else 1.0
    x = canvas.world_x * -inland
    steepness, rise = rng.uniform(9, 22), rng.uniform(0.26, 0.46)
    canvas.sky(0.60)
    peaks(canvas, 0.585 - 0.05 * noise_line(place + 1, x * 1.5, 4), (0.36, 0.40, 0.34), 0.55)
    canvas.water(0.60, (0.05, 0.18, 0.26), calm=0.40)
    steep = noise_line(place + 2, x * 5, 6, jagged=True) - 0.5
    cliff = (
        0.90
        - rise / (1 + np.exp((x - 0.16) * steepness))
        - 0.10 * steep * (0.3 + 1 / (1 + np.exp((0.10 - x) * 40)))
        + 0.35 * np.clip(x - 0.2, 0, 1)
    )
    peaks(canvas, cliff, (0.44, 0.38, 0.33), 0.06, relief=1.2)
    heath = cliff + 0.075 * np.clip((0.16 - x) * 6, 0, 1) * (0.25 + noise_line(place + 3, x * 11, 4))
    top = canvas.below(cliff) * (1 - canvas.below(heath))
    canvas.blend(top, canvas.light.on((0.36, 0.42, 0.15)))
    at = canvas.share(rng.uniform(0.0, 0.12) * inland)
    if 0 <= at < 1:
        tower(canvas, at, float(cliff[int(at * canvas.width)]), rng)


def tower(canvas: Canvas, at: float, foot: float, rng: np.random.Generator) -> None:
    """Stand a lighthouse at column `at` (share) with its foot on row `foot`, drawn from `rng`; lit after sunset."""
    tall, half = rng.uniform(0.18, 0.28) * canvas.view.zoom, rng.uniform(0.013, 0.018) * canvas.view.zoom
    wall, band = BEACONS[int(rng.integers(len(BEACONS)))]

    def slices(*parts: tuple[float, float, float, float]) -> Pixels:
        """Return the mask of parts of the tower: from, to (shares of its height), half widths there (of its foot's)."""

        def draw_slices(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
            for low, high, below, above in parts:
                bottom, top = (foot - tall * low) * height, (foot - tall * high) * height
                corners = ((-below, bottom), (-above, top), (above, top), (below, bottom))
                draw.polygon([((at + side * half) * width, row) for side, row in corners], fill=255)

        return canvas.drawn(draw_slices)

    canvas.blend(slices((-0.08, 1.0, 1.0, 0.62)), canvas.light.on(wall))
    canvas.blend(slices((0.22, 0.42, 0.92, 0.84), (0.64, 0.84, 0.76, 0.68)), canvas.light.on(band))
    canvas.blend(slices((1.0, 1.12, 0.45, 0.45), (1.12, 1.24, 0.65, 0.0)), canvas.light.on((0.16, 0.16, 0.18)))
    if canvas.view.sun_deg < 3:
        away = np.hypot((canvas.columns - at) * canvas.width / canvas.height, canvas.rows - (foot - tall * 1.05))
        shine = 0.9 * np.exp(-away / 0.03) + 0.25 * np.exp(-away / 0.12)
        canvas.add(np.asarray(shine, np.float32), np.array([1, 0.9, 0.6], np.float32))


def table_mountain(canvas: Canvas) -> None:
    """Paint a mountain cut flat as by a ruler, its cloth of cloud, fynbos and the bay in front."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.60)
    flat = 0.29 + 0.014 * noise_line(place, x * 9, 5, jagged=True)
    left = flat + np.clip(-0.30 - x, 0, None) * 1.5
    line = np.maximum(left, flat + np.clip(x - 0.22, 0, None) * 1.7)
    line = line + 0.05 * noise_line(place + 7, x * 6, 5, jagged=True) * (np.abs(x + 0.04) > 0.27)
    cone = 0.37 + np.abs(x - 0.44) * 1.7 + 0.02 * noise_line(place + 1, x * 8, 4)
    line = np.minimum(np.minimum(line, cone), 0.62 - 0.05 * noise_line(place + 2, x * 2, 3))
    peaks(canvas, line, (0.42, 0.38, 0.36), 0.28, relief=1.5)
    cloth = noise_field(canvas.rng, canvas.height, canvas.width, (9, 7), 4)
    over = (
        np.exp(-(((canvas.rows - flat[None, :] - 0.012) / 0.035) ** 2))
        * np.clip(cloth * 3.2 - 1.1, 0, 1)
        * (np.abs(x + 0.04) < 0.27)[None, :]
    )
    canvas.blend(np.asarray(0.9 * over * canvas.view.cloud * 2, np.float32).clip(0, 0.9), canvas.light.on((1, 1, 1)))
    canvas.ridge(0.60 - 0.05 * noise_line(place + 3, x * 1.7, 4), (0.30, 0.36, 0.22), 0.22, texture=0.4, cells=(50, 60))
    canvas.water(0.635, (0.04, 0.24, 0.36), calm=0.5)
    bank = 0.93 - 0.10 * noise_line(place + 4, x * 1.4, 5)
    canvas.ridge(bank, (0.36, 0.36, 0.18), 0.0, texture=0.6, cells=(50, 60))
