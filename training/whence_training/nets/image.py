"""The image network: a body, pooling by region, a projection to the embedding, and the classifier on it."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from whence_engine.errors import UsageError
from whence_training.nets.bn_inception import InceptionBN
from whence_training.nets.compact import Compact
from whence_training.nets.inception import InceptionSmall
from whence_training.nets.mobilenet import MobileNetV1, load_keras


@dataclass(frozen=True, slots=True)
class ImageNetworkConfig:
    """Shape of an image network.

    Attributes
    ----------
    body
        `mobilenet` (starts from ImageNet weights), `inception` (PlaNet's), `inception-small` or `compact`.
    width
        Multiplier of the body's channels; `inception-small` has one width only.
    regions
        The feature map is averaged over regions x regions overlapping windows, whose averages stand side by side.
    embedding_size
        D.
    """

    body: str = "mobilenet"
    width: float = 0.75
    regions: int = 1
    embedding_size: int = 192


class ImageNetwork(nn.Module):
    """image float32 [N, 3, S, S] -> embedding float32 [N, D] of length 1, logits float32 [N, C]."""

    def __init__(self, config: ImageNetworkConfig, cells: int) -> None:
        super().__init__()
        self.config = config
        self.body = _body(config)
        self.project = nn.Linear(self.body.channels * config.regions**2, config.embedding_size)
        self.classify: nn.Module = Classifier(config.embedding_size, cells)

    @property
    def classifier(self) -> "Classifier":
        """The linear classifier, where the logits come from one."""
        if not isinstance(self.classify, Classifier):
            raise TypeError(f"this network's logits come from {type(self.classify).__name__}, not from a linear layer")
        return self.classify

    def halves(self, last_blocks: int) -> tuple[nn.Sequential, nn.Sequential]:
        """Split the body before its last blocks; a body trained from nothing has no first half."""
        if isinstance(self.body, MobileNetV1):
            layers = [self.body.stem, *self.body.blocks]
            return nn.Sequential(*layers[: len(layers) - last_blocks]), nn.Sequential(
                *layers[len(layers) - last_blocks :]
            )
        return nn.Sequential(), nn.Sequential(self.body)

    def pool(self, features: Tensor) -> Tensor:
        """Return the regions' averages of feature maps, made length 1: [N, channels * regions^2]."""
        return functional.normalize(_regions(features, self.config.regions), dim=1)

    def pooled(self, image: Tensor) -> Tensor:
        """Return the pooled features of images."""
        return self.pool(self.body(image))

    def embed(self, pooled: Tensor) -> Tensor:
        """Project pooled features to the embedding: [N, F] -> [N, D]."""
        return functional.normalize(self.project(pooled), dim=1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Return (embedding, logits)."""
        embedding = self.embed(self.pooled(image))
        return embedding, self.classify(embedding)


class Classifier(nn.Module):
    """A linear layer on unit embeddings [N, D], scaled up so that each coordinate is about 1 large -> logits [N, C]."""

    def __init__(self, embedding_size: int, cells: int) -> None:
        super().__init__()
        self.scale = embedding_size**0.5
        self.linear = nn.Linear(embedding_size, cells)

    def forward(self, embedding: Tensor) -> Tensor:
        """Return logits."""
        logits: Tensor = self.linear(embedding * self.scale)
        return logits


def _body(config: ImageNetworkConfig) -> MobileNetV1 | InceptionSmall | InceptionBN | Compact:
    if config.body == "inception-small":
        return InceptionSmall()
    kinds: dict[str, type[MobileNetV1 | InceptionBN | Compact]] = {
        "mobilenet": MobileNetV1,
        "inception": InceptionBN,
        "compact": Compact,
    }
    if config.body not in kinds:
        raise UsageError(f"The body is one of {', '.join(kinds)} or inception-small, not {config.body}.")
    return kinds[config.body](config.width)


def build_image_network(config: ImageNetworkConfig, cells: int, weights: Path | None) -> ImageNetwork:
    """Make a network; a MobileNet body starts from the Keras arrays in `weights` if given."""
    network = ImageNetwork(config, cells)
    if weights is not None and isinstance(network.body, MobileNetV1):
        load_keras(network.body, weights)
    return network


def _regions(features: Tensor, regions: int) -> Tensor:
    """Average [N, K, H, W] over overlapping windows -> [N, K * regions^2]; adaptive pooling would not export."""
    height, width = features.shape[2:]
    means = []
    for row in range(regions):
        top, bottom = window(row, regions, height)
        for column in range(regions):
            left, right = window(column, regions, width)
            means.append(features[:, :, top:bottom, left:right].mean(dim=(2, 3)))
    return torch.cat(means, dim=1)


def window(number: int, count: int, size: int) -> tuple[int, int]:
    """Return first and one past the last of `size` rows that window `number` of `count` covers; windows may overlap."""
    return int(number * size // count), int(-(-(number + 1) * size // count))
