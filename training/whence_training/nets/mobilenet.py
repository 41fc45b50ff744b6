"""MobileNetV1 (Howard et al. 2017, arXiv:1704.04861) in PyTorch, able to start from Keras weights.

Keras pads asymmetrically where a convolution has stride 2: nothing above and left, one pixel below and right. Padding
by one on all sides, PyTorch's habit, shifts every feature map by half a pixel per stride and spoils the weights.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

BLOCKS: tuple[tuple[int, int], ...] = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
    (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip
"""Output channels at width 1 and stride of the 13 depthwise separable blocks (table 1 of the paper)."""

_BN_EPSILON = 1e-3  # Keras, not PyTorch's 1e-5
_BN_NAMES = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}


class ConvNormReLU(nn.Sequential):
    """A 3x3 or 1x1 convolution without bias, batch normalisation and ReLU6, padded as Keras pads."""

    def __init__(self, inputs: int, outputs: int, *, kernel: int, stride: int = 1, groups: int = 1) -> None:
        edge = kernel // 2
        pad = (0, edge, 0, edge) if stride == 2 else (edge, edge, edge, edge)
        super().__init__(
            nn.ZeroPad2d(pad) if edge else nn.Identity(),
            nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False),
            nn.BatchNorm2d(outputs, eps=_BN_EPSILON),
            nn.ReLU6(inplace=True),
        )

    @property
    def conv(self) -> nn.Conv2d:
        """The convolution."""
        conv = self[1]
        assert isinstance(conv, nn.Conv2d)
        return conv

    @property
    def norm(self) -> nn.BatchNorm2d:
        """The normalisation."""
        norm = self[2]
        assert isinstance(norm, nn.BatchNorm2d)
        return norm


class MobileNetV1(nn.Module):
    """The body: image float32 [N, 3, S, S] in [-1, 1] to the last feature map [N, channels, S / 32, S / 32].

    Parameters
    ----------
    width
        Multiplier of all channel numbers.
    """

    def __init__(self, width: float = 0.75) -> None:
        super().__init__()
        channels = [int(32 * width)] + [int(outputs * width) for outputs, _ in BLOCKS]
        self.channels = channels[-1]
        self.stem = ConvNormReLU(3, channels[0], kernel=3, stride=2)
        self.blocks = nn.Sequential(
            *(
                nn.Sequential(
                    ConvNormReLU(before, before, kernel=3, stride=stride, groups=before),
                    ConvNormReLU(before, after, kernel=1),
                )
                for before, after, (_, stride) in zip(channels[:-1], channels[1:], BLOCKS, strict=True)
            )
        )

    def forward(self, image: Tensor) -> Tensor:
        """Return the feature map of the last block."""
        features: Tensor = self.blocks(self.stem(image))
        return features


def load_keras(body: MobileNetV1, path: Path) -> None:
    """Fill `body` from a `.npz` of Keras arrays (kernels [h, w, in, out], depthwise kernels [h, w, in, 1]).

    Raises
    ------
    ValueError
        When an array is missing or has another shape than this network.
    """
    with np.load(path) as arrays:
        stored = {name: arrays[name] for name in arrays.files}
    with torch.no_grad():
        for name, layer in _keras_layers(body):
            kernel = "depthwise_kernel" if "_dw_" in name else "kernel"
            order = (2, 3, 0, 1) if "_dw_" in name else (3, 2, 0, 1)
            _copy(layer.conv.weight, _array(stored, f"{name}/{kernel}").transpose(order), name)
            for here, there in _BN_NAMES.items():
                _copy(getattr(layer.norm, here), _array(stored, f"{name}_bn/{there}"), f"{name}_bn/{there}")


def keras_shapes(body: MobileNetV1) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every Keras array that `load_keras` reads."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name, layer in _keras_layers(body):
        out, per_group, height, wide = layer.conv.weight.shape
        if "_dw_" in name:
            shapes[f"{name}/depthwise_kernel"] = (height, wide, out, per_group)
        else:
            shapes[f"{name}/kernel"] = (height, wide, per_group, out)
        shapes |= {f"{name}_bn/{part}": (out,) for part in ("gamma", "beta", "moving_mean", "moving_variance")}
    return shapes


def _keras_layers(body: MobileNetV1) -> Iterator[tuple[str, ConvNormReLU]]:
    yield "conv1", body.stem
    for number, block in enumerate(body.blocks, start=1):
        assert isinstance(block, nn.Sequential)
        for kind, layer in zip(("dw", "pw"), block.children(), strict=True):
            assert isinstance(layer, ConvNormReLU)
            yield f"conv_{kind}_{number}", layer


def _array(stored: Mapping[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    if name not in stored:
        raise ValueError(f"the weights have no array {name}")
    return stored[name]


def _copy(target: Tensor, source: NDArray[np.float32], name: str) -> None:
    if tuple(target.shape) != source.shape:
        raise ValueError(f"{name} has shape {source.shape}, the network wants {tuple(target.shape)}")
    target.copy_(torch.from_numpy(np.ascontiguousarray(source)))
