"""The world prior: a probability over the whole Earth at every scale."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from whence_engine.errors import BundleError
from whence_engine.geo import s2
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.grid.prior import WorldPrior
from whence_engine.metrics import RADII_KM


@pytest.fixture(scope="module")
def world() -> WorldPrior:
    return WorldPrior.load()


def small_prior() -> WorldPrior:
    """Six faces, one of them split twice; the smallest tiles heaviest."""
    split = s2.children(s2.FACES[0])
    tiles = np.concatenate([s2.children(split[1]), split[[0, 2, 3]], s2.FACES[1:]])
    mass = np.concatenate([np.full(4, 0.15), np.full(3, 0.05), np.full(5, 0.05)])
    order = np.argsort(tiles)
    return WorldPrior(tiles[order], mass[order])


def test_the_shipped_prior_is_small_and_covers_the_earth(world: WorldPrior) -> None:
    assert world.mass_of(s2.FACES).sum() == pytest.approx(1)
    assert (world.tile_mass > 0).all()
    first, last = s2.range_min(world.tile_id), s2.range_max(world.tile_id)
    assert (first[1:] == last[:-1] + np.uint64(2)).all()
    assert first[0] == 1
    assert last[-1] == s2.range_max(s2.FACES[5])


@given(st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 29))
def test_children_sum_to_their_parent_at_every_level_and_place(
    world: WorldPrior, lat: float, lon: float, level: int
) -> None:
    cell = s2.parent(s2.leaf_ids(lat, lon), level)
    masses = world.mass_of(s2.children(cell))
    assert masses.min() > 0
    assert masses.sum() == pytest.approx(world.mass_of(cell), rel=1e-6)


def test_masses_of_tiles_of_parts_and_of_sums_of_tiles() -> None:
    prior = small_prior()
    assert prior.mass_of(prior.tile_id) == pytest.approx(prior.tile_mass)
    split = s2.children(s2.FACES[0])
    assert prior.mass_of(split) == pytest.approx([0.05, 0.6, 0.05, 0.05])
    assert prior.mass_of(s2.FACES[0]) == pytest.approx(0.75)
    assert prior.mass_of(s2.children(s2.children(split[1])[2])) == pytest.approx([0.15 / 4] * 4)
    assert prior.mass_of(np.empty((0, 4), np.uint64)).shape == (0, 4)


def test_people_photograph_in_towns_and_hardly_at_sea(world: WorldPrior) -> None:
    paris, beauce, ocean = world.mass_of(s2.parent(s2.leaf_ids([48.8584, 48.2, -48.9], [2.2945, 1.7, -123.4]), 12))
    assert paris > 100 * beauce > 100 * ocean > 0


def test_no_single_spot_dominates(world: WorldPrior) -> None:
    assert world.tile_mass.max() < 0.002


def test_the_mass_of_a_disc_grows_with_it_to_the_whole(world: WorldPrior) -> None:
    masses = [world.mass_within(51.5, -0.12, radius) for radius in (0.1, *RADII_KM, 10_000, 20_100)]
    assert masses == sorted(masses)
    assert masses[0] > 0
    assert masses[-1] == pytest.approx(1)


def test_the_mass_of_a_disc_is_that_of_the_cells_in_it() -> None:
    prior = small_prior()
    cells = s2.FACES
    for _ in range(6):
        cells = s2.children(cells).reshape(-1)
    inside = distance_xyz_km(s2.centre_xyz(cells), to_xyz(10.0, 30.0)) <= 2500
    assert prior.mass_within(10.0, 30.0, 2500) == pytest.approx(prior.mass_of(cells[inside]).sum(), rel=0.01)


def test_the_best_disc_of_a_continent_is_in_europe_and_says_its_honest_mass(world: WorldPrior) -> None:
    best = world.best_disc(2500)
    assert 35 < best.lat_deg < 60
    assert -10 < best.lon_deg < 40
    assert best.share == world.mass_within(best.lat_deg, best.lon_deg, 2500)
    assert 0.3 < best.share < 0.6
    for lat, lon in ((40.7, -74.0), (35.7, 139.7), (-33.9, 151.2), (51.5, -0.1)):
        assert world.mass_within(lat, lon, 2500) <= best.share


def test_a_prior_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "prior.npz"
    prior = small_prior()
    prior.save(path)
    back = WorldPrior.load(path)
    assert np.array_equal(back.tile_id, prior.tile_id)
    assert back.tile_mass == pytest.approx(prior.tile_mass, rel=2e-3)


LEVELS = [0, 0, 1, 1, 1, 1, 0, 0, 0]


def saved(path: Path, levels: ArrayLike, log_mass: ArrayLike) -> Path:
    np.savez(path, level=levels, log_mass=log_mass)
    return path


def bytes_of(levels: list[int]) -> NDArray[np.uint8]:
    return np.array(levels, np.uint8)


def steps(count: int) -> NDArray[np.uint16]:
    return np.full(count, 900, np.uint16)


@pytest.mark.parametrize(
    ("levels", "log_mass"),
    [
        (bytes_of(LEVELS[:-1]), steps(8)),
        (bytes_of([*LEVELS, 0]), steps(10)),
        (bytes_of([1, 0, 1, 1, 1, 0, 0, 0, 0]), steps(9)),
        (bytes_of([31, *LEVELS]), steps(10)),
        (bytes_of([]), steps(0)),
        (bytes_of(LEVELS), steps(8)),
        (bytes_of(LEVELS).astype(np.int64), steps(9)),
        (bytes_of(LEVELS), steps(9).astype(np.float32)),
        (bytes_of(LEVELS)[None], steps(9)[None]),
    ],
)
def test_a_damaged_prior_is_refused(tmp_path: Path, levels: NDArray[np.uint8], log_mass: NDArray[np.uint16]) -> None:
    with pytest.raises(BundleError, match="install Whence again"):
        WorldPrior.load(saved(tmp_path / "prior.npz", levels, log_mass))


def test_the_damaged_ones_are_sound_when_whole(tmp_path: Path) -> None:
    prior = WorldPrior.load(saved(tmp_path / "prior.npz", bytes_of(LEVELS), steps(9)))
    assert prior.tile_mass == pytest.approx(1 / 9)


def test_what_is_no_prior_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prior.npz"
    for content in (b"", b"no prior"):
        path.write_bytes(content)
        with pytest.raises(BundleError, match="install Whence again"):
            WorldPrior.load(path)
    np.savez(path, other=np.zeros(3))
    with pytest.raises(BundleError, match="install Whence again"):
        WorldPrior.load(path)
