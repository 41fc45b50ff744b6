"""Privacy zones: circles in which nothing exact is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from whence_engine.errors import SettingsError
from whence_engine.files.change import Placement
from whence_engine.geo.sphere import distance_km


class ZoneAction(StrEnum):
    """What happens to a place inside a zone."""

    SKIP = "skip"  # nothing is written
    ROUND = "round"  # the zone's centre and radius are written


@dataclass(frozen=True, slots=True)
class Zone:
    """A circle on the ground."""

    lat_deg: float
    lon_deg: float
    radius_km: float
    action: ZoneAction = ZoneAction.SKIP

    def holds(self, lat_deg: float, lon_deg: float) -> bool:
        """Say whether a point lies inside or on the circle."""
        return bool(distance_km(self.lat_deg, self.lon_deg, lat_deg, lon_deg) <= self.radius_km)


def parse(texts: Iterable[str]) -> tuple[Zone, ...]:
    """Read zones as the setting spells them: `LAT,LON,RADIUS_KM[,skip|round]`.

    Raises
    ------
    SettingsError
        When one cannot be read: writing an exact position by mistake cannot be taken back from the world.
    """
    return tuple(_zone(text) for text in texts)


def kept_private(placement: Placement, zones: Iterable[Zone]) -> Placement | None:
    """Return what may be written of a placement: itself, the centre of the zone that holds it, or None.

    A zone that skips wins over one that rounds; words are left out inside both.
    """
    point = placement.point
    if point is None:
        return placement
    inside = [zone for zone in zones if zone.holds(*point)]
    if not inside:
        return placement
    if any(zone.action is ZoneAction.SKIP for zone in inside):
        return None
    zone = max(inside, key=lambda one: one.radius_km)
    radius_km = max(zone.radius_km, placement.radius_km or 0.0)
    return replace(placement, lat_deg=zone.lat_deg, lon_deg=zone.lon_deg, radius_km=radius_km, text=None, provenance={})


def _zone(text: str) -> Zone:
    parts = [part.strip() for part in text.split(",")]
    try:
        lat_deg, lon_deg, radius_km = (float(part) for part in parts[:3])
        action = ZoneAction(parts[3]) if len(parts) > 3 else ZoneAction.SKIP
        sound = len(parts) <= 4 and abs(lat_deg) <= 90 and abs(lon_deg) <= 180 and 0 < radius_km <= 20_038
    except ValueError:
        sound = False
    if not sound:
        raise SettingsError("Mend the privacy zone {text!r}: it is not LAT,LON,RADIUS_KM[,skip|round].", text=text)
    return Zone(lat_deg, lon_deg, radius_km, action)
