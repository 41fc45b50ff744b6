"""Positions of photos from files of any size, chunk by chunk: CSV, Parquet or WebDataset; no torch here.

Sources -> `chunks` -> `sifted`, which leaves out what is no position and keeps count of it in a `Sieve`.
"""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.data import tars

if TYPE_CHECKING:
    import polars as pl

LATITUDES, LONGITUDES = ("lat", "latitude", "lat_deg"), ("lon", "lng", "long", "longitude", "lon_deg")
OWNERS = ("photographer", "author", "owner", "uid", "user_id", "creator_id")
SIDES = ("side",)
PRECISIONS = ("precision",)
COUNTRY_ONLY = "country"
"""A precision of manifests: no distance may be measured on such a position, and no cell made of it."""
CHUNK = 1 << 20
"""Positions read at a time."""

_WANTED = ("latitude", "longitude", "owner", "side", "precision")
_KINDS = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet", tars.SUFFIX: "webdataset"}


@dataclass(frozen=True, eq=False)
class Positions:
    """Positions as a file holds them.

    Attributes
    ----------
    lat, lon
        Degrees, float64 [N]; NaN where the file has no number.
    owner
        uint32 [N]: whose each is, as a checksum of the name; None where the file does not say.
    side
        [N]: side of the split; None where the file does not say.
    vague
        bool [N]: known to a country only.
    file, first
        Where they stand: the file, and the number of the first one in it, counted from 1.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    owner: NDArray[np.uint32] | None
    side: NDArray[np.str_] | None
    vague: NDArray[np.bool_]
    file: Path
    first: int = 1

    def __len__(self) -> int:
        """Count the positions."""
        return len(self.lat)

    def take(self, rows: NDArray[np.bool_]) -> "Positions":
        """Return those of a mask, bool [N]."""
        owner = None if self.owner is None else self.owner[rows]
        side = None if self.side is None else self.side[rows]
        return replace(self, lat=self.lat[rows], lon=self.lon[rows], owner=owner, side=side, vague=self.vague[rows])


@dataclass(slots=True)
class Sieve:
    """What was read and what was left out, and the first of each kind.

    Attributes
    ----------
    read
        Positions that were looked at.
    dropped, first
        Number and first example, by what is wrong with them.
    """

    read: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)

    def sift(self, some: Positions) -> Positions:
        """Return those that are positions, and count the others."""
        lat, lon = some.lat, some.lon
        number = np.isfinite(lat) & np.isfinite(lon)
        with np.errstate(invalid="ignore"):
            on_earth = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
        origin = (lat == 0) & (lon == 0)
        self.read += len(some)
        for why, rows in (
            ("without a number", ~number),
            ("off the Earth", number & ~on_earth),
            ("at 0, 0", origin),
        ):
            if rows.any():
                at = int(rows.argmax())
                self.dropped[why] = self.dropped.get(why, 0) + int(rows.sum())
                self.first.setdefault(why, f"{some.file}, photo {some.first + at}: {lat[at]:g}, {lon[at]:g}")
        return some.take(on_earth & ~origin)

    def sentences(self) -> Iterator[str]:
        """Yield how many of each kind were left out, and the first of them."""
        for why, count in self.dropped.items():
            yield f"{count} of {self.read} positions {why} (first: {self.first[why]})"

    def refuse(self) -> None:
        """Accept no position that is none.

        Raises
        ------
        UsageError
            Something was left out.
        """
        if self.dropped:
            raise UsageError(
                f"Mend the positions, or give --drop to go on without them: {'; '.join(self.sentences())}."
            )


def read_positions(path: Path) -> Positions:
    """Read all positions of one file; what is none is left out."""
    sieve = Sieve()
    return joined([sieve.sift(some) for some in chunks([path])])


def joined(parts: Sequence[Positions]) -> Positions:
    """Return several chunks as one; owners and sides only where every chunk has them."""
    owners = [part.owner for part in parts if part.owner is not None]
    sides = [part.side for part in parts if part.side is not None]
    return Positions(
        lat=np.concatenate([part.lat for part in parts]),
        lon=np.concatenate([part.lon for part in parts]),
        owner=np.concatenate(owners) if len(owners) == len(parts) else None,
        side=np.concatenate(sides) if len(sides) == len(parts) else None,
        vague=np.concatenate([part.vague for part in parts]),
        file=parts[0].file,
    )


def files_of(sources: Iterable[Path]) -> list[Path]:
    """Return the files that sources mean: a file itself, a folder its files of the one kind that it holds.

    Raises
    ------
    UsageError
        A source is nothing that can be read, or a folder holds several kinds, so that photos might count twice.
    """
    files: list[Path] = []
    for source in sources:
        inside = sorted(path for path in source.iterdir() if _kind(path)) if source.is_dir() else [source]
        kinds = {_kind(path) for path in inside}
        if len(kinds) != 1 or None in kinds:
            raise UsageError(
                f"Name CSV, Parquet or tar files, or a folder with files of one of these kinds: {source} is "
                + ("none of them." if len(kinds) < 2 else f"a folder of {', '.join(sorted(map(str, kinds)))}.")
            )
        files += inside
    return files


def chunks(sources: Iterable[Path]) -> Iterator[Positions]:
    """Yield the positions of files and folders, at most `CHUNK` at a time, in their order.

    Raises
    ------
    UsageError
        A file cannot be read, is damaged, or lacks a column.
    """
    for path in files_of(sources):
        reader = {"csv": _table, "parquet": _table, "webdataset": _shard}[_kind(path) or ""]
        first = 1
        yielded = False
        for some in reader(path):
            yield replace(some, first=first)
            first += len(some)
            yielded = True
        if not yielded:
            raise UsageError(f"{path} holds no photo.")


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    return next((kind for suffix, kind in _KINDS.items() if name.endswith(suffix)), None)


def _table(path: Path) -> Iterator[Positions]:
    try:
        import polars as pl  # noqa: PLC0415 - where it is missing, CSV is read without it
    except ImportError as error:
        if _kind(path) == "parquet":
            raise UsageError("Reading Parquet takes polars: install the extra `training`.") from error
        yield from _csv(path)
        return
    try:
        for batch in _selected(path).collect_batches(chunk_size=CHUNK):
            yield _of_batch(batch, path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(path, error) from error


def _selected(path: Path) -> "pl.LazyFrame":
    """Return the columns that count, under our names."""
    import polars as pl  # noqa: PLC0415 - see `_table`

    if _kind(path) == "parquet":
        lazy = pl.scan_parquet(path)
    else:
        lazy = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy")
    at = _columns(lazy.collect_schema().names(), path)
    types = {"latitude": pl.Float64, "longitude": pl.Float64}
    return lazy.select(
        pl.col(name).cast(types.get(wanted, pl.String), strict=False).alias(wanted) for wanted, name in at.items()
    )


def _of_batch(batch: "pl.DataFrame", path: Path) -> Positions:
    import polars as pl  # noqa: PLC0415 - see `_table`

    lat, lon = (batch[name].fill_null(np.nan).to_numpy() for name in ("latitude", "longitude"))
    owner = side = None
    if "owner" in batch.columns:
        names = batch["owner"].fill_null("")
        known = names.unique()
        sums = pl.Series([crc32(name.encode()) for name in known], dtype=pl.UInt32)
        owner = names.replace_strict(known, sums, return_dtype=pl.UInt32).to_numpy()
    if "side" in batch.columns:
        side = np.array(batch["side"].fill_null("").to_list(), np.str_)
    vague = np.zeros(len(batch), np.bool_)
    if "precision" in batch.columns:
        vague = (batch["precision"] == COUNTRY_ONLY).fill_null(value=False).to_numpy()
    return Positions(np.asarray(lat, np.float64), np.asarray(lon, np.float64), owner, side, vague, path)


def _csv(path: Path) -> Iterator[Positions]:
    """Read CSV without polars: slower, the same positions."""
    try:
        with _opened(path) as file:
            reader = csv.reader(file)
            header = next(reader, [])
            at = {wanted: header.index(name) for wanted, name in _columns(header, path).items()}
            lines = (line for line in reader if line)
            while some := list(islice(lines, CHUNK)):
                yield _of_cells({k: [line[at[k]] if at[k] < len(line) else "" for line in some] for k in at}, path)
    except (OSError, EOFError, ValueError, csv.Error) as error:
        raise _unreadable(path, error) from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="")
    return path.open(encoding="utf-8", errors="replace", newline="")


def _shard(path: Path) -> Iterator[Positions]:
    found = (_of_sample(sample, path) for sample in tars.samples(path, ("json", "lat", "lon")))
    while some := list(islice(found, CHUNK)):
        yield _of_cells({name: [one.get(name, "") for one in some] for name in some[0]}, path)


def _of_sample(sample: tars.Sample, path: Path) -> Mapping[str, str]:
    """Return what a sample says: members `lat` and `lon` as text, else `json`."""
    files = sample.files
    if "lat" in files and "lon" in files:
        return {
            "latitude": files["lat"].decode("utf-8", "replace"),
            "longitude": files["lon"].decode("utf-8", "replace"),
        }
    if "json" not in files:
        raise UsageError(f"{path} gives no position for {sample.key}: a sample needs json, or lat and lon.")
    try:
        said = json.loads(files["json"])
    except ValueError as error:
        raise tars.damaged(path, f"{sample.key}.json: {error}") from error
    if not isinstance(said, dict):
        raise tars.damaged(path, f"{sample.key}.json is no object")
    return {wanted: str(said[name]) for wanted, name in _columns(list(said), path).items()}


def _of_cells(cells: Mapping[str, Sequence[str]], path: Path) -> Positions:
    lat, lon = (_numbers(cells[name]) for name in ("latitude", "longitude"))
    owner = side = None
    if "owner" in cells:
        owner = np.array([crc32(name.encode()) for name in cells["owner"]], np.uint32)
    if "side" in cells:
        side = np.array(cells["side"], np.str_)
    vague = np.array([said == COUNTRY_ONLY for said in cells.get("precision", [""] * len(lat))], np.bool_)
    return Positions(lat, lon, owner, side, vague, path)


def _numbers(cells: Sequence[str]) -> NDArray[np.float64]:
    try:
        return np.array(cells, np.str_).astype(np.float64)
    except ValueError:
        return np.array([_number(cell) for cell in cells], np.float64)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _columns(header: Sequence[str], path: Path) -> dict[str, str]:
    """Name of each column that counts, by what it is."""
    plain = {name.strip().lower(): name for name in reversed(header)}
    found = {}
    for wanted, names in zip(_WANTED, (LATITUDES, LONGITUDES, OWNERS, SIDES, PRECISIONS), strict=True):
        name = next((plain[name] for name in names if name in plain), None)
        if name is not None:
            found[wanted] = name
    if not {"latitude", "longitude"} <= set(found):
        raise UsageError(f"Name the columns of {path} lat and lon: they are {', '.join(header[:8])}.")
    return found


def _unreadable(path: Path, error: Exception) -> UsageError:
    said = str(error).splitlines()
    return UsageError(f"Positions cannot be read from {path}: {said[0].rstrip('.') if said else type(error).__name__}.")
