"""What is known of one photo, as a scene for the map."""

from collections.abc import Sequence

import numpy as np

from whence_desktop import wording
from whence_desktop.map.scene import Line, Pin, Scene, Trail
from whence_engine.photo import Candidate, Photo

MOST_NEIGHBOURS = 12
"""So many photos with a position are linked to the one that is looked at."""

_LIKELY = 0.25  # of the best candidate's chance: the map is not moved out for what is less likely


def scene_of(candidates: Sequence[Candidate], chosen: int, neighbours: Sequence[Photo], photo: Photo | None) -> Scene:
    """Return pins for candidates and lines to photos that were taken near in time and have a position.

    Parameters
    ----------
    candidates
        Best first.
    chosen
        Rank of the selected one; 0 for none.
    neighbours
        Photos with a position near the photo in question, the nearest in time first.
    photo
        The photo in question.
    """
    least = _LIKELY * max((one.probability for one in candidates), default=0.0)
    pins = tuple(
        Pin(
            one.rank,
            one.lat_deg,
            one.lon_deg,
            one.radius_km,
            wording.place(one.place),
            chosen=one.rank == chosen,
            likely=one.probability >= least,
        )
        for one in candidates
    )
    lines = _to_neighbours(candidates, chosen, neighbours, photo) if candidates and photo is not None else ()
    return Scene(pins=pins, lines=lines)


def _to_neighbours(
    candidates: Sequence[Candidate], chosen: int, neighbours: Sequence[Photo], photo: Photo
) -> tuple[Line, ...]:
    if photo.taken is None or photo.position is not None:
        return ()
    at = next((one for one in candidates if one.rank == chosen), candidates[0])
    lines = []
    for other in neighbours[:MOST_NEIGHBOURS]:
        if other.position is None or other.taken is None:
            continue
        lat, lon = np.array([at.lat_deg, other.position.lat_deg]), np.array([at.lon_deg, other.position.lon_deg])
        lines.append(Line(Trail.NEIGHBOUR, lat, lon, ("", f"{other.taken.local:%H:%M}")))
    return tuple(lines)
