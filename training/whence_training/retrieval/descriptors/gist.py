"""Gist: how much of each orientation and scale there is in each part of the picture (Oliva and Torralba 2001).

As in IM2GPS (Hays and Efros 2008, section 3): 6 orientations at 4 scales, averaged over 5 x 5 regions, compared by
Euclidean distance. The filters are log-Gabors (Field 1987) on the logarithm of the light, so a brighter exposure or a
cast of colour leaves them as they are, and the paper's step before them evens the contrast out from region to region.
"""

import numpy as np
from numpy.typing import NDArray

from whence_training.retrieval.descriptors.lab import lightness
from whence_training.retrieval.descriptors.pooling import grid_means

SCALES, ORIENTATIONS, REGIONS = 4, 6, 5
EDGE_PX = 64
"""Pictures are looked at this small: the coarsest scale then spans a quarter of the picture."""

_FINEST_PX, _STEP = 4.0, 1.8  # wavelength of the finest scale, and from one scale to the next
_BANDWIDTH = 0.6  # of a log-Gabor: sigma over centre frequency, about 1.4 octaves
_CONTRAST_CYCLES = 4.0  # cycles per picture below which light counts as shading and not as structure


def gist(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Measure energies: uint8 [N, 3, S, S] -> float32 [N, 4 x 6 x 5 x 5]."""
    light = np.log1p(grid_means(np.maximum(lightness(pixels), 0.0), min(EDGE_PX, pixels.shape[-1])))
    spectrum = np.fft.fft2(_evened(light))
    energies = [
        grid_means(np.abs(np.fft.ifft2(spectrum * gain)).astype(np.float32), REGIONS) for gain in _bank(light.shape[-1])
    ]
    return np.stack(energies, axis=1).reshape(len(pixels), -1)


def _evened(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take slow shading away and divide by the local contrast (Torralba 2003): float32 [N, S, S]."""
    cycles = _radius(light.shape[-1]) * light.shape[-1]
    low_pass = np.exp(-((cycles / _CONTRAST_CYCLES) ** 2) * np.log(2)).astype(np.float32)

    def smoothed(maps: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(np.fft.ifft2(np.fft.fft2(maps) * low_pass).real, np.float32)

    detail = light - smoothed(light)
    contrast = np.sqrt(np.maximum(smoothed(detail**2), 0.0))
    return np.asarray(detail / (0.05 + contrast), np.float32)  # 0.05: a twentieth of an e-fold, less is noise


def _bank(edge_px: int) -> NDArray[np.float32]:
    """Gains over frequencies: float32 [24, S, S]; one-sided, so that the modulus of a response is its energy."""
    frequency = np.fft.fftfreq(edge_px)
    radius = np.maximum(_radius(edge_px), 1e-9)
    angle = np.arctan2(frequency[:, None], frequency[None])
    gains = []
    for scale in range(SCALES):
        centre = 1 / (_FINEST_PX * _STEP**scale)
        ring = np.exp(-(np.log(radius / centre) ** 2) / (2 * np.log(_BANDWIDTH) ** 2))
        ring[0, 0] = 0.0
        for orientation in range(ORIENTATIONS):
            away = angle - orientation * np.pi / ORIENTATIONS
            away = np.arctan2(np.sin(away), np.cos(away))
            gains.append(ring * np.exp(-(away**2) / (2 * (np.pi / ORIENTATIONS / 1.5) ** 2)))
    return np.stack(gains).astype(np.float32)


def _radius(edge_px: int) -> NDArray[np.float64]:
    """Frequencies in cycles a pixel: float64 [S, S]."""
    frequency = np.fft.fftfreq(edge_px)
    return np.asarray(np.hypot(frequency[:, None], frequency[None]))
