"""An album in time: stretches of photos whose places are open, each between two places that are known.

A known place parts what lies before it from what lies behind it, so each stretch is computed for itself, and a decision
touches only the stretches beside it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from whence_engine.cues.fix import FARTHEST_H, Fix, audible, cameras_apart, moment_of
from whence_engine.photo import Photo


@dataclass(frozen=True, slots=True)
class Stretch:
    """Photos in time order and their moments, between the nearest known places before and after all of them.

    Photos taken at the very second of a known place hear only that one.
    """

    photos: tuple[Photo, ...]
    moments: tuple[datetime, ...]
    before: Fix | None
    after: Fix | None


def stretches(photos: Sequence[Photo], fixes: Sequence[Fix]) -> list[Stretch]:
    """Cut the open `photos` that have a trustworthy time at `fixes`.

    They come in time order. Cameras that were apart are chained each for itself. A photo that a person has placed is a
    known place for the others; for itself it is open, and stands in a stretch of its own.
    """
    known = _distinct(sorted(fixes, key=_in_time))
    apart = cameras_apart(known)
    placed = {fix.photo_id for fix in known if fix.said}
    timed = [(moment, photo) for photo in photos if (moment := moment_of(photo))]
    timed.sort(key=lambda pair: (pair[0], pair[1].id))
    cut: list[Stretch] = []
    for camera in dict.fromkeys(photo.camera for _, photo in timed) if apart else (None,):
        heard = known if camera is None else audible(known, camera, strangers=True)
        own = [pair for pair in timed if camera is None or pair[1].camera == camera]
        free = [pair for pair in own if pair[1].id not in placed]
        cut += _between(free, heard)
        for pair in own:
            if pair[1].id in placed:
                cut += _between([pair], [fix for fix in heard if fix.photo_id != pair[1].id])
    return sorted(cut, key=lambda part: (part.moments[0], part.photos[0].id))


def _between(timed: Sequence[tuple[datetime, Photo]], fixes: Sequence[Fix]) -> list[Stretch]:
    moments = [fix.at for fix in fixes]

    def sides(pair: tuple[datetime, Photo]) -> tuple[int, int]:
        return bisect_left(moments, pair[0]), bisect_right(moments, pair[0])

    found = []
    for (left, right), members in groupby(timed, key=sides):
        some = list(members)
        if right > left:  # known at this very second
            here = min(fixes[left:right], key=lambda fix: (fix.error_km, fix.photo_id))
            found.append(_stretch(some, here, None))
            continue
        before = fixes[left - 1] if left else None
        after = fixes[right] if right < len(fixes) else None
        found.append(_stretch(some, before, after))
    return found


def _stretch(members: Sequence[tuple[datetime, Photo]], before: Fix | None, after: Fix | None) -> Stretch:
    return Stretch(tuple(photo for _, photo in members), tuple(moment for moment, _ in members), before, after)


def _distinct(fixes: Sequence[Fix]) -> list[Fix]:
    """Leave out copies: the same place at the same second by the same camera."""
    first = {(fix.at, fix.camera, fix.lat_deg, fix.lon_deg, fix.error_km): fix for fix in reversed(fixes)}
    return [fix for fix in fixes if first[fix.at, fix.camera, fix.lat_deg, fix.lon_deg, fix.error_km] is fix]


def _in_time(fix: Fix) -> tuple[datetime, int, str]:
    return fix.at, fix.photo_id, fix.name


def hours_between(one: datetime, two: datetime) -> float:
    """Return the time between two moments, not negative."""
    return abs((two - one).total_seconds()) / 3600.0


def in_reach(fix: Fix | None, moment: datetime) -> bool:
    """Tell whether a known place is near enough in time to say anything."""
    return fix is not None and hours_between(fix.at, moment) <= FARTHEST_H


PLACES_AT_ONCE = 16
"""How many places share leaves: it bounds the leaves, and so memory and the time for a photo, whatever the album."""


def batches(
    parts: Sequence[Stretch], places: Sequence[int], cuts: frozenset[tuple[int, str]]
) -> list[tuple[Stretch, ...]]:
    """Put stretches together that are computed on common leaves.

    Parameters
    ----------
    places
        How many places each stretch proposes.
    cuts
        Where the batches of an earlier call ended (`end_of`): they end there again, so that after a decision the
        batches around it are the same as before.
    """
    done: list[tuple[Stretch, ...]] = []
    open_: list[Stretch] = []
    weight, most = 0, 2 * PLACES_AT_ONCE if cuts else PLACES_AT_ONCE  # room for what a decision adds
    for part, count in zip(parts, places, strict=True):
        if open_ and weight + count > most:
            done.append(tuple(open_))
            open_, weight = [], 0
        open_.append(part)
        weight += count
        if end_of(part) in cuts:
            done.append(tuple(open_))
            open_, weight = [], 0
    return [*done, tuple(open_)] if open_ else done


def end_of(part: Stretch) -> tuple[int, str]:
    """Name where a stretch ends, so that it can be found again."""
    return (part.after.photo_id, part.after.name) if part.after else (0, "")
