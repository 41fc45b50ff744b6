"""A bundle of kind gallery out of GeoCLIP's published files."""

import json
import math
import re
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import CARD, GALLERY, GRID, IMAGE, InputSpec, Kind, ModelCard, PerNetwork, file_sha256
from whence_engine.errors import BundleError, StorageError
from whence_engine.grid import partition, store
from whence_engine.grid.grid import Grid
from whence_engine.inference.geoclip import (
    CELLS,
    CLIP_INPUT,
    DATA,
    INTENDED_USE,
    LOCATION,
    LOGIT_SCALE,
    NAME,
    PLACES,
    PREPROCESSOR,
    SCORES,
    TEMPERATURE,
    TRUST,
    Part,
    Published,
    needed,
)  # fmt: skip
from whence_engine.inference.session import Contract, Network, Port, signature

BATCH = 512
"""Places embedded at a time."""

LARGEST_JSON_BYTES = 64 << 20

_BICUBIC = 3  # Pillow's number, which the configuration uses


def build(
    published: Published,
    bundle: Path,
    *,
    threads: int = 0,
    take: Callable[[Path, Path], object] = shutil.copyfile,
) -> Generator[Part, None, None]:
    """Make a bundle in the empty folder `bundle`.

    Parameters
    ----------
    threads
        For the location network; 0 takes all cores.
    take
        Brings the vision network into the bundle.

    Raises
    ------
    BundleError
        A file is missing, damaged, or no network of that kind.
    StorageError
        The bundle cannot be written.
    """
    for name in needed(published.variant):
        if not (published.folder / name).is_file():
            raise BundleError(
                "Put the published files into {folder}, folders included: {name} is missing.",
                folder=published.folder,
                name=name,
            )
    lat, lon = read_places(published.folder / PLACES)
    embedding = yield from _embedded(published.folder / LOCATION, lat, lon, threads)
    with _writing(bundle):
        take(published.vision, bundle / IMAGE)
        grid = partition.build(partition.sorted_leaves(lat, lon), [CELLS])
        store.save(grid, bundle / GRID)
        np.savez(bundle / GALLERY, embedding=embedding, lat=lat, lon=lon, scale=np.float64(math.exp(LOGIT_SCALE)))
        card = _card(published, bundle, grid, embedding.shape[1])
        (bundle / CARD).write_text(card.to_json(), encoding="utf-8")


