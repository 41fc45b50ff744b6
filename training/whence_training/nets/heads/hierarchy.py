"""Several partitions at once: a softmax for each, multiplied along the line of ancestors (Müller-Budack et al. 2018).

f*(c) ~ p_fine(c) p_middle(parent of c) p_coarse(grandparent of c). Probabilities are multiplied, that is logarithms of
softmaxes added. The normalisers differ by photo but not by cell, so the product is one linear layer whose rows are
sums of rows. It multiplies three views that one network has of one photo as if they were three networks: f* is
over-confident by construction, and wants a temperature.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from whence_engine.grid.grid import Grid
from whence_training.nets.heads.flat import starting_at
from whence_training.nets.heads.head import Head, Truth
from whence_training.nets.heads.targets import Targets
from whence_training.nets.image import Classifier


class Hierarchy(Head):
    """A softmax over each partition of a grid; the loss is the sum of their losses.

    Cells that lie in no cell of a coarser partition share one class of their own there.

    Parameters
    ----------
    embedding_size
        D.
    grid
        The finest partition, with its coarser ones.
    targets
        Makes the targets of a partition from its mean positions float64 [C, 3].
    """

    def __init__(self, embedding_size: int, grid: Grid, targets: Callable[[NDArray[np.float64]], Targets]) -> None:
        super().__init__()
        levels, wanted = [], []
        for step, partition in enumerate(grid.partitions()):
            rows, prior, mean_xyz = _classes(grid, partition, step)
            levels.append(starting_at(prior, embedding_size))
            wanted.append(targets(mean_xyz))
            self.register_buffer(f"ancestor_{step}", torch.from_numpy(rows), persistent=False)
        self.levels = nn.ModuleList(levels)
        self._targets = wanted
        for step, module in enumerate(wanted):  # those with buffers move along to the device
            if isinstance(module, nn.Module):
                self.add_module(f"targets_{step}", module)

    def losses(self, embedding: Tensor, truth: Truth) -> Tensor:
        """Return the loss of each photo."""
        parts = [
            wanted(level(embedding), self._ancestor(step)[truth.row], truth.xyz)
            for step, (level, wanted) in enumerate(zip(self.levels, self._targets, strict=True))
        ]
        return torch.stack(parts).sum(dim=0)

    def folded(self) -> Classifier:
        """Return f* as one linear layer."""
        weight, bias = (sum(parts) for parts in zip(*map(self._spread, range(len(self.levels))), strict=True))
        assert isinstance(weight, Tensor)
        made = Classifier(weight.shape[1], len(weight)).to(weight.device)
        with torch.no_grad():
            made.linear.weight.copy_(weight)
            made.linear.bias.copy_(bias)
        return made

    def _ancestor(self, step: int) -> Tensor:
        return self.get_buffer(f"ancestor_{step}")

    def _spread(self, step: int) -> tuple[Tensor, Tensor]:
        """Rows of a partition's layer, one for each of the finest cells: [C, D] and [C]."""
        level = self.levels[step]
        assert isinstance(level, Classifier)
        rows = self._ancestor(step)
        return level.linear.weight[rows], level.linear.bias[rows]


def _classes(
    grid: Grid, partition: Grid, step: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Class of each finest cell [C], share of the photos in each class, and the classes' mean positions."""
    rows = grid.ancestors(step).astype(np.int64)
    count, mean_xyz = partition.count.astype(np.float64), partition.mean_xyz
    orphan = rows < 0
    if orphan.any():
        rows[orphan] = len(partition)
        sum_xyz = (grid.count[orphan, None] * grid.mean_xyz[orphan]).sum(axis=0)
        count = np.append(count, grid.count[orphan].sum())
        mean_xyz = np.vstack([mean_xyz, sum_xyz / max(float(np.linalg.norm(sum_xyz)), 1e-9)])
    return rows, count / count.sum(), mean_xyz
