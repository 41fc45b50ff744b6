"""The starter's embedding: pooled features of a body, whitened in closed form or fine-tuned on same places."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from whence_engine.card import InputSpec
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.grid.grid import Grid
from whence_training.data.manifest import Manifest
from whence_training.data.pixels import FittingPhotos, LabelledPhotos, normalise
from whence_training.export import maps_session, pooled_session
from whence_training.fit.images import truth_of
from whence_training.fit.loop import DivergedError
from whence_training.losses import same_place_loss
from whence_training.nets.heads.targets import Smoothed
from whence_training.nets.image import ImageNetwork
from whence_training.nets.mobilenet import MobileNetV1
from whence_training.whitening import WhiteningConfig, fit_whitening

_BATCH = 32


@dataclass(frozen=True, slots=True)
class TuneConfig:
    """Fine-tuning body and projection on "same place" pairs and smoothed cells; 0 epochs leave them as they are.

    Attributes
    ----------
    epochs, batch, rate
        Passes over the anchors, anchors per step (each brings one partner), learning rate of AdamW.
    trainable_blocks
        How many of the body's last blocks learn; the others stay frozen.
    near_km, far_km, temperature
        Of `losses.same_place_loss`.
    place_weight, cell_weight
        Weights of the two losses.
    tau_km
        Of the targets over the cells, smoothed by distance.
    """

    epochs: int = 0
    batch: int = 32
    rate: float = 1e-4
    trainable_blocks: int = 2
    near_km: float = 25.0
    far_km: float = 200.0
    temperature: float = 0.1
    place_weight: float = 1.0
    cell_weight: float = 0.1
    tau_km: float = 150.0


@dataclass(frozen=True, slots=True)
class Tuned:
    """One pass is over: its number from 1, and the mean loss."""

    epoch: int
    loss: float


def pooled_features(network: ImageNetwork, photos: LabelledPhotos, spec: InputSpec) -> NDArray[np.float32]:
    """Pooled features of all photos: float32 [N, F]."""
    session = pooled_session(network, spec.size_px)
    parts = [
        session.run(["pooled"], {"image": normalise(photos.pixels[start : start + _BATCH], spec)})[0]
        for start in range(0, len(photos), _BATCH)
    ]
    return np.concatenate(parts)


def embed(network: ImageNetwork, pooled: NDArray[np.float32]) -> NDArray[np.float32]:
    """Project pooled features [N, F] to embeddings [N, D]."""
    network.eval()
    with torch.inference_mode():
        return np.asarray(network.embed(torch.from_numpy(pooled)).numpy())


def fit_projection(network: ImageNetwork, pooled: NDArray[np.float32], config: WhiteningConfig) -> None:
    """Set the projection to the whitening of the body's features [N, F] of fitting photos."""
    weight, bias = fit_whitening(pooled, network.config.embedding_size, config)
    with torch.no_grad():
        network.project.weight.copy_(torch.from_numpy(weight))
        network.project.bias.copy_(torch.from_numpy(bias))


