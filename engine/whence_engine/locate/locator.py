"""An album and what is known of it, to candidates for each of its photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.grid.grid import Grid
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate import candidates
from whence_engine.locate.along import Fixed, Surroundings, Told, heard_along
from whence_engine.locate.calibration import Fitted
from whence_engine.locate.evidence import Evidence, Hearing, Voice
from whence_engine.locate.fuse import Fused, combine
from whence_engine.locate.habit import adapted
from whence_engine.locate.leaves import Leaves, album_leaves, build_leaves
from whence_engine.locate.reasons import CHAIN, reasons
from whence_engine.locate.states import choose, states_of
from whence_engine.locate.ties import with_ties
from whence_engine.locate.timeline import Stretch
from whence_engine.photo import Belief, Candidate, Photo
from whence_engine.places.gazetteer import Gazetteer

_MOST_HEARD = 64  # so many speaking photos of a stretch choose the states of its chain; what others say lies among them

Found = dict[int, tuple[Candidate, ...]]
"""Photo id -> candidates, best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Where photos may have been taken, before calibration, on leaves that tile the Earth.

    Attributes
    ----------
    cell_id
        S2 cells, uint64 [L], ascending and disjoint.
    mass
        Photo id -> masses on them, float64 [L], summing to 1.
    """

    cell_id: NDArray[np.uint64]
    mass: Mapping[int, NDArray[np.float64]]


class Locator:
    """Fuses, calibrates, ranks and names; holds what is the same for all albums."""

    def __init__(self, prior: WorldPrior, grid: Grid, fitted: Fitted, gazetteer: Gazetteer) -> None:
        self._prior = prior
        self._fitted = fitted
        self._gazetteer = gazetteer
        self._travel = TravelPrior.load()
        self._plain = build_leaves(prior, [_grid_belief(grid)])

    def travel_of(self, evidence: Evidence) -> TravelPrior:
        """Return how the photographer of an album travels."""
        return adapted(self._travel, evidence.fixes, self._plain) if evidence.chained else self._travel

    def of_batch(self, parts: Sequence[Stretch], evidence: Evidence, travel: TravelPrior) -> Found:
        """Return the candidates of all photos of some stretches, on common leaves; their places have no names yet."""
        photos = [photo for part in parts for photo in part.photos]
        fused, told = self._fused(parts, evidence, travel)
        leaves, voices = told.leaves, told.voices
        masses = np.stack([fused[photo.id].mass for photo in photos])
        discs = candidates.anchors(masses, leaves)
        chances = self._fitted.calibration.apply(discs.within(masses).swapaxes(0, 1))
        found: Found = {}
        for row, photo in enumerate(photos):
            because = reasons(photo, evidence.of(photo.id), told.said.get(photo.id))
            within, ruled_out = chances[:, row], voices[photo.id].ruled_out
            found[photo.id] = candidates.rank(fused[photo.id], within, leaves, discs, because, ruled_out=ruled_out)
        return found

    def density(self, parts: Sequence[Stretch], evidence: Evidence, travel: TravelPrior) -> Density:
        """Return the fused densities that `of_batch` ranks."""
        fused, told = self._fused(parts, evidence, travel)
        return Density(told.leaves.ids, {photo_id: one.mass for photo_id, one in fused.items()})

    def _fused(
        self, parts: Sequence[Stretch], evidence: Evidence, travel: TravelPrior
    ) -> tuple[dict[int, Fused], "_Told"]:
        photos = [photo for part in parts for photo in part.photos]
        fixes = [fix for part in parts for fix in (part.before, part.after) if fix]
        leaves = self._leaves(photos, parts, evidence)
        hearing = Hearing(leaves, self._fitted.weights)
        voices = {photo.id: hearing.voice(photo, evidence) for photo in photos}
        fixed = Fixed(fixes, leaves, travel)
        for part in (part for part in parts if part.moments and evidence.chained):
            fixed.along(part)
        masses = self._speaking(parts, voices, evidence, fixed, leaves.log_prior)
        states = states_of(choose(np.stack(masses)), leaves, travel) if masses else None
        around = Surroundings(leaves, fixed, states, self._fitted.chain)
        said: dict[int, Told] = {}
        for part in (part for part in parts if part.moments and evidence.chained):
            said |= heard_along(part, voices, evidence.silent, around)
        fused = {}
        for photo in photos:
            voice, gain = voices[photo.id], dict(voices[photo.id].gain)
            if photo.id in said:
                gain[CHAIN] = np.log(said[photo.id].lift)
            fused[photo.id] = combine(gain, leaves.log_prior, voice.ruled_out)
        return fused, _Told(leaves, voices, said)

    def _leaves(self, photos: Sequence[Photo], parts: Sequence[Stretch], evidence: Evidence) -> Leaves:
        beliefs = list({id(one): one for photo in photos for one in evidence.of(photo.id).values()}.values())
        fixes = list(dict.fromkeys(fix for part in parts for fix in (part.before, part.after) if fix))
        if not fixes and not any(belief.kernel_mass.size or belief.cell_id.size for belief in beliefs):
            return self._plain
        points = sphere.to_xyz([fix.lat_deg for fix in fixes], [fix.lon_deg for fix in fixes]).reshape(-1, 3)
        return album_leaves(self._plain, self._prior, beliefs, points, self._travel.spread_km)

    @staticmethod
    def _speaking(
        parts: Sequence[Stretch],
        voices: Mapping[int, Voice],
        evidence: Evidence,
        fixed: Fixed,
        log_prior: NDArray[np.float64],
    ) -> list[NDArray[np.float64]]:
        """Return where the speaking photos that others can hear may be, by themselves and the places around them."""
        masses = []
        for part in (part for part in parts if part.moments and evidence.chained):
            speaking = [p for p in part.photos if voices[p.id].speaks and p.id not in evidence.silent]
            kinds = {frozenset(voices[photo.id].source.values()) for photo in speaking}
            alone = len(speaking) == len(part.photos) and len(kinds) < 2
            if not speaking or (alone and all(voices[photo.id].ruled_out is None for photo in speaking)):
                continue  # nobody hears anybody: all say the same, from one source
            moments = dict(zip((photo.id for photo in part.photos), part.moments, strict=True))
            seen: set[tuple[str, ...]] = set()
            for photo in speaking:
                voice = voices[photo.id]
                alike = tuple(voice.source.values())
                if alike in seen and voice.ruled_out is None:
                    continue
                seen.add(alike)
                if len(seen) > _MOST_HEARD:
                    break
                gain = dict(voice.gain)
                for number, fix in enumerate((part.before, part.after)):
                    lift = fixed.lift(fix, moments[photo.id]) if fix else None
                    if lift is not None:
                        gain[f"{CHAIN} {number}"] = np.log(lift + 1e-3)
                masses.append(combine(gain, log_prior, voice.ruled_out).mass)
        return masses

    def named(self, found: Mapping[int, tuple[Candidate, ...]]) -> Found:
        """Give every candidate the name of its place, in one look-up for all; say where two are as likely."""
        points = {(one.lat_deg, one.lon_deg): None for of_photo in found.values() for one in of_photo}
        lat_lon = np.array(list(points), np.float64).reshape(-1, 2)
        names = dict(zip(points, self._gazetteer.reverse(lat_lon[:, 0], lat_lon[:, 1]), strict=True))
        return {
            photo_id: with_ties(
                tuple(
                    replace(one, place=name.label(one.level), country=name.country_code)
                    for one in of_photo
                    for name in (names[one.lat_deg, one.lon_deg],)
                )
            )
            for photo_id, of_photo in found.items()
        }


class _Told:
    """What one batch was computed on, for whoever ranks it."""

    def __init__(self, leaves: Leaves, voices: Mapping[int, Voice], said: Mapping[int, Told]) -> None:
        self.leaves = leaves
        self.voices = voices
        self.said = said


def _grid_belief(grid: Grid) -> Belief:
    """Return the bundle's cells as a belief, so that leaves are cut along them once for all albums."""
    mass = np.full(grid.cell_id.size, 1.0 / max(grid.cell_id.size, 1))
    return Belief(because="", cell_id=grid.cell_id, cell_mass=mass, cell_xyz=grid.mean_xyz)
