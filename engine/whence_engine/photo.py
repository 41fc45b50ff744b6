"""The nouns that all rooms share: frozen, typed, and without a hand on any disk.

`Found` -> `Photo` -> `Album` -> `Belief` per cue -> `Candidate`s -> `Decision`: the order in which data flows.
Angles are degrees (WGS 84), distances kilometres, points on the sphere unit vectors of shape [..., 3].
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.metrics import RADII_KM


class PositionSource(StrEnum):
    """Where an existing position was read."""

    EXIF = "exif"
    XMP = "xmp"
    SIDECAR = "sidecar"
    TAKEOUT = "takeout"


class TimeSource(StrEnum):
    """Where a capture time was read, most trusted first (`USER` overrides all)."""

    USER = "user"
    EXIF = "exif"
    XMP = "xmp"
    TAKEOUT = "takeout"
    FILENAME = "filename"
    FOLDER = "folder"
    MTIME = "mtime"


class ClockDoubt(StrEnum):
    """Why a capture time is not to be believed."""

    EPOCH = "epoch"  # 1970: a clock that was never set
    FACTORY = "factory"  # 1980-01-01, 2000-01-01 and their kin: a flat battery
    FUTURE = "future"
    ALL_EQUAL = "all-equal"  # a folder of photos that share one second
    SCAN = "scan"  # the time of the scanner, not of the photo


@dataclass(frozen=True, slots=True)
class CaptureTime:
    """When a photo was taken, as its camera's clock said.

    Attributes
    ----------
    local
        Naive local time: the earliest moment it can have been.
    span
        How long after `local` it can have been at the latest: zero for a camera's time, a year for "1987".
    offset
        Offset from UTC, where the file says so.
    source, trust
        Where it was read, and how far to believe it (0 to 1).
    doubts
        What speaks against it.
    correction
        What was added to the camera's time, because its clock was wrong; `local` is the time after that.
    """

    local: datetime
    source: TimeSource
    trust: float
    span: timedelta = timedelta(0)
    offset: timedelta | None = None
    doubts: frozenset[ClockDoubt] = frozenset()
    correction: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Position:
    """A position that the library already knows. `error_km` is its stated error, if any."""

    lat_deg: float
    lon_deg: float
    source: PositionSource
    error_km: float | None = None


@dataclass(frozen=True, slots=True)
class WorldTime:
    """What a photo without a position tells of its time zone and place, apart from the capture time.

    Attributes
    ----------
    offset
        From UTC, summer time included, as the MakerNote has it.
    utc
        The naive time in UTC of the camera's receiver, which had the time but no position.
    city
        The city that is set for the clock, as the gazetteer finds it: "Halifax, Canada".
    away
        Whether the clock was switched from home to destination; None where the camera does not say.
    places
        Names that the camera's own gazetteer gave to where it was, the finest first.
    """

    offset: timedelta | None = None
    utc: datetime | None = None
    city: str = ""
    away: bool | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Camera:
    """The device, as the file names it; empty strings where it does not."""

    make: str = ""
    model: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that `scan` met and that looks like a picture: what `stat` said, and what lies beside it.

    `sidecars` are XMP and Takeout JSON files that belong to this photo by name.
    """

    path: Path
    size_bytes: int
    mtime_ns: int
    inode: int
    sidecars: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of the library.

    Attributes
    ----------
    id
        Row in the index; 0 before it is stored.
    format
        `JPEG`, `PNG`, `WEBP`, `TIFF`, `AVIF`, `HEIC` or `RAW`; what the bytes say, not the suffix.
    width_px, height_px
        As stored, before `orientation` (Exif, 1 to 8) is applied; 0 when unknown.
    texts
        Captions, titles, keywords and IPTC place fields, as found.
    also_at
        Positions that the file or what lies beside it states too, and that contradict `position`.
    world_time
        What it tells of its time zone, where it has no position.
    companions
        The RAW file of a RAW+JPEG pair: the pair is one photo.
    error
        Why it cannot be read, as one sentence; such a photo has no pixels and no candidates.
    """

    path: Path
    size_bytes: int
    mtime_ns: int
    inode: int
    format: str
    id: int = 0
    width_px: int = 0
    height_px: int = 0
    orientation: int = 1
    taken: CaptureTime | None = None
    camera: Camera = Camera()
    position: Position | None = None
    also_at: tuple[Position, ...] = ()
    software: str = ""
    texts: tuple[str, ...] = ()
    world_time: WorldTime = WorldTime()
    sidecars: tuple[Path, ...] = ()
    companions: tuple[Path, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Album:
    """Photos of one occasion, in time order (folder and file-name order where there is no time)."""

    id: int
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the image network said of one photo, as the index keeps it.

    Attributes
    ----------
    embedding
        float16 [D].
    cells, mass
        Indices (uint32 [K]) into the bundle's grid and their probabilities (float32 [K]) after the card's
        temperature, largest first; what is missing to 1 lies in the cells that were not kept. Empty where
        the bundle has no classifier.
    """

    photo_id: int
    embedding: NDArray[np.float16]
    cells: NDArray[np.uint32]
    mass: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text that was read in a picture.

    Attributes
    ----------
    score
        How sure the reader is of the letters, 0 to 1.
    left, top, right, bottom
        The box around it, as shares of the width and height of the upright picture.
    """

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The text in one picture, from top to bottom; no lines where there is none."""

    photo_id: int
    lines: tuple[TextLine, ...]


