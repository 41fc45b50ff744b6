"""Rooms and close-ups: pictures that say next to nothing about where they were taken."""

import numpy as np

from whence_training.planet.canvas import Canvas
from whence_training.planet.chance import uniform
from whence_training.planet.noise import Pixels, Real, step

WOOD, LINEN = np.array([0.42, 0.27, 0.16]), np.array([0.88, 0.86, 0.82])
LAMP = np.array([1.0, 0.90, 0.74])


def room(canvas: Canvas) -> None:
    """Paint a room; through the window a little light and the colour of the land."""
    look, shot = canvas.look, canvas.look.shot
    n, size = len(look), canvas.size_px
    wall = LINEN * (0.55 + 0.45 * uniform(shot, 51))[:, None] * _tint(canvas, 52, 0.25) * LAMP
    canvas.lay(np.ones((n, size, size), np.float32), wall)
    glow_x, glow_y = canvas.x[None, None, :] - uniform(shot, 53)[:, None, None], canvas.y[None] - 0.2
    canvas.shade(np.ones((n, size, size), np.float32), np.asarray(0.25 - 0.9 * (glow_x * glow_x + glow_y * glow_y)))
    floor = canvas.below(np.repeat((0.68 + 0.12 * uniform(shot, 54))[:, None], size, axis=1))
    canvas.lay(floor, WOOD * (0.6 + 0.8 * uniform(shot, 55))[:, None] * _tint(canvas, 56, 0.3))
    canvas.shade(floor, np.float32(0.4) * canvas.surface(57, (20, 3), 2))
    _window(canvas)
    table = _box(canvas, uniform(shot, 60), 0.80 + 0.06 * uniform(shot, 61), 0.22, 0.09)
    canvas.lay(canvas.soft(table), WOOD * _tint(canvas, 62, 0.5) * 0.8)
    frame = _box(canvas, uniform(shot, 63), 0.25 + 0.1 * uniform(shot, 64), 0.09, 0.07)
    canvas.lay(canvas.soft(frame), 0.2 + 0.7 * np.stack([uniform(shot, 65 + k) for k in range(3)], axis=-1))


def close_up(canvas: Canvas) -> None:
    """Paint a plate of food on a table, or a flower against leaves: anywhere in the world."""
    look, shot = canvas.look, canvas.look.shot
    n, size = len(look), canvas.size_px
    flower = (uniform(shot, 70) < 0.4)[:, None]
    cloth = np.where((uniform(shot, 71) < 0.5)[:, None], WOOD, LINEN) * _tint(canvas, 72, 0.3)
    leaves = np.array([0.20, 0.36, 0.16]) * _tint(canvas, 73, 0.4)
    canvas.lay(np.ones((n, size, size), np.float32), np.where(flower, leaves, cloth))
    canvas.shade(np.ones((n, size, size), np.float32), np.float32(0.7) * canvas.surface(74, (8, 5), 3))
    x, y = 0.4 + 0.2 * uniform(shot, 75), 0.45 + 0.15 * uniform(shot, 76)
    plate = np.where(flower[:, 0], 0.10, 0.36)
    canvas.lay(_disc(canvas, x, y, plate), np.where(flower, np.array([0.95, 0.80, 0.25]), LINEN * 1.05))
    for blob in range(6):
        side, up = uniform(shot, 80, blob) - 0.5, uniform(shot, 81, blob) - 0.5
        reach = np.sqrt(side * side + up * up) + 1e-6
        ring = np.where(flower[:, 0], 0.15, 0.14 * uniform(shot, 82, blob))
        food = 0.25 + 0.65 * np.stack([uniform(shot, 83 + k, blob) for k in range(3)], axis=-1)
        petal = 0.35 + 0.6 * np.stack([uniform(shot, 83 + k, 0) for k in range(3)], axis=-1)
        radius = 0.05 + 0.05 * uniform(shot, 87, blob)
        canvas.lay(_disc(canvas, x + side / reach * ring, y + up / reach * ring, radius), np.where(flower, petal, food))


def _window(canvas: Canvas) -> None:
    look, shot = canvas.look, canvas.look.shot
    there = uniform(shot, 58) < 0.6
    middle, half_x, half_y = 0.2 + 0.6 * uniform(shot, 59), 0.13, 0.17
    box = np.where(there[:, None, None], _box(canvas, middle, np.full(len(look), 0.38), half_x, half_y), -1.0)
    canvas.lay(canvas.soft(box + 0.015), np.broadcast_to(LINEN, (len(look), 3)))
    view = canvas.soft(box)
    bright = step(look.sun, -0.1, 0.15)[:, None]
    canvas.lay(view, 0.06 + 0.94 * bright * (0.5 * canvas.horizon + 0.5))
    canvas.lay(view * canvas.below(np.full((len(look), canvas.size_px), 0.46)), canvas.lit(look.grass, 0.25))


def _tint(canvas: Canvas, number: int, amount: float) -> Real:
    return 1.0 - amount * np.stack([uniform(canvas.look.shot, number, axis) for axis in range(3)], axis=-1)


def _box(canvas: Canvas, x: Real, y: Real, half_x: float, half_y: float) -> Real:
    across = half_x - np.abs(canvas.x[None, None, :] - x[:, None, None])
    return np.minimum(across, half_y - np.abs(canvas.y[None] - y[:, None, None]))


def _disc(canvas: Canvas, x: Real, y: Real, radius: Real) -> Pixels:
    dx, dy = canvas.x[None, None, :] - x[:, None, None], (canvas.y[None] - y[:, None, None]) * 1.25
    return canvas.soft(radius[:, None, None] - np.sqrt(dx * dx + dy * dy))
