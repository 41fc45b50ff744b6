"""What a person may say of the time of a photo."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import UsageError
from whence_engine.files.stated import easter_sunday, parse_stated
from whence_engine.photo import TimeSource

NOW = datetime(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1987", "1987-01-01", "1988-01-01"),
        ("in the year 1987", "1987-01-01", "1988-01-01"),
        ("1987-07", "1987-07-01", "1987-08-01"),
        ("07/1987", "1987-07-01", "1987-08-01"),
        ("7.1987", "1987-07-01", "1987-08-01"),
        ("July 1987", "1987-07-01", "1987-08-01"),
        ("1987 july", "1987-07-01", "1987-08-01"),
        ("Juli 1987", "1987-07-01", "1987-08-01"),
        ("Dez. 1987", "1987-12-01", "1988-01-01"),
        ("März 1987", "1987-03-01", "1987-04-01"),
        ("1987-07-12", "1987-07-12", "1987-07-13"),
        ("1987:07:12", "1987-07-12", "1987-07-13"),
        ("12.7.1987", "1987-07-12", "1987-07-13"),
        ("12. 7. 1987", "1987-07-12", "1987-07-13"),
        ("13/7/1987", "1987-07-13", "1987-07-14"),
        ("7/13/1987", "1987-07-13", "1987-07-14"),
        ("7/7/1987", "1987-07-07", "1987-07-08"),
        ("12 July 1987", "1987-07-12", "1987-07-13"),
        ("July 12th, 1987", "1987-07-12", "1987-07-13"),
        ("on the 12th of July 1987", "1987-07-12", "1987-07-13"),
        ("am 12. Juli 1987", "1987-07-12", "1987-07-13"),
        ("spring 1987", "1987-03-01", "1987-06-01"),
        ("summer 1987", "1987-06-01", "1987-09-01"),
        ("Sommer 1987", "1987-06-01", "1987-09-01"),
        ("fall of 1987", "1987-09-01", "1987-12-01"),
        ("winter 1987", "1987-12-01", "1988-03-01"),
        ("Winter 1987/88", "1987-12-01", "1988-03-01"),
        ("winter 1999/2000", "1999-12-01", "2000-03-01"),
        ("southern summer 1987", "1987-12-01", "1988-03-01"),
        ("winter 1987 (south)", "1987-06-01", "1987-09-01"),
        ("1980s", "1980-01-01", "1990-01-01"),
        ("the eighties", "1980-01-01", "1990-01-01"),
        ("80er Jahre", "1980-01-01", "1990-01-01"),
        ("80s", "1980-01-01", "1990-01-01"),
        ("1980er", "1980-01-01", "1990-01-01"),
        ("1985-88", "1985-01-01", "1989-01-01"),
        ("1985-1988", "1985-01-01", "1989-01-01"),
        ("between 1985 and 1988", "1985-01-01", "1989-01-01"),
        ("1985 bis 1988", "1985-01-01", "1989-01-01"),
        ("Christmas 1990", "1990-12-24", "1990-12-27"),
        ("Weihnachten 1990", "1990-12-24", "1990-12-27"),
        ("Easter 1990", "1990-04-13", "1990-04-17"),
        ("Silvester 1999", "1999-12-31", "2000-01-01"),
        ("New Year's Eve 1999", "1999-12-31", "2000-01-01"),
        ("New Year's Day 2000", "2000-01-01", "2000-01-02"),
        ("early 1987", "1987-01-01", "1987-05-03"),
        ("Ende Juli 1987", "1987-07-22", "1987-08-01"),
        ("mid-July 1987", "1987-07-11", "1987-07-22"),
        ("around 1987", "1985-01-01", "1990-01-01"),
        ("ca. 1987", "1985-01-01", "1990-01-01"),
        ("~1987", "1985-01-01", "1990-01-01"),
        ("etwa Juli 1987", "1987-06-16", "1987-08-17"),
        ("around 12 July 1987", "1987-07-05", "1987-07-20"),
        ("around the 1980s", "1975-01-01", "1995-01-01"),
    ],
)
def test_words_leave_a_span_open(text: str, start: str, end: str) -> None:
    taken = parse_stated(text, NOW)
    assert taken.local == datetime.fromisoformat(start)
    assert taken.local + taken.span == datetime.fromisoformat(end)
    assert taken.source is TimeSource.USER


def test_a_clock_time_narrows_a_day() -> None:
    assert parse_stated("1987-07-12 16:30", NOW).span == timedelta(minutes=1)
    exact = parse_stated("12.7.1987 16:30:05", NOW)
    assert (exact.local, exact.span) == (datetime(1987, 7, 12, 16, 30, 5), timedelta(0))
    assert parse_stated("1987-07-12T16:30:05", NOW) == exact


def test_a_statement_is_believed_more_than_a_guess() -> None:
    assert parse_stated("1987", NOW).trust > parse_stated("around 1987", NOW).trust


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "needs a year"),
        ("long ago", "needs a year"),
        ("7/8/1987", "may be one of two days"),
        ("87", "four digits"),
        ("summer 87", "four digits"),
        ("10s", "may be one of two decades"),
        ("1987-13", "is no time"),
        ("30 February 1987", "is no time"),
        ("1988-1985", "ends before it begins"),
        ("1800", "is no time|older than photography"),
        ("1825", "older than photography"),
        ("2027", "has not come yet"),
        ("southern July 1987", "is no time"),
        ("July 1987 25:00", "is no time"),
        ("1987-07-12 25:00", "is no time"),
        ("early 12 July 1987", "is no time"),
        ("summer 1987 and winter", "is no time"),
        ("Christmas", "needs a year"),
    ],
)
def test_what_is_no_time_is_told_what_to_write(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=rf"(?:{why}).*"):
        parse_stated(text, NOW)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_usage_error(text: str) -> None:
    try:
        taken = parse_stated(text, NOW)
    except UsageError:
        return
    assert taken.span >= timedelta(0)


@given(st.dates(datetime(1826, 1, 1).date(), NOW.date()))
def test_every_day_can_be_said(day: object) -> None:
    assert parse_stated(f"{day}", NOW).local.date() == day


@pytest.mark.parametrize(
    "date",
    ["1954-04-18", "1981-04-19", "1987-04-19", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2038-04-25"],
)
def test_easter_is_on_the_sunday_of_the_calendar(date: str) -> None:
    assert easter_sunday(int(date[:4])) == datetime.fromisoformat(date)
