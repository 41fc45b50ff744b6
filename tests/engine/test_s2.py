"""S2 ids against the referee s2sphere, and the laws of the quadtree."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import s2sphere
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import EARTH_RADIUS_KM, distance_xyz_km, to_xyz

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
levels = st.integers(0, 30)


def by_referee(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.uint64]:
    positions = zip(lat_deg.tolist(), lon_deg.tolist(), strict=True)
    return np.array(
        [s2sphere.CellId.from_lat_lng(s2sphere.LatLng.from_degrees(*position)).id() for position in positions],
        np.uint64,
    )


def anywhere(count: int, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)


def cells_anywhere(count: int, seed: int = 0) -> NDArray[np.uint64]:
    at = np.random.default_rng(seed).integers(0, 31, count)
    return s2.parent(s2.leaf_ids(*anywhere(count, seed)), at)


def as_array(point: s2sphere.Point) -> list[float]:
    return [point[0], point[1], point[2]]


def test_leaves_are_the_referees_everywhere_on_earth() -> None:
    lat, lon = anywhere(20_000)
    assert np.array_equal(s2.leaf_ids(lat, lon), by_referee(lat, lon))


@given(latitudes, longitudes)
def test_leaves_are_the_referees_at_awkward_positions(lat: float, lon: float) -> None:
    assert np.array_equal(s2.leaf_ids([lat], [lon]), by_referee(np.array([lat]), np.array([lon])))


def test_leaves_are_the_referees_on_edges_and_corners_of_the_cube() -> None:
    lat, lon = (grid.ravel() for grid in np.meshgrid(np.arange(-90, 91, 7.5), np.arange(-180, 181, 7.5)))
    assert np.array_equal(s2.leaf_ids(lat, lon), by_referee(lat, lon))
    corner = np.degrees(np.arctan(np.sqrt(0.5)))
    lat, lon = (grid.ravel() for grid in np.meshgrid([-corner, corner], [-135.0, -45.0, 45.0, 135.0]))
    assert np.array_equal(s2.leaf_ids(lat, lon), by_referee(lat, lon))


@pytest.mark.shared
def test_leaves_are_the_referees_at_real_photo_positions(shared: Path) -> None:
    """A tenth of them; `tests/bench/s2.py` compares all 973,572."""
    with gzip.open(shared / "data/coordinates/flickr_map_group/photos.csv.gz", "rt", encoding="utf-8") as lines:
        lat, lon = np.loadtxt(lines, delimiter=",", skiprows=1, usecols=(2, 3), unpack=True)
    some = np.random.default_rng(0).choice(len(lat), len(lat) // 10, replace=False)
    assert np.array_equal(s2.leaf_ids(lat[some], lon[some]), by_referee(lat[some], lon[some]))


def test_vectors_and_degrees_lead_to_the_same_leaf_at_any_length() -> None:
    lat, lon = anywhere(1000)
    leaves = s2.leaf_ids(lat, lon)
    assert np.array_equal(s2.leaf_ids_xyz(to_xyz(lat, lon)), leaves)
    assert np.array_equal(s2.leaf_ids_xyz(8 * to_xyz(lat, lon)), leaves)


def test_arrays_keep_their_shape_and_order_over_all_blocks() -> None:
    lat, lon = anywhere(200_000)
    whole = s2.leaf_ids(lat.reshape(-1, 2), lon.reshape(-1, 2))
    assert whole.shape == (100_000, 2)
    assert np.array_equal(whole.ravel()[::1000], s2.leaf_ids(lat[::1000], lon[::1000]))
    assert s2.leaf_ids(1.0, 2.0).shape == ()
    assert s2.leaf_ids([], []).shape == (0,)


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (-91, 0), (np.nan, 0), (0, np.nan), (0, np.inf)])
def test_a_position_that_is_not_on_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(UsageError, match="no place on Earth"):
        s2.leaf_ids([0, lat], [0, lon])


@pytest.mark.parametrize("xyz", [[0, 0, 0], [np.nan, 0, 1]])
def test_a_vector_without_direction_is_refused(xyz: list[float]) -> None:
    with pytest.raises(UsageError, match="no place on Earth"):
        s2.leaf_ids_xyz([xyz])


def test_ancestors_ranges_children_and_tokens_are_the_referees() -> None:
    cells = cells_anywhere(1000)
    for cell, level, low, high, token in zip(
        cells, s2.level(cells), s2.range_min(cells), s2.range_max(cells), s2.token(cells), strict=True
    ):
        referee = s2sphere.CellId(int(cell))
        assert referee.level() == level
        assert (referee.range_min().id(), referee.range_max().id()) == (low, high)
        assert referee.to_token() == token
        if level < 30:
            assert [child.id() for child in referee.children()] == s2.children(cell).tolist()


def test_centres_corners_and_areas_are_the_referees() -> None:
    cells = cells_anywhere(500)
    for cell, centre, corners, area in zip(
        cells, s2.centre_xyz(cells), s2.vertices_xyz(cells), s2.area_km2(cells), strict=True
    ):
        referee = s2sphere.Cell(s2sphere.CellId(int(cell)))
        assert as_array(s2sphere.CellId(int(cell)).to_point()) == pytest.approx(centre, abs=1e-15)
        for k in range(4):
            assert as_array(referee.get_vertex(k)) == pytest.approx(corners[k], abs=1e-15)
        assert area == pytest.approx(referee.exact_area() * EARTH_RADIUS_KM**2, rel=1e-5)


@given(latitudes, longitudes, levels, levels)
def test_an_ancestor_holds_its_descendants(lat: float, lon: float, one: int, other: int) -> None:
    leaf = s2.leaf_ids(lat, lon)
    above, below = s2.parent(leaf, min(one, other)), s2.parent(leaf, max(one, other))
    assert s2.range_min(above) <= s2.range_min(below) <= leaf <= s2.range_max(below) <= s2.range_max(above)
    assert s2.common_level(above, below) == min(one, other)
    assert s2.parent(below, min(one, other)) == above


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_common_level_is_that_of_the_deepest_shared_ancestor(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    a, b = s2.leaf_ids([lat1, lat2], [lon1, lon2])
    every = np.arange(31)
    shared_levels = every[s2.parent(a, every) == s2.parent(b, every)]
    assert s2.common_level(a, b) == shared_levels.max(initial=-1)


def test_children_share_their_parent_without_gap_or_overlap() -> None:
    cells = cells_anywhere(1000)
    cells = cells[s2.level(cells) < 30]
    four = s2.children(cells)
    assert np.array_equal(s2.range_min(four[:, 0]), s2.range_min(cells))
    assert np.array_equal(s2.range_max(four[:, 3]), s2.range_max(cells))
    assert (s2.range_max(four[:, :-1]) + np.uint64(2) == s2.range_min(four[:, 1:])).all()
    assert np.array_equal(s2.parent(four, s2.level(cells)[:, None]), np.repeat(cells[:, None], 4, axis=1))
    assert s2.area_km2(four).sum(axis=1) == pytest.approx(s2.area_km2(cells), rel=1e-5)


def test_the_faces_cover_the_earth() -> None:
    assert s2.level(s2.FACES).tolist() == [0] * 6
    assert s2.area_km2(s2.FACES).sum() == pytest.approx(4 * np.pi * EARTH_RADIUS_KM**2)


def test_a_cells_radius_reaches_every_point_in_it_and_no_further_than_a_corner() -> None:
    leaves = s2.leaf_ids(*anywhere(2000))
    cells = s2.parent(leaves, np.arange(2000) % 31)
    reach = distance_xyz_km(s2.centre_xyz(leaves), s2.centre_xyz(cells))
    assert (reach <= s2.radius_km(cells) + 1e-9).all()
    corner = distance_xyz_km(s2.centre_xyz(cells)[:, None], s2.vertices_xyz(cells))
    assert np.array_equal(corner.max(axis=1), s2.radius_km(cells))


def test_a_cell_contains_its_points_and_forgives_rounding_only() -> None:
    leaves = s2.leaf_ids(*anywhere(2000))
    cells = s2.parent(leaves, np.arange(2000) % 21)
    assert s2.contains_xyz(cells, s2.centre_xyz(leaves)).all()
    assert s2.contains_xyz(cells, s2.vertices_xyz(cells)[:, 2]).all()
    beyond = 1.01 * s2.vertices_xyz(cells)[:, 2] - 0.01 * s2.centre_xyz(cells)
    assert not s2.contains_xyz(cells, beyond).any()
    assert not s2.contains_xyz(cells, -s2.centre_xyz(cells)).any()


def test_tokens_survive_the_way_to_text_and_back() -> None:
    cells = cells_anywhere(1000)
    assert np.array_equal(s2.from_token(s2.token(cells)), cells)


@pytest.mark.parametrize("token", ["4.7E+064", "", "X", "0", "g7", "f", "47e6347e6347e6347", "-1", "ffff"])
def test_a_damaged_token_is_refused(token: str) -> None:
    with pytest.raises(UsageError, match="spreadsheet"):
        s2.from_token(["47e63", token])


def test_ids_that_name_no_cell_are_told_apart() -> None:
    assert s2.is_valid(cells_anywhere(100)).all()
    assert not s2.is_valid(np.array([0, 2, 7 << 61 | 1, 1 << 63 | 8], np.uint64)).any()
