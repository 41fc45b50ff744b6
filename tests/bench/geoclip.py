"""What a model of GeoCLIP's shape costs on this machine: photos a second and memory, float32 beside 8 bits.

Usage: ``python tests/bench/geoclip.py [--threads 2] [--rounds 3] [--layers 24]``

The networks have the published shape and random weights (`vit.py`), so the speed is GeoCLIP's and the answers mean
nothing; the 8-bit one is made by ONNX Runtime's dynamic quantisation. Both run in the same process in turns, so that
whatever else the machine does hits both; ratios are medians over the rounds, of processor time. Memory is measured in a
process of its own for each. With 24 layers it needs 8 GB of memory, 2 GB of disk and several minutes.
"""

import argparse
import json
import multiprocessing
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import IMAGE
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.geoclip import LOCATION, PLACES, Published, Variant
from whence_engine.inference.geoclip_build import build
from whence_engine.inference.quiet import keep_quiet
from whence_engine.inference.session import Network
from whence_engine.inference.single import cell_mass

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.vit import EMBEDDING, SIZE_PX, save_location, save_vision

BATCHES = (1, 4, 8)
VARIANTS = (Variant.FULL, Variant.QUANTIZED)
PLACES_COUNT = 100_000


def publish(folder: Path, layers: int) -> None:
    """Write files of the published names and shapes."""
    keep_quiet()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    save_vision(folder / Variant.FULL.file, layers)
    save_location(folder / LOCATION)
    quantize_dynamic(folder / Variant.FULL.file, folder / Variant.QUANTIZED.file, weight_type=QuantType.QUInt8)
    random = np.random.default_rng(0)
    lat, lon = np.degrees(np.arcsin(random.uniform(-0.8, 0.95, PLACES_COUNT))), random.uniform(-180, 180, PLACES_COUNT)
    (folder / PLACES).parent.mkdir(parents=True)
    (folder / PLACES).write_text(json.dumps(np.stack([lat, lon], axis=1).round(5).tolist()))


def timed(work: Callable[[], object]) -> float:
    return twice_timed(work)[0]


def twice_timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor: on a busy machine the latter tell more."""
    began, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - spent


def abreast(network: Network, batch: int, threads: int) -> Callable[[], object]:
    """As `predict_photos` does it: each thread runs a batch of its own."""
    strips = [np.random.default_rng(1).normal(size=(batch, 3, SIZE_PX, SIZE_PX)).astype(np.float32)] * threads

    def work() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(network.run, strips))

    return work


def measure_speed(bundles: dict[Variant, Bundle], threads: int, rounds: int) -> None:
    networks = {variant: bundle.image_network() for variant, bundle in bundles.items()}
    for network in networks.values():  # the first run of a session takes longer
        abreast(network, 1, threads)()
    for batch in BATCHES:
        work = {variant: abreast(network, batch, threads) for variant, network in networks.items()}
        took: dict[Variant, list[tuple[float, float]]] = {variant: [] for variant in work}
        for _ in range(rounds):
            for variant, run in work.items():
                took[variant].append(twice_timed(run))
        photos = batch * threads
        told = []
        for variant, pairs in took.items():
            clock, processor = (statistics.median(pair[k] for pair in pairs) for k in (0, 1))
            told.append(
                f"{variant} {photos / clock:.2f} photos/s, {processor / photos:.2f} s of processor time a photo"
            )
        ratio = statistics.median(a[1] / b[1] for a, b in zip(*(took[variant] for variant in VARIANTS), strict=True))
        print(f"batch {batch}, {threads} threads: {'; '.join(told)}; 8 bits take 1 / {ratio:.2f} of it", flush=True)


def measure_gallery(bundle: Bundle, rounds: int) -> None:
    gallery = bundle.gallery
    half = gallery.embedding.astype(np.float16)
    print(f"gallery of {len(half)} places in {len(bundle.grid)} cells:")
    for batch in BATCHES:
        asked = np.random.default_rng(2).normal(size=(batch, EMBEDDING)).astype(np.float32)
        parts: dict[str, Callable[[], object]] = {
            "to the masses of cells": partial(cell_mass, bundle, {"embedding": asked}),
            "of them the product in float32": partial(np.matmul, asked, gallery.embedding.T),
            "the product from float16, block by block": partial(_blockwise, asked, half),
        }
        took = {what: statistics.median(timed(work) for _ in range(3 * rounds)) for what, work in parts.items()}
        print(f"  batch {batch}: " + ", ".join(f"{seconds * 1e3:.0f} ms {what}" for what, seconds in took.items()))


def _blockwise(asked: NDArray[np.float32], half: NDArray[np.float16], rows: int = 4096) -> NDArray[np.float32]:
    blocks = [asked @ half[start : start + rows].astype(np.float32).T for start in range(0, len(half), rows)]
    return np.concatenate(blocks, axis=1)


def measure_memory(bundle: Path, batch: int, threads: int) -> None:
    opened = Bundle.open(bundle)
    abreast(opened.image_network(), batch, threads)()
    cell_mass(opened, {"embedding": np.ones((batch, EMBEDDING), np.float32)})
    # The peak that getrusage tells begins with that of the process which started this one.
    peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1024
    size = (bundle / IMAGE).stat().st_size / 1e6
    print(f"{bundle.name}: {size:.0f} MB of weights, peak memory {peak:.0f} MB with {threads} x {batch} photos")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="0: building and memory only")
    parser.add_argument("--layers", type=int, default=24)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        publish(folder / "published", options.layers)
        bundles = {}
        for variant in VARIANTS:
            (folder / variant).mkdir()
            published = Published(folder / "published", variant, "none", "random weights", "bench")
            took = timed(partial(list, build(published, folder / variant)))
            print(f"{variant}: bundle built in {took:.0f} s, all places embedded", flush=True)
            process = multiprocessing.get_context("spawn").Process(
                target=measure_memory, args=(folder / variant, 4, options.threads)
            )
            process.start()
            process.join()
            bundles[variant] = Bundle.open(folder / variant)
        if options.rounds:
            measure_gallery(bundles[VARIANTS[0]], options.rounds)
            measure_speed(bundles, options.threads, options.rounds)


if __name__ == "__main__":
    main()
