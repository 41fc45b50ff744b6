"""`zone`: what the clock gives away.

An offset from UTC says on which side of the world a photo was taken: Exif's OffsetTime, the difference between the
local time and the UTC of a receiver that had no position, the time zone and world-time city of a MakerNote. The belief
is where people take photos in the zones that had this offset on that day (`zone_map`). A camera that names where it was
(some Panasonics carry a gazetteer of their own) gives a point.

How far each is believed is chosen, not fitted, and low where a person has to set it: a phone takes its zone from the
network, a camera's may stay at home when it travels, and a clock without any setting says +00:00. Weight and floor in
`locate/fitted.json` are chosen too.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np

from whence_engine.albums.clock_offsets import ZONE_SHIFT, spelled
from whence_engine.cues.cue import Known
from whence_engine.cues.zone_map import ZoneMap
from whence_engine.files.devices import keeps_time
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Album, Belief, Photo, TimeSource
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import PlaceHit
from whence_engine.places.zones import Zones
from whence_engine.wording import Sentence, Toponym

SURE_OF_PHONE, SURE_OF_RECEIVER = 0.95, 0.8
SURE_OF_CAMERA, SURE_OF_XMP, SURE_OF_NOTE = 0.7, 0.5, 0.6
SURE_OF_NOTHING_SET = 0.3
"""Of +00:00 by a camera: London, or nobody ever set it."""
SURE_OF_HOME, SURE_OF_DESTINATION = 0.45, 0.75
SURE_OF_NAMES = 0.8

_QUARTER = timedelta(minutes=15)
_CLOCK_ERROR = timedelta(minutes=4)
_CITY_KM, _CITY_SHARE = 150.0, 0.3
"""Who sets Prague and not Paris is more likely near Prague than elsewhere in its zone."""
_NAMED_KM = 8.0


@dataclass(frozen=True, slots=True)
class Told:
    """An offset, how surely it is that of the place, and a clause that says who tells it."""

    offset: timedelta
    sure: float
    how: str
    city: str = ""


class Zone:
    """Cells of the zones that fit, and points that cameras name."""

    name = "zone"
    replaces: tuple[str, ...] = ("gear",)

    def __init__(self) -> None:
        self._belief = lru_cache(maxsize=1024)(self._make)
        self._hit = lru_cache(maxsize=256)(self._search)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.open()

    @cached_property
    def _map(self) -> ZoneMap:
        return ZoneMap(WorldPrior.load(), self._gazetteer)

    @cached_property
    def _zones(self) -> Zones:
        return Zones(self._gazetteer)

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo without a position whose clock or MakerNote tells its zone.

        Photos of one zone and hour share one belief.
        """
        del known
        beliefs = {}
        for photo in album.photos:
            if photo.position is not None or photo.error is not None:
                continue
            belief = self._named(photo.world_time.places) or self._of_clock(photo)
            if belief is not None:
                beliefs[photo.id] = belief
        return beliefs

    def _of_clock(self, photo: Photo) -> Belief | None:
        taken = photo.taken
        if taken is None or taken.doubts or taken.span:
            return None
        told = max([*offsets(photo), *self._of_city(photo)], key=lambda one: one.sure, default=None)
        if told is None:
            return None
        return self._belief(told, taken.local.replace(minute=0, second=0, microsecond=0))

    def _of_city(self, photo: Photo) -> list[Told]:
        """Return the offset of the city that the world time is set to."""
        taken, told = photo.taken, photo.world_time
        if taken is None or not told.city or abs(taken.correction) > ZONE_SHIFT or taken.source is not TimeSource.EXIF:
            return []
        hit = self._hit(told.city)
        if hit is None:
            return []
        [zone] = self._zones.at(np.array([hit.lat]), np.array([hit.lon]))
        offset = taken.local.replace(tzinfo=zone).utcoffset()
        if offset is None or (told.offset is not None and told.offset != offset):
            return []
        sure = SURE_OF_DESTINATION if told.away else SURE_OF_HOME if told.offset is None else SURE_OF_NOTE
        if told.away:
            how = Sentence("its world time is set to {city}, as destination", city=Toponym(told.city))
        else:
            how = Sentence("its world time is set to {city}", city=Toponym(told.city))
        return [Told(offset, sure, how, told.city)]

    def _make(self, told: Told, hour: datetime) -> Belief | None:
        found = self._map.of_offset(told.offset, hour)
        if found is None:
            return None
        cells, share = found
        city = self._hit(told.city) if told.city else None
        of_city = _CITY_SHARE * told.sure if city else 0.0
        of_zone = told.sure - of_city
        because = Sentence(
            "The clock: {how}, which is UTC{offset} on {day:%Y-%m-%d}; {share} of all photos are taken where clocks "
            "show that.",
            how=told.how,
            offset=spelled(told.offset)[:-3],
            day=hour,
            share=_percent(share),
        )
        belief = replace(cells, because=because, cell_mass=cells.cell_mass * of_zone)
        if city is not None:
            belief = replace(
                belief,
                kernel_xyz=sphere.to_xyz(city.lat, city.lon)[None],
                kernel_km=np.array([_CITY_KM]),
                kernel_mass=np.array([of_city]),
            )
        return replace(belief, unknown=1.0 - float(belief.cell_mass.sum() + belief.kernel_mass.sum()))

    def _named(self, places: tuple[str, ...]) -> Belief | None:
        """Return a point for the finest of a camera's place names that the gazetteer knows in the country it names."""
        for start in range(len(places)):
            hit = self._hit(", ".join(places[start:])) if start < len(places) - 1 else self._hit(places[start])
            if hit is not None:
                spread = max(_NAMED_KM, 0.5 * hit.radius_km)
                return Belief(
                    because=Sentence("The camera itself wrote where it was: {places}.", places=", ".join(places)),
                    unknown=1.0 - SURE_OF_NAMES,
                    kernel_xyz=sphere.to_xyz(hit.lat, hit.lon)[None],
                    kernel_km=np.array([spread]),
                    kernel_mass=np.array([SURE_OF_NAMES]),
                )
        return None

    def _search(self, text: str) -> PlaceHit | None:
        return next(iter(self._gazetteer.search(text, limit=1, complete=False)), None)


