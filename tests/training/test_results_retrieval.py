"""Tables (c) and (d): every method at every size, on photographers that nothing was fitted on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from bundles import make_grid
from click.testing import CliRunner
from manifests import TOWNS, made_manifest

from whence_training.__main__ import cli
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import read_data
from whence_training.data.split import HeldOutError
from whence_training.planet.folder import Order, write_planet
from whence_training.results import amount, retrieval
from whence_training.results.frozen import Frozen, linear
from whence_training.results.request import Request
from whence_training.retrieval.descriptors.describe import MEASURES


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Many small steps on several threads of a busy machine wait for one another most of the time."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def planet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy planet of twenty photographers."""
    folder = tmp_path_factory.mktemp("planet") / "planet"
    list(write_planet(folder, Order(photographers=20, photos=160, size_px=32, positions=1000), workers=1))
    return folder


def telling(seed: int = 0) -> retrieval.Ground:
    """Photos whose embeddings tell their town and whose descriptors tell nothing."""
    rng = np.random.default_rng(seed)
    labels = made_manifest(256, side="train", photographers=8), made_manifest(60, side="test", seed=1)
    grid = make_grid([tuple(town) for town in TOWNS.tolist()], level=6)
    photos = []
    for some in labels:
        embedding = rng.normal(0, 0.1, (len(some), 8)).astype(np.float32)
        embedding[np.arange(len(some)), grid.cells_of(some.lat, some.lon)] += 1
        photos.append(EmbeddedPhotos(some, embedding / np.linalg.norm(embedding, axis=1, keepdims=True)))
    noise = {name: (rng.random((256, 6), np.float32), rng.random((60, 6), np.float32)) for name in MEASURES}
    return retrieval.Ground(Frozen(photos[0], photos[1], grid), noise)


def request(data: Path, home: Path) -> Request:
    return Request(data, home / "cache", device="cpu", seeds=1, quick=True, workers=1)


def test_what_tells_the_place_finds_it_and_what_does_not_does_not(tmp_path: Path) -> None:
    found = retrieval.measured(telling(), 0, request(tmp_path, tmp_path))
    within = {key: float((error <= 200).mean()) for key, error in found.items()}
    for kind in (retrieval.NEAREST, retrieval.DENSITY):
        assert within[retrieval.EMBEDDING, kind, 256] == 1
        assert within[retrieval.TOGETHER, kind, 256] < 0.6
    assert within[retrieval.CLASSIFIER, "", 256] == 1
    assert {size for method, _, size in found if method == retrieval.EMBEDDING} == {4, 16, 64, 256}
    assert {size for method, _, size in found if method == "gist"} == {256}
    assert within[retrieval.EMBEDDING, retrieval.NEAREST, 4] <= within[retrieval.EMBEDDING, retrieval.NEAREST, 256]


def test_no_classifier_is_fitted_on_the_test_side() -> None:
    frozen = telling().frozen
    with pytest.raises(HeldOutError):
        linear(frozen.test, frozen.grid, frozen.train.embedding)


def test_the_table_of_retrieval_stands_on_two_sides_of_the_toy_planet(planet: Path, tmp_path: Path) -> None:
    table = retrieval.build(request(planet, tmp_path))
    manifest = read_data(planet)
    assert table.data == "toy planet"
    assert table.people.reported == set(manifest.photographer[manifest.side == "test"].tolist())
    assert not table.people.reported & table.people.fitted
    methods = {row[0] for row in table.rows}
    assert methods == {
        *MEASURES, retrieval.TOGETHER, retrieval.EMBEDDING, retrieval.CLASSIFIER, retrieval.OWN, retrieval.CONSTANT,
    }  # fmt: skip
    assert any("91 million" in line for line in table.setting)


def test_the_command_puts_the_table_of_amounts_into_the_report(planet: Path, tmp_path: Path) -> None:
    report = tmp_path / "RESULTS.md"
    arguments = ["results", "amount", "--data", str(planet), "--cache", str(tmp_path / "cache"), "--quick"]
    arguments += ["--seeds", "2", "--device", "cpu", "--workers", "1", "--output", str(report)]
    told = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    text = report.read_text(encoding="utf-8")
    assert "(d) How accuracy grows" in text
    assert text.count(f"| {amount.NETWORK}") == 2  # of 96 photos a 64th is none to learn from
    assert "PlaNet on Im2GPS" in text


def test_real_photos_are_told_by_the_frozen_body_of_the_starter(travels: Path, tmp_path: Path) -> None:
    table = amount.build(replace(request(travels, tmp_path), seeds=1))
    assert table.data == "real photos"
    assert {row[0] for row in table.rows} == {amount.LINEAR, "best constant", "published: PlaNet on Im2GPS"}
    assert table.people.reported == {"set-01"}
