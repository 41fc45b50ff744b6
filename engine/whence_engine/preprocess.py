"""The one way from pixels to network input, driven by the card; training and the engine both go it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import Channels, Crop, InputSpec


def prepare(rgb: NDArray[np.uint8], spec: InputSpec) -> NDArray[np.float32]:
    """Turn an upright picture into the image network's input.

    Scaling happens in one step on the 8-bit picture, with a filter that widens when it shrinks (Pillow's), so
    that a decoder's reduced scale and the full picture give nearly the same input.

    Parameters
    ----------
    rgb
        uint8 [H, W, 3], of any size from 1 x 1.
    spec
        What the network wants to see.

    Returns
    -------
    float32 [3, size_px, size_px], contiguous.

    Raises
    ------
    ValueError
        When `rgb` is no uint8 [H, W, 3].
    """
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
        raise ValueError(f"a picture is uint8 [H, W, 3], not {rgb.dtype} {list(rgb.shape)}")
    size = spec.size_px
    height, width = rgb.shape[:2]
    target = _padded_size(width, height, size) if spec.crop is Crop.PAD else (size, size)
    box = _centre_box(width, height, spec) if spec.crop is Crop.CENTRE else (0.0, 0.0, float(width), float(height))
    filter_ = Image.Resampling[spec.resampling.name]
    pixels = np.asarray(Image.fromarray(rgb).resize(target, filter_, box=box))
    if spec.channels is Channels.BGR:
        pixels = pixels[..., ::-1]
    std = np.asarray(spec.std, np.float64)
    slope = (spec.value_scale / 255.0 / std).astype(np.float32)
    offset = (np.asarray(spec.mean, np.float64) / std).astype(np.float32)
    # The mean becomes 0, so zeros are what padding has to be.
    out = np.zeros((3, size, size), np.float32)
    left, top = (size - target[0]) // 2, (size - target[1]) // 2
    inside = out[:, top : top + target[1], left : left + target[0]]
    np.multiply(pixels.transpose(2, 0, 1), slope[:, None, None], out=inside)
    inside -= offset[:, None, None]
    return out


def decode_edge_px(spec: InputSpec) -> int:
    """Return the smallest short edge that decoding must deliver, so that `prepare` need not enlarge.

    Smaller pictures are enlarged all the same; this is where a decoder's reduced scale may stop.
    """
    return max(spec.size_px, spec.resize_px) if spec.crop is Crop.CENTRE else spec.size_px


def _centre_box(width: int, height: int, spec: InputSpec) -> tuple[float, float, float, float]:
    """Return the middle square (left, top, right, bottom) in pixels of the picture as it came."""
    edge = min(width, height) * spec.size_px / max(spec.size_px, spec.resize_px)
    left, top = (width - edge) / 2, (height - edge) / 2
    return left, top, min(left + edge, width), min(top + edge, height)


def _padded_size(width: int, height: int, size: int) -> tuple[int, int]:
    """Return the size (width, height) of the whole picture inside the square."""
    longest = max(width, height)
    return max(1, round(width * size / longest)), max(1, round(height * size / longest))
