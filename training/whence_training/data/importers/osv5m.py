"""OSV-5M (Astruc et al. 2024): `train.csv` or `test.csv` with the pictures as ID.jpg in numbered folders.

Columns that count: id, latitude, longitude, thumb_original_url, sequence, captured_at, creator_username, creator_id.
Pictures are street views: where no creator is named, those of one drive (`sequence`) stand for one photographer.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from whence_engine.errors import UsageError
from whence_training.data.importers.intake import Intake, Record, lookup, number

LICENCE = "CC BY-SA 4.0"
"""Mapillary's, whose pictures these are."""


def read(source: Path, photos: Path, intake: Intake) -> Iterator[Record]:
    """Yield the photos of a list whose pictures lie below `photos`; those that do not are counted.

    Raises
    ------
    UsageError
        The list cannot be read or lacks a column.
    """
    files = lookup(photos)
    for name, _, record in listed(source):
        path = files.get(name)
        if path is None:
            intake.records += 1
            intake.drop(f"no picture below {photos}", name)
        else:
            yield Record(path, record.lat, record.lon, record.photographer, record.taken_at, licence=LICENCE)


def listed(source: Path) -> Iterator[tuple[str, str, Record]]:
    """Yield file name, address and labels of every photo of a list."""
    try:
        with source.open(encoding="utf-8", errors="replace", newline="") as file:
            reader = csv.DictReader(file, restval="")
            names = set(reader.fieldnames or ())
            missing = {"id", "latitude", "longitude"} - names
            if missing or not names & {"creator_id", "creator_username", "sequence"}:
                raise UsageError(
                    f"{source} is no list of OSV-5M: it needs columns id, latitude, longitude and one of creator_id, "
                    "creator_username and sequence."
                )
            for line in reader:
                name = f"{line['id'].strip()}.jpg"
                lat, lon = number(line["latitude"]), number(line["longitude"])
                record = Record(Path(name), lat, lon, _creator(line), _time(line.get("captured_at") or ""))
                yield name, line.get("thumb_original_url") or "", record
    except (OSError, csv.Error) as error:
        raise UsageError(f"{source} cannot be read: {error}.") from error


def _creator(line: Mapping[str, str]) -> str:
    said = (line.get(column) or "" for column in ("creator_id", "creator_username", "sequence"))
    return next((text.strip().removesuffix(".0") for text in said if text.strip()), "")


def _time(text: str) -> str:
    """Return ISO text; Mapillary counts milliseconds since 1970."""
    digits = text.strip().removesuffix(".0")
    if not digits.isdigit() or len(digits) < 9:
        return text.strip()
    return datetime.fromtimestamp(int(digits) / 1000, UTC).isoformat()[:19]
