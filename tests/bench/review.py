#!/usr/bin/env python3
"""What a decision costs while a person reviews: from the ledger to the stored candidates of the whole album.

::

    python tests/bench/review.py [--photos 200] [--decisions 40]

One album in a folder that names a town; every tenth photo has a position. A person accepts and rejects places here and
there in it. Each time: what changed is fused anew, and the index stores it (`pipeline.Review.update`). Processor time
is measured, so that a busy machine does not count; `OMP_NUM_THREADS=1` keeps idle threads of BLAS out of it.
"""

import argparse
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workshop import PARIS, Workshop, photo

from whence_engine.accept.decide import accepted_candidate, decide
from whence_engine.cues.registry import load_cues
from whence_engine.library.library import Library
from whence_engine.photo import Action, Album, DecidedBy, Decision, Level
from whence_engine.pipeline import Pipeline, Review

FIRST = datetime(2014, 7, 12, 8, 0)


def make(root: Path, library: Library, photos: int) -> Workshop:
    """Make an album of a day, and locate it."""
    shop = Workshop(root, library)
    shop.cues = ("album", "names", "neighbours", "pixels")
    for number in range(photos):
        gps = (48.85 + number * 1e-4, 2.35) if number % 10 == 5 else None
        taken = FIRST + timedelta(minutes=3 * number)
        photo(shop.photos / "Paris 2014" / f"{number:04d}.jpg", PARIS, f"{taken:%Y:%m:%d %H:%M:%S}", gps=gps)
    shop.run()
    return shop


def measured(shop: Workshop, review: Review, album: Album, decisions: int) -> list[float]:
    """Decide, and return the seconds that each update took."""
    open_ = [one for one in album.photos if one.position is None]
    rng = np.random.default_rng(0)
    took = []
    for number, row in enumerate(rng.choice(len(open_), decisions, replace=False).tolist()):
        at = FIRST + timedelta(days=4000, seconds=number)
        decision = Decision(Action.ACCEPT, DecidedBy.PERSON, at, 48.86, 2.3 + row * 1e-4, 1.0, Level.EXACT)
        if number % 4 == 3:
            best = next(shop.library.index.results.of([open_[row].id])).candidates[0]
            wrong = accepted_candidate(best, DecidedBy.PERSON, at)
            decision = Decision(Action.REJECT, DecidedBy.PERSON, at, wrong.lat_deg, wrong.lon_deg, 1.0, Level.EXACT)
        decide(shop.library, open_[row], decision)
        start = time.process_time()
        review.update()
        took.append(time.process_time() - start)
    return took


def main() -> None:
    """Measure, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--decisions", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library.sqlite") as library:
        shop = make(Path(folder), library, options.photos)
        made = Pipeline(library, shop.bundle, load_cues(shop.cues), shop.settings)
        albums = sorted(library.index.albums.all(), key=lambda one: -len(one.photos))
        start = time.process_time()
        review = made.review(albums[0])
        assert review is not None
        review.update()
        opened = time.process_time() - start
        took = np.array(measured(shop, review, albums[0], options.decisions)) * 1000
        start = time.process_time()
        review.density(next(one.id for one in albums[0].photos if one.position is None))
        density = time.process_time() - start
    print(f"album of {len(albums[0].photos)}: opened in {1000 * opened:.0f} ms, density in {1000 * density:.0f} ms")
    print(
        f"after a decision: median {np.median(took):.0f} ms, 95th percentile {np.percentile(took, 95):.0f} ms, "
        f"least {took.min():.0f} ms"
    )


if __name__ == "__main__":
    main()
