"""Textons: which texture elements a picture is made of (Hays and Efros 2008, section 3; Martin et al. 2001).

A bank of filters at 8 orientations, 2 scales and 2 elongations; its responses at training pixels are clustered into a
dictionary (k-means, 512 words), and a picture is the histogram of the words nearest to its own responses, compared by
chi-squared distance. The dictionary is fitted, so it takes `FittingPhotos`, which cannot hold a test photographer's.
"""

import numpy as np
from numpy.typing import NDArray

from whence_training.data.pixels import FittingPhotos
from whence_training.retrieval.descriptors.lab import lightness
from whence_training.retrieval.descriptors.pooling import grid_means

WORDS = 512
EDGE_PX = 96
"""Pictures are looked at this small at most."""

_ORIENTATIONS, _WAVELENGTHS_PX, _ELONGATIONS = 8, (4.0, 8.0), (1.5, 3.0)
_STRIDE = 2  # every other pixel of every other row is a sample
_SAMPLES = 60_000  # responses that the dictionary is clustered from
_PICTURES = 600
_ROUNDS = 15
_BLOCK = 32


def fit_textons(photos: FittingPhotos, seed: int, words: int = WORDS) -> NDArray[np.float32]:
    """Cluster responses of training photos (Lloyd 1982).

    Parameters
    ----------
    photos
        Photos that may be fitted on, N of them.
    seed
        Of the choice of photos, pixels and first words.
    words
        Size of the dictionary; fewer where there are fewer distinct responses.

    Returns
    -------
    float32 [words, F]
    """
    rng = np.random.default_rng(seed)
    some = np.sort(rng.permutation(len(photos))[:_PICTURES])
    each = max(1, _SAMPLES // len(some))
    samples = []
    for at in range(0, len(some), _BLOCK):
        found = responses(np.asarray(photos.pixels[some[at : at + _BLOCK]]))
        samples += [picture[rng.permutation(len(picture))[:each]] for picture in found]
    response = np.unique(np.concatenate(samples), axis=0)
    word = response[rng.permutation(len(response))[:words]]
    for _ in range(_ROUNDS):
        nearest = _nearest(response, word)
        size = np.bincount(nearest, minlength=len(word))
        total = np.stack([np.bincount(nearest, weights=column, minlength=len(word)) for column in response.T], axis=1)
        word = np.where(size[:, None] > 0, total / np.maximum(size, 1)[:, None], word).astype(np.float32)
    return word


def texton_histogram(pixels: NDArray[np.uint8], dictionary: NDArray[np.float32]) -> NDArray[np.float32]:
    """Count words: uint8 [N, 3, S, S] and float32 [W, F] -> float32 [N, W], rows sum to 1."""
    found = responses(pixels)
    word = _nearest(found.reshape(-1, found.shape[-1]), dictionary).reshape(len(pixels), -1)
    word += (np.arange(len(pixels)) * len(dictionary))[:, None]
    counts = np.bincount(word.ravel(), minlength=len(pixels) * len(dictionary)).reshape(len(pixels), -1)
    return np.asarray(counts / word.shape[1], np.float32)


def responses(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Filter pictures: uint8 [N, 3, S, S] -> float32 [N, P, 64], even and odd response of each filter at P pixels.

    Responses are divided by 1 + their length, logarithmically (Weber's law, as in Martin et al. 2001): strong edges do
    not take all words for themselves.
    """
    light = grid_means(lightness(pixels), min(EDGE_PX, pixels.shape[-1])) / np.float32(100)
    spectrum = np.fft.fft2(light)
    parts = []
    for gain in _bank(light.shape[-1]):
        found = np.fft.ifft2(spectrum * gain)[:, ::_STRIDE, ::_STRIDE].reshape(len(pixels), -1)
        parts += [found.real, found.imag]
    response = np.stack(parts, axis=-1).astype(np.float32)
    length = np.maximum(np.linalg.norm(response, axis=-1, keepdims=True), 1e-9)
    return np.asarray(response * (np.log1p(length / 0.03) / length), np.float32)


def _bank(edge_px: int) -> NDArray[np.float32]:
    """Gains over frequencies, one-sided: the real part of a response is the even filter's, the imaginary the odd's."""
    frequency = np.fft.fftfreq(edge_px)
    gains = []
    for wavelength in _WAVELENGTHS_PX:
        for elongation in _ELONGATIONS:
            for orientation in range(_ORIENTATIONS):
                angle = orientation * np.pi / _ORIENTATIONS
                along = frequency[None] * np.cos(angle) + frequency[:, None] * np.sin(angle)
                across = frequency[:, None] * np.cos(angle) - frequency[None] * np.sin(angle)
                sigma = wavelength / 2.5  # pixels, along the wave; elongated along the stripe
                exponent = (along - 1 / wavelength) ** 2 + (elongation * across) ** 2
                gains.append(np.exp(-2 * (np.pi * sigma) ** 2 * exponent) * (along > 0))
    return np.stack(gains).astype(np.float32)


def _nearest(response: NDArray[np.float32], word: NDArray[np.float32]) -> NDArray[np.int64]:
    """Row of the nearest word of each response: [M, F], [W, F] -> int64 [M]."""
    half = (word**2).sum(axis=1) / 2
    found = np.empty(len(response), np.int64)
    for at in range(0, len(response), 1 << 14):
        some = slice(at, at + (1 << 14))
        found[some] = (response[some] @ word.T - half).argmax(axis=1)
    return found
