"""When a photo was taken: every statement of the file, its name, its folder and its sidecars, weighed by trust.

Each reader of a source makes a `CaptureTime`; `assess` adds what speaks against it and lowers its trust; `best`
takes the most trusted. EXIF's modification date stands below file names: editing programs move it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from whence_engine.files.exif_read import Stamp
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, TimeSource

TRUST_ORIGINAL = 0.95
TRUST_DIGITIZED = 0.9
TRUST_XMP = 0.85
TRUST_TAKEOUT = 0.8
TRUST_NAME_TIME = 0.8
TRUST_NAME_DAY = 0.7
TRUST_FOLDER_DAY = 0.6
TRUST_FOLDER_MONTH = 0.55
TRUST_FOLDER_YEAR = 0.5
TRUST_MODIFIED = 0.4
TRUST_MTIME = 0.2
DOUBT_FACTOR = 0.3
"""A doubtful Exif time still orders the photos of one camera: it stays above the file's own date."""

EARLIEST_YEAR = 1826
"""The first photograph."""
FUTURE_TOLERANCE = timedelta(days=2)
"""Time zones and a clock set a day ahead are no future."""

_SPELLED = re.compile(
    r"\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:[.,](\d+))?)?"
    r"\s*(Z|[+-]\d{1,2}:?\d{2})?",
    re.IGNORECASE,
)
_PARTIAL = re.compile(r"\s*(\d{4})(?:[:\-/.](\d{1,2}))?\s*$")
_OFFSET = re.compile(r"\s*([+-])(\d{1,2}):?(\d{2})")

_FACTORY_YEARS = frozenset((1980, 1990, *range(1994, 2001)))
"""First of January of these years: clocks start there when their battery was flat, and few digital photos are older."""
_LATER_FACTORY_YEARS = frozenset(range(2001, 2013))
"""Clocks started here too, but so did parties: only the very first minute of the year is doubted."""

FIRST_SCANS_YEAR = 1996
"""A time before is no scanner's clock: a person set it."""

_SCANNERS = re.compile(
    r"\bscan|scanjet|coolscan|canoscan|dimage scan|photoscan|filmscan|flextight|"
    r"\bepson\b.{0,12}\b(?:gt-|ff-|expression|perfection)|fastfoto|silverfast|vuescan|photomyne|mp navigator|"
    r"nikon ls-\d|noritsu|qss-\d|frontier|\bsp-?(?:500|2000|3000)\b|pakon|imacon|"
    r"opticfilm|plustek|primefilm|reflecta|microtek|umax|doxie|wolverine|magnasonic|^brother\b|"
    r"negative|slides? ?2 ?pc|ion (?:slides|film)|photosmart s20",
    re.IGNORECASE,
)


def from_stamp(stamp: Stamp | None, source: TimeSource, trust: float) -> CaptureTime | None:
    """Return the time that an Exif or XMP stamp spells, or None where it spells none.

    Exif's `YYYY:MM:DD HH:MM:SS` and all that cameras and programs made of it: other separators, no seconds, a date
    alone (`span` one day), ISO 8601 with fraction and offset, a year or a month alone (XMP allows both).
    """
    if stamp is None or len(stamp.text) > 64:
        return None
    match = _SPELLED.match(stamp.text)
    if match is None:
        return _partial(stamp.text, source, trust)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        local = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59))
    except ValueError:
        return None
    if local.year < EARLIEST_YEAR:
        return None
    digits = fraction or re.sub(r"\D.*", "", stamp.fraction.strip())
    if digits and second:
        local = local.replace(microsecond=int(digits[:6].ljust(6, "0")))
    span = timedelta(0) if second else timedelta(minutes=1) if hour else timedelta(days=1)
    return CaptureTime(local, source, trust, span, parse_offset(zone or stamp.offset))


def _partial(text: str, source: TimeSource, trust: float) -> CaptureTime | None:
    match = _PARTIAL.match(text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 0)
    return interval(year, month, 0, source, trust)


