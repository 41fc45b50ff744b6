"""What the starter model is made with: one frozen dataclass per stage, and nothing else decides anything."""

from dataclasses import dataclass, field

from whence_engine.card import InputSpec
from whence_training.data.albums import AlbumCut
from whence_training.fit.albums import AlbumRecipe
from whence_training.fit.body import TuneConfig
from whence_training.fit.heads import HeadRecipe
from whence_training.fit.loop import LoopConfig
from whence_training.nets.image import ImageNetworkConfig
from whence_training.whitening import WhiteningConfig


@dataclass(frozen=True, slots=True)
class GridConfig:
    """The partition.

    Attributes
    ----------
    t_max, t_min
        Cells with more photos are split, with fewer dropped; one entry per partition, finest first.
    max_level
        No cell below this S2 level.
    thin_level
        Positions of one photographer in the same S2 cell of this level count once (12 is about 2 km wide), so
        that long walks do not make cells.
    """

    t_max: tuple[int, ...] = (250, 1500, 10000)
    t_min: tuple[int, ...] = (25, 25, 25)
    max_level: int = 12
    thin_level: int = 12


@dataclass(frozen=True, slots=True)
class StarterConfig:
    """Everything that makes the starter bundle.

    `seed` is that of all stages, whatever their loops say; `simulated` counts SIMULATED albums to learn from.
    """

    seed: int = 7
    input: InputSpec = field(
        default_factory=lambda: InputSpec(size_px=224, value_scale=2.0, mean=(1.0, 1.0, 1.0), std=(1.0, 1.0, 1.0))
    )
    grid: GridConfig = field(default_factory=GridConfig)
    network: ImageNetworkConfig = field(default_factory=ImageNetworkConfig)
    whitening: WhiteningConfig = field(default_factory=WhiteningConfig)
    tune: TuneConfig = field(default_factory=TuneConfig)
    head: HeadRecipe = field(default_factory=HeadRecipe)
    album: AlbumRecipe = field(
        default_factory=lambda: AlbumRecipe(
            tau_km=150.0, rate=1e-3, decay=0.05, batch=8, kept=0.8, loop=LoopConfig(passes=6, clip_norm=1.0)
        )
    )
    cut: AlbumCut = field(default_factory=AlbumCut)
    simulated: int = 400
