"""`names`: what people called their folders and files, and wrote into captions and keywords.

"Merzouga 2012" below "Marokko" is the Merzouga in Morocco. How far a name is believed, and this cue's weight and floor
in `locate/fitted.json`, are chosen with care, not fitted (`name_weighing` says why); what is only a word or a first
name is no place (`name_reading`, measured in its tests).
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.cue import Known
from whence_engine.cues.name_reading import Meaning, Reader
from whence_engine.cues.name_texts import Source, Where, sources
from whence_engine.cues.name_weighing import Found, shares, weigh
from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Album, Belief
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import PlaceKind

_HEART, _OUTING = 0.7, 0.3
"""Most photos of a folder called after a town were taken in it, the others on trips from there."""

_OUTING_KM = 40.0
_LEAST_SPREAD_KM = 1.5
_ONE_KERNEL_KM = 70.0
"""Up to this radius an area is one kernel; a larger one is where people take photos in it."""

_HAUNTS = 12
"""So many kernels for a large area, and one for the rest of it."""

_HAUNT_LEVEL = 6  # S2 cells of about 140 km
_HAUNT_KM = 50.0
_QUOTED = 60  # characters of a caption that a reason quotes
_MOST_NAMES = 24  # of one photo, first come: names are weighed in pairs, and a longer list describes no photo


class Names:
    """Kernels around the places that are named around a photo."""

    name = "names"
    replaces: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._kernels = lru_cache(maxsize=256)(self._make_kernels)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.open()

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._gazetteer)

    @cached_property
    def _prior(self) -> WorldPrior:
        return WorldPrior.load()

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo without a position around which a place is named."""
        del known
        told: dict[tuple[Source, ...], Belief | None] = {}
        beliefs = {}
        for photo in album.photos:
            if photo.position is not None or photo.error is not None:
                continue
            texts = tuple(sources(photo))
            if texts not in told:
                told[texts] = self.read(texts)
            belief = told[texts]
            if belief is not None:
                beliefs[photo.id] = belief
        return beliefs

    def read(self, texts: Sequence[Source]) -> Belief | None:
        """Return what the texts around one photo tell; None where they name no place."""
        named = ((source, name) for source in texts for name in self._reader.read(source.text))
        found = weigh(list(islice(named, _MOST_NAMES)))
        if not found:
            return None
        xyz, km, mass = [], [], []
        for one, share in zip(found, shares(found), strict=True):
            for meaning, part in one.meanings:
                at, spread_km, weight = self._kernels(meaning)
                xyz.append(at)
                km.append(spread_km)
                mass.append(weight * share * part)
        total = np.concatenate(mass)
        return Belief(
            because=sentence(found),
            unknown=1.0 - float(total.sum()),
            kernel_xyz=np.concatenate(xyz),
            kernel_km=np.concatenate(km),
            kernel_mass=total,
        )

    def _make_kernels(self, meaning: Meaning) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return centres [K, 3], spreads in km [K] and masses [K] (summing to 1) of where photos of a place lie."""
        hit = meaning.hit
        centre = sphere.to_xyz(hit.lat, hit.lon)
        if not meaning.area:
            spread_km = max(_LEAST_SPREAD_KM, 0.4 * hit.radius_km)
            outing_km = max(_OUTING_KM, spread_km)
            return np.stack([centre, centre]), np.array([spread_km, outing_km]), np.array([_HEART, _OUTING])
        if hit.radius_km <= _ONE_KERNEL_KM:
            return centre[None], np.array([0.45 * hit.radius_km]), np.ones(1)
        return self._haunts(meaning, centre)

    def _haunts(
        self, meaning: Meaning, centre: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return kernels where the world prior has people take photos in a large area."""
        hit = meaning.hit
        tiles = self._prior.tile_id
        xyz = s2.centre_xyz(tiles)
        reach_km = 1.6 * hit.radius_km if hit.kind is PlaceKind.COUNTRY else 1.1 * hit.radius_km
        near = np.flatnonzero((sphere.distance_xyz_km(xyz, centre) <= reach_km) & (s2.level(tiles) >= _HAUNT_LEVEL))
        if not meaning.landscape and near.size:
            lat, lon = sphere.to_degrees(xyz[near])
            country, _ = self._gazetteer.borders.locate(lat, lon)
            near = near[country == self._gazetteer.countries[hit.country_code][0]]
        whole = centre[None], np.array([0.45 * hit.radius_km]), np.ones(1)
        if not near.size:
            return whole
        _, at = np.unique(s2.parent(tiles[near], _HAUNT_LEVEL), return_inverse=True)
        mass = np.bincount(at, self._prior.tile_mass[near])
        best = np.argsort(-mass)[:_HAUNTS]
        middle = np.stack([np.bincount(at, self._prior.tile_mass[near] * xyz[near, axis]) for axis in range(3)], axis=1)
        middle = middle[best] / np.linalg.norm(middle[best], axis=1, keepdims=True)
        covered = 0.95 * float(mass[best].sum() / mass.sum())
        weights = np.append(covered * mass[best] / mass[best].sum(), 1.0 - covered)
        spreads_km = np.append(np.full(best.size, _HAUNT_KM), whole[1])
        return np.concatenate([middle, whole[0]]), spreads_km, weights


def sentence(found: Sequence[Found]) -> str:
    """Say which texts name which places, such as: The folder is called "1987 Lisboa": Lisbon, Portugal."""
    by_text: dict[Source, list[str]] = {}
    for one in found:
        labels = [label(meaning) for meaning, _ in one.meanings]
        by_text.setdefault(one.source, []).append(" or ".join(dict.fromkeys(labels[:3])))
    said = []
    for source, places in by_text.items():
        quoted = source.text if len(source.text) <= _QUOTED else source.text[:_QUOTED].rstrip() + "…"
        outer = {one.borne_out_by for one in found if one.source == source} - {source.text, ""}
        beside = f" ({' and '.join(sorted(outer))} beside it)" if outer else ""
        said.append(f'{_INTRODUCED[source.where]} "{quoted}"{beside}: {"; ".join(places)}.')
    return " ".join(said)


_INTRODUCED = {
    Where.FOLDER: "The folder is called",
    Where.FILE: "The file is called",
    Where.TEXT: "The caption or keywords say",
}


def label(meaning: Meaning) -> str:
    """Return a place with its country; with its division too only for towns that share their name."""
    hit = meaning.hit
    return hit.name if not hit.country or hit.country == hit.name else f"{hit.name}, {hit.country}"
