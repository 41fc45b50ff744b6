"""Photos as the frozen image network sees them: labels beside embeddings, in one file.

Albums, retrieval and the tables of results read this and never a picture: every photo is embedded once.
"""

import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.atomic import replacing
from whence_training.data.manifest import Manifest

_LABEL = "label_"
"""Columns of the manifest carry this prefix in the file, so that they never meet an array of the network."""


@dataclass(frozen=True, eq=False)
class EmbeddedPhotos:
    """Photos of any side of the split, with what the image network makes of them.

    Attributes
    ----------
    manifest
        Labels, [N].
    embedding
        float32 [N, D].
    logits
        float32 [N, C] over the cells of the network's grid, or None.
    """

    manifest: Manifest
    embedding: NDArray[np.float32]
    logits: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Hold what the types cannot say.

        Raises
        ------
        ValueError
            Labels, embeddings and logits are not of the same photos.
        """
        columns = {len(getattr(self.manifest, column.name)) for column in fields(Manifest)}
        for name, array in (("embedding", self.embedding), ("logits", self.logits)):
            if array is not None and (array.ndim != 2 or {len(array)} != columns):
                raise ValueError(f"{name} is {list(array.shape)} for {len(self.manifest)} photos")

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.manifest)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> "EmbeddedPhotos":
        """Return the photos at `rows` (mask or indices)."""
        logits = None if self.logits is None else self.logits[rows]
        return EmbeddedPhotos(self.manifest.take(rows), self.embedding[rows], logits)


def save(photos: EmbeddedPhotos, path: Path) -> None:
    """Write photos as one `.npz`, whole or not at all.

    Raises
    ------
    StorageError
        The disk is full or refuses.
    """
    arrays = {_LABEL + column.name: getattr(photos.manifest, column.name) for column in fields(Manifest)}
    arrays["embedding"] = photos.embedding
    if photos.logits is not None:
        arrays["logits"] = photos.logits
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load(path: Path) -> EmbeddedPhotos:
    """Read what `save` wrote; nothing in the file is ever unpickled.

    Raises
    ------
    UsageError
        The file cannot be read, lacks a column, or its columns are not of the same photos.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            columns = {column.name: archive[_LABEL + column.name] for column in fields(Manifest)}
            embedding = archive["embedding"].astype(np.float32, copy=False)
            logits = archive["logits"].astype(np.float32, copy=False) if "logits" in archive.files else None
        return EmbeddedPhotos(Manifest(**columns), embedding, logits)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path} holds no embedded photos ({error}): make it again with `embed`.") from error
