"""How right the cues are, and how right they say they are: `fit` on the training side, `measure` on the test side.

    python tests/bench/cues.py fit --data DIR --output engine/whence_engine/locate/fitted.json
    python tests/bench/cues.py measure --data DIR

DIR holds photos/SET/labels.csv. Libraries are made in memory from timed, exact photos: a share of positions is kept,
the rest hidden, by single photos or by whole days. `measure` compares with what other programs do: the nearest photo
in time within an hour (osxphotos), the same whatever the gap, linear interpolation (exiftool -geotag, at most half an
hour from a fix), and PhotoPrism's rule (the two nearest in time within 36 hours, the nearest one's place).
Intervals are bootstrapped by photographer.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from whence_engine.albums.group import group
from whence_engine.cues.cue import Known
from whence_engine.cues.neighbours import Neighbours
from whence_engine.geo import sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.library.library import Library
from whence_engine.locate.calibration import Calibration, Fitted, read_fitted
from whence_engine.locate.fuse import CueWeight
from whence_engine.locate.locator import Locator
from whence_engine.metrics import RADII_KM, bootstrap, calibration_errors, share_within
from whence_engine.paths import folders
from whence_engine.photo import Album, Belief, Camera, CaptureTime, Photo, Position, PositionSource, TimeSource
from whence_engine.places.gazetteer import Gazetteer
from whence_training.data.manifest import Manifest, read_manifest, side
from whence_training.data.split import Side, read_split

KEPT = (0.1, 0.5, 0.9)
FLOORS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
LEAST_PHOTOS = 10
MOST_PHOTOS = 200


@dataclass(frozen=True, eq=False)
class Case:
    """One hidden photo: who took it, where, and the positions that stayed known around it, in time order."""

    photographer: str
    photo: Photo
    lat_deg: float
    lon_deg: float
    known: Sequence[Photo]
    belief: Belief | None


def libraries(manifest: Manifest, rng: np.random.Generator) -> Iterator[tuple[str, list[Photo], NDArray[np.float64]]]:
    """Yield each photographer's timed, exact photos in time order, and their positions [N, 2]."""
    timed = manifest.take(np.asarray((manifest.precision == "exact") & ~np.isnat(manifest.taken_at)))
    for who in np.unique(timed.photographer):
        own = timed.take(np.flatnonzero(timed.photographer == who))
        own = own.take(np.sort(rng.permutation(len(own))[:MOST_PHOTOS]))
        own = own.take(np.argsort(own.taken_at, kind="stable"))
        if len(own) >= LEAST_PHOTOS and len(np.unique(own.taken_at)) > len(own) / 2:
            yield str(who), [_photo(own, row) for row in range(len(own))], np.stack([own.lat, own.lon], axis=1)


def _photo(own: Manifest, row: int) -> Photo:
    at = cast("datetime", own.taken_at[row].astype("datetime64[s]").astype(object))
    return Photo(
        path=Path(str(own.path[row])),
        size_bytes=1,
        mtime_ns=1,
        inode=row,
        format="JPEG",
        id=row + 1,
        camera=Camera("Camera", str(own.photographer[row])),
        taken=CaptureTime(at, TimeSource.EXIF, 0.9),
    )


def cases(manifest: Manifest, kept: float, *, by_day: bool, seed: int) -> list[Case]:
    """Hide positions and ask `neighbours` for every photo that lost its own."""
    rng = np.random.default_rng(seed)
    bundle = Bundle.open(find_bundle("starter", folders()))
    found: list[Case] = []
    cue = Neighbours()
    for who, photos, truth in libraries(manifest, rng):
        units = [photo.taken.local.date() if by_day and photo.taken else photo.id for photo in photos]
        names = sorted(set(units), key=str)
        shown = set(rng.permutation(len(names))[: max(1, round(kept * len(names)))].tolist())
        keep = np.array([names.index(unit) in shown for unit in units])
        library = [
            replace(photo, position=Position(at[0], at[1], PositionSource.EXIF)) if stays else photo
            for photo, at, stays in zip(photos, truth.tolist(), keep, strict=True)
        ]
        located = [photo for photo in library if photo.position]
        known = Known(cast("Library", None), bundle, {}, located)
        beliefs: dict[int, Belief] = {}
        for number, members in enumerate(group(library), start=1):
            beliefs |= cue.beliefs(Album(number, tuple(members)), known)
        found += [
            Case(who, photo, at[0], at[1], located, beliefs.get(photo.id))
            for photo, at, stays in zip(library, truth.tolist(), keep, strict=True)
            if not stays
        ]
    return found


