"""How far the clocks of cameras are off, told by the phones that photographed the same moments.

Two devices on one walk are raised at the same sights: their photos come in bursts at the same moments. Where a camera's
bursts, shifted by one offset and by no other, fall upon those of a phone, that offset is its clock's error: minutes
where it was set by eye, whole hours where its time zone was never set. Where no offset stands out (the owners were
apart, too few photos, an even pace) nothing is corrected. Photos of strangers therefore do not move each other.

Pure; `arrange` applies it, so that everything behind it sees times that were corrected already.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from whence_engine.albums.offset_search import Sought, search
from whence_engine.files.devices import keeps_time
from whence_engine.photo import Camera, CaptureTime, Photo, TimeSource
from whence_engine.wording import Sentence

STRETCH_GAP = timedelta(days=4)
"""A camera that rested so long may have been set anew: every stretch is judged by itself."""
LONGEST_STRETCH = timedelta(days=40)
FEWEST_BURSTS = 8
"""Fewer moments than this fit too many offsets."""
LEAST_ADDED = timedelta(seconds=90)
"""A clock that is nearer to the truth than this is right enough for everything that asks it."""
ZONE_SHIFT = timedelta(minutes=29)
"""A correction this large means another time zone: the offset from UTC that the camera wrote is not the place's."""

