"""Fitting the album network on embeddings of the training side's albums, real and simulated."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from whence_engine.grid.grid import Grid
from whence_training.config import HeadConfig
from whence_training.data.albums import AlbumRows, whole
from whence_training.data.manifest import Manifest
from whence_training.fit.loop import DivergedError
from whence_training.fit_image import Progress, cell_targets
from whence_training.losses import soft_cross_entropy
from whence_training.nets.album import AlbumNetwork, album_logits
from whence_training.nets.image import Classifier

KEPT_SHARE = 0.8
"""Share of an album's photos that a pass sees: cameras run empty, people delete."""


def fit_album(
    network: AlbumNetwork,
    albums: Sequence[AlbumRows],
    embedding: NDArray[np.float32],
    manifest: Manifest,
    *,
    start: Classifier,
    grid: Grid,
    config: HeadConfig,
    seed: int,
) -> Iterator[Progress]:
    """Fit in place, one album per step; the classifier of single photos is where it starts from.

    Photos known to a country only go through the network as context and have no say in the loss.

    Raises
    ------
    DivergedError
        The loss is no number.
    """
    rng = np.random.default_rng(seed)
    network.own.load_state_dict(start.state_dict())
    torch.nn.init.zeros_(network.context.weight)
    x, targets = torch.from_numpy(embedding), torch.from_numpy(cell_targets(manifest, grid, config.tau_km))
    measurable = torch.from_numpy(manifest.measurable)
    optimiser = torch.optim.AdamW(network.parameters(), lr=config.rate, weight_decay=config.decay)
    network.train()
    for epoch in range(1, config.epochs + 1):
        losses = []
        for number in rng.permutation(len(albums)):
            rows = _thinned(albums[number].rows, rng)
            told = measurable[rows]
            if not bool(told.any()):
                continue
            loss = soft_cross_entropy(network(x[rows][None])[0][told], targets[rows][told])
            if not bool(torch.isfinite(loss)):
                raise DivergedError("The loss is no number: lower the learning rate.")
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
        yield Progress("album", epoch, float(np.mean(losses)))
    network.eval()


def logits_of_albums(
    network: AlbumNetwork, albums: Sequence[AlbumRows], embedding: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Logits of every photo inside its album, of photos in none alone: float32 [N, C]."""
    x = torch.from_numpy(embedding)
    out: NDArray[np.float32] | None = None
    for rows in whole(albums, len(embedding)):
        logits = album_logits(network, x[rows]).numpy()
        if out is None:
            out = np.empty((len(embedding), logits.shape[1]), np.float32)
        out[rows] = logits
    assert out is not None
    return out


def _thinned(rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    kept = rows[rng.random(len(rows)) < KEPT_SHARE]
    return kept if len(kept) else rows
