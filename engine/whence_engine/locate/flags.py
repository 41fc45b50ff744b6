"""Red flags: why an answer must not be accepted by a threshold alone, whatever chance it claims.

A person may still accept it; a program may not.
"""

import re
from collections.abc import Sequence

from whence_engine.cues.fix import Fix
from whence_engine.cues.neighbours import duration, moment_of
from whence_engine.geo import coordinates, sphere
from whence_engine.library.results import Flag, RedFlag
from whence_engine.locate.reasons import ties
from whence_engine.locate.timeline import hours_between
from whence_engine.photo import Camera, Candidate, ClockDoubt, Photo

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
    named = " and ".join(
        f"{coordinates.format_decimal(one.lat_deg, one.lon_deg)} ({one.source})" for one in (counts, *photo.also_at)
    )
    return [RedFlag(Flag.POSITIONS, f"Positions are stated that lie {max(away_km):.0f} km apart: {named}.")]


def _clock(photo: Photo) -> list[RedFlag]:
    if photo.taken is None or not photo.taken.doubts:
        return []
    said = " and ".join(sorted(_DOUBTED[doubt] for doubt in photo.taken.doubts))
    return [RedFlag(Flag.CLOCK, f"Its time ({photo.taken.local:%Y-%m-%d %H:%M}) cannot be trusted: {said}.")]


_DOUBTED = {
    ClockDoubt.EPOCH: "the clock was never set",
    ClockDoubt.FACTORY: "it is a date at which cameras leave the factory",
    ClockDoubt.FUTURE: "it lies in the future",
    ClockDoubt.ALL_EQUAL: "the whole folder has the same second",
    ClockDoubt.SCAN: "it is the time of a scanner",
}

_SCREENSHOT = re.compile(
    r"screen[ _-]?shot|screen[ _-]?cap|bildschirmfoto|captura|capture d.?.cran|schermafbeelding|screenrecord",
    re.IGNORECASE,
)


def _software(photo: Photo) -> list[RedFlag]:
    if _SCREENSHOT.search(photo.path.stem):
        return [RedFlag(Flag.SOFTWARE, "By its name it is a picture of a screen.")]
    if photo.camera != Camera():
        return []
    if photo.software:
        return [RedFlag(Flag.SOFTWARE, f"No camera is named; it was made by {photo.software}.")]
    if photo.format == "PNG":
        return [RedFlag(Flag.SOFTWARE, "No camera is named, and cameras do not write PNG.")]
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
            side = "before" if fix.at <= moment else "after"
            because = (
                f"{fix.name}, taken {duration(gap_h * 3600.0)} {side}, is {away_km:.0f} km away: nobody is so fast."
            )
            found.append(RedFlag(Flag.SPEED, because))
    return found


def _tie(ranked: Sequence[Candidate]) -> list[RedFlag]:
    equal = ties(tuple(ranked))
    if not equal:
        return []
    named = " or ".join(one.place or "the open sea" for one in (ranked[0], *equal))
    return [RedFlag(Flag.TIE, f"It may as well be {named}.")]