def read_places(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read the gallery: a JSON list of [latitude, longitude] in degrees -> float64 [G] and [G].

    Raises
    ------
    BundleError
        It is none.
    """
    try:
        places = np.array(_json(path), np.float64)
    except (ValueError, TypeError, RecursionError) as error:
        raise BundleError("Get {path} again: it is no list of places ({why}).", path=path, why=error) from error
    if places.ndim != 2 or places.shape[1] != 2 or not len(places):
        raise BundleError("Get {path} again: it is no list of [latitude, longitude].", path=path)
    lat, lon = places.T.copy()
    if not ((np.abs(lat) <= 90).all() and (np.abs(lon) <= 180).all()):
        raise BundleError("Get {path} again: it names places that are not on Earth.", path=path)
    return lat, lon


def read_input(path: Path) -> InputSpec:
    """Return the preprocessing that a `preprocessor_config.json` states; CLIP's published one where there is no file.

    Raises
    ------
    BundleError
        It states another kind of preprocessing than CLIP's.
    """
    if not path.is_file():
        return CLIP_INPUT
    try:
        stated = _json(path)
        resize_px, size_px = (_edge_px(stated[key]) for key in ("size", "crop_size"))
        mean, std = (_triple(stated[key]) for key in ("image_mean", "image_std"))
        resampling = stated.get("resample", _BICUBIC)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BundleError(
            "Get {path} again, or a newer Whence: it is not CLIP's preprocessing ({why}).", path=path, why=error
        ) from error
    if resampling != _BICUBIC or not 8 <= size_px <= resize_px or min(std) <= 0:
        raise BundleError("Get {path} again, or a newer Whence: it is not CLIP's preprocessing.", path=path)
    return InputSpec(size_px=size_px, resize_px=0 if resize_px == size_px else resize_px, mean=mean, std=std)


def _json(path: Path) -> Any:
    if path.stat().st_size > LARGEST_JSON_BYTES:
        raise ValueError("it is too large")
    return json.loads(path.read_bytes())


def _edge_px(stated: Any) -> int:
    """Read the edge of a square in pixels, in each way that the configuration's versions write it."""
    edges = {int(edge) for edge in stated.values()} if isinstance(stated, Mapping) else {int(stated)}
    if len(edges) != 1:
        raise ValueError("its pictures are not square")
    return edges.pop()


def _triple(stated: Any) -> tuple[float, float, float]:
    first, second, third = (float(value) for value in stated)
    return first, second, third


def _embedded(
    path: Path, lat: NDArray[np.float64], lon: NDArray[np.float64], threads: int
) -> Generator[Part, None, NDArray[np.float16]]:
    """Run the location network on all places: float16 [G, D], each of length 1."""
    model = _read(path)
    stated = signature(model, str(path))
    asked = _only(stated.inputs, 2, path, "takes places [N, 2]")
    told = _only(stated.outputs, 2, path, "gives embeddings [N, D]", "location_embeds")
    contract = Contract("location", 1, {"embedding": 0}, {"location": asked.name, "embedding": told.name})
    network = Network(model, str(path), contract, threads=threads)
    places = np.stack([lat, lon], axis=1).astype(np.float32)
    parts = []
    for start in range(0, len(places), BATCH):
        yield Part("Embedding the gallery", start, len(places), "places")
        raw = network.run(places[start : start + BATCH])["embedding"]
        length = np.linalg.norm(raw, axis=1, keepdims=True)
        if not length.min() > 0:
            raise BundleError("Get {path} again: it embeds a place as nothing.", path=path)
        parts.append((raw / length).astype(np.float16))
    yield Part("Embedding the gallery", len(places), len(places), "places")
    return np.concatenate(parts)


def _card(published: Published, bundle: Path, grid: Grid, embedding_size: int) -> ModelCard:
    vision = published.vision
    stated = signature(_read(bundle / IMAGE), str(vision))
    asked = _only(stated.inputs, 4, vision, "takes pictures [N, 3, S, S]")
    fitting = [port for port in stated.outputs if len(port.shape) == 2 and port.shape[1] in {None, embedding_size}]
    told = _only(fitting, 2, vision, f"gives embeddings [N, {embedding_size}]", "image_embeds")
    hashes = {name: file_sha256(bundle / name) for name in (GRID, IMAGE, GALLERY)}
    return ModelCard(
        kind=Kind.GALLERY,
        name=NAME,
        version=re.sub(r"[^0-9A-Za-z._-]", "-", published.revision)[:12],
        licence=f"{published.licence} (GeoCLIP, CLIP and their conversion to ONNX, as the source states it)",
        intended_use=INTENDED_USE,
        data=DATA,
        input=read_input(published.folder / PREPROCESSOR),
        embedding_size=embedding_size,
        grid_hash=grid.content_hash(),
        files=hashes,
        temperature=PerNetwork(TEMPERATURE, 1.0),
        trust=PerNetwork(TRUST, 0.0),
        scores=SCORES,
        names={"image": asked.name, "embedding": told.name},
        extra={"origin": _origin(published, hashes[IMAGE])},
    )


def _origin(published: Published, vision_sha256: str) -> dict[str, object]:
    """Say what the bundle was made of; a hub's files were checked against these very sizes and hashes."""
    others = [name for name in (LOCATION, PLACES, PREPROCESSOR) if (published.folder / name).is_file()]
    hashes = {published.variant.file: vision_sha256} | {name: file_sha256(published.folder / name) for name in others}
    return {
        "source": published.source,
        "revision": published.revision,
        "variant": published.variant,
        "files": {
            name: {"bytes": (published.folder / name).stat().st_size, "sha256": digest}
            for name, digest in hashes.items()
        },
    }


def _only(ports: Sequence[Port], ndim: int, path: Path, what: str, named: str = "") -> Port:
    """Return the one port, or the one of the published name where there are several, if it has so many axes."""
    fitting = [port for port in ports if len(ports) == 1 or port.name == named]
    if len(fitting) != 1 or len(fitting[0].shape) != ndim:
        seen = "; ".join(_said(port) for port in ports) or "nothing of the kind"
        raise BundleError(
            "Get {path} again: it is no network that {what}, but has {seen}.", path=path, what=what, seen=seen
        )
    return fitting[0]


def _said(port: Port) -> str:
    return f"{port.name} {['?' if axis is None else axis for axis in port.shape]}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, MemoryError) as error:
        raise BundleError(
            "{path} cannot be read: {why}.", path=path, why=error or "it does not fit into memory"
        ) from error


@contextmanager
def _writing(bundle: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "The bundle cannot be written to {bundle}: {why}.", bundle=bundle, why=error.strerror
        ) from error