_REACH = timedelta(hours=15)
_MACHINES = frozenset((TimeSource.EXIF, TimeSource.XMP))
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be added to the times of one camera between two of its own times, and why.

    Attributes
    ----------
    camera
        The camera; "" in all its fields stands for every camera.
    first, last
        By the camera's own clock; both belong to it.
    add
        What to add to its times.
    error
        One standard deviation of `add`; zero where a person stated it.
    because
        A sentence with numbers.
    """

    camera: Camera
    first: datetime
    last: datetime
    add: timedelta
    error: timedelta
    because: str


def correct(photos: Sequence[Photo], stated: Sequence[tuple[str, timedelta]] = ()) -> list[Photo]:
    """Return the photos with corrected capture times, in their order.

    A person's word on a camera (`stated`, see `library.told`) goes before what the phones tell, the word on one camera
    before that on all. Times that a person stated, and those of phones about which nobody said anything, stay.
    """
    found: dict[Camera, list[Correction]] = defaultdict(list)
    spoken_for = {camera: _stated(camera, stated) for camera in {photo.camera for photo in photos}}
    for one in estimate(photo for photo in photos if spoken_for[photo.camera] is None):
        found[one.camera].append(one)
    return [_corrected(photo, spoken_for[photo.camera], found.get(photo.camera, ())) for photo in photos]


def estimate(photos: Iterable[Photo], least: timedelta = LEAST_ADDED) -> list[Correction]:
    """Return the corrections that the photos themselves tell: one for each stretch of a camera that has one.

    Only clocks that are worth correcting, by `least`, are named: those that agree with the phones, and those of which
    nothing is known, are not. Changing every time by the same amount changes no correction; nor does the order of the
    photos.
    """
    by_camera: dict[Camera, list[datetime]] = defaultdict(list)
    for photo in photos:
        if (photo.camera.make or photo.camera.model) and (moment := _clock_time(photo)) is not None:
            by_camera[photo.camera].append(moment)
    phones = {camera: _seconds(times) for camera, times in by_camera.items() if keeps_time(camera)}
    found = []
    for camera, times in by_camera.items():
        if camera in phones or not phones:
            continue
        for stretch in _stretches(_seconds(times)):
            correction = _of_stretch(camera, stretch, phones)
            if correction is not None and abs(correction.add) >= least:
                found.append(correction)
    return found


def _clock_time(photo: Photo) -> datetime | None:
    taken = photo.taken
    if taken is None or taken.doubts or taken.span or taken.source not in _MACHINES:
        return None
    return taken.local


def _seconds(times: Iterable[datetime]) -> NDArray[np.float64]:
    return np.sort(np.array([(time - _EPOCH).total_seconds() for time in times]))


def _stretches(times_s: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Cut a camera's times where it rested, and long ones again, so that a clock that drifts is followed."""
    parts = np.split(times_s, np.flatnonzero(np.diff(times_s) > STRETCH_GAP.total_seconds()) + 1)
    longest = LONGEST_STRETCH.total_seconds()
    cut = []
    for part in parts:
        pieces = int((part[-1] - part[0]) // longest) + 1
        bounds = part[0] + (part[-1] - part[0]) / pieces * np.arange(1, pieces)
        cut += [piece for piece in np.split(part, np.searchsorted(part, bounds)) if piece.size]
    return cut


def _of_stretch(
    camera: Camera, times_s: NDArray[np.float64], phones: dict[Camera, NDArray[np.float64]]
) -> Correction | None:
    """Ask each phone that was used around that time; the one that tells most is heard."""
    if times_s.size < FEWEST_BURSTS:
        return None
    reach = _REACH.total_seconds()
    best: tuple[float, Camera, Sought] | None = None
    for phone, all_s in phones.items():
        near = all_s[np.searchsorted(all_s, times_s[0] - reach) : np.searchsorted(all_s, times_s[-1] + reach)]
        if near.size < FEWEST_BURSTS:
            continue
        sought = search(times_s, near)
        if sought is not None and sought.bursts >= FEWEST_BURSTS and (best is None or sought.evidence > best[0]):
            best = sought.evidence, phone, sought
    if best is None:
        return None
    _, phone, sought = best
    first, last = (_EPOCH + timedelta(seconds=float(time)) for time in (times_s[0], times_s[-1]))
    add = timedelta(seconds=round(sought.offset_s))
    because = Sentence(
        "Its clock was corrected by {offset}: {met} of its {bursts} bursts then fall within two minutes of photos by "
        "{phone}.",
        offset=spelled(add),
        met=sought.met,
        bursts=sought.bursts,
        phone=phone.model or phone.make,
    )
    return Correction(camera, first, last, add, timedelta(seconds=sought.error_s), because)


def spelled(offset: timedelta) -> str:
    """Return `+1:00:00` or `-0:03:20`.

    >>> spelled(timedelta(hours=-1)), spelled(timedelta(minutes=3, seconds=20))
    ('-1:00:00', '+0:03:20')
    """
    seconds = round(abs(offset).total_seconds())
    return f"{'-' if offset < timedelta(0) else '+'}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def is_called(camera: Camera, name: str) -> bool:
    """Tell whether a person who types `name` means this camera: its model, its maker and model, or its serial number.

    >>> is_called(Camera("NIKON CORPORATION", "NIKON D40"), "d40")
    True
    """
    if not name:
        return True
    asked = " ".join(name.casefold().split())
    model = " ".join(camera.model.casefold().split())
    words = f"{camera.make} {camera.model}".casefold().split()
    return asked in (model, " ".join(words), camera.serial.casefold()) or asked in model.split()


def told_zone(camera: Camera, told: Sequence[tuple[str, str]]) -> str:
    """Return the zone that a person said of a camera's clock, else of all clocks; "" where nothing was said.

    `told` is as `library.told` gives it, exact cameras last.
    """
    return next((zone for name, zone in reversed(told) if is_called(camera, name)), "")


def name_of(camera: Camera, cameras: Iterable[Camera] = ()) -> str:
    """Return a name by which `is_called` knows this camera, and of `cameras` no other, as far as files tell them apart.

    >>> name_of(Camera("Nikon", "D40")), name_of(Camera("NIKON CORPORATION", "NIKON D40"))
    ('Nikon D40', 'NIKON D40')
    >>> name_of(Camera("Nikon", "D40", "7"), [Camera("Nikon", "D40", "8")])
    '7'
    """
    maker = camera.make.split(maxsplit=1)[0] if camera.make.strip() else ""
    is_named = camera.model.casefold().startswith(maker.casefold())
    name = " ".join((camera.model if is_named and camera.model else f"{camera.make} {camera.model}").split())
    twins = any(is_called(other, name) for other in cameras if other != camera)
    return camera.serial if twins and camera.serial else name


def _stated(camera: Camera, stated: Sequence[tuple[str, timedelta]]) -> timedelta | None:
    """Return the offset that a person gave; a word on this camera counts before one on all."""
    meant = [offset for name, offset in sorted(stated, key=lambda one: len(one[0])) if is_called(camera, name)]
    return meant[-1] if meant else None


def _corrected(photo: Photo, stated: timedelta | None, told: Sequence[Correction]) -> Photo:
    taken = photo.taken
    if taken is None or taken.source is TimeSource.USER:
        return photo
    if stated is not None:
        return replace(photo, taken=added(taken, stated)) if taken.source in _MACHINES else photo
    moment = _clock_time(photo)
    add = next((one.add for one in told if moment is not None and one.first <= moment <= one.last), None)
    return photo if add is None else replace(photo, taken=added(taken, add))


def added(taken: CaptureTime, add: timedelta) -> CaptureTime:
    """Return a time by a right clock; a shift to another zone makes the written offset from UTC untrue."""
    try:
        local = taken.local + add
    except OverflowError:
        return taken
    return replace(taken, local=local, correction=add, offset=None if abs(add) > ZONE_SHIFT else taken.offset)
