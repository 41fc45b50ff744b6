"""A small DNG, the open RAW format: IFD0 with a JPEG preview, a SubIFD with the sensor's mosaic, an Exif IFD.

Adobe DNG 1.4, chapters 2 and 4; TIFF 6.0, section 2. Little-endian.
"""

import struct
from typing import NamedTuple

import numpy as np
from PIL import Image

from whence_engine.sample.trips import Device


class Strip(NamedTuple):
    """Picture data in one piece."""

    width_px: int
    height_px: int
    content: bytes


def dng(image: Image.Image, preview: bytes, device: Device, clock: str) -> bytes:
    """Return a DNG of `device`, taken at `clock` (as Exif writes it): `preview` (JPEG), then `image` as a mosaic."""
    shown = Strip(image.width, image.height, preview + b"\0" * (len(preview) % 2))
    small = np.asarray(image.resize((image.width // 4 * 2, image.height // 4 * 2)), np.uint16) * 16
    height, width, _ = small.shape
    mosaic = np.empty((height, width), "<u2")
    mosaic[0::2, 0::2], mosaic[1::2, 1::2] = small[0::2, 0::2, 0], small[1::2, 1::2, 2]
    mosaic[0::2, 1::2], mosaic[1::2, 0::2] = small[0::2, 1::2, 1], small[1::2, 0::2, 1]
    sensor = Strip(width, height, mosaic.tobytes())
    return b"".join([b"II*\0\x08\0\0\0", _directories(device, clock, shown, sensor), shown.content, sensor.content])


def _directories(device: Device, clock: str, shown: Strip, sensor: Strip) -> bytes:
    """Return IFD0, the sensor's SubIFD and the Exif IFD as they lie from offset 8; the preview follows at once."""
    model = f"{device.make} {device.model}"

    def directories(ifd1: int, ifd2: int, data: int) -> tuple[bytes, bytes, bytes]:
        main = _ifd(8, [
            (254, 4, 1), (256, 4, shown.width_px), (257, 4, shown.height_px), (258, 3, (8, 8, 8)), (259, 3, 7),
            (262, 3, 6), (271, 2, device.make), (272, 2, device.model), (273, 4, data), (274, 3, 1), (277, 3, 3),
            (278, 4, shown.height_px), (279, 4, len(shown.content)), (306, 2, clock), (330, 4, ifd1), (34665, 4, ifd2),
            (50706, 1, (1, 4, 0, 0)), (50708, 2, model),
            (50721, 10, (10000, 10000, 0, 1, 0, 1, 0, 1, 10000, 10000, 0, 1, 0, 1, 0, 1, 10000, 10000)),
            (50728, 5, (1, 1, 1, 1, 1, 1)), (50778, 3, 21),
        ])  # fmt: skip
        raw = _ifd(ifd1, [
            (254, 4, 0), (256, 4, sensor.width_px), (257, 4, sensor.height_px), (258, 3, 16), (259, 3, 1),
            (262, 3, 32803), (273, 4, data + len(shown.content)), (277, 3, 1),
            (278, 4, sensor.height_px), (279, 4, len(sensor.content)),
            (33421, 3, (2, 2)), (33422, 1, (0, 1, 1, 2)), (50714, 3, 0), (50717, 3, 4080),
        ])  # fmt: skip
        detail = _ifd(
            ifd2, [(33434, 5, (1, 125)), (33437, 5, (4, 1)), (34855, 3, 400), (36867, 2, clock), (36868, 2, clock)]
        )
        return main, raw, detail

    lengths = [len(part) for part in directories(0, 0, 0)]
    ifd1 = 8 + lengths[0]
    ifd2 = ifd1 + lengths[1]
    return b"".join(directories(ifd1, ifd2, ifd2 + lengths[2]))


def _ifd(offset: int, entries: list[tuple[int, int, int | str | tuple[int, ...]]]) -> bytes:
    """Pack one little-endian image file directory that starts at `offset`, long values behind it."""
    codes = {1: "B", 2: "s", 3: "H", 4: "I", 5: "I", 10: "i"}
    body, tail = b"", b""
    behind = offset + 2 + 12 * len(entries) + 4
    for tag, kind, value in sorted(entries, key=lambda entry: entry[0]):
        if isinstance(value, str):
            packed = value.encode() + b"\0"
            count = len(packed)
        else:
            numbers = value if isinstance(value, tuple) else (value,)
            packed = struct.pack(f"<{len(numbers)}{codes[kind]}", *numbers)
            count = len(numbers) // (2 if kind in (5, 10) else 1)
        if len(packed) > 4:
            tail += b"\0" * ((behind + len(tail)) % 2)
            body += struct.pack("<HHII", tag, kind, count, behind + len(tail))
            tail += packed
        else:
            body += struct.pack("<HHI", tag, kind, count) + packed.ljust(4, b"\0")
    whole = struct.pack("<H", len(entries)) + body + b"\0\0\0\0" + tail
    return whole + b"\0" * (len(whole) % 2)
