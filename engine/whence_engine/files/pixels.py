"""Decoding in this process: every format through the plugin that knows it, each size checked before a pixel is made.

Pillow's plugins are called by name, so none of its global state (opener registry, bomb limit, tolerance of truncated
files) is read or changed. Colour profiles are left alone: networks are trained on pixels decoded the same way, and
the difference between sRGB and Display P3 is far smaller than that between two cameras.
"""

import contextlib
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PsdImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from whence_engine.errors import SaidError, UnreadableError, cannot_be_read
from whence_engine.files import bmff_read, raw, sniff, tiff_read
from whence_engine.files.containers_read import Blocks, DamagedError, read_jpeg, read_png, read_webp
from whence_engine.files.exif_read import read_block, read_exif
from whence_engine.files.regular import open_regular
from whence_engine.files.window import Window
from whence_engine.wording import Sentence

MAX_JPEG_PX = 1 << 28
"""JPEG is decoded at reduced scale: 268 megapixels, above any camera's."""
MAX_SCANS = 100
"""A progressive JPEG has about ten scans; thousands of empty ones would keep a decoder busy for minutes."""
MAX_PX = 160_000_000
"""Other formats are decoded whole: up to the 151 megapixels of the largest backs."""
MAX_FILE_BYTES = 1 << 29
"""For formats whose decoders take the whole file into memory."""
LEAST_SHARE = 0.5
"""A JPEG that breaks off counts as a picture when this share of its rows is there: half a photo still shows a place."""

Pixels = NDArray[np.uint8]

_STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, struct.error)
"""How decoders stumble over bytes that they did not foresee: what these say means nothing to a photographer."""


class _RefusedError(SaidError, ValueError):
    """Not decoded, on purpose; the message is the sentence."""


def decode_here(path: Path, at_least_px: int) -> Pixels:
    """Decode in this process what `decode_rgb` promises; a decoder that crashes takes the process along.

    Raises
    ------
    UnreadableError
        When there is no picture in the file, when it is damaged or broken off (see `LEAST_SHARE`), larger than
        `MAX_PX`, or in a format that cannot be decoded here.
    """
    try:
        with open_regular(path) as file:
            return _decode(file, path, max(1, at_least_px))
    except (_RefusedError, DamagedError) as error:
        raise UnreadableError(path, error.said) from error
    except MemoryError as error:
        raise UnreadableError(path, cannot_be_read(Sentence("its picture does not fit into memory"))) from error
    except OSError as error:
        if error.errno is None:
            raise UnreadableError(path, _damaged(error)) from error
        raise UnreadableError(path, cannot_be_read(error.strerror)) from error
    except Exception as error:  # decoders of foreign bytes raise whatever their authors thought of
        raise UnreadableError(path, _damaged(error)) from error


def _damaged(error: Exception) -> Sentence:
    damaged = Sentence("The picture is damaged.")
    if isinstance(error, _STUMBLES) or isinstance(error.__cause__, _STUMBLES):  # Pillow wraps them in its own
        return damaged
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    said = " ".join(text.split())[:160].rstrip(".")
    return Sentence("The picture is damaged ({said}).", said=said) if said else damaged


def _decode(file: BinaryIO, path: Path, at_least_px: int) -> Pixels:
    window = _window(file)
    kind = sniff.format_of(window.head[: sniff.HEADER_BYTES], path.suffix)
    decoder = _DECODERS.get(kind or "")
    if decoder is None:
        if kind:
            raise _RefusedError("{kind} pictures cannot be decoded here.", kind=kind)
        raise _RefusedError("This is no picture.")
    return decoder(window, file, at_least_px)


def _window(file: BinaryIO) -> Window:
    size = file.seek(0, 2)
    file.seek(0)
    return Window(file, size)


def _check_size(width_px: int, height_px: int, limit_px: int = MAX_PX) -> None:
    if width_px * height_px > limit_px:
        raise _RefusedError(
            "The picture claims {width} x {height} pixels, more than Whence opens.", width=width_px, height=height_px
        )


