"""Which parts of a picture speak for a place: cover each in turn, and see how far the place's probability falls.

Occlusion sensitivity (Zeiler and Fergus, ECCV 2014, section 4.2), as PlaNet shows it for places.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_engine.errors import StorageError, UsageError
from whence_engine.files.decode import decode_rgb
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.session import CPU, Network
from whence_engine.inference.single import BATCH, Decode, cell_mass
from whence_engine.inference.strips import cores
from whence_engine.preprocess import Placement, decode_edge_px, placement, prepare

PATCHES_ACROSS = 5
"""The patch covers a fifth of the input's edge: large enough to hide a landmark, small enough to say where it is."""

STEPS_PER_PATCH = 3


SHORT_EDGE_PX = 720
"""The PNG is made from a picture of at least this short edge, where the photo has it."""

ORANGE, BLUE = (255.0, 140.0, 0.0), (30.0, 110.0, 255.0)  # told apart by every kind of colour vision
OPACITY, FADING, FAINTEST_FULL_SHARE = 0.75, 0.35, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """How much each part of a picture speaks for a place.

    Attributes
    ----------
    drop
        float32 [H, W], in the picture's frame: how much probability the place loses when what is there is covered,
        the mean over the patches that covered it, weighted by how near to their middles it lay. Negative where
        covering helps; 0 where the network sees nothing.
    mass
        The place's probability with nothing covered.
    """

    drop: NDArray[np.float32]
    mass: float


def cells_within(grid: Grid, lat_deg: float, lon_deg: float, radius_km: float) -> NDArray[np.int64]:
    """Return the cells whose mean photo position lies within a radius of a point, and the point's own cell."""
    near = distance_xyz_km(to_xyz(lat_deg, lon_deg), grid.mean_xyz) <= radius_km
    return np.union1d(np.flatnonzero(near), grid.cells_of([lat_deg], [lon_deg]))


def heat_map(
    rgb: NDArray[np.uint8],
    bundle: Bundle,
    cells: NDArray[np.int64],
    *,
    threads: int = 0,
    provider: str = CPU,
) -> HeatMap:
    """Cover a picture patch by patch, and watch the probability of some cells: the last of `heat_maps`."""
    network = bundle.image_network(provider=provider)
    *_, last = heat_maps(rgb, bundle, cells, network, threads=threads)
    return last


