"""A whole sample library, written into a folder, with the truth in a table beside it."""

import csv
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from whence_engine.errors import StorageError, UsageError
from whence_engine.events import Event, Finished, PhotoDone, Started
from whence_engine.photo import Photo
from whence_engine.sample.canvas import Canvas
from whence_engine.sample.files import encoded
from whence_engine.sample.itinerary import TRIPS
from whence_engine.sample.trips import Form, Keeps, Shot, shots

STAGE = "sample"
FORMATS = {Form.PNG: "PNG", Form.WEBP: "WEBP", Form.TIFF: "TIFF", Form.DNG: "RAW"}


@dataclass(frozen=True, slots=True)
class Truth:
    """One row of the table: where a photo was really taken, and whether its file says so."""

    path: str
    hidden: int
    lat: float
    lon: float
    precision: str
    country: str
    taken_at: str
    photographer: str


def truth_table(folder: Path) -> Path:
    """Return where the table of a sample library lies: beside its folder."""
    return folder.with_name(f"{folder.name}.truth.csv")


def make_sample(folder: Path, *, seed: int = 0, size_px: int = 600) -> Iterator[Event]:
    """Render the sample library into `folder`, which must be new or empty; it appears there when it is complete.

    `size_px` is the longer side of the larger photos. The same seed gives the same files, byte for byte. `truth_table`
    names the table that tells where each readable photo was taken.

    Raises
    ------
    UsageError
        When `folder` exists and is not an empty folder.
    StorageError
        When it cannot be written.
    """
    folder = folder.absolute()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError("{folder} is there already; name a new folder for the sample library.", folder=folder)
        partial = folder.with_name(f".{folder.name}.partial")
        if partial.exists():
            shutil.rmtree(partial)
        partial.mkdir(parents=True)
        yield from _fill(partial, folder, list(shots(TRIPS, seed, size_px)))
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        raise StorageError(
            "The sample library cannot be written to {folder}: {why}.", folder=folder, why=error.strerror
        ) from error


def _fill(partial: Path, folder: Path, all_shots: Sequence[Shot]) -> Iterator[Event]:
    yield Started(STAGE, len(all_shots))
    rows = []
    for shot, files in _rendered(all_shots):
        for name, content in files.items():
            _write(partial / name, content, shot.taken)
        name, content = next(iter(files.items()))
        rows.append(_truth(shot, name))
        where = folder / name
        yield PhotoDone(STAGE, Photo(where, len(content), 0, 0, FORMATS.get(shot.form, "JPEG")))
    _leave_other_things(partial, all_shots)
    with truth_table(folder).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(Truth.__slots__))
        writer.writeheader()
        writer.writerows({field: getattr(row, field) for field in Truth.__slots__} for row in rows)
    yield Finished(STAGE, len(all_shots), 0)


def _rendered(all_shots: Sequence[Shot]) -> Iterator[tuple[Shot, dict[str, bytes]]]:
    """Render on all cores, in order; only as many ahead as there are cores, so that memory stays flat."""
    ahead = os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=ahead) as pool:
        for start in range(0, len(all_shots), ahead * 2):
            batch = all_shots[start : start + ahead * 2]
            yield from zip(batch, pool.map(render, batch), strict=True)


def render(shot: Shot) -> dict[str, bytes]:
    """Paint one shot and return the files that it becomes."""
    canvas = Canvas(shot.view)
    shot.spot.scene(canvas)
    return encoded(shot, canvas.finished(grain=shot.device.grain))


def _truth(shot: Shot, name: str) -> Truth:
    return Truth(
        path=name,
        hidden=int(shot.keeps is Keeps.NOWHERE),
        lat=shot.lat_deg,
        lon=shot.lon_deg,
        precision="exact",
        country=shot.spot.country,
        taken_at=shot.taken.replace(tzinfo=None).isoformat(timespec="seconds"),
        photographer=shot.photographer,
    )


def _write(path: Path, content: bytes, moment: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def _leave_other_things(partial: Path, all_shots: Sequence[Shot]) -> None:
    """Add what lies about in every library: a screenshot, notes, a track, and a folder saved from a dying stick."""
    when = datetime.fromisoformat("2020-03-14T10:15:00+00:00")
    good = (partial / "2016-05 Lisboa" / "IMG_6034.JPG").read_bytes()
    exported_png = next((partial / "2010-12 Cape Town").glob("*.png")).read_bytes()
    others = {
        "Screenshots/Screenshot_20200314-101500.png": screenshot(),
        "2017-06 Lofoten/2017-06-20.gpx": track(all_shots).encode(),
        "2016-05 Lisboa/notes.txt": "Pastéis de Belém, then up to the castle.\n".encode(),
        "Rescued from the old stick/IMG_0031.JPG": good[: len(good) * 2 // 3],
        "Rescued from the old stick/IMG_0032.JPG": b"",
        "Rescued from the old stick/IMG_0033.JPG": good[:180],
        "Rescued from the old stick/IMG_0034.JPG": exported_png,
        "Rescued from the old stick/IMG_0035.JPG": b"This is no picture, whatever its name says.\n",
        "Rescued from the old stick/IMG_0036.JPG": b"\0" * 4096,
    }
    for name, content in others.items():
        _write(partial / name, content, when)


def screenshot() -> bytes:
    """Return a PNG that a telephone makes of its own screen: a message, no place anywhere."""
    sheet = Image.new("RGB", (360, 640), (236, 239, 243))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle([0, 0, 360, 56], fill=(52, 92, 140))
    for k, (left, width, tall) in enumerate(
        ((20, 230, 64), (110, 230, 44), (20, 180, 44), (90, 250, 84), (20, 250, 64))
    ):
        top = 80 + sum((64, 44, 44, 84, 64)[:k]) + 18 * k
        draw.rounded_rectangle(
            [left, top, left + width, top + tall], 14, fill=(255, 255, 255) if left == 20 else (207, 231, 205)
        )
        for line in range(max(1, tall // 24)):
            draw.rounded_rectangle(
                [left + 14, top + 12 + 20 * line, left + width - 30 - 40 * (line % 2), top + 20 + 20 * line],
                4,
                fill=(150, 158, 166),
            )
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def track(all_shots: Sequence[Shot]) -> str:
    """Return a GPX track of a receiver that was carried along to the Lofoten, a point every few minutes, in UTC."""
    walked = [shot for shot in all_shots if "Lofoten" in shot.path]
    seconds = np.array([shot.taken.timestamp() for shot in walked])
    moments = np.arange(seconds.min() - 600, seconds.max() + 600, 240)
    lats = np.interp(moments, seconds, [shot.lat_deg for shot in walked])
    lons = np.interp(moments, seconds, [shot.lon_deg for shot in walked])
    points = "\n".join(
        f'   <trkpt lat="{lat:.6f}" lon="{lon:.6f}"><time>{np.datetime64(int(moment), "s")}Z</time></trkpt>'
        for moment, lat, lon in zip(moments, lats, lons, strict=True)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="receiver" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}\n <trk><name>Lofoten</name>\n  <trkseg>\n{points}\n  </trkseg>\n </trk>\n</gpx>\n"
