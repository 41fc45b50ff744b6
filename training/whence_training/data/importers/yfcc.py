"""YFCC100M and YFCC4k: lists with tabs and without a heading (Thomee et al. 2016).

The columns, in the form with 25 of them: line, photo id, hash, owner id, nickname, taken, uploaded, camera, title,
description, tags, machine tags, longitude, latitude, accuracy, page, address of the picture, licence, its address,
server, farm, secret, original secret, suffix, 1 for a video. The older form lacks line and hash.
"""

from collections.abc import Iterator
from pathlib import Path

from whence_engine.errors import UsageError
from whence_training.data.importers.intake import Intake, Record, lookup, number

_WIDTH = 25
_ABSENT_IN_OLD = (0, 2)
_PHOTO, _OWNER, _TAKEN, _LON, _LAT, _ACCURACY, _URL, _LICENCE, _VIDEO = 1, 3, 5, 12, 13, 14, 16, 17, 24
_CITY, _STREET = 11, 14
"""Flickr's accuracy: about 3 is a country, 6 a region, 11 a city, 16 a street."""


def read(source: Path, photos: Path, intake: Intake) -> Iterator[Record]:
    """Yield the photos of a list whose pictures lie below `photos` as ID.jpg; those that do not are counted.

    Raises
    ------
    UsageError
        The list cannot be read, or a line is of another form.
    """
    files = lookup(photos)
    for name, _, record in listed(source):
        path = files.get(name)
        if path is None:
            intake.records += 1
            intake.drop(f"no picture below {photos}", name)
        else:
            yield Record(
                path, record.lat, record.lon, record.photographer, record.taken_at, precision=record.precision,
                licence=record.licence,
            )  # fmt: skip


def listed(source: Path) -> Iterator[tuple[str, str, Record]]:
    """Yield file name, address and labels of every photo of a list; videos are passed over."""
    try:
        with source.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for count, line in enumerate(file, 1):
                cells = _cells(line.rstrip("\r\n").split("\t"), f"{source}, line {count}")
                if cells[_VIDEO] != "1":
                    yield f"{cells[_PHOTO]}.jpg", cells[_URL], _record(cells)
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error}.") from error


def _cells(cells: list[str], where: str) -> list[str]:
    """Return the cells of a line in the form with 25 columns."""
    if len(cells) == _WIDTH - len(_ABSENT_IN_OLD):
        for at in _ABSENT_IN_OLD:
            cells.insert(at, "")
    if len(cells) != _WIDTH or not cells[_PHOTO].isdigit():
        raise UsageError(f"{where} is no line of YFCC100M: it has {len(cells)} columns, not 25 or 23.")
    return cells


def _record(cells: list[str]) -> Record:
    accuracy = number(cells[_ACCURACY] or "16")
    precision = "exact" if accuracy >= _STREET else "city" if accuracy >= _CITY else "country"
    return Record(
        Path(f"{cells[_PHOTO]}.jpg"), number(cells[_LAT] or None), number(cells[_LON] or None), cells[_OWNER],
        cells[_TAKEN], precision=precision, licence=cells[_LICENCE],
    )  # fmt: skip
