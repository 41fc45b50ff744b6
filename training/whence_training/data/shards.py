"""Writing a manifest's photos as WebDataset shards by side, reduced, in an order that mixes photographers.

`plan` says which photos go into which shard: a function of manifest and settings alone. A shard is written under
another name, then renamed, then its index is put beside it; what has an index is done. So a run that was stopped goes
on where it was, and the same manifest gives the same bytes.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.atomic import replacing
from whence_training.data import shard_index, tars
from whence_training.data.decode import UndecodableError, decode, encode, reduced
from whence_training.data.manifest import COLUMNS, Manifest
from whence_training.data.split import Side


@dataclass(frozen=True, slots=True)
class ShardSettings:
    """How shards are made.

    Attributes
    ----------
    short_side_px
        Pictures are reduced to this; smaller ones stay as they are.
    quality
        Of the JPEGs.
    photos
        At most so many in a shard.
    seed
        Of the order.
    """

    short_side_px: int = 320
    quality: int = 90
    photos: int = 2000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ShardWritten:
    """A shard is done: its file, how many photos it holds, and paths and reasons of those it could not take.

    `before` tells that an earlier run had written it.
    """

    file: Path
    photos: int
    unreadable: tuple[tuple[str, str], ...] = ()
    before: bool = False


@dataclass(frozen=True, eq=False)
class _Task:
    file: Path
    photos: Manifest
    settings: ShardSettings


def plan(manifest: Manifest, settings: ShardSettings) -> dict[Side, list[NDArray[np.int64]]]:
    """Return for each side the rows of each shard: photos that a distance may be measured on, in random order."""
    shards = {}
    for number, side in enumerate(Side):
        rows = np.flatnonzero((manifest.side == side) & manifest.measurable)
        order = np.random.default_rng((settings.seed, number)).permutation(rows)
        pieces = -(-len(rows) // settings.photos)
        if pieces:
            shards[side] = [np.asarray(part, np.int64) for part in np.array_split(order, pieces)]
    return shards


def write_shards(manifest: Manifest, folder: Path, settings: ShardSettings, workers: int = 2) -> Iterator[ShardWritten]:
    """Write `folder/SIDE/SIDE-NNNNN.tar`, and yield each shard as it is done; goes on where a stopped run was.

    Raises
    ------
    UsageError
        There is nothing to write, the folder holds shards of something else, a shard there or one that photos are
        taken from is damaged, or no photo of a shard can be read.
    StorageError
        The disk is full or refuses; what is done stays done.
    """
    planned = plan(manifest, settings)
    if not planned:
        raise UsageError("The manifest names no photo that a distance may be measured on.")
    _hold_plan(folder, manifest, settings, {side: len(shards) for side, shards in planned.items()})
    for left in folder.glob("*/.*"):  # by a run that was killed
        left.unlink()
    tasks = []
    for side, shards in planned.items():
        for number, rows in enumerate(shards):
            file = folder / side / f"{side}-{number:05}{tars.SUFFIX}"
            if shard_index.beside(file).is_file():
                yield ShardWritten(file, len(shard_index.load(file)), before=True)
            else:
                tasks.append(_Task(file, manifest.take(rows), settings))
    if workers == 1:
        yield from map(_write, tasks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_write, tasks)


def _hold_plan(folder: Path, manifest: Manifest, settings: ShardSettings, shards: dict[Side, int]) -> None:
    """Write down what a folder is for, or hold that it is for the same."""
    digest = hashlib.sha256(json.dumps(asdict(settings)).encode())
    for name in COLUMNS:
        digest.update("\n".join(getattr(manifest, name).astype(np.str_).tolist()).encode(errors="surrogateescape"))
    wanted = {
        "settings": asdict(settings),
        "manifest": digest.hexdigest(),
        "shards": {str(k): n for k, n in shards.items()},
    }
    file = folder / shard_index.PLAN_FILE
    if not file.is_file():
        with replacing(file) as temporary:
            temporary.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    elif file.read_text(encoding="utf-8") != json.dumps(wanted, indent=1):
        raise UsageError(f"{folder} holds shards of another manifest or of other settings: name another folder.")


def _write(task: _Task) -> ShardWritten:
    """Write one shard and its index; runs in a worker."""
    entries: list[tuple[tars.Entry, dict[str, object]]] = []
    unreadable: list[tuple[str, str]] = []
    with replacing(task.file) as temporary, tarfile.open(temporary, "w", format=tarfile.PAX_FORMAT) as archive:
        for number in range(len(task.photos)):
            path = str(task.photos.path[number])
            try:
                picture = _picture(Path(path), task.settings)
            except (OSError, UndecodableError) as error:
                unreadable.append((path, str(error)))
                continue
            key = f"{task.file.stem}-{number:05}"
            said = _labels(task.photos, number)
            entries.append((_add(archive, f"{key}.jpg", picture), said))
            _add(archive, f"{key}.json", json.dumps(said).encode())
        if unreadable and not entries:
            path, why = unreadable[0]
            raise UsageError(f"None of the {len(unreadable)} photos of {task.file.name} can be read ({path}: {why}).")
    with replacing(shard_index.beside(task.file)) as temporary:
        shard_index.save(shard_index.index_of(entries, task.file), task.file, temporary)
    return ShardWritten(task.file, len(entries), tuple(unreadable))


def _picture(path: Path, settings: ShardSettings) -> bytes:
    whole = decode(tars.read_file(path), settings.short_side_px)
    return encode(reduced(whole, settings.short_side_px), settings.quality)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> tars.Entry:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    offset = archive.offset + tarfile.BLOCKSIZE
    archive.addfile(member, io.BytesIO(data))
    return tars.Entry(name, offset, len(data))


def _labels(photos: Manifest, number: int) -> dict[str, object]:
    """Return the labels of a photo; its path is left out, as shards travel."""
    text = {name: str(getattr(photos, name)[number]) for name in COLUMNS if name not in {"path", "lat", "lon"}}
    taken_at = "" if text["taken_at"] == "NaT" else text["taken_at"]
    return {"lat": float(photos.lat[number]), "lon": float(photos.lon[number]), **text, "taken_at": taken_at}
