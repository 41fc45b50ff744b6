"""An album and what the cues believe of it, to candidates for each of its photos."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from whence_engine.grid.grid import Grid
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate import candidates
from whence_engine.locate.calibration import Fitted
from whence_engine.locate.fuse import Fused, fuse
from whence_engine.locate.integrate import masses
from whence_engine.locate.leaves import Leaves, build_leaves
from whence_engine.metrics import RADII_KM
from whence_engine.photo import Album, Belief, Candidate, Level, Photo
from whence_engine.places.gazetteer import Gazetteer

_PHOTOS_AT_ONCE = 32  # bounds the leaves, and so memory and time for a photo, whatever the album's length

Said = Mapping[str, Mapping[int, Belief]]
"""Cue name -> photo id -> belief."""


class Locator:
    """Fuses, calibrates, ranks and names; holds what is the same for all albums."""

    def __init__(self, prior: WorldPrior, grid: Grid, fitted: Fitted, gazetteer: Gazetteer) -> None:
        self._prior = prior
        self._fitted = fitted
        self._gazetteer = gazetteer
        self._grid = _grid_belief(grid)
        self._plain = build_leaves(prior, [self._grid])

    def locate(self, album: Album, said: Said) -> dict[int, tuple[Candidate, ...]]:
        """Return photo id -> candidates, best first, for every readable photo of `album`.

        A photo whose position is known has that position as its only candidate.
        """
        open_photos = [photo for photo in album.photos if photo.error is None and photo.position is None]
        found: dict[int, tuple[Candidate, ...]] = {
            photo.id: (_known(photo),) for photo in album.photos if photo.error is None and photo.position is not None
        }
        for start in range(0, len(open_photos), _PHOTOS_AT_ONCE):
            some = open_photos[start : start + _PHOTOS_AT_ONCE]
            found |= self._rank(some, said, self._leaves(some, said))
        return self._named(found)

    def _leaves(self, photos: Sequence[Photo], said: Said) -> Leaves:
        beliefs = [of_photo[photo.id] for of_photo in said.values() for photo in photos if photo.id in of_photo]
        if any(belief.kernel_mass.size for belief in beliefs):
            return build_leaves(self._prior, [self._grid, *beliefs])
        return self._plain

    def _rank(self, photos: Sequence[Photo], said: Said, leaves: Leaves) -> dict[int, tuple[Candidate, ...]]:
        fused = [self._fuse(photo.id, said, leaves) for photo in photos]
        masses_of_all = np.stack([one.mass for one in fused])
        discs = candidates.anchors(masses_of_all, leaves)
        chances = discs.within(masses_of_all)
        found = {}
        for photo, one, chance in zip(photos, fused, chances, strict=True):
            because = {cue: of_photo[photo.id].because for cue, of_photo in said.items() if photo.id in of_photo}
            within = self._fitted.calibration.apply(chance)
            found[photo.id] = candidates.rank(one, within, leaves, discs, because)
        return found

    def _fuse(self, photo_id: int, said: Said, leaves: Leaves) -> Fused:
        spoken = {cue: masses(of_photo[photo_id], leaves) for cue, of_photo in said.items() if photo_id in of_photo}
        return fuse(spoken, leaves.prior, self._fitted.weights)

    def _named(self, found: Mapping[int, tuple[Candidate, ...]]) -> dict[int, tuple[Candidate, ...]]:
        """Give every candidate the name of its place, in one look-up for the album."""
        flat = [candidate for of_photo in found.values() for candidate in of_photo]
        names = iter(
            self._gazetteer.reverse(
                np.array([candidate.lat_deg for candidate in flat]), np.array([candidate.lon_deg for candidate in flat])
            )
        )
        named = {}
        for photo_id, of_photo in found.items():
            with_names = zip(of_photo, names, strict=False)
            named[photo_id] = tuple(
                replace(candidate, place=name.label(candidate.level), country=name.country_code)
                for candidate, name in with_names
            )
        return named


def _grid_belief(grid: Grid) -> Belief:
    """Return the bundle's cells as a belief, so that leaves are cut along them once for all albums."""
    mass = np.full(grid.cell_id.size, 1.0 / max(grid.cell_id.size, 1))
    return Belief(because="", cell_id=grid.cell_id, cell_mass=mass, cell_xyz=grid.mean_xyz)


def _known(photo: Photo) -> Candidate:
    """Return the candidate of a photo that already has a position: that position, to its stated error."""
    assert photo.position is not None
    spread_km = max(photo.position.error_km or 0.0, 0.02)
    within = candidates.stated(1.0 - 0.5 ** ((np.asarray(RADII_KM) / spread_km) ** 2))
    level = next((level for level, chance in zip(Level, within, strict=True) if chance >= 0.5), Level.CONTINENT)
    origin = photo.position.source.value
    return Candidate(
        rank=1,
        lat_deg=photo.position.lat_deg,
        lon_deg=photo.position.lon_deg,
        within_km=within,
        level=level,
        cues=((origin, 1.0),),
        because=(_ALREADY[origin],),
    )


_ALREADY = {
    "exif": "The photo already carries this position (Exif).",
    "xmp": "The photo already carries this position (XMP).",
    "sidecar": "The sidecar beside the photo already gives this position.",
    "takeout": "The Takeout file beside the photo already gives this position.",
}
