"""Albums as arrays, albums made up by the travel model, and fitting album networks on both."""

import gzip
import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import distance_km
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule
from whence_training.data.albums import AlbumRows, told
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest
from whence_training.data.sequences import Sequences
from whence_training.data.simulation import (
    TravelModel,
    long_jumps,
    read_model,
    simulated_albums,
    visit_gaps,
    write_model,
)
from whence_training.data.split import HeldOutError, read_split
from whence_training.fit import fabric as fabrics
from whence_training.fit.albums import AlbumBatches, AlbumRecipe, album_cells, every_photo, fit_albums, new_album_task
from whence_training.fit.checkpoints import Checkpoints
from whence_training.fit.loop import LoopConfig, Passed
from whence_training.fit.source import Share
from whence_training.nets.album import AlbumNetwork, AlbumNetworkConfig, Kind
from whence_training.partition import build_grid

TOWNS = np.array([[48.0, 2.0], [40.0, -4.0], [36.0, 140.0]])
ALBUMS, LONG = 30, 6


def labels(town: NDArray[np.int64], side: str = "train") -> Manifest:
    """Photos of towns, an hour between them."""
    n = len(town)
    return Manifest(
        path=np.array([f"{k}.jpg" for k in range(n)]),
        folder=np.full(n, "set-02"),
        lat=TOWNS[town, 0] + 0.001 * np.arange(n),
        lon=TOWNS[town, 1],
        precision=np.full(n, "exact"),
        photographer=np.full(n, "one"),
        album=np.full(n, "trip"),
        taken_at=np.datetime64("2020-05-01T00:00:00") + 3600 * np.arange(n).astype("timedelta64[s]"),
        side=np.full(n, side),
        scene=np.full(n, ""),
        licence=np.full(n, ""),
    )


@pytest.fixture(scope="module")
def photos() -> EmbeddedPhotos:
    """Albums of one town each, of which only the first photo shows which."""
    rng = np.random.default_rng(0)
    town = np.repeat(rng.integers(0, 3, ALBUMS), LONG)
    embedding = 0.05 * rng.standard_normal((len(town), 8)).astype(np.float32)
    first = np.arange(0, len(town), LONG)
    embedding[first, town[first]] += 1.0
    return EmbeddedPhotos(labels(town), embedding)


@pytest.fixture(scope="module")
def grid(photos: EmbeddedPhotos) -> Grid:
    return build_grid(photos.manifest.lat, photos.manifest.lon, [Rule(100, 2, 6)])


@pytest.fixture(scope="module")
def albums() -> list[AlbumRows]:
    return [AlbumRows(np.arange(LONG) + LONG * k) for k in range(ALBUMS)]


@given(st.lists(st.integers(1, 7), min_size=1, max_size=5), st.floats(0.0, 1.0), st.integers(0, 9))
def test_thinning_and_shuffling_keep_albums_apart(lengths: list[int], kept: float, seed: int) -> None:
    start = np.cumsum([0, *lengths])
    parts = [AlbumRows(np.arange(low, high)) for low, high in itertools.pairwise(start)]
    whole = Sequences.of(parts, labels(np.zeros(start[-1], np.int64)))
    rng = np.random.default_rng(seed)
    thin, mixed = whole.thinned(kept, rng), whole.shuffled(rng)
    assert (thin.length >= 1).all()
    assert (thin.length <= whole.length).all()
    assert (np.diff(thin.rows) > 0).all()
    for number, part in enumerate(parts):
        assert set(thin.rows[thin.album == number]) <= set(part.rows)
        np.testing.assert_array_equal(np.sort(mixed.rows[mixed.album == number]), part.rows)
    np.testing.assert_array_equal(mixed.hours, whole.hours)
    rows, hours = whole.padded(np.arange(len(parts))[::-1], -1)
    assert [row[row >= 0].tolist() for row in rows] == [part.rows.tolist() for part in parts[::-1]]
    np.testing.assert_array_equal(hours[:, 0], 0)