def interval(year: int, month: int, day: int, source: TimeSource, trust: float) -> CaptureTime | None:
    """Return the time that a date, a month (`day` 0) or a year (`month` 0) leaves open, or None where it is none."""
    try:
        start = datetime(year, month or 1, day or 1)
        if start.year < EARLIEST_YEAR:
            return None
        if not month:
            end = datetime(year + 1, 1, 1)
        elif not day:
            end = datetime(year + month // 12, month % 12 + 1, 1)
        else:
            end = start + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return CaptureTime(start, source, trust, end - start)


def parse_offset(text: str) -> timedelta | None:
    """Return the offset from UTC that `+02:00`, `-0330` or `Z` spells; None for anything else or beyond 14 hours."""
    if text.strip().upper() == "Z":
        return timedelta(0)
    match = _OFFSET.match(text)
    if match is None or int(match[3]) > 59:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    if offset > timedelta(hours=14):
        return None
    return -offset if match[1] == "-" else offset


def from_epoch(seconds: float, source: TimeSource, trust: float) -> CaptureTime | None:
    """Return a moment counted from 1970 in UTC: its offset is known to be zero."""
    try:
        moment = datetime.fromtimestamp(seconds, tz=UTC).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        return None
    return CaptureTime(moment, source, trust, offset=timedelta(0))


def from_mtime(mtime_ns: int) -> CaptureTime | None:
    """Return the file's modification time in this computer's zone."""
    try:
        local = datetime.fromtimestamp(mtime_ns / 1e9)
    except (OverflowError, OSError, ValueError):
        return None
    return CaptureTime(local, TimeSource.MTIME, TRUST_MTIME)


def is_scanner(camera: Camera, software: str) -> bool:
    """Tell whether the device or its program digitises prints, slides or negatives."""
    return _SCANNERS.search(f"{camera.make} {camera.model} {software}") is not None


def doubts_of(taken: CaptureTime, now: datetime, *, scanned: bool) -> frozenset[ClockDoubt]:
    """Return what speaks against a time, of what one photo can tell.

    Parameters
    ----------
    now
        Naive local time; what lies after it has not happened yet.
    scanned
        This is the time of a scanner, which says nothing about the picture.
    """
    found: set[ClockDoubt] = set()
    exact = _is_exact(taken)
    if taken.local.year == 1970 and taken.local.month == 1 and taken.local.day <= 2 and exact:
        found.add(ClockDoubt.EPOCH)
    if exact and _is_factory(taken.local):
        found.add(ClockDoubt.FACTORY)
    if taken.local > now + FUTURE_TOLERANCE:
        found.add(ClockDoubt.FUTURE)
    if scanned:
        found.add(ClockDoubt.SCAN)
    return frozenset(found)


def _is_exact(taken: CaptureTime) -> bool:
    """Tell a clock's time from what a person says, who seldom names more than the day."""
    return taken.span < timedelta(days=1)


def _is_factory(local: datetime) -> bool:
    if (local.month, local.day) != (1, 1):
        return False
    first_minute = (local.hour, local.minute) == (0, 0)
    return local.year in _FACTORY_YEARS or (first_minute and local.year in _LATER_FACTORY_YEARS)


def assess(taken: CaptureTime, now: datetime, *, scanned: bool) -> CaptureTime:
    """Return the time with its doubts, and its trust lowered where there are any."""
    doubts = doubts_of(taken, now, scanned=scanned)
    return replace(taken, trust=taken.trust * DOUBT_FACTOR, doubts=doubts) if doubts else taken


def best(times: Iterable[CaptureTime | None], now: datetime, *, scanned: bool) -> CaptureTime | None:
    """Return the most trusted of some times after their doubts; the first among equals.

    `times` come in falling order of trust, so that the first one without a doubt ends the search: what stands behind
    it need not even be computed. Of a photo that was `scanned`, every clock time is the scanner's, and so is a day in
    the file name on which that clock stood; what people say (a year in the folder, a month in XMP) is not.
    """
    found: CaptureTime | None = None
    scan_days: set[date] = set()
    for taken in times:
        if taken is None:
            continue
        of_scanner = scanned and taken.local.year >= FIRST_SCANS_YEAR
        of_scanner = of_scanner and (_is_exact(taken) or taken.local.date() in scan_days)
        if of_scanner:
            scan_days.add(taken.local.date())
        assessed = assess(taken, now, scanned=of_scanner)
        if found is None or assessed.trust > found.trust:
            found = assessed
        if not assessed.doubts:
            break
    return found
