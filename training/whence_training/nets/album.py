"""The album networks: embeddings of an album in time order to logits per photo (PlaNet, section on albums).

All of PlaNet's variants are one LSTM that reads in different ways (`album_reading`), from its own softmax; the last two
kinds are what the paper did not run. The starter's network adds the photo's own classifier to what the LSTM says.
"""

from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from whence_training.nets.album_reading import Reading, later, pieces, second_pass, twice, whole
from whence_training.nets.album_transformer import AlbumTransformer
from whence_training.nets.image import Classifier


class Kind(StrEnum):
    """Album networks by name."""

    LSTM = "lstm"
    OFFSET_1 = "lstm-offset-1"
    OFFSET_2 = "lstm-offset-2"
    REPEATED = "lstm-repeated"
    REPEATED_25 = "lstm-repeated-25"
    BIDIRECTIONAL_25 = "lstm-bidirectional-25"
    BIDIRECTIONAL = "lstm-bidirectional"
    TRANSFORMER = "transformer"
    TRANSFORMER_TIMED = "transformer-timed"


READINGS = {
    Kind.LSTM: Reading(),
    Kind.OFFSET_1: Reading(offset=1),
    Kind.OFFSET_2: Reading(offset=2),
    Kind.REPEATED: Reading(passes=2),
    Kind.REPEATED_25: Reading(passes=2, cut=25),
    Kind.BIDIRECTIONAL_25: Reading(backward=True, cut=25),
    Kind.BIDIRECTIONAL: Reading(backward=True),
}
"""How each recurrent kind reads; transformers see everything at once."""


@dataclass(frozen=True, slots=True)
class AlbumNetworkConfig:
    """Shape of an album network.

    Attributes
    ----------
    kind
        Which one.
    hidden
        Units of the LSTM, per direction; a transformer is twice as wide.
    own
        Whether the photo's own classifier is added. PlaNet's networks have none: the LSTM has to tell all.
    dropout
        Share of the units that are silenced before the softmax while fitting.
    """

    kind: Kind = Kind.BIDIRECTIONAL
    hidden: int = 96
    own: bool = True
    dropout: float = 0.0


class AlbumNetwork(nn.Module):
    """embeddings float32 [1, T, D] -> logits float32 [1, T, C], any T from 1; or padded albums with their lengths.

    With its own classifier an album of one photo is no worse off than the photo.
    """

    def __init__(self, config: AlbumNetworkConfig, embedding_size: int, cells: int) -> None:
        super().__init__()
        self.config = config
        self.embedding_size = embedding_size
        self.scale = embedding_size**0.5
        reading = READINGS.get(config.kind)
        self.reading = reading or Reading()
        if reading is None:
            timed = config.kind is Kind.TRANSFORMER_TIMED
            self.transformer = AlbumTransformer(embedding_size, 2 * config.hidden, timed=timed)
            width = 2 * config.hidden
        else:
            self.lstm = nn.LSTM(embedding_size, config.hidden, batch_first=True, bidirectional=reading.backward)
            width = config.hidden * (2 if reading.backward else 1)
        self.drop = nn.Dropout(config.dropout)
        self.context = nn.Linear(width, cells, bias=not config.own)
        if config.own:
            self.own = Classifier(embedding_size, cells)

    @property
    def linear(self) -> nn.Linear:
        """The layer whose bias says what is usual."""
        return self.own.linear if self.config.own else self.context

    def forward(self, embeddings: Tensor, lengths: Tensor | None = None, hours: Tensor | None = None) -> Tensor:
        """Return logits.

        Parameters
        ----------
        embeddings
            float32 [B, T, D]; what lies beyond the end of an album must be 0.
        lengths
            int64 [B] in the processor's memory, each from 1 to T; all are T when absent.
        hours
            float32 [B, T]: capture times, for the timed transformer only.

        Returns
        -------
        float32 [B, T, C]; beyond the end of an album it says nothing.
        """
        scaled = embeddings * self.scale
        recurrent = self.config.kind in READINGS
        seen = self._read(scaled, lengths) if recurrent else self.transformer(scaled, lengths, hours)
        logits: Tensor = self.context(self.drop(seen))
        return logits + self.own(embeddings) if self.config.own else logits

    def _read(self, album: Tensor, lengths: Tensor | None) -> Tensor:
        reading, (albums, length, _) = self.reading, album.shape
        if reading.cut:
            told = torch.full((albums,), length) if lengths is None else lengths
            album, lengths = pieces(album, told, reading.cut)
        fed = twice(album, lengths) if reading.passes == 2 else album
        seen = self._run(later(fed, reading.offset) if reading.offset else fed, lengths)
        if reading.passes == 2:
            seen = second_pass(seen, lengths, album.shape[1])
        if reading.offset:
            seen = seen[:, reading.offset :]
        return whole(seen, albums, length) if reading.cut else seen

    def _run(self, fed: Tensor, lengths: Tensor | None) -> Tensor:
        """Run the LSTM. Only where it reads backward can padding, which is at the end, come before a photo."""
        if lengths is None or not self.reading.backward:
            seen: Tensor = self.lstm(fed)[0]
            return seen
        packed = pack_padded_sequence(fed, lengths, batch_first=True, enforce_sorted=False)
        return pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=fed.shape[1])[0]


def album_logits(network: AlbumNetwork, embeddings: Tensor) -> Tensor:
    """Logits of one album: [T, D] -> [T, C], without gradients."""
    network.eval()
    with torch.inference_mode():
        logits: Tensor = network(embeddings[None])[0]
    return logits
