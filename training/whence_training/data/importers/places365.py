"""Im2GPS, Im2GPS3k, YFCC26k and MP-16 in the form that Müller-Budack et al. (ECCV 2018) published their lists in.

CSV with IMG_ID (file name, or path with two folders in MP-16), AUTHOR (Flickr), LAT, LON, S3_Label (0 indoor, 1
natural, 2 urban) and more. Two things are known of the files that go round: in an early version the headings of LAT
and LON are exchanged, and some call the first column `name`. MP-16 comes with a second file, without a heading, of
IMG_ID and URL.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from whence_engine.errors import UsageError
from whence_training.data.importers import flickr
from whence_training.data.importers.intake import Intake, Record, lookup, number

SCENES = {"0": "indoor", "1": "natural", "2": "urban"}


def read(source: Path, photos: Path, intake: Intake) -> Iterator[Record]:
    """Yield the photos of a list whose pictures lie below `photos`; those that do not are counted.

    Raises
    ------
    UsageError
        The list cannot be read or lacks a column.
    """
    files: Mapping[str, Path] | None = None
    for name, record in listed(source):
        path = photos / name
        if not path.is_file():
            files = lookup(photos) if files is None else files
            path = files.get(Path(name).name) or files.get(name.replace("/", "_")) or path
        if path.is_file():
            yield Record(path, record.lat, record.lon, record.photographer, scene=record.scene)
        else:
            intake.records += 1
            intake.drop(f"no picture below {photos}", name)


def listed(source: Path) -> Iterator[tuple[str, Record]]:
    """Yield name and labels of every photo of a list, whether its picture is there or not."""
    lat, lon = ("LON", "LAT") if _exchanged(source) else ("LAT", "LON")
    for line in rows(source):
        name = line.get("IMG_ID") or line["name"]
        owner = flickr.owner_of(line.get("AUTHOR") or "") or flickr.parse(Path(name).stem).owner
        scene = SCENES.get(line.get("S3_Label") or "", "")
        yield name, Record(Path(name), number(line[lat]), number(line[lon]), owner, scene=scene)


def urls(source: Path) -> dict[str, str]:
    """Read the file of IMG_ID and URL that comes with MP-16."""
    try:
        with source.open(encoding="utf-8", newline="") as file:
            return {line[0]: line[1] for line in csv.reader(file) if len(line) >= 2 and "://" in line[1]}
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{source} cannot be read: {error}.") from error


def rows(source: Path) -> Iterator[dict[str, str]]:
    """Yield the lines of a list by their column."""
    try:
        with source.open(encoding="utf-8", errors="replace", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = {"LAT", "LON"} - set(reader.fieldnames or ())
            if missing or not {"IMG_ID", "name"} & set(reader.fieldnames or ()):
                raise UsageError(f"{source} is no such list: it needs columns IMG_ID, AUTHOR, LAT and LON.")
            yield from reader
    except (OSError, csv.Error) as error:
        raise UsageError(f"{source} cannot be read: {error}.") from error


def _exchanged(source: Path) -> bool:
    """Tell whether the column LAT holds longitudes: some beyond 90 degrees, and none in the column LON."""
    beyond = {"LAT": 0, "LON": 0}
    for line in rows(source):
        for column in beyond:
            beyond[column] += abs(number(line[column])) > 90
    return beyond["LAT"] > 0 and beyond["LON"] == 0