def offsets(photo: Photo) -> list[Told]:
    """Return the offsets from UTC that a photo's clock tells, whatever they are worth.

    A clock that was found to be hours off tells nothing: it never knew where it was.
    """
    taken, told, phone = photo.taken, photo.world_time, keeps_time(photo.camera)
    if taken is None or abs(taken.correction) > ZONE_SHIFT:
        return []
    found = []
    if taken.offset is not None and taken.source in {TimeSource.EXIF, TimeSource.XMP}:
        sure = SURE_OF_PHONE if phone else SURE_OF_CAMERA if taken.source is TimeSource.EXIF else SURE_OF_XMP
        if not phone and not taken.offset:
            sure = SURE_OF_NOTHING_SET
        found.append(Told(taken.offset, sure, Sentence("the photo states its offset")))
    if taken.source is not TimeSource.EXIF:
        return found
    if told.utc is not None and (offset := _between(taken.local, told.utc)) is not None:
        sure = SURE_OF_PHONE if phone else SURE_OF_RECEIVER
        said = Sentence("its receiver, which had no position, said {utc:%H:%M} UTC", utc=told.utc)
        found.append(Told(offset, sure, said))
    if told.offset is not None:
        sure = SURE_OF_NOTE if told.offset else SURE_OF_NOTHING_SET
        found.append(Told(told.offset, sure, Sentence("the camera's time zone is set")))
    return found


def _between(local: datetime, utc: datetime) -> timedelta | None:
    """Return the offset, to a quarter of an hour; None where the clock is too far from any, or from any zone."""
    difference = local - utc
    offset = round(difference / _QUARTER) * _QUARTER
    if abs(difference - offset) > _CLOCK_ERROR or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        return None
    return offset


def _percent(share: float) -> Sentence:
    percent = 100 * share
    return Sentence("{percent:.0f} %" if share >= 0.01 else "{percent:.1f} %", percent=percent)
