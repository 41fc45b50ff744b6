"""What each method would say: ranked places, and the chance of being within a radius of the first.

A chance is a function of a temperature, because a network's own is fitted later, on other photographers: logits (of
cells, or logarithms of neighbours' weights) are divided by it before they become shares.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.metrics import RADII_KM, prediction_density
from whence_training.data.albums import AlbumRows
from whence_training.data.manifest import Manifest
from whence_training.data.split import Side
from whence_training.evaluation.subject import Subject
from whence_training.retrieval.density import DensityConfig, answer, clusters, mass_within, weights
from whence_training.retrieval.measures import Measure
from whence_training.retrieval.neighbours import Space, nearest
from whence_training.trust import softmax

RANKED = 5
"""Places that each method names."""

_BLOCK = 1024  # photos whose probabilities are held at a time

Chance = Callable[[float], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Answers:
    """What one method says of N photos.

    Attributes
    ----------
    method
        Its name in tables.
    xyz
        float64 [N, A, 3]: places, best first; NaN past the last.
    chance
        From a temperature to the stated chance, float64 [N, R], that the first place is right within each radius; None
        where the method states none.
    logits
        float32 [N, C] where the method spreads belief over the cells of the subject's grid.
    """

    method: str
    xyz: NDArray[np.float64]
    chance: Chance | None = None
    logits: NDArray[np.float32] | None = None


def answers_of(subject: Subject, of: Side) -> list[Answers]:
    """Ask every method that the subject can serve about the precisely placed photos of a side, the best known last."""
    photos = subject.sides[of]
    scored = np.flatnonzero(photos.manifest.precise)
    found = looked_up(subject, photos.embedding[scored])
    if photos.logits is None or subject.grid is None:
        return found
    averaged = over_albums(photos.logits, subject.albums(of))
    found.append(classified("image network", photos.logits[scored], subject.grid))
    found.append(classified("average over the album", averaged[scored], subject.grid))
    if of in subject.in_album:
        found.append(classified("album network", subject.in_album[of][scored], subject.grid))
    return found


def scored_labels(subject: Subject, of: Side) -> Manifest:
    """Return the labels of the photos that `answers_of` is about: those known to about a kilometre."""
    labels = subject.sides[of].manifest
    return labels.take(labels.precise)


def classified(method: str, logits: NDArray[np.float32], grid: Grid) -> Answers:
    """Answer with the mean photo position of the likeliest cells: logits [N, C]."""
    ranked = np.argsort(-logits, axis=1, kind="stable")[:, :RANKED]

    def chance(temperature: float) -> NDArray[np.float64]:
        blocks = (logits[at : at + _BLOCK] for at in range(0, len(logits), _BLOCK))
        return np.concatenate([prediction_density(softmax(some, temperature), grid.mean_xyz) for some in blocks])

    return Answers(method, grid.mean_xyz[ranked], chance, logits)


def looked_up(subject: Subject, embedding: NDArray[np.float32]) -> list[Answers]:
    """Answer with the most similar photo of the gallery, and with the density of the most similar ones: [N, D]."""
    config, gallery = DensityConfig(), subject.sides[Side.TRAIN]
    gallery = gallery.take(gallery.manifest.measurable)
    place = to_xyz(gallery.manifest.lat, gallery.manifest.lon)
    space = Space(Measure.EUCLIDEAN, unit(embedding), unit(gallery.embedding))
    (near,) = nearest([space], config.neighbours)
    xyz = place[near.row]
    weight = weights(near.distance, config.power)
    first = answer(xyz, near.distance, config)
    gathered = clusters(xyz, weight, config.sigma_km, RANKED)

    def chance(temperature: float) -> NDArray[np.float64]:
        return mass_within(first, xyz, weights(near.distance, config.power / temperature), np.array(RADII_KM))

    return [
        Answers("most similar photo", padded(xyz[:, :RANKED])),
        Answers("density of similar photos", padded(ranked_after(first, gathered.xyz)), chance),
    ]


def over_albums(logits: NDArray[np.float32], albums: Sequence[AlbumRows]) -> NDArray[np.float32]:
    """Average posteriors over albums: logits [N, C] -> their logarithms, float32 [N, C]."""
    averaged = logits.copy()
    for album in albums:
        averaged[album.rows] = np.log(np.maximum(softmax(logits[album.rows]).mean(axis=0), 1e-30))
    return averaged


def ranked_after(first: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put an answer [N, 3] before others [N, A, 3], in the place of the nearest of them: [N, A, 3]."""
    away = np.nan_to_num(distance_xyz_km(others, first[:, None]), nan=np.inf)
    same = np.arange(others.shape[1]) == away.argmin(axis=1)[:, None]
    rest = others[~same].reshape(len(others), -1, 3)
    return np.concatenate([first[:, None], rest], axis=1)


def padded(xyz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill up ranked places with NaN: [N, A, 3], A at most `RANKED` -> [N, RANKED, 3]."""
    missing = np.full((len(xyz), RANKED - xyz.shape[1], 3), np.nan)
    return np.concatenate([xyz, missing], axis=1)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale vectors [N, D] to length 1; a vector of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0), np.float32)
