"""Album networks as ONNX nodes: every way of reading an album stays inside the graph, and no length is frozen.

`embeddings` float32 [1, T, D] -> `logits` float32 [1, T, C], any T from 1. Mirrors `nets.album`, `nets.album_reading`
and `nets.album_transformer` piece by piece; the tests compare all of them at many lengths.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from whence_engine.errors import UsageError
from whence_training.nets.album import READINGS, AlbumNetwork, Kind
from whence_training.nets.album_transformer import HEADS, AlbumTransformer, Layer
from whence_training.onnx_graph import GraphWriter, numpy

_END = np.iinfo(np.int64).max


def write_album(writer: GraphWriter, network: AlbumNetwork) -> None:
    """Add an album network between `embeddings` and `logits`.

    Raises
    ------
    UsageError
        It needs capture times, which the engine does not give an album network.
    """
    if network.config.kind is Kind.TRANSFORMER_TIMED:
        raise UsageError("Choose another album network: the engine gives none capture times, and this one needs them.")
    scaled = writer.node("Mul", ["embeddings", writer.weight(np.asarray(network.scale, np.float32))])
    if network.config.kind in READINGS:
        seen = _Recurrent(writer, network).seen(scaled)
    else:
        seen = _Attention(writer, network.transformer).seen(scaled)
    if not network.config.own:
        writer.linear(network.context, seen, "logits")
        return
    context = writer.linear(network.context, seen)
    own = writer.linear(network.own.linear, "embeddings", scale=network.own.scale)
    writer.node("Add", [own, context], "logits")


class _Recurrent:
    """The LSTM kinds. An album that is cut becomes a batch of pieces [P, cut, ...] with their lengths [P]."""

    def __init__(self, writer: GraphWriter, network: AlbumNetwork) -> None:
        self._writer = writer
        self._lstm = network.lstm
        self._reading = network.reading

    def seen(self, album: str) -> str:
        """Add what reads an album [1, T, D]; return what the LSTM made of each photo, [1, T, H]."""
        reading, node = self._reading, self._writer.node
        length = node("Shape", [album], start=1, end=2)
        told = ""
        if reading.cut:
            album, told = self._pieces(album, length)
        fed = self._twice(album, told) if reading.passes == 2 else album
        if reading.offset:
            blank = np.zeros((1, reading.offset, self._lstm.input_size), np.float32)
            fed = node("Concat", [fed, self._writer.weight(blank)], axis=1)
        seen = self._run(fed, told)
        if reading.passes == 2:
            seen = self._second_pass(seen, length, told)
        if reading.offset:
            seen = self._slice(seen, self._ints(reading.offset), self._ints(_END))
        if reading.cut:
            joined = node("Reshape", [seen, self._ints(1, -1, self._width)])
            seen = self._slice(joined, self._ints(0), length)
        return seen

    def _pieces(self, album: str, length: str) -> tuple[str, str]:
        """Cut an album: [1, T, D] -> [P, cut, D] and int64 [P]."""
        node, cut = self._writer.node, self._ints(self._reading.cut)
        ahead = node("Add", [length, self._ints(self._reading.cut - 1)])
        count = node("Div", [ahead, cut])
        missing = node("Sub", [node("Mul", [count, cut]), length])
        pads = node("Concat", [self._ints(0, 0, 0, 0), missing, self._ints(0)], axis=0)
        padded = node("Pad", [album, pads])
        pieces = node("Reshape", [padded, self._ints(-1, self._reading.cut, self._lstm.input_size)])
        zero, one = (self._writer.weight(np.array(value, np.int64)) for value in (0, 1))
        numbers = node("Range", [zero, node("Squeeze", [count]), one])
        left = node("Sub", [length, node("Mul", [numbers, cut])])
        return pieces, node("Min", [left, cut])

    def _twice(self, album: str, lengths: str) -> str:
        """Put each album behind itself without a gap."""
        if not lengths:
            return self._writer.node("Concat", [album, album], axis=1)
        node, cut = self._writer.node, self._reading.cut
        at, here = self._ints(*range(2 * cut)), node("Unsqueeze", [lengths, self._ints(1)])
        again = node("Min", [node("Sub", [at, here]), self._ints(cut - 1)])
        return self._gather(album, node("Where", [node("Less", [at, here]), at, again]), self._lstm.input_size)

    def _second_pass(self, seen: str, length: str, lengths: str) -> str:
        """Read off the answers of the second pass."""
        if not lengths:
            return self._slice(seen, length, self._ints(_END))
        here = self._writer.node("Unsqueeze", [lengths, self._ints(1)])
        return self._gather(seen, self._writer.node("Add", [here, self._ints(*range(self._reading.cut))]), self._width)

    def _run(self, fed: str, lengths: str) -> str:
        """Run the LSTM, [B, T, D] -> [B, T, H]; only one that reads backward has to know where pieces end."""
        node, lstm = self._writer.node, self._lstm
        directions = 2 if lstm.bidirectional else 1
        by_time = node("Transpose", [fed], perm=[1, 0, 2])
        weights = [self._writer.weight(array) for array in _lstm_arrays(lstm, directions)]
        ends = [node("Cast", [lengths], to=6)] if lengths and lstm.bidirectional else []
        states = node(
            "LSTM",
            [by_time, *weights, *ends],
            hidden_size=lstm.hidden_size,
            direction="bidirectional" if directions == 2 else "forward",
        )
        batched = node("Transpose", [states], perm=[2, 0, 1, 3])  # [T, directions, B, H] -> [B, T, directions, H]
        return node("Reshape", [batched, self._ints(0, 0, self._width)])

    @property
    def _width(self) -> int:
        return self._lstm.hidden_size * (2 if self._lstm.bidirectional else 1)

    def _gather(self, values: str, position: str, width: int) -> str:
        """Take photos by position: [P, A, W] and int64 [P, B] -> [P, B, W]."""
        node = self._writer.node
        wide = node("Concat", [node("Shape", [position]), self._ints(width)], axis=0)
        index = node("Expand", [node("Unsqueeze", [position, self._ints(2)]), wide])
        return node("GatherElements", [values, index], axis=1)

    def _slice(self, values: str, start: str, stop: str) -> str:
        return self._writer.node("Slice", [values, start, stop, self._ints(1)])

    def _ints(self, *values: int) -> str:
        return self._writer.weight(np.array(values, np.int64))


class _Attention:
    """The transformer that knows the order of photos, but not their times."""

    def __init__(self, writer: GraphWriter, network: AlbumTransformer) -> None:
        self._writer = writer
        self._network = network

    def seen(self, album: str) -> str:
        """Add the encoder: [1, T, D] -> [1, T, W]."""
        bias = self._bias(album)
        seen = self._writer.linear(self._network.enter, album)
        for layer in self._network.layers:
            assert isinstance(layer, Layer)
            seen = self._layer(layer, seen, bias)
        return self._normal(self._network.leave, seen)

    def _bias(self, album: str) -> str:
        """Add what the scores gain by the way between two photos: [H, T, T]."""
        node, weight = self._writer.node, self._writer.weight
        zero, one = (weight(np.array(value, np.int64)) for value in (0, 1))
        count = node("Squeeze", [node("Shape", [album], start=1, end=2)])
        at = node("Cast", [node("Range", [zero, count, one])], to=1)
        first, second = (weight(np.array([axis], np.int64)) for axis in (0, 1))
        ahead = node("Sub", [node("Unsqueeze", [at, first]), node("Unsqueeze", [at, second])])
        steps = node("Log", [node("Add", [node("Abs", [ahead]), weight(np.array(1, np.float32))])])
        steep = numpy(functional.softplus(self._network.fall))[:, None, None]
        past = node("Mul", [weight(numpy(self._network.past)[:, None, None]), node("Sign", [node("Neg", [ahead])])])
        return node("Sub", [past, node("Mul", [weight(steep), steps])])

    def _layer(self, layer: Layer, seen: str, bias: str) -> str:
        node, linear = self._writer.node, self._writer.linear
        width = layer.gather.in_features
        parts = linear(layer.ask_show_tell, self._normal(layer.before_look, seen))
        split = node("Reshape", [parts, self._ints(0, 0, 3, HEADS, width // HEADS)])
        ask, show, tell = (
            node(
                "Transpose",
                [node("Gather", [split, self._writer.weight(np.array(part, np.int64))], axis=2)],
                perm=order,
            )
            for part, order in enumerate(([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]))
        )
        scale = self._writer.weight(np.array((width // HEADS) ** -0.5, np.float32))
        score = node("Add", [node("Mul", [node("MatMul", [ask, show]), scale]), bias])
        told = node("MatMul", [node("Softmax", [score], axis=3), tell])
        joined = node("Reshape", [node("Transpose", [told], perm=[0, 2, 1, 3]), self._ints(0, 0, width)])
        seen = node("Add", [seen, linear(layer.gather, joined)])
        wide, _, narrow = layer.think
        assert isinstance(wide, nn.Linear)
        assert isinstance(narrow, nn.Linear)
        thought = self._gelu(linear(wide, self._normal(layer.before_think, seen)))
        return node("Add", [seen, linear(narrow, thought)])

    def _gelu(self, value: str) -> str:
        """Add x / 2 * (1 + erf(x / sqrt(2))): ONNX has a node for it from operator set 20 on only."""
        node, weight = self._writer.node, self._writer.weight
        root, one, half = (weight(np.array(number, np.float32)) for number in (0.5**0.5, 1.0, 0.5))
        grown = node("Add", [node("Erf", [node("Mul", [value, root])]), one])
        return node("Mul", [node("Mul", [value, half]), grown])

    def _normal(self, layer: nn.LayerNorm, value: str) -> str:
        gain, shift = (self._writer.weight(numpy(part)) for part in (layer.weight, layer.bias))
        return self._writer.node("LayerNormalization", [value, gain, shift], axis=-1, epsilon=layer.eps)

    def _ints(self, *values: int) -> str:
        return self._writer.weight(np.array(values, np.int64))


def _lstm_arrays(lstm: nn.LSTM, directions: int) -> tuple[NDArray[np.float32], ...]:
    """W [dir, 4H, D], R [dir, 4H, H] and B [dir, 8H] in ONNX's gate order (i, o, f, c); PyTorch's is i, f, c, o."""

    def gates(name: str, suffix: str) -> NDArray[np.float32]:
        tensor = getattr(lstm, f"{name}_l0{suffix}")
        assert isinstance(tensor, torch.Tensor)
        i, f, c, o = np.split(numpy(tensor), 4)
        return np.concatenate([i, o, f, c])

    suffixes = ("", "_reverse")[:directions]
    return (
        np.stack([gates("weight_ih", suffix) for suffix in suffixes]),
        np.stack([gates("weight_hh", suffix) for suffix in suffixes]),
        np.stack([np.concatenate([gates("bias_ih", suffix), gates("bias_hh", suffix)]) for suffix in suffixes]),
    )
