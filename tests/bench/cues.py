"""How right the cues are, and how right they say they are: `fit` on the training side, `measure` on the test side.

    python tests/bench/cues.py fit --data DIR --output engine/whence_engine/locate/fitted.json
    python tests/bench/cues.py measure --data DIR [--markdown]

DIR holds photos/SET/labels.csv. Libraries are made in memory from timed, exact photos: a share of positions is kept,
the rest hidden, by single photos or by whole days. `measure` compares with what other programs do: the nearest photo
in time within an hour (osxphotos), the same whatever the gap, linear interpolation (exiftool -geotag, at most half an
hour from a fix), and PhotoPrism's rule (the two nearest in time within 36 hours). Intervals are bootstrapped by
photographer, and differences are paired: the same photos, the same draws. `--markdown` prints the README's table only.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.fusion_fit import KEPT, Witnessed, fit_chain, proven
from bench.hiding import answers, libraries
from bench.rules import RULES, distances_km

from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.locate.calibration import Calibration, Fitted, read_fitted
from whence_engine.locate.locator import Locator
from whence_engine.metrics import RADII_KM, bootstrap, calibration_errors, share_within
from whence_engine.paths import folders
from whence_engine.photo import Candidate
from whence_engine.places.gazetteer import Gazetteer
from whence_training.data.manifest import Manifest, read_manifest, side
from whence_training.data.split import Side, read_split

SHOWN = (1.0, 25.0, 200.0, 750.0)
SURE = 0.95


@dataclass(frozen=True, eq=False)
class Hidden:
    """Hidden photos of one way of hiding: how far off each answer is, and what ours claimed."""

    kept: float
    by_day: bool
    photographer: NDArray[np.str_]
    folder: NDArray[np.str_]
    best: Sequence[Candidate]
    km: dict[str, NDArray[np.float64]]

    @property
    def name(self) -> str:
        """How it was hidden, in words."""
        return f"{100 * (1 - self.kept):.0f} % of {'days' if self.by_day else 'photos'}"

    @property
    def ours(self) -> NDArray[np.float64]:
        """Distances of our first candidates, km [N]."""
        return self.km[OURS]

    @property
    def chances(self) -> NDArray[np.float64]:
        """What our first candidates claimed, [N, 5]."""
        return np.array([one.within_km for one in self.best])


OURS = "**Whence**"


def hide(manifest: Manifest, locator: Locator, kept: float, *, by_day: bool, seed: int) -> Hidden:
    """Hide positions of everyone in `manifest`, and let us and the four rules find them again."""
    who: list[str] = []
    folder: list[str] = []
    best: list[Candidate] = []
    km: dict[str, list[float]] = {name: [] for name in (OURS, *RULES)}
    for library in libraries(manifest, kept, by_day=by_day, seed=seed):
        first = [candidates[0] for candidates in answers(library, locator)]
        for one, (lat, lon) in zip(first, library.truth[library.hidden].tolist(), strict=True):
            km[OURS].append(float(sphere.distance_km(lat, lon, one.lat_deg, one.lon_deg)))
        for name, rule in RULES.items():
            km[name] += distances_km(library, rule).tolist()
        best += first
        who += [library.photographer] * len(first)
        folder += [library.folder] * len(first)
    return Hidden(
        kept, by_day, np.array(who), np.array(folder), best, {name: np.array(of_rule) for name, of_rule in km.items()}
    )


def _locator(fitted: Fitted) -> Locator:
    bundle = Bundle.open(find_bundle("starter", folders()))
    return Locator(WorldPrior.load(), bundle.grid, fitted, Gazetteer.open())


def _all(manifest: Manifest, locator: Locator, kept: Sequence[float], seed: int) -> list[Hidden]:
    ways = [(by_day, share) for by_day in (False, True) for share in kept if share or not by_day]
    return [hide(manifest, locator, share, by_day=by_day, seed=seed) for by_day, share in ways]


def fit(data: Path, output: Path) -> None:
    """Fit the chain and the calibration on the photographers of train and validation; write what ships."""
    manifest = read_manifest(data / "photos", read_split())
    manifest = manifest.take(np.asarray(manifest.side != Side.TEST))
    shipped = read_fitted()
    chain = fit_chain(Witnessed(manifest, seed=0), shipped.chain.echo)
    found = _all(manifest, _locator(Fitted(shipped.weights, Calibration(), chain)), KEPT, seed=0)
    chances = np.concatenate([one.chances for one in found])
    km = np.concatenate([one.ours for one in found])
    who = np.concatenate([one.photographer for one in found])
    lines = []
    for row, radius in enumerate(RADII_KM):
        right = km <= radius
        print(f"{radius:6g} km: claimed {chances[:, row].mean():.3f}, true {right.mean():.3f}; ", end="")
        lines.append(proven(chances[:, row], right, who))
    described = {
        "command": "python tests/bench/cues.py fit --data DIR --output FILE",
        "fitted_on": sorted(set(np.concatenate([one.folder for one in found]).tolist())),
        "fitted": ["chain.detour", "chain.floor", "calibration"],
        "chosen": ["cues", "chain.echo"],
        "cues": {cue: {"weight": how.weight, "floor": how.floor} for cue, how in sorted(shipped.weights.items())},
        "chain": {"echo": chain.echo, "detour": chain.detour, "floor": chain.floor},
        "calibration": {
            "slope": [round(slope, 4) for slope, _ in lines],
            "offset": [round(offset, 4) for _, offset in lines],
        },
    }
    output.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def measure(data: Path, *, markdown: bool) -> None:
    """Print what the test side says."""
    manifest = side(read_manifest(data / "photos", read_split()), Side.TEST)
    found = _all(manifest, _locator(read_fitted()), (*KEPT, 0.0), seed=1)
    print("| hidden | who answers | answers | 1 km | 25 km | 200 km | 750 km | against the best rule at 25 km (95 %) |")
    print("|---|---|---|---|---|---|---|---|")
    for one in found:
        for name in one.km:
            print(f"| {one.name} ({len(one.ours)}) | {name} | {_row(one, name)} |")
    if markdown:
        return
    print("\nDifference to the best of the four rules, in points, with its 95 % interval:\n")
    print("| hidden | " + " | ".join(f"{radius:g} km" for radius in SHOWN) + " |")
    print("|---" * (1 + len(SHOWN)) + "|")
    for one in found:
        print(f"| {one.name} | " + " | ".join(_against(one, radius) for radius in SHOWN) + " |")
    _print_calibration([one for one in found if one.kept])
    _print_sure([one for one in found if one.kept])


def _row(one: Hidden, name: str) -> str:
    km = one.km[name]
    shares = " | ".join(f"{100 * float((km <= radius).mean()):.0f} %" for radius in SHOWN)
    return f"{100 * np.isfinite(km).mean():.0f} % | {shares} | {_against(one, 25.0) if name == OURS else ''}"


def _against(one: Hidden, radius_km: float) -> str:
    best = max(RULES, key=lambda name: float((one.km[name] <= radius_km).mean()))
    gain = (one.ours <= radius_km).astype(float) - (one.km[best] <= radius_km)
    spread = bootstrap(lambda rows: gain[rows].mean(), one.photographer)
    return f"{100 * gain.mean():+.1f} ({100 * float(spread.low):+.1f} to {100 * float(spread.high):+.1f})"


def _print_calibration(found: Sequence[Hidden]) -> None:
    km = np.concatenate([one.ours for one in found])
    chances = np.concatenate([one.chances for one in found])
    who = np.concatenate([one.photographer for one in found])
    errors = calibration_errors(chances, km)
    spread = bootstrap(lambda rows: share_within(km[rows]), who)
    print("\nWhat was claimed and what was true, wherever some positions were kept:\n")
    print("| within | claimed | true (95 %) | expected calibration error |")
    print("|---|---|---|---|")
    true = share_within(km)
    for row, radius in enumerate(RADII_KM):
        interval = f"{100 * spread.low[row]:.0f} to {100 * spread.high[row]:.0f} %"
        print(
            f"| {radius:g} km | {100 * chances[:, row].mean():.1f} % | {100 * true[row]:.1f} % ({interval}) | "
            f"{100 * errors[row]:.1f} points |"
        )
    for one in np.unique(who):
        own = who == one
        told = zip(RADII_KM, share_within(km[own]), chances[own].mean(axis=0), strict=True)
        each = (f"{radius:g} km {100 * right:.0f} % ({100 * claimed:.0f} %)" for radius, right, claimed in told)
        print(f"{one} ({own.sum()}): {', '.join(each)}")


def _print_sure(found: Sequence[Hidden]) -> None:
    best = [candidate for one in found for candidate in one.best]
    km = np.concatenate([one.ours for one in found])
    who = np.concatenate([one.photographer for one in found])
    sure = np.array([candidate.probability >= SURE for candidate in best])
    right = km <= np.array([candidate.radius_km for candidate in best])
    if sure.any():
        spread = bootstrap(lambda rows: right[sure][rows].mean(), who[sure])
        print(f"\nOf {sure.sum()} answers that claim at least {100 * SURE:.0f} %, ", end="")
        interval = f"{100 * float(spread.low):.1f} to {100 * float(spread.high):.1f} %"
        print(f"{100 * right[sure].mean():.1f} % are right ({interval}).")


def main() -> None:
    """Fit or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fit", "measure"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=Path("fitted.json"))
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    if arguments.what == "fit":
        fit(arguments.data, arguments.output)
    else:
        measure(arguments.data, markdown=arguments.markdown)


if __name__ == "__main__":
    main()
