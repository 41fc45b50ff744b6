"""The grid of a fitting, sized to how much there is to learn from."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule
from whence_training.data.manifest import Manifest
from whence_training.data.positions import read_positions
from whence_training.partition import build_grid, thinned

POSITIONS = "coordinates/positions.csv"
"""Where other people take photos, without the photos; a data folder may have it."""

PHOTOS_A_CELL, MOST_CELLS = 40, 26_263
"""So many photos are enough to learn a cell from; more cells than PlaNet had are not made unless asked for."""

_THIN_LEVEL, _FINEST_LEVEL = 12, 14


def rules_for(positions: int, photos: int) -> list[Rule]:
    """Rules of a grid, finest first: cells enough for the photos, and two coarser partitions.

    A published rule (50 to 10,000 photos a cell) on little data caps what any classifier can reach, see the ceilings
    that the command `grid` prints; with PlaNet's 91 million photos this gives about PlaNet's rule. A partition has
    about as many cells as there are positions for two fifths of its `t_max`.
    """
    cells = min(max(photos // PHOTOS_A_CELL, 24), MOST_CELLS)
    most = max(5 * positions // (2 * cells), 6)
    least = min(max(most // 10, 2), 50)
    return [Rule(most * wider, least, _FINEST_LEVEL) for wider in (1, 4, 16)]


def grid_for(data: Path, labels: Manifest) -> Grid:
    """Make the grid of a data folder from the positions of the photos to fit on, and of other people's.

    Positions of one photographer within about two kilometres count once, so that long walks do not make cells.
    """
    lat, lon = positions_for(data, labels)
    return build_grid(lat, lon, rules_for(len(lat), len(labels)))


def grid_of(lat: NDArray[np.float64], lon: NDArray[np.float64], owner: NDArray[np.uint32]) -> Grid:
    """Make the grid of photos at positions in degrees, [N] each, thinned as in `grid_for`."""
    rows = thinned(lat, lon, owner, _THIN_LEVEL)
    return build_grid(lat[rows], lon[rows], rules_for(len(rows), len(lat)))


def positions_for(data: Path, labels: Manifest) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return latitudes and longitudes that the grid is made of, in degrees."""
    rows = thinned(labels.lat, labels.lon, labels.photographer, _THIN_LEVEL)
    lat, lon = labels.lat[rows], labels.lon[rows]
    if not (data / POSITIONS).is_file():
        return lat, lon
    others = read_positions(data / POSITIONS)
    return np.concatenate([lat, others.lat]), np.concatenate([lon, others.lon])
