"""The one way from pixels to network input, driven by the card; training and the engine both go it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import Channels, Crop, InputSpec


@dataclass(frozen=True, slots=True)
class Placement:
    """Which part of a picture lands where in the network's input.

    Attributes
    ----------
    box
        Left, top, right and bottom in pixels of the picture; fractions of a pixel count.
    left, top, width, height
        The rectangle of the input that it fills, in pixels of the input.
    """

    box: tuple[float, float, float, float]
    left: int
    top: int
    width: int
    height: int

    @property
    def rows(self) -> slice:
        """The rows of the input that the picture fills."""
        return slice(self.top, self.top + self.height)

    @property
    def columns(self) -> slice:
        """The columns of the input that the picture fills."""
        return slice(self.left, self.left + self.width)


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
    where = placement(rgb.shape[1], rgb.shape[0], spec)
    filter_ = Image.Resampling[spec.resampling.name]
    pixels = np.asarray(Image.fromarray(rgb).resize((where.width, where.height), filter_, box=where.box))
    if spec.channels is Channels.BGR:
        pixels = pixels[..., ::-1]
    std = np.asarray(spec.std, np.float64)
    slope = (spec.value_scale / 255.0 / std).astype(np.float32)
    offset = (np.asarray(spec.mean, np.float64) / std).astype(np.float32)
    # The mean becomes 0, so zeros are what padding has to be.
    out = np.zeros((3, spec.size_px, spec.size_px), np.float32)
    inside = out[:, where.rows, where.columns]
    np.multiply(pixels.transpose(2, 0, 1), slope[:, None, None], out=inside)
    inside -= offset[:, None, None]
    return out


def decode_edge_px(spec: InputSpec) -> int:
    """Return the smallest short edge that decoding must deliver, so that `prepare` need not enlarge.

    Smaller pictures are enlarged all the same; this is where a decoder's reduced scale may stop.
    """
    return max(spec.size_px, spec.resize_px) if spec.crop is Crop.CENTRE else spec.size_px


def placement(width_px: int, height_px: int, spec: InputSpec) -> Placement:
    """Return which part of a picture of this size the network sees, and where in its input."""
    size = spec.size_px
    if spec.crop is Crop.CENTRE:
        edge = min(width_px, height_px) * size / max(size, spec.resize_px)
        left, top = (width_px - edge) / 2, (height_px - edge) / 2
        return Placement((left, top, min(left + edge, width_px), min(top + edge, height_px)), 0, 0, size, size)
    whole = (0.0, 0.0, float(width_px), float(height_px))
    if spec.crop is Crop.SQUASH:
        return Placement(whole, 0, 0, size, size)
    longest = max(width_px, height_px)
    width, height = (max(1, round(edge * size / longest)) for edge in (width_px, height_px))
    return Placement(whole, (size - width) // 2, (size - height) // 2, width, height)
