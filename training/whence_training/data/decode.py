"""Pictures from bytes, upright and no larger than needed: the JPEG decoder does most of the reducing."""

import io
import warnings

from PIL import Image, ImageOps


class UndecodableError(ValueError):
    """The bytes give no picture; the message says why, in a few words."""


def decode(data: bytes, at_least_px: int) -> Image.Image:
    """Decode a picture to RGB, upright.

    JPEGs are decoded at a reduced scale (an eighth, a quarter, a half) as long as the short side keeps `at_least_px`.

    Raises
    ------
    UndecodableError
        The bytes are no picture, a damaged one, or one of a size that only a bomb has.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                image.draft("RGB", (at_least_px, at_least_px))
                return ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:  # decoders of foreign bytes raise whatever their authors thought of
        raise UndecodableError(" ".join(str(error).split())[:120] or type(error).__name__) from error


def reduced(image: Image.Image, short_side_px: int) -> Image.Image:
    """Return a picture whose short side is `short_side_px`; a smaller one comes as it is."""
    short = min(image.size)
    if short <= short_side_px:
        return image
    width, height = (max(1, round(edge * short_side_px / short)) for edge in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def encode(image: Image.Image, quality: int) -> bytes:
    """Encode a picture as baseline JPEG without metadata: the same bytes each time."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
