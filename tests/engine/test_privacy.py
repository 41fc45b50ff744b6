"""Inside a privacy zone nothing exact leaves the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import SettingsError
from whence_engine.files.change import LocationText, Placement
from whence_engine.files.privacy import Zone, ZoneAction, kept_private, parse

HOME = Zone(48.0, 11.0, 5.0)
ROUND = Zone(48.0, 11.0, 5.0, ZoneAction.ROUND)
THERE = Placement(48.01, 11.01, 0.1, text=LocationText("Munich"), provenance={"Model": "m"})


def test_the_setting_is_read() -> None:
    assert parse(["48,11,5", " 48.0, 11, 5.0 ,round"]) == (HOME, ROUND)


UNREADABLE = "48;48,11;48,11,0;48,11,-1;91,0,1;0,181,1;1,2,3,hide;a,b,c;1,2,3,skip,4;nan,1,1"


@pytest.mark.parametrize("text", ["", *UNREADABLE.split(";")])
def test_a_zone_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(SettingsError, match="privacy zone"):
        parse([text])


def test_outside_nothing_changes() -> None:
    far = Placement(50.0, 11.0, 1.0)
    assert kept_private(far, [HOME, ROUND]) is far
    assert kept_private(Placement(None, None, text=LocationText("X")), [HOME]) is not None


def test_inside_nothing_or_the_centre_is_written() -> None:
    assert kept_private(THERE, [HOME]) is None
    assert kept_private(THERE, [ROUND]) == Placement(48.0, 11.0, 5.0)
    assert kept_private(THERE, [ROUND, HOME]) is None


def test_a_larger_error_is_kept_when_rounding() -> None:
    rounded = kept_private(Placement(48.0, 11.0, 25.0), [ROUND])
    assert rounded is not None
    assert rounded.radius_km == 25.0


def test_zones_reach_across_the_antimeridian_and_over_the_pole() -> None:
    assert kept_private(Placement(0.0, -179.99), [Zone(0.0, 179.99, 5.0)]) is None
    assert kept_private(Placement(89.99, 180.0), [Zone(89.99, 0.0, 5.0)]) is None


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.01, 1000))
def test_what_is_written_does_not_depend_on_where_inside_the_zone(lat: float, lon: float, radius: float) -> None:
    zone = Zone(lat, lon, radius, ZoneAction.ROUND)
    assert kept_private(Placement(lat, lon), [zone]) == Placement(lat, lon, radius)
