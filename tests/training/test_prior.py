"""How the world prior is made: no photographer dominates, no place has nothing."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import to_degrees, to_xyz
from whence_engine.grid.prior import WorldPrior
from whence_training import prior


def write_coordinates(folder: Path, seed: int = 0) -> Path:
    """A gallery around two towns; seven photographers around them, one who took 5,000 photos somewhere else."""
    rng = np.random.default_rng(seed)
    towns = np.array([[48.9, 2.3], [40.7, -74.0]])
    gallery = towns[rng.integers(0, 2, 2000)] + rng.normal(0, 0.3, (2000, 2))
    group = [
        (photographer, *(towns[rng.integers(0, 2)] + rng.normal(0, 0.3, 2)))
        for photographer in range(7)
        for _ in range(100)
    ]
    group += [(7, *(np.array([-33.9, 151.2]) + rng.normal(0, 2.0, 2))) for _ in range(5000)]
    paths = folder / prior.GALLERY, folder / prior.MAP_GROUP
    for path in paths:
        path.parent.mkdir()
    paths[0].write_text("LAT,LON\n" + "".join(f"{lat:.6f},{lon:.6f}\n" for lat, lon in gallery), encoding="utf-8")
    with gzip.open(paths[1], "wt", encoding="utf-8") as file:
        file.write("photographer,country,lat,lon,upload_order\n")
        file.writelines(f"{who},XX,{lat:.6f},{lon:.6f},{k}\n" for k, (who, lat, lon) in enumerate(group))
    return folder


@pytest.fixture(scope="module")
def coordinates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_coordinates(tmp_path_factory.mktemp("coordinates"))


def test_a_place_counts_once_for_a_photographer_and_a_photographer_for_so_many_places(coordinates: Path) -> None:
    places = prior.read_places(coordinates)
    pairs = set(zip(places.cell.tolist(), places.photographer.tolist(), strict=True))
    assert len(pairs) == len(places.cell)
    by_photographer = np.bincount(places.photographer, weights=places.weight)
    assert by_photographer.max() == pytest.approx(prior.CAP)
    assert by_photographer.argmax() == 7
    assert (np.diff(places.cell.astype(np.float64)) >= 0).all()
    assert set(places.photographer[places.held_out]) == set(range(8))


def test_the_mixture_is_a_probability_whose_parts_all_earn_their_place(coordinates: Path) -> None:
    mixture = prior.fit(prior.read_places(coordinates))
    assert mixture.shape == (1 + len(prior.LEVELS),)
    assert mixture.sum() == pytest.approx(1)
    assert mixture.min() >= 0
    assert mixture[0] > 0, "one photographer works where no other was: only the even spread foresees that"


def test_what_is_written_is_a_probability_over_the_whole_earth(coordinates: Path, tmp_path: Path) -> None:
    path = tmp_path / "world.npz"
    built = prior.build(coordinates, path)
    world = WorldPrior.load(path)
    assert np.array_equal(world.tile_id, built.tile_id)
    assert world.mass_of(s2.FACES).sum() == pytest.approx(1)
    paris, sydney, ocean = world.mass_of(s2.parent(s2.leaf_ids([48.9, -33.9, -48.9], [2.3, 151.2, -123.4]), 8))
    assert paris > sydney > ocean > 0
    again = tmp_path / "again.npz"
    prior.build(coordinates, again)
    assert path.read_bytes() == again.read_bytes()


def test_the_finest_component_alone_gives_every_cell_the_places_in_it(coordinates: Path) -> None:
    places = prior.read_places(coordinates)
    world = prior.bake(places, np.eye(1 + len(prior.LEVELS))[-1])
    cells = np.unique(s2.parent(places.cell, 5))
    share = [places.weight[s2.parent(places.cell, 5) == cell].sum() / places.weight.sum() for cell in cells]
    assert world.mass_of(cells) == pytest.approx(share, rel=1e-6)


def test_the_even_component_alone_gives_every_cell_its_area(coordinates: Path) -> None:
    world = prior.bake(prior.read_places(coordinates), np.eye(1 + len(prior.LEVELS))[0])
    cells = s2.children(s2.children(s2.FACES)).reshape(-1)
    assert world.mass_of(cells) == pytest.approx(s2.area_km2(cells) / prior.EARTH_KM2, rel=1e-3)


def test_every_component_is_a_density_that_sums_to_one(coordinates: Path) -> None:
    """Measured at the centres of 24,576 cells, where the finest levels are left out."""
    cells = s2.FACES
    for _ in range(6):
        cells = s2.children(cells).reshape(-1)
    density = prior.component_densities(prior.read_places(coordinates), s2.centre_xyz(cells))
    total = density @ s2.area_km2(cells)
    assert total[:3] == pytest.approx(1, abs=0.05)


def test_turned_histograms_show_no_edge_of_a_cell(coordinates: Path) -> None:
    """From a place to the other end of the Earth the coarsest component falls by steps, not from all to nothing."""
    places = prior.read_places(coordinates)
    one = places.of(np.arange(len(places.cell)) == 0)
    lat, lon = to_degrees(s2.centre_xyz(one.cell[0]))
    coarsest = prior.component_densities(one, to_xyz(lat - np.linspace(0, 180, 721), lon))[1]
    assert len(np.unique(coarsest)) > prior.TURNS / 2
    assert coarsest[0] == coarsest.max()
    assert coarsest[-1] == 0


def test_a_list_that_is_missing_or_lacks_a_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="coordinates_100K"):
        prior.build(tmp_path, tmp_path / "world.npz")
    write_coordinates(tmp_path)
    (tmp_path / prior.GALLERY).write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="columns LAT, LON"):
        prior.build(tmp_path, tmp_path / "world.npz")
    (tmp_path / prior.GALLERY).write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="columns LAT, LON"):
        prior.build(tmp_path, tmp_path / "world.npz")


def test_the_command_says_what_it_made(coordinates: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prior.main(["--data", str(coordinates), "--output", str(tmp_path / "world.npz")]) == 0
    assert "tiles" in capsys.readouterr().out