def answers(found: Sequence[Case], fitted: Fitted) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return distances to the best candidate in km [N] and its chances [N, 5]."""
    bundle = Bundle.open(find_bundle("starter", folders()))
    locator = Locator(WorldPrior.load(), bundle.grid, fitted, Gazetteer.open())
    km, chances = [], []
    for start in range(0, len(found), 64):
        some = [replace(case.photo, id=number + 1) for number, case in enumerate(found[start : start + 64])]
        said = {"neighbours": {p.id: c.belief for p, c in zip(some, found[start:], strict=False) if c.belief}}
        best = locator.locate(Album(1, tuple(some)), said)
        for photo, case in zip(some, found[start:], strict=False):
            one = best[photo.id][0]
            km.append(float(sphere.distance_km(case.lat_deg, case.lon_deg, one.lat_deg, one.lon_deg)))
            chances.append(one.within_km)
    return np.array(km), np.array(chances)


Rule = Callable[[Case], tuple[float, float] | None]


def _gaps(case: Case) -> NDArray[np.float64]:
    assert case.photo.taken
    return np.array(
        [(photo.taken.local - case.photo.taken.local).total_seconds() / 3600 for photo in case.known if photo.taken]
    )


def _at(photo: Photo) -> tuple[float, float]:
    assert photo.position
    return photo.position.lat_deg, photo.position.lon_deg


def nearest(within_h: float) -> Rule:
    """The place of the nearest photo in time, if it is near enough."""

    def rule(case: Case) -> tuple[float, float] | None:
        gaps = np.abs(_gaps(case))
        return _at(case.known[int(gaps.argmin())]) if gaps.size and gaps.min() <= within_h else None

    return rule


def linear(case: Case) -> tuple[float, float] | None:
    """Interpolate between the fixes around the photo, each at most half an hour away; else the one that is."""
    gaps = _gaps(case)
    before = np.flatnonzero((gaps <= 0) & (gaps >= -0.5))
    after = np.flatnonzero((gaps > 0) & (gaps <= 0.5))
    if before.size and after.size:
        first, last = int(before[-1]), int(after[0])
        part = -gaps[first] / max(gaps[last] - gaps[first], 1e-9)
        a, b = sphere.to_xyz(*_at(case.known[first])), sphere.to_xyz(*_at(case.known[last]))
        lat, lon = sphere.to_degrees(sphere.mean_xyz(np.stack([a, b]), np.array([1 - part, part])))
        return float(lat), float(lon)
    one = before[-1:] if before.size else after[:1]
    return _at(case.known[int(one[0])]) if one.size else None


RULES: dict[str, Rule] = {
    "PhotoPrism's rule": nearest(36.0),
    "nearest within 1 h": nearest(1.0),
    "linear, 30 min": linear,
    "nearest, any gap": nearest(np.inf),
}


def _all_cases(manifest: Manifest) -> list[Case]:
    return [case for kept in KEPT for by_day in (False, True) for case in cases(manifest, kept, by_day=by_day, seed=0)]


def fit(data: Path, output: Path) -> None:
    """Choose the floor of `neighbours` and the calibration on the photographers of train and validation."""
    manifest = read_manifest(data / "photos", read_split())
    manifest = manifest.take(np.asarray(manifest.side != Side.TEST))
    found = [case for case in _all_cases(manifest) if case.belief]
    weight = _by_person(found)
    shipped = read_fitted()
    print(f"{len(found)} hidden photos of {len({case.photographer for case in found})} photographers")
    losses = {}
    for floor in FLOORS:
        weights = shipped.weights | {"neighbours": CueWeight(1.0, floor)}
        km, chances = answers(found, Fitted(weights, Calibration()))
        losses[floor] = sum(_loss(chances[:, row], km <= radius, weight) for row, radius in enumerate(RADII_KM))
        print(f"floor {floor:4.2f}: loss {losses[floor]:.4f}")
    best = min(losses, key=lambda floor: losses[floor])
    weights = shipped.weights | {"neighbours": CueWeight(1.0, best)}
    km, chances = answers(found, Fitted(weights, Calibration()))
    who = np.array([case.photographer for case in found])
    lines = [_proven(chances[:, row], km <= radius, who, weight) for row, radius in enumerate(RADII_KM)]
    for radius, (slope, offset), chance in zip(RADII_KM, lines, chances.T, strict=True):
        true = (km <= radius).mean()
        print(f"{radius:6g} km: claimed {chance.mean():.3f}, true {true:.3f}, slope {slope:.3f}, offset {offset:.3f}")
    described = {
        "command": "python tests/bench/cues.py fit --data DIR --output FILE",
        "fitted_on": sorted({case.photo.path.parents[1].name for case in found}),
        "cues": {cue: {"weight": how.weight, "floor": how.floor} for cue, how in sorted(weights.items())},
        "calibration": {
            "slope": [round(slope, 4) for slope, _ in lines],
            "offset": [round(offset, 4) for _, offset in lines],
        },
    }
    output.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def _by_person(found: Sequence[Case]) -> NDArray[np.float64]:
    """Weights that let every photographer count as the root of his photos, summing to the number of photos."""
    who = np.array([case.photographer for case in found])
    people, counts = np.unique(who, return_counts=True)
    each = dict(zip(people.tolist(), (1.0 / np.sqrt(counts)).tolist(), strict=True))
    weight = np.array([each[one] for one in who.tolist()])
    return np.asarray(weight * len(weight) / weight.sum())


def _loss(chance: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    p = np.clip(chance, 1e-4, 1 - 1e-4)
    return float(np.average(-np.where(right, np.log(p), np.log(1 - p)), weights=weight))


def _proven(
    chance: NDArray[np.float64], right: NDArray[np.bool_], who: NDArray[np.str_], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """Return a calibration only if it does better on photographers that it was not fitted on; else the identity."""
    corrected = np.empty_like(chance)
    for one in np.unique(who):
        rest = who != one
        slope, offset = _platt(chance[rest], right[rest], weight[rest])
        corrected[~rest] = 1.0 / (1.0 + np.exp(-(slope * _odds(chance[~rest]) + offset)))
    before, after = _loss(chance, right, weight), _loss(corrected, right, weight)
    print(f"as it is {before:.4f}, calibrated on the others {after:.4f}")
    return _platt(chance, right, weight) if after < before else (1.0, 0.0)


def _odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(p / (1 - p)))


def _platt(chance: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> tuple[float, float]:
    """Fit right ~ sigmoid(slope * logit(chance) + offset) by Newton's method, leaning a little on the identity."""
    x = np.stack([_odds(chance), np.ones_like(chance)], axis=1)
    theta, lean = np.array([1.0, 0.0]), np.diag([5.0, 5.0])
    for _ in range(50):
        guess = 1.0 / (1.0 + np.exp(-(x @ theta)))
        gradient = x.T @ (weight * (guess - right)) + lean @ (theta - np.array([1.0, 0.0]))
        hessian = (x * (weight * guess * (1 - guess))[:, None]).T @ x + lean
        theta = theta - np.linalg.solve(hessian, gradient)
    return float(theta[0]), float(theta[1])


