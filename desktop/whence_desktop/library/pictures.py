"""Pictures out of photos, for threads of a pool: what is needed for that is loaded with the first one."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from whence_engine.files.decode import decode_rgb


def decoded(path: Path, at_least_px: int) -> QImage:
    """Return a photo for the screen; its shorter edge keeps at least `at_least_px`, if it has as many.

    Raises
    ------
    UnreadableError
        When the photo cannot be decoded.
    """
    return _as_image(decode_rgb(path, at_least_px))


def kept(path: Path, edge_px: int, file: Path) -> QImage:
    """Return a photo as small as a thumbnail of that edge, and keep it in a file.

    Raises
    ------
    UnreadableError
        When the photo cannot be decoded.
    """
    small = _reduced(decode_rgb(path, edge_px), edge_px)
    _keep(small, file)
    return _as_image(small)


def _reduced(rgb: NDArray[np.uint8], edge_px: int) -> NDArray[np.uint8]:
    """Return uint8 [H, W, 3] reduced so that its longer edge is at most `edge_px`."""
    picture = Image.fromarray(rgb)
    is_far = max(picture.size) > 4 * edge_px
    picture.thumbnail((edge_px, edge_px), Image.Resampling.BOX if is_far else Image.Resampling.LANCZOS)
    return np.asarray(picture)


def _keep(rgb: NDArray[np.uint8], file: Path) -> None:
    """Write a thumbnail whole or not at all; a cache that cannot be written is done without."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial_file = file.with_suffix(f".{os.getpid()}.partial")
        Image.fromarray(rgb).save(partial_file, "JPEG", quality=82)
        partial_file.replace(file)
    except OSError:
        return


def _as_image(rgb: NDArray[np.uint8]) -> QImage:
    """Return uint8 [H, W, 3] as Qt's picture, which owns its bytes."""
    height, width = rgb.shape[:2]
    packed = np.ascontiguousarray(rgb)
    return QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
