"""What is known of countries becomes masses on cells inside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.country_map import CountryMap
from whence_engine.geo import s2
from whence_engine.geo.sphere import to_degrees
from whence_engine.grid.prior import WorldPrior
from whence_engine.places.gazetteer import Gazetteer

GAZETTEER = Gazetteer.open()
COUNTRIES = CountryMap(GAZETTEER, WorldPrior.load())


def test_the_countries_and_the_sea_hold_all_photos() -> None:
    assert COUNTRIES.mass.sum() == pytest.approx(1.0)
    assert len(COUNTRIES.mass) == len(COUNTRIES.codes) == len(GAZETTEER.countries) + 1
    assert COUNTRIES.mass[-1] < 0.03  # the sea
    assert COUNTRIES.codes[int(COUNTRIES.mass.argmax())] == "US"


@pytest.mark.parametrize("code", ["IT", "JP", "US", "SG", "IS"])
def test_a_country_lies_where_it_is(code: str) -> None:
    mass = COUNTRIES.named({code: 0.8})
    _, masses, xyz = COUNTRIES.cells(mass)
    assert masses.sum() == pytest.approx(0.8)
    number, _ = GAZETTEER.borders.locate(*to_degrees(xyz))
    inside = number == GAZETTEER.countries[code][0]
    assert masses[inside].sum() > 0.78


@given(st.dictionaries(st.sampled_from(COUNTRIES.codes), st.floats(0.001, 0.01), min_size=1, max_size=20))
def test_cells_are_disjoint_and_keep_the_mass(weights: dict[str, float]) -> None:
    mass = COUNTRIES.named(weights)
    cells, masses, xyz = COUNTRIES.cells(mass)
    held = COUNTRIES.mass > 0  # a country too small for the prior's tiles has no cell
    assert masses.sum() == pytest.approx(mass[held].sum(), abs=1e-9)
    assert (s2.range_max(cells)[:-1] < s2.range_min(cells)[1:]).all()
    assert np.allclose(np.linalg.norm(xyz, axis=1), 1.0)
