"""The manifest: one row per labelled photo, as columns.

A data folder holds `photos/SET/labels.csv`, whose photos get their side from the split, and `manifests/*.csv`, which
`import` writes and whose rows carry their side; `read_data` reads both.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.atomic import replacing
from whence_training.data.split import HeldOutError, Side, Split, split_of

PHOTOS, MANIFESTS, LABELS_FILE = "photos", "manifests", "labels.csv"

LABELS = ("path", "lat", "lon", "precision", "photographer", "album", "taken_at")
"""Columns that every `labels.csv` has; those of `OPTIONAL` may be there too."""
OPTIONAL = ("scene", "licence")
COLUMNS = ("path", "folder", "lat", "lon", "precision", "photographer", "album", "taken_at", "side", *OPTIONAL)
"""Columns of a manifest that was written as CSV."""
PRECISIONS = ("exact", "place", "city", "country")
MEASURABLE = ("exact", "place", "city")
"""Precisions a distance may be measured on; `country` gives a country only."""

Row = tuple[str | float | np.datetime64, ...]


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
    scene, licence
        What kind of place a photo shows (`indoor`, `natural`, `urban` in the field's lists), and under which licence
        it is; empty where nobody said.
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
    scene: NDArray[np.str_]
    licence: NDArray[np.str_]

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


def read_data(data: Path) -> Manifest:
    """Read everything that a data folder holds: its sets, and the manifests that were imported into it.

    Raises
    ------
    UsageError
        There is nothing, or something in it cannot be (see `read_manifest` and `read_csv`).
    """
    parts = [read_csv(file) for file in sorted((data / MANIFESTS).glob("*.csv"))]
    if not parts or (data / PHOTOS).is_dir():
        parts.insert(0, read_manifest(data / PHOTOS, split_of(data)))
    whole = joined(parts)
    refuse_shared_photographers(whole, data)
    return whole


def read_manifest(photos: Path, split: Split) -> Manifest:
    """Read the labels of every set below `photos`, in folder and file order.

    Raises
    ------
    UsageError
        When there are no labels, a column is missing, or a row has no place on Earth.
    """
    rows = [
        _row(line, str(folder / line["path"]), folder.name, split.side_of(folder.name), folder / LABELS_FILE)
        for folder in _folders(photos.absolute())
        for line in _lines(folder / LABELS_FILE, LABELS)
    ]
    if not rows:
        raise UsageError(f"Name a folder of sets with {LABELS_FILE} in them: {photos} holds none.")
    return _of_rows(rows)


def read_csv(file: Path) -> Manifest:
    """Read a manifest that `write_csv` wrote; relative paths start at the folder of the file.

    Raises
    ------
    UsageError
        The file cannot be read, lacks a column or a photo, a row cannot be, or a photographer is on two sides.
    """
    rows = []
    for line in _lines(file, tuple(name for name in COLUMNS if name not in OPTIONAL)):
        if line["side"] not in set(Side):
            raise UsageError(f"Mend {file}, {line['path']}: side is one of {', '.join(Side)}, not {line['side']!r}.")
        rows.append(_row(line, str(file.parent.absolute() / line["path"]), line["folder"], line["side"], file))
    if not rows:
        raise UsageError(f"{file} names no photo.")
    manifest = _of_rows(rows)
    refuse_shared_photographers(manifest, file)
    return manifest


def write_csv(manifest: Manifest, file: Path) -> None:
    """Write the manifest as CSV with the columns `COLUMNS`: whole or not at all.

    Paths below the folder of the file are written relative to it, so that the two can move together.

    Raises
    ------
    StorageError
        The disk is full or refuses.
    """
    above = f"{file.parent.absolute()}/"
    columns = {name: getattr(manifest, name).astype(np.str_).tolist() for name in COLUMNS}
    columns["path"] = [path.removeprefix(above) for path in columns["path"]]
    columns["taken_at"] = ["" if text == "NaT" else text for text in columns["taken_at"]]
    with (
        replacing(file) as temporary,
        temporary.open("w", encoding="utf-8", newline="", errors="surrogateescape") as out,
    ):
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(zip(*columns.values(), strict=True))


def joined(parts: Sequence[Manifest]) -> Manifest:
    """Return the photos of several manifests, one after the other."""
    return Manifest(**{
        column.name: np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Manifest)
    })  # fmt: skip


def refuse_shared_photographers(manifest: Manifest, where: Path) -> None:
    """Let no photographer be on two sides: photos of one person resemble each other.

    Raises
    ------
    UsageError
        Somebody is.
    """
    known = manifest.photographer != ""
    pairs = np.unique(np.stack([manifest.photographer[known], manifest.side[known]]), axis=1)
    people, sides = np.unique(pairs[0], return_counts=True)
    if (sides > 1).any():
        shared = people[sides > 1]
        few = ", ".join(shared[:5].tolist())
        raise UsageError(
            f"Put every photographer of {where} on one side of the split: {len(shared)} are on more ({few})."
        )


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
    return sorted(path.parent for path in photos.glob(f"*/{LABELS_FILE}"))


def _lines(file: Path, needed: Iterable[str]) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="", errors="surrogateescape") as opened:
            reader = csv.DictReader(opened, restval="")
            missing = set(needed) - set(reader.fieldnames or ())
            if missing:
                raise UsageError(f"{file} has no column {', '.join(sorted(missing))}; add it.")
            return list(reader)
    except (OSError, csv.Error) as error:
        raise UsageError(f"{file} cannot be read: {error}.") from error


def _row(line: Mapping[str, str], path: str, folder: str, side: str, file: Path) -> Row:
    where = f"{file}, {line['path']}"
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
    optional = (line.get(name) or "" for name in OPTIONAL)
    return (path, folder, lat, lon, line["precision"], line["photographer"], line["album"], taken_at, side, *optional)


def _of_rows(rows: Iterable[Row]) -> Manifest:
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    kinds: dict[str, type | str] = {"lat": np.float64, "lon": np.float64, "taken_at": "datetime64[s]"}
    return Manifest(**{name: np.array(columns[name], kinds.get(name, np.str_)) for name in COLUMNS})
