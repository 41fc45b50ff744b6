"""The manifest: one row per labelled photo of a data folder, as columns.

A data folder holds one folder per set, each with `labels.csv`: path, lat, lon, precision (exact, place, city or
country), country, continent, taken_at (local, ISO, may be empty), photographer, album.
"""

import csv
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.data.split import HeldOutError, Side, Split

COLUMNS = ("path", "lat", "lon", "precision", "photographer", "album", "taken_at", "side")
PRECISIONS = ("exact", "place", "city", "country")
MEASURABLE = ("exact", "place", "city")
"""Precisions a distance may be measured on; `country` gives a country only."""


@dataclass(frozen=True, eq=False)
class Manifest:
    """Photos with their labels, [N] each.

    Attributes
    ----------
    path
        Absolute paths.
    folder
        The set a photo belongs to.
    lat, lon
        Degrees.
    precision
        One of `PRECISIONS`.
    photographer, album
        Labels; albums are named uniquely across photographers.
    taken_at
        datetime64[s], local; NaT where unknown.
    side
        Side of the split.
    """

    path: NDArray[np.str_]
    folder: NDArray[np.str_]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    precision: NDArray[np.str_]
    photographer: NDArray[np.str_]
    album: NDArray[np.str_]
    taken_at: NDArray[np.datetime64]
    side: NDArray[np.str_]

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.path)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> "Manifest":
        """Return the photos at `rows`: a mask bool [N] or indices int64 [M]."""
        return Manifest(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    @property
    def measurable(self) -> NDArray[np.bool_]:
        """Photos a distance may be measured on: bool [N]."""
        return np.isin(self.precision, MEASURABLE)

    @property
    def precise(self) -> NDArray[np.bool_]:
        """Photos known to about a kilometre, the only ones that scores are made of: bool [N]."""
        return np.isin(self.precision, ("exact", "place"))

    @property
    def day(self) -> NDArray[np.datetime64]:
        """Local day: datetime64[D] [N], NaT where unknown."""
        return self.taken_at.astype("datetime64[D]")


def read_manifest(photos: Path, split: Split) -> Manifest:
    """Read the labels of every set below `photos`, in folder and file order.

    Raises
    ------
    UsageError
        When there are no labels, a column is missing, or a row has no place on Earth.
    """
    rows = [_row(folder, line, split) for folder in _folders(photos) for line in _lines(folder)]
    if not rows:
        raise UsageError(f"Name a folder of sets with labels.csv in them: {photos} holds none.")
    path, folder, lat, lon, precision, photographer, album, taken_at, side = zip(*rows, strict=True)
    return Manifest(
        path=np.array(path, np.str_),
        folder=np.array(folder, np.str_),
        lat=np.array(lat, np.float64),
        lon=np.array(lon, np.float64),
        precision=np.array(precision, np.str_),
        photographer=np.array(photographer, np.str_),
        album=np.array(album, np.str_),
        taken_at=np.array(taken_at, "datetime64[s]"),
        side=np.array(side, np.str_),
    )


def write_csv(manifest: Manifest, file: Path) -> None:
    """Write the manifest as CSV with the columns `COLUMNS`."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(zip(*(getattr(manifest, column).astype(np.str_) for column in COLUMNS), strict=True))


def capped(manifest: Manifest, split: Split, seed: int) -> Manifest:
    """Return the manifest with a random part of every folder that `split` caps, in the old order."""
    rng = np.random.default_rng(seed)
    keep = np.ones(len(manifest), np.bool_)
    for folder, most in sorted(split.caps.items()):
        rows = np.flatnonzero(manifest.folder == folder)
        keep[rng.permutation(rows)[most:]] = False
    return manifest.take(keep)


def refuse_held_out(manifest: Manifest) -> None:
    """Let nothing fit on the test side.

    Raises
    ------
    HeldOutError
        A photo of a test photographer is among these.
    """
    held_out = np.unique(manifest.folder[manifest.side == Side.TEST])
    if len(held_out):
        raise HeldOutError(f"photographers of the test side were about to be fitted on: {', '.join(held_out)}")


def side(manifest: Manifest, wanted: Side) -> Manifest:
    """Return the photos of one side."""
    return manifest.take(np.asarray(manifest.side == wanted))


def _folders(photos: Path) -> list[Path]:
    return sorted(path.parent for path in photos.glob("*/labels.csv"))


def _lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(COLUMNS[:-1]) - set(reader.fieldnames or ())
        if missing:
            raise UsageError(f"{folder / 'labels.csv'} has no column {', '.join(sorted(missing))}; add it.")
        return list(reader)


def _row(
    folder: Path, line: dict[str, str], split: Split
) -> tuple[str, str, float, float, str, str, str, np.datetime64, str]:
    where = f"{folder / 'labels.csv'}, {line['path']}"
    try:
        lat, lon = float(line["lat"]), float(line["lon"])
        unknown = not line["taken_at"] or line["taken_at"].startswith("0000")  # a clock that was never set
        taken_at = np.datetime64("NaT" if unknown else line["taken_at"], "s")
    except ValueError as error:
        raise UsageError(f"Mend {where}: {error}.") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        raise UsageError(f"Mend {where}: {lat}, {lon} is no position of a photo.")
    if line["precision"] not in PRECISIONS:
        raise UsageError(f"Mend {where}: precision is one of {', '.join(PRECISIONS)}, not {line['precision']!r}.")
    path, name = str(folder / line["path"]), folder.name
    return path, name, lat, lon, line["precision"], line["photographer"], line["album"], taken_at, split.side_of(name)
