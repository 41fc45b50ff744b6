"""Metadata of 2,000 photos: Whence beside `exiftool -fast2 -json -r`, in turns on the same files.

Three figures of Whence: reading alone (walk, stat, headers), a first scan (reading and storing in a new library), and
a second scan of the unchanged files.

    PYTHONPATH=engine:tests python tests/bench/scan.py [--from FOLDER] [--files 2000] [--rounds 5]

The files are copies of `--from` (a folder of camera files; by default the public ones beside the checkout, else files
made here). Both programs are told to read everything that they print or keep; the first round warms the disk cache
and does not count. One thread, one process each.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import makers

from whence_engine.events import Finished
from whence_engine.files.read import read_photo
from whence_engine.library.library import Library
from whence_engine.photo import Found
from whence_engine.scan.refresh import scan
from whence_engine.settings import Settings

PUBLIC = (
    Path(os.environ.get("WHENCE_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data/exif/public/files"
)


def main() -> None:
    """Print medians, files per second and the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--from", dest="source", type=Path, default=PUBLIC)
    arguments.add_argument("--files", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=5)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        fill(library, asked.source if asked.source.is_dir() else made(Path(folder) / "made"), asked.files)
        spent: dict[str, list[float]] = {"read": [], "scan": [], "rescan": [], "exiftool": []}
        for number in range(asked.rounds + 1):
            index = Path(folder) / f"{number}.sqlite"
            spent["read"].append(seconds_of_reading(library))
            spent["scan"].append(seconds_of_scan(library, index, asked.files))
            spent["rescan"].append(seconds_of_scan(library, index, asked.files))
            spent["exiftool"].append(seconds_of_exiftool(library))
            print(
                f"round {number}: " + ", ".join(f"{name} {all_s[-1]:.3f} s" for name, all_s in spent.items()),
                flush=True,
            )
    median_s = {name: statistics.median(all_s[1:]) for name, all_s in spent.items()}
    for name, seconds in median_s.items():
        ratio = median_s["exiftool"] / seconds
        print(f"{name:9} {seconds:7.3f} s  {asked.files / seconds:7.0f} files/s  {ratio:6.1f} x exiftool")


def fill(library: Path, source: Path, files: int) -> None:
    """Copy the files of a folder in turns, a hundred to a folder, until there are enough."""
    originals = sorted(path for path in source.iterdir() if path.is_file())
    for number in range(files):
        original = originals[number % len(originals)]
        folder = library / f"{number // 100:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, folder / f"{number:05d}_{original.name}")


def made(folder: Path) -> Path:
    """Return a folder with one small file of every kind."""
    folder.mkdir()
    block = makers.exif_block(taken="2014:07:12 18:03:22", make="Whence", model="Pretend", gps=(48.8566, 2.3522))
    packet = makers.xmp_packet({"dc:subject": ["market", "summer"], "xmp:CreateDate": "2014-07-12T18:03:22"})
    makers.jpeg(folder / "a.jpg", exif=block)
    makers.jpeg(folder / "b.jpg", exif=block, xmp=packet)
    makers.png(folder / "c.png", exif=block)
    makers.webp(folder / "d.webp", exif=block)
    makers.tiff(folder / "e.tif", exif=block)
    makers.avif(folder / "f.avif", exif=block)
    makers.raw_like(folder / "g.dng")
    return folder


def walk(folder: Path) -> Iterator[Found]:
    """Yield what a scan would hand to the reader."""
    for here, _, names in os.walk(folder):
        for name in names:
            yield makers.found(Path(here, name))


def seconds_of_reading(library: Path) -> float:
    """Walk, stat and read every file."""
    begun = time.perf_counter()
    for found in walk(library):
        read_photo(found)
    return time.perf_counter() - begun


def seconds_of_scan(library: Path, index: Path, files: int) -> float:
    """Bring a library up to date."""
    begun = time.perf_counter()
    with closing(Library.open(index)) as opened:
        *_, last = scan([library], opened, settings=Settings(), now=datetime.now())
    spent = time.perf_counter() - begun
    assert isinstance(last, Finished)
    assert last.done + last.failed == files
    return spent


def seconds_of_exiftool(library: Path) -> float:
    """Let exiftool list the same folder."""
    begun = time.perf_counter()
    command = ["exiftool", "-fast2", "-json", "-r", str(library)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
