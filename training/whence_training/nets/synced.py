"""Batch normalisation over the batch of all processes: what one process would have computed on the whole batch.

PyTorch's own does it on GPUs only; this one does it anywhere, so that a test on two processors can hold it.
"""

from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.autograd import Function


class SyncedBatchNorm2d(nn.BatchNorm2d):
    """As its base, with mean and variance over all processes while training."""

    def forward(self, x: Tensor) -> Tensor:
        """[N, K, H, W] -> [N, K, H, W]."""
        if not (self.training and distributed.is_initialized() and distributed.get_world_size() > 1):
            return super().forward(x)
        values = x.float()
        count = values.numel() // values.shape[1] * distributed.get_world_size()  # each has as many photos
        mean = _summed(values.sum(dim=(0, 2, 3))) / count
        centred = values - mean[:, None, None]
        variance = _summed((centred**2).sum(dim=(0, 2, 3))) / count
        self._follow(mean.detach(), variance.detach() * count / max(1, count - 1))
        gain = self.weight * torch.rsqrt(variance + self.eps)
        return (centred * gain[:, None, None] + self.bias[:, None, None]).to(x.dtype)

    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        assert self.momentum is not None
        self.num_batches_tracked += 1
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance, self.momentum)


def synchronise(module: nn.Module) -> None:
    """Let every batch normalisation inside a module look at all processes, in place."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            synced = SyncedBatchNorm2d(child.num_features, child.eps, child.momentum)
            synced.load_state_dict(child.state_dict())
            setattr(module, name, synced)
        else:
            synchronise(child)


class _Sum(Function):
    """The sum over processes; its gradient is the sum of theirs."""

    @staticmethod
    def forward(_: Any, value: Tensor) -> Tensor:
        value = value.clone()
        distributed.all_reduce(value)
        return value

    @staticmethod
    def backward(_: Any, *gradients: Tensor) -> Tensor:
        gradient = gradients[0].clone()
        distributed.all_reduce(gradient)
        return gradient


def _summed(value: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(value)  # type: ignore[no-untyped-call]
    return total
