"""Photos in memory for fitting and scoring image networks: on the device, if they fit there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from whence_engine.geo.sphere import to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.metrics import RADII_KM
from whence_training.data.manifest import Manifest
from whence_training.data.pixels import LabelledPhotos
from whence_training.fit.image_task import ImageBatch, ImageTask
from whence_training.fit.recipes import Recipe
from whence_training.fit.source import Shuffled
from whence_training.nets.heads.head import Truth
from whence_training.nets.heads.targets import distance_km

_SHARE_OF_DEVICE = 0.5
"""Share of a device's free memory that photos may take; the rest is for what the network keeps while it learns."""


@dataclass(frozen=True, eq=False)
class DevicePhotos:
    """Photos where they are wanted: pixels uint8 [N, 3, S, S], their truth, and names for error messages, [N]."""

    pixels: Tensor
    truth: Truth
    device: torch.device
    names: NDArray[np.str_]

    @classmethod
    def of(cls, photos: LabelledPhotos, grid: Grid, scenes: Sequence[str], device: torch.device) -> "DevicePhotos":
        """Bring photos and their labels to a device; pixels that do not fit there stay behind."""
        pixels = torch.from_numpy(np.array(photos.pixels))
        if device.type != "cpu" and _fits(pixels, device):
            pixels = pixels.to(device)
        truth = truth_of(photos.manifest, grid, scenes)
        return cls(pixels, Truth(*(column.to(device) for column in truth)), device, photos.manifest.path)

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.pixels)

    def batch(self, rows: Tensor, luck: Tensor) -> ImageBatch:
        """Return the photos at rows."""
        here = rows.to(self.pixels.device)
        pixels = self.pixels[here].to(self.device, non_blocking=True)
        return ImageBatch(pixels, luck, Truth(*(column[rows] for column in self.truth)))

    def source(self, recipe: Recipe) -> Shuffled[ImageBatch]:
        """Return all of them, in a new order each pass."""
        return Shuffled(
            len(self),
            batch=recipe.batch,
            accumulate=recipe.accumulate,
            seed=recipe.loop.seed,
            take=self.batch,
            name=lambda rows: _some(self.names[list(rows)].tolist()),
            device=self.device,
        )


def truth_of(manifest: Manifest, grid: Grid, scenes: Sequence[str]) -> Truth:
    """Return cells, places and scenes of photos."""
    number = {scene: k for k, scene in enumerate(scenes)}
    return Truth(
        torch.from_numpy(grid.cells_of(manifest.lat, manifest.lon)),
        torch.from_numpy(to_xyz(manifest.lat, manifest.lon).astype(np.float32)),
        torch.tensor([number.get(scene, -1) for scene in manifest.scene.tolist()], dtype=torch.int64),
    )


@torch.inference_mode()
def network_outputs(
    task: ImageTask, photos: DevicePhotos, classify: nn.Module, batch: int = 256
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield (embedding [B, D], logits [B, C]) of photos in their order; the task is in evaluation mode."""
    device = photos.device
    for start in range(0, len(photos), batch):
        some = photos.pixels[start : start + batch].to(device)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            embedding = task.embed(some, torch.zeros(len(some), 8, device=device))
        embedding = embedding.float()
        yield embedding, classify(embedding)


class Scorer:
    """Shares within the radii, median error and nats of a task on photos that it does not learn from."""

    def __init__(self, photos: DevicePhotos, grid: Grid) -> None:
        self._photos = photos
        self._cells = torch.from_numpy(grid.mean_xyz.astype(np.float32)).to(photos.device)

    def __call__(self, task: nn.Module) -> Mapping[str, float]:
        """Return the scores."""
        assert isinstance(task, ImageTask)
        logits = torch.cat([logits for _, logits in network_outputs(task, self._photos, task.folded())])
        truth = self._photos.truth
        nats = torch.nn.functional.cross_entropy(logits, truth.row)
        answer = self._cells[logits.argmax(dim=1)]
        error_km = distance_km(truth.xyz[:, None], answer[:, None]).flatten()
        within = {f"within_{radius:g}_km": float((error_km <= radius).float().mean()) for radius in RADII_KM}
        return within | {"median_km": float(error_km.median()), "nats": float(nats)}


def _fits(pixels: Tensor, device: torch.device) -> bool:
    if device.type != "cuda":
        return True
    free, _ = torch.cuda.mem_get_info(device)
    return pixels.nbytes <= _SHARE_OF_DEVICE * free


def _some(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
