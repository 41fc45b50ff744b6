"""Makes tiny model bundles whose networks are honest arithmetic, built node by node: no test needs real weights.

The image network knows places by colour: a photo painted in `colour_of(i)` is placed in cell i, and photos of like
colours have like embeddings. The album network says the same, moved a little by an LSTM over the photos before.

    bundle = make_bundle(tmp_path / "tiny")
    Image.new("RGB", (320, 240), colour_of(3)).save(tmp_path / "rome.jpg")  # CITIES[3]
"""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from whence_engine import card
from whence_engine.card import InputSpec, Kind, ModelCard, PerNetwork
from whence_engine.geo import s2
from whence_engine.geo.sphere import to_xyz
from whence_engine.grid import store
from whence_engine.grid.grid import Grid

CITIES: tuple[tuple[float, float], ...] = (
    (48.8566, 2.3522),  # Paris
    (51.5072, -0.1276),  # London
    (40.4168, -3.7038),  # Madrid
    (41.9028, 12.4964),  # Rome
    (52.5200, 13.4050),  # Berlin
    (40.7128, -74.0060),  # New York
    (37.7749, -122.4194),  # San Francisco
    (-22.9068, -43.1729),  # Rio de Janeiro
    (35.6762, 139.6503),  # Tokyo
    (-33.8688, 151.2093),  # Sydney
    (30.0444, 31.2357),  # Cairo
    (-33.9249, 18.4241),  # Cape Town
)
"""Latitude and longitude of the default cells; each lies in an S2 cell of its own, tens of kilometres wide."""

HIDDEN = 5
"""Width of the LSTM."""

GALLERY_SCALE = 150.0

_QUADRANTS = 4
_OPSET, _IR = 17, 8  # understood by every ONNX Runtime that the project allows


def colour_of(cell: int) -> tuple[int, int, int]:
    """The colour that the networks take for cell `cell` (0 to 63)."""
    if not 0 <= cell < 64:
        raise ValueError("there are 64 colours")
    shuffled = cell * 37 % 64  # neighbouring indices get colours far apart
    steps = (20, 92, 164, 236)
    return steps[shuffled % 4], steps[shuffled // 4 % 4], steps[shuffled // 16]


def make_bundle(
    folder: Path,
    *,
    cells: Sequence[tuple[float, float]] = CITIES,
    embedding: int = 16,
    size_px: int = 32,
    kind: Kind = Kind.CLASSIFIER,
    album: bool = True,
    level: int = 8,
    sureness: float = 20.0,
    **card_changes: Any,
) -> Path:
    """Write a bundle into `folder` and return the folder.

    Parameters
    ----------
    cells
        Latitude and longitude of the mean photo position in each cell; row i of the grid is `cells[i]`.
    embedding
        D, from 13.
    level
        S2 level of the cells; no two of `cells` may share one.
    sureness
        How sharply the networks tell colours apart: 20 leaves hardly a doubt, 0 makes every place equally likely.
    card_changes
        Fields of `ModelCard` that are to be different.
    """
    folder.mkdir(parents=True, exist_ok=True)
    colours = np.array([colour_of(i) for i in range(len(cells))]) / 127.5 - 1.0
    basis, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(embedding, 3 * _QUADRANTS + 1)))
    head = _head(colours, basis, sureness)
    grid = make_grid(cells, level)
    store.save(grid, folder / card.GRID)
    _save(_image_network(basis, head, size_px, classifies=kind is Kind.CLASSIFIER), folder / card.IMAGE)
    if kind is Kind.GALLERY:
        _save_gallery(folder / card.GALLERY, cells, colours, basis)
    if album:
        _save(_album_network(embedding, head), folder / card.ALBUM)
    described = ModelCard(
        kind=kind,
        name="tiny",
        version="1.0",
        licence="MIT",
        intended_use="Tests of this program.",
        data="No photos: the networks know colours.",
        input=InputSpec(size_px=size_px, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
        embedding_size=embedding,
        grid_hash=grid.content_hash(),
        files={},
        trust=PerNetwork(0.9, 0.9),
    )
    return seal(folder, replace(described, **card_changes))


def make_grid(cells: Sequence[tuple[float, float]], level: int = 8) -> Grid:
    """Make a grid of one cell for each position (row i is `cells[i]`), and a coarser partition at level 3."""
    lat, lon = np.array(cells, np.float64).T
    ids = s2.parent(s2.leaf_ids(lat, lon), level)
    if len(np.unique(ids)) < len(ids):
        raise ValueError(f"two positions share a cell of level {level}")
    coarse_ids, rows = np.unique(s2.parent(ids, 3), return_inverse=True)
    coarse_xyz = np.array([to_xyz(lat, lon)[np.flatnonzero(rows == row)[0]] for row in range(len(coarse_ids))])
    counts = np.bincount(rows) * 10
    coarser = Grid(coarse_ids, counts, coarse_xyz, np.full(len(coarse_ids), -1, np.int32))
    return Grid(ids, np.full(len(ids), 10), to_xyz(lat, lon), rows.astype(np.int32), coarser)


def seal(folder: Path, described: ModelCard | None = None) -> Path:
    """Write the card with the hashes of the files as they are now; `described` is the card in the folder by default."""
    described = described or card.read(folder)
    files = {path.name: card.file_sha256(path) for path in sorted(folder.iterdir()) if path.name != card.CARD}
    (folder / card.CARD).write_text(replace(described, files=files).to_json(), encoding="utf-8")
    return folder


def zipped(folder: Path, *, inside: str = "") -> Path:
    """Pack a bundle as `FOLDER.whence` beside it, at the top of the zip or below `inside`."""
    target = folder.with_name(folder.name + ".whence")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, inside + path.name)
    return target