def test_shuffling_draws_every_order_alike() -> None:
    whole = Sequences.of([AlbumRows(np.arange(3))] * 6000, labels(np.zeros(3, np.int64)))
    orders, count = np.unique(whole.shuffled(np.random.default_rng(1)).rows.reshape(-1, 3), axis=0, return_counts=True)
    assert len(orders) == 6
    np.testing.assert_allclose(count, 1000, rtol=0.12)


def test_every_album_comes_once_in_a_pass_and_resuming_brings_what_is_left(
    photos: EmbeddedPhotos, albums: list[AlbumRows]
) -> None:
    recipe = AlbumRecipe(batch=8)
    source = AlbumBatches(Sequences.of(albums, photos.manifest), recipe, len(photos), torch.device("cpu"))
    batches = [batch for (batch,) in source.of_pass(0, 0, Share())]
    assert len(batches) == source.steps == ALBUMS // 8
    seen = torch.cat([batch.rows[batch.rows < len(photos)] // LONG for batch in batches]).unique()  # type: ignore[no-untyped-call]
    assert len(seen) == 24
    halves = [next(iter(source.of_pass(0, 1, Share(rank, 2))))[0] for rank in (0, 1)]
    assert sum(len(half.lengths) for half in halves) == 8
    with pytest.raises(UsageError, match="evenly"):
        next(source.of_pass(0, 0, Share(0, 3)))
    assert source.named(0, 0).startswith("albums ")


def test_a_clue_at_the_start_is_carried_through_the_album(
    photos: EmbeddedPhotos, grid: Grid, albums: list[AlbumRows]
) -> None:
    """The LSTM learns what no average over photos apart can: the first photo tells where the others are."""
    config = AlbumNetworkConfig(Kind.LSTM, hidden=16, own=False)
    recipe = AlbumRecipe(config, batch=10, rate=0.02, kept=1.0, loop=LoopConfig(passes=30, clip_norm=1.0))
    right = _accuracy(photos, grid, albums, recipe)
    assert right > 0.95


def test_fitting_resumes_to_the_bit(
    photos: EmbeddedPhotos, grid: Grid, albums: list[AlbumRows], tmp_path: Path
) -> None:
    recipe = AlbumRecipe(AlbumNetworkConfig(hidden=4), batch=10, loop=LoopConfig(passes=2))
    fabric = fabrics.start("cpu", "32-true")
    whole, halved = (new_album_task(photos, grid, recipe) for _ in range(2))
    for _ in fit_albums(whole, albums, photos, recipe, fabric=fabric):
        pass
    folder = Checkpoints(tmp_path)
    for event in fit_albums(halved, albums, photos, recipe, fabric=fabric, checkpoints=folder):
        if isinstance(event, Passed):
            break
    again = new_album_task(photos, grid, recipe)
    for _ in fit_albums(again, albums, photos, recipe, fabric=fabric, checkpoints=folder):
        pass
    for one, other in zip(whole.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_photos_known_to_a_country_only_have_no_say(grid: Grid, photos: EmbeddedPhotos) -> None:
    vague = Manifest(**{**vars(photos.manifest), "precision": np.full(len(photos), "country")})
    task = new_album_task(EmbeddedPhotos(vague, photos.embedding), grid, AlbumRecipe())
    source = AlbumBatches(
        Sequences.of([AlbumRows(np.arange(4))], vague), AlbumRecipe(), len(photos), torch.device("cpu")
    )
    ((batch,),) = source.of_pass(0, 0, Share())
    assert float(task(batch).detach()) == 0.0


def test_test_photographers_are_refused_and_albums_are_needed(photos: EmbeddedPhotos, grid: Grid) -> None:
    tested = EmbeddedPhotos(labels(np.zeros(3, np.int64), "test"), photos.embedding[:3])
    with pytest.raises(HeldOutError):
        new_album_task(tested, grid, AlbumRecipe())
    task = new_album_task(photos, grid, AlbumRecipe())
    with pytest.raises(UsageError, match="no albums"):
        next(fit_albums(task, [], photos, AlbumRecipe(), fabric=fabrics.start("cpu", "32-true")))


def test_a_photo_in_no_album_is_an_album_of_one(photos: EmbeddedPhotos, grid: Grid) -> None:
    everything = every_photo([AlbumRows(np.arange(4))], 7)
    assert [part.rows.tolist() for part in everything] == [[0, 1, 2, 3], [4], [5], [6]]
    network = AlbumNetwork(AlbumNetworkConfig(hidden=4), 8, len(grid))
    sequences = Sequences.of(everything, photos.manifest)
    answered = album_cells(network, sequences, photos.embedding, torch.device("cpu"))
    assert (answered[:7] >= 0).all()
    assert (answered[7:] == -1).all()


def test_reports_call_simulated_albums_simulated() -> None:
    real, made_up = AlbumRows(np.arange(4)), AlbumRows(np.arange(3), simulated=True)
    assert told([real, made_up, made_up]) == "1 real albums of 4 photos and 2 SIMULATED albums of 6 photos"
    assert told([]) == "no albums"


def test_simulated_albums_go_as_far_as_the_model_says() -> None:
    """Photos on a line, 10 km apart; a model of 30 km steps and jumps of 1000 km, one in four."""
    n = 400
    line = Manifest(**{**vars(labels(np.zeros(n, np.int64))), "lat": np.zeros(n), "lon": 1 + 0.09 * np.arange(n)})
    model = TravelModel(("set-02",), (30.0,), (1.0,), ((0.75, 0.25),), (0.5, 2.0), (8.0, 8.0), (1000.0, 1000.0))
    made = simulated_albums(line, model, 300, seed=3)
    assert all(album.simulated and len(album.rows) == 8 for album in made)
    assert all(len(set(album.rows.tolist())) == 8 for album in made)  # no photo twice
    step = np.concatenate([np.diff(line.lon[album.rows]) / 0.09 * 10 for album in made])
    assert 0.15 < (np.abs(step) > 300).mean() < 0.35
    assert 15 < np.median(np.abs(step)[np.abs(step) < 300]) < 45
    hours = np.concatenate([np.diff(album.hours) for album in made if album.hours is not None])
    assert 0.5 <= hours.min() <= hours.max() <= 2.0


def test_gaps_and_jumps_are_read_from_what_people_did(tmp_path: Path) -> None:
    visits = tmp_path / "visits.csv"
    day = 86400
    rows = [("a", 0), ("a", 3600), ("b", 50), ("a", 3 * day), ("a", 3 * day + 1800), ("a", 3 * day + 1800)]
    visits.write_text('"userID";"dateTaken"\n' + "".join(f'"{who}";{at}\n' for who, at in rows), encoding="utf-8")
    gap_h, length = visit_gaps(visits)
    assert sorted(gap_h.tolist()) == pytest.approx([1 / 3600, 0.5, 1.0])
    assert sorted(length.tolist()) == [2, 3]
    uploads = tmp_path / "photos.csv.gz"
    with gzip.open(uploads, "wt", encoding="utf-8") as file:
        file.write("photographer,upload_order,lat,lon\n0,1,0,10\n0,0,0,0\n1,0,0,50\n0,2,0,10.1\n")
    np.testing.assert_allclose(long_jumps(uploads), distance_km(0, 0, 0, 10))
    with pytest.raises(UsageError, match="missing"):
        visit_gaps(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="missing"):
        long_jumps(tmp_path / "none.csv.gz")


def test_the_model_that_comes_along_was_fitted_on_the_training_side_only(tmp_path: Path) -> None:
    model = read_model()
    assert model.fitted_on
    assert {read_split().side_of(folder) for folder in model.fitted_on} == {"train"}
    write_model(model, tmp_path / "model.json")
    assert read_model(tmp_path / "model.json") == model
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="Make"):
        read_model(tmp_path / "model.json")


def _accuracy(photos: EmbeddedPhotos, grid: Grid, albums: list[AlbumRows], recipe: AlbumRecipe) -> float:
    task = new_album_task(photos, grid, recipe)
    for _ in fit_albums(task, albums, photos, recipe, fabric=fabrics.start("cpu", "32-true")):
        pass
    answered = album_cells(
        task.network, Sequences.of(albums, photos.manifest), photos.embedding, torch.device("cpu"), batch=7
    )
    return float((answered == grid.cells_of(photos.manifest.lat, photos.manifest.lon)).mean())
