"""The command `grid` and what it stands on: sorting beyond memory, holding out, ceilings."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import StorageError, UsageError
from whence_engine.geo import s2
from whence_engine.grid import store
from whence_engine.grid.partition import Rule
from whence_training.__main__ import cli
from whence_training.data.leaves import LeafSorter, LeafStore, Leaves, merged
from whence_training.data.positions import Sieve
from whence_training.partition import build_grid, fitted, gather

leaves_of = st.lists(st.integers(0, 60).map(lambda n: 2 * n + 1), max_size=80)


@given(st.lists(leaves_of, max_size=5), st.integers(1, 40))
def test_what_is_sorted_in_runs_on_disk_is_what_memory_would_sort(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[list[int]], run: int
) -> None:
    with LeafStore(tmp_path_factory.mktemp("leaves"), run) as room:
        sorter = LeafSorter(room)
        for chunk in chunks:
            sorter.add(np.array(chunk, np.uint64))
        whole = np.array(merged(sorter.runs(), room))
    assert sorter.count == sum(map(len, chunks))
    assert whole.tolist() == sorted(set().union(*chunks))


def test_nothing_is_left_on_disk(tmp_path: Path) -> None:
    with LeafStore(tmp_path, run=2) as room:
        sorter = LeafSorter(room)
        sorter.add(np.arange(1, 20, 2, dtype=np.uint64))
        merged(sorter.runs(), room)
        assert list(tmp_path.rglob("*.u64"))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    def full() -> Leaves:
        raise OSError(28, "No space left on device")

    with LeafStore(tmp_path) as room, pytest.raises(StorageError, match=r"needs room in .*: No space left"):
        room.keep(full() for _ in range(1))


def world(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(-60, 70, count), rng.uniform(-180, 180, count)


def write(path: Path, lat: np.ndarray, lon: np.ndarray, **more: list[str]) -> Path:
    names, columns = ["lat", "lon", *more], [lat.tolist(), lon.tolist(), *more.values()]
    lines = [",".join(names), *(",".join(map(str, row)) for row in zip(*columns, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("run", [10_000, 70])
def test_the_grid_of_files_is_the_grid_of_their_positions(tmp_path: Path, run: int) -> None:
    lat, lon = world(900)
    files = [write(tmp_path / f"{k}.csv", lat[k::2], lon[k::2]) for k in (0, 1)]
    rules = [Rule(20, 2), Rule(80, 2)]
    with LeafStore(tmp_path, run) as room:
        grid, ceilings = fitted(gather(files, room, Sieve()), rules)
    assert grid.content_hash() == build_grid(lat, lon, rules).content_hash()
    assert len(ceilings) == 2
    assert 60 < ceilings[0].photos < 120


def test_whole_photographers_are_held_out_where_there_are_names(tmp_path: Path) -> None:
    lat, lon = world(600)
    who = [f"person {number % 40}" for number in range(600)]
    with LeafStore(tmp_path) as room:
        found = gather([write(tmp_path / "a.csv", lat, lon, photographer=who)], room, Sieve())
    at = dict(zip(s2.leaf_ids(lat, lon).tolist(), who, strict=True))
    fit, held_out = ({at[leaf] for leaf in part.tolist()} for part in (found.fit, found.held_out))
    assert fit
    assert held_out
    assert not fit & held_out
    assert len(found.whole) == 600


def test_positions_are_held_out_where_one_photographer_took_all(tmp_path: Path) -> None:
    lat, lon = world(600)
    with LeafStore(tmp_path) as room:
        found = gather([write(tmp_path / "a.csv", lat, lon, photographer=["p"] * 600)], room, Sieve())
        assert 30 < len(found.held_out) < 90
        assert np.array_equal(np.union1d(found.fit, found.held_out), found.whole)
        assert not np.intersect1d(found.fit, found.held_out).size


def test_where_sides_are_given_no_cell_is_made_of_validation_or_test(tmp_path: Path) -> None:
    lat, lon = world(600)
    side = ["train"] * 300 + ["validation"] * 100 + ["test"] * 200
    rules = [Rule(20, 2)]
    with LeafStore(tmp_path) as room:
        found = gather([write(tmp_path / "a.csv", lat, lon, side=side)], room, Sieve())
        grid, [measured] = fitted(found, rules)
    assert found.test == 200
    assert measured.photos == 100
    assert grid.content_hash() == build_grid(lat[:300], lon[:300], rules).content_hash()


def test_photographers_are_held_out_of_a_training_side_that_stands_alone(tmp_path: Path) -> None:
    lat, lon = world(600)
    who = [f"person {number % 40}" for number in range(600)]
    path = write(tmp_path / "a.csv", lat, lon, photographer=who, side=["train"] * 600)
    with LeafStore(tmp_path) as room:
        found = gather([path], room, Sieve())
        grid, _ = fitted(found, [Rule(20, 2)])
    assert found.told_by == "one photographer in 10"
    assert len(found.fit) + len(found.held_out) == 600
    assert grid.content_hash() == build_grid(lat, lon, [Rule(20, 2)]).content_hash()


@pytest.mark.parametrize("with_polars", [True, False])
def test_no_cell_is_made_of_what_is_known_to_a_country_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_polars: bool
) -> None:
    lat, lon = world(600)
    path = write(tmp_path / "a.csv", lat, lon, precision=["exact", "country"] * 300)
    if not with_polars:
        monkeypatch.setitem(sys.modules, "polars", None)
    with LeafStore(tmp_path) as room:
        found = gather([path], room, Sieve())
    assert found.vague == 300
    assert np.array_equal(found.whole, np.unique(s2.leaf_ids(lat[::2], lon[::2])))
    assert "600 positions, 300 known to a country only left alone, 300 distinct" in found.sentence()


def test_a_file_of_the_test_side_gives_no_grid(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", *world(3), side=["test"] * 3)
    with LeafStore(tmp_path) as room, pytest.raises(UsageError, match="no positions to learn from: 3 are of the test"):
        gather([path], room, Sieve())


def test_a_position_that_comes_twice_counts_once(tmp_path: Path) -> None:
    lat, lon = np.array([10.0, 10.0, 10.0, 50.0]), np.array([20.0, 20.0, 20.0, 60.0])
    with LeafStore(tmp_path) as room:
        grid, _ = fitted(gather([write(tmp_path / "a.csv", lat, lon)], room, Sieve()), [Rule(5, 1)])
    assert grid.count.sum() == 2


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    def invoke(*arguments: str) -> Result:
        output = ("--output", str(tmp_path / "grid.npz"))
        return CliRunner().invoke(cli, ["grid", *arguments, *output], catch_exceptions=True)

    return invoke


def test_the_command_says_the_ceiling_before_the_cells_and_writes_a_grid(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    source = str(write(tmp_path / "a.csv", *world(900)))
    said = run(
        "--input", source, *["--t-max", "20", "--t-min", "2", "--t-max", "80", "--t-min", "2"]
    ).output.splitlines()
    assert said[0] == "900 positions, 900 distinct; held out: one position in 10"
    assert said[1].startswith("ceiling of a perfect classifier on ")
    assert [line.split(":")[0] for line in said[2:6]] == ["partition 0", "partition 1"] * 2
    assert "the cell's middle" in said[2]
    assert "cells of levels" in said[4]
    grid = store.load(tmp_path / "grid.npz")
    assert said[6].endswith(grid.content_hash())
    assert len(list(grid.partitions())) == 2


def test_the_command_goes_on_without_bad_positions_only_when_told_to(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    lat, lon = world(300)
    lat[7] = 99
    source = ("--input", str(write(tmp_path / "a.csv", lat, lon)), "--t-max", "20", "--t-min", "2")
    assert isinstance(run(*source).exception, UsageError)
    assert not (tmp_path / "grid.npz").exists()
    assert "left out 1 of 300 positions off the Earth" in run(*source, "--drop").output
    assert (tmp_path / "grid.npz").exists()


def test_thresholds_come_in_pairs(tmp_path: Path, run: Callable[..., Result]) -> None:
    said = run(
        "--input", str(write(tmp_path / "a.csv", *world(3))), *["--t-max", "20", "--t-max", "40", "--t-min", "2"]
    )
    assert said.exit_code == 2
    assert "Give --t-min as often as --t-max" in said.output
