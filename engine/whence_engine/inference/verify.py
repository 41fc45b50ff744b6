"""`whence models verify`: what is wrong with a bundle, file by file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whence_engine.card import ALBUM, CARD, GALLERY, GRID, IMAGE, ModelCard
from whence_engine.errors import BundleError
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.container import Container


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file of a bundle; `reason` is a sentence."""

    file: str
    reason: str


def verify_bundle(path: Path) -> list[Fault]:
    """List what is wrong with a bundle; an empty list means that it can be used.

    Looks deeper than `Bundle.open`, which stops at the first fault: all files are hashed, every network is loaded
    and has to answer once.
    """
    container = Container(path)
    try:
        card = container.card()
    except BundleError as error:
        return [Fault(CARD, str(error))]
    faults = [fault for name in card.files if (fault := _altered(container, card, name))]
    if faults:
        return faults
    try:
        bundle = Bundle.open(path)
    except BundleError as error:
        return [Fault(GRID, str(error))]
    return [
        fault for name, attempt in _ATTEMPTS.items() if name in card.files and (fault := _tried(name, attempt, bundle))
    ]


def _altered(container: Container, card: ModelCard, name: str) -> Fault | None:
    try:
        if container.sha256(name) == card.files[name]:
            return None
    except BundleError as error:
        return Fault(name, str(error))
    return Fault(name, f"Install the model anew: {name} is not the file that its card names.")


def _tried(name: str, attempt: Callable[[Bundle], object], bundle: Bundle) -> Fault | None:
    try:
        attempt(bundle)
    except BundleError as error:
        return Fault(name, str(error))
    return None


def _try_image(bundle: Bundle) -> None:
    size = bundle.card.input.size_px
    network = bundle.image_network()
    for pictures in (1, 2):
        network.run(np.zeros((pictures, 3, size, size), np.float32))


def _try_album(bundle: Bundle) -> None:
    network = bundle.album_network()
    for photos in (1, 2, 5):  # an exporter may have frozen the length that it saw
        network.run(np.zeros((1, photos, bundle.card.embedding_size), np.float32))


_ATTEMPTS: dict[str, Callable[[Bundle], object]] = {
    IMAGE: _try_image,
    ALBUM: _try_album,
    GALLERY: lambda bundle: bundle.gallery,
}
