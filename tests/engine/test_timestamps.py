"""Capture times: how they are spelled in files, what speaks against them, and which one is believed."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.files import timestamps
from whence_engine.files.exif_read import Stamp
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, TimeSource

NOW = datetime(2026, 6, 1)
DAY = timedelta(days=1)


def stamp(text: str, fraction: str = "", offset: str = "") -> CaptureTime | None:
    return timestamps.from_stamp(Stamp(text, fraction, offset), TimeSource.EXIF, timestamps.TRUST_ORIGINAL)


def told(local: datetime, source: TimeSource = TimeSource.EXIF, trust: float = 0.9) -> CaptureTime:
    return CaptureTime(local, source, trust)


@pytest.mark.parametrize(
    ("text", "local", "span"),
    [
        ("2014:07:12 18:03:22", datetime(2014, 7, 12, 18, 3, 22), timedelta(0)),
        ("2014-07-12 18:03:22", datetime(2014, 7, 12, 18, 3, 22), timedelta(0)),
        ("2014-07-12T18:03:22", datetime(2014, 7, 12, 18, 3, 22), timedelta(0)),
        ("2014/07/12 18:03:22", datetime(2014, 7, 12, 18, 3, 22), timedelta(0)),
        (" 2014:07:12  8:03:22", datetime(2014, 7, 12, 8, 3, 22), timedelta(0)),
        ("2014:07:12 18:03:60", datetime(2014, 7, 12, 18, 3, 59), timedelta(0)),
        ("2014:07:12 18:03", datetime(2014, 7, 12, 18, 3), timedelta(minutes=1)),
        ("2014:07:12", datetime(2014, 7, 12), DAY),
        ("2014-07", datetime(2014, 7, 1), 31 * DAY),
        ("2014", datetime(2014, 1, 1), 365 * DAY),
    ],
)
def test_spellings_in_files(text: str, local: datetime, span: timedelta) -> None:
    taken = stamp(text)
    assert taken is not None
    assert (taken.local, taken.span) == (local, span)


@pytest.mark.parametrize(
    "text",
    ["", "    :  :     :  :  ", "0000:00:00 00:00:00", "2014:13:12 18:03:22", "2014:07:12 25:03:22", "yesterday",
     "1066:10:14 09:00:00", "2014:02:30", "20140712", "9" * 100],
)  # fmt: skip
def test_what_spells_no_time(text: str) -> None:
    assert stamp(text) is None


def test_fraction_and_offset_come_from_fields_of_their_own() -> None:
    taken = stamp("2014:07:12 18:03:22", "5  ", "+02:00")
    assert taken is not None
    assert taken.local.microsecond == 500_000
    assert taken.offset == timedelta(hours=2)


def test_fraction_and_offset_in_the_text_go_first() -> None:
    taken = stamp("2014-07-12T18:03:22.125-03:30", "9", "+02:00")
    assert taken is not None
    assert taken.local.microsecond == 125_000
    assert taken.offset == -timedelta(hours=3, minutes=30)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("+02:00", 2.0), ("-0330", -3.5), ("Z", 0.0), ("+14:00", 14.0), ("+15:00", None), ("", None), ("+02:75", None)],
)
def test_offsets_from_utc(text: str, hours: float | None) -> None:
    assert timestamps.parse_offset(text) == (timedelta(hours=hours) if hours is not None else None)


@given(st.text(max_size=30), st.text(max_size=8), st.text(max_size=8))
def test_no_text_breaks_the_reader(text: str, fraction: str, offset: str) -> None:
    stamp(text, fraction, offset)


@given(st.datetimes(datetime(1826, 1, 1), datetime(2100, 1, 1)))
def test_every_time_comes_back(moment: datetime) -> None:
    taken = stamp(f"{moment:%Y:%m:%d %H:%M:%S}", f"{moment.microsecond:06d}")
    assert taken is not None
    assert taken.local == moment


@pytest.mark.parametrize(
    ("local", "doubt"),
    [
        (datetime(1970, 1, 1, 0, 0, 12), ClockDoubt.EPOCH),
        (datetime(1980, 1, 1, 4, 12), ClockDoubt.FACTORY),
        (datetime(2000, 1, 1, 0, 20), ClockDoubt.FACTORY),
        (datetime(2008, 1, 1, 0, 0, 40), ClockDoubt.FACTORY),
        (datetime(2026, 6, 5), ClockDoubt.FUTURE),
    ],
)
def test_clocks_that_were_never_set_are_doubted(local: datetime, doubt: ClockDoubt) -> None:
    assert timestamps.doubts_of(told(local), NOW, scanned=False) == {doubt}


@pytest.mark.parametrize(
    "local", [datetime(2014, 7, 12), datetime(2008, 1, 1, 0, 20), datetime(2015, 1, 1), datetime(2026, 6, 2)]
)
def test_new_year_parties_and_clocks_a_zone_ahead_are_believed(local: datetime) -> None:
    assert timestamps.doubts_of(told(local), NOW, scanned=False) == frozenset()


def test_a_folder_called_1980_is_no_factory_clock() -> None:
    year = timestamps.interval(1980, 0, 0, TimeSource.FOLDER, timestamps.TRUST_FOLDER_YEAR)
    assert year is not None
    assert timestamps.doubts_of(year, NOW, scanned=False) == frozenset()


@pytest.mark.parametrize(
    ("make", "model", "software"),
    [
        ("EPSON", "Perfection V600", ""),
        ("Nikon", "NIKON LS-5000 ED", ""),
        ("Canon", "CanoScan 9000F", ""),
        ("NORITSU KOKI", "QSS-32_33", ""),
        ("FUJI PHOTO FILM CO., LTD.", "SP-3000", ""),
        ("Plustek", "OpticFilm 8100", ""),
        ("HP", "HP ScanJet 4850", ""),
        ("", "", "VueScan 9 x64 (9.7.50)"),
        ("", "", "SilverFast 8.8.0"),
        ("EPSON", "FF-680W", "Epson FastFoto"),
        ("Brother", "MFC-7420", ""),
        ("", "", "Google PhotoScan"),
    ],
)
def test_scanners_are_recognised(make: str, model: str, software: str) -> None:
    assert timestamps.is_scanner(Camera(make, model), software)


@pytest.mark.parametrize(
    ("make", "model", "software"),
    [
        ("Canon", "Canon EOS 7D", "Adobe Photoshop CS6"),
        ("NIKON CORPORATION", "NIKON D70", "Ver.1.00"),
        ("SEIKO EPSON CORP.", "PhotoPC 3000Z", ""),
        ("EPSON", "R-D1", ""),
        ("OLYMPUS IMAGING CORP.", "SP500UZ", ""),
        ("Minolta Co., Ltd.", "DiMAGE S404", ""),
        ("Hewlett-Packard", "HP PhotoSmart 735", ""),
        ("", "", ""),
    ],
)
def test_cameras_are_no_scanners(make: str, model: str, software: str) -> None:
    assert not timestamps.is_scanner(Camera(make, model), software)


def test_a_scanners_clock_gives_way_to_the_folder() -> None:
    folder = timestamps.interval(1987, 0, 0, TimeSource.FOLDER, timestamps.TRUST_FOLDER_YEAR)
    taken = timestamps.best([told(datetime(2012, 3, 4, 10)), folder], NOW, scanned=True)
    assert taken is not None
    assert (taken.source, taken.local.year, taken.doubts) == (TimeSource.FOLDER, 1987, frozenset())


def test_a_time_that_a_person_set_on_a_scan_stands() -> None:
    taken = timestamps.best([told(datetime(1987, 7, 12, 15)), told(datetime(2012, 3, 4, 10))], NOW, scanned=True)
    assert taken is not None
    assert (taken.local.year, taken.doubts) == (1987, frozenset())


def test_the_day_that_scanning_programs_put_into_names_is_the_scanners() -> None:
    name = timestamps.interval(2012, 3, 4, TimeSource.FILENAME, timestamps.TRUST_NAME_DAY)
    taken = timestamps.best([told(datetime(2012, 3, 4, 10)), name], NOW, scanned=True)
    assert taken is not None
    assert taken.doubts == {ClockDoubt.SCAN}
    other = timestamps.interval(2003, 5, 1, TimeSource.FILENAME, timestamps.TRUST_NAME_DAY)
    taken = timestamps.best([told(datetime(2012, 3, 4, 10)), other], NOW, scanned=True)
    assert taken is not None
    assert (taken.local.year, taken.doubts) == (2003, frozenset())


def test_a_doubtful_clock_is_still_better_than_the_files_date() -> None:
    times = [told(datetime(2000, 1, 1, 0, 20)), timestamps.from_mtime(1_400_000_000 * 10**9)]
    taken = timestamps.best(times, NOW, scanned=False)
    assert taken is not None
    assert taken.source is TimeSource.EXIF
    assert taken.doubts == {ClockDoubt.FACTORY}
    assert taken.trust < timestamps.TRUST_FOLDER_YEAR


def test_the_first_time_without_a_doubt_ends_the_search() -> None:
    def times() -> "list[CaptureTime | None]":
        return [None, told(datetime(2014, 7, 12)), told(datetime(2015, 1, 2), TimeSource.FILENAME, 0.8)]

    taken = timestamps.best(times(), NOW, scanned=False)
    assert taken is not None
    assert taken.local.year == 2014


def test_without_any_time_there_is_none() -> None:
    assert timestamps.best([None, None], NOW, scanned=False) is None


def test_an_epoch_is_utc() -> None:
    taken = timestamps.from_epoch(1405188202, TimeSource.TAKEOUT, timestamps.TRUST_TAKEOUT)
    assert taken is not None
    assert (taken.local, taken.offset) == (datetime(2014, 7, 12, 18, 3, 22), timedelta(0))
    assert timestamps.from_epoch(1e20, TimeSource.TAKEOUT, 0.8) is None
