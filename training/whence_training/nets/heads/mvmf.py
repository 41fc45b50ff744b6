"""A mixture of von Mises-Fisher distributions: a density over the sphere instead of cells (Izbicki et al. 2019).

p(x | photo) = sum over k of w_k(photo) vMF(x; mu_k, kappa_k), with the weights a softmax and the components shared by
all photos. The components start at the cells, as wide as they; the weights learn first, then the components move.
Everything of the density is float64: kappa reaches millions, and its exponentials cancel.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from whence_engine.geo import s2
from whence_engine.geo.sphere import to_degrees
from whence_engine.grid.grid import Grid
from whence_training.nets.classify import Masses
from whence_training.nets.heads.flat import starting_at
from whence_training.nets.heads.head import Head, Truth

CellsOf = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.int64]]
"""Row of the cell of each position, from latitudes and longitudes in degrees: a total function."""

_GOLDEN = math.pi * (3 - math.sqrt(5))
_COUNTS = 1 << 24  # counts of points by component and cell that are held at a time: 128 MB


@dataclass(frozen=True, slots=True)
class MixtureConfig:
    """Of the mixture.

    Attributes
    ----------
    elsewhere
        Share of the density that is spread over the whole Earth, so that no photo is impossible.
    points
        Points by which a component's mass in each cell is measured.
    """

    elsewhere: float = 1e-3
    points: int = 512


class Mixture(Head):
    """The mixture over components that start at the cells of a grid.

    Parameters
    ----------
    embedding_size
        D.
    grid
        Where the components start, and what its masses are asked for.
    config
        Of the mixture.
    """

    def __init__(self, embedding_size: int, grid: Grid, config: MixtureConfig | None = None) -> None:
        super().__init__()
        self.config = config or MixtureConfig()
        self.weights = starting_at(grid.prior(), embedding_size)
        self.centre = nn.Parameter(torch.from_numpy(grid.mean_xyz.copy()))
        self.log_kappa = nn.Parameter(torch.from_numpy(np.log(kappa_of_cells(grid.cell_id))))
        self._cells_of, self._cells = grid.cells_of, len(grid)

    def losses(self, embedding: Tensor, truth: Truth) -> Tensor:
        """Return minus the logarithm of the density at each photo's place, per steradian."""
        return -self.log_density(embedding, truth.xyz)

    def log_density(self, embedding: Tensor, xyz: Tensor) -> Tensor:
        """Return the logarithm of the density per steradian at one place for each photo: float64 [N]."""
        weight = torch.log_softmax(self.weights(embedding).double(), dim=1)
        components = log_von_mises_fisher(xyz, self.centre, self.log_kappa)
        mixed = torch.logsumexp(weight + components, dim=1)
        share = self.config.elsewhere
        if not share:
            return mixed
        return torch.logaddexp(mixed + math.log1p(-share), mixed.new_tensor(math.log(share / (4 * math.pi))))

    def later(self) -> list[nn.Parameter]:
        """Return centres and widths."""
        return [self.centre, self.log_kappa]

    def folded(self) -> Masses:
        """Return the masses of the grid's cells."""
        return Masses(self.weights, torch.from_numpy(self.masses(self._cells_of, self._cells)))

    def masses(self, cells_of: CellsOf, cells: int) -> NDArray[np.float32]:
        """Measure how much of each component lies in each cell of any partition of the Earth.

        Parameters
        ----------
        cells_of
            Row of the cell of each position.
        cells
            C.

        Returns
        -------
        float32 [K, C], rows sum to 1; dense, as a small network's mixture has at most a few thousand components.
        """
        centre = functional.normalize(self.centre.detach().cpu(), dim=1).numpy()
        kappa = self.log_kappa.detach().cpu().exp().numpy()
        mass = np.zeros((len(kappa), cells), np.float64)
        block = max(1, _COUNTS // max(cells, self.config.points))
        for first in range(0, len(kappa), block):
            some = slice(first, first + block)
            points = points_of(centre[some], kappa[some], self.config.points)
            rows = cells_of(*to_degrees(points))
            flat = (np.arange(len(rows))[:, None] * cells + rows).ravel()
            counted = np.bincount(flat, minlength=len(rows) * cells).reshape(len(rows), cells)
            mass[some] = counted / self.config.points
        anywhere = points_of(np.array([[0.0, 0.0, 1.0]]), np.array([1e-9]), 100 * self.config.points)[0]
        everywhere = np.bincount(cells_of(*to_degrees(anywhere)), minlength=cells) / len(anywhere)
        share = self.config.elsewhere
        return ((1 - share) * mass + share * everywhere).astype(np.float32)


def log_von_mises_fisher(xyz: Tensor, centre: Tensor, log_kappa: Tensor) -> Tensor:
    """Logarithms of the densities per steradian of components [K] at places [N, 3]: float64 [N, K].

    vMF(x; mu, kappa) = kappa exp(kappa (mu.x - 1)) / (2 pi (1 - exp(-2 kappa))).
    """
    cosine = functional.normalize(xyz.double(), dim=1) @ functional.normalize(centre, dim=1).T
    kappa = log_kappa.exp()
    return log_kappa - math.log(2 * math.pi) - torch.log(-torch.expm1(-2 * kappa)) + kappa * (cosine - 1)


def kappa_of_cells(cell_id: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Concentrations as wide as S2 cells: float64 [C].

    A level's cells have 4 pi / (6 x 4^level) steradians on average; photos even over a disc of area A vary by A / 4 pi
    along each axis, and a von Mises-Fisher distribution by 1 / kappa: kappa = 6 x 4^level.
    """
    return np.asarray(6.0 * 4.0 ** s2.level(cell_id).astype(np.float64))


def points_of(centre: NDArray[np.float64], kappa: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Points that stand for equal shares of each component: unit vectors float64 [K, count, 3].

    The height along the centre runs through the quantiles of its distribution, the angle round it by the golden angle.
    """
    share = (np.arange(count) + 0.5) / count
    falling = -np.expm1(-2 * kappa)[:, None]  # 1 - exp(-2 kappa)
    height = 1 + np.log1p(-share * falling) / kappa[:, None]
    across = np.sqrt(np.maximum(1 - height**2, 0.0))
    angle = _GOLDEN * np.arange(count)
    other = np.where(np.abs(centre[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    first = np.cross(centre, other)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(centre, first)
    return np.asarray(
        height[..., None] * centre[:, None]
        + (across * np.cos(angle))[..., None] * first[:, None]
        + (across * np.sin(angle))[..., None] * second[:, None]
    )
