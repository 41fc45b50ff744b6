"""How close prediction comes to the slower of its two halves, and what memory it takes.

Usage: ``python tests/bench/pipeline.py [--rounds 5] [--photos 96] [--threads 2] [--memory 500 5000]``

Decoding alone, the network alone and the pipeline run in turns, so that whatever else the machine does hits all of
them; ratios are medians over the rounds. Processor time stands beside the clock: on a busy machine it tells more.
The pictures are rendered 12-megapixel JPEGs; the network is the starter's, or one of MobileNet's cost where there is
no starter. Peak memory is measured in a process of its own for each number of photos.
"""

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import CARD, IMAGE
from whence_engine.files.decode import decode_rgb
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.inference.quiet import onnx_runtime
from whence_engine.inference.single import BATCH, predict_photos
from whence_engine.inference.strips import cores
from whence_engine.paths import folders
from whence_engine.photo import Photo
from whence_engine.preprocess import decode_edge_px, prepare

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.mobile import mobile_bundle

BAR = 1.15

_Item = TypeVar("_Item")


def render(number: int) -> NDArray[np.uint8]:
    """A hazy mountain range under a sky with grain: detail at every scale, as JPEG meets it in photos."""
    random = np.random.default_rng(number)
    height, width = 3000, 4000
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(2, 11):
        small = random.normal(size=(3 << octave, 4 << octave, 3))[:height, :width]
        scaled = [Image.fromarray(small[..., c].astype(np.float32)).resize((width, height)) for c in range(3)]
        picture += np.dstack([np.asarray(channel) for channel in scaled]) * 60 / 1.5**octave
    ridge = height / 2 + np.cumsum(random.normal(size=width)) * 8
    picture[np.arange(height)[:, None] > ridge[None, :]] *= 1.6
    return np.clip(picture + 120 + random.normal(size=(height, width, 1)) * 4, 0, 255).astype(np.uint8)


def listed(paths: list[Path], photos: int) -> Iterator[Photo]:
    return (Photo(path, 1, 1, 1, "JPEG", id=number) for number, path in enumerate(islice(cycle(paths), photos)))


class Halves:
    """The work of one round, each part of it alone and together."""

    def __init__(self, paths: list[Path], bundle_path: Path, photos: int, threads: int) -> None:
        self.paths = list(islice(cycle(paths), photos))
        self.bundle = Bundle.open(bundle_path)
        self.threads = threads
        self.edge_px = decode_edge_px(self.bundle.card.input)
        first = prepare(decode_rgb(paths[0], self.edge_px), self.bundle.card.input)
        self.batches = [np.stack([first] * BATCH)] * (photos // BATCH)
        self.network = self.bundle.image_network()
        self.threaded = self._session(threads)

    def _session(self, threads: int) -> Any:
        onnxruntime = onnx_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        return onnxruntime.InferenceSession(self.bundle.path / IMAGE, options, providers=["CPUExecutionProvider"])

    def _pooled(self, work: Callable[[_Item], object], items: list[_Item]) -> None:
        with ThreadPoolExecutor(self.threads) as pool:
            for _ in pool.map(work, items):
                pass

    def decoding(self) -> None:
        self._pooled(lambda path: decode_rgb(path, self.edge_px), self.paths)

    def network_batches_abreast(self) -> None:
        self._pooled(self.network.run, self.batches)

    def network_threads_inside(self) -> None:
        for batch in self.batches:
            self.threaded.run(None, {"image": batch})

    def pipeline(self) -> None:
        for _ in predict_photos(listed(self.paths, len(self.paths)), self.bundle, threads=self.threads):
            pass

    def decoders_before_a_threaded_network(self) -> None:
        """What `predict_photos` is not: kept to be measured beside it."""
        spec = self.bundle.card.input
        with ThreadPoolExecutor(self.threads) as pool:
            ready: list[NDArray[np.float32]] = []
            for values in pool.map(lambda path: prepare(decode_rgb(path, self.edge_px), spec), self.paths):
                ready.append(values)
                if len(ready) == BATCH:
                    self.threaded.run(None, {"image": np.stack(ready)})
                    ready = []


def timed(work: Callable[[], None], photos: int) -> tuple[float, float]:
    """Milliseconds per photo by the clock, and of processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - clock) * 1e3 / photos, (time.process_time() - processor) * 1e3 / photos


def speed(halves: Halves, rounds: int, photos: int) -> None:
    parts = {
        "decoding alone": halves.decoding,
        "network alone, batches abreast": halves.network_batches_abreast,
        "network alone, threads inside": halves.network_threads_inside,
        "pipeline": halves.pipeline,
        "(decoders before a threaded network)": halves.decoders_before_a_threaded_network,
    }
    for part in parts.values():
        part()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in parts}
    for _ in range(rounds):
        for name, part in parts.items():
            taken[name].append(timed(part, photos))
    print(f"{'':38}{'ms/photo':>10}{'processor':>11}")
    for name, times in taken.items():
        clock, processor = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name:38}{clock:10.2f}{processor:11.2f}")
    decoding, abreast, inside, pipeline, _ = taken.values()
    rows = [(p, d, min(a, i)) for p, d, a, i in zip(pipeline, decoding, abreast, inside, strict=True)]
    for unit, what in enumerate(("by the clock", "by processor time")):
        larger = statistics.median(p[unit] / max(d[unit], n[unit]) for p, d, n in rows)
        both = statistics.median(p[unit] / (d[unit] + n[unit]) for p, d, n in rows)
        print(f"pipeline, {what}: {larger:.3f} of the larger half, {both:.3f} of both halves in turn")
    print(f"The bar is {BAR} of the larger half by the clock, on cores that have nothing else to do.")


def peak_mib(paths: list[Path], bundle_path: Path, photos: int, threads: int) -> float:
    """Run the pipeline in this process and return its peak resident memory in MiB."""
    for _ in predict_photos(listed(paths, photos), Bundle.open(bundle_path), threads=threads):
        pass
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def memory(paths: list[Path], bundle_path: Path, counts: list[int], threads: int) -> None:
    fresh = multiprocessing.get_context("spawn")
    for photos in counts:
        with fresh.Pool(1) as pool:
            peak = pool.apply(peak_mib, (paths, bundle_path, photos, threads))
        print(f"peak memory of {photos:6} photos: {peak:7.1f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--photos", type=int, default=96)
    parser.add_argument("--threads", type=int, default=cores())
    parser.add_argument("--memory", type=int, nargs="*", default=[500, 5000])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        starter = find_bundle("starter", folders())
        bundle_path = starter if (starter / CARD).is_file() else mobile_bundle(folder / "mobile")
        paths = [folder / f"{number}.jpg" for number in range(4)]
        for number, path in enumerate(paths):
            Image.fromarray(render(number)).save(path, quality=90)
        size = statistics.mean(path.stat().st_size for path in paths) / 1e6
        print(f"{asked.threads} threads, bundle {bundle_path.name}, 4000 x 3000 px, {size:.1f} MB a photo")
        speed(Halves(paths, bundle_path, asked.photos, asked.threads), asked.rounds, asked.photos)
        memory(paths, bundle_path, asked.memory, asked.threads)


if __name__ == "__main__":
    main()
