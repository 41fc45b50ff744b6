"""Pixels of a photo, upright and no larger than asked for; whatever the file does, only `UnreadableError` comes out.

Safe in worker threads. JPEG, PNG, WebP, AVIF, GIF and BMP are decoded in this process (`pixels`), by libraries that
are fuzzed day and night. The decoders of the other formats were seen to crash on damaged files, or talk to the
terminal about them: they run in processes of their own (`apart`), one per thread that needs one, kept for the next
photo.
"""

from pathlib import Path

from whence_engine.files import apart, sniff
from whence_engine.files.pixels import Pixels, decode_here
from whence_engine.files.regular import open_regular

APART = frozenset({"HEIC", "TIFF", "RAW", "JP2", "PSD"})
"""Formats that are decoded in a process of their own."""


def decode_rgb(path: Path, at_least_px: int) -> Pixels:
    """Return the picture as uint8 [H, W, 3], upright, in sRGB or whatever its profile says.

    The picture is reduced by whole factors (inside the JPEG decoder where it can) as long as its shorter edge keeps
    at least `at_least_px`; a smaller picture comes as it is. Transparency is laid on white. Of an animation or a
    multi-page file the first picture counts; of a RAW file the largest embedded preview, else (extra `raw`) the
    developed raw data. A JPEG that breaks off is cut to the rows that are there, if they are at least half.

    Raises
    ------
    UnreadableError
        When there is no picture in the file, when it is damaged or broken off, claims more pixels than Whence opens,
        takes too long, crashes its decoder, or is in a format that cannot be decoded here.
    """
    if _format_of(path) in APART:
        return apart.workers().decode(path, at_least_px)
    return decode_here(path, at_least_px)


def _format_of(path: Path) -> str | None:
    try:
        with open_regular(path, buffering=0) as file:
            return sniff.format_of(file.read(sniff.HEADER_BYTES), path.suffix)
    except (OSError, ValueError):
        return None  # decoding says what is wrong
