"""Recognising a place again: how often a photo's most similar photo of another day is from the same place.

This is what an embedding can earn from little data, and what the cue `lookalike` lives on.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.metrics import bootstrap
from whence_training.data.manifest import Manifest


@dataclass(frozen=True, eq=False)
class Recognition:
    """Shares, each with the ends of its 95 % interval (photographers drawn).

    Attributes
    ----------
    radius_km
        What counts as the same place.
    queries
        Photos that were looked up: dated, with a photo of another day in the library.
    nearest
        Queries whose most similar photo lies within the radius.
    chance
        The same for a photo drawn at random instead.
    tenth, tenth_chance
        Both, for the tenth of the queries with the largest cosine.
    hit
        float64 [Q]: 1 where the nearest lies within the radius; two embeddings of the same photos can be paired by it.
    photographer
        [Q]: who took the queries.
    """

    radius_km: float
    queries: int
    nearest: tuple[float, float, float]
    chance: tuple[float, float, float]
    tenth: tuple[float, float, float]
    tenth_chance: tuple[float, float, float]
    hit: NDArray[np.float64]
    photographer: NDArray[np.str_]


def recognise_again(
    embedding: NDArray[np.float32], manifest: Manifest, radius_km: float, *, own_library: bool
) -> Recognition:
    """Look every dated, precisely placed photo up among those of other days.

    Parameters
    ----------
    embedding
        float32 [N, D].
    manifest
        Their labels, [N].
    radius_km
        What counts as the same place.
    own_library
        Look only among photos of the same photographer, as the program does in a user's library; else among all.

    Raises
    ------
    ValueError
        No photo has another day to be recognised on.
    """
    used = manifest.precise & ~np.isnat(manifest.taken_at)
    labels, vectors = manifest.take(used), embedding[used]
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    allowed = labels.day[:, None] != labels.day[None]
    if own_library:
        allowed &= labels.photographer[:, None] == labels.photographer[None]
    cosine = np.where(allowed, vectors @ vectors.T, -np.inf)
    query = np.flatnonzero(allowed.any(axis=1))
    if not len(query):
        raise ValueError("no photo has another day to be recognised on")
    xyz = to_xyz(labels.lat, labels.lon)
    same = distance_xyz_km(xyz[query, None], xyz[None]) <= radius_km
    most_similar = cosine[query].argmax(axis=1)
    best = cosine[query, most_similar]
    hit = same[np.arange(len(query)), most_similar].astype(np.float64)
    by_chance = (same & allowed[query]).sum(axis=1) / allowed[query].sum(axis=1)

    def shares(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        top = rows[np.argsort(-best[rows], kind="stable")[: max(1, len(rows) // 10)]]
        return np.array([hit[rows].mean(), by_chance[rows].mean(), hit[top].mean(), by_chance[top].mean()])

    found = bootstrap(shares, labels.photographer[query], draws=500)
    nearest, chance, tenth, tenth_chance = (
        (float(value), float(low), float(high))
        for value, low, high in zip(found.value, found.low, found.high, strict=True)
    )
    who = labels.photographer[query]
    return Recognition(radius_km, len(query), nearest, chance, tenth, tenth_chance, hit, who)
