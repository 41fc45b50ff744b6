"""A modern small network for the desktop: blocks shaped as in ConvNeXt, made of what a processor does fast.

From Liu et al. 2022 (arXiv:2201.03545): one large depthwise filter, then 1x1 convolutions out and back in, round a
shortcut; few activations. But with batch normalisation and ReLU (as mobile networks since have it, Wang et al. 2024,
RepViT, arXiv:2307.09283): at inference normalisation vanishes into the convolution before it, so what is left is
convolutions, ReLU and additions, which quantise to int8 without ado. At width 1 the body has 2.4 million weights.
"""

from torch import Tensor, nn

from whence_training.nets.bn_inception import scaled
from whence_training.nets.inception import conv_norm_relu

STAGES: tuple[tuple[int, int], ...] = ((40, 2), (80, 2), (160, 6), (320, 2))
"""Channels at width 1 and number of blocks; each stage halves the map."""

_EXPANSION, _FILTER = 3, 5


class Shortcut(nn.Module):
    """x + inner(x)."""

    def __init__(self, inner: nn.Sequential) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        """Return a map of the same shape."""
        changed: Tensor = self.inner(x)
        return x + changed


class Compact(nn.Sequential):
    """Image float32 [N, 3, S, S] to one feature map [N, channels, S / 32, S / 32]."""

    def __init__(self, width: float = 1.0) -> None:
        sizes = [scaled(channels, width) for channels, _ in STAGES]
        layers: list[nn.Module] = [conv_norm_relu(3, sizes[0] // 2, 3, 2)]
        before = sizes[0] // 2
        for size, (_, blocks) in zip(sizes, STAGES, strict=True):
            layers += _halving(before, size)
            layers += [_block(size) for _ in range(blocks)]
            before = size
        super().__init__(*layers)
        self.channels = before


def _block(channels: int) -> Shortcut:
    last = nn.BatchNorm2d(channels)
    nn.init.zeros_(last.weight)  # a fresh block does nothing: deep networks start easily (Goyal et al. 2017)
    return Shortcut(
        nn.Sequential(
            _norm(nn.Conv2d(channels, channels, _FILTER, 1, _FILTER // 2, groups=channels, bias=False)),
            conv_norm_relu(channels, _EXPANSION * channels, 1),
            nn.Conv2d(_EXPANSION * channels, channels, 1, bias=False),
            last,
        )
    )


def _halving(inputs: int, outputs: int) -> list[nn.Module]:
    return [
        _norm(nn.Conv2d(inputs, inputs, 3, 2, 1, groups=inputs, bias=False)),
        conv_norm_relu(inputs, outputs, 1),
    ]


def _norm(conv: nn.Conv2d) -> nn.Sequential:
    return nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels))
