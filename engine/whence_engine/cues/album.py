"""`album`: the LSTM over an album's embeddings in time order (PlaNet, section 4)."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.cells import cell_belief
from whence_engine.cues.cue import Known
from whence_engine.inference.album import predict_album
from whence_engine.photo import Album, Belief
from whence_engine.wording import counted

SAME_PICTURE = 0.9995
"""Cosine of two embeddings from which on they are one picture: copies must not make the answer surer."""

_CELLS_KEPT = 256


class AlbumNetwork:
    """The album network's cells; they contain what the single photo says, so `pixels` falls silent."""

    name = "album"
    replaces = ("pixels",)

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo of an album of at least two different pictures."""
        trust = known.bundle.card.trust.album
        seen = [photo for photo in album.photos if photo.id in known.predictions]
        if trust <= 0.0 or len(seen) < 2 or not known.bundle.card.has_album:
            return {}
        embeddings = np.stack([known.predictions[photo.id].embedding for photo in seen]).astype(np.float32)
        keep, stands_for = distinct(embeddings)
        if keep.size < 2:
            return {}
        mass = predict_album(embeddings[keep], known.bundle, provider=known.provider)
        because = counted(
            "The album: a single picture, read by itself.",
            "The album: {count} different pictures in time order, read together.",
            keep.size,
        )
        beliefs = {}
        for photo, row in zip(seen, stands_for, strict=True):
            cells = np.argsort(-mass[row], kind="stable")[:_CELLS_KEPT]
            said = cell_belief(known.bundle.grid, cells, mass[row][cells], trust, because)
            beliefs[photo.id] = replace(said, source=f"album {album.id}")  # each already holds what all others show
        return beliefs


def distinct(embeddings: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Collapse copies of one picture to their first appearance.

    Returns
    -------
    keep
        Rows of `embeddings` [T, D] that are the first of their kind, ascending.
    stands_for
        For each row, its position in `keep`, intp [T].
    """
    norm = np.linalg.norm(embeddings, axis=1, keepdims=True)
    unit = embeddings / np.where(norm > 0, norm, 1.0)
    keep: list[int] = []
    kept = np.empty_like(unit)  # the rows of `keep`, packed: picking them anew for each photo would copy them all
    stands_for = np.empty(len(embeddings), np.intp)
    for row, vector in enumerate(unit):
        alike = kept[: len(keep)] @ vector
        if alike.size and alike.max() >= SAME_PICTURE:
            stands_for[row] = int(alike.argmax())
        else:
            stands_for[row] = len(keep)
            kept[len(keep)] = vector
            keep.append(row)
    return np.asarray(keep, np.intp), stands_for
