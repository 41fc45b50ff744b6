"""How fast the frozen programs start, beside the same programs of this checkout.

    python tests/bench/frozen.py [--build build/whence] [--repeat N] [--folder PHOTOS] [--photos N]

Two things are timed, frozen and from the checkout in turn: `whence --version`, and the time until the window of
`whence-desktop` is shown by an X display of its own (Xvfb is needed). Wall time, median and best of N, and the ratio of
the medians; processor time of the command line beside it, for a busy machine adds to the wall time only. One start of
each goes before, so that no file has to come from the disk. `--photos` opens a library with rows of so many photos that
nobody took.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "installers"), str(ROOT / "tests")]

import proof.x_windows  # noqa: E402 - it lies beside the builders

LIMIT_S = 120.0


@contextmanager
def screen() -> Iterator[str]:
    """Yield the name of a display that nobody sees."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL) as server:
        os.close(theirs)
        with os.fdopen(ours) as told:
            yield f":{told.readline().strip()}"
        server.terminate()


def version(program: Path, home: Path) -> tuple[float, float]:
    """Run `whence --version`; return wall and processor time in s."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([program, "--version"], env=os.environ | {"WHENCE_HOME": str(home)}, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def window(program: Path, home: Path, folder: Path) -> tuple[float, float]:
    """Start the window and close it; return wall and processor time in s, the first until the window was shown."""
    environment = os.environ | {"WHENCE_HOME": str(home), "QT_QPA_PLATFORM": "xcb"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with proof.x_windows.Display() as display:
        began = time.perf_counter()
        with subprocess.Popen([program, folder], env=environment, stderr=subprocess.DEVNULL) as process:
            while (shown := display.find("whence")) is None:
                if process.poll() is not None or time.perf_counter() - began > LIMIT_S:
                    process.kill()
                    raise SystemExit(f"{program} showed no window")
                time.sleep(0.005)
            wall = time.perf_counter() - began
            display.close_window(shown)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(name: str, measure: Callable[[Path], tuple[float, float]], programs: Sequence[Path], repeat: int) -> None:
    """Time each program in turn and print a line for each, and their ratio."""
    runs: list[list[tuple[float, float]]] = [[], []]
    for number in range(repeat + 1):
        for times, program in zip(runs, programs, strict=True):
            taken = measure(program)
            if number:
                times.append(taken)
    medians = []
    for label, times in zip(("frozen", "checkout"), runs, strict=True):
        walls, work = zip(*times, strict=True)
        medians.append((statistics.median(walls), statistics.median(work)))
        print(f"{name:18} {label:9} {medians[-1][0]:6.2f} s, best {min(walls):5.2f}; processor {medians[-1][1]:5.2f} s")
    wall, work = (frozen / source for frozen, source in zip(*medians, strict=True))
    print(f"{name:18} {'ratio':9} {wall:6.2f}{'':20} {work:8.2f}", flush=True)


def fill_library(home: Path, count: int) -> None:
    """Put so many photos that nobody took into the library of a home."""
    from bench.desktop import fill  # it brings Qt along

    from whence_engine.paths import folders

    os.environ["WHENCE_HOME"] = str(home)
    folders().data.mkdir(parents=True, exist_ok=True)
    fill(folders(), count, one_album=False)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "whence")
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--folder", type=Path, help="photos that the window opens; an empty folder unless given")
    parser.add_argument("--photos", type=int, default=0, help="how many photos the library knows")
    given = parser.parse_args()
    checkout = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as scratch, screen() as name:
        os.environ["DISPLAY"] = name
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled
        home, folder = Path(scratch) / "home", given.folder or Path(scratch) / "photos"
        folder.mkdir(exist_ok=True)
        if given.photos:
            fill_library(home, given.photos)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for program, label, measure in (
            ("whence", "whence --version", lambda one: version(one, home)),
            ("whence-desktop", "window shown", lambda one: window(one, home, folder)),
        ):
            compare(label, measure, [place / program for place in (given.build.absolute(), checkout)], given.repeat)


if __name__ == "__main__":
    main()
