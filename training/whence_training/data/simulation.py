"""Albums made up from single photos by a travel model, for data that has none; reports always call them simulated.

The model: how long until the next photo (gaps between the visits of one city's photographers), how far one has gone
by then (`travel`, fitted on timed photographers of the training side), and how long a long jump is (photographers'
positions in upload order, without clocks). `python -m whence_training simulation` fits it and writes
`simulation.json`.
"""

import csv
import gzip
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import distance_km, distance_xyz_km, to_xyz
from whence_training import travel
from whence_training.data.albums import AlbumRows
from whence_training.data.manifest import PHOTOS, Manifest, read_manifest, side
from whence_training.data.split import Side, split_of

COMMAND = "python -m whence_training simulation --data DIR --output FILE"
MODEL_FILE = Path(__file__).with_name("simulation.json")
VISITS, UPLOADS = (
    "coordinates/flickr_melbourne_visits/userVisits-Melb.csv",
    "coordinates/flickr_map_group/photos.csv.gz",
)
LONGEST_GAP_H, LONG_JUMP_KM = 24.0, 300.0
"""A longer silence ends an album, as `AlbumCut` has it; a step from here on is a jump."""

_QUANTILES = np.linspace(0.0, 1.0, 41)
_NEAREST_KM = 0.03  # positions are no better than this
_LIKE = 0.3  # of the logarithm of a distance: photos about as far as was drawn may all be next


@dataclass(frozen=True, slots=True)
class TravelModel:
    """How photographers move and when they press the button; quantiles are even from 0 to 1.

    Attributes
    ----------
    fitted_on
        Sets of the training side that the distances come from.
    spread_km, gap_h, weight
        Of `travel.fit`: at each gap, weights of kernels with these spreads, and of "anywhere" last.
    gap_quantiles_h
        Time until the next photo of an album.
    length_quantiles
        Photos in an album.
    jump_quantiles_km
        Distance of a step to anywhere.
    """

    fitted_on: tuple[str, ...]
    spread_km: tuple[float, ...]
    gap_h: tuple[float, ...]
    weight: tuple[tuple[float, ...], ...]
    gap_quantiles_h: tuple[float, ...]
    length_quantiles: tuple[float, ...]
    jump_quantiles_km: tuple[float, ...]


def read_model(file: Path = MODEL_FILE) -> TravelModel:
    """Read a model.

    Raises
    ------
    UsageError
        The file cannot be read or lacks a part.
    """
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        parts: dict[str, Any] = {part.name: _frozen(raw[part.name]) for part in fields(TravelModel)}
        return TravelModel(**parts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"Make {file} anew with the command `simulation`: {error!r}.") from error


def write_model(model: TravelModel, file: Path) -> None:
    """Write a model as JSON."""
    file.write_text(json.dumps({"command": COMMAND} | asdict(model)) + "\n", encoding="utf-8")


def fit_model(data: Path, seed: int = 0) -> TravelModel:
    """Fit everything, on the training side where photos are concerned.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    manifest = side(read_manifest(data / PHOTOS, split_of(data)), Side.TRAIN)
    weight = travel.fit(travel.samples_of(data / PHOTOS, manifest, travel.World.load(), seed))
    gap_h, length = visit_gaps(data / VISITS)
    return TravelModel(
        fitted_on=tuple(sorted(set(manifest.folder.tolist()))),
        spread_km=travel.SPREAD_KM,
        gap_h=tuple(round(gap, 6) for gap in travel.GAP_H),
        weight=tuple(tuple(round(float(part), 6) for part in row) for row in weight),
        gap_quantiles_h=_quantiles(gap_h, 6),
        length_quantiles=_quantiles(length, 1),
        jump_quantiles_km=_quantiles(long_jumps(data / UPLOADS), 1),
    )


def visit_gaps(file: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read hours between consecutive photos of one person, below a day, and the lengths of albums cut at a day.

    Raises
    ------
    UsageError
        The file is missing.
    """
    if not file.is_file():
        raise UsageError(f"{file} is missing; the gaps between photos come from it.")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [(row["userID"], int(row["dateTaken"])) for row in csv.DictReader(lines, delimiter=";")]
    people, seconds = np.array([who for who, _ in rows]), np.array([at for _, at in rows], np.float64)
    order = np.lexsort((seconds, people))
    gap = np.diff(seconds[order]) / 3600.0
    inside = (people[order][1:] == people[order][:-1]) & (gap <= LONGEST_GAP_H)
    length = np.diff(np.flatnonzero(np.concatenate([[True], ~inside, [True]])))
    return np.maximum(gap[inside], 1.0 / 3600.0), length[length > 1].astype(np.float64)


