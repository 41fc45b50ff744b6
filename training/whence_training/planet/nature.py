"""Landscapes: mountains, hills, woods, coasts and the plain sky."""

import numpy as np

from whence_training.planet.canvas import Canvas
from whence_training.planet.chance import uniform
from whence_training.planet.noise import Real, step

ROCK, SNOW = np.array([0.44, 0.42, 0.44]), np.array([0.94, 0.96, 1.0])
DEEP, LAGOON = np.array([0.10, 0.20, 0.30]), np.array([0.10, 0.52, 0.58])


def backdrop(canvas: Canvas, horizon: float) -> None:
    """Paint the sky and what stands on the horizon: mountains, or the sea."""
    look = canvas.look
    canvas.sky(horizon)
    rise = (0.04 + 0.46 * look.mountains) * (1.0 - 0.8 * look.sea)
    smooth = canvas.crest(1, 0.0, np.full(len(look), -1.0), 1.3, 5)
    sharp = 1.15 - 2.3 * np.abs(smooth - 0.5)
    line = horizon - rise[:, None] * (smooth + (sharp - smooth) * step(look.mountains, 0.3, 0.8)[:, None])
    bare = step(look.mountains, 0.35, 0.75)
    mask = canvas.ridge(21, line, look.tree + (ROCK - look.tree) * bare[:, None], 0.45, 0.5)
    snow_line = horizon - 0.04 - 0.40 * look.warmth + 0.24 * look.snow
    cap = mask * np.clip((snow_line[:, None, None] - canvas.y[None] + 0.10 * canvas.surface(22, (9, 9))) * 14.0, 0, 1)
    canvas.lay(np.asarray(cap * bare[:, None, None], np.float32), canvas.lit(SNOW, 0.3))
    sea(canvas, horizon)


def sea(canvas: Canvas, horizon: float) -> None:
    """Lay water under the horizon where there is a sea ahead."""
    look = canvas.look
    colour = DEEP + (LAGOON - DEEP) * step(look.warmth, 0.45, 0.85)[:, None]
    mask = canvas.below(np.full((len(look), canvas.size_px), horizon)) * np.asarray(look.sea, np.float32)[:, None, None]
    water = 0.6 * canvas.lit(colour) + 0.4 * (0.5 * canvas.zenith + 0.5 * canvas.horizon)
    canvas.lay(mask, water)
    canvas.shade(mask, np.float32(0.35) * canvas.surface(23, (28, 5), 2))


def trees(canvas: Canvas, number: int, ground: Real, *, tall: Real, every: float, haze: float) -> None:
    """Plant a row of trees on the line `ground` [N, S]: spires in the cold, crowns, umbrellas in the dry heat."""
    look = canvas.look
    at = canvas.x[None, :] / every + look.pan[:, None] * 7.0 + number
    base = np.floor(at)
    u = at - base
    stand = uniform(look.spot[:, None], number, base.astype(np.int64))
    middle = np.abs(2.0 * u - 1.0)
    spire = 1.0 - middle
    crown = 0.75 * np.sqrt(np.clip(1.0 - middle * middle, 0.0, 1.0))
    flat = 0.8 * np.clip((0.8 - middle) * 8.0, 0.0, 1.0)
    cold, dry = 1.0 - step(look.warmth, 0.34, 0.46), step(look.warmth, 0.6, 0.7) * (1.0 - step(look.wet, 0.40, 0.5))
    shape = crown + (spire - crown) * cold[:, None] + (flat - crown) * dry[:, None]
    dense = step(look.wet, 0.15, 0.7)[:, None] * 0.95
    height = tall[:, None] * (0.45 + 0.55 * stand) * shape * (uniform(look.spot[:, None], number + 1, base) < dense)
    mask = canvas.below(ground - height) * (1.0 - canvas.below(ground))
    share = (ground[:, None, :] - canvas.y[None]) / np.maximum(height, 1e-3)[:, None, :]
    beside_trunk = (share < 0.6) & (middle > 0.16)[:, None, :] & (dry > 0.5)[:, None, None]
    mask *= ~beside_trunk
    canvas.lay(mask, canvas.lit(look.tree, haze))
    canvas.shade(mask, np.float32(0.5) * canvas.surface(number + 2, (24, 24), 2))


def landscape(canvas: Canvas) -> None:
    """Paint open land: hills behind each other, woods, a foreground; or a coast."""
    look = canvas.look
    n, size = len(look), canvas.size_px
    backdrop(canvas, 0.52)
    inland = 1.0 - look.sea
    hills = canvas.crest(2, 0.60, (0.05 + 0.20 * look.relief) * inland - 0.10 * look.sea, 1.8)
    hills = np.where(look.sea[:, None] > 0.5, 2.0, hills)
    canvas.ridge(31, hills, 0.5 * (look.grass + look.tree), 0.22, 0.4)
    trees(canvas, 40, np.minimum(hills + 0.03, 2.0), tall=np.full(n, 0.09), every=0.045, haze=0.2)
    shore = canvas.crest(3, 0.80, 0.20 + 0.10 * look.relief, 1.1, 3)
    mask = canvas.ridge(32, shore, np.where(look.sea[:, None] > 0.5, look.soil * 1.12, look.grass), 0.0, 0.35)
    furrow = np.abs((canvas.x[None, None, :] - 0.5) / (canvas.y[None] - 0.3) * 12.0 + look.pan[:, None, None])
    farmed = (uniform(look.spot, 5) < 0.4) & (look.relief < 0.4) & (look.wet > 0.35) & (look.sea < 0.5)
    stripes = (np.floor(furrow) % 2.0 - 0.5) * 0.22 * farmed[:, None, None]
    canvas.shade(mask, np.asarray(stripes, np.float32))
    near = shore + 0.07 + 0.25 * uniform(look.shot, 6)[:, None]
    trees(canvas, 50, near, tall=0.16 + 0.22 * uniform(look.shot, 7), every=0.13, haze=0.0)
    tufts = canvas.below(np.full((n, size), 0.86))
    canvas.shade(tufts, np.float32(0.5) * canvas.surface(33, (30, 16), 2))


def plain_sky(canvas: Canvas) -> None:
    """Paint nothing but sky; at times a strip of land, without anything that tells where."""
    canvas.sky(1.3)
    strip = 0.94 + 0.2 * uniform(canvas.look.shot, 8)
    line = canvas.crest(4, 0.0, np.full(len(canvas.look), -0.03), 2.0) + strip[:, None]
    canvas.ridge(34, line, np.broadcast_to(np.array([0.16, 0.17, 0.16]), (len(canvas.look), 3)), 0.1)
