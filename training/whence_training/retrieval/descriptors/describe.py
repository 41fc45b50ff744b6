"""All descriptors of many photos, over the cores."""

from collections.abc import Mapping
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
    pixels: NDArray[np.uint8], textons: NDArray[np.float32], workers: int = 1
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

    Returns
    -------
    dict of float32 [N, D]
        By the names of `MEASURES`.
    """
    blocks = [pixels[at : at + _BLOCK] for at in range(0, len(pixels), _BLOCK)]
    if workers > 1 and len(blocks) > 1:
        with ProcessPoolExecutor(workers) as pool:
            parts = list(pool.map(_described, blocks, [textons] * len(blocks)))
    else:
        parts = [_described(block, textons) for block in blocks]
    return {name: np.concatenate([part[name] for part in parts]) for name in MEASURES}


def _described(pixels: NDArray[np.uint8], textons: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return {
        "tiny image": tiny_image(pixels),
        "colour histogram": colour_histogram(pixels),
        "gist": gist(pixels),
        "lines": line_statistics(pixels),
        "textons": texton_histogram(pixels, textons),
    }
