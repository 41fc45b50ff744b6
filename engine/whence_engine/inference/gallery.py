"""A gallery of known places: cells by likeness, as GeoCLIP does it (Vivanco Cepeda, Nayak, Shah, NeurIPS 2023)."""

import io
import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import BundleError, UsageError
from whence_engine.grid.grid import Grid
from whence_engine.inference.softmax import softmax

_BLOCK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """Embeddings of places, and the grid cell of each.

    Attributes
    ----------
    embedding
        float32 [G, D], of length 1 each, cell by cell. Kept as float16 it would take half of its 205 MB for 100,000
        places, and each strip of photos 0.2 s more to turn it back (`tests/bench/geoclip.py` measures both).
    scale
        The cosine is multiplied by it before the softmax.
    first, cell
        Where each cell's places begin (int64 [K]), and the cells (int64 [K]).
    cells
        C: how many cells the grid has.
    """

    embedding: NDArray[np.float32]
    scale: float
    first: NDArray[np.int64]
    cell: NDArray[np.int64]
    cells: int

    @classmethod
    def load(cls, data: bytes, embedding_size: int, grid: Grid) -> "Gallery":
        """Read `gallery.npz`: `embedding` float16 [G, D], `lat` and `lon` in degrees [G], `scale`.

        Raises
        ------
        BundleError
            It is none, or does not fit to the card.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                embedding = np.asarray(arrays["embedding"])
                lat, lon = (np.asarray(arrays[name], np.float64) for name in ("lat", "lon"))
                scale = float(arrays["scale"])
        except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise _damaged(str(error)) from error
        if (
            embedding.dtype.kind != "f"
            or embedding.ndim != 2
            or embedding.shape[1] != embedding_size
            or not len(embedding)
        ):
            raise _damaged(f"its embeddings have the shape {list(embedding.shape)}, not [places, {embedding_size}]")
        if lat.shape != (len(embedding),) or lon.shape != lat.shape:
            raise _damaged("it has not one position for each embedding")
        try:
            rows = grid.cells_of(lat, lon)
        except UsageError as error:
            raise _damaged(str(error)) from error
        order = np.argsort(rows, kind="stable")
        cell, first = np.unique(rows[order], return_index=True)
        unit = np.empty(embedding.shape, np.float32)
        for start in range(0, len(order), _BLOCK):  # one large matrix in memory, not three
            unit[start : start + _BLOCK] = embedding[order[start : start + _BLOCK]]
        length = np.linalg.norm(unit, axis=1, keepdims=True)
        if not (np.isfinite(length).all() and length.min() > 0 and np.isfinite(scale)):
            raise _damaged("it holds values that are no numbers")
        unit /= length
        return cls(unit, scale, first.astype(np.int64), cell, len(grid))

    def cell_mass(self, embedding: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
        """Return the probability of each cell: float32 [N, D] -> float32 [N, C]."""
        length = np.linalg.norm(embedding, axis=1, keepdims=True)
        asked = embedding * (np.float32(self.scale) / np.maximum(length, np.float32(1e-12)))
        places = softmax(asked @ self.embedding.T, temperature)
        mass = np.zeros((len(embedding), self.cells), np.float32)
        mass[:, self.cell] = np.add.reduceat(places, self.first, axis=1)
        return mass


def _damaged(what: str) -> BundleError:
    return BundleError("Install the model anew: its gallery cannot be used ({what}).", what=what)