def _no_ids() -> NDArray[np.uint64]:
    return np.empty(0, np.uint64)


def _no_points() -> NDArray[np.float64]:
    return np.empty((0, 3), np.float64)


def _no_values() -> NDArray[np.float64]:
    return np.empty(0, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What one cue knows of one photo: a density over the Earth, kept as it was said.

    `cell_mass.sum() + kernel_mass.sum() + unknown` is 1.

    Attributes
    ----------
    because
        A sentence with numbers that a person can check; a `wording.Sentence` can be said in other languages too.
    unknown
        The share of "don't know".
    source
        What the belief rests on, where photos share it (a folder's name, one album network): along an album it counts
        once, not once for each photo. Beliefs of equal content are the same evidence anyway.
    cell_id, cell_mass, cell_xyz
        S2 cells of any level (uint64 [C]), their masses (float64 [C]) and the mean photo position inside
        each (unit vectors, float64 [C, 3]).
    kernel_xyz, kernel_km, kernel_mass
        Von Mises-Fisher kernels: centres (unit vectors, float64 [K, 3]), spreads in km (float64 [K]) and
        masses (float64 [K]).
    """

    because: str
    unknown: float = 0.0
    source: str = ""
    cell_id: NDArray[np.uint64] = field(default_factory=_no_ids)
    cell_mass: NDArray[np.float64] = field(default_factory=_no_values)
    cell_xyz: NDArray[np.float64] = field(default_factory=_no_points)
    kernel_xyz: NDArray[np.float64] = field(default_factory=_no_points)
    kernel_km: NDArray[np.float64] = field(default_factory=_no_values)
    kernel_mass: NDArray[np.float64] = field(default_factory=_no_values)


class Level(StrEnum):
    """How finely a candidate is known; `radius_km` is the radius its probability speaks of."""

    EXACT = "exact"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    CONTINENT = "continent"

    @property
    def radius_km(self) -> float:
        """1, 25, 200, 750 or 2500 km."""
        return RADII_KM[_PLACE[self]]

    @classmethod
    def of_radius(cls, radius_km: float) -> "Level":
        """Return the finest level whose radius is at least `radius_km`, else continent."""
        return next((level for level in cls if radius_km <= level.radius_km), cls.CONTINENT)


_PLACE = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a photo may have been taken at.

    Attributes
    ----------
    lat_deg, lon_deg
        The mode of the fused density; inside a grid cell its mean photo position.
    within_km
        The calibrated chance of lying within each of `RADII_KM` of that point, rising.
    level
        The finest level whose chance is at least one half, else continent.
    place, country
        "Paris, France" and ISO 3166-1 alpha-2 "FR"; empty over the open sea.
    cues
        Shares of the evidence by cue name; they sum to 1.
    because
        One sentence per cue that spoke.
    """

    rank: int
    lat_deg: float
    lon_deg: float
    within_km: tuple[float, float, float, float, float]
    level: Level
    place: str = ""
    country: str = ""
    cues: tuple[tuple[str, float], ...] = ()
    because: tuple[str, ...] = ()

    @property
    def radius_km(self) -> float:
        """The radius of `level`."""
        return self.level.radius_km

    @property
    def probability(self) -> float:
        """The chance that the photo was taken within `radius_km` of the point."""
        return self.within_km[_PLACE[self.level]]


class Action(StrEnum):
    """What was decided of a photo."""

    ACCEPT = "accept"
    NO_PLACE = "no-place"
    REJECT = "reject"
    SKIP = "skip"


class DecidedBy(StrEnum):
    """Who decided."""

    PERSON = "person"
    THRESHOLD = "threshold"


class Written(StrEnum):
    """Where an accepted place went."""

    EXIF = "exif"
    SIDECAR = "sidecar"
    TEXT = "text"  # too coarse for coordinates: country and region as text


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person or a threshold decided of one photo; kept in the ledger for good.

    `lat_deg` .. `level`, `place` and `country` are the accepted (or rejected) place; None and empty otherwise.
    `provenance` names the model, its version and the evidence at the time (JSON), for the file and the ledger.
    """

    action: Action
    by: DecidedBy
    at: datetime
    lat_deg: float | None = None
    lon_deg: float | None = None
    radius_km: float | None = None
    level: Level | None = None
    place: str = ""
    country: str = ""
    probability: float | None = None
    provenance: str = ""
    written: Written | None = None
