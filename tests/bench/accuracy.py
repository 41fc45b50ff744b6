"""How right `whence locate` is on libraries of real trips, set by set, photos and files and all.

    python tests/bench/accuracy.py --data DIR [--gps 0.5] [--hide photos|days] [--cues each|a,b,...] set-12 set-24 ...

DIR holds make_library.py and photos/SET. For each set a library is made in a temporary folder, with a share of its
positions hidden; the `whence` command is run on it as a person would, and its first candidates are held against the
truth. `--cues each` runs every installed cue alone, and then all together. Only sets of the test side of
training/whence_training/split.toml are allowed: nothing was fitted on them.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from whence_engine.cues.registry import cue_names
from whence_engine.geo.sphere import distance_km
from whence_engine.metrics import RADII_KM, share_within
from whence_training.data.split import Side, read_split

PROGRAM = "from whence_engine.cli.main import main; main()"


def make(data: Path, name: str, gps: float, hide: str, folder: Path) -> Path:
    """Make the library of one set."""
    library = folder / name
    made = [sys.executable, str(data / "make_library.py"), str(data / "photos" / name), "--to", str(library)]
    subprocess.run([*made, "--gps", str(gps), "--hide", hide], check=True, capture_output=True)
    return library


def located(library: Path, cues: str, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run `whence locate --json` on a library with some cues ("" is all), and return its rows and the truth by path."""
    chosen = ["--cues", cues] if cues else []
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, "locate", str(library), "--json", *chosen],
        check=False,
        capture_output=True,
        env=os.environ | {"WHENCE_HOME": str(folder / "home"), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    with Path(f"{library}.truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {str(library / row["path"]): row for row in csv.DictReader(file)}
    if {row["path"] for row in rows} != set(truth):
        raise SystemExit(f"{library.name}: {len(rows)} rows for {len(truth)} photos\n{run.stderr.decode()}")
    return rows, truth


def measure(rows: list[dict[str, Any]], truth: dict[str, Any]) -> tuple[list[float], list[list[float]]]:
    """Return the distance of each hidden photo's first candidate in km, and the chances it claimed."""
    km, claimed = [], []
    for row in rows:
        true = truth[row["path"]]
        if true["hidden"] == "1" and true["precision"] in {"exact", "place"}:
            best = row["candidates"][0]
            km.append(float(distance_km(best["lat"], best["lon"], float(true["lat"]), float(true["lon"]))))
            claimed.append(list(best["within_km"].values()))
    return km, claimed


def main() -> None:
    """Print one line per set, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gps", type=float, default=0.5)
    parser.add_argument("--hide", choices=("photos", "days"), default="photos")
    parser.add_argument("--cues", default="", help="Which cues to ask; `each` asks every one alone, and then all.")
    parser.add_argument("sets", nargs="+")
    arguments = parser.parse_args()
    split = read_split()
    fitted = [name for name in arguments.sets if split.side_of(name) is not Side.TEST]
    if fitted:
        raise SystemExit(f"{', '.join(fitted)}: something was fitted on these, so they may not be reported")
    wanted = [*cue_names(), ""] if arguments.cues == "each" else [arguments.cues]
    print(
        "| cues | set | photos | hidden | "
        + " | ".join(f"within {radius:g} km (claimed)" for radius in RADII_KM)
        + " |"
    )
    print("|---" * (4 + len(RADII_KM)) + "|")
    with tempfile.TemporaryDirectory() as folder:
        libraries = [make(arguments.data, name, arguments.gps, arguments.hide, Path(folder)) for name in arguments.sets]
        for cues in wanted:
            all_km: list[float] = []
            all_claimed: list[list[float]] = []
            photos = 0
            for library in libraries:
                rows, truth = located(library, cues, Path(folder))
                km, claimed = measure(rows, truth)
                print(line(cues or "all", library.name, len(rows), km, claimed))
                photos += len(rows)
                all_km += km
                all_claimed += claimed
            print(line(cues or "all", "all", photos, all_km, all_claimed))


def line(cues: str, name: str, photos: int, km: list[float], claimed: list[list[float]]) -> str:
    """Return one line of the table."""
    cells = [
        f"{100 * true:.0f} % ({100 * said:.0f} %)"
        for true, said in zip(share_within(km), np.mean(claimed, axis=0), strict=True)
    ]
    return f"| {cues} | {name} | {photos} | {len(km)} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
