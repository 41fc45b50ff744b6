"""What the starter model is made with: one frozen dataclass per stage, and nothing else decides anything."""

from dataclasses import dataclass, field

from whence_engine.card import InputSpec
from whence_training.data.albums import AlbumCut, Simulation
from whence_training.nets.album import AlbumNetworkConfig
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


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """The classifier on the embedding, and the album network: full-batch or per-album AdamW.

    Attributes
    ----------
    tau_km
        Of `losses.smoothed_targets`.
    epochs, rate, decay
        Passes, learning rate and weight decay.
    """

    tau_km: float = 150.0
    epochs: int = 60
    rate: float = 5e-3
    decay: float = 0.05


@dataclass(frozen=True, slots=True)
class StarterConfig:
    """Everything that makes the starter bundle."""

    seed: int = 7
    input: InputSpec = field(
        default_factory=lambda: InputSpec(size_px=224, value_scale=2.0, mean=(1.0, 1.0, 1.0), std=(1.0, 1.0, 1.0))
    )
    grid: GridConfig = field(default_factory=GridConfig)
    network: ImageNetworkConfig = field(default_factory=ImageNetworkConfig)
    whitening: WhiteningConfig = field(default_factory=WhiteningConfig)
    tune: TuneConfig = field(default_factory=TuneConfig)
    head: HeadConfig = field(default_factory=HeadConfig)
    album_network: AlbumNetworkConfig = field(default_factory=AlbumNetworkConfig)
    album_head: HeadConfig = field(default_factory=lambda: HeadConfig(epochs=6, rate=1e-3, decay=0.05))
    cut: AlbumCut = field(default_factory=AlbumCut)
    simulation: Simulation = field(default_factory=Simulation)