class _Padded:
    """A JPEG whose end is made good with end marks, so that the decoder gives what is there.

    `short` tells whether the decoder came to ask for them.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._padding = 65536
        self.short = False

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        if data or size == 0:
            return data
        self.short = True
        count = min(self._padding, size if size > 0 else 65536)
        self._padding -= count
        return (b"\xff\xd9" * (count // 2 + 1))[:count]

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _jpeg(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
    blocks = read_jpeg(window)
    return _upright(_jpeg_pixels(file, blocks, at_least_px), _orientation(blocks))


def _jpeg_pixels(file: BinaryIO, blocks: Blocks, at_least_px: int) -> Pixels:
    _check_size(blocks.width_px, blocks.height_px, MAX_JPEG_PX)
    if blocks.scans_at and _scans(file, blocks.scans_at) > MAX_SCANS:
        raise _RefusedError("The picture comes in more scans than any program writes.")
    file.seek(0)
    padded = _Padded(file)
    with JpegImagePlugin.JpegImageFile(cast("BinaryIO", padded)) as image:
        _check_size(*image.size, MAX_JPEG_PX)
        image.draft(None, (at_least_px, at_least_px))
        pixels = _pixels(image, at_least_px)
    return _whole_rows(pixels) if padded.short else pixels


def _scans(file: BinaryIO, start: int) -> int:
    """Count scans from the first one to the end mark, or until there are too many."""
    file.seek(start)
    count, kept = 0, b""
    while count <= MAX_SCANS and (piece := file.read(1 << 20)):
        data = kept + piece
        end = data.find(b"\xff\xd9")
        count += data.count(b"\xff\xda", 0, end if end >= 0 else len(data))
        if end >= 0:
            break
        kept = b"\xff" if data.endswith(b"\xff") else b""
    return count


def _whole_rows(pixels: Pixels) -> Pixels:
    """Cut the even grey that a decoder paints where the file broke off."""
    rows = len(pixels)
    painted = np.abs(pixels.astype(np.int16) - pixels[-1, 0].astype(np.int16)).max(axis=(1, 2)) <= 2
    there = rows - int(np.argmin(painted[::-1])) if not painted.all() else 0
    if there < LEAST_SHARE * rows:
        raise _RefusedError(
            "The file breaks off: only {percent} % of the picture is there.", percent=100 * there // rows
        )
    return pixels[:there]


def _orientation(blocks: Blocks) -> int:
    facts = read_block(blocks.exif)
    return facts.orientation if facts else 1


def _plain(
    plugin: Callable[[BinaryIO], Image.Image], blocks: Callable[[Window], Blocks] | None = None
) -> Callable[[Window, BinaryIO, int], Pixels]:
    """Return a decoder through a Pillow plugin; the size is checked before a pixel is decoded."""

    def decode(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
        orientation = 1
        if blocks is not None:
            told = blocks(window)
            _check_size(told.width_px, told.height_px)
            orientation = _orientation(told)
        if window.size > MAX_FILE_BYTES:
            raise _RefusedError("The file is larger than Whence opens in this format.")
        file.seek(0)
        with plugin(file) as image:
            _check_size(*image.size)
            return _upright(_pixels(image, at_least_px), orientation)

    return decode


def _tiff(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
    shape = tiff_read.layout(window.at(0, 16))
    facts = read_exif(window.at, shape) if shape else None
    if facts is None:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    _check_size(facts.width_px, facts.height_px)
    file.seek(0)
    with TiffImagePlugin.TiffImageFile(file) as image:
        _check_size(*image.size)
        # Pillow turns TIFFs upright by itself while loading
        return _pixels(image, at_least_px)


def _heic(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
    blocks, _ = bmff_read.read_heif(window)
    _check_size(blocks.width_px, blocks.height_px)
    if window.size > MAX_FILE_BYTES:
        raise _RefusedError("The file is larger than Whence opens in this format.")
    file.seek(0)
    picture = pi_heif.open_heif(file)  # applies irot and imir itself
    if not len(picture):
        raise _RefusedError("The file holds no picture in a coding that can be decoded here.")
    _check_size(*picture.size)
    image = picture.to_pillow()
    return _pixels(image, at_least_px)


def _avif(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
    blocks, orientation = bmff_read.read_heif(window)
    _check_size(blocks.width_px, blocks.height_px)
    if window.size > MAX_FILE_BYTES:
        raise _RefusedError("The file is larger than Whence opens in this format.")
    file.seek(0)
    with AvifImagePlugin.AvifImageFile(file) as image:
        _check_size(*image.size)
        return _upright(_pixels(image, at_least_px), orientation)


def _raw(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
    """Take the largest preview that can be decoded, else develop, else the first page as a TIFF: a thumbnail."""
    try:
        turned_like = raw.read_raw(window).orientation
    except DamagedError:
        turned_like = 1
    for preview in raw.previews(window):
        file.seek(preview.offset)
        data = io.BytesIO(file.read(preview.length))
        # a preview with Exif of its own says how it is turned; a bare one is turned like the RAW
        turned = _orientation(preview.blocks) if preview.blocks.exif else turned_like
        try:
            return _upright(_jpeg_pixels(data, preview.blocks, at_least_px), turned)
        except Exception:  # noqa: BLE001, S112 - decoders raise anything; the next smaller one may be whole
            continue
    try:
        return _developed(window, file, at_least_px)
    except Exception:
        with contextlib.suppress(Exception):  # the first error says more
            return _tiff(window, file, at_least_px)
        raise


def _developed(window: Window, file: BinaryIO, at_least_px: int) -> Pixels:
    """Develop raw data at half size, where the extra is installed."""
    try:
        import rawpy  # noqa: PLC0415 - an extra
    except ImportError:
        raise _RefusedError("There is no preview in this RAW file; install the extra `raw` to develop it.") from None
    if window.size > MAX_FILE_BYTES:
        raise _RefusedError("The file is larger than Whence opens in this format.")
    file.seek(0)
    with rawpy.imread(file) as picture:
        _check_size(picture.sizes.raw_width, picture.sizes.raw_height)
        developed = picture.postprocess(half_size=True, use_camera_wb=True, output_bps=8)  # turns it upright itself
    return _pixels(Image.fromarray(developed), at_least_px)


def _pixels(image: Image.Image, at_least_px: int) -> Pixels:
    """Reduce by a whole factor, then bring any mode to RGB."""
    factor = min(image.size) // at_least_px
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode.startswith("I;16"):
        wide = np.asarray(image)
        image = Image.fromarray((wide >> 8).astype(np.uint8))
    elif image.mode in ("I", "F"):
        image = _stretched(image)
    if factor > 1:
        image = image.reduce(factor)
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return np.array(image.convert("RGB"), np.uint8)


def _stretched(image: Image.Image) -> Image.Image:
    """Bring 32-bit samples to 8 bits by their own range."""
    wide = np.nan_to_num(np.asarray(image, np.float64))
    low, high = float(wide.min()), float(wide.max())
    if image.mode == "I" and low >= 0 and 255 < high <= 65535:
        low, high = 0.0, 65535.0
    return Image.fromarray(((wide - low) * (255.0 / max(high - low, 1e-9))).clip(0, 255).astype(np.uint8))


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turn stored rows the way that Exif tag 0x0112 tells (Exif 2.32 section 4.6.4)."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


_DECODERS: dict[str, Callable[[Window, BinaryIO, int], Pixels]] = {
    "JPEG": _jpeg,
    "PNG": _plain(PngImagePlugin.PngImageFile, read_png),
    "WEBP": _plain(WebPImagePlugin.WebPImageFile, read_webp),
    "TIFF": _tiff,
    "HEIC": _heic,
    "AVIF": _avif,
    "RAW": _raw,
    "GIF": _plain(GifImagePlugin.GifImageFile),
    "BMP": _plain(BmpImagePlugin.BmpImageFile),
    "JP2": _plain(Jpeg2KImagePlugin.Jpeg2KImageFile),
    "PSD": _plain(PsdImagePlugin.PsdImageFile),
}
