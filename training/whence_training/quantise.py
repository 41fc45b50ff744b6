"""Convolutions in 8 bits: ranges of what flows between them are measured on photos, weights are scaled by channel.

Static quantisation as in Jacob et al. 2018 (arXiv:1712.05877), by ONNX Runtime. Weights take 7 of the 8 bits:
processors without VNNI add products in 16 bits, where 8 would overflow, and the same model should answer alike
everywhere. The embedding and what turns it into logits stay as they are: they are where small differences decide.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

BATCH = 16


class _Photos(CalibrationDataReader):  # type: ignore[misc]  # ONNX Runtime has no types
    def __init__(self, images: NDArray[np.float32]) -> None:
        self._batches: Iterator[NDArray[np.float32]] = (
            images[start : start + BATCH] for start in range(0, len(images), BATCH)
        )

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """Return the next batch; None at the end."""
        batch = next(self._batches, None)
        return None if batch is None else {"image": batch}


def quantise(network: Path, images: NDArray[np.float32], output: Path) -> None:
    """Write `network` with its convolutions in 8 bits.

    Parameters
    ----------
    network
        An image network whose convolutions are float32.
    images
        Prepared photos of the training side, float32 [N, 3, S, S].
    """
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "made.onnx"
        whole = onnx.load(network)
        add_pre_process_metadata(whole)  # its layers are folded and shaped already; else ONNX Runtime says so in vain
        quantize_static(
            whole,
            made,
            _Photos(images),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv"],
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        model = onnx.load(made)
    del model.metadata_props[:]  # notes of the quantiser to itself
    output.write_bytes(model.SerializeToString(deterministic=True))
