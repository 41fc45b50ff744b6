"""Lookalikes: what the search costs against libraries of approximate neighbours, and how right it is against its claim.

    python tests/bench/lookalike.py search                            recall, build and query time, memory
    python tests/bench/lookalike.py fit --data DIR --cache FILE       the votes' temperature, off the test side
    python tests/bench/lookalike.py measure --data DIR --cache FILE   on the test side: right, claimed, chance

`search` measures hnswlib, usearch and faiss where they are installed. Libraries of one photographer each: half of the
days keep their positions, the photos of the others are looked up among them. FILE keeps the embeddings of the starter
model; it is made when it is missing.
"""

import argparse
import gc
import importlib
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues import likeness
from whence_engine.cues.likeness import RADIUS_KM, Look, favourite, learn, nearest, unit
from whence_engine.events import PhotoFailed
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.inference.single import predict_photos
from whence_engine.library.predictions import NO_DAY
from whence_engine.metrics import bootstrap
from whence_engine.paths import folders
from whence_engine.photo import Photo
from whence_training.data.manifest import Manifest, read_manifest
from whence_training.data.split import Side, read_split

SIZES = (10_000, 100_000, 1_000_000)
WIDTH = 192
QUERIES = 256
NEIGHBOURS = 10


def vectors(count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Make unit vectors that crowd as photos do: a few hundred scenes, each with its own scatter."""
    scenes = rng.normal(size=(300, WIDTH)).astype(np.float32)
    values = scenes[rng.integers(0, 300, count)] + 0.9 * rng.normal(size=(count, WIDTH)).astype(np.float32)
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True))


Search = Callable[[NDArray[np.float32]], NDArray[np.int64]]


def exact(gallery: NDArray[np.float32]) -> Search:
    """Ours: float16 at rest, float32 at work, a block at a time."""
    kept = Look(unit(gallery), np.arange(len(gallery), dtype=np.int32), np.arange(len(gallery), dtype=np.int64))

    def search(query: NDArray[np.float32]) -> NDArray[np.int64]:
        nobody = np.full(len(query), -1)
        return nearest(Look(unit(query), np.full(len(query), -1, np.int32), nobody), kept, NEIGHBOURS).row

    return search


def hnswlib(gallery: NDArray[np.float32]) -> Search:
    """The graph of Malkov and Yashunin."""
    index = importlib.import_module("hnswlib").Index(space="ip", dim=WIDTH)
    index.init_index(max_elements=len(gallery), ef_construction=100, M=16)
    index.add_items(gallery)
    index.set_ef(64)
    return lambda query: np.asarray(index.knn_query(query, k=NEIGHBOURS)[0], np.int64)


def usearch(gallery: NDArray[np.float32]) -> Search:
    """The same graph, kept in 16 bits."""
    index = importlib.import_module("usearch.index").Index(ndim=WIDTH, metric="ip", dtype="f16")
    index.add(np.arange(len(gallery)), gallery)
    return lambda query: np.asarray(index.search(query, NEIGHBOURS).keys, np.int64)


def faiss(gallery: NDArray[np.float32]) -> Search:
    """Inverted lists, a tenth of them searched."""
    library = importlib.import_module("faiss")
    lists = int(4 * len(gallery) ** 0.5)
    index = library.IndexIVFFlat(library.IndexFlatIP(WIDTH), WIDTH, lists, library.METRIC_INNER_PRODUCT)
    index.train(gallery[: 40 * lists])
    index.add(gallery)
    index.nprobe = max(1, lists // 10)
    return lambda query: np.asarray(index.search(query, NEIGHBOURS)[1], np.int64)


def search(most: int) -> None:
    """Print the table of searches up to a size."""
    print("| photos | search | build | 256 queries | recall of 10 | memory |")
    print("|---|---|---|---|---|---|")
    for count in (size for size in SIZES if size <= most):
        rng = np.random.default_rng(0)
        gallery, query = vectors(count, rng), vectors(QUERIES, rng)
        truth = np.argsort(-(query @ gallery.T), axis=1)[:, :NEIGHBOURS]
        for method in (exact, hnswlib, usearch, faiss):
            gc.collect()
            before = _resident_mb()
            begin = time.perf_counter()
            try:
                ask = method(gallery)
            except ImportError:
                print(f"| {count:,} | {method.__name__} is not installed |  |  |  |  |")
                continue
            built = time.perf_counter() - begin
            held = _resident_mb() - before
            ask(query[:8])
            begin = time.perf_counter()
            found = ask(query)
            asked = time.perf_counter() - begin
            recall = np.mean([len(set(a) & set(b)) for a, b in zip(found.tolist(), truth.tolist(), strict=True)]) / 10
            cost = f"{built:.2f} s | {1e3 * asked:.0f} ms | {recall:.3f} | {held:.0f} MB"
            print(f"| {count:,} | {method.__name__} | {cost} |")
            del ask


def _resident_mb() -> float:
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def embedded(data: Path, cache: Path) -> tuple[Manifest, NDArray[np.float32]]:
    """Return the precise photos of all sides and the starter's embedding of each."""
    manifest = read_manifest(data / "photos", read_split())
    manifest = manifest.take(np.flatnonzero(manifest.precise))
    if not cache.exists():
        photos = [Photo(Path(str(path)), 1, 1, 1, "JPEG", id=row) for row, path in enumerate(manifest.path)]
        found = np.zeros((len(photos), 0), np.float32)
        for outcome in predict_photos(photos, Bundle.open(find_bundle("starter", folders()))):
            if not isinstance(outcome, PhotoFailed):
                photo, prediction = outcome
                if not found.size:
                    found = np.zeros((len(photos), prediction.embedding.size), np.float32)
                found[photo.id] = prediction.embedding
        np.savez(cache, embedding=found)
    with np.load(cache) as kept:
        return manifest, kept["embedding"]


def libraries(manifest: Manifest, embedding: NDArray[np.float32]) -> Iterator[tuple[str, Look, NDArray[np.float64]]]:
    """Yield each photographer's photos as the cue sees them; an album is a day, or a labelled album without one."""
    for who in np.unique(manifest.photographer):
        rows = np.flatnonzero(manifest.photographer == who)
        own = manifest.take(rows)
        day = own.taken_at.astype("datetime64[D]").astype(np.int64)
        known = np.asarray(np.where(np.isnat(own.taken_at), NO_DAY, day), np.int32)
        _, album = np.unique(np.where(np.isnat(own.taken_at), own.album, day.astype(str)), return_inverse=True)
        yield str(who), Look(unit(embedding[rows]), known, album.astype(np.int64)), to_xyz(own.lat, own.lon)


def halves(look: Look, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows that keep their position and rows that lose it: half of the albums each."""
    albums = np.random.default_rng(seed).permutation(np.unique(look.album))
    kept = np.isin(look.album, albums[: len(albums) // 2])
    return np.flatnonzero(kept), np.flatnonzero(~kept)


def part(look: Look, rows: NDArray[np.int64]) -> Look:
    """Return some photos."""
    return Look(look.embedding[rows], look.day[rows], look.album[rows])


def asked(manifest: Manifest, embedding: NDArray[np.float32]) -> list[tuple[str, bool, float, float, float]]:
    """Look hidden photos up: photographer, right within 25 km, claimed (nan: silent), chance, within 1 km."""
    found = []
    for who, look, xyz in libraries(manifest, embedding):
        for seed in range(3):
            kept, hidden = halves(look, seed)
            if not len(hidden) or len(kept) < likeness.NEIGHBOURS:
                continue
            trust = learn(part(look, kept), xyz[kept])
            votes = nearest(part(look, hidden), part(look, kept))
            best, share = favourite(votes, xyz[kept])
            at = votes.row[np.arange(len(best)), best]
            km = distance_xyz_km(xyz[hidden], xyz[kept][at])
            sure = trust.sure(votes.cosine[:, 0].astype(np.float64), share) if trust else np.full(len(hidden), np.nan)
            chance = (distance_xyz_km(xyz[hidden][:, None], xyz[kept][None]) <= RADIUS_KM).mean(axis=1)
            found += list(zip([who] * len(km), km <= RADIUS_KM, sure, chance, km, strict=True))
    return found


def fit(data: Path, cache: Path) -> None:
    """Print, off the test side, how right the favourite is by temperature of the votes."""
    manifest, embedding = embedded(data, cache)
    rows = np.flatnonzero(manifest.side != Side.TEST)
    manifest, embedding = manifest.take(rows), embedding[rows]
    for temperature in (0.01, 0.02, 0.03, 0.05, 0.1, 1.0):
        likeness.TEMPERATURE = temperature
        found = asked(manifest, embedding)
        people = np.array([one[0] for one in found])
        right = np.array([one[1] for one in found], np.float64)
        each = [right[people == who].mean() for who in np.unique(people)]
        print(f"temperature {temperature:5.2f}: within 25 km {np.mean(each):.3f} of {len(each)} photographers' photos")


def measure(data: Path, cache: Path, of: Side) -> None:
    """Print how right lookalikes are on a side: of all that are asked, and where the cue speaks, against its claim."""
    manifest, embedding = embedded(data, cache)
    rows = np.flatnonzero(manifest.side == of)
    found = asked(manifest.take(rows), embedding[rows])
    people = np.array([one[0] for one in found])
    right, sure, chance = (np.array([one[column] for one in found], np.float64) for column in (1, 2, 3))
    print(f"{of}: {len(found)} photos looked up, of {len(np.unique(people))} photographers")
    print("| photos | how many | within 25 km | claimed | a photo at random | 95 % interval |")
    print("|---|---|---|---|---|---|")
    speaks = np.isfinite(sure)
    for name, mask in (
        ("all", np.ones(len(right), np.bool_)),
        ("where the cue speaks", speaks),
        *((f"claimed {low:g} to {high:g}", (sure >= low) & (sure < high)) for low, high in _BINS),
    ):
        if mask.any():
            spread = bootstrap(lambda rows, r=right[mask]: r[rows].mean(), people[mask])  # type: ignore[misc]
            claimed = f"{100 * sure[mask].mean():.0f} %" if speaks[mask].all() else ""
            interval = f"{100 * float(spread.low):.0f} to {100 * float(spread.high):.0f} %"
            shares = f"{100 * right[mask].mean():.0f} % | {claimed} | {100 * chance[mask].mean():.0f} %"
            print(f"| {name} | {mask.sum()} | {shares} | {interval} |")


_BINS = ((0.0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.01))


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("search", "fit", "measure"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("lookalike.npz"))
    parser.add_argument("--most", type=int, default=SIZES[-1], help="largest library of `search`")
    parser.add_argument("--side", type=Side, default=Side.TEST)
    given = parser.parse_args()
    if given.what == "search":
        search(given.most)
    elif given.what == "fit":
        fit(given.data, given.cache)
    else:
        measure(given.data, given.cache, given.side)


if __name__ == "__main__":
    main()
