"""Dates in file and folder names: what cameras, phones, messengers and people call their photos."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from whence_engine.files import timestamps
from whence_engine.photo import CaptureTime, TimeSource

_TIME = re.compile(
    r"(?<!\d)((?:18|19|20)\d\d)([-_.: ]?)([01]\d)\2([0-3]\d)"
    r"(?:[-_ T.]{1,3}|(?: at | um | a las | à ))([0-2]\d)([-_.:h ]?)([0-5]\d)\6([0-5]\d)(?:[-_.]?(\d{3}))?(?!\d)"
)
"""20180725_163423, 2018-07-25 16.34.23, 2018_07_25-16_34_23, PXL_20180725_163423123, Screenshot ... at 16.34.23"""
_RUN = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)([0-2]\d)([0-5]\d)([0-5]\d)(?!\d)")
"""20180725163423"""
_DAY = re.compile(r"(?<!\d)((?:18|19|20)\d\d)([-_. ]?)([01]\d)\2([0-3]\d)(?!\d)")
"""20180725, 2018-07-25, IMG-20180725-WA0001"""
_DAY_FIRST = re.compile(r"(?<!\d)([0-3]?\d)\.([01]?\d)\.((?:19|20)\d\d)(?!\d)")
"""25.07.2018: with dots the day comes first wherever dots are used"""
_EPOCH_MS = re.compile(r"(?<!\d)(\d{13})(?!\d)")
"""FB_IMG_1532529263123"""
_MONTH = re.compile(r"(?<!\d)((?:18|19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<![\d.,x])((?:18|19|20)\d\d)(?![\dx])")
_LONGEST_YEARS = 30
"""Albums of 1985-1988 exist; two years further apart are something else."""
_UTC_PREFIXES = ("PXL_",)
"""Google's camera names its files in UTC."""
_SCAN_NAME = re.compile(r"(?<![a-z])(?:scan(?:s|ned)?|dias?|slides?|negativ(?:e|es)?)(?![a-z])", re.IGNORECASE)

_EARLIEST_EPOCH_MS = 946_684_800_000
_LATEST_EPOCH_MS = 4_102_444_800_000


def from_file_name(stem: str) -> CaptureTime | None:
    """Return the time in a file name (without suffix): to the second, or a day; None where there is none."""
    for pattern, order in ((_TIME, (1, 3, 4, 5, 7, 8)), (_RUN, (1, 2, 3, 4, 5, 6))):
        match = pattern.search(stem)
        if match is None:
            continue
        try:
            local = datetime(*(int(match[group]) for group in order))  # type: ignore[arg-type]
        except ValueError:
            continue
        offset = timedelta(0) if stem.startswith(_UTC_PREFIXES) else None
        if pattern is _TIME and match[9]:
            local = local.replace(microsecond=1000 * int(match[9]))
        return CaptureTime(local, TimeSource.FILENAME, timestamps.TRUST_NAME_TIME, offset=offset)
    day = _day_in(stem, TimeSource.FILENAME, timestamps.TRUST_NAME_DAY)
    if day is not None:
        return day
    epoch = _EPOCH_MS.search(stem)
    if epoch and _EARLIEST_EPOCH_MS <= int(epoch[1]) < _LATEST_EPOCH_MS:
        return timestamps.from_epoch(int(epoch[1]) / 1000, TimeSource.FILENAME, timestamps.TRUST_NAME_DAY)
    return None


def from_folders(names: tuple[str, ...]) -> CaptureTime | None:
    """Return the time that the folders of a photo tell, innermost last in `names`; None where they tell none.

    The innermost folder that names a date counts; plain numbers inside a year (2009/07/12) refine it.
    """
    for depth in range(len(names) - 1, -1, -1):
        found = _in_folder(names[depth]) or _nested(names, depth)
        if found is not None:
            return found
    return None


def says_scan(stem: str) -> bool:
    """Tell whether a file is named after the way it was digitised: Scan_0012, Dia 17."""
    return _SCAN_NAME.search(stem) is not None


def _day_in(name: str, source: TimeSource, trust: float) -> CaptureTime | None:
    for pattern, order in ((_DAY, (1, 3, 4)), (_DAY_FIRST, (3, 2, 1))):
        for match in pattern.finditer(name):
            year, month, day = (int(match[group]) for group in order)
            found = timestamps.interval(year, month, day, source, trust) if month and day else None
            if found is not None:
                return found
    return None


def _in_folder(name: str) -> CaptureTime | None:
    day = _day_in(name, TimeSource.FOLDER, timestamps.TRUST_FOLDER_DAY)
    if day is not None:
        return day
    month = _MONTH.search(name)
    if month:
        return timestamps.interval(int(month[1]), int(month[2]), 0, TimeSource.FOLDER, timestamps.TRUST_FOLDER_MONTH)
    years = sorted({int(match[1]) for match in _YEAR.finditer(name)})
    if not years or len(years) > 2 or years[-1] - years[0] > _LONGEST_YEARS:
        return None
    first, last = (
        timestamps.interval(year, 0, 0, TimeSource.FOLDER, timestamps.TRUST_FOLDER_YEAR)
        for year in (years[0], years[-1])
    )
    return replace(first, span=last.local + last.span - first.local) if first and last else None


def _nested(names: tuple[str, ...], depth: int) -> CaptureTime | None:
    """Read 2009/07 and 2009/07/12, where the numbers are folders of their own."""
    numbers = [int(name) if re.fullmatch(r"\d{1,2}", name) else None for name in names[: depth + 1]]
    for length, trust in ((2, timestamps.TRUST_FOLDER_DAY), (1, timestamps.TRUST_FOLDER_MONTH)):
        parts = numbers[depth + 1 - length :]
        above = depth - length
        if above < 0 or len(parts) != length or None in parts or not re.fullmatch(r"(?:18|19|20)\d\d", names[above]):
            continue
        month, day = parts[0] or 0, (parts[1] or 0) if length == 2 else 0
        if month and (day or length == 1):
            return timestamps.interval(int(names[above]), month, day, TimeSource.FOLDER, trust)
    return None
