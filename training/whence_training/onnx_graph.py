"""ONNX graphs written node by node: no length is frozen, and the same network gives the same bytes.

Convolutions swallow the padding before them and the batch normalisation after them. Large weights may be stored as
float16 behind a cast; ONNX Runtime folds the cast away when it loads.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from whence_training.nets.bn_inception import Mixed
from whence_training.nets.compact import Shortcut
from whence_training.nets.inception import Inception

OPSET, IR_VERSION = 17, 8  # understood by every ONNX Runtime that the engine allows
_HALVED_FROM = 1024  # smaller arrays are biases: not worth a cast


class UnknownLayerError(TypeError):
    """A network holds a layer that this writer has no node for."""


class GraphWriter:
    """Collects nodes and weights; names of values are handed from call to call.

    Parameters
    ----------
    half
        Store large weights as float16.
    whole_convolutions
        All but those of convolutions, which are to be quantised.
    """

    def __init__(self, *, half: bool, whole_convolutions: bool = False) -> None:
        self._half = half
        self._whole_convolutions = whole_convolutions
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def weight(self, value: NDArray[np.float32] | NDArray[np.int64], *, exact: bool = False) -> str:
        """Store an array and return its name; an exact one is never halved."""
        name = f"w{len(self._weights)}"
        if self._half and not exact and value.dtype == np.float32 and value.size >= _HALVED_FROM:
            self._weights.append(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
            self._nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        else:
            self._weights.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        output = output or f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def linear(self, layer: nn.Linear, value: str, output: str = "", *, scale: float = 1.0) -> str:
        """Add `layer(scale * value)`: [..., K] -> [..., M]."""
        product = self.weight(numpy(layer.weight).T * np.float32(scale))
        bias: torch.Tensor | None = layer.bias
        if bias is None:
            return self.node("MatMul", [value, product], output)
        return self.node("Add", [self.node("MatMul", [value, product]), self.weight(numpy(bias))], output)

    def body(self, module: nn.Module, value: str) -> str:
        """Add a convolutional network in evaluation mode: [N, K, H, W] -> [N, M, H', W'].

        Raises
        ------
        UnknownLayerError
            It holds a layer that there is no node for.
        """
        if isinstance(module, Inception):
            branches = (module.direct, module.once, module.twice, module.pooled)
            return self.node("Concat", [self.body(branch, value) for branch in branches], axis=1)
        if isinstance(module, Mixed):
            return self.node("Concat", [self.body(branch, value) for branch in module.branches], axis=1)
        if isinstance(module, Shortcut):
            return self.node("Add", [value, self.body(module.inner, value)])
        layers = flat(module)
        while layers:
            value, layers = self._layer(layers, value)
        return value

    def model(self, name: str, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]) -> bytes:
        """Check the graph and return the bytes of its file."""
        graph = helper.make_graph(self._nodes, name, list(inputs), list(outputs), self._weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))

    def _layer(self, layers: list[nn.Module], value: str) -> tuple[str, list[nn.Module]]:
        """Add the first layer with those that it swallows; return its output and the layers that are left."""
        first, rest = layers[0], layers[1:]
        if isinstance(first, nn.ZeroPad2d) and rest and isinstance(rest[0], nn.Conv2d):
            left, right, top, bottom = first.padding
            return self._convolution(rest, value, (top, left, bottom, right))
        if isinstance(first, nn.Conv2d):
            assert not isinstance(first.padding, str)
            down, across = first.padding
            return self._convolution(layers, value, (down, across, down, across))
        if isinstance(first, nn.ReLU6):
            limits = [self.weight(np.asarray(limit, np.float32)) for limit in (0, 6)]
            return self.node("Clip", [value, *limits]), rest
        if isinstance(first, nn.ReLU):
            return self.node("Relu", [value]), rest
        if isinstance(first, nn.MaxPool2d | nn.AvgPool2d):
            return self._pool(first, value), rest
        if isinstance(first, Inception | Mixed | Shortcut):
            return self.body(first, value), rest
        raise UnknownLayerError(f"there is no ONNX node for {first}")

    def _pool(self, pool: nn.MaxPool2d | nn.AvgPool2d, value: str) -> str:
        """Add pooling; a mean counts the padding as PyTorch does."""
        window: dict[str, Any] = {
            "kernel_shape": [pool.kernel_size] * 2,
            "strides": [pool.stride] * 2,
            "pads": [pool.padding] * 4,
        }
        if isinstance(pool, nn.MaxPool2d):
            return self.node("MaxPool", [value], **window)
        return self.node("AveragePool", [value], count_include_pad=1, **window)

    def _convolution(
        self, layers: list[nn.Module], value: str, pads: tuple[int, int, int, int]
    ) -> tuple[str, list[nn.Module]]:
        """Add a convolution and the normalisation after it as one node; pads are top, left, bottom, right."""
        conv, norm, *rest = layers
        if not (isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d) and conv.bias is None):
            raise UnknownLayerError("a convolution stands without bias and before its normalisation")
        assert norm.running_var is not None
        assert norm.running_mean is not None
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        kernel = self.weight(numpy(conv.weight * gain[:, None, None, None]), exact=self._whole_convolutions)
        bias = self.weight(numpy(norm.bias - norm.running_mean * gain))
        node = self.node(
            "Conv", [value, kernel, bias], pads=list(pads), strides=list(conv.stride), group=conv.groups,
            kernel_shape=list(conv.kernel_size),
        )  # fmt: skip
        return node, rest


def flat(module: nn.Module) -> list[nn.Module]:
    """Return the layers of nested sequences in order, without those that do nothing."""
    if isinstance(module, nn.Sequential):
        return [layer for child in module for layer in flat(child)]
    return [] if isinstance(module, nn.Identity) else [module]


def numpy(tensor: torch.Tensor) -> NDArray[np.float32]:
    """Return a tensor's values."""
    return np.asarray(tensor.detach().numpy(), np.float32)
