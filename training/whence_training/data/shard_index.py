"""What lies where in a folder of shards: numbers only, so that millions of photos fit into memory.

Shards that `shards` wrote have their index beside them; of others (WebDataset with `json` members) it is read from the
archives.
"""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.data import tars

PICTURES = ("jpg", "jpeg", "png", "webp")
SCENES = ("indoor", "natural", "urban")
PLAN_FILE = "plan.json"


@dataclass(frozen=True, eq=False)
class ShardIndex:
    """Photos of one shard, [N] each.

    Attributes
    ----------
    offset, size
        int64, int32: where the bytes of the picture lie.
    lat, lon
        float64, degrees.
    photographer
        uint32: checksum of the name.
    scene
        int8: place in `SCENES`, -1 where unknown.
    """

    offset: NDArray[np.int64]
    size: NDArray[np.int32]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    photographer: NDArray[np.uint32]
    scene: NDArray[np.int8]

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.offset)


@dataclass(frozen=True, eq=False)
class ShardedPhotos:
    """Photos of several shards, one after the other.

    Attributes
    ----------
    files
        The shards.
    starts
        int64 [K + 1]: the first photo of each, and the number of all.
    index
        Of all photos, [N].
    """

    files: tuple[Path, ...]
    starts: NDArray[np.int64]
    index: ShardIndex

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.index)

    def shard_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which shard photos are in: int64 [B] -> int64 [B]."""
        return np.asarray(np.searchsorted(self.starts, rows, side="right") - 1, np.int64)


def read_shards(folder: Path) -> ShardedPhotos:
    """Read the index of every shard of a folder, in the order of their names.

    Raises
    ------
    UsageError
        There are none, `shards` has not finished them, or one is damaged or not as long as it was.
    """
    files = tuple(sorted(path for path in folder.glob(f"*{tars.SUFFIX}") if not path.name.startswith(".")))
    if not files:
        raise UsageError(f"{folder} holds no shards (*{tars.SUFFIX}).")
    planned = _planned(folder)
    if planned is not None and planned != len(files):
        raise UsageError(f"{folder} holds {len(files)} of {planned} shards: run the same `shards` command again.")
    indices = [load(file) if beside(file).is_file() else scanned(file) for file in files]
    columns = {
        column.name: np.concatenate([getattr(one, column.name) for one in indices]) for column in fields(ShardIndex)
    }
    starts = np.concatenate([[0], np.cumsum([len(one) for one in indices])])
    return ShardedPhotos(files, starts.astype(np.int64), ShardIndex(**columns))


def beside(shard: Path) -> Path:
    """Return where the index of a shard lies."""
    return shard.with_suffix(".npz")


def save(index: ShardIndex, shard: Path, file: Path) -> None:
    """Write the index of a shard that lies complete on the disk, with its length, to `file`."""
    arrays = {column.name: getattr(index, column.name) for column in fields(ShardIndex)}
    with file.open("wb") as out:
        np.savez(out, allow_pickle=False, shard_bytes=np.int64(shard.stat().st_size), **arrays)


def load(shard: Path) -> ShardIndex:
    """Read the index of a shard that `shards` wrote.

    Raises
    ------
    UsageError
        The index is damaged, or the shard has not the length that it states.
    """
    try:
        with beside(shard).open("rb") as file, np.load(file, allow_pickle=False) as archive:
            index = ShardIndex(**{column.name: archive[column.name] for column in fields(ShardIndex)})
            told = int(archive["shard_bytes"])
        held = shard.stat().st_size
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise tars.damaged(shard, f"its index {beside(shard).name}: {error}") from error
    if held != told:
        raise tars.damaged(shard, f"it has {held} bytes, not {told}")
    return index


def scanned(shard: Path) -> ShardIndex:
    """Make the index of any shard whose samples have a picture and a `json` with lat and lon.

    Raises
    ------
    UsageError
        The shard is damaged, or a sample lacks one of the two.
    """
    pictures: dict[str, tars.Entry] = {}
    labels: dict[str, dict[str, object]] = {}
    for entry in tars.entries(shard):
        key, suffix = tars.split_name(entry.name)
        if suffix in PICTURES:
            pictures[key] = entry
        elif suffix == "json":
            labels[key] = _json(shard, entry)
    lacking = pictures.keys() ^ labels.keys()
    if lacking:
        raise UsageError(f"{shard} has a picture or a json of {min(lacking)}, but not both.")
    return index_of([(pictures[key], labels[key]) for key in pictures], shard)


def index_of(photos: Sequence[tuple[tars.Entry, dict[str, object]]], shard: Path) -> ShardIndex:
    """Make an index of entries and their labels."""
    try:
        lat, lon = (np.array([float(str(said[name])) for _, said in photos], np.float64) for name in ("lat", "lon"))
    except (KeyError, ValueError) as error:
        raise UsageError(f"{shard} has a json without the numbers lat and lon ({error}).") from error
    scenes = [str(said.get("scene") or "") for _, said in photos]
    return ShardIndex(
        offset=np.array([entry.offset for entry, _ in photos], np.int64),
        size=np.array([entry.size for entry, _ in photos], np.int32),
        lat=lat,
        lon=lon,
        photographer=np.array([crc32(str(said.get("photographer") or "").encode()) for _, said in photos], np.uint32),
        scene=np.array([SCENES.index(scene) if scene in SCENES else -1 for scene in scenes], np.int8),
    )


def _json(shard: Path, entry: tars.Entry) -> dict[str, object]:
    try:
        said = json.loads(tars.read_file(shard / entry.name))
    except ValueError as error:
        raise tars.damaged(shard, f"{entry.name}: {error}") from error
    return said if isinstance(said, dict) else {}


def _planned(folder: Path) -> int | None:
    """Return how many shards `shards` wanted to write into a folder, None where it did not make it."""
    plan = folder.parent / PLAN_FILE
    if not plan.is_file():
        return None
    try:
        found = json.loads(plan.read_text(encoding="utf-8"))["shards"].get(folder.name)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UsageError(f"{plan} is damaged ({error}): make the shards again in another folder.") from error
    return None if found is None else int(found)
