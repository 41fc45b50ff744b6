"""Borders: from polygons to the country of a point, on a made world."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.borders import Owners, build_borders
from places.names import NameBook, town_alternates
from whence_engine.places.borders import SEA, BorderMap
from whence_engine.places.nearest import ANY, TownIndex

CODES = ["AA", "AQ", "BB", "CC"]
Ring = list[tuple[float, float]]


def land(code: str, *rings: Ring) -> dict[str, Any]:
    closed = [[*ring, ring[0]] for ring in rings]
    return {"properties": {"iso1A2": code}, "geometry": {"coordinates": [closed]}}


WORLD = [
    # AA has a vertex on its border with BB that BB has not, and CC as a hole
    land("AA", [(0, 0), (10, 0), (10, 4), (10, 10), (0, 10)], [(4, 4), (4, 6), (6, 6), (6, 4)]),
    land("BB", [(10, 0), (20, 0), (20, 10), (10, 10)]),
    land("CC", [(4, 4), (6, 4), (6, 6), (4, 6)]),
    # BB again, across the antimeridian, with different vertices on either side of it
    land("BB", [(170, -10), (180, -10), (180, 10), (170, 10)]),
    land("BB", [(-180, -5), (-170, -5), (-170, 12), (-180, 12)]),
]


@pytest.fixture(scope="module")
def world() -> BorderMap:
    nobody = np.empty(0)
    return build_borders(WORLD, Owners(nobody, nobody, np.empty(0, np.int16), CODES)).as_map(CODES.index("AQ"))


def expected(lat: float, lon: float) -> str:
    if lat < -60:
        return "AQ"
    if 4 < lon < 6 and 4 < lat < 6:
        return "CC"
    if 0 < lat < 10 and 0 < lon < 20:
        return "AA" if lon < 10 else "BB"
    east, west = lon > 170 and -10 < lat < 10, lon < -170 and -5 < lat < 12
    return "BB" if east or west else ""


def country(world: BorderMap, lat: float, lon: float) -> str:
    number = int(world.locate(np.array([lat]), np.array([lon]))[0][0])
    return "" if number == SEA else CODES[number]


@given(
    lat=st.floats(-89, 89).map(lambda v: round(v, 2) + 0.005),
    lon=st.floats(-180, 179).map(lambda v: round(v, 2) + 0.005),
)
def test_every_point_is_in_the_polygon_around_it(world: BorderMap, lat: float, lon: float) -> None:
    assert country(world, lat, lon) == expected(lat, lon)


@given(
    lat=st.floats(-1, 11).map(lambda v: round(v, 3) + 0.0005), lon=st.floats(-1, 21).map(lambda v: round(v, 3) + 0.0005)
)
def test_that_holds_close_to_borders_too(world: BorderMap, lat: float, lon: float) -> None:
    assert country(world, lat, lon) == expected(lat, lon)


@pytest.mark.parametrize(("lat", "lon"), [(5.0, -180.0), (0.0, 179.9999), (-2.0, -179.9999)])
def test_the_antimeridian_is_no_border(world: BorderMap, lat: float, lon: float) -> None:
    number, border_km = world.locate(np.array([lat]), np.array([lon]))
    assert CODES[number[0]] == "BB"
    assert border_km[0] == np.inf


def test_the_distance_to_a_border_is_known_up_to_three_kilometres(world: BorderMap) -> None:
    km = world.locate(np.full(4, 5.0), 10 + np.array([0.0, 0.01, -0.02, 0.1]))[1]
    assert km == pytest.approx([0, 1.1077, 2.2155, np.inf], abs=1e-3)


def test_a_part_belongs_to_the_country_of_most_towns_inside_it() -> None:
    owners = Owners(np.array([15.0, 16.0, 17.0]), np.array([5.0, 5.0, 5.0]), np.array([3, 3, 2], np.int16), CODES)
    world = build_borders(WORLD, owners).as_map(CODES.index("AQ"))
    assert country(world, 5.0, 15.0) == "CC"
    assert country(world, 5.0, 175.0) == "BB"


def test_the_nearest_town_counts_by_its_pull_and_only_in_the_country_asked_for() -> None:
    lat, lon = np.array([0.0, 0.05, 0.0]), np.array([0.0, 0.0, 1.0])
    towns = TownIndex(lat, lon, np.array([0, 0, 2], np.int16), np.array([40.0, 5.0, 0.0]))
    point = np.array([0.04]), np.array([0.0])
    assert towns.nearest(*point, np.array([ANY]))[0].tolist() == [0]
    assert towns.nearest(np.array([0.048]), np.array([0.0]), np.array([ANY]))[0].tolist() == [1]
    assert towns.nearest(*point, np.array([2]))[0].tolist() == [-1]


def test_transliterations_by_rule_are_no_names_and_letters_are_codes() -> None:
    assert list(town_alternates(["PAR", "Parigi", "ba li", "Париж"])) == [("PAR", 2), ("Parigi", 1), ("Париж", 1)]


def test_a_place_is_filed_once_under_each_folded_name_and_trusted_most() -> None:
    book = NameBook()
    book.add(7, "Zürich", 1)
    book.add(7, "ZURICH", 0)
    book.add(3, "Zurich", 1)
    book.add(9, "...", 0)
    assert list(book.lines()) == ["zurich\t13 28"]
