"""How an album is fed to a recurrent network, and where its answers are read off: PlaNet's variants, in the graph.

Albums come padded, [B, T, ...] with lengths int64 [B] in the processor's memory; without lengths all are T long. What
is padded never reaches an answer.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading an album.

    Attributes
    ----------
    offset
        The answer for a photo is given so many photos later (label offset).
    passes
        1, or 2: the album is read twice and answers come from the second pass, when all of it has been seen.
    cut
        Albums are cut into pieces of at most so many photos, read apart; 0 leaves them whole.
    backward
        The album is also read from its end (bidirectional).
    """

    offset: int = 0
    passes: int = 1
    cut: int = 0
    backward: bool = False


def pieces(album: Tensor, lengths: Tensor, cut: int) -> tuple[Tensor, Tensor]:
    """Cut padded albums [B, T, D] into pieces [B * P, cut, D] with their lengths [B * P]; empty ones count 1."""
    short = -album.shape[1] % cut
    padded = functional.pad(album, (0, 0, 0, short))
    count = padded.shape[1] // cut
    left = lengths[:, None] - cut * torch.arange(count)[None, :]
    return padded.reshape(-1, cut, album.shape[2]), left.clamp(1, cut).flatten()


def whole(answers: Tensor, albums: int, length: int) -> Tensor:
    """Put pieces [B * P, cut, H] together again: [B, T, H]."""
    return answers.reshape(albums, -1, answers.shape[2])[:, :length]


def twice(album: Tensor, lengths: Tensor | None) -> Tensor:
    """Put each album behind itself, without a gap: [B, T, D] -> [B, 2 T, D]."""
    if lengths is None:
        return torch.cat([album, album], dim=1)
    here, length = lengths.to(album.device)[:, None], album.shape[1]
    at = torch.arange(2 * length, device=album.device)[None, :]
    first = torch.where(at < here, at, (at - here).clamp(0, length - 1))
    return _at(album, first)


def second_pass(answers: Tensor, lengths: Tensor | None, length: int) -> Tensor:
    """Read off the answers of the second pass: [B, 2 T, H] -> [B, T, H]."""
    if lengths is None:
        return answers[:, length:]
    at = lengths.to(answers.device)[:, None] + torch.arange(length, device=answers.device)[None, :]
    return _at(answers, at.clamp_max(2 * length - 1))


def later(album: Tensor, offset: int) -> Tensor:
    """Add blank photos to the end, so that the last ones can be answered late: [B, T, D] -> [B, T + offset, D]."""
    return functional.pad(album, (0, 0, 0, offset))


def _at(values: Tensor, position: Tensor) -> Tensor:
    return values.gather(1, position[:, :, None].expand(-1, -1, values.shape[2]))
