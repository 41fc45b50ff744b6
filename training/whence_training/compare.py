"""Measures variants of both networks on the validation side: how the starter's were chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from whence_training import fit_image
from whence_training.config import StarterConfig, TuneConfig
from whence_training.data.albums import AlbumRows, real_albums
from whence_training.data.split import Split
from whence_training.fit_album import logits_of_albums
from whence_training.nets.album import Kind
from whence_training.nets.image import ImageNetwork
from whence_training.recognise import recognise_again
from whence_training.scores import percent
from whence_training.stages import (
    Ground,
    Places,
    albums_to_learn,
    fit_album_network,
    fit_body,
    fit_classifier,
    load_ground,
    new_network,
    single_logits,
    trust_line,
    trust_on_validation,
)
from whence_training.whitening import WhiteningConfig

NEAR_KM = 25.0


@dataclass(frozen=True, eq=False)
class Features:
    """A fitted body with its pooled features of training and validation photos, float32 [N, F] each."""

    network: ImageNetwork
    train: NDArray[np.float32]
    validation: NDArray[np.float32]


def variants(base: StarterConfig) -> Mapping[str, StarterConfig]:
    """Name the variants; those with the same body share its features."""
    frozen = replace(base, tune=TuneConfig())
    tuned = TuneConfig(epochs=4, trainable_blocks=2)
    scratch = TuneConfig(epochs=4, rate=1e-3, cell_weight=1.0)
    return {
        "frozen, half whitened": frozen,
        "... whitened": replace(frozen, whitening=WhiteningConfig(power=1.0)),
        "... cells smoothed over 1000 km": replace(frozen, head=replace(base.head, tau_km=1000.0)),
        "... by 2 x 2 regions": replace(frozen, network=replace(base.network, regions=2)),
        "last 2 blocks fine-tuned": replace(base, tune=tuned),
        "Inception from scratch": replace(base, network=replace(base.network, body="inception-small"), tune=scratch),
    }


def compare(places: Places, split: Split, base: StarterConfig) -> Iterator[str]:
    """Yield a line per variant: places recognised again, and what the classifier tells beyond the world prior."""
    ground = load_ground(places, split, base)
    yield (
        f"{len(ground.validation)} validation photos; nearest photo of another day within {NEAR_KM:g} km, %: own "
        "library | all photos | most similar tenth of all"
    )
    known: dict[object, Features] = {}
    for name, config in variants(base).items():
        torch.manual_seed(config.seed)
        key = (config.network, config.tune)
        if key not in known:
            known[key] = _features(places, ground, config)
        if config.tune.epochs == 0:
            fit_image.fit_projection(known[key].network, known[key].train, config.whitening)
        yield from _measured(name, known[key], ground, config)


def compare_albums(places: Places, split: Split, base: StarterConfig) -> Iterator[str]:
    """Yield a line per album network: what it tells beyond the world prior, against the photos alone and averaged."""
    torch.manual_seed(base.seed)
    ground = load_ground(places, split, base)
    features = _features(places, ground, base)
    network = features.network
    learnt, unseen = (fit_image.embed(network, pooled) for pooled in (features.train, features.validation))
    for _ in fit_classifier(network, learnt, ground, base):
        pass
    albums = real_albums(ground.validation.manifest, base.cut)
    alone = single_logits(network, unseen)
    yield trust_line("each photo alone", trust_on_validation(alone, ground))
    yield trust_line("averaged over the album", trust_on_validation(_averaged(alone, albums), ground))
    real, simulated = albums_to_learn(ground, base)
    one_way = replace(base, album_network=replace(base.album_network, kind=Kind.LSTM))
    for name, made, config in (
        ("LSTM", [*real, *simulated], one_way),
        ("LSTM in both directions", [*real, *simulated], base),
        ("... real albums only", real, base),
    ):
        torch.manual_seed(config.seed)
        album_network, _ = fit_album_network(network, learnt, made, ground, config)
        yield trust_line(name, trust_on_validation(logits_of_albums(album_network, albums, unseen), ground))


def _features(places: Places, ground: Ground, config: StarterConfig) -> Features:
    network = new_network(places, ground, config)
    for _ in fit_body(network, ground, config):
        pass
    pooled = [fit_image.pooled_features(network, photos, config.input) for photos in (ground.train, ground.validation)]
    return Features(network, *pooled)


def _measured(name: str, features: Features, ground: Ground, config: StarterConfig) -> Iterator[str]:
    network = features.network
    embedding = fit_image.embed(network, features.validation)
    own, all_ = (
        recognise_again(embedding, ground.validation.manifest, NEAR_KM, own_library=own) for own in (True, False)
    )
    for _ in fit_classifier(network, fit_image.embed(network, features.train), ground, config):
        pass
    yield (
        f"{name}: {percent(own.nearest)} (chance {100 * own.chance[0]:.1f}) | {percent(all_.nearest)} "
        f"(chance {100 * all_.chance[0]:.1f}) | {percent(all_.tenth)}"
    )
    yield trust_line("    its classifier", trust_on_validation(single_logits(network, embedding), ground))


def _averaged(logits: NDArray[np.float32], albums: Sequence[AlbumRows]) -> NDArray[np.float32]:
    """Logarithms of the mean posterior over each album: float32 [N, C]."""
    log_posterior = torch.log_softmax(torch.from_numpy(logits), dim=1)
    for album in albums:
        log_posterior[album.rows] = torch.logsumexp(log_posterior[album.rows], dim=0) - np.log(len(album.rows))
    return np.asarray(log_posterior.numpy())
