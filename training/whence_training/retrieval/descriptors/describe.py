"""All descriptors of many photos, over the cores."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray

from whence_training.retrieval.descriptors.colour import colour_histogram
from whence_training.retrieval.descriptors.gist import gist
from whence_training.retrieval.descriptors.lines import line_statistics
from whence_training.retrieval.descriptors.textons import texton_histogram
from whence_training.retrieval.descriptors.tiny import tiny_image
from whence_training.retrieval.measures import Measure

MEASURES: Mapping[str, Measure] = {
    "tiny image": Measure.EUCLIDEAN,
    "colour histogram": Measure.CHI_SQUARED,
    "gist": Measure.EUCLIDEAN,
    "lines": Measure.CITY_BLOCK,
    "textons": Measure.CHI_SQUARED,
}
"""The descriptors by name, each with the distance that the paper compares it by."""

_BLOCK = 32


def describe(
    pixels: NDArray[np.uint8], textons: NDArray[np.float32], workers: int = 1, *, only: Collection[str] = MEASURES
) -> dict[str, NDArray[np.float32]]:
    """Describe photos.

    Parameters
    ----------
    pixels
        uint8 [N, 3, S, S], N at least 1.
    textons
        The dictionary, float32 [W, F].
    workers
        Processes.
    only
        The descriptors wanted, by name.

    Returns
    -------
    dict of float32 [N, D]
        By name.
    """
    blocks = [pixels[at : at + _BLOCK] for at in range(0, len(pixels), _BLOCK)]
    if workers > 1 and len(blocks) > 1:
        with ProcessPoolExecutor(workers) as pool:
            parts = list(pool.map(_described, blocks, [textons] * len(blocks), [tuple(only)] * len(blocks)))
    else:
        parts = [_described(block, textons, tuple(only)) for block in blocks]
    return {name: np.concatenate([part[name] for part in parts]) for name in only}


def _described(
    pixels: NDArray[np.uint8], textons: NDArray[np.float32], only: Collection[str]
) -> dict[str, NDArray[np.float32]]:
    makers: Mapping[str, Callable[[NDArray[np.uint8]], NDArray[np.float32]]] = {
        "tiny image": tiny_image,
        "colour histogram": colour_histogram,
        "gist": gist,
        "lines": line_statistics,
        "textons": lambda some: texton_histogram(some, textons),
    }
    return {name: makers[name](pixels) for name in only}