def long_jumps(file: Path) -> NDArray[np.float64]:
    """Read distances in km between positions that follow each other, where they are long jumps.

    Raises
    ------
    UsageError
        The file is missing.
    """
    if not file.is_file():
        raise UsageError(f"{file} is missing; the lengths of long jumps come from it.")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = [
            (int(row["photographer"]), int(row["upload_order"]), float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(lines)
        ]
    people, order, lat, lon = (np.array(column) for column in zip(*rows, strict=True))
    at = np.lexsort((order, people))
    people, lat, lon = people[at], lat[at], lon[at]
    km = distance_km(lat[1:], lon[1:], lat[:-1], lon[:-1])
    return np.asarray(km[(people[1:] == people[:-1]) & (km >= LONG_JUMP_KM)])


def simulated_albums(manifest: Manifest, model: TravelModel, count: int, seed: int) -> list[AlbumRows]:
    """Walk over measurable photos, each step as long as the model says for the time that passed.

    Photos of several photographers may meet in one album; what is learnt is that neighbours in an album are
    neighbours on Earth.
    """
    rng = np.random.default_rng(seed)
    usable = np.flatnonzero(manifest.measurable)
    xyz = to_xyz(manifest.lat[usable], manifest.lon[usable])
    longest = max(2, min(len(usable) - 1, 200))
    return [
        _walk(usable, xyz, model, int(np.clip(_drawn(model.length_quantiles, rng), 2, longest)), rng)
        for _ in range(count if len(usable) > 2 else 0)
    ]


def _walk(
    usable: NDArray[np.int64], xyz: NDArray[np.float64], model: TravelModel, length: int, rng: np.random.Generator
) -> AlbumRows:
    at = int(rng.integers(len(usable)))
    steps, hours, fresh = [at], [0.0], np.ones(len(usable), np.bool_)
    for _ in range(length - 1):
        fresh[at] = False
        gap_h = _drawn(model.gap_quantiles_h, rng)
        away = np.log((distance_xyz_km(xyz, xyz[at]) + _NEAREST_KM) / (_step_km(model, gap_h, rng) + _NEAREST_KM))
        unlike = np.where(fresh, (away / _LIKE) ** 2, np.inf)
        chance = np.exp(-0.5 * (unlike - unlike.min()))
        at = int(rng.choice(len(usable), p=chance / chance.sum()))
        steps.append(at)
        hours.append(hours[-1] + gap_h)
    return AlbumRows(usable[steps].astype(np.int64), simulated=True, hours=np.array(hours))


def _step_km(model: TravelModel, gap_h: float, rng: np.random.Generator) -> float:
    """Draw how far one has gone after a gap."""
    nearest = int(np.abs(np.log(np.array(model.gap_h) / gap_h)).argmin())
    weight = np.array(model.weight[nearest])
    part = int(rng.choice(len(weight), p=weight / weight.sum()))
    if part == len(model.spread_km):
        return _drawn(model.jump_quantiles_km, rng)
    return model.spread_km[part] * float(np.sqrt(-2.0 * np.log(1.0 - rng.random())))


def _drawn(quantiles: tuple[float, ...], rng: np.random.Generator) -> float:
    return float(np.interp(rng.random(), np.linspace(0.0, 1.0, len(quantiles)), quantiles))


def _quantiles(values: NDArray[np.float64], digits: int) -> tuple[float, ...]:
    return tuple(round(float(value), digits) for value in np.quantile(values, _QUANTILES))


def _frozen(value: list[float] | list[list[float]] | list[str]) -> tuple[object, ...]:
    return tuple(tuple(part) if isinstance(part, list) else part for part in value)
