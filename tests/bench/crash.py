"""The crash table: a write and an undo of three photos, struck at every system call. Prints one line per kind.

    PYTHONPATH=engine:tests python tests/bench/crash.py [--every N]

Killed: the process dies before the call. Refused: the call returns an error instead. After each strike the program
starts again; every photo must be the old or the new file, the journal must say which, no temporary file may be left,
and undo must give the originals back.
"""

import argparse
import itertools
import sys
import tempfile
import time
from pathlib import Path

from crashing import BUG, SEEN_BY_FILES, Point, Scene, available, calls, struck

ERRORS = ("ENOSPC", "EIO", "EACCES")


def table(what: str, scene: Scene, points: list[Point]) -> int:
    """Strike at all points and print the line; return how many went wrong."""
    began = time.monotonic()
    complaints = []
    unnoticed = 0
    for point in points:
        complaint, hit = struck(scene, point)
        unnoticed += not hit
        if complaint:
            complaints.append((point, complaint))
    bugs = sum(complaint.startswith(BUG) for _, complaint in complaints)
    counts = [len(points), unnoticed, len(complaints) - bugs, bugs]
    print(f"| {what} | {' | '.join(map(str, counts))} | {time.monotonic() - began:.0f} s |", flush=True)
    for point, complaint in complaints:
        print(f"    {point.call} {point.nth} {point.error or 'killed'}: {complaint}", flush=True)
    return len(complaints)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="strike at every Nth point only")
    every = parser.parse_args().every
    why_not = available()
    if why_not:
        print(why_not, file=sys.stderr)
        return 1
    wrong = 0
    print("| act | system calls struck | without effect on the outcome | third states | bare errors | time |")
    print("|---|--:|--:|--:|--:|--:|")
    for undoing in (False, True):
        name = "undo" if undoing else "write"
        with tempfile.TemporaryDirectory() as folder:
            scene = Scene(Path(folder), undoing=undoing)
            scene.reset()
            points = calls(scene)
            wrong += table(f"{name}, killed", scene, points[::every])
            refusable = [point for point in points if point.call in SEEN_BY_FILES]
            rotated = zip(refusable, itertools.cycle(ERRORS), strict=False)
            refused = [Point(point.call, point.nth, error) for point, error in rotated]
            wrong += table(f"{name}, refused ({', '.join(ERRORS)} in turn)", scene, refused[::every])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
