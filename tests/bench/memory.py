"""Peak memory and speed of `whence locate --json` on a small and a ten times larger library; memory has to be flat.

    PYTHONPATH=engine:tests python tests/bench/memory.py [SMALL] [LARGE]

Photos are made on the spot: small JPEGs of a trip a week, a dozen photos each day. Every library is located by a
process of its own whose peak is `ru_maxrss` (its decoders, processes of their own too, have no work with JPEGs); each
is then located once more, when nothing is left to be done but to tell. A run on no photos at all shows what the
program takes before it has looked at a picture.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from makers import exif_block, jpeg

MAIN = """
import resource, sys
from whence_engine.cli.main import run
status = run(sys.argv[1:])
print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
PER_DAY, DAYS = 12, 5


def make(folder: Path, count: int) -> None:
    """Make `count` photos: weeks of `DAYS` days with `PER_DAY` photos each, every day in colours of its own."""
    random = np.random.default_rng(1)
    coarse = np.zeros((6, 8, 3))
    for number in range(count):
        day, minute = divmod(number, PER_DAY)
        week, weekday = divmod(day, DAYS)
        if minute == 0:
            coarse = random.uniform(0, 255, (6, 8, 3))
        pixels = np.kron(coarse + random.normal(0, 12, coarse.shape), np.ones((40, 40, 1))).clip(0, 255)
        taken = np.datetime64("2005-01-03T10:00") + np.timedelta64(week * 7 + weekday, "D") + 7 * minute
        stamp = str(taken).replace("-", ":").replace("T", " ") + ":00"
        place = folder / f"week-{week:03}"
        place.mkdir(exist_ok=True)
        jpeg(
            place / f"{number:06}.jpg", pixels.astype(np.uint8), exif=exif_block(taken=stamp, make="Stein", model="D40")
        )


def locate(folder: Path, home: Path) -> tuple[int, float, float]:
    """Return rows, peak memory in MiB and seconds of one run."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "locate", "--json", str(folder)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "WHENCE_HOME": str(home)},
        capture_output=True,
        check=True,
    )
    seconds = time.perf_counter() - begun
    status, peak_kib = done.stderr.split()[-2:]
    assert status == b"0", done.stderr.decode()
    return done.stdout.count(b"\n"), int(peak_kib) / 1024, seconds


def main() -> None:
    """Measure both libraries, and say how much each photo more costs."""
    small, large = (int(given) for given in (*sys.argv[1:3], *("500", "5000")[len(sys.argv) - 1 :]))
    peaks = {}
    print(f"{'photos':>8} {'run':>8} {'peak MiB':>9} {'photos/s':>9}")
    with tempfile.TemporaryDirectory() as made:
        for count in (0, small, large):
            folder, home = Path(made, f"photos-{count}"), Path(made, f"home-{count}")
            folder.mkdir()
            make(folder, count)
            for run in ("first", "again"):
                rows, peaks[count, run], seconds = locate(folder, home)
                assert rows == count
                print(f"{count:>8} {run:>8} {peaks[count, run]:>9.1f} {count / seconds:>9.1f}", flush=True)
    for run in ("first", "again"):
        more_kib = 1024 * (peaks[large, run] - peaks[small, run]) / (large - small)
        print(f"{run}: {peaks[large, run] / peaks[small, run]:.3f} x the peak, {more_kib:.2f} KiB for each photo more")


if __name__ == "__main__":
    main()
