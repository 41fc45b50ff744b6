"""Where people take photos in the zones whose clocks showed one offset on one day: by GeoNames and zoneinfo."""

from datetime import datetime, timedelta, tzinfo
from functools import cached_property, lru_cache

import numpy as np

from whence_engine.cues.town_map import TownMap
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Belief
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.zones import named_zone, offset_at


class ZoneMap:
    """Beliefs by offset and hour."""

    def __init__(self, prior: WorldPrior, gazetteer: Gazetteer) -> None:
        towns = gazetteer.towns
        self._names = gazetteer.time_zones
        self._map = TownMap(prior, towns.lat, towns.lon, towns.zone.astype(np.int64))
        self._zones_at = lru_cache(maxsize=512)(self._having)

    def of_offset(self, offset: timedelta, local: datetime) -> tuple[Belief, float] | None:
        """Return cells of zones whose clocks were `offset` ahead of UTC at a local time, and their share of the prior.

        As `TownMap.cells` does; None where no zone had that offset.
        """
        return self._map.cells(self._zones_at(offset, local.replace(minute=0, second=0, microsecond=0)))

    def _having(self, offset: timedelta, local: datetime) -> tuple[int, ...]:
        return tuple(
            number for number, zone in enumerate(self._zones) if zone is not None and offset_at(zone, local) == offset
        )

    @cached_property
    def _zones(self) -> list[tzinfo | None]:
        return [named_zone(name) for name in self._names]
