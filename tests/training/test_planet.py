"""The toy planet is frozen: what it makes is pinned, on every machine, before any network learns from it."""

import csv
import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import distance_xyz_km
from whence_training.data.manifest import read_manifest
from whence_training.data.simulation import VISITS, visit_gaps
from whence_training.data.split import Side, read_split
from whence_training.nets.mobilenet import MobileNetV1, load_keras
from whence_training.planet.chance import direction, dot, east_north, moved, normal, uniform
from whence_training.planet.folder import Order, label_rows, write_planet
from whence_training.planet.journeys import LANDMARK, SCENES, VIEWS, Shots, travel
from whence_training.planet.look import cosine
from whence_training.planet.noise import sphere_noise
from whence_training.planet.picture import pictures
from whence_training.planet.sheet import contact_sheet
from whence_training.planet.world import World, make_world
from whence_training.prior import build

LABELS = {0: "59518e8232fa3bfb", 1: "b8dc69e2ddba139b"}
PICTURES = {(0, 64): "825b1505e4120721", (0, 48): "dad6d044c3d1a963", (1, 32): "5f1643a87b0366b6"}


@pytest.fixture(scope="module", name="worlds")
def made_worlds() -> dict[int, World]:
    return {seed: make_world(seed) for seed in LABELS}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


@pytest.mark.parametrize("seed", LABELS)
def test_labels_are_frozen(worlds: dict[int, World], seed: int) -> None:
    rows = label_rows(worlds[seed], travel(worlds[seed], range(12), 30))
    assert digest("\n".join(",".join(row) for row in rows).encode()) == LABELS[seed]


@pytest.mark.parametrize(("seed", "size_px"), PICTURES)
def test_pictures_are_frozen_before_they_are_compressed(worlds: dict[int, World], seed: int, size_px: int) -> None:
    painted = pictures(worlds[seed], travel(worlds[seed], range(6), 30), size_px)
    assert digest(painted.tobytes()) == PICTURES[seed, size_px]


def test_a_photo_does_not_depend_on_what_is_painted_with_it(worlds: dict[int, World]) -> None:
    shots = travel(worlds[0], range(3), 30)
    together = pictures(worlds[0], shots, 24)
    for row in (0, 31, 89):
        np.testing.assert_array_equal(pictures(worlds[0], shots.take(np.array([row])), 24)[0], together[row])


def test_a_photographer_does_not_depend_on_the_others(worlds: dict[int, World]) -> None:
    both, alone = travel(worlds[0], [3, 8], 20), travel(worlds[0], [8], 20)
    assert label_rows(worlds[0], both)[20:] == label_rows(worlds[0], alone)


def test_albums_are_journeys_in_time_order(worlds: dict[int, World]) -> None:
    shots = travel(worlds[0], range(40), 50)
    same = (np.diff(shots.photographer) == 0) & (np.diff(shots.album) == 0)
    gap_h = np.diff(shots.seconds)[same] / 3600
    step_km = distance_xyz_km(shots.xyz[:-1], shots.xyz[1:])[same]
    assert (gap_h >= 0).all()
    assert (step_km[gap_h > 0.01] / gap_h[gap_h > 0.01]).max() < 1100
    assert 0.4 < (step_km < 1).mean() < 0.7  # bursts
    assert 0.02 < (step_km > 2500).mean() < 0.12  # flights
    hour = shots.seconds // 3600 % 24
    assert ((hour >= 7) & (hour <= 21)).all()  # people sleep


def test_landmarks_are_where_they_stand_and_towns_are_the_only_ones_to_have_them(worlds: dict[int, World]) -> None:
    world = worlds[0]
    shots = travel(world, range(60), 40)
    seen = shots.take(np.flatnonzero((shots.view == LANDMARK) & world.town[shots.place]))
    stands = world.landmark_xyz[seen.place, seen.landmark]
    assert np.quantile(distance_xyz_km(seen.xyz, stands), 0.95) < 1.0
    assert len(seen) > 100


def test_squares_tell_countries_apart_and_rooms_do_not(worlds: dict[int, World]) -> None:
    """Rooms of two countries look as alike as rooms of one; squares do not."""
    shots = travel(worlds[0], range(150), 40)
    ratio = {view: _likeness(worlds[0], shots, VIEWS.index(view)) for view in ("square", "indoor", "close-up")}
    assert ratio["square"] < 0.9
    assert ratio["indoor"] > 0.95
    assert ratio["close-up"] > 0.95


