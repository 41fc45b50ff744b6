"""The album network: an LSTM over the embeddings of an album in time order (PlaNet, section 4)."""

import numpy as np
from numpy.typing import NDArray

from whence_engine.inference.bundle import Bundle
from whence_engine.inference.session import CPU
from whence_engine.inference.softmax import softmax


def predict_album(
    embeddings: NDArray[np.float16] | NDArray[np.float32], bundle: Bundle, *, provider: str = CPU
) -> NDArray[np.float32]:
    """Return where each photo of an album was taken, given the others.

    Parameters
    ----------
    embeddings
        float16 or float32 [T, D], in time order, T from 1.
    bundle
        One with `card.has_album`.

    Returns
    -------
    float32 [T, C]
        Probabilities of the cells of `bundle.grid`, after the card's album temperature.

    Raises
    ------
    BundleError
        The bundle has no album network, or it breaks its contract.
    ValueError
        `embeddings` has another shape.
    """
    if embeddings.ndim != 2 or embeddings.shape[1] != bundle.card.embedding_size or not len(embeddings):
        raise ValueError(f"an album is [T, {bundle.card.embedding_size}], not {list(embeddings.shape)}")
    network = bundle.album_network(provider=provider)
    logits = network.run(np.ascontiguousarray(embeddings, np.float32)[None])["logits"][0]
    return softmax(logits, bundle.card.temperature.album)
