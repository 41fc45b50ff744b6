"""Where more than one cue speaks: known places and folder names together, against each of them alone.

    python tests/bench/named.py measure --data DIR     on the test side
    python tests/bench/named.py choose --data DIR                   weights of names and of the echo, on the other sides

DIR holds photos/SET/labels.csv. The photos, their times and places are real; their folders are MADE, since the sets
come without: one for each day, named after the true town of the day's first photo by a seeded rule (`RULE`) that also
makes vague, wrong, misleading and empty names. So this shows how fusion weighs what contradicts and what bears out,
not how people name their folders. Differences are paired and bootstrapped by photographer.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.hiding import Library, answers, libraries
from bench.names import NO_PLACE, cases

from whence_engine.cues.name_texts import Source, sources
from whence_engine.cues.names import Names
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.locate.calibration import Fitted, read_fitted
from whence_engine.locate.evidence import Said
from whence_engine.locate.fuse import CueWeight
from whence_engine.locate.locator import Locator
from whence_engine.metrics import bootstrap
from whence_engine.paths import folders
from whence_engine.photo import Album, Belief, Level, Photo
from whence_training.data.manifest import Manifest, read_manifest
from whence_training.data.split import Side, read_split

RULE = {"the town": 0.5, "the country": 0.2, "another's town": 0.1, "a word that is no place": 0.1, "only a date": 0.1}
"""What a day's folder is called, and how often."""

WAYS = ((0.0, False), (0.1, True), (0.5, True), (0.1, False), (0.5, False))
"""Shares of positions that are kept, and whether they are hidden by whole days."""

SHOWN_KM = (25.0, 200.0, 750.0)
FUSION, PLACES, NAMES = "**both**", "known places alone", "names alone"


class Namer:
    """Gives folders to a library, by `RULE`."""

    def __init__(self, seed: int, others: Sequence[Library]) -> None:
        self._rng = np.random.default_rng(seed)
        self.cue = Names()
        self._read: dict[tuple[Source, ...], Belief | None] = {}
        self._words = [case.text for case in cases() if case.place == NO_PLACE and "/" not in case.text]
        self._towns = {one.photographer: self._labels(one) for one in others}

    def _labels(self, library: Library) -> list[tuple[str, str]]:
        """Return town and country of each photo."""
        found = self.cue.gazetteer.reverse(*library.truth.T)
        return [(name.label(Level.CITY).split(",")[0], name.label(Level.COUNTRY)) for name in found]

    def name(self, library: Library) -> Library:
        """Return the library with a folder for each day."""
        labels, called = self._towns[library.photographer], dict[str, str]()
        photos: list[Photo] = []
        for photo, (town, country) in zip(library.photos, labels, strict=True):
            assert photo.taken
            day = str(photo.taken.local.date())
            if day not in called:
                called[day] = f"{self._called(town, country, library.photographer)} {day}".strip()
            photos.append(replace(photo, path=Path("/") / called[day] / photo.path.name))
        return replace(library, photos=tuple(photos))

    def _called(self, town: str, country: str, who: str) -> str:
        kind = self._rng.choice(len(RULE), p=list(RULE.values()))
        strangers = [town for other, labels in self._towns.items() if other != who for town, _ in labels]
        word = self._words[self._rng.integers(len(self._words))]
        return [town, country, strangers[self._rng.integers(len(strangers))], word, ""][kind]

    def tell(self, album: Album) -> Said:
        """Return what the cue reads."""
        told = {}
        for photo in album.photos:
            texts = tuple(sources(photo))
            if texts not in self._read:
                self._read[texts] = self.cue.read(texts)
            belief = self._read[texts]
            if belief is not None and photo.position is None:
                told[photo.id] = belief
        return {"names": told}


@dataclass(frozen=True, eq=False)
class Way:
    """Hidden photos of one way of hiding: how far off each answer is, and what fusion claimed."""

    name: str
    who: NDArray[np.str_]
    km: dict[str, NDArray[np.float64]]
    claimed: NDArray[np.float64]

    def against_best_part(self, radius_km: float) -> str:
        """Return by how many points fusion is ahead of its better part, and the 95 % interval."""
        right = {name: (km <= radius_km).astype(float) for name, km in self.km.items()}
        gain = right[FUSION] - right[max((PLACES, NAMES), key=lambda name: right[name].mean())]
        spread = bootstrap(lambda rows: gain[rows].mean(), self.who)
        return f"{100 * gain.mean():+.1f} ({100 * float(spread.low):+.1f} to {100 * float(spread.high):+.1f})"


