"""Where batches come from: the same ones for the same seed, pass and step, however many processes share them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from whence_engine.errors import UsageError

Batch = TypeVar("Batch")
Given_co = TypeVar("Given_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of every step is this process's: number `rank` of `world`."""

    rank: int = 0
    world: int = 1


class Source(Protocol[Given_co]):
    """Batches of one pass after another."""

    @property
    def steps(self) -> int:
        """Steps of the optimiser in one pass."""

    @property
    def photos_a_step(self) -> int:
        """Photos (or albums) that all processes see in one step."""

    def of_pass(self, number: int, first: int, share: Share) -> Iterator[Sequence[Given_co]]:
        """Yield for each step from `first` on the batches that this process adds up, all of one size."""

    def named(self, number: int, step: int) -> str:
        """Say what is in a step of a pass, for a person who looks for the culprit."""


class Shuffled(Source[Batch]):
    """All rows of something that lies in memory, in a new order each pass; what is left over waits for another pass.

    Parameters
    ----------
    count
        N rows.
    batch
        Rows in a step, of all processes together.
    accumulate
        In how many parts a process computes its share of a step.
    seed
        Of the order and of the luck.
    take
        Makes a batch of rows int64 [B] and of luck float32 [B, 8], numbers from 0 to 1 that decide whatever about
        each row is left to chance.
    name
        Names rows for error messages.
    device
        Where rows and luck are wanted.

    Raises
    ------
    UsageError
        The batch cannot be shared out evenly.
    """

    def __init__(
        self,
        count: int,
        *,
        batch: int,
        seed: int,
        take: Callable[[Tensor, Tensor], Batch],
        accumulate: int = 1,
        name: Callable[[Sequence[int]], str] = str,
        device: torch.device | str = "cpu",
    ) -> None:
        self._count, self._batch, self._seed, self._accumulate = count, min(batch, count), seed, accumulate
        self._take, self._name, self._device = take, name, device

    @property
    def steps(self) -> int:
        """Steps of the optimiser in one pass."""
        return self._count // self._batch

    @property
    def photos_a_step(self) -> int:
        """Rows that all processes see in one step."""
        return self._batch

    def of_pass(self, number: int, first: int, share: Share) -> Iterator[Sequence[Batch]]:
        """Yield the batches of each step from `first` on."""
        parts = share.world * self._accumulate
        if self._batch % parts:
            raise UsageError(
                f"{self._batch} photos a step cannot be shared evenly by {share.world} processes in "
                f"{self._accumulate} parts: choose a batch that {parts} divides."
            )
        rng = np.random.default_rng((self._seed, number))
        order = torch.from_numpy(rng.permutation(self._count)[: self.steps * self._batch])
        luck = torch.from_numpy(rng.random((len(order), 8), np.float32))
        mine = slice(share.rank * self._accumulate, (share.rank + 1) * self._accumulate)
        rows_of, luck_of = (
            all_.to(self._device).reshape(self.steps, parts, self._batch // parts, *all_.shape[1:])[:, mine]
            for all_ in (order, luck)
        )
        for step in range(first, self.steps):
            yield [self._take(rows, chance) for rows, chance in zip(rows_of[step], luck_of[step], strict=True)]

    def named(self, number: int, step: int) -> str:
        """Name the rows of a step."""
        order = np.random.default_rng((self._seed, number)).permutation(self._count)
        return self._name(order[step * self._batch : (step + 1) * self._batch].tolist())
