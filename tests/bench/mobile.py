"""A bundle whose image network costs what MobileNet costs (Howard et al. 2017, table 1; width 0.75), untrained."""

from pathlib import Path
from typing import Any

import numpy as np
from bundles import make_bundle, network, seal
from numpy.typing import NDArray
from onnx import helper

from whence_engine import card
from whence_engine.card import InputSpec

WIDTH = 0.75
EMBEDDING, CELLS = 256, 12

STAGES = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
"""Channels and stride of each depthwise-separable convolution."""


def mobile_bundle(folder: Path) -> Path:
    """Write the bundle; its network takes 224 px and answers nonsense at the right price."""
    spec = InputSpec(size_px=224, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))
    make_bundle(folder, embedding=EMBEDDING, input=spec)
    (folder / card.IMAGE).write_bytes(_mobile_network())
    return seal(folder)


def _mobile_network() -> bytes:
    random = np.random.default_rng(0)
    constants: dict[str, NDArray[Any]] = {"low": np.zeros((), np.float32), "high": np.full((), 6, np.float32)}
    nodes = []

    def convolve(source: str, name: str, channels: tuple[int, int], *, kernel: int, stride: int, groups: int) -> str:
        before, after = channels
        shape = (after, before // groups, kernel, kernel)
        spread = np.sqrt(2 / np.prod(shape[1:]))
        constants[name + ".weight"] = (random.normal(size=shape) * spread).astype(np.float32)
        inputs = [source, name + ".weight"]
        pads = [kernel // 2] * 4
        nodes.append(helper.make_node("Conv", inputs, [name + ".sum"], strides=[stride] * 2, pads=pads, group=groups))
        nodes.append(helper.make_node("Clip", [name + ".sum", "low", "high"], [name]))
        return name

    channels = round(32 * WIDTH)
    last = convolve("image", "stem", (3, channels), kernel=3, stride=2, groups=1)
    for number, (width, stride) in enumerate(STAGES):
        wider = round(width * WIDTH)
        last = convolve(last, f"depth{number}", (channels, channels), kernel=3, stride=stride, groups=channels)
        last = convolve(last, f"point{number}", (channels, wider), kernel=1, stride=1, groups=1)
        channels = wider
    constants["embed"] = (random.normal(size=(channels, EMBEDDING)) / np.sqrt(channels)).astype(np.float32)
    constants["head"] = (random.normal(size=(EMBEDDING, CELLS)) / np.sqrt(EMBEDDING)).astype(np.float32)
    nodes += [
        helper.make_node("GlobalAveragePool", [last], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "embed"], ["embedding"]),
        helper.make_node("MatMul", ["embedding", "head"], ["logits"]),
    ]
    outputs: dict[str, list[int | str]] = {"embedding": ["N", EMBEDDING], "logits": ["N", CELLS]}
    return network(nodes, constants, {"image": ["N", 3, 224, 224]}, outputs)
