"""What the album table stands on: photos embedded once by a frozen network, their albums, and the cells."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from whence_engine.card import InputSpec
from whence_engine.grid.grid import Grid
from whence_training.data.albums import AlbumCut, AlbumRows, real_albums
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest, read_data
from whence_training.data.pixels import load_pixels, normalise
from whence_training.data.simulation import read_model, simulated_albums
from whence_training.data.split import Side
from whence_training.fit import fabric as fabrics
from whence_training.fit.cells import POSITIONS
from whence_training.fit.embed import embed_data
from whence_training.fit.ground import ImageGround, read_ground
from whence_training.fit.image import fit_run
from whence_training.fit.loop import LoopConfig
from whence_training.fit.prepare import Views
from whence_training.fit.recipes import Recipe
from whence_training.fit.runs import RunFolder, open_run
from whence_training.nets.heads.choice import parse
from whence_training.nets.image import ImageNetworkConfig
from whence_training.results.request import Request

_BATCH = 32


@dataclass(frozen=True, eq=False)
class AlbumGround:
    """Embedded photos of one side, with their albums of two photos and more."""

    photos: EmbeddedPhotos
    albums: Sequence[AlbumRows]


@dataclass(frozen=True, eq=False)
class AlbumArena:
    """What all album networks meet on.

    Attributes
    ----------
    data
        `toy planet` or `real photos`.
    train, test
        To fit on and to report on.
    grid
        The cells.
    setting
        How it was made; a line each.
    """

    data: str
    train: AlbumGround
    test: AlbumGround
    grid: Grid
    setting: tuple[str, ...]

    def simulated(self, count: int, seed: int) -> "AlbumArena":
        """Return the photos in albums that are made up, each side's of its own; a photo may be in several."""
        return replace(self, train=_walked(self.train.photos, count, seed), test=_walked(self.test.photos, count, seed))


def arena_of(request: Request) -> AlbumArena:
    """Embed the photos of a data folder: a toy planet's by a network fitted now, real ones by the starter bundle.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    return toy_arena(request) if (request.data / POSITIONS).is_file() else real_arena(request)


def toy_recipe(request: Request) -> Recipe:
    """Return how the toy planet's image network is fitted: one-hot targets, as in the paper."""
    size_px, width, passes, batch = (32, 0.25, 3, 64) if request.quick else (64, 0.5, 20, 256)
    return Recipe(
        network=ImageNetworkConfig("compact", width=width, embedding_size=128),
        head=parse("one-hot"),
        input=InputSpec(size_px=size_px, value_scale=2.0, mean=(1.0, 1.0, 1.0), std=(1.0, 1.0, 1.0)),
        views=Views(smallest=0.8),
        rate=2e-3,
        batch=batch,
        loop=LoopConfig(passes=passes, average=0.98, clip_norm=1.0),
    )


def toy_arena(request: Request) -> AlbumArena:
    """Fit an image network on the training side and embed everything with it."""
    recipe = toy_recipe(request)
    ground = read_ground(request.data, request.cache, recipe, workers=request.workers)
    run = open_run(_fitted(ground, recipe, request))
    fabric = fabrics.start(request.device.split(":")[0], "32-true")
    photos = embed_data(run, request.data, request.cache, fabric, workers=request.workers)
    made = recipe.network
    network = f"{made.body}, width {made.width:g}, {recipe.input.size_px} px, {recipe.loop.passes} passes"
    setting = (
        f"toy planet: {len(photos):,} photos; image network: {network} over {len(ground.train):,} photos, then frozen",
        f"{len(ground.grid)} cells, made of the training side's positions and other photographers'",
    )
    return _arena("toy planet", photos, ground.grid, setting)


def real_arena(request: Request) -> AlbumArena:
    """Embed real photos with the starter bundle, which was fitted on the training side."""
    # The toy planet needs no ONNX Runtime: its table is made on machines that have none.
    from whence_engine.inference.bundle import STARTER, Bundle, find_bundle  # noqa: PLC0415
    from whence_engine.paths import folders  # noqa: PLC0415

    bundle = Bundle.open(find_bundle(STARTER, folders()))
    manifest = read_data(request.data)
    manifest = manifest.take(~np.isnat(manifest.taken_at))
    network, spec = bundle.image_network(), bundle.card.input
    pixels = load_pixels(manifest, spec, request.cache, request.workers)
    parts = [network.run(normalise(pixels[at : at + _BATCH], spec)) for at in range(0, len(pixels), _BATCH)]
    embedding, logits = (np.concatenate([part[name] for part in parts]) for name in ("embedding", "logits"))
    setting = (
        f"real photos: {len(manifest):,} with a time, embedded by the starter bundle; {len(bundle.grid)} cells",
        "the starter bundle is frozen and was fitted on the same training side",
    )
    return _arena("real photos", EmbeddedPhotos(manifest, embedding, logits), bundle.grid, setting)


def _arena(data: str, photos: EmbeddedPhotos, grid: Grid, setting: tuple[str, ...]) -> AlbumArena:
    train, test = (_side(photos, wanted) for wanted in (Side.TRAIN, Side.TEST))
    return AlbumArena(data, train, test, grid, setting)


def _side(photos: EmbeddedPhotos, wanted: Side) -> AlbumGround:
    part = photos.take(photos.manifest.side == wanted)
    return AlbumGround(part, [album for album in real_albums(part.manifest, AlbumCut()) if len(album.rows) > 1])


def _walked(photos: EmbeddedPhotos, count: int, seed: int) -> AlbumGround:
    """Make albums up, and give each a copy of its photos, so that every answer counts."""
    albums = simulated_albums(photos.manifest, read_model(), count, seed)
    ends = np.cumsum([len(album.rows) for album in albums])
    copies = [
        replace(album, rows=np.arange(end - len(album.rows), end)) for album, end in zip(albums, ends, strict=True)
    ]
    return AlbumGround(photos.take(np.concatenate([album.rows for album in albums])), copies)


def _fitted(ground: ImageGround, recipe: Recipe, request: Request) -> Path:
    """Fit into the cache, or find it done there."""
    asked = repr((recipe, _told_apart(ground.train.manifest), ground.grid.content_hash()))
    path = request.cache / f"album-table-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"
    for _ in fit_run(ground, recipe, fabrics.start(request.device.split(":")[0]), RunFolder(path)):
        pass
    return path


def _told_apart(labels: Manifest) -> str:
    """Return what tells one planet's photos from another's at the same paths."""
    return hashlib.sha256(labels.lat.tobytes() + labels.lon.tobytes()).hexdigest()
