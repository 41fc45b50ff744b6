"""A small Inception with batch normalisation: the one that the starter was compared with; `bn_inception` is PlaNet's.

Szegedy et al. 2015 (arXiv:1409.4842) with the batch normalisation of Ioffe and Szegedy 2015 (arXiv:1502.03167); the
5x5 branch is two 3x3 convolutions.
"""

import torch
from torch import Tensor, nn


class Inception(nn.Module):
    """Four branches side by side: 1x1, 3x3, double 3x3 and pooled 1x1, concatenated; `outputs` divides by 4."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        part, narrow = outputs // 4, outputs // 8
        self.direct = conv_norm_relu(inputs, part, 1)
        self.once = nn.Sequential(conv_norm_relu(inputs, narrow, 1), conv_norm_relu(narrow, part, 3))
        self.twice = nn.Sequential(
            conv_norm_relu(inputs, narrow, 1), conv_norm_relu(narrow, part, 3), conv_norm_relu(part, part, 3)
        )
        self.pooled = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv_norm_relu(inputs, part, 1))

    def forward(self, x: Tensor) -> Tensor:
        """[N, inputs, H, W] -> [N, outputs, H, W]."""
        return torch.cat([self.direct(x), self.once(x), self.twice(x), self.pooled(x)], dim=1)


class InceptionSmall(nn.Sequential):
    """Image float32 [N, 3, S, S] to one feature map [N, channels, S / 32, S / 32]."""

    def __init__(self, channels: int = 384) -> None:
        super().__init__(
            conv_norm_relu(3, 32, 7, stride=4),
            nn.MaxPool2d(3, 2, 1),
            Inception(32, 96),
            Inception(96, 128),
            nn.MaxPool2d(3, 2, 1),
            Inception(128, 192),
            Inception(192, 256),
            nn.MaxPool2d(3, 2, 1),
            Inception(256, channels),
        )
        self.channels = channels


def conv_norm_relu(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """Return a convolution without bias, its batch normalisation and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )
