"""What a head folds into: modules from embeddings to logits over the cells, small enough to write as ONNX nodes.

`Classifier` (in `nets.image`) is the linear one; these are the others. All give logarithms of probabilities, up to a
constant for each photo.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from whence_training.nets.image import Classifier

SMALLEST_MASS = 1e-12
"""Probability below which a cell is as good as impossible; the logarithm needs an end."""


class Masses(nn.Module):
    """Weights of components, turned into masses of cells: log(softmax(linear) @ mass), [N, D] -> [N, C].

    Parameters
    ----------
    weights
        Logits of the K components.
    mass
        float32 [K, C]: how much of each component lies in each cell; rows sum to 1.
    """

    mass: Tensor

    def __init__(self, weights: Classifier, mass: Tensor) -> None:
        super().__init__()
        self.weights = weights
        self.register_buffer("mass", mass)

    def probabilities(self, embedding: Tensor) -> Tensor:
        """Return the probability of every cell: [N, D] -> [N, C]."""
        return torch.softmax(self.weights(embedding).float(), dim=1) @ self.mass

    def forward(self, embedding: Tensor) -> Tensor:
        """Return logits."""
        return torch.log(self.probabilities(embedding).clamp_min(SMALLEST_MASS))


class Gated(nn.Module):
    """Opinions believed as far as a gate says: log(sum over s of gate_s x opinion_s), [N, D] -> [N, C]."""

    def __init__(self, gate: Classifier, parts: Sequence[Classifier | Masses]) -> None:
        super().__init__()
        self.gate = gate
        self.parts = nn.ModuleList(parts)

    def forward(self, embedding: Tensor) -> Tensor:
        """Return logits."""
        opinions = torch.stack([_probabilities(part, embedding) for part in self.parts], dim=1)
        believed = torch.softmax(self.gate(embedding).float(), dim=1)
        return torch.log((believed[:, :, None] * opinions).sum(dim=1).clamp_min(SMALLEST_MASS))


Folded = Classifier | Masses | Gated


def rebuilt(state: Mapping[str, Tensor]) -> Folded:
    """Make the module that a state came from, with its values.

    Raises
    ------
    KeyError
        The state is of no such module.
    """
    module = _shaped(state)
    module.load_state_dict(dict(state))
    return module


def _shaped(state: Mapping[str, Tensor]) -> Folded:
    if "gate.linear.weight" in state:
        numbers = sorted({int(name.split(".")[1]) for name in state if name.startswith("parts.")})
        parts = [_shaped(_below(state, f"parts.{number}.")) for number in numbers]
        flat = [part for part in parts if not isinstance(part, Gated)]
        return Gated(_linear(_below(state, "gate.")), flat)
    if "mass" in state:
        return Masses(_linear(_below(state, "weights.")), torch.empty_like(state["mass"]))
    return _linear(state)


def _linear(state: Mapping[str, Tensor]) -> Classifier:
    cells, size = state["linear.weight"].shape
    return Classifier(size, cells)


def _below(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}


def _probabilities(part: nn.Module, embedding: Tensor) -> Tensor:
    if isinstance(part, Masses):
        return part.probabilities(embedding)
    return torch.softmax(part(embedding).float(), dim=1)
