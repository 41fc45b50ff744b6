"""Coordinates as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import UsageError
from whence_engine.geo.coordinates import format_decimal, format_dms, parse

LAT, LON = 48 + 51 / 60 + 24 / 3600, 2 + 21 / 60 + 8 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "48.856666667, 2.352222222",
        "48.856666667 2.352222222",
        " 48.856666667;2.352222222 ",
        "(48.856666667, 2.352222222)",
        "48.856666667/2.352222222",
        "48,856666667 2,352222222",
        "48,856666667, 2,352222222",
        "48,856666667; 2,352222222",
        "48°51'24\"N 2°21'8\"E",
        "48°51\u203224\u2033 N, 2°21\u20328\u2033 E",
        "48º51\u201924\u201dN 2º21\u20198\u201dE",
        "48°51'24'' 2°21'8''",
        "N 48°51'24\" E 2°21'8\"",
        "2°21'8\"E 48°51'24\"N",
        "48 51 24 2 21 8",
        "48 51 24 N 2 21 8 E",
        "N48 51.4 E2 21.13333333",
        "48°51,4'N 2°21,13333333'E",
        "48.856666667° N, 2.352222222° E",
        "48.856666667 degrees north, 2.352222222 degrees east",
        "Lat: 48.856666667, Lon: 2.352222222",
        "latitude=48.856666667 longitude=2.352222222",
        "geo:48.856666667,2.352222222",
        "geo:48.856666667,2.352222222,35;u=10",
        "GEO:48.856666667,2.352222222?z=12",
        "+48.856666667+002.352222222/",
        "https://www.google.com/maps/@48.856666667,2.352222222,15z",
        "https://www.google.com/maps?q=48.856666667,2.352222222",
        "https://www.openstreetmap.org/#map=15/48.856666667/2.352222222",
    ],
)
def test_every_usual_form_is_read(text: str) -> None:
    assert parse(text) == pytest.approx((LAT, LON), abs=1e-8)


@pytest.mark.parametrize(
    "text",
    [
        "-33.8568, -151.2153",
        "33.8568S 151.2153W",
        "S33.8568 W151.2153",
        "-33.8568 -151.2153",
        "\u221233.8568, \u2212151.2153",
    ],
)
def test_south_and_west_are_negative(text: str) -> None:
    assert parse(text) == pytest.approx((-33.8568, -151.2153))


def test_just_south_of_the_equator_keeps_its_sign() -> None:
    assert parse("-0°30'0\", 0°15'0\"W") == pytest.approx((-0.5, -0.25))


def test_a_comma_between_two_whole_numbers_separates() -> None:
    assert parse("48,2") == (48, 2)


def test_what_can_be_read_in_two_ways_is_asked_back() -> None:
    with pytest.raises(UsageError, match="two ways"):
        parse("48,5 2")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Paris",
        "48.8566",
        "48 2 3",
        "48.85.66, 2.35",
        "1, 2, 3",
        "48N 2N",
        "2E 3E",
        "N48",
        "-48N 2E",
        "N48N 2E",
        "4 8 N 1 2 3 4 E",
        "48 61 2 1",
        "48°70'N 2°21'E",
        "48.5°30'N 2°21'E",
        "48'51°N 2°21'E",
        '48°51\'24"3"N 2E',
        "48 -51, 2 21",
        "nan, nan",
        "inf, 2",
        "1e1, 2",
        ", 2",
        "°, '",
    ],
)
def test_what_is_no_position_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="no position") as refused:
        parse(text)
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("text", ["90.1, 0", "0, 180.5", "geo:91,0", "0, 359", "91N 0E"])
def test_what_is_not_on_earth_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not on Earth"):
        parse(text)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_printed_is_read_again(lat: float, lon: float) -> None:
    assert parse(format_decimal(lat, lon)) == pytest.approx((lat, lon), abs=0.51e-5)
    assert parse(format_dms(lat, lon)) == pytest.approx((lat, lon), abs=0.51 / 3600)


@given(st.text(alphabet="0123456789.,;/°'\"NSEWnsew+- geo:latlon", max_size=40))
def test_no_text_brings_anything_but_a_position_or_a_refusal(text: str) -> None:
    try:
        lat, lon = parse(text)
    except UsageError:
        return
    assert abs(lat) <= 90
    assert abs(lon) <= 180


def test_coordinates_are_printed_for_people() -> None:
    assert format_decimal(-0.000001, 2.3522) == "0.00000, 2.35220"
    assert format_dms(LAT, -LON) == "48°51'24\"N 2°21'08\"W"
    assert format_dms(-0.00001, 179.99999) == "0°00'00\"N 180°00'00\"E"
