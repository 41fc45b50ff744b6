"""The travel prior's fit: it finds what movement was made of, and only from who may be fitted on."""

import gzip
import json
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_training import travel
from whence_training.data.split import Side, read_split
from whence_training.travel import (
    GAP_H,
    POPULAR_FROM_KM,
    SPREAD_KM,
    Track,
    World,
    clockless,
    fit,
    fit_travel,
    likelihoods,
    log_loss,
    pairs_at,
)

RNG = np.random.default_rng(3)
WORLD = World.load()


def steps(spread_km: float, count: int = 300) -> NDArray[np.float64]:
    """The likelihoods of random steps around Lisbon."""
    lat, lon = np.full(count, 38.72), np.full(count, -9.14)
    end = sphere.destination(lat, lon, RNG.uniform(0, 360, count), RNG.rayleigh(spread_km, count))
    return likelihoods(sphere.to_xyz(lat, lon), sphere.to_xyz(*end), WORLD)


def test_each_component_is_a_density_on_the_ground() -> None:
    """Summed over a fine raster around Lisbon, narrow kernels and wide ones come to 1."""
    for spread, step_deg, half_deg in ((10.0, 0.02, 0.6), (POPULAR_FROM_KM, 0.12, 6.0)):
        lat, lon = np.meshgrid(
            38.72 + np.arange(-half_deg, half_deg, step_deg), -9.14 + np.arange(-half_deg, half_deg, step_deg)
        )
        end = sphere.to_xyz(lat.ravel(), lon.ravel())
        start = np.broadcast_to(sphere.to_xyz(38.72, -9.14), end.shape)
        area = (step_deg * 111.195) ** 2 * np.cos(np.radians(lat.ravel()))
        total = likelihoods(start, end, WORLD)[:, SPREAD_KM.index(spread)] @ area
        assert total == pytest.approx(1.0, abs=0.15)


def test_who_goes_far_is_likelier_to_go_where_people_go() -> None:
    start = np.broadcast_to(sphere.to_xyz(38.72, -9.14), (2, 3))
    porto_and_sea = likelihoods(start, sphere.to_xyz(np.array([41.15, 38.7]), np.array([-8.62, -12.3])), WORLD)
    wide, narrow = SPREAD_KM.index(300.0), SPREAD_KM.index(30.0)
    assert porto_and_sea[0, wide] > 20 * porto_and_sea[1, wide]
    assert porto_and_sea[0, narrow] == pytest.approx(porto_and_sea[1, narrow], rel=0.9)
    assert porto_and_sea[0, -1] > 20 * porto_and_sea[1, -1]


def test_the_fit_finds_the_spread_that_made_the_steps() -> None:
    samples = [[steps(1.0), steps(1.0)] for _ in GAP_H]
    weight = fit(samples)
    np.testing.assert_allclose(weight.sum(axis=1), 1.0)
    assert (weight[:, SPREAD_KM.index(1.0)] > 0.8).all()


def test_a_gap_without_data_leans_on_its_neighbours() -> None:
    samples = [[steps(3.0)] for _ in GAP_H]
    samples[5] = [np.empty((0, len(SPREAD_KM) + 1))]
    weight = fit(samples)
    assert weight[5].argmax() == SPREAD_KM.index(3.0)


def test_fitting_beats_knowing_nothing() -> None:
    samples = [[steps(10.0)] for _ in GAP_H]
    nothing = np.zeros((len(GAP_H), len(SPREAD_KM) + 1))
    nothing[:, -1] = 1.0
    assert log_loss(samples, fit(samples)) < log_loss(samples, nothing)


def test_impossible_speeds_are_left_out() -> None:
    xyz = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert len(pairs_at(Track(np.array([0.0, 3600.0]), xyz), 1.0, RNG)[0]) == 0
    assert len(pairs_at(Track(np.array([0.0, 72 * 3600.0]), xyz), 72.0, RNG)[0]) == 1


def test_the_prior_that_ships_was_fitted_on_training_photographers_only() -> None:
    shipped = json.loads(resources.files("whence_engine.cues").joinpath("travel.json").read_text())
    split = read_split()
    assert {split.side_of(folder) for folder in shipped["fitted_on"]} == {Side.TRAIN}


@pytest.mark.shared
def test_the_command_reproduces_what_ships(shared: Path, tmp_path: Path) -> None:
    fit_travel(shared / "data", tmp_path / "travel.json", seed=0)
    shipped = resources.files("whence_engine.cues").joinpath("travel.json").read_text()
    assert json.loads((tmp_path / "travel.json").read_text()) == json.loads(shipped)


def test_the_ladder_of_the_module_is_the_one_that_ships() -> None:
    shipped = json.loads(resources.files("whence_engine.cues").joinpath("travel.json").read_text())
    assert tuple(shipped["spread_km"]) == travel.SPREAD_KM


def test_photographers_without_times_tell_the_tail_and_one_in_five_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "photos.csv.gz"
    rows = ["photographer,country,lat,lon,upload_order"]
    for who in range(6):  # each stays in one town for the first half, in another for the second
        rows += [f"{who},XX,{10 * who if order < 400 else 10 * who + 5},0.0,{order}" for order in range(800)]
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    pairs = list(clockless(path, np.random.default_rng(0)))
    starts = {round(float(sphere.to_degrees(start)[0].min())) for start, _ in pairs}
    assert starts == {10, 20, 30, 40}
    moved = [float((sphere.distance_xyz_km(start, end) > 500.0).mean()) for start, end in pairs]
    assert all(0.4 < share < 0.7 for share in moved)
    assert list(clockless(tmp_path / "nothing.csv.gz", np.random.default_rng(0))) == []


def test_few_positions_of_a_photographer_without_times_tell_nothing(tmp_path: Path) -> None:
    path = tmp_path / "photos.csv.gz"
    rows = ["photographer,country,lat,lon,upload_order", *(f"1,XX,{order},0.0,{order}" for order in range(20))]
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    assert list(clockless(path, np.random.default_rng(0))) == []
