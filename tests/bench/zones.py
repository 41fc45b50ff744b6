"""Measure what a clock's offset tells: `python tests/bench/zones.py --data DIR`.

For every timed photo of the test side, the offset that clocks at its true place showed at that time is given to the cue
`zone`: how much of the world prior is left, how often the true place lies in what is left, and how much likelier it
became (the mean of log2, in bits, of the density at the true place against the prior's).
"""

import argparse
import csv
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np

from whence_engine.cues.town_map import CELL_LEVEL
from whence_engine.cues.zone import SURE_OF_CAMERA, SURE_OF_PHONE
from whence_engine.cues.zone_map import ZoneMap
from whence_engine.geo import s2
from whence_engine.grid.prior import WorldPrior
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.zones import Zones, offset_at

SPLIT = Path(__file__).resolve().parents[2] / "training" / "whence_training" / "split.toml"


def photos(data: Path) -> Iterator[tuple[datetime, float, float]]:
    """Yield capture times and positions of the test side."""
    sets = tomllib.loads(SPLIT.read_text(encoding="utf-8"))["test"]
    for labels in sorted(path for pattern in sets for path in (data / "photos").glob(f"{pattern}/labels.csv")):
        with labels.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["taken_at"] and row["precision"] == "exact":
                    yield datetime.fromisoformat(row["taken_at"]), float(row["lat"]), float(row["lon"])


def main() -> None:
    """Print one line for each trust."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    gazetteer, prior = Gazetteer.open(), WorldPrior.load()
    zones, by_offset = Zones(gazetteer), ZoneMap(prior, gazetteer)
    left, ratio = [], []
    for local, lat, lon in photos(data):
        [zone] = zones.at(np.array([lat]), np.array([lon]))
        found = by_offset.of_offset(offset_at(zone, local), local)
        assert found is not None, "a zone of a town has cells"
        belief, share = found
        cell = s2.parent(s2.leaf_ids(np.array([lat]), np.array([lon])), CELL_LEVEL)
        mass = float(belief.cell_mass[belief.cell_id == cell].sum())
        left.append(share)
        ratio.append(mass / float(prior.mass_of(cell)[0]))
    print(f"{len(left)} photos; mean share of the prior left {np.mean(left):.3f}, median {np.median(left):.3f}")
    print(f"the true cell keeps mass in {np.mean(np.array(ratio) > 0):.3f} of cases")
    for name, sure in (("phone", SURE_OF_PHONE), ("camera", SURE_OF_CAMERA)):
        bits = np.log2(sure * np.array(ratio) + 1.0 - sure)
        print(f"{name:<7} {bits.mean():+.2f} bits, worst {bits.min():+.2f}")


if __name__ == "__main__":
    main()
