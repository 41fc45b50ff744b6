"""Runs a bundle over photos of a manifest through the engine's own loader: what is scored is what is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.inference.bundle import Bundle
from whence_training.data.albums import AlbumRows, whole
from whence_training.data.pixels import LabelledPhotos, normalise

_BATCH = 32


@dataclass(frozen=True, eq=False)
class BundleOutput:
    """What a bundle says of N photos.

    Attributes
    ----------
    embedding
        float32 [N, D].
    single, album
        Logits float32 [N, C], of each photo alone and inside its album.
    """

    bundle: Bundle
    embedding: NDArray[np.float32]
    single: NDArray[np.float32]
    album: NDArray[np.float32]


def run_bundle(folder: Path, photos: LabelledPhotos, albums: Sequence[AlbumRows]) -> BundleOutput:
    """Run image and album network; a photo in no album is an album of one.

    Raises
    ------
    BundleError
        The bundle is missing, altered or lacks an album network.
    """
    bundle = Bundle.open(folder)
    image, album = bundle.image_network(), bundle.album_network()
    parts = [
        image.run(normalise(photos.pixels[start : start + _BATCH], bundle.card.input))
        for start in range(0, len(photos), _BATCH)
    ]
    embedding, single = (np.concatenate([part[name] for part in parts]) for name in ("embedding", "logits"))
    in_album = np.empty_like(single)
    for rows in whole(albums, len(photos)):
        in_album[rows] = album.run(embedding[rows][None])["logits"][0]
    return BundleOutput(bundle, embedding, single, in_album)
