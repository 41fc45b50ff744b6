"""Fitting album networks on frozen embeddings, all of them in the device's memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import to_xyz
from whence_engine.grid.grid import Grid
from whence_training.data.albums import AlbumRows, whole
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import refuse_held_out
from whence_training.data.sequences import Sequences
from whence_training.fit.checkpoints import Checkpoints
from whence_training.fit.fabric import Fabric
from whence_training.fit.loop import Event, LoopConfig, Scorer, fit
from whence_training.fit.source import Share, Source
from whence_training.nets.album import AlbumNetwork, AlbumNetworkConfig, album_logits
from whence_training.nets.heads.targets import OneHot, Smoothed
from whence_training.nets.image import Classifier


@dataclass(frozen=True, slots=True)
class AlbumRecipe:
    """How an album network is fitted.

    Attributes
    ----------
    network
        Which network.
    tau_km
        Of targets smoothed by distance; 0 is one-hot, as in the paper.
    rate, decay
        Of AdamW.
    batch
        Albums in a step.
    kept
        Share of an album's photos that a pass sees: cameras run empty, people delete.
    shuffled
        The control: the photos of each album come in another order in each pass.
    loop
        How long and with what care.
    """

    network: AlbumNetworkConfig = field(default_factory=AlbumNetworkConfig)
    tau_km: float = 0.0
    rate: float = 3e-3
    decay: float = 0.01
    batch: int = 64
    kept: float = 0.9
    shuffled: bool = False
    loop: LoopConfig = field(default_factory=lambda: LoopConfig(passes=15, clip_norm=1.0))


class AlbumBatch(NamedTuple):
    """B albums: rows int64 and hours float32 [B, T] on the device, lengths int64 [B] in the processor's memory."""

    rows: Tensor
    hours: Tensor
    lengths: Tensor


class AlbumBatches(Source[AlbumBatch]):
    """Albums of about one length together, in a new order each pass, thinned anew."""

    def __init__(self, albums: Sequences, recipe: AlbumRecipe, blank: int, device: torch.device) -> None:
        self._albums, self._recipe, self._blank, self._device = albums, recipe, blank, device
        self._batch = min(recipe.batch, len(albums))

    @property
    def steps(self) -> int:
        """Steps of the optimiser in one pass; what is left over waits for another pass."""
        return len(self._albums) // self._batch

    @property
    def photos_a_step(self) -> int:
        """Albums in a step, of all processes together."""
        return self._batch

    def of_pass(self, number: int, first: int, share: Share) -> Iterator[Sequence[AlbumBatch]]:
        """Yield the batches of each step from `first` on.

        Raises
        ------
        UsageError
            A step cannot be shared evenly.
        """
        if self._batch % share.world:
            raise UsageError(f"{self._batch} albums a step cannot be shared evenly by {share.world} processes.")
        seen, batches = self._prepared(number)
        for which in batches[first:]:
            yield [batch_of(seen, which[share.rank :: share.world], self._blank, self._device)]

    def named(self, number: int, step: int) -> str:
        """Name the albums of a step by their number."""
        return "albums " + ", ".join(map(str, self._prepared(number)[1][step].tolist()))

    def _prepared(self, number: int) -> tuple[Sequences, NDArray[np.int64]]:
        rng = np.random.default_rng((self._recipe.loop.seed, number))
        seen = self._albums.thinned(self._recipe.kept, rng)
        seen = seen.shuffled(rng) if self._recipe.shuffled else seen
        taken = rng.permutation(len(seen))[: self.steps * self._batch]
        by_length = taken[np.argsort(seen.length[taken], kind="stable")].reshape(self.steps, self._batch)
        return seen, by_length[rng.permutation(self.steps)]


def batch_of(albums: Sequences, which: NDArray[np.int64], blank: int, device: torch.device) -> AlbumBatch:
    """Lay out some albums on the device."""
    rows, hours = albums.padded(which, blank)
    return AlbumBatch(
        torch.from_numpy(rows).to(device, non_blocking=True),
        torch.from_numpy(hours.astype(np.float32)).to(device, non_blocking=True),
        torch.from_numpy(albums.length[which]),
    )


