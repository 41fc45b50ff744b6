"""A transformer encoder over albums: every photo looks at every other, nearer ones first.

No position is ever numbered, so no length is special: heads learn how fast attention falls with the number of photos
between (and, in the timed kind, with the hours between), on a logarithmic scale, and how much the past counts more
than the future. Bias of attention by distance: Press et al. 2022 (ALiBi); by logarithm: Chi et al. 2022 (KERPLE).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

HEADS, LAYERS = 4, 2


class AlbumTransformer(nn.Module):
    """float32 [B, T, D] -> [B, T, W]: two layers, normalised before each part."""

    def __init__(self, embedding_size: int, width: int, *, timed: bool, dropout: float = 0.1) -> None:
        super().__init__()
        self.timed = timed
        self.enter = nn.Linear(embedding_size, width)
        self.layers = nn.ModuleList(Layer(width, dropout) for _ in range(LAYERS))
        self.leave = nn.LayerNorm(width)
        slopes = torch.tensor([-4.0, 0.0, 0.5, 1.0])  # before softplus: from hardly any to a steep fall
        self.fall = nn.Parameter(slopes.clone())
        self.past = nn.Parameter(torch.zeros(HEADS))
        if timed:
            self.fall_by_hours = nn.Parameter(slopes.clone())

    def forward(self, album: Tensor, lengths: Tensor | None, hours: Tensor | None) -> Tensor:
        """Return what each photo has gathered."""
        bias = self._bias(album.shape[1], album.device)
        if self.timed:
            if hours is None:
                raise ValueError("the timed transformer needs capture times")
            between = torch.log1p((hours[:, :, None] - hours[:, None, :]).abs())
            bias = bias - functional.softplus(self.fall_by_hours)[None, :, None, None] * between[:, None]
        if lengths is not None:
            at = torch.arange(album.shape[1], device=album.device)
            gone = at[None, :] >= lengths.to(album.device)[:, None]
            bias = bias.masked_fill(gone[:, None, None, :], torch.finfo(album.dtype).min)
        seen = self.enter(album)
        for layer in self.layers:
            seen = layer(seen, bias)
        left: Tensor = self.leave(seen)
        return left

    def _bias(self, length: int, device: torch.device) -> Tensor:
        """Return what is added to the scores for the way between two photos: [1, H, T, T]."""
        at = torch.arange(length, device=device, dtype=torch.float32)
        ahead = at[None, :] - at[:, None]
        fall = functional.softplus(self.fall)[:, None, None] * torch.log1p(ahead.abs())
        return (self.past[:, None, None] * torch.sign(-ahead) - fall)[None]


class Layer(nn.Module):
    """Attention and a small network, each added to what was there."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.before_look, self.before_think = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask_show_tell = nn.Linear(width, 3 * width)
        self.gather = nn.Linear(width, width)
        self.think = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.drop = nn.Dropout(dropout)

    def forward(self, seen: Tensor, bias: Tensor) -> Tensor:
        """Return [B, T, W]; `bias` is added to the scores [B, H, T, T]."""
        batch, length, width = seen.shape
        parts = self.ask_show_tell(self.before_look(seen)).reshape(batch, length, 3, HEADS, width // HEADS)
        ask, show, tell = parts.permute(2, 0, 3, 1, 4)
        score = ask @ show.transpose(2, 3) * (width // HEADS) ** -0.5 + bias
        told = (torch.softmax(score, dim=3) @ tell).transpose(1, 2).reshape(batch, length, width)
        seen = seen + self.drop(self.gather(told))
        thought: Tensor = seen + self.drop(self.think(self.before_think(seen)))
        return thought