def ways(manifest: Manifest, locator: Locator, seed: int, *, parts: bool = True) -> Iterator[Way]:
    """Hide positions in each way; let fusion and, if asked for, its parts find them."""
    for kept, by_day in WAYS:
        some = list(libraries(manifest, kept, by_day=by_day, seed=seed))
        namer = Namer(seed, some)
        who: list[str] = []
        km: dict[str, list[float]] = {FUSION: [], PLACES: [], NAMES: []} if parts else {FUSION: []}
        claimed = []
        for library in map(namer.name, some):
            found = {FUSION: answers(library, locator, namer.tell)}
            if parts:
                found[PLACES] = answers(library, locator)
                found[NAMES] = answers(library, locator, namer.tell, chained=False)
            for name, candidates in found.items():
                at = np.array([(one[0].lat_deg, one[0].lon_deg) for one in candidates]).reshape(-1, 2)
                km[name] += sphere.distance_km(*library.truth[library.hidden].T, *at.T).tolist()
            claimed += [one[0].within_km for one in found[FUSION]]
            who += [library.photographer] * len(found[FUSION])
        name = f"{100 * (1 - kept):.0f} % of {'days' if by_day else 'photos'}"
        yield Way(name, np.array(who), {one: np.array(all_) for one, all_ in km.items()}, np.array(claimed))


def _locator(fitted: Fitted) -> Locator:
    bundle = Bundle.open(find_bundle("starter", folders()))
    return Locator(WorldPrior.load(), bundle.grid, fitted, Names().gazetteer)


def measure(manifest: Manifest) -> None:
    """Print what the test side says."""
    found = list(ways(manifest, _locator(read_fitted()), seed=1))
    made = ", ".join(f"{name} {100 * share:.0f} %" for name, share in RULE.items())
    print(f"Folder names are made, one a day: {made}.\n")
    radii = " | ".join(f"{radius:g} km" for radius in SHOWN_KM)
    print(f"| hidden | who answers | {radii} | " + " | ".join(f"ahead at {r:g} km (95 %)" for r in SHOWN_KM) + " |")
    print("|---" * (2 + 2 * len(SHOWN_KM)) + "|")
    for way in found:
        for name, km in way.km.items():
            shares = " | ".join(f"{100 * (km <= radius).mean():.0f} %" for radius in SHOWN_KM)
            ahead = [way.against_best_part(radius) if name == FUSION else "" for radius in SHOWN_KM]
            print(f"| {way.name} ({len(km)}) | {name} | {shares} | {' | '.join(ahead)} |")
    claimed = np.concatenate([way.claimed for way in found])
    km = np.concatenate([way.km[FUSION] for way in found])
    told = (f"{radius:g} km {100 * claimed[:, row].mean():.0f} % ({100 * (km <= radius).mean():.0f} %)"
            for row, radius in ((1, 25.0), (2, 200.0), (3, 750.0), (4, 2500.0)))  # fmt: skip
    print(f"\nClaimed by both together, and true in brackets: {', '.join(told)}.")


def choose(manifest: Manifest) -> None:
    """Print the log loss of what fusion claims at 25, 200 and 750 km, by weight and floor of names and by echo."""
    shipped = read_fitted()
    how = shipped.weights["names"]
    print("| weight | floor | echo | log loss, each photographer counting once | photographers better than shipped |")
    print("|---|---|---|---|---|")
    first: NDArray[np.float64] | None = None
    tried = ((how.weight, how.floor, shipped.chain.echo), (0.7, 0.05, 0.7), (0.5, 0.05, 0.7), (1.0, 0.2, 0.7),
             (1.0, 0.05, 0.4), (1.0, 0.05, 0.9), (0.7, 0.05, 0.4))  # fmt: skip
    for weight, floor, echo in tried:
        weights = shipped.weights | {"names": CueWeight(weight, floor)}
        fitted = Fitted(weights, shipped.calibration, replace(shipped.chain, echo=echo))
        loss = _loss(list(ways(manifest, _locator(fitted), seed=0, parts=False)))
        first = loss if first is None else first
        print(
            f"| {weight} | {floor} | {echo} | {loss.mean():.4f} | {(loss < first).sum()} of {loss.size} |", flush=True
        )


def _loss(found: Sequence[Way]) -> NDArray[np.float64]:
    who = np.concatenate([way.who for way in found])
    km = np.concatenate([way.km[FUSION] for way in found])
    chance = np.clip(np.concatenate([way.claimed for way in found])[:, 1:4], 1e-3, 1 - 1e-3)
    right = km[:, None] <= np.array(SHOWN_KM)
    each = -np.where(right, np.log(chance), np.log(1 - chance)).mean(axis=1)
    return np.array([each[who == one].mean() for one in np.unique(who)])


def main() -> None:
    """Measure or choose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("choose", "measure"))
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    manifest = read_manifest(arguments.data / "photos", read_split())
    test = np.asarray(manifest.side == Side.TEST)
    if arguments.what == "choose":
        choose(manifest.take(~test))
    else:
        measure(manifest.take(test))


if __name__ == "__main__":
    main()
