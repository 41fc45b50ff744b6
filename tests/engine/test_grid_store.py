"""`grid.npz`: written plainly, read with suspicion."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from whence_engine.errors import BundleError
from whence_engine.geo import s2
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule, build, sorted_leaves

Arrays = dict[str, NDArray[np.generic]]


def some_grid() -> Grid:
    rng = np.random.default_rng(0)
    lat, lon = 45 + rng.normal(size=500), 5 + rng.normal(size=500)
    return build(sorted_leaves(lat, lon), [Rule(30, 3), Rule(100, 3), Rule(300, 3)])


def arrays() -> Arrays:
    file = io.BytesIO()
    store.save(some_grid(), file)
    file.seek(0)
    return dict(np.load(file))


def loaded(columns: Arrays) -> Grid:
    file = io.BytesIO()
    np.savez(file, **columns)  # type: ignore[arg-type]  # numpy's stub mistakes names of arrays for options
    file.seek(0)
    return store.load(file)


def test_a_grid_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "grid.npz"
    grid = some_grid()
    store.save(grid, path)
    back = store.load(path)
    assert back.content_hash() == grid.content_hash()
    assert [len(partition) for partition in back.partitions()] == [len(partition) for partition in grid.partitions()]
    assert back.mean_xyz.dtype == np.float64


def test_the_file_has_the_columns_of_the_bundle_contract() -> None:
    columns = {name: (column.dtype.str, column.ndim) for name, column in arrays().items()}
    expected = {"cell_id": ("<u8", 1), "count": ("<i8", 1), "mean_xyz": ("<f8", 2), "parent": ("<i4", 1)}
    assert columns == {name + suffix: form for suffix in ("", "_1", "_2") for name, form in expected.items()}


def test_the_hash_is_of_the_content_and_not_of_the_file() -> None:
    assert loaded(arrays()).content_hash() == some_grid().content_hash()


def change(name: str, make: Callable[[NDArray[np.generic]], ArrayLike]) -> Callable[[Arrays], None]:
    def apply(columns: Arrays) -> None:
        columns[name] = np.asarray(make(columns[name]))

    return apply


def first_becomes(value: float) -> Callable[[NDArray[np.generic]], NDArray[np.generic]]:
    def make(column: NDArray[np.generic]) -> NDArray[np.generic]:
        column = column.copy()
        column[:1] = np.asarray(value, column.dtype)
        return column

    return make


DAMAGE: dict[str, tuple[Callable[[Arrays], object], str]] = {
    "a column is missing": (lambda columns: columns.pop("count"), "cannot be read"),
    "a column of a coarser partition is missing": (lambda columns: columns.pop("parent_1"), "cannot be read"),
    "a cell is there twice": (change("cell_id", lambda c: np.concatenate([c[1:2], c[1:]])), "overlap"),
    "a cell lies inside another": (
        change("cell_id", lambda c: np.concatenate([s2.children(c[1:2])[:, 0], c[1:]])),
        "overlap",
    ),
    "an id names no cell": (change("cell_id", first_becomes(0)), "names no S2 cell"),
    "ids are signed": (change("cell_id", lambda c: c.astype(np.int64)), "int64"),
    "ids are objects": (change("cell_id", lambda c: c.astype(object)), "cannot be read"),
    "ids are a table": (change("cell_id", lambda c: c[:, None]), "uint64"),
    "ids are a number": (change("cell_id", lambda _: np.asarray(1, np.uint64)), "uint64"),
    "a mean is not a number": (change("mean_xyz", first_becomes(np.nan)), "no unit vector"),
    "a mean is no unit vector": (change("mean_xyz", first_becomes(2.0)), "no unit vector"),
    "means are flat": (change("mean_xyz", lambda m: m[:, :2]), "no unit vector"),
    "a mean lies elsewhere": (change("mean_xyz", lambda m: m[::-1]), "outside its cell"),
    "a column is short": (change("count", lambda c: c[1:]), "count"),
    "counts are negative": (change("count", first_becomes(-1)), "negative"),
    "counts are all zero": (change("count", np.zeros_like), "zero"),
    "a parent is out of range": (change("parent", first_becomes(10_000)), "parent"),
    "a parent is another cell's": (change("parent", lambda p: p[::-1]), "parent"),
    "the coarsest has parents": (change("parent_2", np.zeros_like), "parent"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_grid_is_refused_and_the_reason_said(damage: str) -> None:
    columns = arrays()
    hurt, reason = DAMAGE[damage]
    hurt(columns)
    with pytest.raises(BundleError, match=reason):
        loaded(columns)


def test_no_cells_are_no_grid() -> None:
    with pytest.raises(BundleError, match="no cell"):
        loaded({name: column[:0] for name, column in arrays().items()})
    with pytest.raises(BundleError, match="no cells"):
        loaded({"other": np.zeros(3)})


@pytest.mark.parametrize("content", [b"", b"not a grid", b"PK\x03\x04 cut short", b"\x93NUMPY\x01\x00"])
def test_what_is_no_npz_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "grid.npz"
    path.write_bytes(content)
    with pytest.raises(BundleError, match="cannot be read"):
        store.load(path)


def test_a_single_array_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be read"):
        store.load(tmp_path / "missing.npz")
    np.save(tmp_path / "single.npy", np.zeros(3))
    with pytest.raises(BundleError, match="cannot be read"):
        store.load(tmp_path / "single.npy")


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grid.npz"
    store.save(some_grid(), path)
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:length])
        with pytest.raises(BundleError):
            store.load(path)


def test_flipped_bits_bring_a_refusal_or_a_sound_grid_and_nothing_else(tmp_path: Path) -> None:
    """A flip that leaves a sound but other grid (a column's name, say) shows in the hash that the card holds."""
    path = tmp_path / "grid.npz"
    store.save(some_grid(), path)
    whole = path.read_bytes()
    refused = 0
    for at in np.random.default_rng(0).integers(0, len(whole), 200):
        hurt = bytearray(whole)
        hurt[at] ^= 0x10
        path.write_bytes(hurt)
        try:
            grid = store.load(path)
        except BundleError:
            refused += 1
        else:
            assert grid.cells_of([45.0], [5.0])[0] < len(grid)
    assert refused > 100
