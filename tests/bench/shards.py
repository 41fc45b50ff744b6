"""Feeding a GPU: photos a second of one core from camera files and from shards.

Usage: ``python tests/bench/shards.py PHOTOS [--photos N]`` with a folder of photos, which are blown up to
twelve megapixels first. In turns on the same photos: decoded whole and then prepared; decoded at reduced scale; read
from the shards that the command `shards` writes, as the training loop reads them.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from whence_engine.card import InputSpec
from whence_engine.preprocess import decode_edge_px, prepare
from whence_training.data.decode import decode
from whence_training.data.importers.intake import Intake, Record, Shares, manifest_of
from whence_training.data.manifest import Manifest
from whence_training.data.shard_index import read_shards
from whence_training.data.shards import ShardSettings, write_shards
from whence_training.data.split import Side
from whence_training.fit.sharded import Sharded
from whence_training.fit.source import Share

SPEC = InputSpec(size_px=224, value_scale=255.0, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))


def blown_up(folder: Path, to: Path, count: int) -> Manifest:
    """Camera-sized copies of photos, as a manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg"})
    records = []
    for number, path in enumerate(paths[:: max(1, len(paths) // count)][:count]):
        file = to / f"{number}.jpg"
        Image.open(path).convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC).save(file, quality=92)
        records.append(Record(file, 1.0, 1.0 + number / 1000, f"{number}"))
    return manifest_of(records, folder="bench", shares=Shares(side=Side.TRAIN), intake=Intake())


def rate(count: int, work: Callable[[], object]) -> float:
    """Photos a second of this process's time, whatever else the machine does."""
    start = time.process_time()
    work()
    return count / (time.process_time() - start)


def one_by_one(photos: Manifest, at_least_px: int) -> None:
    """Decode and prepare in this process."""
    for path in photos.path.tolist():
        prepare(np.asarray(decode(Path(path).read_bytes(), at_least_px)), SPEC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=64)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = blown_up(arguments.folder, folder, arguments.photos)
        count = len(photos)
        settings = ShardSettings(photos=16)
        writing = rate(count, lambda: list(write_shards(photos, folder / "shards", settings, workers=1)))
        shards = read_shards(folder / "shards" / "train")
        source = Sharded(shards, SPEC, batch=16, seed=0, take=lambda *read: read)
        rounds = [
            (
                rate(count, lambda: one_by_one(photos, 3000)),
                rate(count, lambda: one_by_one(photos, decode_edge_px(SPEC))),
                rate(count, lambda: list(source.of_pass(1, 0, Share()))),
            )
            for _ in range(3)
        ]
        whole, scaled, sharded = np.median(np.array(rounds), axis=0).tolist()
        print(f"{count} photos of 12 megapixels, photos a second of one core's time, median of {len(rounds)} turns:")
        print(f"camera files decoded whole: {whole:.0f}")
        print(f"camera files decoded at reduced scale: {scaled:.0f}, {scaled / whole:.1f} times as many")
        print(f"shards of short side {settings.short_side_px}: {sharded:.0f}, {sharded / whole:.0f} times as many")
        print(f"writing shards: {writing:.0f}")


if __name__ == "__main__":
    main()
