"""Dates in file and folder names."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.files import names
from whence_engine.photo import TimeSource

SECOND, DAY = timedelta(0), timedelta(days=1)


@pytest.mark.parametrize(
    ("stem", "local"),
    [
        ("IMG_20180725_163423", "2018-07-25T16:34:23"),
        ("20180725_163423", "2018-07-25T16:34:23"),
        ("VID-20180725-163423~2", "2018-07-25T16:34:23"),
        ("2018-07-25 16.34.23", "2018-07-25T16:34:23"),
        ("2018-07-25 16.34.23-1", "2018-07-25T16:34:23"),
        ("2018-07-25_16-34-23", "2018-07-25T16:34:23"),
        ("2018-07-25T163423", "2018-07-25T16:34:23"),
        ("20180725163423", "2018-07-25T16:34:23"),
        ("Screenshot_20180725-163423_Maps", "2018-07-25T16:34:23"),
        ("Screenshot 2018-07-25 at 16.34.23", "2018-07-25T16:34:23"),
        ("Bildschirmfoto 2018-07-25 um 16.34.23", "2018-07-25T16:34:23"),
        ("signal-2018-07-25-16-34-23-123", "2018-07-25T16:34:23.123"),
        ("WhatsApp Image 2018-07-25 at 16.34.23", "2018-07-25T16:34:23"),
        ("photo_2018-07-25_16-34-23", "2018-07-25T16:34:23"),
        ("MVIMG_20180725_163423", "2018-07-25T16:34:23"),
        ("IMG_20180725_163423123_HDR", "2018-07-25T16:34:23.123"),
        ("DJI_20180725163423_0001_D", "2018-07-25T16:34:23"),
    ],
)
def test_a_name_tells_the_second(stem: str, local: str) -> None:
    taken = names.from_file_name(stem)
    assert taken is not None
    assert (taken.local, taken.span, taken.source) == (datetime.fromisoformat(local), SECOND, TimeSource.FILENAME)
    assert taken.offset is None


def test_googles_camera_tells_the_second_in_utc() -> None:
    taken = names.from_file_name("PXL_20210725_163423123.MP")
    assert taken is not None
    assert (taken.local, taken.offset) == (datetime(2021, 7, 25, 16, 34, 23, 123_000), timedelta(0))


def test_a_name_tells_milliseconds_since_1970() -> None:
    taken = names.from_file_name("FB_IMG_1532529263123")
    assert taken is not None
    assert (taken.local, taken.offset) == (datetime(2018, 7, 25, 14, 34, 23, 123_000), timedelta(0))


@pytest.mark.parametrize(
    "stem",
    ["IMG-20180725-WA0001", "2018-07-25", "20180725", "2018_07_25 Lisbon", "Lisboa 25.07.2018", "25.7.2018 (3)",
     "2018.07.25", "scan 2018 07 25", "IMG_20180725_1"],
)  # fmt: skip
def test_a_name_tells_the_day(stem: str) -> None:
    taken = names.from_file_name(stem)
    assert taken is not None
    assert (taken.local, taken.span) == (datetime(2018, 7, 25), DAY)


@pytest.mark.parametrize(
    "stem",
    ["IMG_1234", "DSC01987", "P1000123", "20181399", "2018-02-30", "12345678901234567890", "100-2018", "IMG_9999999",
     "a", "", "1920x1080", "img_1280_0720", "f0123456789012", "0000-00-00"],
)  # fmt: skip
def test_numbers_that_are_no_date(stem: str) -> None:
    assert names.from_file_name(stem) is None


@pytest.mark.parametrize(
    ("folders", "start", "end"),
    [
        (("home", "2009 Lisboa"), "2009-01-01", "2010-01-01"),
        (("Lisboa 2009", "Baixa"), "2009-01-01", "2010-01-01"),
        (("photos", "2009-07"), "2009-07-01", "2009-08-01"),
        (("photos", "2009_07 Lisboa"), "2009-07-01", "2009-08-01"),
        (("2009-07-12 Lisboa",), "2009-07-12", "2009-07-13"),
        (("20090712",), "2009-07-12", "2009-07-13"),
        (("12.7.2009",), "2009-07-12", "2009-07-13"),
        (("2009", "07", "12"), "2009-07-12", "2009-07-13"),
        (("2009", "07"), "2009-07-01", "2009-08-01"),
        (("2009", "7", "12"), "2009-07-12", "2009-07-13"),
        (("2009", "Lisboa"), "2009-01-01", "2010-01-01"),
        (("2008", "2009 Lisboa"), "2009-01-01", "2010-01-01"),
        (("Oma", "Album 1957"), "1957-01-01", "1958-01-01"),
        (("1985-1988",), "1985-01-01", "1989-01-01"),
    ],
)
def test_folders_tell_a_span(folders: tuple[str, ...], start: str, end: str) -> None:
    taken = names.from_folders(folders)
    assert taken is not None
    assert taken.source is TimeSource.FOLDER
    assert taken.local == datetime.fromisoformat(start)
    assert taken.local + taken.span == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    "folders", [(), ("",), ("photos", "Lisboa"), ("100CANON",), ("07", "12"), ("2100x2009 px 3000", "1.2009.3")]
)
def test_folders_that_tell_no_time(folders: tuple[str, ...]) -> None:
    assert names.from_folders(folders) is None


def test_a_finer_folder_is_believed_more() -> None:
    trusts = [found.trust for name in ("2009", "2009-07", "2009-07-12") if (found := names.from_folders((name,)))]
    assert trusts == sorted(set(trusts))
    assert len(trusts) == 3


@pytest.mark.parametrize("stem", ["Scan_0012", "scan 3", "Dia 17", "slide_04", "Negativ 3", "old-scan"])
def test_a_name_may_say_how_it_was_digitised(stem: str) -> None:
    assert names.says_scan(stem)


@pytest.mark.parametrize("stem", ["IMG_0012", "Diana", "Landscape scandal", "Toscana", "diary"])
def test_other_words_do_not(stem: str) -> None:
    assert not names.says_scan(stem)


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_no_name_breaks_the_reader(stem: str, folders: list[str]) -> None:
    names.from_file_name(stem)
    names.from_folders(tuple(folders))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)))
def test_every_camera_name_comes_back(moment: datetime) -> None:
    taken = names.from_file_name(f"IMG_{moment:%Y%m%d_%H%M%S}")
    assert taken is not None
    assert taken.local == moment.replace(microsecond=0)