def tune(
    network: ImageNetwork, photos: FittingPhotos, grid: Grid, *, spec: InputSpec, config: TuneConfig, seed: int
) -> Iterator[Tuned]:
    """Fine-tune in place; photos whose position is only a country's are left out.

    Raises
    ------
    DivergedError
        The loss is no number.
    """
    if config.epochs == 0:
        return
    rng = np.random.default_rng(seed)
    photos = photos.take(photos.manifest.measurable)
    pairs = _Pairs(photos.manifest, config)
    maps = _Maps(network, photos, spec, config)
    truth, targets = truth_of(photos.manifest, grid, ()), Smoothed(grid.mean_xyz, config.tau_km)
    parameters = _trainable(network, maps.back)
    optimiser = torch.optim.AdamW(parameters, lr=config.rate, weight_decay=0.01)
    steps = max(1, len(pairs.anchors) // config.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.rate, total_steps=config.epochs * steps)
    for epoch in range(1, config.epochs + 1):
        losses = []
        for rows in pairs.batches(rng):
            embedding = network.embed(network.pool(maps.back(maps.take(rows, rng))))
            logits = network.classify(embedding)
            place = same_place_loss(
                embedding, torch.from_numpy(pairs.distance_km[np.ix_(rows, rows)]), config.near_km, config.far_km,
                config.temperature,
            )  # fmt: skip
            cells = targets(logits, truth.row[rows], truth.xyz[rows]).mean()
            loss = config.place_weight * place + config.cell_weight * cells
            losses.append(_step(optimiser, loss))
            schedule.step()
        yield Tuned(epoch, float(np.mean(losses)))
    network.eval()


class _Pairs:
    """Anchors that have a partner: another photo of the same place, of another day where there is one."""

    def __init__(self, manifest: Manifest, config: TuneConfig) -> None:
        xyz = to_xyz(manifest.lat, manifest.lon)
        self.distance_km = np.asarray(distance_xyz_km(xyz[:, None], xyz[None]), np.float32)
        near = self.distance_km <= config.near_km
        np.fill_diagonal(near, val=False)
        same_day = (manifest.day[:, None] == manifest.day[None]) & (
            manifest.photographer[:, None] == manifest.photographer
        )
        better = near & ~same_day
        self._partners = np.where(better.any(axis=1)[:, None], better, near)
        self.anchors = np.flatnonzero(near.any(axis=1))
        self._batch = config.batch

    def batches(self, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
        """Yield rows of one epoch: each batch is anchors, then their partners."""
        order = rng.permutation(self.anchors)
        for start in range(0, max(1, len(order) - self._batch + 1), self._batch):
            anchors = order[start : start + self._batch]
            partners = [rng.choice(np.flatnonzero(self._partners[anchor])) for anchor in anchors]
            yield np.concatenate([anchors, np.array(partners, np.int64)])


class _Maps:
    """What the part of the body that stays frozen makes of each photo and of its mirror image, run once and kept."""

    def __init__(self, network: ImageNetwork, photos: FittingPhotos, spec: InputSpec, config: TuneConfig) -> None:
        front, self.back = network.halves(config.trainable_blocks)
        self._photos, self._spec = photos, spec
        self._kept: list[NDArray[np.float16]] = []
        if len(front):
            session = maps_session(front, spec.size_px)
            for mirrored in (False, True):
                rows = np.arange(len(photos))
                batches = (rows[start : start + _BATCH] for start in range(0, len(photos), _BATCH))
                parts = [session.run(["maps"], {"image": self._image(some, mirrored=mirrored)})[0] for some in batches]
                self._kept.append(np.concatenate([part.astype(np.float16) for part in parts]))

    def take(self, rows: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
        """Return the maps of photos, mirrored half of the time; colour is a clue and stays."""
        mirrored = rng.random() < 0.5
        if self._kept:
            return torch.from_numpy(self._kept[mirrored][rows].astype(np.float32))
        return torch.from_numpy(self._image(rows, mirrored=mirrored))

    def _image(self, rows: NDArray[np.int64], *, mirrored: bool) -> NDArray[np.float32]:
        pixels = self._photos.pixels[rows]
        return normalise(pixels[..., ::-1] if mirrored else pixels, self._spec)


def _trainable(network: ImageNetwork, back: nn.Sequential) -> list[nn.Parameter]:
    """Freeze what must not learn; a pretrained body keeps its batch statistics, as batches here are small."""
    pretrained = isinstance(network.body, MobileNetV1)
    network.train(not pretrained)
    network.requires_grad_(requires_grad=False)
    for part in (back, network.project, network.classify):
        part.requires_grad_(requires_grad=True)
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def _step(optimiser: torch.optim.Optimizer, loss: Tensor) -> float:
    value = float(loss.detach())
    if not np.isfinite(value):
        raise DivergedError("The loss is no number: lower the learning rate.")
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return value
