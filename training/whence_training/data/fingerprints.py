"""Perceptual hashes: what stays of a picture when it is encoded again, made smaller or trimmed a little.

The signs of low spatial frequencies about their median (the "pHash" of Zauner, 2010): 64 of the lowest, which change
least and serve to search, and 256 that tell pictures apart. Frequencies of zero along an axis are left out: exposure
and gradients of light change them. Each picture has two: of all of it, and of what is left without its edges, so that a
copy that somebody trimmed looks like one of them.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_training.data import tars
from whence_training.data.decode import UndecodableError, decode

WORDS = 5
"""uint64 of a fingerprint: the 64 coarse bits, then the 256 fine ones."""

VIEWS = 2
"""The whole picture, and without `TRIMMED` of it at each edge."""
TRIMMED = 0.02

_EDGE, _COARSE, _FINE = 32, 8, 16
_DECODED_PX = 2 * _EDGE


def fingerprint(image: Image.Image) -> NDArray[np.uint64]:
    """Return the fingerprints of an upright picture: uint64 [`VIEWS`, `WORDS`]."""
    width, height = image.size
    inner = (TRIMMED * width, TRIMMED * height, (1 - TRIMMED) * width, (1 - TRIMMED) * height)
    return np.stack([_of_view(image, box) for box in ((0.0, 0.0, width, height), inner)])


def fingerprints(paths: Iterable[str], workers: int = 2) -> Iterator[NDArray[np.uint64] | str]:
    """Yield the fingerprint of each photo in their order, or why it cannot be read."""
    if workers == 1:
        yield from map(_of_file, paths)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_of_file, paths, chunksize=64)


def _of_view(image: Image.Image, box: tuple[float, float, float, float]) -> NDArray[np.uint64]:
    grey = np.asarray(image.convert("L").resize((_EDGE, _EDGE), Image.Resampling.LANCZOS, box), np.float64)
    waves = _cosines() @ grey @ _cosines().T
    return np.concatenate([_signs(waves[:_COARSE, :_COARSE]), _signs(waves)])


def _of_file(path: str) -> NDArray[np.uint64] | str:
    try:
        return fingerprint(decode(tars.read_file(Path(path)), _DECODED_PX))
    except (OSError, UndecodableError) as error:
        return str(error)


@cache
def _cosines() -> NDArray[np.float64]:
    """Rows 1 to 16 of the discrete cosine transform (type II) of 32 samples: float64 [16, 32]."""
    wave, sample = np.arange(1, _FINE + 1)[:, None], np.arange(_EDGE)[None]
    return np.asarray(np.cos(np.pi * (2 * sample + 1) * wave / (2 * _EDGE)))


def _signs(waves: NDArray[np.float64]) -> NDArray[np.uint64]:
    above = waves > np.median(waves)
    return np.packbits(above.reshape(-1)).view(np.uint64)
