"""A moment at which a camera's place is known: what the chain along an album hangs on."""

from dataclasses import dataclass
from datetime import datetime

from whence_engine.photo import Camera

LEAST_ERROR_KM = 0.02
"""A position without a stated error is a phone's or a receiver's: some metres, and the photographer moves."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a camera was at one moment.

    Attributes
    ----------
    at
        Local time.
    name
        The file that tells it, for reasons.
    error_km
        How well the place is known, as a standard deviation along each axis.
    photo_id
        The photo that stands there.
    said
        A person said so; otherwise the file carries it.
    """

    at: datetime
    name: str
    camera: Camera
    lat_deg: float
    lon_deg: float
    error_km: float = LEAST_ERROR_KM
    photo_id: int = 0
    said: bool = False
