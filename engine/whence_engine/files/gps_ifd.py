"""The fields of the GPS directory (Exif 2.32 section 4.6.6): what a placement writes, keeps and takes away."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from whence_engine.files import gps

VERSION_ID = 0x00
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 0x01, 0x02, 0x03, 0x04
MAP_DATUM = 0x12
PROCESSING_METHOD = 0x1B
POSITIONING_ERROR = 0x1F

POSITION_TAGS = frozenset({LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, MAP_DATUM, PROCESSING_METHOD})
"""What is rewritten with every position; gone when a position is removed."""

OF_THE_OLD_FIX = frozenset({0x09, 0x0A, 0x0B, 0x1C, 0x1E, POSITIONING_ERROR})
"""Status, measure mode, precision, area name, differential correction and error: they speak of the position that is
being replaced and would contradict the new one. Altitude, direction, speed, dates, satellites and destination stay."""

REMOVED_WITH_POSITION = POSITION_TAGS | OF_THE_OLD_FIX | {0x05, 0x06, 0x07, 0x08, 0x1D}
"""When the place itself must go, altitude, satellites and the UTC time of the fix go too: they narrow it down."""

Value = tuple[int, int, bytes]
"""Type, count and payload of a field, in the byte order of its block."""


@dataclass(frozen=True, slots=True)
class GpsChange:
    """A change of the GPS directory: values to set by tag, tags to drop, and whether dead bytes are zeroed.

    `values` holds type and plain value: bytes for BYTE, ASCII and UNDEFINED, pairs for RATIONAL.
    """

    values: Mapping[int, tuple[int, bytes | tuple[tuple[int, int], ...]]]
    drops: frozenset[int]
    wipe: bool = False


def placed(lat_deg: float, lon_deg: float, radius_km: float | None, method: str, *, wipe: bool = False) -> GpsChange:
    """Return the change that states a position on WGS 84.

    Parameters
    ----------
    radius_km
        Becomes GPSHPositioningError, in metres; None leaves that field out.
    method
        GPSProcessingMethod: `MANUAL` when a person accepted, `WHENCE` when a threshold did.
    """
    values: dict[int, tuple[int, bytes | tuple[tuple[int, int], ...]]] = {
        VERSION_ID: (1, bytes((2, 3, 0, 0))),
        LATITUDE_REF: (2, gps.ref(lat_deg, "lat").encode() + b"\0"),
        LATITUDE: (5, gps.to_rationals(lat_deg)),
        LONGITUDE_REF: (2, gps.ref(lon_deg, "lon").encode() + b"\0"),
        LONGITUDE: (5, gps.to_rationals(lon_deg)),
        MAP_DATUM: (2, b"WGS-84\0"),
        PROCESSING_METHOD: (7, b"ASCII\0\0\0" + method.encode("ascii")),
    }
    if radius_km is not None:
        values[POSITIONING_ERROR] = (5, (metres(radius_km),))
    return GpsChange(values, OF_THE_OLD_FIX, wipe)


def removed() -> GpsChange:
    """Return the change that takes the position away, bytes and all."""
    return GpsChange({}, REMOVED_WITH_POSITION, wipe=True)


def taken_out() -> GpsChange:
    """Return the change that takes out what `placed` puts in, and nothing else."""
    return GpsChange({}, POSITION_TAGS | {VERSION_ID, POSITIONING_ERROR})


def metres(radius_km: float) -> tuple[int, int]:
    """Return a radius as a rational number of metres: whole ones from 10 m up, centimetres below."""
    centimetres = max(1, round(radius_km * 100_000))
    if centimetres >= 1000:
        return round(centimetres / 100), 1
    fraction = Fraction(centimetres, 100)
    return fraction.numerator, fraction.denominator


def encoded(kind: int, value: bytes | tuple[tuple[int, int], ...], order: str) -> Value:
    """Return type, count and payload of one value of a `GpsChange`."""
    if isinstance(value, bytes):
        return kind, len(value), value
    payload = b"".join(struct.pack(order + "II", *pair) for pair in value)
    return kind, len(value), payload


def degrees(kind: int, payload: bytes, hemisphere: bytes, axis: gps.Axis, order: str) -> float | None:
    """Return a signed angle from GPSLatitude or GPSLongitude and its Ref; None when it states none."""
    if kind != 5 or len(payload) != 24:
        return None
    numbers = struct.unpack(order + "6I", payload)
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return gps.from_rationals(pairs, hemisphere.decode("latin-1"), axis)
