"""Writing positions: files per second beside exiftool and exiv2, and what each does to camera files.

    PYTHONPATH=engine:tests python tests/bench/write.py [FOLDER OF CAMERA FILES] [--copies N] [--rounds N]

Speed: copies of one JPEG, written by each program in one go, all programs in turn and that several times over.
Whence always flushes, verifies and journals; "without durability" is the same code with `fsync` of files and folders
left out (its ledger still flushes its own commits). exiftool and exiv2 never flush; "with durability" flushes every
file and the folder behind them, in as many threads as Whence uses, and the time of that counts. Even so they promise
less: before the last flush a power cut can leave either file, neither, or one that is half written.

Where our time goes: processor time per file of each program, and the shares of our own, profiled in a run of its own.

Harm: every file of the folder that a program wrote, compared before and after by exiftool. Tags count as lost or
changed outside GPS, the file system and container offsets.
"""

import argparse
import contextlib
import cProfile
import json
import os
import pstats
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from whence_engine.accept.geotag import geotag
from whence_engine.files import reread
from whence_engine.library.library import Library
from whence_engine.settings import Settings

LAT, LON = 48.8566, 2.3522
EXIFTOOL = ["exiftool", "-q", "-q", "-overwrite_original", f"-EXIF:GPSLatitude={LAT}", "-EXIF:GPSLatitudeRef=N",
            f"-EXIF:GPSLongitude={LON}", "-EXIF:GPSLongitudeRef=E", "-EXIF:GPSMapDatum=WGS-84"]  # fmt: skip
EXIV2 = ["exiv2", "-Mset Exif.GPSInfo.GPSLatitude 48/1 51/1 2376/100", "-Mset Exif.GPSInfo.GPSLatitudeRef N",
         "-Mset Exif.GPSInfo.GPSLongitude 2/1 21/1 792/100", "-Mset Exif.GPSInfo.GPSLongitudeRef E",
         "-Mset Exif.GPSInfo.GPSMapDatum WGS-84", "modify"]  # fmt: skip
FLUSHERS = 16
FOLLOWS = re.compile(
    r"^(SourceFile|ExifTool:|File:System:|Composite:|EXIF:GPS:|XMP:XMP-whence:|XMP:XMP-exif:GPS|"
    r"RIFF:(WebP_Flags|Image(Width|Height)))|MPImageStart$|ExifByteOrder$|File:FileType$|"
    r"(Thumbnail|Preview|JpgFromRaw)Offset$|PreviewImageStart$"
)


@contextlib.contextmanager
def no_flush(active: bool) -> Iterator[None]:
    """Leave out what makes files durable (SQLite keeps its own flushes)."""
    flush = os.fsync
    if active:
        os.fsync = lambda _: None  # type: ignore[assignment]
    try:
        yield
    finally:
        os.fsync = flush


def by_whence(paths: list[Path], home: Path) -> int:
    with Library.open(home / "library.sqlite") as library:
        rows = list(geotag(library, paths, lat_deg=LAT, lon_deg=LON, radius_km=1.0, settings=Settings(), write="exif"))
    return sum(row.action == "exif" for row in rows)


def by_program(command: list[str]) -> Callable[[list[Path], Path], int]:
    def write(paths: list[Path], home: Path) -> int:
        listing = home / "files"
        listing.write_text("\n".join(map(str, paths)))
        if command[0] == "exiftool":
            subprocess.run([*command, "-@", str(listing)], check=False, capture_output=True)
        else:
            for start in range(0, len(paths), 1000):
                subprocess.run([*command, *map(str, paths[start : start + 1000])], check=False, capture_output=True)
        return len(paths)

    return write


def flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def flush_all(paths: list[Path]) -> None:
    """Make files durable for programs that do not, as fast as we know how."""
    with ThreadPoolExecutor(FLUSHERS) as pool:
        list(pool.map(flush, paths))
    flush(paths[0].parent)


