"""From shots to pictures: paint each kind of view, then grade it as the photographer's camera would."""

import numpy as np
from numpy.typing import NDArray

from whence_training.planet import indoors, nature, towns
from whence_training.planet.canvas import Canvas
from whence_training.planet.chance import normal, uniform
from whence_training.planet.journeys import Shots
from whence_training.planet.look import Look, look_of
from whence_training.planet.noise import Pixels
from whence_training.planet.world import World

PAINTERS = (
    towns.street,
    towns.square,
    towns.landmark,
    nature.landscape,
    indoors.room,
    indoors.close_up,
    nature.plain_sky,
)
"""Painter of each of `journeys.VIEWS`."""

_AT_ONCE = 64


def pictures(world: World, shots: Shots, size_px: int) -> NDArray[np.uint8]:
    """Paint photos: uint8 [N, S, S, 3]."""
    look = look_of(world, shots)
    painted = np.empty((len(shots), size_px, size_px, 3), np.uint8)
    for view, painter in enumerate(PAINTERS):
        rows = np.flatnonzero(shots.view == view)
        for part in np.split(rows, np.arange(_AT_ONCE, len(rows), _AT_ONCE)):
            canvas = Canvas(look.take(part), size_px)
            painter(canvas)
            painted[part] = graded(canvas.image, canvas.look, shots.photographer[part], world.seed)
    return painted


def graded(image: Pixels, look: Look, photographer: NDArray[np.int64], seed: int) -> NDArray[np.uint8]:
    """Give pictures the tone of the photographer's camera, a shot's exposure, corners and grain: uint8 [N, S, S, 3]."""
    size_px = image.shape[1]
    balance = 1.0 + 0.03 * np.stack([normal(seed, 90 + axis, photographer) for axis in range(3)], axis=-1)
    exposure = (1.0 + 0.08 * normal(look.shot, 93))[:, None] * balance
    contrast = 1.0 + 0.12 * normal(seed, 94, photographer)
    at = (np.arange(size_px) + 0.5) / size_px - 0.5
    corners = 1.0 - 0.35 * (at[:, None] * at[:, None] + at[None, :] * at[None, :])
    seen = image * exposure.astype(np.float32)[:, None, None, :] * corners.astype(np.float32)[None, :, :, None]
    seen = (seen - np.float32(0.45)) * contrast.astype(np.float32)[:, None, None, None] + np.float32(0.45)
    pixel = np.arange(size_px * size_px).reshape(size_px, size_px)
    strength = 0.006 + 0.014 * uniform(seed, 95, photographer)
    grain = normal(look.shot[:, None, None], 96, pixel) * strength[:, None, None]
    seen += grain.astype(np.float32)[..., None]
    return np.asarray(np.clip(seen, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5), np.uint8)
