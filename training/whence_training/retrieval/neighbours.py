"""The photos of a gallery that look most like a photo, by one descriptor or by several together.

Distances of several descriptors are added after each has been divided by its own standard deviation, so that all have
about the same say (Hays and Efros 2008, section 3). The deviation is that between photos of the gallery: nothing of
the photos that are asked about goes into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from whence_training.retrieval.measures import Measure, distances

_BLOCK = 512  # photos asked about at a time
_SAMPLE = 1000  # photos of the gallery whose distances give the deviation


@dataclass(frozen=True, eq=False)
class Space:
    """One way to compare photos.

    Attributes
    ----------
    measure
        How two vectors are compared.
    query, gallery
        float32 [Q, D] and [G, D].
    """

    measure: Measure
    query: NDArray[np.float32]
    gallery: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest photos of each of Q photos, nearest first.

    Attributes
    ----------
    row
        int64 [Q, K]: rows of the gallery.
    distance
        float32 [Q, K].
    """

    row: NDArray[np.int64]
    distance: NDArray[np.float32]

    def first(self, k: int) -> "Neighbours":
        """Return the `k` nearest."""
        return Neighbours(self.row[:, :k], self.distance[:, :k])


def nearest(
    spaces: Sequence[Space], k: int, *, parts: Sequence[NDArray[np.int64]] | None = None, device: str = "cpu"
) -> list[Neighbours]:
    """Look every photo up in the gallery, and in parts of it.

    Parameters
    ----------
    spaces
        One or more, of the same photos.
    k
        Neighbours wanted; all there are where a part holds fewer.
    parts
        Rows of the gallery, int64 [M] each: every distance is measured once, however many parts there are.
        The whole gallery when absent.
    device
        Where the distances are computed.

    Returns
    -------
    list of Neighbours
        One for each part; rows are those of the whole gallery.
    """
    galleries = [torch.from_numpy(space.gallery).to(device) for space in spaces]
    scales = [1 / _deviation(held, space.measure) for held, space in zip(galleries, spaces, strict=True)]
    whole = [np.arange(len(spaces[0].gallery))] if parts is None else parts
    columns = [torch.from_numpy(np.asarray(part, np.int64)).to(device) for part in whole]
    found: list[list[tuple[Tensor, Tensor]]] = [[] for _ in columns]
    for at in range(0, len(spaces[0].query), _BLOCK):
        total = torch.zeros((), device=device)
        for space, held, scale in zip(spaces, galleries, scales, strict=True):
            asked = torch.from_numpy(space.query[at : at + _BLOCK]).to(device)
            total = total + scale * distances(asked, held, space.measure)
        for column, answers in zip(columns, found, strict=True):
            best = total[:, column].topk(min(k, len(column)), dim=1, largest=False, sorted=True)
            answers.append((column[best.indices].cpu(), best.values.cpu()))
    return [_together(answers) for answers in found]


def _deviation(gallery: Tensor, measure: Measure) -> float:
    """Return the standard deviation of distances between photos of the gallery; 1 where they are all the same."""
    some = gallery[torch.linspace(0, len(gallery) - 1, min(len(gallery), _SAMPLE)).long()]
    between = distances(some, some, measure)[~torch.eye(len(some), dtype=torch.bool, device=gallery.device)]
    spread = float(between.std(correction=0)) if between.numel() else 0.0
    return spread if spread > 0 else 1.0


def _together(answers: Sequence[tuple[Tensor, Tensor]]) -> Neighbours:
    rows, values = zip(*answers, strict=True)
    return Neighbours(np.asarray(torch.cat(rows).numpy()), np.asarray(torch.cat(values).numpy(), np.float32))
