"""What a map shows besides the world: plain values, made by whoever knows photos and candidates."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from whence_desktop.map.cells import CellLayer


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered place with the radius that its chance speaks of.

    Attributes
    ----------
    number
        As in the list of candidates; 0 for a pin without a number.
    lat_deg, lon_deg, radius_km
        Where, and how far around.
    name
        What a screen reader and the tooltip say.
    chosen
        Whether it is the selected one.
    likely
        Whether a map that is moved to the scene has to show it.
    """

    number: int
    lat_deg: float
    lon_deg: float
    radius_km: float
    name: str = ""
    chosen: bool = False
    likely: bool = True


class Trail(StrEnum):
    """What a line on the map stands for."""

    NEIGHBOUR = "neighbour"  # from the photo's candidate to photos near in time
    TRACK = "track"  # a GPX track and its kin


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Points in degrees (float64 [P] each) joined by a line, with a text at some of them, often a time."""

    kind: Trail
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Photos at places that are tried out, in degrees: float64 [N] each; quiet ones only keep them company."""

    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """All that lies on the map."""

    cells: CellLayer = field(default_factory=CellLayer.empty)
    pins: tuple[Pin, ...] = ()
    lines: tuple[Line, ...] = ()
    dropped: tuple[float, float] | None = None
    """Latitude and longitude of the pin that a person dropped."""
    dots: tuple[Dots, ...] = ()
