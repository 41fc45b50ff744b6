"""Manifests made on the spot: photos of made photographers around a few towns."""

import numpy as np

from whence_training.data.manifest import Manifest

TOWNS = np.array([(48.86, 2.35), (35.68, 139.65), (-33.87, 151.21), (40.71, -74.01)])


def made_manifest(photos: int, *, side: str = "train", photographers: int = 4, seed: int = 0) -> Manifest:
    """Photos in turn of each photographer, each in one of `TOWNS` drawn at random, within some kilometres."""
    rng = np.random.default_rng(seed)
    number = np.arange(photos)
    where = TOWNS[rng.integers(len(TOWNS), size=photos)] + rng.normal(0, 0.02, (photos, 2))
    owner = np.array([f"{side}-{k % photographers}" for k in number], np.str_)
    empty = np.full(photos, "", np.str_)
    return Manifest(
        path=np.array([f"{side}/{k}.jpg" for k in number], np.str_),
        folder=owner,
        lat=where[:, 0],
        lon=where[:, 1],
        precision=np.full(photos, "exact"),
        photographer=owner,
        album=np.array([f"{name}/album" for name in owner], np.str_),
        taken_at=np.datetime64("2019-07-01T12:00:00", "s") + number.astype("timedelta64[h]"),
        side=np.full(photos, side),
        scene=np.array([("urban", "natural", "indoor")[k % 3] for k in number], np.str_),
        licence=empty,
    )