class AlbumTask(nn.Module):
    """An album network with the photos it is fitted on: from a batch to the mean loss of the photos it is told.

    Photos known to a country only go through the network as context and have no say in the loss.
    """

    embedding: Tensor
    row: Tensor
    xyz: Tensor

    def __init__(self, network: AlbumNetwork, photos: EmbeddedPhotos, grid: Grid, tau_km: float) -> None:
        super().__init__()
        labels = photos.manifest
        row = np.where(labels.measurable, grid.cells_of(labels.lat, labels.lon), -1)
        self.network = network
        self.targets = Smoothed(grid.mean_xyz, tau_km) if tau_km > 0 else OneHot()
        held = {
            "embedding": _with_blank(photos.embedding, 0.0),
            "row": _with_blank(row.astype(np.int64), -1),
            "xyz": _with_blank(to_xyz(labels.lat, labels.lon).astype(np.float32), 0.0),
        }
        for name, array in held.items():
            self.register_buffer(name, torch.from_numpy(array), persistent=False)

    def forward(self, batch: AlbumBatch) -> Tensor:
        """Return the loss."""
        row = self.row[batch.rows].flatten()
        told = torch.nonzero(row >= 0).flatten()
        logits = self.logits(batch).flatten(0, 1)[told]
        loss: Tensor = self.targets(logits, row[told], self.xyz[batch.rows].flatten(0, 1)[told])
        return loss.sum() / max(len(told), 1)

    def logits(self, batch: AlbumBatch) -> Tensor:
        """Return logits [B, T, C]."""
        logits: Tensor = self.network(self.embedding[batch.rows], batch.lengths, batch.hours)
        return logits


def new_album_task(photos: EmbeddedPhotos, grid: Grid, recipe: AlbumRecipe, own: Classifier | None = None) -> AlbumTask:
    """Make a fresh network; the seed decides its weights, and before it has learnt anything it says what is usual.

    With `own`, what a classifier has learnt of single photos, it starts from that and from no say of the album.

    Raises
    ------
    HeldOutError
        A photo of the test side is among those to fit on.
    """
    refuse_held_out(photos.manifest)
    torch.manual_seed(recipe.loop.seed)
    network = AlbumNetwork(recipe.network, photos.embedding.shape[1], len(grid))
    with torch.no_grad():
        usual = torch.from_numpy(np.log(np.maximum(grid.prior(), 1e-9)))
        network.linear.bias.copy_(usual)
    if own is not None:
        network.own.load_state_dict(own.state_dict())
        nn.init.zeros_(network.context.weight)
    return AlbumTask(network, photos, grid, recipe.tau_km)


def fit_albums(
    task: AlbumTask,
    albums: Sequence[AlbumRows],
    photos: EmbeddedPhotos,
    recipe: AlbumRecipe,
    *,
    fabric: Fabric,
    checkpoints: Checkpoints | None = None,
    score: Scorer | None = None,
) -> Iterator[Event]:
    """Fit in place.

    Raises
    ------
    UsageError
        There are no albums, or the checkpoints are those of another run.
    DivergedError, StorageError
        As `loop.fit` does.
    """
    if not albums:
        raise UsageError("There are no albums to fit on: no photo of the training side has a time.")
    task.to(fabric.device)
    source = AlbumBatches(Sequences.of(albums, photos.manifest), recipe, len(photos), fabric.device)
    optimiser = torch.optim.AdamW(
        task.parameters(), lr=recipe.rate, weight_decay=recipe.decay, fused=fabric.device.type == "cuda"
    )
    yield from fit(task, source, optimiser, recipe.loop, fabric=fabric, checkpoints=checkpoints, score=score)


@torch.inference_mode()
def album_cells(
    network: AlbumNetwork, albums: Sequences, embedding: NDArray[np.float32], device: torch.device, batch: int = 64
) -> NDArray[np.int64]:
    """Answer every photo of every album with a cell: int64 [N], -1 for photos that are in none."""
    network = network.to(device).eval()
    held = torch.from_numpy(_with_blank(embedding, 0.0)).to(device)
    best = torch.full((len(embedding) + 1,), -1, dtype=torch.int64, device=device)
    order = np.argsort(albums.length, kind="stable")
    for which in np.split(order, np.arange(batch, len(order), batch)):
        if len(which):
            rows, hours, lengths = batch_of(albums, which, len(embedding), device)
            best[rows.flatten()] = network(held[rows], lengths, hours).argmax(dim=2).flatten()
    return np.asarray(best[:-1].cpu().numpy())


def logits_of_albums(
    network: AlbumNetwork, albums: Sequence[AlbumRows], embedding: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Logits of every photo inside its album, of photos in none alone: float32 [N, C]."""
    x = torch.from_numpy(embedding)
    out = np.empty((len(embedding), network.linear.out_features), np.float32)
    for rows in whole(albums, len(embedding)):
        out[rows] = album_logits(network, x[rows]).numpy()
    return out


def every_photo(albums: Sequence[AlbumRows], photos: int) -> list[AlbumRows]:
    """Return the albums, and one more for each photo that is in none."""
    known = list(albums)
    return known + [AlbumRows(rows) for rows in whole(known, photos)[len(known) :]]


def _with_blank(array: NDArray[np.generic], value: float) -> NDArray[np.generic]:
    """Add a last row that stands for no photo."""
    return np.concatenate([array, np.full((1, *array.shape[1:]), value, array.dtype)])
