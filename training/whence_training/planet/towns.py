"""Towns: a street in perspective, houses round a square, and landmarks that stand in one town only."""

import numpy as np
from numpy.typing import NDArray

from whence_training.planet.canvas import Canvas
from whence_training.planet.chance import uniform
from whence_training.planet.look import STONES
from whence_training.planet.nature import backdrop, trees
from whence_training.planet.noise import Pixels, Real, step

ASPHALT, PAVING = np.array([0.34, 0.34, 0.36]), np.array([0.60, 0.57, 0.53])
GLASS, LAMPLIGHT = np.array([0.16, 0.19, 0.24]), np.array([1.0, 0.82, 0.45])


def street(canvas: Canvas) -> None:
    """Look down a street: houses on both sides, in the order in which they stand there."""
    look = canvas.look
    backdrop(canvas, 0.56)
    vanish_x = (0.35 + 0.3 * uniform(look.shot, 20))[:, None, None]
    across = canvas.x[None, None, :] - vanish_x
    near = np.abs(across) + 0.015
    down = canvas.y[None] - 0.56
    depth = 1.0 / near
    side = (across > 0).astype(np.int64)
    along = 0.9 * depth + 40.0 * uniform(look.shot, 21)[:, None, None] * (uniform(look.shot, 22) < 0.7)[:, None, None]
    house = np.floor(along).astype(np.int64) + 100_000 * side
    tall = _height(canvas, house, 22) * 1.25
    top, bottom = -tall * near, 0.55 * near
    u = along - np.floor(along)
    pitch = (1.0 - look.flat_roofs)[:, None, None] * 0.30 * near * (1.0 - np.abs(2.0 * u - 1.0))
    wall = canvas.soft(np.minimum(down - top, bottom - down))
    roof = canvas.soft(np.minimum(down - (top - pitch), top - down + 0.004))
    canvas.lay(roof, canvas.lit(look.roof, 0.05))
    face = _walls(canvas, house, 0.05)
    canvas.lay(wall, face * np.where(side == 1, np.float32(0.86), np.float32(1.0))[..., None])
    seen = np.clip(near * 6.0 - 0.2, 0.0, 1.0)
    _windows(canvas, wall, house, column=u * 3.0, storey=(down - top) / near * 4.5, seen=seen)
    ground = canvas.soft(np.where(down > 0, down - bottom, -0.02))
    canvas.lay(ground, canvas.lit(ASPHALT + (np.array([0.9, 0.92, 0.95]) - ASPHALT) * (0.6 * look.snow)[:, None]))
    canvas.shade(ground, np.float32(0.25) * canvas.surface(41, (20, 12), 2))
    dash = (np.floor(2.2 / np.maximum(down, 0.02)) % 2.0) > 0.5
    line = canvas.soft(np.where(dash & (down > 0.02), 0.05 * down - np.abs(across), -1.0))
    canvas.lay(line * ground, canvas.lit(look.mark))
    _car(canvas, vanish_x)


def square(canvas: Canvas) -> None:
    """Look over a square at a row of houses, the hills or the sea behind them."""
    _square(canvas, 0.16)


def landmark(canvas: Canvas) -> None:
    """Paint a landmark above the roofs of its town."""
    _square(canvas, 0.08)
    _monument(canvas)


def _square(canvas: Canvas, scale: float) -> None:
    look = canvas.look
    backdrop(canvas, 0.54)
    for row, (foot, size, haze) in enumerate(((0.66, 1.0, 0.22), (0.74, 1.35, 0.0))):
        wide = (scale * size * (0.7 + 0.6 * uniform(look.town, 30)))[:, None]
        at = canvas.x[None, :] / wide + 30.0 * look.pan[:, None]
        number = np.floor(at).astype(np.int64)
        u = at - np.floor(at)
        tall = _height(canvas, number[:, None, :] + 1000 * row, 23)[:, 0] * size * scale * 2.2
        top = foot - tall
        pitch = (1.0 - look.flat_roofs)[:, None] * 0.45 * wide * (1.0 - np.abs(2.0 * u - 1.0))
        house = np.broadcast_to(number[:, None, :] + 1000 * row, (len(look), canvas.size_px, canvas.size_px))
        inside = 1.0 - canvas.below(np.full((len(look), canvas.size_px), foot))
        canvas.lay(canvas.below(top - pitch) * inside, canvas.lit(look.roof, haze))
        wall = canvas.below(top) * inside
        canvas.lay(wall, _walls(canvas, house, haze))
        if row:
            storey = (canvas.y[None] - top[:, None, :]) / (wide[:, None] * 0.42)
            column = np.broadcast_to((u * 3.0)[:, None, :], storey.shape)
            _windows(canvas, wall, house, column=column, storey=storey, seen=np.ones((1, 1, 1)))
    ground = canvas.below(np.full((len(look), canvas.size_px), 0.74))
    paving = PAVING * (0.8 + 0.4 * uniform(look.country, 31))[:, None]
    canvas.lay(ground, canvas.lit(paving + (np.array([0.9, 0.92, 0.95]) - paving) * (0.7 * look.snow)[:, None]))
    canvas.shade(ground, np.float32(0.3) * canvas.surface(42, (18, 9), 2))
    sown = np.where(uniform(look.spot, 32) < 0.5, 0.10, 0.0)
    trees(canvas, 60, np.full((len(look), canvas.size_px), 0.775), tall=sown, every=0.14, haze=0.0)


