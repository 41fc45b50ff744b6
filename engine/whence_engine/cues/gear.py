"""`gear`: cameras and phones that were sold in one part of the world only.

That says a little of where their owner lives and nothing of where he travels: a quarter of the belief at most, and only
for photos that look like home. They do where the album is small and short (a few pictures of one day or two), where no
geotagged photo stands near in time, and where nothing else tells a place: no folder or caption that is named after one,
no track, no clock or MakerNote that tells a zone (these cues replace this one where they speak).

All of this is chosen, not fitted, and so are weight and floor in `locate/fitted.json`.
"""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property, lru_cache

import numpy as np

from whence_engine.cues.cue import Known
from whence_engine.cues.fix import moment_of
from whence_engine.cues.gear_table import Sold, read_table, sold
from whence_engine.cues.town_map import TownMap
from whence_engine.cues.zone import offsets
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Album, Belief, Camera, WorldTime
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.wording import Sentence

SURE, SURE_UNCHECKED = 0.25, 0.12
MOST_PHOTOS = 40
LONGEST = timedelta(days=2)
NEAR = timedelta(days=7)


class Gear:
    """Cells of the countries where a camera was sold."""

    name = "gear"
    replaces: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._belief = lru_cache(maxsize=64)(self._make)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.open()

    @cached_property
    def _map(self) -> TownMap:
        towns = self._gazetteer.towns
        return TownMap(WorldPrior.load(), towns.lat, towns.lon, towns.country.astype(np.int64))

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a weak belief for each photo of an everyday album whose camera was sold in one region."""
        if not looks_like_home(album, known):
            return {}
        beliefs = {}
        for photo in album.photos:
            silent = photo.position is not None or photo.error is not None or photo.world_time != WorldTime()
            if silent or offsets(photo):
                continue
            belief = self._belief(photo.camera)
            if belief is not None:
                beliefs[photo.id] = belief
        return beliefs

    def _make(self, camera: Camera) -> Belief | None:
        row = sold(camera, read_table())
        found = None if row is None else self._map.cells(self._countries(row))
        if row is None or found is None:
            return None
        cells, _ = found
        mass = cells.cell_mass * (SURE if row.checked else SURE_UNCHECKED)
        because = Sentence(
            "The camera, {model}, is {called}; nothing says that its owner was travelling.",
            model=camera.model,
            called=row.called,
        )
        return replace(cells, because=because, cell_mass=mass, unknown=1.0 - float(mass.sum()))

    def _countries(self, row: Sold) -> tuple[int, ...]:
        numbers = {code: number for code, (number, _) in self._gazetteer.countries.items()}
        return tuple(sorted(number for code, number in numbers.items() if (code in row.countries) is not row.elsewhere))


def looks_like_home(album: Album, known: Known) -> bool:
    """Tell whether nothing says that an album was made on a journey."""
    if len(album.photos) > MOST_PHOTOS:
        return False
    moments = [moment for photo in album.photos if (moment := moment_of(photo)) is not None]
    if not moments or max(moments) - min(moments) > LONGEST:
        return False
    near = (one.taken.local for one in known.located if one.taken is not None)
    return not any(min(moments) - NEAR <= at <= max(moments) + NEAR for at in near)
