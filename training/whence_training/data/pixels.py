"""Pixels of a manifest, through the engine's own preprocessing, decoded once and kept.

The cache holds uint8 before mean and standard deviation: a quarter of float32, and `normalise` gives bit for bit
what `whence_engine.preprocess.prepare` gives.
"""

import hashlib
import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_engine.preprocess import prepare
from whence_training.data import tars
from whence_training.data.manifest import Manifest, refuse_held_out


@dataclass(frozen=True, eq=False)
class LabelledPhotos:
    """Photos of a manifest with their pixels: uint8 [N, 3, S, S], not yet normalised."""

    manifest: Manifest
    pixels: NDArray[np.uint8]

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.manifest)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """Return the photos at `rows` (mask or indices)."""
        return type(self)(self.manifest.take(rows), self.pixels[rows])


@dataclass(frozen=True, eq=False)
class FittingPhotos(LabelledPhotos):
    """What everything that fits takes: it cannot hold a photo of the test side."""

    def __post_init__(self) -> None:
        """Refuse test photographers."""
        refuse_held_out(self.manifest)


def load_pixels(manifest: Manifest, spec: InputSpec, cache: Path, workers: int = 2) -> NDArray[np.uint8]:
    """Decode the photos of a manifest, or take them from the cache.

    Parameters
    ----------
    manifest
        N photos.
    spec
        The network's input; S is its edge.
    cache
        Folder for the arrays; a file there is named after the paths and the geometry of the input.
    workers
        Processes that decode.

    Returns
    -------
    uint8 [N, 3, S, S]

    Raises
    ------
    UsageError
        A photo cannot be read.
    """
    geometry = replace(spec, value_scale=255.0, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    digest = hashlib.sha256("\n".join([repr(geometry), *manifest.path.tolist()]).encode()).hexdigest()[:16]
    file = cache / f"pixels-{digest}.npy"
    if file.is_file():
        return np.asarray(np.load(file, mmap_mode="r"))
    cache.mkdir(parents=True, exist_ok=True)
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            decoded = list(pool.map(_decode, manifest.path.tolist(), [geometry] * len(manifest), chunksize=32))
    else:
        decoded = [_decode(path, geometry) for path in manifest.path.tolist()]
    pixels = np.stack(decoded)
    temporary = file.with_suffix(".part.npy")
    np.save(temporary, pixels)
    temporary.replace(file)
    return pixels


def normalise(pixels: NDArray[np.uint8], spec: InputSpec) -> NDArray[np.float32]:
    """Apply value scale, mean and standard deviation: uint8 [N, 3, S, S] -> float32 [N, 3, S, S]."""
    std = np.asarray(spec.std, np.float64)
    slope = (spec.value_scale / 255.0 / std).astype(np.float32)
    offset = (np.asarray(spec.mean, np.float64) / std).astype(np.float32)
    return np.asarray(pixels * slope[:, None, None] - offset[:, None, None], np.float32)


def _decode(path: str, geometry: InputSpec) -> NDArray[np.uint8]:
    try:
        with Image.open(io.BytesIO(tars.read_file(Path(path)))) as image:
            rgb = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UsageError(f"Mend {path} or take it out of its labels.csv: it cannot be read ({error}).") from error
    return prepare(rgb, geometry).astype(np.uint8)
