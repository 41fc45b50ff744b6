"""`signs`: what the text in a picture tells: its language, telephone codes, prices, plates, and names of places.

Every kind of text is believed as far as it was right on photos of the training and validation sides (`sign_trust`);
kinds bear each other out. A text that turns up in many albums is no sign but what the photographer carries about, and
is not read.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.country_map import CountryMap
from whence_engine.cues.cue import Known
from whence_engine.cues.name_reading import Reader
from whence_engine.cues.names import label
from whence_engine.cues.place_kernels import PlaceKernels
from whence_engine.cues.sign_evidence import Evidence, Kind
from whence_engine.cues.sign_formats import formats
from whence_engine.cues.sign_language import languages
from whence_engine.cues.sign_places import PlaceRead, places
from whence_engine.cues.sign_tables import sign_tables
from whence_engine.cues.sign_trust import SignTrust
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Album, Belief, TextLine
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.wording import Sentence, either, set_apart

WIDESPREAD_ALBUMS = 3
"""A text in so many albums is a watermark, a shirt, a bottle: no sign of a place."""

_LEAST_SURE = 0.3
_QUOTED = 40  # characters of a line that a reason quotes


class Signs:
    """Countries, and places, that the text in a picture speaks of."""

    name = "signs"
    replaces: tuple[str, ...] = ()

    def __init__(self, trust: SignTrust | None = None) -> None:
        self._trust = trust or SignTrust.load()
        self._tables = sign_tables()
        self._cells: dict[tuple[float, ...], tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]] = {}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Where places and countries are looked up."""
        return Gazetteer.open()

    @cached_property
    def _names(self) -> dict[str, str]:
        return {code: name for code, (_, name) in self.gazetteer.countries.items()}

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.gazetteer)

    @cached_property
    def countries(self) -> CountryMap:
        """The world prior by country."""
        return CountryMap(self.gazetteer, WorldPrior.load())

    @cached_property
    def _kernels(self) -> PlaceKernels:
        return PlaceKernels(self.gazetteer, WorldPrior.load())

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo without a position whose text tells something."""
        ids = [photo.id for photo in album.photos if photo.position is None and photo.error is None]
        readings = list(known.library.index.readings.of(ids))
        texts = [line.text for reading in readings for line in reading.lines]
        carried = known.library.index.readings.widespread(texts, WIDESPREAD_ALBUMS)
        beliefs = {}
        for reading in readings:
            belief = self.read([line for line in reading.lines if line.text not in carried])
            if belief is not None:
                beliefs[reading.photo_id] = belief
        return beliefs

    def read(self, lines: Sequence[TextLine]) -> Belief | None:
        """Return what the lines of one picture tell; None where they tell nothing."""
        told = self.evidence(lines)
        ratio = self._ratio(told)
        named = self.named(lines, ratio)
        if not told and not named:
            return None
        place_share = self._trust.of[Kind.PLACE] if named else 0.0
        likely = self.countries.mass * ratio
        likely /= likely.sum()
        unknown = float((ratio / (self.countries.mass * ratio).sum()).min())  # the prior is in every country's share
        said = np.maximum(likely - unknown * self.countries.mass, 0.0)
        cell_id, cell_mass, cell_xyz = self._cells_of(said)
        kernel_xyz, kernel_km, kernel_mass = self._around(named)
        said_mass, kernel_mass = cell_mass * (1.0 - place_share), kernel_mass * place_share
        return Belief(
            because=self._sentence(told, named),
            source="; ".join(
                [*(one.quote for one in told), *(one.quote for one in named)]
            ),  # seen twice, it is one sign
            unknown=max(0.0, 1.0 - float(said_mass.sum()) - float(kernel_mass.sum())),
            cell_id=cell_id,
            cell_mass=said_mass,
            cell_xyz=cell_xyz,
            kernel_xyz=kernel_xyz,
            kernel_km=kernel_km,
            kernel_mass=kernel_mass,
        )

    def evidence(self, lines: Sequence[TextLine]) -> list[Evidence]:
        """Return what the lines tell of countries."""
        told = languages(lines, self._tables, self._trust.sharpness, self._trust.nothing)
        return [one for one in (*told, *formats(lines, self._tables, self._names)) if one.sure >= _LEAST_SURE]

    def named(self, lines: Sequence[TextLine], ratio: NDArray[np.float64] | None = None) -> list[PlaceRead]:
        """Return the places that the lines name; `ratio` is what the rest of them says of the countries."""
        known = self._ratio(self.evidence(lines)) if ratio is None else ratio
        return places(lines, self._reader, self._tables, known, self.countries)

    def _ratio(self, told: Sequence[Evidence]) -> NDArray[np.float64]:
        """Return how much likelier the text makes each country, float64 [K]; texts of one kind are averaged."""
        ratio = np.ones(len(self.countries.codes))
        for kind in dict.fromkeys(one.kind for one in told):
            of_kind = []
            for one in (one for one in told if one.kind is kind):
                likely = self.countries.named(one.countries)
                expected = float(self.countries.mass @ likely)
                sure = self._trust.of[kind] * one.sure if expected > 0 else 0.0
                of_kind.append(sure * likely / max(expected, 1e-300) + 1.0 - sure)
            ratio *= np.mean(of_kind, axis=0)
        return ratio

    def _cells_of(
        self, mass: NDArray[np.float64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]:
        key = tuple(mass.round(6).tolist())
        if key not in self._cells:
            if len(self._cells) >= 64:
                self._cells.clear()
            self._cells[key] = self.countries.cells(mass)
        return self._cells[key]

    def _around(
        self, named: Sequence[PlaceRead]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the kernels of the places that are named, each as much as any other: masses sum to 1."""
        xyz, km, mass = [np.empty((0, 3))], [np.empty(0)], [np.empty(0)]
        for place in named:
            for meaning, share in place.meanings:
                at, spread_km, weight = self._kernels.of(meaning)
                xyz.append(at)
                km.append(spread_km)
                mass.append(weight * share / len(named))
        return np.concatenate(xyz), np.concatenate(km), np.concatenate(mass)

    def _sentence(self, told: Sequence[Evidence], named: Sequence[PlaceRead]) -> Sentence:
        said = [Sentence('"{text}" ({means})', text=_short(one.quote), means=one.means) for one in told]
        for place in named:
            labels = either(dict.fromkeys(label(meaning) for meaning, _ in place.meanings[:3]))
            said.append(Sentence('"{text}" ({means})', text=_short(place.quote), means=labels))
        return Sentence("A sign reads {texts}.", texts=set_apart(said))


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED].rstrip() + "…"
