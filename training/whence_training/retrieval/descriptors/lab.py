"""The colour space CIE L*a*b*, in which equal steps look about equal (CIE 15, D65 white, sRGB of IEC 61966-2-1)."""

import numpy as np
from numpy.typing import NDArray

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_TOE = 6 / 29
"""Below this the cube root gives way to a straight line (CIE 15, 8.2.1.1)."""


def to_lab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn sRGB into lightness (0 to 100) and the opponents a* (green to red) and b* (blue to yellow).

    Parameters
    ----------
    pixels
        uint8 [N, 3, H, W].

    Returns
    -------
    float32 [N, 3, H, W]
    """
    xyz = np.tensordot(_scaled(), _linear()[pixels], axes=(1, 1))
    x, y, z = _bent(xyz)
    return np.asarray(np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1), np.float32)


def lightness(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return L* alone: uint8 [N, 3, H, W] -> float32 [N, H, W]."""
    weight = _scaled()[1:2]
    y = np.tensordot(weight, _linear()[pixels], axes=(1, 1))
    return np.asarray(116 * _bent(y)[0] - 16, np.float32)


def _bent(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cube roots, with a straight line near black where the eye sees no cube root."""
    return np.where(xyz > _TOE**3, np.cbrt(xyz), xyz / (3 * _TOE**2) + np.float32(4 / 29))


def _linear() -> NDArray[np.float32]:
    """Light of each of the 256 codes."""
    code = np.arange(256) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _scaled() -> NDArray[np.float32]:
    """Matrix from linear sRGB to XYZ relative to white, so that white comes out as (1, 1, 1)."""
    return np.asarray(_TO_XYZ / _TO_XYZ.sum(axis=1)[:, None], np.float32)
