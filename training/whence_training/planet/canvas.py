"""What every picture is painted with: sky, light, air, ridges, water; many photos at once.

Pictures are float32 [N, S, S, 3] of values in 0 .. 1; `x` and `y` are the middles of the pixels from the upper left.
"""

import numpy as np
from numpy.typing import NDArray

from whence_training.planet.look import Look
from whence_training.planet.noise import Pixels, Real, line_noise, step, texture

SUN = np.array([-0.25, -0.06, 0.06, 0.25, 0.6])
"""Sines of the sun's height at which the colours below are given."""

ZENITH = np.array([[0.04, 0.06, 0.16], [0.14, 0.18, 0.42], [0.30, 0.40, 0.66], [0.26, 0.48, 0.82], [0.16, 0.42, 0.84]])
HORIZON = np.array([[0.11, 0.13, 0.26], [0.72, 0.42, 0.38], [0.98, 0.72, 0.46], [0.86, 0.88, 0.88], [0.74, 0.86, 0.95]])
LIGHT = np.array([[0.32, 0.34, 0.46], [0.54, 0.48, 0.54], [0.86, 0.70, 0.52], [0.98, 0.94, 0.86], [1.04, 1.03, 1.00]])


class Canvas:
    """N pictures being painted from the sky forward."""

    def __init__(self, look: Look, size_px: int) -> None:
        self.look, self.size_px = look, size_px
        self.x = (np.arange(size_px) + 0.5) / size_px
        self.y = ((np.arange(size_px) + 0.5) / size_px)[:, None]
        self.zenith, self.horizon, self.light = (_ladder(look.sun, table) for table in (ZENITH, HORIZON, LIGHT))
        grey = np.array([0.62, 0.65, 0.70]) * (0.25 + 0.75 * step(look.sun, -0.1, 0.2))[:, None]
        overcast = step(look.cloud, 0.45, 0.95)
        self.zenith = self.zenith + (grey - self.zenith) * (0.85 * overcast)[:, None]
        self.horizon = self.horizon + (grey * 1.1 - self.horizon) * (0.75 * overcast)[:, None]
        self.light = self.light * (1.0 - 0.18 * overcast)[:, None]
        self.image = np.zeros((len(look), size_px, size_px, 3), np.float32)

    def lit(self, colour: Real, haze: float = 0.0) -> Real:
        """Give how surfaces of `colour` [N, 3] or [3] look in this light, `haze` of air away: [N, 3]."""
        surface = colour * self.light
        return surface + (self.horizon - surface) * haze

    def below(self, line: Real) -> Pixels:
        """Mask what lies below lines [N, S]: float32 [N, S, S] with soft edges."""
        depth = (self.y[None] - line[:, None, :]) * self.size_px + 0.5
        return np.asarray(np.clip(depth, 0.0, 1.0), np.float32)

    def soft(self, inside: Real) -> Pixels:
        """Mask where a signed distance (shares of the picture, positive inside) says so: [N, S, S]."""
        return np.asarray(np.clip(inside * self.size_px + 0.5, 0.0, 1.0), np.float32)

    def lay(self, mask: Pixels, colour: NDArray[np.floating]) -> None:
        """Lay a colour [N, 3], or pictures [N, S, S, 3], where the mask [N, S, S] lets it."""
        paint = np.asarray(colour, np.float32)
        if paint.ndim == 2:
            paint = paint[:, None, None, :]
        self.image += mask[..., None] * (paint - self.image)

    def shade(self, mask: Pixels, amount: Pixels) -> None:
        """Multiply by 1 + amount [N, S, S] where the mask lets it."""
        self.image *= (1.0 + mask * amount)[..., None]

    def surface(self, number: int, cells: tuple[int, int], octaves: int = 2) -> Pixels:
        """Give a texture of the photo alone, from -1/2 to 1/2: float32 [N, S, S]."""
        return texture(self.look.shot + number, self.size_px, cells, octaves) - np.float32(0.5)

    def sky(self, horizon: float) -> None:
        """Paint sky and clouds down to a share `horizon` of the picture."""
        up = np.clip(self.y / horizon, 0.0, 1.0)
        share = np.asarray(up * up, np.float32)[None, :, :, None]
        zenith, low = (np.asarray(colour, np.float32)[:, None, None, :] for colour in (self.zenith, self.horizon))
        self.image[:] = zenith + (low - zenith) * share
        cloud = texture(self.look.shot + 11, self.size_px, (6, 3), 4)
        edge = np.asarray(0.74 - 0.42 * self.look.cloud, np.float32)[:, None, None]
        cover = np.clip((cloud - edge) * 5.0, 0.0, 1.0) * np.float32(0.85)
        white = np.clip(self.lit(np.array([0.97, 0.97, 0.99])) + 0.02, 0.0, 1.0)
        self.lay(cover, white)
        self.shade(cover, np.float32(0.35) * (np.float32(0.55) - cloud))

    def ridge(self, number: int, line: Real, colour: Real, haze: float, grain: float = 0.25) -> Pixels:
        """Lay land below a line, with a rough surface; returns its mask."""
        mask = self.below(line)
        self.lay(mask, self.lit(colour, haze))
        self.shade(mask, np.float32(grain * (1.0 - haze)) * self.surface(number, (10, 6), 3))
        return mask

    def crest(self, number: int, level: float, rise: Real, waves: float, octaves: int = 4) -> Real:
        """Give a line of hills that belongs to the place and to where the camera looks: [N, S]."""
        at = (self.look.pan[:, None] * 3.0 + self.x[None, :]) * waves
        return level - rise[:, None] * line_noise(self.look.town + number, at, octaves)


def _ladder(sun: Real, table: Real) -> Real:
    """Interpolate a table over `SUN`, rung by rung: [N] -> [N, 3]."""
    colour = np.repeat(table[:1], len(sun), axis=0)
    for low, high, below, above in zip(SUN[:-1], SUN[1:], table[:-1], table[1:], strict=True):
        colour = colour + (above - below) * np.clip((sun - low) / (high - low), 0.0, 1.0)[:, None]
    return colour
