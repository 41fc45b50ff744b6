"""The answers that look at no picture, without which no score means anything."""

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.metrics import best_constant
from whence_training.data.manifest import Manifest, refuse_held_out


def constant_errors_km(labels: Manifest, learnt: Manifest) -> NDArray[np.float64]:
    """Errors of the best answers that look at no picture: where training photographers were most, for each radius.

    Parameters
    ----------
    labels
        Of the N photos that are reported.
    learnt
        Of the training side; every photographer counts the same.

    Returns
    -------
    float64 [N, R], column r of the answer for radius r.
    """
    refuse_held_out(learnt)
    placed = learnt.take(learnt.measurable)
    _, group, size = np.unique(placed.photographer, return_inverse=True, return_counts=True)
    discs = best_constant(placed.lat, placed.lon, weights=1 / size[group])
    centre = to_xyz([disc.lat_deg for disc in discs], [disc.lon_deg for disc in discs])
    return distance_xyz_km(to_xyz(labels.lat, labels.lon)[:, None], centre[None])
