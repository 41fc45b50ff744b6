"""Photos from shards as a source of batches: workers read and decode whole batches ahead of the device.

The order of a pass is a function of seed and pass alone, whoever reads: shards come in a new order, and photos are
mixed within windows of some shards, so that what is read lies close together on the disk. Any step can be begun at
without reading those before it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_engine.preprocess import decode_edge_px, prepare
from whence_training.data import tars
from whence_training.data.decode import UndecodableError, decode
from whence_training.data.shard_index import ShardedPhotos
from whence_training.fit.source import Share, Source

Batch = TypeVar("Batch")
Read = tuple[Tensor, Tensor, Tensor]
"""Pixels uint8 [A, B, 3, S, S], rows int64 [A, B] and luck float32 [A, B, 8] of one step, in A parts."""


class Sharded(Source[Batch]):
    """All photos of some shards, in a new order each pass; what is left over waits for another pass.

    Parameters
    ----------
    photos
        N photos and where they lie.
    spec
        Size, crop and resampling of the network's input; scale, mean and standard deviation are left to the device.
    batch
        Photos in a step, of all processes together.
    accumulate
        In how many parts a process computes its share of a step.
    seed
        Of the order and of the luck.
    take
        Makes a batch of pixels uint8 [B, 3, S, S], rows int64 [B] and luck float32 [B, 8] on the device.
    workers
        Processes that read and decode; 0 does it in this one.
    window
        Shards that photos are mixed over.
    device
        Where pixels, rows and luck are wanted.

    Raises
    ------
    UsageError
        The batch is larger than all photos, or cannot be shared out evenly.
    """

    def __init__(
        self,
        photos: ShardedPhotos,
        spec: InputSpec,
        *,
        batch: int,
        seed: int,
        take: Callable[[Tensor, Tensor, Tensor], Batch],
        accumulate: int = 1,
        workers: int = 0,
        window: int = 16,
        device: torch.device | str = "cpu",
    ) -> None:
        self._photos, self._seed, self._take = photos, seed, take
        self._batch, self._accumulate = min(batch, len(photos)), accumulate
        self._workers, self._window, self._device = workers, window, torch.device(device)
        self._spec = replace(spec, value_scale=255.0, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))

    @property
    def steps(self) -> int:
        """Steps of the optimiser in one pass."""
        return len(self._photos) // self._batch

    @property
    def photos_a_step(self) -> int:
        """Photos that all processes see in one step."""
        return self._batch

    def order(self, number: int) -> NDArray[np.int64]:
        """Return the photos of a pass in their order: int64 [N]."""
        rng = np.random.default_rng((self._seed, number))
        starts = self._photos.starts
        shards = rng.permutation(len(starts) - 1)
        windows = [shards[at : at + self._window] for at in range(0, len(shards), self._window)]
        rows = [np.concatenate([np.arange(starts[k], starts[k + 1]) for k in window]) for window in windows]
        return np.concatenate([rng.permutation(part) for part in rows])

    def of_pass(self, number: int, first: int, share: Share) -> Iterator[Sequence[Batch]]:
        """Yield the batches of each step from `first` on."""
        parts = share.world * self._accumulate
        if self._batch % parts:
            raise UsageError(
                f"{self._batch} photos a step cannot be shared evenly by {share.world} processes in "
                f"{self._accumulate} parts: choose a batch that {parts} divides."
            )
        order = self.order(number)[: self.steps * self._batch].reshape(self.steps, parts, self._batch // parts)
        mine = slice(share.rank * self._accumulate, (share.rank + 1) * self._accumulate)
        reader = _Steps(self._photos, self._spec, order, mine, (self._seed, number))
        loader: DataLoader[Read | UsageError] = DataLoader(
            reader,
            batch_size=None,
            sampler=range(first, self.steps),
            num_workers=self._workers,
            pin_memory=self._device.type == "cuda",
        )
        for read in loader:
            if isinstance(read, UsageError):
                raise read
            pixels, rows, luck = (part.to(self._device, non_blocking=True) for part in read)
            yield [self._take(pixels[k], rows[k], luck[k]) for k in range(self._accumulate)]

    def named(self, number: int, step: int) -> str:
        """Name the shards of a step."""
        rows = self.order(number)[step * self._batch : (step + 1) * self._batch]
        return ", ".join(self._photos.files[k].name for k in np.unique(self._photos.shard_of(rows)).tolist())


class _Steps(Dataset[Read | UsageError]):
    """Steps of a pass as a worker reads them; errors are handed over, as a loader would bury them in a traceback."""

    def __init__(
        self, photos: ShardedPhotos, spec: InputSpec, order: NDArray[np.int64], mine: slice, seed: tuple[int, int]
    ) -> None:
        self._photos, self._spec, self._order, self._mine, self._seed = photos, spec, order, mine, seed

    def __getitem__(self, step: int) -> Read | UsageError:
        rows, size = self._order[step, self._mine], self._spec.size_px
        luck = np.random.default_rng((*self._seed, step)).random((*self._order.shape[1:], 8), np.float32)[self._mine]
        try:
            pixels = read_pixels(self._photos, rows.reshape(-1), self._spec)
        except UsageError as error:
            return error
        shaped = torch.from_numpy(pixels).reshape(*rows.shape, 3, size, size)
        return shaped, torch.from_numpy(rows), torch.from_numpy(luck)


def read_pixels(photos: ShardedPhotos, rows: NDArray[np.int64], spec: InputSpec) -> NDArray[np.uint8]:
    """Read and decode photos, each shard opened once: int64 [B] -> uint8 [B, 3, S, S].

    Raises
    ------
    UsageError
        A shard is damaged.
    """
    pixels = np.empty((len(rows), 3, spec.size_px, spec.size_px), np.uint8)
    shards, edge = photos.shard_of(rows), decode_edge_px(spec)
    for number in np.unique(shards).tolist():
        path = photos.files[number]
        try:
            with path.open("rb") as file:
                for at in np.flatnonzero(shards == number).tolist():
                    picture = decode(_bytes(file, photos, int(rows[at])), edge)
                    pixels[at] = prepare(np.asarray(picture), spec)
        except (OSError, UndecodableError) as error:
            raise tars.damaged(path, error) from error
    return pixels


def _bytes(file: BinaryIO, photos: ShardedPhotos, row: int) -> bytes:
    file.seek(int(photos.index.offset[row]))
    return file.read(int(photos.index.size[row]))
