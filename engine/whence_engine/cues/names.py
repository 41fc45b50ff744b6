"""`names`: what people called their folders and files, and wrote into captions and keywords.

"Merzouga 2012" below "Marokko" is the Merzouga in Morocco. How far a name is believed is measured on a list of names
(`name_weighing`); what is only a word or a first name is no place (`name_reading`).
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import islice

import numpy as np

from whence_engine.cues.cue import Known
from whence_engine.cues.name_reading import Meaning, Reader
from whence_engine.cues.name_texts import Source, Where, sources
from whence_engine.cues.name_weighing import Found, shares, weigh
from whence_engine.cues.place_kernels import PlaceKernels
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Album, Belief
from whence_engine.places.fold import fold
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.wording import Sentence, Toponym, both, either, set_apart, together

_QUOTED = 60  # characters of a caption that a reason quotes
_MOST_NAMES = 24  # of one photo, first come: names are weighed in pairs, and a longer list describes no photo


class Names:
    """Kernels around the places that are named around a photo."""

    name = "names"
    replaces: tuple[str, ...] = ("gear",)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Where names are looked up."""
        return Gazetteer.open()

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.gazetteer)

    @cached_property
    def _kernels(self) -> PlaceKernels:
        return PlaceKernels(self.gazetteer, WorldPrior.load())

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
        found = self.found(texts)
        if not found:
            return None
        xyz, km, mass = [], [], []
        for one, share in zip(found, shares(found), strict=True):
            for meaning, part in one.meanings:
                at, spread_km, weight = self._kernels.of(meaning)
                xyz.append(at)
                km.append(spread_km)
                mass.append(weight * share * part)
        total = np.concatenate(mass)
        return Belief(
            because=sentence(found),
            unknown=1.0 - float(total.sum()),
            # Who writes a name on every photo of a trip, or on their folder, has told it once.
            source="; ".join(sorted({fold(one.name.text) for one in found})),
            kernel_xyz=np.concatenate(xyz),
            kernel_km=np.concatenate(km),
            kernel_mass=total,
        )

    def found(self, texts: Sequence[Source]) -> list[Found]:
        """Return the names in the texts around one photo that are taken for places."""
        named = ((source, name) for source in texts for name in self._reader.read(source.text))
        return weigh(list(islice(named, _MOST_NAMES)))


def sentence(found: Sequence[Found]) -> str:
    """Say which texts name which places, such as: The folder is called "1987 Lisboa": Lisbon, Portugal."""
    by_text: dict[Source, list[str]] = {}
    for one in found:
        labels = [label(meaning) for meaning, _ in one.meanings]
        by_text.setdefault(one.source, []).append(either(dict.fromkeys(labels[:3])))
    said = []
    for source, places in by_text.items():
        text = source.text if len(source.text) <= _QUOTED else source.text[:_QUOTED].rstrip() + "…"
        outer = {one.borne_out_by for one in found if one.source == source} - {source.text, ""}
        quoted = Sentence('"{text}"', text=text)
        if outer:
            quoted = Sentence('"{text}" ({names} beside it)', text=text, names=both(sorted(outer)))
        said.append(_introduced(source.where, quoted, set_apart(places)))
    return together(said)


def _introduced(where: Where, text: Sentence, places: str) -> Sentence:
    match where:
        case Where.FOLDER:
            return Sentence("The folder is called {text}: {places}.", text=text, places=places)
        case Where.FILE:
            return Sentence("The file is called {text}: {places}.", text=text, places=places)
        case Where.TEXT:
            return Sentence("The caption or keywords say {text}: {places}.", text=text, places=places)


def label(meaning: Meaning) -> Toponym:
    """Return a place with its country; with its division too only for towns that share their name."""
    hit = meaning.hit
    return Toponym(hit.name if not hit.country or hit.country == hit.name else f"{hit.name}, {hit.country}")
