"""The adaptive partition: laws of splitting and dropping."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import distance_xyz_km, mean_xyz, to_degrees, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule, build, ceiling, merge_sorted, sorted_leaves
from whence_engine.metrics import RADII_KM


def clustered(count: int, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Photos around a few towns, the antimeridian and both poles among them, and a sprinkle everywhere.

    Twenty-five share one coordinate: whatever the thresholds below, one cell is kept.
    """
    rng = np.random.default_rng(seed)
    towns = to_xyz([48.9, -16.8, 90.0, -89.9, 0.0, 35.0], [2.3, 180.0, 0.0, 77.0, 45.0, -120.0])
    spread = rng.choice([0.0005, 0.01, 0.2], (count, 1))
    points = towns[rng.integers(0, len(towns), count)] + spread * rng.normal(size=(count, 3))
    anywhere = rng.random(count) < 0.1
    points[anywhere] = rng.normal(size=(anywhere.sum(), 3))
    points[:25] = towns[0]
    return to_degrees(points)


def rows_that_hold(grid: Grid, leaves: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many cells of the grid hold each leaf, counted the slow way."""
    low, high = s2.range_min(grid.cell_id), s2.range_max(grid.cell_id)
    return np.asarray(((low[None] <= leaves[:, None]) & (leaves[:, None] <= high[None])).sum(axis=1))


rules = st.builds(
    lambda t_min, more, max_level: Rule(t_min + more, t_min, max_level),
    st.integers(1, 20),
    st.integers(0, 200),
    st.integers(2, 30),
)


@settings(max_examples=40)
@given(rules, st.integers(0, 100))
def test_every_kept_photo_lies_in_exactly_one_cell_and_every_dropped_one_in_none(rule: Rule, seed: int) -> None:
    leaves = sorted_leaves(*clustered(800, seed))
    grid = build(leaves, [rule])
    holders = rows_that_hold(grid, leaves)
    assert holders.max() == 1
    assert holders.sum() == grid.count.sum()


@settings(max_examples=40)
@given(rules, st.integers(0, 100))
def test_no_cell_holds_more_than_t_max_above_the_level_cap_nor_fewer_than_t_min(rule: Rule, seed: int) -> None:
    grid = build(sorted_leaves(*clustered(800, seed)), [rule])
    level = s2.level(grid.cell_id)
    assert level.max() <= rule.max_level
    assert (grid.count[level < rule.max_level] <= rule.t_max).all()
    assert grid.count.min() >= rule.t_min


@settings(max_examples=40)
@given(rules, st.integers(0, 100))
def test_a_photo_is_dropped_only_with_the_largest_cell_that_needed_no_split(rule: Rule, seed: int) -> None:
    """Retold photo by photo from the definition: the first ancestor with at most t_max photos is its cell."""
    leaves = sorted_leaves(*clustered(300, seed))
    grid = build(leaves, [rule])
    levels = np.arange(rule.max_level + 1)
    for leaf, row in zip(leaves[::7], grid.find(leaves[::7]), strict=True):
        ancestors = s2.parent(leaf, levels)
        inside = (s2.range_min(ancestors)[:, None] <= leaves) & (leaves <= s2.range_max(ancestors)[:, None])
        counts = inside.sum(axis=1)
        final = int(np.argmax((counts <= rule.t_max) | (levels == rule.max_level)))
        expected = ancestors[final] if counts[final] >= rule.t_min else 0
        assert (grid.cell_id[row] if row >= 0 else 0) == expected


def test_counts_and_means_are_those_of_the_photos_inside() -> None:
    lat, lon = clustered(3000)
    grid = build(sorted_leaves(lat, lon), [Rule(100, 10)])
    rows = grid.find(s2.leaf_ids(lat, lon))
    xyz = to_xyz(lat, lon)
    for row in range(len(grid)):
        inside = xyz[rows == row]
        assert len(inside) == grid.count[row]
        assert distance_xyz_km(mean_xyz(inside), grid.mean_xyz[row]) < 2e-5  # a leaf is 1 cm wide
    assert s2.contains_xyz(grid.cell_id, grid.mean_xyz).all()


def test_the_order_of_the_photos_changes_nothing() -> None:
    lat, lon = clustered(2000)
    shuffled = np.random.default_rng(1).permutation(2000)
    one = build(sorted_leaves(lat, lon), [Rule(50, 5)])
    other = build(sorted_leaves(lat[shuffled], lon[shuffled]), [Rule(50, 5)])
    assert one.content_hash() == other.content_hash()


def test_chunks_that_were_sorted_apart_make_the_same_grid() -> None:
    lat, lon = clustered(2000)
    chunks = [sorted_leaves(lat[k::3], lon[k::3]) for k in range(3)]
    whole = sorted_leaves(lat, lon)
    assert np.array_equal(merge_sorted(chunks), whole)
    assert np.array_equal(merge_sorted(chunks + chunks, distinct=True), np.unique(whole))
    assert len(merge_sorted([])) == 0


def test_photos_at_one_coordinate_stop_at_the_level_cap_and_count_once_when_distinct() -> None:
    lat, lon = np.full(500, 48.0), np.full(500, 2.0)
    grid = build(sorted_leaves(lat, lon), [Rule(10, 1)])
    assert s2.level(grid.cell_id).tolist() == [16]
    assert grid.count.tolist() == [500]
    once = build(sorted_leaves(lat, lon, distinct=True), [Rule(10, 1)])
    assert s2.level(once.cell_id).tolist() == [0]
    assert once.count.tolist() == [1]


def test_cells_above_the_first_level_are_split_whatever_they_hold() -> None:
    grid = build(sorted_leaves(*clustered(500)), [Rule(1000, 1, min_level=3)])
    assert set(s2.level(grid.cell_id)) == {3}
    assert grid.count.sum() == 500


@settings(max_examples=20)
@given(st.integers(0, 100))
def test_partitions_nest_and_parents_hold_their_cells(seed: int) -> None:
    grid = build(sorted_leaves(*clustered(2000, seed)), [Rule(20, 5), Rule(60, 5), Rule(200, 5, max_level=10)])
    fine, middle, coarse = grid.partitions()
    for below, above in ((fine, middle), (middle, coarse)):
        assert (below.parent >= 0).all()
        holder = above.cell_id[below.parent]
        assert np.array_equal(s2.parent(below.cell_id, s2.level(holder)), holder)
    assert (coarse.parent == -1).all()
    assert np.array_equal(grid.ancestors(2), middle.parent[fine.parent])
    assert np.array_equal(grid.ancestors(0), np.arange(len(fine)))


def test_a_cell_whose_ancestor_was_dropped_has_no_parent() -> None:
    lat, lon = clustered(2000)
    grid = build(sorted_leaves(lat, lon), [Rule(20, 1), Rule(200, 100)])
    assert (grid.parent == -1).any()
    assert (grid.parent >= 0).any()


def test_more_steps_than_partitions_is_a_mistake() -> None:
    with pytest.raises(IndexError, match="coarser"):
        build(sorted_leaves([0.0], [0.0]), [Rule(10, 1)]).ancestors(1)


@pytest.mark.parametrize("numbers", [(5, 6, 16, 0), (5, 0, 16, 0), (5, 1, 31, 0), (5, 1, 10, 11), (5, 1, 10, -1)])
def test_rules_that_make_no_sense_are_refused(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(UsageError):
        Rule(*numbers)


@pytest.mark.parametrize("coarse", [Rule(5, 1), Rule(10, 1, max_level=17), Rule(10, 1, min_level=1)])
def test_partitions_that_do_not_nest_are_refused(coarse: Rule) -> None:
    with pytest.raises(UsageError, match="no finer"):
        build(sorted_leaves([0.0], [0.0]), [Rule(10, 1), coarse])


def test_a_grid_needs_a_rule() -> None:
    with pytest.raises(UsageError, match="at least one partition"):
        build(sorted_leaves([0.0], [0.0]), [])


def test_a_threshold_above_all_counts_leaves_no_grid() -> None:
    with pytest.raises(UsageError, match="t_min is too large"):
        build(sorted_leaves([0.0], [0.0]), [Rule(10, 2)])


def test_the_ceiling_of_a_partition_is_what_its_means_allow() -> None:
    """Two cells of 40 km with their photos in the middle; measured on photos there, 3 km beside, and in no cell."""
    cells = s2.parent(s2.leaf_ids([10.0, 50.0], [10.0, 100.0]), 8)
    lat, lon = to_degrees(s2.centre_xyz(cells))
    grid = build(sorted_leaves(lat, lon), [Rule(1, 1, max_level=8, min_level=8)])
    measured = ceiling(grid, [lat[0], lat[0] + 0.027, lat[1], -45.0], [lon[0], lon[0], lon[1], -30.0], RADII_KM)
    assert measured.covered == 0.75
    assert list(measured.share) == [0.5, 0.75, 0.75, 0.75, 0.75]
    assert list(measured.share_total) == [0.5, 0.75, 0.75, 0.75, 0.75]
    beside = ceiling(grid, lat[:1] + 1, lon[:1], RADII_KM)
    assert beside.covered == 0
    assert list(beside.share) == [0, 0, 0, 0, 0]
    assert list(beside.share_total) == [0, 0, 1, 1, 1]


def test_the_middle_of_a_cell_is_a_worse_answer_than_where_its_photos_are() -> None:
    """Photos huddle in one corner of a cell of 40 km."""
    [cell] = s2.parent(s2.leaf_ids([10.0], [10.0]), 8)
    corner = s2.children(s2.children(s2.children(cell)[0])[0])[0]
    lat, lon = to_degrees(s2.centre_xyz(corner))
    grid = build(sorted_leaves([lat], [lon]), [Rule(1, 1, max_level=8, min_level=8)])
    measured = ceiling(grid, [lat], [lon], RADII_KM)
    assert measured.photos == 1
    assert list(measured.share) == [1, 1, 1, 1, 1]
    assert list(measured.share_centre) == [0, 1, 1, 1, 1]


@settings(max_examples=20)
@given(rules, st.integers(0, 100))
def test_a_leaf_lies_in_the_cell_of_its_position(rule: Rule, seed: int) -> None:
    lat, lon = clustered(500, seed)
    grid = build(sorted_leaves(lat, lon), [rule])
    assert np.array_equal(grid.cells_of_leaves(s2.leaf_ids(lat, lon)), grid.cells_of(lat, lon))
