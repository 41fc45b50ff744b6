"""Positions in Exif rationals and XMP text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.files import gps
from whence_engine.photo import PositionSource

METRES_PER_DEGREE = 111_320.0

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)


@given(latitudes)
def test_a_latitude_comes_back_from_exif_to_a_centimetre(lat: float) -> None:
    back = gps.from_rationals(gps.to_rationals(lat), gps.ref(lat, "lat"), "lat")
    assert back is not None
    assert abs(back - lat) * METRES_PER_DEGREE < 0.01


@given(longitudes)
def test_a_longitude_comes_back_from_exif_to_a_centimetre(lon: float) -> None:
    back = gps.from_rationals(gps.to_rationals(lon), gps.ref(lon, "lon"), "lon")
    assert back is not None
    assert abs(back - lon) * METRES_PER_DEGREE < 0.01


@given(longitudes)
def test_exif_minutes_and_seconds_stay_below_sixty_and_fit_32_bits(lon: float) -> None:
    degrees, minutes, (seconds, parts) = gps.to_rationals(lon)
    assert 0 <= degrees[0] <= 180
    assert minutes[0] < 60
    assert seconds / parts < 60
    assert max(seconds, parts) < 2**32


@given(latitudes)
def test_a_latitude_comes_back_from_xmp_to_a_centimetre(lat: float) -> None:
    back = gps.from_xmp(gps.to_xmp(lat, "lat"), "lat")
    assert back is not None
    assert abs(back - lat) * METRES_PER_DEGREE < 0.01


@given(longitudes)
def test_xmp_has_the_form_of_the_specification(lon: float) -> None:
    text = gps.to_xmp(lon, "lon")
    degrees, minutes = text[:-1].split(",")
    assert text[-1] in "EW"
    assert degrees.isdecimal()
    assert len(minutes) == 9
    assert float(minutes) < 60


@pytest.mark.parametrize(
    ("text", "ref", "expected"),
    [
        ("48,51.396N", "", 48.8566),
        ("48,51,23.76N", "", 48.8566),
        ("48.8566", "", 48.8566),
        ("48.8566", "S", -48.8566),
        ("-48.8566", "", -48.8566),
        ("+48.8566", "", 48.8566),
        ("48.8566 S", "", -48.8566),
        ("N 48° 51' 23.76\"", "", 48.8566),
        ("48 51 23.76", "S", -48.8566),
        ("48,51.396S", "N", -48.8566),
        ("48 deg 51' 23.76\" N", "", 48.8566),
        ("", "", None),
        ("north", "", None),
        ("91.0", "", None),
        ("48,61N", "", None),
        ("48,51.396E", "", None),
        ("1,2,3,4N", "", None),
        ("NaN", "", None),
        ("9" * 400, "", None),
    ],
)
def test_xmp_spellings_in_the_wild(text: str, ref: str, expected: float | None) -> None:
    found = gps.from_xmp(text, "lat", ref)
    assert found == (pytest.approx(expected, abs=1e-9) if expected is not None else None)


@given(st.text(max_size=40), st.text(max_size=3))
def test_no_text_breaks_the_xmp_reader(text: str, ref: str) -> None:
    found = gps.from_xmp(text, "lon", ref)
    assert found is None or -180 <= found <= 180


@pytest.mark.parametrize(
    ("values", "ref"),
    [
        ([], "N"),
        ([(48, 0), (0, 1), (0, 1)], "N"),
        ([(48, 1), (5, 0)], "N"),
        ([(48, 1)], ""),
        ([(48, 1)], "E"),
        ([(91, 1)], "N"),
        ([(48, 1), (0, 1), (0, 1), (0, 1)], "N"),
    ],
)
def test_exif_values_that_are_no_latitude(values: list[tuple[int, int]], ref: str) -> None:
    assert gps.from_rationals(values, ref, "lat") is None


def test_exif_minutes_may_carry_the_fraction_and_leave_seconds_out() -> None:
    assert gps.from_rationals([(48, 1), (51396, 1000), (0, 0)], "N\0", "lat") == pytest.approx(48.8566)


@pytest.mark.parametrize("value", [math.nan, math.inf, 181.0, -200.0])
def test_what_is_no_angle_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="no coordinate"):
        gps.to_rationals(value)
    with pytest.raises(ValueError, match="no coordinate"):
        gps.to_xmp(value, "lon")


def test_zero_zero_and_out_of_range_are_no_position() -> None:
    assert gps.position(0.0, 0.0, PositionSource.EXIF) is None
    assert gps.position(90.5, 10.0, PositionSource.EXIF) is None
    assert gps.position(None, 10.0, PositionSource.EXIF) is None
    assert gps.position(math.nan, 10.0, PositionSource.EXIF) is None
    assert gps.position(0.0, 9.3, PositionSource.EXIF) is not None
