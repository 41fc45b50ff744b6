"""Names of folders: how many places are read right, and how many false friends are taken for places.

    python tests/bench/names.py          precision and recall on both halves of names.tsv
    python tests/bench/names.py fit      how sure names are against how often they are right, by half
    python tests/bench/names.py wrong    what is read wrong in the first half; the other half is never shown

`names.tsv` beside this file was written before any of it was tried. Its lines are split in halves by their hash:
whatever is changed for the first half must prove itself on the other.
"""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whence_engine.cues import name_weighing
from whence_engine.cues.name_texts import Source, Where
from whence_engine.cues.names import Names
from whence_engine.geo.sphere import distance_km

LIST = Path(__file__).with_suffix(".tsv")
NO_PLACE = "-"
NEAR_KM = 60.0


@dataclass(frozen=True, slots=True)
class Case:
    """A name, and the place that it names, or `NO_PLACE`; `first` where anything may be changed for it."""

    text: str
    place: str
    first: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the label of the likeliest meaning, "" for none, and how sure that is.

    `near` where it lies at the place that the gazetteer has for the name in the list: Köln is Cologne.
    """

    case: Case
    label: str
    sure: float
    near: bool = False

    @property
    def right(self) -> bool:
        """Whether the likeliest place is the one that is meant; nothing read is right where nothing is meant."""
        if not self.label or self.case.place == NO_PLACE:
            return self.label == "" and self.case.place == NO_PLACE
        return self.case.place in self.label or self.near


def cases() -> list[Case]:
    """Read the list."""
    rows = [line.split("\t") for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Case(text, place, hashlib.sha256(text.encode()).digest()[0] % 2 == 0) for text, place in rows]


def read(cue: Names, case: Case) -> Read:
    """Read one name; "A/B" is folder B in folder A."""
    parts = case.text.split("/")[::-1]
    found = cue.found([Source(text, Where.FOLDER, depth) for depth, text in enumerate(parts, start=1)])
    if not found:
        return Read(case, "", 0.0)
    one = min(found, key=lambda some: (some.source.depth, -some.sure))
    meant = cue.gazetteer.search(case.place, limit=1)
    apart_km = [float(distance_km(one.best.hit.lat, one.best.hit.lon, hit.lat, hit.lon)) for hit in meant]
    return Read(case, one.best.hit.label(), one.sure, bool(apart_km) and apart_km[0] <= NEAR_KM)


def row(name: str, found: Sequence[Read]) -> str:
    """Return a line of the table."""
    named = [one for one in found if one.case.place != NO_PLACE]
    others = [one for one in found if one.case.place == NO_PLACE]
    told = [one for one in found if one.label]
    right = sum(one.right for one in told)
    mistaken = sum(bool(one.label) for one in others)
    claimed = np.mean([one.sure for one in told])
    return (
        f"| {name} | {len(named)} | {sum(one.right for one in named) / len(named):.0%} | {len(others)} | "
        f"{mistaken} | {right / len(told):.0%} | {claimed:.0%} |"
    )


def table(found: Sequence[Read]) -> None:
    """Print precision and recall."""
    print("| names | places | read right (recall) | no places | taken for one | right of what is told | how sure |")
    print("|---|---|---|---|---|---|---|")
    print(row("first half", [one for one in found if one.case.first]))
    print(row("other half", [one for one in found if not one.case.first]))


def fit(found: Sequence[Read]) -> None:
    """Print how often each step of sureness is right in the first half, and in the other."""
    print(f"sureness is now multiplied by {name_weighing.PROVEN:.2f}\n")
    print("| how sure | first half: told, right | other half: told, right |")
    print("|---|---|---|")
    for low, high in ((0.0, 0.35), (0.35, 0.5), (0.5, 0.65), (0.65, 1.0)):
        cells = []
        for first in (True, False):
            told = [x for x in found if x.label and x.case.first == first and low <= x.sure < high]
            cells.append(f"{len(told)}, {np.mean([x.right for x in told]):.0%}" if told else "0")
        print(f"| {low:.2f} to {high:.2f} | {cells[0]} | {cells[1]} |")
    print("\n| factor | first half: mean squared error of how sure | other half |")
    print("|---|---|---|")
    for factor in np.arange(0.8, 1.41, 0.1):
        errors = []
        for first in (True, False):
            told = [x for x in found if x.label and x.case.first == first]
            sure = np.minimum([x.sure / name_weighing.PROVEN * factor for x in told], name_weighing.SUREST)
            errors.append(f"{np.mean((sure - np.array([x.right for x in told])) ** 2):.4f}")
        print(f"| {factor:.1f} | {errors[0]} | {errors[1]} |")


def main() -> None:
    """Do what is asked."""
    cue = Names()
    found = [read(cue, case) for case in cases()]
    if sys.argv[1:] == ["wrong"]:
        for one in found:
            if one.case.first and not one.right:
                print(f"{one.case.text!r} means {one.case.place}, read as {one.label or NO_PLACE} ({one.sure:.2f})")
    elif sys.argv[1:] == ["fit"]:
        fit(found)
    else:
        table(found)


if __name__ == "__main__":
    main()