def heat_maps(
    rgb: NDArray[np.uint8],
    bundle: Bundle,
    cells: NDArray[np.int64],
    network: Network,
    *,
    threads: int = 0,
    stop: Event | None = None,
) -> Iterator[HeatMap]:
    """Cover a picture patch by patch with the card's mean colour, and watch the probability of some cells.

    The first map comes from patches side by side, a ninth of all. The others lie between them, and as many of them make
    the next map, first those where the map so far says most. Closing the generator ends it after what is in work.

    Parameters
    ----------
    rgb
        uint8 [H, W, 3], upright.
    cells
        Rows of `bundle.grid` that together are the place in question.
    network
        Of `bundle.image_network`.
    threads
        0 takes all cores.
    stop
        Whoever sets it does not want the answer any more.

    Raises
    ------
    CancelledError
        `stop` was set.
    BundleError
        As `predict_photos`.
    """
    spec = bundle.card.input
    where = placement(rgb.shape[1], rgb.shape[0], spec)
    image = prepare(rgb, spec)
    workers = threads or cores()
    whole = float(cell_mass(bundle, network.run(image[None]))[0, cells].sum())
    sketch = _Sketch(spec.size_px, whole)

    def masses(some: list[_Spot]) -> NDArray[np.float32]:
        if stop is not None and stop.is_set():
            raise CancelledError
        covered = np.repeat(image[None], len(some), axis=0)
        for one, (row, column) in zip(covered, some, strict=True):
            one[:, row.covers, column.covers] = 0  # what the mean becomes
        return np.asarray(cell_mass(bundle, network.run(covered))[:, cells].sum(axis=1))

    side_by_side, between = _spots(where.rows, where.columns, spec.size_px)
    with ThreadPoolExecutor(workers, thread_name_prefix="whence-explain") as pool:
        part = side_by_side
        while part:
            size = min(BATCH, -(-len(part) // workers))
            batches = [part[at : at + size] for at in range(0, len(part), size)]
            for some, left in zip(batches, pool.map(masses, batches), strict=True):
                sketch.add(some, left)
            yield HeatMap(_in_frame(sketch.drop[where.rows, where.columns], where, rgb.shape[1], rgb.shape[0]), whole)
            between = sketch.strongest_first(between)
            part, between = between[: len(side_by_side)], between[len(side_by_side) :]


def render(rgb: NDArray[np.uint8], heat: HeatMap) -> NDArray[np.uint8]:
    """Lay a heat map over its picture: orange speaks for the place, blue against it, the rest fades to grey.

    Full colour is the strongest drop, but at least a tenth of the place's probability: a picture that says nothing
    shall look like it.

    Returns
    -------
    uint8 [H, W, 3]
    """
    strongest = max(float(np.abs(heat.drop).max()), FAINTEST_FULL_SHARE * heat.mass, np.finfo(np.float32).tiny)
    strength = np.sqrt(np.abs(heat.drop) / strongest)[..., None] * OPACITY
    grey = np.asarray(Image.fromarray(rgb).convert("L"), np.float32)[..., None]
    faded = grey + FADING * (rgb - grey)
    colour = np.where(heat.drop[..., None] > 0, np.asarray(ORANGE, np.float32), np.asarray(BLUE, np.float32))
    mixed: NDArray[np.float32] = faded * (1 - strength) + colour * strength
    return mixed.clip(0, 255).astype(np.uint8)


def explain(
    photo: Path,
    output: Path,
    bundle: Bundle,
    cells: NDArray[np.int64],
    *,
    threads: int = 0,
    provider: str = CPU,
    decode: Decode = decode_rgb,
) -> HeatMap:
    """Write a PNG that shows which parts of a photo speak for a place (`cells`, as for `heat_map`).

    Raises
    ------
    UsageError
        `output` is the photo itself.
    UnreadableError
        The photo cannot be decoded.
    StorageError
        The PNG cannot be written.
    """
    if output.exists() and photo.exists() and output.samefile(photo):
        raise UsageError("Name another output than {output}: it is the photo itself.", output=output)
    rgb = decode(photo, max(SHORT_EDGE_PX, decode_edge_px(bundle.card.input)))
    heat = heat_map(rgb, bundle, cells, threads=threads, provider=provider)
    try:
        Image.fromarray(render(rgb, heat)).save(output, format="PNG")
    except OSError as error:
        raise StorageError(
            "The heat map cannot be written to {output}: {why}.", output=output, why=error.strerror or error
        ) from error
    return heat


class _Sketch:
    """What is known so far, in the frame of the network's input."""

    def __init__(self, size_px: int, whole: float) -> None:
        self._whole = whole
        self._fallen = np.zeros((size_px, size_px), np.float32)
        self._weight = np.zeros_like(self._fallen)

    @property
    def drop(self) -> NDArray[np.float32]:
        """The mean drop where something was covered, else 0; float32 [S, S]."""
        return np.divide(self._fallen, self._weight, out=np.zeros_like(self._fallen), where=self._weight > 0)

    def add(self, spots: Sequence["_Spot"], left: NDArray[np.float32]) -> None:
        """Take in which mass was left when some spots were covered."""
        for (row, column), mass in zip(spots, left, strict=True):
            share = np.outer(row.nearness, column.nearness)
            self._fallen[row.covers, column.covers] += share * (self._whole - mass)
            self._weight[row.covers, column.covers] += share

    def strongest_first(self, spots: Sequence["_Spot"]) -> list["_Spot"]:
        """Order spots by how much is known to hang on what they cover."""
        strength = np.abs(self.drop)
        return sorted(spots, key=lambda spot: -float(strength[spot[0].covers, spot[1].covers].mean()))


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    """A patch along one axis of the input: which pixels it covers, and how near to its middle each lies (0 to 1)."""

    covers: slice
    nearness: NDArray[np.float32]


_Spot = tuple[_Patch, _Patch]
"""Rows and columns that are covered together."""


def _spots(rows: slice, columns: slice, size_px: int) -> tuple[list[_Spot], list[_Spot]]:
    """Return the spots that lie side by side over the picture, and those between them."""
    parts: tuple[list[_Spot], list[_Spot]] = ([], [])
    for down, row in enumerate(_patches(rows, size_px)):
        for across, column in enumerate(_patches(columns, size_px)):
            is_between = (down - 1) % STEPS_PER_PATCH or (across - 1) % STEPS_PER_PATCH
            parts[bool(is_between)].append((row, column))
    return parts if parts[0] else (parts[1], [])


def _patches(filled: slice, size_px: int) -> Iterator[_Patch]:
    """Yield patches that begin before the picture and end behind it: its border is covered as often as its middle."""
    patch = max(1, size_px // PATCHES_ACROSS)
    step = max(1, patch // STEPS_PER_PATCH)
    for start in range(filled.start - patch + step, filled.stop, step):
        covers = slice(max(start, filled.start), min(start + patch, filled.stop))
        from_middle = np.arange(covers.start, covers.stop, dtype=np.float32) + 0.5 - (start + patch / 2)
        yield _Patch(covers, 1 - np.abs(from_middle) * np.float32(2 / (patch + 1)))


def _in_frame(seen: NDArray[np.float32], where: Placement, width: int, height: int) -> NDArray[np.float32]:
    """Bring what lies in the input back to the part of the picture that it came from."""
    left, top, right, bottom = (round(edge) for edge in where.box)
    size = max(1, right - left), max(1, bottom - top)
    frame = np.zeros((height, width), np.float32)
    part = frame[top : top + size[1], left : left + size[0]]
    part[:] = np.asarray(Image.fromarray(seen).resize(size, Image.Resampling.BILINEAR))[
        : part.shape[0], : part.shape[1]
    ]
    return frame
