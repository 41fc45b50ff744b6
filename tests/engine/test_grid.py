"""The cell of a point, for every point; and what makes two grids the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule, build, sorted_leaves


def some_grid(seed: int = 0, faces: tuple[int, ...] = (0, 2, 4)) -> Grid:
    """Photos on some faces of the cube only, so that other faces have no cell."""
    rng = np.random.default_rng(seed)
    centres = s2.centre_xyz(s2.FACES)[list(faces)]
    points = centres[rng.integers(0, len(faces), 1500)] + rng.choice([0.02, 0.4], (1500, 1)) * rng.normal(
        size=(1500, 3)
    )
    leaves = np.sort(s2.leaf_ids_xyz(points))
    return build(leaves[np.isin(leaves >> np.uint64(61), faces)], [Rule(60, 8), Rule(300, 8)])


def shuffled(grid: Grid, seed: int = 0) -> Grid:
    order = np.random.default_rng(seed).permutation(len(grid))
    return replace(
        grid,
        cell_id=grid.cell_id[order],
        count=grid.count[order],
        mean_xyz=grid.mean_xyz[order],
        parent=grid.parent[order],
    )


def by_definition(grid: Grid, lat: float, lon: float) -> int:
    """The cell of one point, word for word: climb until an ancestor has cells, then take the nearest mean."""
    leaf = s2.leaf_ids(lat, lon)
    low, high = s2.range_min(grid.cell_id), s2.range_max(grid.cell_id)
    holding = np.nonzero((low <= leaf) & (leaf <= high))[0]
    if len(holding):
        return int(holding[0])
    related = np.arange(len(grid))
    for level in range(30, -1, -1):
        ancestor = s2.parent(leaf, level)
        inside = np.nonzero((s2.range_min(ancestor) <= low) & (high <= s2.range_max(ancestor)))[0]
        if len(inside):
            related = inside
            break
    return int(related[(grid.mean_xyz[related] @ to_xyz(lat, lon)).argmax()])


def anywhere(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(5)
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)


@settings(max_examples=200)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_on_earth_has_the_cell_of_the_definition(lat: float, lon: float) -> None:
    grid = shuffled(some_grid())
    assert grid.cells_of([lat], [lon])[0] == by_definition(grid, lat, lon)


def test_many_points_at_once_get_what_each_gets_alone() -> None:
    grid = shuffled(some_grid())
    lat, lon = anywhere(500)
    assert grid.cells_of(lat, lon).tolist() == [by_definition(grid, a, o) for a, o in zip(lat, lon, strict=True)]


def test_positions_of_any_shape_and_number_get_cells_of_that_shape() -> None:
    grid = some_grid()
    lat, lon = anywhere(300_000)
    rows = grid.cells_of(lat.reshape(-1, 3), lon.reshape(-1, 3))
    assert rows.shape == (100_000, 3)
    assert np.array_equal(rows.ravel()[::5000], grid.cells_of(lat[::5000], lon[::5000]))
    assert grid.cells_of(10.0, [20.0, 30.0]).shape == (2,)
    assert grid.cells_of(10.0, 20.0) == grid.cells_of([10.0], [20.0])[0]
    assert grid.cells_of([], []).shape == (0,)


def test_a_photo_in_a_cell_gets_that_cell_and_find_says_where_there_is_none() -> None:
    grid = shuffled(some_grid())
    lat, lon = anywhere(2000)
    leaves = s2.leaf_ids(lat, lon)
    found = grid.find(leaves)
    assert (found == -1).any()
    inside = found >= 0
    assert inside.any()
    assert np.array_equal(grid.cells_of(lat, lon)[inside], found[inside])
    holder = grid.cell_id[found[inside]]
    assert np.array_equal(s2.parent(leaves[inside], s2.level(holder)), holder)


def test_find_knows_a_cell_itself_and_not_its_parent() -> None:
    grid = shuffled(some_grid())
    assert np.array_equal(grid.find(grid.cell_id), np.arange(len(grid)))
    deep = grid.cell_id[s2.level(grid.cell_id) > 0]
    assert (grid.find(s2.parent(deep, s2.level(deep) - 1)) == -1).all()


def test_the_prior_is_the_share_of_the_photos() -> None:
    grid = some_grid()
    assert grid.prior().sum() == pytest.approx(1)
    assert grid.prior() * grid.count.sum() == pytest.approx(grid.count)


def test_a_position_off_the_earth_has_no_cell() -> None:
    with pytest.raises(UsageError):
        some_grid().cells_of([95.0], [0.0])


def test_equal_grids_have_equal_hashes_and_every_change_shows() -> None:
    grid = some_grid()
    same = replace(grid, cell_id=grid.cell_id.copy(), mean_xyz=np.asfortranarray(grid.mean_xyz))
    assert grid.content_hash() == same.content_hash()
    assert grid.coarser is not None
    changed = [
        shuffled(grid),
        replace(grid, coarser=None),
        replace(grid, coarser=shuffled(grid.coarser)),
        replace(grid, count=grid.count + 1),
        replace(grid, mean_xyz=np.nextafter(grid.mean_xyz, 2)),
        replace(grid, parent=grid.parent - 1),
    ]
    assert len({grid.content_hash(), *(other.content_hash() for other in changed)}) == 1 + len(changed)


def test_a_known_grid_has_a_known_hash() -> None:
    """Cards of published models hold such hashes: the canonical form must never change."""
    grid = build(sorted_leaves([0.0, 10.0], [0.0, 20.0]), [Rule(1, 1, max_level=5)])
    exact = replace(grid, mean_xyz=np.round(grid.mean_xyz, 6))
    assert exact.content_hash() == "2cd296c616df43215495dae5176a12f28bd4e2b7ac0caf09890eeb8926ac63c0"
