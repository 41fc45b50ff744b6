"""Time zones by place: that of the town nearest to a point, and what its clocks showed at a moment.

GeoNames files every town under a zone of the IANA database, whose rules `zoneinfo` knows. At sea ships keep the zone of
their longitude (ISO 8601 calls none; the Admiralty's 25 zones of 15 degrees).
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from whence_engine.files.timestamps import parse_offset
from whence_engine.places.gazetteer import Gazetteer

_PER_DEG = 100  # points within a kilometre of each other are asked once


def named_zone(name: str) -> tzinfo | None:
    """Return the zone of an IANA name (`Europe/Lisbon`), or of an offset (`+02:00`, `UTC-3`); None where it is neither.

    >>> named_zone("+02:00").utcoffset(None), named_zone("Nowhere/Land")
    (datetime.timedelta(seconds=7200), None)
    """
    plain = name.strip()
    spelled = plain.upper().removeprefix("UTC").removeprefix("GMT")
    if spelled[:1] in {"+", "-"}:
        digits = spelled[1:]
        offset = parse_offset(spelled if ":" in digits or len(digits) > 2 else f"{spelled}:00")
        return None if offset is None else timezone(offset)
    if plain.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    return _zone(plain)


@lru_cache(maxsize=512)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class Zones:
    """Zones of points, and offsets of zones."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._names = gazetteer.time_zones
        self._known: dict[tuple[int, int], tzinfo] = {}

    def at(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> list[tzinfo]:
        """Return the zone of each point, float64 [N] both; far from any town its longitude's; answers are kept."""
        keys = list(
            zip((lat_deg * _PER_DEG).astype(int).tolist(), (lon_deg * _PER_DEG).astype(int).tolist(), strict=True)
        )
        fresh = [row for row, key in enumerate(keys) if key not in self._known]
        numbers = self._gazetteer.time_zones_at(lat_deg[fresh], lon_deg[fresh])
        for row, number in zip(fresh, numbers.tolist(), strict=True):
            zone = _zone(self._names[number]) if number >= 0 else None
            self._known[keys[row]] = zone or timezone(timedelta(hours=round(float(lon_deg[row]) / 15.0)))
        return [self._known[key] for key in keys]


def offset_at(zone: tzinfo, local: datetime) -> timedelta:
    """Return how far the clocks of a zone were ahead of UTC when they showed a naive time."""
    return local.replace(tzinfo=zone).utcoffset() or timedelta(0)


def offsets_at(zone: tzinfo, local: datetime) -> tuple[timedelta, ...]:
    """Return the same, both of them in the hour that clocks show twice, or skip: the smallest first."""
    both = {offset_at(zone, local.replace(fold=fold)) for fold in (0, 1)}
    return tuple(sorted(both))
