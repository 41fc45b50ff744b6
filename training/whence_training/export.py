"""From PyTorch to ONNX, and the proof that the engine's sessions compute what PyTorch computes.

The exporters of PyTorch are not used (tried with 2.13): the one built on `torch.export` freezes the length of an LSTM's
sequence and needs a further package, the older one freezes it in a transformer and is to be removed. All graphs are
written node by node (`onnx_graph`, `onnx_album`).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import nn

from whence_engine.inference.session import Contract, Network
from whence_training.nets.album import AlbumNetwork
from whence_training.nets.classify import SMALLEST_MASS, Gated, Masses
from whence_training.nets.image import Classifier, ImageNetwork, window
from whence_training.nets.mobilenet import MobileNetV1
from whence_training.onnx_album import write_album
from whence_training.onnx_graph import GraphWriter, UnknownLayerError, numpy


class ParityError(AssertionError):
    """The exported graph does not compute what PyTorch computes."""


def export_image(
    network: ImageNetwork, size_px: int, path: Path, *, half: bool = True, whole_convolutions: bool = False
) -> None:
    """Write `image.onnx`: image float32 [N, 3, S, S] -> embedding [N, D], logits [N, C]; any N.

    `half` stores large weights as float16, on demand all but those of convolutions (`quantise` takes those).
    """
    network.eval()
    writer = GraphWriter(half=half, whole_convolutions=whole_convolutions)
    projected = writer.linear(network.project, _pooled(writer, network, size_px))
    writer.node("LpNormalization", [projected], "embedding", axis=1, p=2)
    cells = _logits(writer, network.classify, "embedding", "logits")
    values = {"embedding": network.config.embedding_size, "logits": cells}
    outputs = [_values(name, ["N", size]) for name, size in values.items()]
    path.write_bytes(writer.model("image", [_image(size_px)], outputs))


def pooled_session(network: ImageNetwork, size_px: int) -> onnxruntime.InferenceSession:
    """Open `image` -> `pooled`, the part of the network before the projection, at full precision.

    On a processor ONNX Runtime takes a third of PyTorch's time for it.
    """
    network.eval()
    writer = GraphWriter(half=False)
    _pooled(writer, network, size_px, "pooled")
    return _session(writer.model("pooled", [_image(size_px)], [_values("pooled", ["N", network.project.in_features])]))


def maps_session(layers: nn.Sequential, size_px: int) -> onnxruntime.InferenceSession:
    """Open `image` -> `maps`, the feature maps after some layers of a body."""
    layers.eval()
    writer = GraphWriter(half=False)
    writer.node("Identity", [writer.body(layers, "image")], "maps")
    with torch.inference_mode():
        shape = layers(torch.zeros(1, 3, size_px, size_px)).shape[1:]
    return _session(writer.model("maps", [_image(size_px)], [_values("maps", ["N", *shape])]))


def export_album(network: AlbumNetwork, path: Path, *, half: bool = True) -> None:
    """Write `album.onnx`: embeddings float32 [1, T, D] -> logits [1, T, C]; any T from 1."""
    network.eval()
    writer = GraphWriter(half=half)
    write_album(writer, network)
    path.write_bytes(
        writer.model(
            "album",
            [_values("embeddings", [1, "T", network.embedding_size])],
            [_values("logits", [1, "T", network.context.out_features])],
        )
    )


def check_image(
    network: ImageNetwork, path: Path, images: NDArray[np.float32], tolerance: float, counts: Sequence[int] = (1, 2, 5)
) -> float:
    """Compare `image.onnx` with PyTorch on prepared images float32 [N, 3, S, S], in batches of several sizes.

    Returns
    -------
    The largest difference of an embedding's coordinate.

    Raises
    ------
    ParityError
        An embedding or logit differs by more than `tolerance` of its kind's largest value.
    """
    outputs = {"embedding": network.config.embedding_size, "logits": _cells(network)}
    exported, worst = Network(path.read_bytes(), path.name, Contract("image", 3, outputs)), 0.0
    network.eval()
    for count in counts:
        batch = np.resize(images, (count, *images.shape[1:]))
        found = exported.run(batch)
        with torch.inference_mode():
            embedding, logits = (part.numpy() for part in network(torch.from_numpy(batch)))
        for name, wanted in (("embedding", embedding), ("logits", logits)):
            _compare(f"{path.name}, {name} of {count} images", found[name], wanted, tolerance)
        worst = max(worst, float(np.abs(found["embedding"] - embedding).max()))
    return worst


def check_album(
    network: AlbumNetwork, path: Path, embeddings: NDArray[np.float32], tolerance: float,
    lengths: Sequence[int] = (1, 2, 5, 333),
) -> float:  # fmt: skip
    """Compare `album.onnx` with PyTorch on albums of several lengths made of embeddings float32 [N, D].

    Returns
    -------
    The largest difference of a logit.

    Raises
    ------
    ParityError
        A logit differs by more than `tolerance` of the largest one.
    """
    contract = Contract("embeddings", 1, {"logits": network.context.out_features})
    exported, worst = Network(path.read_bytes(), path.name, contract), 0.0
    network.eval()
    for length in lengths:
        album = np.resize(embeddings, (1, length, embeddings.shape[1]))
        found = exported.run(album)["logits"]
        with torch.inference_mode():
            wanted = network(torch.from_numpy(album)).numpy()
        _compare(f"{path.name}, {length} photos", found, wanted, tolerance)
        worst = max(worst, float(np.abs(found - wanted).max()))
    return worst


def _cells(network: ImageNetwork) -> int:
    with torch.inference_mode():
        logits: torch.Tensor = network.classify(torch.zeros(1, network.config.embedding_size))
    return logits.shape[1]


def _compare(what: str, found: NDArray[np.float32], wanted: NDArray[np.float32], tolerance: float) -> None:
    if found.shape != wanted.shape:
        raise ParityError(f"{what}: ONNX gives {found.shape}, PyTorch {wanted.shape}")
    limit = tolerance * max(float(np.abs(wanted).max()), 1e-6)
    difference = float(np.abs(found - wanted).max())
    if not difference <= limit:
        raise ParityError(f"{what}: ONNX and PyTorch differ by {difference:.2g}, more than {limit:.2g}")


def _pooled(writer: GraphWriter, network: ImageNetwork, size_px: int, output: str = "") -> str:
    """Add body and pooling by region: `image` -> the name of float32 [N, F] of length 1."""
    body, regions = network.body, network.config.regions
    features = writer.body(nn.Sequential(body.stem, body.blocks) if isinstance(body, MobileNetV1) else body, "image")
    with torch.inference_mode():
        height, width = body(torch.zeros(1, 3, size_px, size_px)).shape[2:]
    axes = writer.weight(np.array([2, 3], np.int64))
    means = []
    for row in range(regions):
        for column in range(regions):
            (top, bottom), (left, right) = window(row, regions, height), window(column, regions, width)
            start, stop = (writer.weight(np.array(corner, np.int64)) for corner in ((top, left), (bottom, right)))
            part = writer.node("GlobalAveragePool", [writer.node("Slice", [features, start, stop, axes])])
            means.append(writer.node("Flatten", [part]))
    return writer.node("LpNormalization", [writer.node("Concat", means, axis=1)], output, axis=1, p=2)


def _logits(writer: GraphWriter, module: nn.Module, value: str, output: str) -> int:
    """Add what turns embeddings [N, D] into logits [N, C], under the name `output`; return C."""
    if isinstance(module, Classifier):
        writer.linear(module.linear, value, output, scale=module.scale)
        return module.linear.out_features
    probabilities, cells = _probabilities(writer, module, value)
    smallest = writer.weight(np.asarray(SMALLEST_MASS, np.float32))
    writer.node("Log", [writer.node("Clip", [probabilities, smallest])], output)
    return cells


def _probabilities(writer: GraphWriter, module: nn.Module, value: str) -> tuple[str, int]:
    """Add what turns embeddings into probabilities of the C cells; return their name and C."""
    if isinstance(module, Masses):
        weights, _ = _probabilities(writer, module.weights, value)
        mass = writer.weight(numpy(module.mass), exact=True)  # logarithms of small masses count
        return writer.node("MatMul", [weights, mass]), module.mass.shape[1]
    if isinstance(module, Gated):
        gate, _ = _probabilities(writer, module.gate, value)
        believed, cells = [], 0
        for number, part in enumerate(module.parts):
            opinion, cells = _probabilities(writer, part, value)
            edges = [writer.weight(np.array([edge], np.int64)) for edge in (number, number + 1, 1)]
            believed.append(writer.node("Mul", [writer.node("Slice", [gate, *edges]), opinion]))
        return writer.node("Sum", believed), cells
    if not isinstance(module, Classifier):
        raise UnknownLayerError(f"there are no ONNX nodes for {module}")
    logits = writer.linear(module.linear, value, scale=module.scale)
    return writer.node("Softmax", [logits], axis=1), module.linear.out_features


def _image(size_px: int) -> onnx.ValueInfoProto:
    return _values("image", ["N", 3, size_px, size_px])


def _values(name: str, shape: Sequence[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def _session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
