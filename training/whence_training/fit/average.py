"""An exponential moving average of a network: what it learnt, without the jitter of the last steps."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class Average:
    """Weights and running statistics, averaged over the steps.

    Parameters
    ----------
    network
        What is averaged.
    decay
        Share of the average that a step leaves, once there were enough steps; early on it is (1 + t) / (10 + t), so
        that the random start is soon forgotten.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self._decay = decay
        self._current = _floating(network)
        self._kept = {name: value.detach().clone() for name, value in self._current.items()}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in what the network is after step number `step`, counted from 1."""
        decay = min(self._decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(self._kept.values()), list(self._current.values()), 1 - decay)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Let the network be its average inside the block."""
        self.swap()
        try:
            yield
        finally:
            self.swap()

    @torch.no_grad()
    def swap(self) -> None:
        """Exchange the network's values for the average's."""
        for name, value in self._current.items():
            held = value.clone()
            value.copy_(self._kept[name])
            self._kept[name].copy_(held)

    def state(self) -> dict[str, Tensor]:
        """Return the average, by name."""
        return dict(self._kept)

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> None:
        """Take the average from `state`."""
        for name, value in self._kept.items():
            value.copy_(state[name])


def _floating(network: nn.Module) -> dict[str, Tensor]:
    named = [*network.named_parameters(), *network.named_buffers()]
    return {name: value.data for name, value in named if value.is_floating_point()}