def processor_s() -> float:
    """Return the processor time of this process and of the programs it ran."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def seconds(
    write: Callable[[list[Path], Path], int], data: bytes, copies: int, *, durable: bool
) -> tuple[float, float]:
    """Return the time that a program takes for all copies, and the processor time."""
    own = write is by_whence
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        paths = [Path(folder) / f"{number:05d}.jpg" for number in range(copies)]
        for path in paths:
            path.write_bytes(data)
        os.sync()
        with no_flush(own and not durable):
            began, spent = time.perf_counter(), processor_s()
            assert write(paths, Path(home)) == copies
            if durable and not own:
                flush_all(paths)
            return time.perf_counter() - began, processor_s() - spent


def speed(data: bytes, name_of_source: str, copies: int, rounds: int) -> None:
    writers = {"whence": by_whence, "exiftool, one process": by_program(EXIFTOOL), "exiv2": by_program(EXIV2)}
    writers = {name: write for name, write in writers.items() if name == "whence" or shutil.which(name.split(",")[0])}
    times: dict[tuple[str, bool], list[float]] = {}
    spent: dict[str, list[float]] = {}
    for _ in range(rounds):
        for durable in (False, True):
            for name, write in writers.items():
                took, processor = seconds(write, data, copies, durable=durable)
                times.setdefault((name, durable), []).append(took)
                if not durable:
                    spent.setdefault(name, []).append(processor)
    print(f"\n{copies} copies of {name_of_source} ({len(data) / 1024:.1f} KB), median of {rounds} rounds in turn\n")
    print("| | files/s without durability | Whence is faster by | files/s with | Whence is faster by | ms CPU a file |")
    print("|---|--:|--:|--:|--:|--:|")
    for name in writers:
        cells = []
        for durable in (False, True):
            cells.append(f"{copies / statistics.median(times[name, durable]):.0f}")
            pairs = zip(times[name, durable], times["whence", durable], strict=True)
            cells.append(f"{statistics.median(theirs / ours for theirs, ours in pairs):.2f} x")
        processor_ms = 1000 * statistics.median(spent[name]) / copies
        print(f"| {name} | {' | '.join(cells)} | {processor_ms:.2f} |", flush=True)


PARTS = {
    "identity of the picture (hash)": [("identity.py", "picture_hash")],
    "plan (parse, old position, edit)": [("write.py", "position_in"), ("write.py", "into_file")],
    "read and lock the photo": [("original.py", "__init__")],
    "make the copy beside it": [("atomic.py", "stage")],
    "read back and verify": [("write.py", "check"), ("atomic.py", "contents")],
    "hashes of the file before and after": [("write.py", "sha256")],
    "decision, journal, index (SQL)": [("database.py", "execute"), ("database.py", "rows"), ("database.py", "row")],
    "replace, wait for the disk": [("batch.py", "_put_all"), ("_base.py", "wait")],
}
"""What a write is made of: the functions (file, name) whose cumulative times add up to it."""


def shares(data: bytes, copies: int) -> None:
    """Print where the main thread's time goes; profiling makes all of it slower, small calls most."""
    profile = cProfile.Profile()

    def write(paths: list[Path], home: Path) -> int:
        return profile.runcall(by_whence, paths, home)

    seconds(write, data, copies, durable=False)
    table: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = max(entry[3] for entry in table.values())
    print("\n| part of a write | share of the main thread's time |\n|---|--:|")
    for part, functions in PARTS.items():
        took = sum(entry[3] for (file, _, name), entry in table.items() if (Path(file).name, name) in functions)
        print(f"| {part} | {100 * took / whole:.0f} % |", flush=True)


def told(folder: Path) -> dict[str, dict[str, Any]]:
    said = subprocess.run(
        ["exiftool", "-json", "-a", "-u", "-G0:1", "-s", "-n", str(folder)], capture_output=True, check=False
    )
    return {Path(row["SourceFile"]).name: row for row in json.loads(said.stdout)}


def maker_note(path: Path) -> tuple[bytes, int] | None:
    """Return the MakerNote's bytes and its offset in the block, as our second reader finds them."""
    data = path.read_bytes()
    try:
        parts = reread.anatomy(data)
        block = data[slice(*parts.exif[0])] if parts.exif else b""
        note = reread.read_tags(block).get(("/0/8769", 0x927C, 0))
    except reread.UnreadableCopyError:
        return None
    return None if note is None else (note.value, note.at or 0)


def outside(path: Path) -> list[bytes]:
    data = path.read_bytes()
    try:
        parts = reread.anatomy(data)
    except reread.UnreadableCopyError:
        return []
    return [data[start:end] for _, start, end in parts.rest]


def harm(folder: Path) -> None:
    heads = ["", "written", "refused", "files losing tags (tags)", "files with changed tags (tags)"]
    heads += ["MakerNotes changed or moved", "files with bytes outside metadata changed"]
    print("\n| " + " | ".join(heads) + " |\n|---" + "|--:" * 6 + "|")
    before = told(folder)
    for name, write in {"whence": by_whence, "exiftool": by_program(EXIFTOOL), "exiv2": by_program(EXIV2)}.items():
        if name != "whence" and shutil.which(name) is None:
            continue
        with tempfile.TemporaryDirectory() as copy, tempfile.TemporaryDirectory() as home:
            for path in folder.iterdir():
                shutil.copyfile(path, Path(copy) / path.name)
            write(sorted(Path(copy).iterdir()), Path(home))
            counts = compare(folder, Path(copy), before, told(Path(copy)))
        print(f"| {name} | " + " | ".join(counts) + " |", flush=True)


def compare(folder: Path, copy: Path, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[str]:
    written = [p.name for p in folder.iterdir() if p.read_bytes() != (copy / p.name).read_bytes()]
    lost, changed, notes, bytes_changed = [], [], 0, 0
    for name in written:
        old = {key: value for key, value in before[name].items() if not FOLLOWS.search(key)}
        new = after.get(name, {})
        values = sorted(map(str, new.values()))
        gone = [key for key, value in old.items() if key not in new and str(value) not in values]
        lost += [len(gone)] if gone else []
        other = [key for key, value in old.items() if key in new and new[key] != value]
        changed += [len(other)] if other else []
        notes += maker_note(folder / name) != maker_note(copy / name)
        bytes_changed += outside(folder / name) != outside(copy / name)
    total = len(list(folder.iterdir()))
    return [
        str(len(written)), str(total - len(written)), f"{len(lost)} ({sum(lost)})", f"{len(changed)} ({sum(changed)})",
        str(notes), str(bytes_changed),
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="camera files for the table of harm")
    parser.add_argument("--copies", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if options.folder is None:
        from tiff_blocks import Made, camera_exif, jpeg

        name, data = "a made JPEG", jpeg(Made(exif=camera_exif()).block())
    else:
        sources = sorted(options.folder.glob("*.jpg"), key=lambda path: abs(path.stat().st_size - 60_000))
        source = next(path for path in sources if maker_note(path))
        name, data = source.name, source.read_bytes()
    speed(data, name, options.copies, options.rounds)
    shares(data, options.copies)
    if options.folder is not None:
        harm(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