def test_the_folder_is_read_as_any_other(tmp_path: Path) -> None:
    lines = list(
        write_planet(tmp_path / "toy", Order(photographers=10, photos=65, size_px=16, positions=130), workers=1)
    )
    assert lines[0].startswith("60 photos of 10 photographers")
    manifest = read_manifest(tmp_path / "toy" / "photos", read_split(tmp_path / "toy" / "split.toml"))
    assert len(manifest) == 60
    assert manifest.precise.all()
    sides = {side: len(np.unique(manifest.photographer[manifest.side == side])) for side in Side}
    assert sides == {Side.TRAIN: 6, Side.VALIDATION: 2, Side.TEST: 2}
    with Image.open(manifest.path[0]) as image:
        assert image.size == (16, 16)
    with (tmp_path / "toy" / "photos" / "toy-00000" / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["scene"] for row in rows} <= set(SCENES)
    positions = (tmp_path / "toy" / "coordinates" / "positions.csv").read_text(encoding="utf-8").splitlines()
    assert positions[0] == "LAT,LON"
    assert len(positions) == 131
    gaps_h, lengths = visit_gaps(tmp_path / "toy" / VISITS)
    assert len(gaps_h) > 50
    assert (lengths > 1).all()
    assert build(tmp_path / "toy" / "coordinates", tmp_path / "prior.npz").tile_mass.min() > 0
    weights = tmp_path / "toy" / "weights" / "mobilenet_v1_075_224.npz"
    load_keras(MobileNetV1(0.75), weights)  # raises where an array is missing or has another shape
    with pytest.raises(UsageError, match="holds something"):
        next(write_planet(tmp_path / "toy", Order()))


def test_there_must_be_a_photo_for_everyone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one photo"):
        next(write_planet(tmp_path / "toy", Order(photographers=10, photos=9)))


def test_the_contact_sheet_shows_every_view_and_two_albums() -> None:
    assert contact_sheet(0, 16).shape == (9 * 16, 12 * 16, 3)


def test_draws_are_even_and_never_repeat_a_stream() -> None:
    drawn = uniform(np.arange(4)[:, None], np.arange(20_000))
    np.testing.assert_allclose(drawn.mean(axis=1), 0.5, atol=0.01)
    np.testing.assert_allclose((drawn * 10).astype(int).std(axis=1), np.sqrt(99 / 12), rtol=0.01)
    assert np.abs(np.corrcoef(drawn) - np.eye(4)).max() < 0.03
    many = normal(7, np.arange(50_000))
    np.testing.assert_allclose([many.mean(), many.std()], [0, 1], atol=0.02)


def test_fields_are_smooth_and_differ_from_place_to_place() -> None:
    here = direction(1, np.arange(500))
    near, far = moved(here, 1.0, 1.0), moved(here, 900.0, 900.0)
    field = sphere_noise(here, 5, 600.0, 3)
    assert np.abs(sphere_noise(near, 5, 600.0, 3) - field).max() < 0.03
    assert np.abs(sphere_noise(far, 5, 600.0, 3) - field).mean() > 0.1


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.floats(-400, 400), st.floats(-400, 400))
def test_going_some_way_goes_that_way(key: int, east_km: float, north_km: float) -> None:
    here = direction(3, np.array([key]))
    there = moved(here, np.array([east_km]), np.array([north_km]))
    assert float(distance_xyz_km(here, there)[0]) == pytest.approx(np.hypot(east_km, north_km), rel=4e-3, abs=1e-6)
    east, north = east_north(here)
    np.testing.assert_allclose([dot(east, north)[0], dot(east, here)[0], dot(north, here)[0]], 0, atol=1e-12)


def test_the_cosine_without_a_library() -> None:
    turns = np.linspace(-2, 2, 4001)
    np.testing.assert_allclose(cosine(turns), np.cos(2 * np.pi * turns), atol=2e-3)


def _likeness(world: World, shots: Shots, view: int) -> float:
    """Mean difference of coarse pictures within countries over that across them."""
    own = shots.take(np.flatnonzero(shots.view == view)[:500])
    seen = pictures(world, own, 16).reshape(len(own), 4, 4, 4, 4, 3).mean(axis=(2, 4)).reshape(len(own), -1)
    apart = np.abs(seen[:, None] - seen[None]).mean(axis=2)
    country = world.country_of(own.xyz)
    same, other_person = country[:, None] == country[None], own.photographer[:, None] != own.photographer[None]
    return float(apart[same & other_person].mean() / apart[~same & other_person].mean())
