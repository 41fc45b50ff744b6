"""Embedding every photo of a data folder once, with the network of a run."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import read_data
from whence_training.data.pixels import load_pixels
from whence_training.fit.fabric import Fabric
from whence_training.fit.prepare import Prepare, Views
from whence_training.fit.runs import FittedRun

_BATCH = 256


def embed_data(
    run: FittedRun, data: Path, cache: Path, fabric: Fabric, *, logits: bool = True, workers: int = 2
) -> EmbeddedPhotos:
    """Run a network over the photos of all sides.

    Raises
    ------
    UsageError
        A photo cannot be read.
    """
    manifest = read_data(data)
    pixels = load_pixels(manifest, run.input, cache, workers)
    embedding, cells = network_over(run, pixels, fabric.device)
    return EmbeddedPhotos(manifest, embedding, cells if logits else None)


@torch.inference_mode()
def network_over(
    run: FittedRun, pixels: NDArray[np.uint8], device: torch.device
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return embeddings float32 [N, D] and logits float32 [N, C] of pixels uint8 [N, 3, S, S], at full precision."""
    network, prepare = run.network.to(device).eval(), Prepare(run.input, Views()).to(device).eval()
    parts: list[tuple[Tensor, Tensor]] = []
    for start in range(0, len(pixels), _BATCH):
        some = torch.from_numpy(np.array(pixels[start : start + _BATCH])).to(device)
        embedding, cells = network(prepare(some, torch.zeros(len(some), 8, device=device)))
        parts.append((embedding.cpu(), cells.cpu()))
    embeddings, logits = (torch.cat(column).numpy() for column in zip(*parts, strict=True))
    return embeddings, logits
