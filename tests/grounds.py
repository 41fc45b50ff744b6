"""Made-up photos to fit on: three towns of one colour each, two kinds of scene, kept in memory."""

from dataclasses import replace

import numpy as np

from whence_engine.card import InputSpec
from whence_engine.grid.partition import Rule
from whence_training.data.manifest import Manifest
from whence_training.data.pixels import FittingPhotos, LabelledPhotos
from whence_training.data.split import Side
from whence_training.fit.ground import ImageGround
from whence_training.fit.loop import LoopConfig
from whence_training.fit.recipes import Optimiser, Recipe
from whence_training.nets.heads.choice import parse
from whence_training.nets.image import ImageNetworkConfig
from whence_training.partition import build_grid

TOWNS = np.array([(48.86, 2.35), (51.51, -0.13), (35.68, 139.69)])
SIZE_PX = 32


def labels(count: int, side: Side, seed: int) -> Manifest:
    """Photos of three photographers of one side, town by town in turn."""
    rng = np.random.default_rng(seed)
    town = np.arange(count) % len(TOWNS)
    at = TOWNS[town] + rng.normal(0, 0.02, (count, 2))
    text = np.full(count, "", "<U1")
    return Manifest(
        path=np.array([f"{side}-{k}.jpg" for k in range(count)]),
        folder=np.full(count, str(side)),
        lat=at[:, 0],
        lon=at[:, 1],
        precision=np.full(count, "exact"),
        photographer=np.array([f"{side}-{k % 3}" for k in range(count)]),
        album=text,
        taken_at=np.full(count, np.datetime64("NaT", "s")),
        side=np.full(count, str(side)),
        scene=np.array([("indoor", "urban")[k % 2] for k in range(count)]),
        licence=text,
    )


def pixels(count: int, seed: int) -> np.ndarray:
    """Pictures of the town's colour, with noise: uint8 [N, 3, S, S]."""
    rng = np.random.default_rng(seed)
    colour = np.array([(200, 60, 60), (60, 200, 60), (60, 60, 200)])[np.arange(count) % 3]
    noisy = colour[:, :, None, None] + rng.normal(0, 40, (count, 3, SIZE_PX, SIZE_PX))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def ground(train: int = 48, validation: int = 12) -> ImageGround:
    """What an image network is fitted on."""
    fitting, choosing = labels(train, Side.TRAIN, 1), labels(validation, Side.VALIDATION, 2)
    grid = build_grid(fitting.lat, fitting.lon, [Rule(train // 2, 2, 12), Rule(train, 2, 4)])
    return ImageGround(
        FittingPhotos(fitting, pixels(train, 1)),
        LabelledPhotos(choosing, pixels(validation, 2)),
        grid,
        ("indoor", "urban"),
    )


def recipe(head: str = "one-hot", **loop: object) -> Recipe:
    """A recipe that takes moments."""
    return Recipe(
        network=ImageNetworkConfig("compact", width=0.1, embedding_size=8),
        head=parse(head),
        input=InputSpec(size_px=SIZE_PX, value_scale=2.0, mean=(1.0, 1.0, 1.0), std=(1.0, 1.0, 1.0)),
        rate=0.01,
        batch=6,
        loop=LoopConfig(**({"passes": 2, "average": 0.9} | loop)),  # type: ignore[arg-type]
    )


def smooth() -> Recipe:
    """A recipe whose steps are in proportion to gradients, so that rounding stays rounding."""
    return replace(recipe("mvmf+scene-task", average=0.0), optimiser=Optimiser.ADAGRAD, rate=0.002)
