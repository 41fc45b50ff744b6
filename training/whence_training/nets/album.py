"""The album network: embeddings of an album in time order to logits per photo (PlaNet, section on albums).

Two directions instead of PlaNet's one: at equal length the paper's bidirectional model beat its two-pass model.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from whence_training.nets.image import Classifier


@dataclass(frozen=True, slots=True)
class AlbumNetworkConfig:
    """Shape of an album network.

    Attributes
    ----------
    hidden
        LSTM units per direction.
    bidirectional
        Whether a photo also sees what came after it.
    """

    hidden: int = 96
    bidirectional: bool = True


class AlbumNetwork(nn.Module):
    """embeddings float32 [1, T, D] -> logits float32 [1, T, C], any T from 1.

    The photo's own embedding goes round the LSTM too, so that an album of one photo is no worse off than the photo.
    """

    def __init__(self, config: AlbumNetworkConfig, embedding_size: int, cells: int) -> None:
        super().__init__()
        self.scale = embedding_size**0.5
        self.lstm = nn.LSTM(embedding_size, config.hidden, batch_first=True, bidirectional=config.bidirectional)
        self.context = nn.Linear(config.hidden * (2 if config.bidirectional else 1), cells, bias=False)
        self.own = Classifier(embedding_size, cells)

    def forward(self, embeddings: Tensor) -> Tensor:
        """Return logits."""
        seen, _ = self.lstm(embeddings * self.scale)
        logits: Tensor = self.own(embeddings) + self.context(seen)
        return logits


def album_logits(network: AlbumNetwork, embeddings: Tensor) -> Tensor:
    """Logits of one album: [T, D] -> [T, C], without gradients."""
    network.eval()
    with torch.inference_mode():
        logits: Tensor = network(embeddings[None])[0]
    return logits
