"""NMEA 0183 as loggers write it: RMC gives moment and place, GGA a place for the day that the last RMC named.

A sentence whose checksum is wrong is left out, and so is one whose receiver had no fix. The day of a GGA sentence turns
at midnight. Receivers that count weeks with ten bits began anew in August 1999 and April 2019: a date before the first
of these is such a receiver's, and 1024 weeks are added.
"""

from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from whence_engine.tracks.gpx import RANGE_ERROR_KM
from whence_engine.tracks.moments import ns_of
from whence_engine.tracks.track import Fixes
from whence_engine.wording import Sentence, counted

FIRST_ROLLOVER = datetime(1999, 8, 22, tzinfo=UTC)
_WEEKS = timedelta(weeks=1024)
_MAX_LINE = 1024
_HALF_DAY_S = 43_200.0


class _Reader:
    def __init__(self) -> None:
        self.fixes = Fixes(in_order=True)
        self.day: datetime | None = None
        self.last_s = -1.0
        self.wrong = self.rolled = 0

    def line(self, line: bytes) -> None:
        """Take one line, whatever is in it."""
        start = line.find(b"$")
        if start < 0 or len(line) > _MAX_LINE:
            return
        body, star, told = line[start + 1 :].strip().partition(b"*")
        if star and not _is_checked(body, told):
            self.wrong += 1
            return
        fields = body.decode("ascii", "replace").split(",")
        kind = fields[0][2:]
        try:
            if kind == "RMC":
                self._rmc(fields)
            elif kind == "GGA":
                self._gga(fields)
        except (IndexError, ValueError):
            self.wrong += 1

    def _rmc(self, fields: list[str]) -> None:
        if fields[2] != "A":
            return
        day = _day(fields[9])
        if day < FIRST_ROLLOVER:
            day += _WEEKS
            self.rolled += 1
        seconds = _seconds(fields[1])
        self.day, self.last_s = day, seconds
        self._add(seconds, fields[3:7], float("nan"))

    def _gga(self, fields: list[str]) -> None:
        if fields[6] in {"", "0"}:
            return
        seconds = _seconds(fields[1])
        if self.day is None:
            self.fixes.untimed += 1
            return
        if self.last_s - seconds > _HALF_DAY_S:
            self.day += timedelta(days=1)
        self.last_s = seconds
        error = float(fields[8]) * RANGE_ERROR_KM if fields[8] else float("nan")
        self._add(seconds, fields[2:6], error)

    def _add(self, seconds: float, place: list[str], error_km: float) -> None:
        assert self.day is not None
        lat = _degrees(place[0], place[1], "NS")
        lon = _degrees(place[2], place[3], "EW")
        self.fixes.add(ns_of(self.day) + round(seconds * 1000) * 1_000_000, lat, lon, error_km=error_km)


def read_nmea(file: BinaryIO) -> Fixes:
    """Read a log of NMEA sentences, among whatever other lines."""
    reader = _Reader()
    while line := file.readline(_MAX_LINE * 4):
        reader.line(line)
    if reader.wrong:
        reader.fixes.notes.append(
            counted(
                "{count:,} sentence is damaged and was left out.",
                "{count:,} sentences are damaged and were left out.",
                reader.wrong,
            )
        )
    if reader.rolled:
        reader.fixes.notes.append(
            Sentence("Its receiver counts weeks with ten bits; 1024 weeks were added to its dates.")
        )
    return reader.fixes


def _is_checked(body: bytes, told: bytes) -> bool:
    total = 0
    for byte in body:
        total ^= byte
    try:
        return total == int(told[:2], 16)
    except ValueError:
        return False


def _day(text: str) -> datetime:
    if len(text) != 6:
        raise ValueError(text)
    year = int(text[4:])
    return datetime(1900 + year if year >= 80 else 2000 + year, int(text[2:4]), int(text[:2]), tzinfo=UTC)


def _seconds(text: str) -> float:
    hours, minutes, seconds = int(text[:2]), int(text[2:4]), float(text[4:])
    if hours > 23 or minutes > 59 or not 0 <= seconds < 61:
        raise ValueError(text)
    return hours * 3600 + minutes * 60 + seconds


def _degrees(text: str, letter: str, letters: str) -> float:
    """`DDMM.mmmm` and a letter."""
    point = text.find(".") if "." in text else len(text)
    value = int(text[: point - 2]) + float(text[point - 2 :]) / 60.0
    return value if letters.index(letter) == 0 else -value
