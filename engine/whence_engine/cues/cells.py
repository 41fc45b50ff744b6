"""A network's answer as a belief: masses on the cells of its grid, and an honest rest."""

import numpy as np
from numpy.typing import NDArray

from whence_engine.grid.grid import Grid
from whence_engine.photo import Belief


def cell_belief(
    grid: Grid, cells: NDArray[np.integer], mass: NDArray[np.floating], trust: float, because: str
) -> Belief:
    """Return the belief of a network that is right with its cells in a share `trust` of cases.

    Parameters
    ----------
    cells, mass
        Indices into `grid` [K] and their probabilities [K], summing to at most 1.
    trust
        Fitted on held-out photographers (model card): what is not trusted becomes "don't know".
    """
    said = np.asarray(mass, np.float64) * trust
    return Belief(
        because=because,
        unknown=max(0.0, 1.0 - float(said.sum())),
        cell_id=grid.cell_id[cells],
        cell_mass=said,
        cell_xyz=grid.mean_xyz[cells],
    )
