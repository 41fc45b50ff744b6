"""Networks of GeoCLIP's shape with random weights: they cost what the published ones cost, and know nothing.

The vision network is CLIP's ViT-L/14 (24 layers, 1024 wide, 16 heads, 257 tokens, quick GELU) with GeoCLIP's head from
768 to 512; the location network is three capsules of random Fourier features and four dense layers.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, IR = 17, 8
SIZE_PX, PATCH_PX, WIDTH, HEADS, PROJECTED, EMBEDDING = 224, 14, 1024, 16, 768, 512
TOKENS = (SIZE_PX // PATCH_PX) ** 2 + 1


class _Graph:
    def __init__(self, seed: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._random = np.random.default_rng(seed)

    def constant(self, value: NDArray[Any]) -> str:
        self.weights.append(numpy_helper.from_array(value, f"w{len(self.weights)}"))
        return f"w{len(self.weights) - 1}"

    def drawn(self, *shape: int) -> str:
        return self.constant(self._random.standard_normal(shape, np.float32) * np.float32(0.02))

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def dense(self, value: str, taken: int, given: int) -> str:
        return self.node("Add", self.node("MatMul", value, self.drawn(taken, given)), self.drawn(given))

    def normal(self, value: str) -> str:
        return self.node(
            "LayerNormalization", value, self.constant(np.ones(WIDTH, np.float32)), self.drawn(WIDTH), axis=-1
        )

    def heads(self, value: str, order: Sequence[int]) -> str:
        split = self.node("Reshape", value, self.constant(np.array([0, 0, HEADS, WIDTH // HEADS], np.int64)))
        return self.node("Transpose", split, perm=list(order))

    def save(self, path: Path, taken: tuple[str, list[int | str]], given: str, output: str) -> None:
        self.nodes.append(helper.make_node("Identity", [output], [given]))
        graph = helper.make_graph(
            self.nodes,
            "shape",
            [helper.make_tensor_value_info(taken[0], TensorProto.FLOAT, taken[1])],
            [helper.make_tensor_value_info(given, TensorProto.FLOAT, ["N", EMBEDDING])],
            self.weights,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
        path.write_bytes(model.SerializeToString())


def save_vision(path: Path, layers: int = 24) -> None:
    """Write `pixel_values` [N, 3, 224, 224] -> `image_embeds` [N, 512]; 1.22 GB with 24 layers."""
    graph = _Graph(1)
    patches = graph.node(
        "Conv", "pixel_values", graph.drawn(WIDTH, 3, PATCH_PX, PATCH_PX), strides=[PATCH_PX] * 2, kernel_shape=[14, 14]
    )
    flat = graph.node("Reshape", patches, graph.constant(np.array([0, WIDTH, TOKENS - 1], np.int64)))
    tokens = graph.node("Transpose", flat, perm=[0, 2, 1])
    first = graph.node("Slice", tokens, *(graph.constant(np.array([at], np.int64)) for at in (0, 1, 1)))
    learnt = graph.node("Add", graph.node("Sub", first, first), graph.drawn(WIDTH))  # the class token, once per picture
    value = graph.node("Add", graph.node("Concat", learnt, tokens, axis=1), graph.drawn(TOKENS, WIDTH))
    value = graph.normal(value)
    for _ in range(layers):
        value = _block(graph, value)
    answer = graph.node("Gather", value, graph.constant(np.array(0, np.int64)), axis=1)
    projected = graph.node("MatMul", graph.normal(answer), graph.drawn(WIDTH, PROJECTED))
    hidden = graph.node("Relu", graph.dense(projected, PROJECTED, PROJECTED))
    output = graph.dense(hidden, PROJECTED, EMBEDDING)
    graph.save(path, ("pixel_values", ["N", 3, SIZE_PX, SIZE_PX]), "image_embeds", output)


def _block(graph: _Graph, value: str) -> str:
    seen = graph.normal(value)
    query, key, content = (graph.dense(seen, WIDTH, WIDTH) for _ in range(3))
    scale = graph.constant(np.array((WIDTH // HEADS) ** -0.5, np.float32))
    likeness = graph.node(
        "MatMul", graph.heads(graph.node("Mul", query, scale), (0, 2, 1, 3)), graph.heads(key, (0, 2, 3, 1))
    )
    mixed = graph.node("MatMul", graph.node("Softmax", likeness, axis=-1), graph.heads(content, (0, 2, 1, 3)))
    joined = graph.node("Transpose", mixed, perm=[0, 2, 1, 3])
    joined = graph.node("Reshape", joined, graph.constant(np.array([0, 0, WIDTH], np.int64)))
    value = graph.node("Add", value, graph.dense(joined, WIDTH, WIDTH))
    hidden = graph.dense(graph.normal(value), WIDTH, 4 * WIDTH)
    gate = graph.node("Sigmoid", graph.node("Mul", hidden, graph.constant(np.array(1.702, np.float32))))
    return graph.node("Add", value, graph.dense(graph.node("Mul", hidden, gate), 4 * WIDTH, WIDTH))


def save_location(path: Path) -> None:
    """Write `location` [N, 2] -> `location_embeds` [N, 512]; 38 MB."""
    graph = _Graph(2)
    capsules = []
    for sigma in (1.0, 16.0, 256.0):
        turned = graph.node("MatMul", "location", graph.drawn(2, 256))
        angle = graph.node("Mul", turned, graph.constant(np.array(sigma, np.float32)))
        value = graph.node("Concat", graph.node("Cos", angle), graph.node("Sin", angle), axis=1)
        for taken in (512, 1024, 1024):
            value = graph.node("Relu", graph.dense(value, taken, 1024))
        capsules.append(graph.dense(value, 1024, EMBEDDING))
    graph.save(path, ("location", ["N", 2]), "location_embeds", graph.node("Sum", *capsules))
