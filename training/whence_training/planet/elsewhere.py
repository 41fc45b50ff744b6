"""What a data folder holds besides photos, under the names that commands look for, from the same planet.

Strangers, who have no pictures, give the lists of positions and hours that `grid`, `prior`, `simulation` and `starter`
read. A body whose weights are left to chance stands where ImageNet's do, so that `starter` and `compare` run here, too;
what it sees is little, and is reported nowhere.
"""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import to_degrees
from whence_training.data.simulation import UPLOADS, VISITS
from whence_training.fit.cells import POSITIONS
from whence_training.planet.journeys import travel
from whence_training.planet.world import make_world

STRANGERS = 1_000_000
"""Number of the first of those photographers who have no pictures."""
EACH = 50
"""Positions of one of them."""

GALLERY = "coordinates/geoclip_100k/coordinates_100K.csv"
WEIGHTS = "weights/mobilenet_v1_075_224.npz"


@dataclass(frozen=True, eq=False)
class Strangers:
    """N positions: photographer int64, degrees float64 and seconds int64, [N] each, in the order they were taken."""

    photographer: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    seconds: NDArray[np.int64]


def meet(numbers: range, seed: int) -> Strangers:
    """Send some strangers round the planet."""
    shots = travel(make_world(seed), numbers, EACH)
    lat, lon = to_degrees(shots.xyz)
    return Strangers(shots.photographer, lat, lon, shots.seconds)


def write_coordinates(folder: Path, known: Strangers) -> None:
    """Write all positions, those of every second stranger without a name, of the others by name, and all hours."""
    places = [(f"{lat:.5f}", f"{lon:.5f}") for lat, lon in zip(known.lat.tolist(), known.lon.tolist(), strict=True)]
    who = known.photographer.tolist()
    numbered = list(enumerate(zip(who, places, strict=True)))
    nameless = [place for _, (one, place) in numbered if one % 2]
    _write(folder / POSITIONS, _table(("LAT", "LON"), places))
    _write(folder / GALLERY, _table(("LAT", "LON"), nameless or places))
    uploads = [(f"{one}", "", *place, f"{row}") for row, (one, place) in numbered if one % 2 == 0]
    text = _table(("photographer", "country", "lat", "lon", "upload_order"), uploads)
    _write(folder / UPLOADS, gzip.compress(text, mtime=0))
    visits = [(f"{one}", f"{at}") for one, at in zip(who, known.seconds.tolist(), strict=True)]
    _write(folder / VISITS, _table(("userID", "dateTaken"), visits, ";"))


def write_weights(folder: Path, seed: int) -> None:
    """Write a MobileNetV1 0.75 of chance in Keras's names: kernels scaled by their fan-in (He et al. 2015)."""
    from whence_training.nets.mobilenet import MobileNetV1, keras_shapes  # noqa: PLC0415 - brings torch

    rng, arrays = np.random.default_rng(seed), {}
    for name, shape in keras_shapes(MobileNetV1(0.75)).items():
        part = name.rsplit("/", 1)[1]
        if part.endswith("kernel"):
            fan_in = np.prod(shape[:2] if part == "depthwise_kernel" else shape[:3])
            arrays[name] = rng.normal(0.0, np.sqrt(2.0 / fan_in), shape).astype(np.float32)
        else:
            arrays[name] = np.full(shape, part in {"gamma", "moving_variance"}, np.float32)
    path = folder / WEIGHTS
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for its own options


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
