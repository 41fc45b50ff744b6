"""Smooth chance: value noise over the sphere, along a line, and over a picture (Perlin's fade, octaves halved)."""

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import EARTH_RADIUS_KM
from whence_training.planet.chance import uniform

Real = NDArray[np.float64]
Pixels = NDArray[np.float32]


def fade(t: Real) -> Real:
    """Ease from 0 to 1."""
    return t * t * (3.0 - 2.0 * t)


def step(value: Real, low: float, high: float) -> Real:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    return fade(np.clip((value - low) / (high - low), 0.0, 1.0))


def sphere_noise(xyz: Real, key: int, spacing_km: float, octaves: int = 1) -> Real:
    """Give a smooth field over the sphere, about even in [0, 1].

    Parameters
    ----------
    xyz
        Unit vectors [..., 3].
    key
        Which field.
    spacing_km
        Distance of the lattice of the coarsest octave; each next one halves it.
    octaves
        How many.

    Returns
    -------
    float64 [...]
    """
    total, weight = np.zeros(xyz.shape[:-1]), 0.0
    for octave in range(octaves):
        share = 0.5**octave
        total += share * _lattice(xyz * (EARTH_RADIUS_KM / spacing_km * 2.0**octave), key * 64 + octave)
        weight += share
    # Averages crowd around one half; this spreads them again.
    return np.clip(0.5 + 1.6 * (total / weight - 0.5), 0.0, 1.0)


def _lattice(point: Real, key: int) -> Real:
    base = np.floor(point)
    part = fade(point - base)
    corner = base.astype(np.int64)
    total = np.zeros(point.shape[:-1])
    for dx in (0, 1):
        for dy in (0, 1):
            for dz in (0, 1):
                weight = np.ones(point.shape[:-1])
                for axis, side in enumerate((dx, dy, dz)):
                    weight = weight * (part[..., axis] if side else 1.0 - part[..., axis])
                total += weight * uniform(key, corner[..., 0] + dx, corner[..., 1] + dy, corner[..., 2] + dz)
    return total


def line_noise(key: NDArray[np.int64], at: Real, octaves: int) -> Real:
    """Give a line for each key: keys [N] and where to look [N, W] -> float64 [N, W] in [0, 1]."""
    total, weight = np.zeros(at.shape), 0.0
    for octave in range(octaves):
        share, point = 0.5**octave, at * 2.0**octave
        base = np.floor(point)
        left = base.astype(np.int64)
        low, high = (uniform(key[:, None], octave, left + side) for side in (0, 1))
        total += share * (low + (high - low) * fade(point - base))
        weight += share
    return total / weight


def texture(key: NDArray[np.int64], size_px: int, cells: tuple[int, int], octaves: int) -> Pixels:
    """Give a surface for each key [N]: float32 [N, S, S] in [0, 1].

    Parameters
    ----------
    key
        Which surface.
    size_px
        S.
    cells
        Of the coarsest octave, down and across the picture.
    octaves
        How many.
    """
    total, weight = np.zeros((len(key), size_px, size_px), np.float32), 0.0
    for octave in range(octaves):
        down, across = (count * 2**octave for count in cells)
        grid = uniform(key[:, None, None], octave, np.arange(down + 1)[:, None], np.arange(across + 1)[None, :]).astype(
            np.float32
        )
        y, v = _between(size_px, down)
        x, u = _between(size_px, across)
        rows = grid[:, y, :] + (grid[:, y + 1, :] - grid[:, y, :]) * v[:, None]
        total += np.float32(0.5**octave) * (rows[:, :, x] + (rows[:, :, x + 1] - rows[:, :, x]) * u)
        weight += 0.5**octave
    return total / np.float32(weight)


def _between(size_px: int, cells: int) -> tuple[NDArray[np.int64], Pixels]:
    point = (np.arange(size_px) + 0.5) * (cells / size_px)
    base = np.floor(point)
    return base.astype(np.int64), fade(point - base).astype(np.float32)