def measure(data: Path) -> None:
    """Print the table of the test side."""
    manifest = side(read_manifest(data / "photos", read_split()), Side.TEST)
    print("| hidden | photos | who answers | 1 km | 25 km | 200 km | 750 km | 2500 km | 25 km, 95 % interval |")
    print("|---|---|---|---|---|---|---|---|---|")
    distances, chances = [], []
    for by_day in (False, True):
        for kept in KEPT:
            found = cases(manifest, kept, by_day=by_day, seed=1)
            km, chance = answers(found, read_fitted())
            distances.append(km)
            chances.append(chance)
            rows = {"Whence": km} | {
                name: np.array([_km(case, rule(case)) for case in found]) for name, rule in RULES.items()
            }
            who = [case.photographer for case in found]
            hidden = f"{100 * (1 - kept):.0f} % of {'days' if by_day else 'photos'}"
            for name, values in rows.items():
                print(f"| {hidden} | {len(found)} | {name} | {_row(values, who)} |")
    all_km, all_chances = np.concatenate(distances), np.concatenate(chances)
    errors = calibration_errors(all_chances, all_km)
    print("\nWhat was claimed and what was true, all of the above:\n")
    print("| within | claimed | true | expected calibration error |")
    print("|---|---|---|---|")
    for radius, claimed, true, error in zip(
        RADII_KM, all_chances.mean(axis=0), share_within(all_km), errors, strict=True
    ):
        print(f"| {radius:g} km | {100 * claimed:.1f} % | {100 * true:.1f} % | {100 * error:.1f} points |")


def _row(km: NDArray[np.float64], who: Sequence[str]) -> str:
    spread = bootstrap(lambda rows: share_within(km[rows])[1], who)
    shares = " | ".join(f"{100 * share:.0f} %" for share in share_within(km))
    return f"{shares} | {100 * float(spread.low):.0f} to {100 * float(spread.high):.0f} %"


def _km(case: Case, at: tuple[float, float] | None) -> float:
    return np.inf if at is None else float(sphere.distance_km(case.lat_deg, case.lon_deg, *at))


def main() -> None:
    """Fit or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fit", "measure"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=Path("fitted.json"))
    arguments = parser.parse_args()
    if arguments.what == "fit":
        fit(arguments.data, arguments.output)
    else:
        measure(arguments.data)


if __name__ == "__main__":
    main()
