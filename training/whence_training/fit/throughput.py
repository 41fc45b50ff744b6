"""How fast the loop is on this machine: random pictures on the device, so that nothing but the network counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule
from whence_training.fit.fabric import Fabric
from whence_training.fit.image import new_task
from whence_training.fit.image_task import ImageBatch
from whence_training.fit.images import DevicePhotos
from whence_training.fit.loop import Passed, fit
from whence_training.fit.recipes import Recipe, optimiser_of
from whence_training.nets.heads.head import Truth
from whence_training.partition import build_grid


@dataclass(frozen=True, slots=True)
class Throughput:
    """What was measured.

    Attributes
    ----------
    photos_a_second
        Of the second pass; the first one warms up.
    flops_a_photo
        Floating-point operations of one photo, there and back; a multiplication and an addition count as two.
    weights
        Numbers that are learnt.
    cells
        Of the grid that was made up.
    memory_bytes
        Most of the device's memory that was taken; 0 where the device does not say.
    """

    photos_a_second: float
    flops_a_photo: float
    weights: int
    cells: int
    memory_bytes: int

    def lines(self) -> Iterator[str]:
        """Yield it in words."""
        yield f"{self.photos_a_second:,.0f} photos a second"
        yield f"{self.flops_a_photo / 1e9:.2f} GFLOP a photo there and back, {self._tera:.1f} TFLOP a second"
        yield f"{self.weights / 1e6:.1f} million weights, {self.cells:,} cells"
        if self.memory_bytes:
            yield f"{self.memory_bytes / 2**30:.1f} GiB of the device's memory at most"

    @property
    def _tera(self) -> float:
        return self.photos_a_second * self.flops_a_photo / 1e12


def measure(recipe: Recipe, fabric: Fabric, *, cells: int, steps: int) -> Throughput:
    """Fit random pictures for two passes of `steps` steps each, to a made-up grid of about `cells` cells."""
    grid = _made_up_grid(cells)
    recipe = replace(recipe, loop=replace(recipe.loop, passes=2, look_every=10**9))
    task = new_task(recipe, grid, scenes=("one", "other"))
    photos = _made_up_photos(recipe, grid, steps, fabric.device)
    source = photos.source(recipe)
    flops = _flops_a_photo(task.to(fabric.device), photos)
    if fabric.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(fabric.device)
    events = list(fit(task, source, optimiser_of(recipe, task), recipe.loop, fabric=fabric))
    last = events[-1]
    assert isinstance(last, Passed)
    memory = torch.cuda.max_memory_allocated(fabric.device) if fabric.device.type == "cuda" else 0
    weights = sum(parameter.numel() for parameter in task.parameters())
    return Throughput(last.photos_a_second, flops, weights, len(grid), memory)


def _made_up_grid(cells: int) -> Grid:
    """Cells all over the Earth, from a spiral of two hundred points for each."""
    count = 200 * cells
    lat = np.degrees(np.arcsin(1 - (2 * np.arange(count) + 1) / count))
    lon = (np.arange(count) * 137.50776405) % 360 - 180
    return build_grid(lat.astype(np.float64), lon.astype(np.float64), [Rule(350, 1), Rule(1400, 1), Rule(5600, 1)])


def _made_up_photos(recipe: Recipe, grid: Grid, steps: int, device: torch.device) -> DevicePhotos:
    """Few pictures, seen over and over: what is in them does not change the time they take."""
    generator, size = torch.Generator().manual_seed(0), recipe.input.size_px
    count = recipe.batch * steps
    few = torch.randint(0, 256, (min(count, 512), 3, size, size), dtype=torch.uint8, generator=generator).to(device)
    row = torch.randint(0, len(grid), (count,), generator=generator)
    truth = Truth(row, torch.from_numpy(grid.mean_xyz.astype(np.float32))[row], row % 2)
    return RepeatedPhotos(few, Truth(*(column.to(device) for column in truth)), device, np.array(["made up"] * count))


class RepeatedPhotos(DevicePhotos):
    """Photos whose pictures repeat."""

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.truth.row)

    def batch(self, rows: Tensor, luck: Tensor) -> ImageBatch:
        """Return the photos at rows."""
        made = super().batch(rows % len(self.pixels), luck)
        return made._replace(truth=Truth(*(column[rows] for column in self.truth)))


def _flops_a_photo(task: torch.nn.Module, photos: DevicePhotos) -> float:
    rows = torch.arange(2, device=photos.device)
    with FlopCounterMode(display=False) as counter:
        task(photos.batch(rows, torch.zeros(2, 8, device=photos.device))).backward()
    task.zero_grad()
    return float(counter.get_total_flops()) / 2