def weights(path: Path) -> dict[str, NDArray[Any]]:
    """Return the constants of a network by name."""
    return {constant.name: numpy_helper.to_array(constant) for constant in onnx.load(path).graph.initializer}


def network(
    nodes: Sequence[onnx.NodeProto],
    constants: dict[str, NDArray[Any]],
    inputs: dict[str, list[int | str]],
    outputs: dict[str, list[int | str]],
) -> bytes:
    """Serialise a network of float32 inputs and outputs."""
    graph = helper.make_graph(
        list(nodes),
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _head(
    colours: NDArray[np.float64], basis: NDArray[np.float64], sureness: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Matrix [D, C] and bias [C] from an embedding to minus the squared distance of its mean colour to each colour."""
    per_quadrant = np.repeat(2 * sureness * colours.T / _QUADRANTS, _QUADRANTS, axis=0)
    return (basis[:, :-1] @ per_quadrant).astype(np.float32), (-sureness * (colours**2).sum(axis=1)).astype(np.float32)


def _image_network(
    basis: NDArray[np.float64],
    head: tuple[NDArray[np.float32], NDArray[np.float32]],
    size_px: int,
    *,
    classifies: bool,
) -> bytes:
    """Mean colours of the four quadrants, turned into the basis; the last direction is a constant 1."""
    half = size_px // 2
    nodes = [
        helper.make_node("AveragePool", ["image"], ["pooled"], kernel_shape=[half, half], strides=[half, half]),
        helper.make_node("Flatten", ["pooled"], ["quadrants"]),
        helper.make_node("MatMul", ["quadrants", "basis"], ["turned"]),
        helper.make_node("Add", ["turned", "constant"], ["embedding"]),
    ]
    constants = {"basis": basis[:, :-1].T.astype(np.float32), "constant": basis[:, -1].astype(np.float32)}
    outputs: dict[str, list[int | str]] = {"embedding": ["N", len(basis)]}
    if classifies:
        nodes += [
            helper.make_node("MatMul", ["embedding", "head"], ["scores"]),
            helper.make_node("Add", ["scores", "bias"], ["logits"]),
        ]
        constants |= {"head": head[0], "bias": head[1]}
        outputs["logits"] = ["N", len(head[1])]
    return network(nodes, constants, {"image": ["N", 3, size_px, size_px]}, outputs)


def _album_network(embedding: int, head: tuple[NDArray[np.float32], NDArray[np.float32]]) -> bytes:
    """The image network's own head, plus what an LSTM makes of the photos until then."""
    random = np.random.default_rng(11)

    def drawn(*shape: int) -> NDArray[np.float32]:
        return random.normal(size=shape).astype(np.float32) / np.float32(2)

    cells = len(head[1])
    constants: dict[str, NDArray[Any]] = {
        "W": drawn(1, 4 * HIDDEN, embedding),
        "R": drawn(1, 4 * HIDDEN, HIDDEN),
        "B": drawn(1, 8 * HIDDEN),
        "after": drawn(HIDDEN, cells),
        "head": head[0],
        "bias": head[1],
        "direction": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Transpose", ["embeddings"], ["by_time"], perm=[1, 0, 2]),
        helper.make_node("LSTM", ["by_time", "W", "R", "B"], ["states"], hidden_size=HIDDEN),
        helper.make_node("Squeeze", ["states", "direction"], ["hidden"]),
        helper.make_node("Transpose", ["hidden"], ["by_album"], perm=[1, 0, 2]),
        helper.make_node("MatMul", ["by_album", "after"], ["moved"]),
        helper.make_node("MatMul", ["embeddings", "head"], ["scores"]),
        helper.make_node("Add", ["scores", "bias"], ["own"]),
        helper.make_node("Add", ["own", "moved"], ["logits"]),
    ]
    return network(nodes, constants, {"embeddings": [1, "T", embedding]}, {"logits": [1, "T", cells]})


def _save_gallery(
    path: Path, cells: Sequence[tuple[float, float]], colours: NDArray[np.float64], basis: NDArray[np.float64]
) -> None:
    lat, lon = np.array(cells, np.float64).T
    known = np.repeat(colours, _QUADRANTS, axis=1) @ basis[:, :-1].T + basis[:, -1]
    np.savez(path, embedding=known.astype(np.float16), lat=lat, lon=lon, scale=np.float64(GALLERY_SCALE))


def _save(model: bytes, path: Path) -> None:
    path.write_bytes(model)
