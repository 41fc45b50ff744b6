"""PlaNet's network: GoogLeNet with batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167, figure 5).

Against GoogLeNet (Szegedy et al. 2015, arXiv:1409.4842) each 5x5 is two 3x3, pooling inside the blocks is mostly by
average, and two blocks halve the map themselves. Two pooled branches have 96 instead of 128 channels: with the numbers
printed in the figure its own widths of 576 would not add up. At width 1 and 224 px the body has 10 million weights;
narrower ones train on two cores.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from whence_training.nets.inception import conv_norm_relu


@dataclass(frozen=True, slots=True)
class Branches:
    """Channels of one block at width 1, as a row of the paper's figure.

    Attributes
    ----------
    direct
        Of the 1x1 branch; 0 where a block halves the map.
    once, twice
        Of the 3x3 and the double 3x3 branch: first narrowed to, then out.
    pooled
        Of the projection after pooling; 0 passes the pooled map on.
    largest
        Whether pooling takes the largest value instead of the mean.
    """

    direct: int
    once: tuple[int, int]
    twice: tuple[int, int]
    pooled: int
    largest: bool = False

    @property
    def halves(self) -> bool:
        """Whether the block halves the map."""
        return self.direct == 0


ROWS: tuple[Branches, ...] = (
    Branches(64, (64, 64), (64, 96), 32),
    Branches(64, (64, 96), (64, 96), 64),
    Branches(0, (128, 160), (64, 96), 0, largest=True),
    Branches(224, (64, 96), (96, 128), 128),
    Branches(192, (96, 128), (96, 128), 128),
    Branches(160, (128, 160), (128, 160), 96),
    Branches(96, (128, 192), (160, 192), 96),
    Branches(0, (128, 192), (192, 256), 0, largest=True),
    Branches(352, (192, 320), (160, 224), 128),
    Branches(352, (192, 320), (192, 224), 128, largest=True),
)
"""Blocks 3a to 5b."""


class Mixed(nn.Module):
    """A block: branches side by side, their maps concatenated."""

    def __init__(self, inputs: int, row: Branches, width: float) -> None:
        super().__init__()
        stride = 2 if row.halves else 1
        narrow, once = (scaled(channels, width) for channels in row.once)
        narrower, twice = (scaled(channels, width) for channels in row.twice)
        pool: nn.Module = nn.MaxPool2d(3, stride, 1) if row.largest else nn.AvgPool2d(3, stride, 1)
        branches = [
            nn.Sequential(conv_norm_relu(inputs, narrow, 1), conv_norm_relu(narrow, once, 3, stride)),
            nn.Sequential(
                conv_norm_relu(inputs, narrower, 1),
                conv_norm_relu(narrower, twice, 3),
                conv_norm_relu(twice, twice, 3, stride),
            ),
        ]
        self.channels = once + twice
        if row.direct:
            direct = scaled(row.direct, width)
            branches.insert(0, conv_norm_relu(inputs, direct, 1))
            self.channels += direct
        if row.pooled:
            pooled = scaled(row.pooled, width)
            branches.append(nn.Sequential(pool, conv_norm_relu(inputs, pooled, 1)))
            self.channels += pooled
        else:
            branches.append(nn.Sequential(pool))
            self.channels += inputs
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        """[N, inputs, H, W] -> [N, channels, H, W], or half of H and W."""
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class InceptionBN(nn.Sequential):
    """Image float32 [N, 3, S, S] to one feature map [N, channels, S / 32, S / 32]."""

    def __init__(self, width: float = 1.0) -> None:
        first, narrow, second = (scaled(channels, width) for channels in (64, 64, 192))
        layers: list[nn.Module] = [
            conv_norm_relu(3, first, 7, 2),
            nn.MaxPool2d(3, 2, 1),
            conv_norm_relu(first, narrow, 1),
            conv_norm_relu(narrow, second, 3),
            nn.MaxPool2d(3, 2, 1),
        ]
        channels = second
        for row in ROWS:
            block = Mixed(channels, row, width)
            channels = block.channels
            layers.append(block)
        super().__init__(*layers)
        self.channels = channels


def scaled(channels: int, width: float) -> int:
    """Return channels at a width, in eights: processors like them so."""
    return max(8, 8 * round(channels * width / 8))