def _height(canvas: Canvas, house: NDArray[np.int64], salt: int) -> Real:
    """Heights of houses [N, ., .]: of the country's habit, the town's size and chance."""
    look = canvas.look
    own = uniform(look.spot[:, None, None], salt, house)
    tower = (own > 0.85) * look.size[:, None, None] * 0.9
    return (0.45 + 0.30 * own) * look.storeys[:, None, None] * (0.7 + 0.6 * look.size)[:, None, None] + 0.3 * tower


def _walls(canvas: Canvas, house: NDArray[np.int64], haze: float) -> Pixels:
    """Colours of the walls of houses [N, S, S]: one of the country's three, float32 [N, S, S, 3]."""
    look = canvas.look
    which = np.minimum((uniform(look.spot[:, None, None], 24, house) * 3.0).astype(np.int64), 2)
    paint = np.stack([canvas.lit(look.walls[:, k], haze) for k in range(3)], axis=1).astype(np.float32)
    return paint[np.arange(len(look))[:, None, None], which]


def _windows(canvas: Canvas, wall: Pixels, house: NDArray[np.int64], *, column: Real, storey: Real, seen: Real) -> None:
    """Cut windows: `column` and `storey` count them; at night some are lit."""
    look = canvas.look
    wide = look.window[:, None, None]
    u, v = column - np.floor(column), storey - np.floor(storey)
    mask = (np.abs(u - 0.5) < 0.5 * wide) & (np.abs(v - 0.55) < 0.28) & (storey > 0.15)
    chance = uniform(look.shot[:, None, None], 25, house, np.floor(column), np.floor(storey))
    lit = (chance < 0.4) * (1.0 - step(look.sun, -0.08, 0.02))[:, None, None]
    glass = canvas.lit(GLASS)[:, None, None, :] + (LAMPLIGHT - canvas.lit(GLASS)[:, None, None, :]) * lit[..., None]
    canvas.lay(np.asarray(wall * mask * seen * 0.8, np.float32), glass)


def _car(canvas: Canvas, vanish_x: Real) -> None:
    """Park a car on the road now and then, often a taxi of the country."""
    look = canvas.look
    there = (uniform(look.shot, 26) < 0.5)[:, None, None]
    away = 0.10 + 0.16 * uniform(look.shot, 27)[:, None, None]
    centre = vanish_x + np.where(uniform(look.shot, 28) < 0.5, -0.5, 0.5)[:, None, None] * away
    x, y = np.abs(canvas.x[None, None, :] - centre) / away, (canvas.y[None] - 0.56) / away
    body = np.minimum(0.34 - x, np.minimum(y - 0.55, 1.0 - y)) * away
    cabin = np.minimum(0.24 - x, np.minimum(y - 0.32, 0.58 - y)) * away
    taxi = (uniform(look.shot, 29) < 0.6)[:, None]
    dull = 0.2 + 0.6 * np.repeat(uniform(look.shot, 30)[:, None], 3, axis=1)
    colour = np.where(taxi, look.car, dull)
    canvas.lay(canvas.soft(np.where(there, cabin, -1.0)), canvas.lit(GLASS * 1.2))
    canvas.lay(canvas.soft(np.where(there, body, -1.0)), canvas.lit(colour))


def _monument(canvas: Canvas) -> None:
    """Raise the landmark: three tiers of its own widths, a top of its own, in its own stone."""
    key = canvas.look.landmark
    tall = (0.42 + 0.22 * uniform(key, 1)) * (0.8 + 0.35 * uniform(canvas.look.shot, 40))
    centre = 0.5 + 0.36 * (uniform(canvas.look.shot, 41) - 0.5)
    foot = 0.79
    v = (foot - canvas.y[None]) / tall[:, None, None]
    first, second = 0.20 + 0.30 * uniform(key, 2), 0.55 + 0.25 * uniform(key, 3)
    base = 0.10 + 0.18 * uniform(key, 4)
    middle, upper = base * (0.45 + 0.7 * uniform(key, 5)), base * (0.25 + 0.85 * uniform(key, 6))
    taper = 1.0 - 0.5 * uniform(key, 7)[:, None, None] * v
    widths = [part[:, None, None] for part in (base, middle, upper)]
    half = np.where(v < first[:, None, None], widths[0], np.where(v < second[:, None, None], widths[1], widths[2]))
    left = np.clip((1.0 - v) / (1.0 - second[:, None, None]), 0.0, 1.0)
    dome = np.sqrt(np.clip(1.0 - (1.0 - left) * (1.0 - left), 0.0, 1.0))
    point = np.where(uniform(key, 8)[:, None, None] < 0.5, dome, left)
    half = np.where(v < second[:, None, None], half * taper, 1.3 * half * taper * point) * tall[:, None, None] * 1.3
    x = canvas.x[None, None, :] - centre[:, None, None]
    mask = canvas.soft(np.where((v > 0) & (v < 1) & (half > 0.008), half - np.abs(x), -0.05))
    stone = STONES[np.minimum((uniform(key, 9) * len(STONES)).astype(np.int64), len(STONES) - 1)]
    canvas.lay(mask, canvas.lit(stone, 0.04))
    bands = (np.floor(v * (4.0 + 14.0 * uniform(key, 10))[:, None, None]) % 2.0 - 0.5) * 0.30
    canvas.shade(mask, np.asarray(bands * (uniform(key, 11) < 0.6)[:, None, None] - 0.3 * (x > 0) + 0.1, np.float32))
    crown = mask * (v > second[:, None, None])
    gold = STONES[np.minimum((uniform(key, 12) * len(STONES)).astype(np.int64), len(STONES) - 1)]
    canvas.lay(crown, canvas.lit(gold))
