"""The travel prior's fit: it finds what movement was made of, and only from who may be fitted on."""

import json
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from whence_training import travel
from whence_training.data.split import Side, read_split
from whence_training.travel import GAP_H, SPREAD_KM, Track, distances_at, fit, fit_travel, likelihoods, log_loss

RNG = np.random.default_rng(3)


def rayleigh(spread_km: float, count: int = 300) -> np.ndarray:
    return RNG.rayleigh(spread_km, count)


def test_each_component_is_a_density_on_the_plane() -> None:
    km = np.linspace(0.0, 6000.0, 600_001)
    total = (likelihoods(km)[:, 3:-1] * 2 * np.pi * km[:, None]).sum(axis=0) * (km[1] - km[0])
    np.testing.assert_allclose(total, 1.0, rtol=0.02)


def test_the_fit_finds_the_spread_that_made_the_steps() -> None:
    samples = [[rayleigh(1.0), rayleigh(1.0)] for _ in GAP_H]
    weight = fit(samples)
    np.testing.assert_allclose(weight.sum(axis=1), 1.0)
    assert (weight[:, SPREAD_KM.index(1.0)] > 0.8).all()


def test_a_gap_without_data_leans_on_its_neighbours() -> None:
    samples: list[list[np.ndarray]] = [[rayleigh(3.0)] for _ in GAP_H]
    samples[5] = [np.empty(0)]
    weight = fit(samples)
    assert weight[5].argmax() == SPREAD_KM.index(3.0)


def test_fitting_beats_knowing_nothing() -> None:
    samples = [[rayleigh(10.0)] for _ in GAP_H]
    nothing = np.zeros((len(GAP_H), len(SPREAD_KM) + 1))
    nothing[:, -1] = 1.0
    assert log_loss(samples, fit(samples)) < log_loss(samples, nothing)


def test_impossible_speeds_are_left_out() -> None:
    xyz = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert distances_at(Track(np.array([0.0, 3600.0]), xyz), 1.0, RNG).size == 0
    assert distances_at(Track(np.array([0.0, 72 * 3600.0]), xyz), 72.0, RNG).size == 1


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


def test_the_weights_of_fusion_were_fitted_on_nobody_who_is_reported() -> None:
    fitted = json.loads(resources.files("whence_engine.locate").joinpath("fitted.json").read_text())
    split = read_split()
    assert fitted["fitted_on"]
    assert Side.TEST not in {split.side_of(folder) for folder in fitted["fitted_on"]}
