"""The image network over many photos: decoding and network side by side, in order, in bounded memory.

Every worker takes a strip of a few photos all the way from file to prediction, and runs the network on it with one
thread. So each core always has something of its own to do, whichever of decoding and network is the slower, no
thread waits for another, and nothing but finished predictions ever queues up. By processor time this costs what
decoding, scaling and the network cost by themselves; decoders in front of a network with threads of its own cost a
fifth more (`tests/bench/pipeline.py` measures both).
"""

import threading
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import Kind
from whence_engine.errors import BundleError, PhotoError, cannot_be_read
from whence_engine.events import PhotoFailed
from whence_engine.files.decode import decode_rgb
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.session import CPU
from whence_engine.inference.softmax import softmax, top_cells
from whence_engine.inference.strips import in_strips
from whence_engine.photo import Photo, Prediction
from whence_engine.preprocess import decode_edge_px, prepare
from whence_engine.wording import Sentence

STAGE = "predict"
"""The stage that `PhotoFailed` names."""

KEPT_CELLS = 256
"""Cells that a `Prediction` keeps."""

BATCH = 4
"""Photos in a strip: on one thread larger batches cost more time a photo, not less, and each holds its input."""

Decode = Callable[[Path, int], NDArray[np.uint8]]
Outcome = tuple[Photo, Prediction] | PhotoFailed


def predict_photos(
    photos: Iterable[Photo],
    bundle: Bundle,
    *,
    threads: int = 0,
    batch: int = BATCH,
    provider: str = CPU,
    decode: Decode = decode_rgb,
) -> Generator[Outcome, None, None]:
    """Run the image network on photos, in their order.

    `photos` is read a little ahead of what was yielded. Closing the generator stops the workers: it waits for the
    photos that are being decoded, not for the rest.

    Parameters
    ----------
    threads
        Workers; 0 takes all cores that this process may use.
    batch
        Photos per run of the network; graphics processors like more.
    provider
        ONNX Runtime execution provider.
    decode
        (path, shortest edge in px) -> upright uint8 [H, W, 3].

    Yields
    ------
    The photo and its `Prediction`, or `PhotoFailed`.

    Raises
    ------
    BundleError
        The network cannot be loaded or breaks its contract.
    SettingsError
        There is no such provider.
    """
    stop = threading.Event()
    worker = _Worker(bundle, provider, decode, stop)
    worker.warm_up()
    yield from in_strips(photos, worker.predict, workers=threads, size=batch, stop=stop, name="whence-predict")


def cell_mass(bundle: Bundle, outputs: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Turn the image network's outputs into the probability of each cell: float32 [N, C], the temperature applied."""
    temperature = bundle.card.temperature.single
    if bundle.card.kind is Kind.GALLERY:
        return bundle.gallery.cell_mass(outputs["embedding"], temperature)
    return softmax(outputs["logits"], temperature)


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a worker thread needs to take a strip of photos from file to prediction."""

    bundle: Bundle
    provider: str
    decode: Decode
    stop: threading.Event

    def warm_up(self) -> None:
        """Load what is loaded lazily, so that a broken bundle is found before the first photo is opened."""
        self.bundle.image_network(provider=self.provider)
        if self.bundle.card.kind is Kind.GALLERY:
            _ = self.bundle.gallery

    def predict(self, photos: list[Photo]) -> list[Outcome]:
        """Return what became of each photo; nothing once `stop` is set, for nobody listens then."""
        inputs: list[NDArray[np.float32] | PhotoFailed] = []
        for photo in photos:
            if self.stop.is_set():
                return []
            inputs.append(self._input(photo))
        ready = [values for values in inputs if not isinstance(values, PhotoFailed)]
        predictions = iter(self._predictions(np.stack(ready)) if ready else ())
        outcomes: list[Outcome] = []
        for photo, values in zip(photos, inputs, strict=True):
            if isinstance(values, PhotoFailed):
                outcomes.append(values)
            else:
                embedding, cells, mass = next(predictions)
                outcomes.append((photo, Prediction(photo.id, embedding, cells, mass)))
        return outcomes

    def _input(self, photo: Photo) -> NDArray[np.float32] | PhotoFailed:
        if photo.error is not None:
            return PhotoFailed(STAGE, photo.path, photo.error)
        spec = self.bundle.card.input
        try:
            return prepare(self.decode(photo.path, decode_edge_px(spec)), spec)
        except PhotoError as error:
            return PhotoFailed(STAGE, photo.path, error.reason)
        except MemoryError:
            return PhotoFailed(STAGE, photo.path, cannot_be_read(Sentence("its picture does not fit into memory")))

    def _predictions(
        self, images: NDArray[np.float32]
    ) -> list[tuple[NDArray[np.float16], NDArray[np.uint32], NDArray[np.float32]]]:
        outputs = self.bundle.image_network(provider=self.provider).run(images)
        cells, mass = top_cells(cell_mass(self.bundle, outputs), KEPT_CELLS)
        return list(zip(_halved(outputs["embedding"]), cells, mass, strict=True))


def _halved(embedding: NDArray[np.float32]) -> NDArray[np.float16]:
    with np.errstate(over="ignore"):
        half = embedding.astype(np.float16)
    if not np.isfinite(half).all():
        raise BundleError("Tell the maker of this model: its embeddings are too large to be kept as 16-bit numbers.")
    return half
