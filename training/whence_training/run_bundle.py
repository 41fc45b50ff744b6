"""Runs a bundle over photos of a manifest through the engine's own loader: what is scored is what is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import Kind
from whence_engine.inference.bundle import Bundle
from whence_training.data.albums import AlbumRows, whole
from whence_training.data.pixels import LabelledPhotos, normalise

_BATCH = 32
_NOTHING = np.float32(1e-12)  # so that a cell without a share has a logarithm


@dataclass(frozen=True, eq=False)
class BundleOutput:
    """What a bundle says of N photos.

    Attributes
    ----------
    embedding
        float32 [N, D].
    single, album
        Logits float32 [N, C], of each photo alone and inside its album; `album` is None where the bundle has no album
        network. Of a gallery they are the logarithms of the cells' shares.
    """

    bundle: Bundle
    embedding: NDArray[np.float32]
    single: NDArray[np.float32]
    album: NDArray[np.float32] | None


def run_bundle(folder: Path, photos: LabelledPhotos, albums: Sequence[AlbumRows]) -> BundleOutput:
    """Run the image network, and the album network if there is one; a photo in no album is an album of one.

    Raises
    ------
    BundleError
        The bundle is missing or altered.
    """
    bundle = Bundle.open(folder)
    image = bundle.image_network()
    parts = [
        image.run(normalise(photos.pixels[start : start + _BATCH], bundle.card.input))
        for start in range(0, len(photos), _BATCH)
    ]
    embedding = np.concatenate([part["embedding"] for part in parts])
    if bundle.card.kind is Kind.GALLERY:
        single = np.log(np.maximum(bundle.gallery.cell_mass(embedding, 1.0), _NOTHING))
    else:
        single = np.concatenate([part["logits"] for part in parts])
    if not bundle.card.has_album:
        return BundleOutput(bundle, embedding, single, None)
    album = bundle.album_network()
    in_album = np.empty_like(single)
    for rows in whole(albums, len(photos)):
        in_album[rows] = album.run(embedding[rows][None])["logits"][0]
    return BundleOutput(bundle, embedding, single, in_album)
