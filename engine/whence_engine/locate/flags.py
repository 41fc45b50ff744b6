"""Red flags: why an answer must not be accepted by a threshold alone, whatever chance it claims.

A person may still accept it; a program may not.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from whence_engine.cues.fix import Fix, duration, moment_of
from whence_engine.geo import coordinates, sphere
from whence_engine.library.results import Flag, RedFlag
from whence_engine.locate.ties import named, ties
from whence_engine.locate.timeline import hours_between
from whence_engine.photo import Camera, Candidate, ClockDoubt, Photo
from whence_engine.wording import Sentence, both, either

FASTEST_KMH = 1100.0
"""An airliner with the wind behind it; the travel prior is fitted without faster pairs too."""

_GRACE_KM = 10.0
"""Clocks are set by eye, and places are rounded: no speed is taken from less."""


def red_flags(photo: Photo, ranked: Sequence[Candidate], near: Sequence[Fix]) -> tuple[RedFlag, ...]:
    """Return what speaks against accepting the first of `ranked` unseen.

    Parameters
    ----------
    near
        Known places of the same camera, or of cameras that travel with it, around the photo in time.
    """
    found = [*_positions(photo), *_clock(photo), *_software(photo)]
    if ranked:
        found += [*_speed(photo, ranked[0], near), *_tie(ranked)]
    return tuple(found)


def _positions(photo: Photo) -> list[RedFlag]:
    if photo.position is None or not photo.also_at:
        return []
    counts = photo.position
    away_km = [float(sphere.distance_km(counts.lat_deg, counts.lon_deg, o.lat_deg, o.lon_deg)) for o in photo.also_at]
    stated = both(
        f"{coordinates.format_decimal(one.lat_deg, one.lon_deg)} ({one.source})" for one in (counts, *photo.also_at)
    )
    said = Sentence("Positions are stated that lie {km:.0f} km apart: {stated}.", km=max(away_km), stated=stated)
    return [RedFlag(Flag.POSITIONS, said)]


def _clock(photo: Photo) -> list[RedFlag]:
    if photo.taken is None or not photo.taken.doubts:
        return []
    why = both(_DOUBTED[doubt] for doubt in sorted(photo.taken.doubts))
    said = Sentence("Its time ({at:%Y-%m-%d %H:%M}) cannot be trusted: {why}.", at=photo.taken.local, why=why)
    return [RedFlag(Flag.CLOCK, said)]


_DOUBTED = {
    ClockDoubt.EPOCH: Sentence("the clock was never set"),
    ClockDoubt.FACTORY: Sentence("it is a date at which cameras leave the factory"),
    ClockDoubt.FUTURE: Sentence("it lies in the future"),
    ClockDoubt.ALL_EQUAL: Sentence("the whole folder has the same second"),
    ClockDoubt.SCAN: Sentence("it is the time of a scanner"),
}

_SCREENSHOT = re.compile(
    r"screen[ _-]?shot|screen[ _-]?cap|bildschirmfoto|captura|capture d.?.cran|schermafbeelding|screenrecord",
    re.IGNORECASE,
)


def _software(photo: Photo) -> list[RedFlag]:
    if _SCREENSHOT.search(photo.path.stem):
        return [RedFlag(Flag.SOFTWARE, Sentence("By its name it is a picture of a screen."))]
    if photo.camera != Camera():
        return []
    if photo.software:
        return [
            RedFlag(Flag.SOFTWARE, Sentence("No camera is named; it was made by {software}.", software=photo.software))
        ]
    if photo.format == "PNG":
        return [RedFlag(Flag.SOFTWARE, Sentence("No camera is named, and cameras do not write PNG."))]
    return []


def _speed(photo: Photo, best: Candidate, near: Sequence[Fix]) -> list[RedFlag]:
    moment = moment_of(photo)
    if moment is None:
        return []
    found = []
    for fix in (
        max((fix for fix in near if fix.at <= moment), key=lambda fix: fix.at, default=None),
        min((fix for fix in near if fix.at > moment), key=lambda fix: fix.at, default=None),
    ):
        if fix is None or fix.photo_id == photo.id:
            continue
        away_km = float(sphere.distance_km(best.lat_deg, best.lon_deg, fix.lat_deg, fix.lon_deg))
        least_km = away_km - best.radius_km - 2.0 * fix.error_km - _GRACE_KM
        gap_h = hours_between(fix.at, moment)
        if least_km > FASTEST_KMH * gap_h:
            found.append(RedFlag(Flag.SPEED, _too_fast(fix, moment, away_km)))
    return found


def _too_fast(fix: Fix, moment: datetime, away_km: float) -> Sentence:
    told = {"name": fix.name, "time": duration(hours_between(fix.at, moment) * 3600.0), "km": away_km}
    if fix.at <= moment:
        return Sentence("{name}, taken {time} before, is {km:.0f} km away: nobody is so fast.", **told)
    return Sentence("{name}, taken {time} after, is {km:.0f} km away: nobody is so fast.", **told)


def _tie(ranked: Sequence[Candidate]) -> list[RedFlag]:
    equal = ties(tuple(ranked))
    if not equal:
        return []
    places = either(named(one) for one in (ranked[0], *equal))
    return [RedFlag(Flag.TIE, Sentence("It may as well be {places}.", places=places))]
