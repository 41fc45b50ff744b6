"""The candidates of a photo whose position is stated already: that position, or two that contradict each other.

Nobody can tell from here which of two statements is right: they share the chance evenly, and a person decides. What the
file itself states comes first; a third contradiction is named in the reasons.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_km
from whence_engine.locate import candidates
from whence_engine.metrics import RADII_KM
from whence_engine.photo import Candidate, Level, Photo, Position
from whence_engine.wording import Sentence

_SPREAD_KM = 0.02


def placed_candidates(photo: Photo) -> tuple[Candidate, ...]:
    """Return the candidates of a photo with a position, to the stated error of each."""
    assert photo.position is not None
    stated = [photo.position, *photo.also_at]
    rivals = stated[:2]
    found = [_candidate(one, _chances(one, rivals), _because(one, stated)) for one in rivals]
    if len(found) == 2 and _apart_km(*rivals) < found[0].radius_km + found[1].radius_km:
        found = found[:1]
    return tuple(replace(one, rank=rank) for rank, one in enumerate(found, start=1))


def _chances(one: Position, rivals: list[Position]) -> NDArray[np.float64]:
    """Return the chance of lying within each radius of `one`, where each rival is as likely: float64 [5]."""
    total = np.zeros(len(RADII_KM))
    for rival in rivals:
        spread_km = max(rival.error_km or 0.0, _SPREAD_KM)
        reach = np.asarray(RADII_KM) - _apart_km(one, rival)
        total += np.where(reach > 0, 1.0 - 0.5 ** ((np.maximum(reach, 0.0) / spread_km) ** 2), 0.0)
    return np.asarray(total / len(rivals))


def _candidate(one: Position, chances: NDArray[np.float64], because: tuple[str, ...]) -> Candidate:
    [within] = candidates.stated(np.maximum.accumulate(chances)[:, None])
    level = next((level for level, chance in zip(Level, within, strict=True) if chance >= 0.5), Level.CONTINENT)
    return Candidate(
        rank=1,
        lat_deg=one.lat_deg,
        lon_deg=one.lon_deg,
        within_km=within,
        level=level,
        cues=((one.source.value, 1.0),),
        because=because,
    )


def _because(one: Position, stated: list[Position]) -> tuple[str, ...]:
    others = [
        Sentence("{who} gives another one, {km:,.1f} km away.", who=_WHO[other.source.value], km=_apart_km(one, other))
        for other in stated
        if other is not one
    ]
    return (_ALREADY[one.source.value], *others)


def _apart_km(one: Position, other: Position) -> float:
    return float(distance_km(one.lat_deg, one.lon_deg, other.lat_deg, other.lon_deg))


_WHO = {
    "exif": Sentence("Exif"),
    "xmp": Sentence("The XMP in the photo"),
    "sidecar": Sentence("The sidecar beside the photo"),
    "takeout": Sentence("The Takeout file beside the photo"),
}
_ALREADY = {
    "exif": Sentence("The photo already carries this position (Exif)."),
    "xmp": Sentence("The photo already carries this position (XMP)."),
    "sidecar": Sentence("The sidecar beside the photo already gives this position."),
    "takeout": Sentence("The Takeout file beside the photo already gives this position."),
}
