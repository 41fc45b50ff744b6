"""Measures variants of the starter on the validation side: how its networks were chosen.

A variant is better only where the interval of its gain, photographers drawn, lies above 0: over the world prior for
what classifies, over the starter's own embedding for what recognises.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_training.config import StarterConfig
from whence_training.data.albums import AlbumRows, real_albums
from whence_training.data.split import Split
from whence_training.fit.albums import logits_of_albums
from whence_training.fit.body import TuneConfig, embed, fit_projection, pooled_features
from whence_training.nets.album import Kind
from whence_training.nets.heads.choice import parse
from whence_training.nets.image import ImageNetwork
from whence_training.recognise import Recognition, recognise_again
from whence_training.results.table import difference_cell, share_cell
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

NEAR_KM, FAR_KM = 25.0, 750.0
"""Within how far a place is recognised again, and a classifier judged."""

STARTER = "frozen, half whitened"
Variants = Callable[[StarterConfig], Mapping[str, StarterConfig]]
LOOKED_UP = "looked up among the training photos"
_SHARPNESS = 20.0  # of cosines that become weights; the temperature that is fitted afterwards has the last word


@dataclass(frozen=True, eq=False)
class Features:
    """A fitted body with its pooled features of training and validation photos, float32 [N, F] each."""

    network: ImageNetwork
    train: NDArray[np.float32]
    validation: NDArray[np.float32]


def embeddings(base: StarterConfig) -> Mapping[str, StarterConfig]:
    """Name embeddings that one frozen body gives, the starter's first."""
    frozen, size = replace(base, tune=TuneConfig()), base.network.embedding_size
    return {
        STARTER: frozen,
        "... not whitened": replace(frozen, whitening=WhiteningConfig(power=0.0)),
        "... whitened": replace(frozen, whitening=WhiteningConfig(power=1.0)),
        "... of half the size": replace(frozen, network=replace(base.network, embedding_size=size // 2)),
        "... of twice the size": replace(frozen, network=replace(base.network, embedding_size=2 * size)),
        "... by 2 x 2 regions": replace(frozen, network=replace(base.network, regions=2)),
    }


def bodies(base: StarterConfig) -> Mapping[str, StarterConfig]:
    """Name bodies, the starter's first: frozen, fine-tuned, from nothing."""
    tuned = replace(base.tune, epochs=base.tune.epochs or 4)
    scratch = replace(tuned, rate=1e-3, cell_weight=1.0)
    return {
        STARTER: replace(base, tune=TuneConfig()),
        "last 2 blocks fine-tuned": replace(base, tune=tuned),
        "Inception from scratch": replace(base, network=replace(base.network, body="inception-small"), tune=scratch),
    }


def compare(places: Places, split: Split, base: StarterConfig, variants: Variants = embeddings) -> Iterator[str]:
    """Yield a line per variant: places recognised again, and what the classifier tells beyond the world prior."""
    ground = load_ground(places, split, base)
    yield (
        f"{len(ground.validation)} validation photos; nearest photo of another day within {NEAR_KM:g} km, %: own "
        "library | all photos, over the first | most similar tenth of all"
    )
    known: dict[object, Features] = {}
    first: Recognition | None = None
    for name, config in variants(base).items():
        torch.manual_seed(config.seed)
        key = (replace(config.network, embedding_size=0), config.tune)
        if key not in known:
            known[key] = _features(places, ground, config)
        network = known[key].network
        if config.tune.epochs == 0:
            network = new_network(places, ground, config)
            fit_projection(network, known[key].train, config.whitening)
        learnt, unseen = (embed(network, pooled) for pooled in (known[key].train, known[key].validation))
        own, all_ = (recognise_again(unseen, ground.validation.manifest, NEAR_KM, own_library=o) for o in (True, False))
        first = first or all_
        for _ in fit_classifier(network, learnt, ground, config):
            pass
        yield (
            f"{name}: {percent(own.nearest)} (chance {100 * own.chance[0]:.1f}) | {percent(all_.nearest)} (chance "
            f"{100 * all_.chance[0]:.1f}), {difference_cell(all_.hit, first.hit, first.photographer)} | "
            f"{percent(all_.tenth)}"
        )
        yield trust_line("    its classifier", trust_on_validation(single_logits(network, unseen), ground))


def compare_heads(places: Places, split: Split, base: StarterConfig) -> Iterator[str]:
    """Yield a line per head on the frozen embeddings: where it answers, and what it tells beyond the world prior."""
    ground = load_ground(places, split, base)
    features = _features(places, ground, base)
    learnt, unseen = (embed(features.network, pooled) for pooled in (features.train, features.validation))
    labels = ground.validation.manifest
    scored = np.flatnonzero(labels.precise)
    truth = to_xyz(labels.lat[scored], labels.lon[scored])
    yield (
        f"{len(scored)} validation photos within {FAR_KM:g} km of the mean position of the likeliest cell, %, and over "
        "the first"
    )
    starters: NDArray[np.bool_] | None = None
    for name, config in _head_variants(base).items():
        if config is None:
            logits = _looked_up(learnt, unseen, ground)
        else:
            for _ in fit_classifier(features.network, learnt, ground, config):
                pass
            logits = single_logits(features.network, unseen)
        error_km = distance_xyz_km(ground.grid.mean_xyz[logits[scored].argmax(axis=1)], truth)
        hit = np.asarray(error_km <= FAR_KM)
        starters = hit if starters is None else starters
        who = labels.photographer[scored]
        yield f"{name}: {share_cell(hit, who)}, {difference_cell(hit, starters, who)}"
        yield trust_line("    as a belief", trust_on_validation(logits, ground))


def compare_albums(places: Places, split: Split, base: StarterConfig) -> Iterator[str]:
    """Yield a line per album network: what it tells beyond the world prior, against the photos alone and averaged."""
    torch.manual_seed(base.seed)
    ground = load_ground(places, split, base)
    features = _features(places, ground, base)
    network = features.network
    learnt, unseen = (embed(network, pooled) for pooled in (features.train, features.validation))
    for _ in fit_classifier(network, learnt, ground, base):
        pass
    albums = real_albums(ground.validation.manifest, base.cut)
    alone = single_logits(network, unseen)
    yield trust_line("each photo alone", trust_on_validation(alone, ground))
    yield trust_line("averaged over the album", trust_on_validation(_averaged(alone, albums), ground))
    real, simulated = albums_to_learn(ground, base)
    one_way = replace(base, album=replace(base.album, network=replace(base.album.network, kind=Kind.LSTM)))
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
    pooled = [pooled_features(network, photos, config.input) for photos in (ground.train, ground.validation)]
    return Features(network, *pooled)


def _head_variants(base: StarterConfig) -> Mapping[str, StarterConfig | None]:
    """Name heads, the starter's first; None is no head: photos that look alike."""

    def of(name: str, tau_km: float) -> StarterConfig:
        return replace(base, head=replace(base.head, choice=replace(parse(name), tau_km=tau_km)))

    tau_km = base.head.choice.tau_km
    return {
        f"smoothed over {tau_km:g} km": base,
        "one-hot": of("one-hot", tau_km),
        "smoothed over 1000 km": of("smoothed", 1000.0),
        "hierarchy, f*": of("hierarchy", tau_km),
        f"smoothed over {tau_km:g} km, hierarchy, f*": of("smoothed+hierarchy", tau_km),
        "mixture of von Mises-Fisher": of("mvmf", tau_km),
        LOOKED_UP: None,
    }


def _looked_up(learnt: NDArray[np.float32], unseen: NDArray[np.float32], ground: Ground) -> NDArray[np.float32]:
    """Let each training photo speak for its cell, the louder the more it looks like the photo: logits [N, C]."""
    labels = ground.train.manifest
    told = labels.measurable
    row = ground.grid.cells_of(labels.lat[told], labels.lon[told])
    weight = np.exp(_SHARPNESS * (unseen @ learnt[told].T).astype(np.float64))
    mass = np.zeros((len(unseen), len(ground.grid)))
    np.add.at(mass.T, row, weight.T)
    mass = mass / mass.sum(axis=1, keepdims=True) + 1e-3 * ground.grid.prior()
    return np.asarray(np.log(mass), np.float32)


def _averaged(logits: NDArray[np.float32], albums: Sequence[AlbumRows]) -> NDArray[np.float32]:
    """Logarithms of the mean posterior over each album: float32 [N, C]."""
    log_posterior = torch.log_softmax(torch.from_numpy(logits), dim=1)
    for album in albums:
        log_posterior[album.rows] = torch.logsumexp(log_posterior[album.rows], dim=0) - np.log(len(album.rows))
    return np.asarray(log_posterior.numpy())
