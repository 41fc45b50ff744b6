"""Finished runs become a bundle that the engine runs, as small as measures no worse, or one sentence says why not."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from bundles import CITIES, make_grid
from click.testing import CliRunner
from painted import paint
from torch import nn

from whence_engine import card
from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_engine.grid.grid import Grid
from whence_engine.inference.album import predict_album
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.verify import verify_bundle
from whence_training.__main__ import cli
from whence_training.data.pixels import normalise
from whence_training.export_bundle import Order, export_bundle
from whence_training.fit.runs import RunFolder, open_run, spec_to_json
from whence_training.nets.album import AlbumNetwork, AlbumNetworkConfig, Kind
from whence_training.nets.image import ImageNetwork, ImageNetworkConfig
from whence_training.precision import MOST_EXTRA_NATS, Precision, compare

SPEC = InputSpec(size_px=32, value_scale=2.0, mean=(1.0, 1.0, 1.0))
NETWORK = ImageNetworkConfig(body="compact", width=0.2, embedding_size=8)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return paint(tmp_path / "data", people=4, each=6)


def finished(folder: Path, made: nn.Module, grid: Grid, **settings: Any) -> Path:
    folder.mkdir()
    run = RunFolder(folder)
    run.begin(settings, grid)
    run.finish(made)
    return folder


def image_run(folder: Path, grid: Grid | None = None) -> Path:
    torch.manual_seed(0)
    grid = grid or make_grid(CITIES)
    network = ImageNetwork(NETWORK, len(grid)).eval()
    with torch.no_grad():  # fresh blocks and normalisations do nothing
        for layer in network.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.weight.copy_(torch.rand_like(layer.weight) + 0.5)
                layer.bias.copy_(torch.randn_like(layer.bias) * 0.1)
    return finished(folder, network, grid, kind="image", network=asdict(NETWORK), input=spec_to_json(SPEC))


def album_run(folder: Path, *, grid: Grid | None = None, size: int = 8, kind: Kind = Kind.REPEATED) -> Path:
    torch.manual_seed(1)
    grid, config = grid or make_grid(CITIES), AlbumNetworkConfig(kind, hidden=6)
    return finished(folder, AlbumNetwork(config, size, len(grid)), grid, kind="album", network=asdict(config))


def order(tmp_path: Path, data: Path, **changes: Any) -> Order:
    wanted: dict[str, Any] = {
        "image": tmp_path / "image", "album": None, "data": data, "cache": tmp_path / "cache",
        "output": tmp_path / "bundle", "workers": 1,
    }  # fmt: skip
    return Order(**(wanted | changes))


def test_runs_become_a_bundle_that_computes_what_they_compute(tmp_path: Path, data: Path) -> None:
    image_run(tmp_path / "image")
    lines = list(export_bundle(order(tmp_path, data, album=album_run(tmp_path / "album"), precision=Precision.FLOAT32)))
    assert "of PyTorch" in lines[0]
    bundle, run = Bundle.open(tmp_path / "bundle"), open_run(tmp_path / "image")
    assert verify_bundle(bundle.path) == []
    photos = normalise(np.random.default_rng(0).integers(0, 256, (5, 3, 32, 32)).astype(np.uint8), SPEC)
    found = bundle.image_network().run(photos)
    with torch.inference_mode():
        embedding, logits = run.network(torch.from_numpy(photos))
    np.testing.assert_allclose(found["embedding"], embedding, atol=1e-5)
    np.testing.assert_allclose(found["logits"], logits, atol=1e-4)
    assert predict_album(found["embedding"], bundle).shape == (5, len(CITIES))


def test_the_card_is_complete(tmp_path: Path, data: Path) -> None:
    image_run(tmp_path / "image")
    album = album_run(tmp_path / "album", kind=Kind.LSTM)
    list(export_bundle(order(tmp_path, data, album=album, name="mine", licence="CC0-1.0")))
    made = card.read(tmp_path / "bundle")
    assert (made.name, made.licence, made.input, made.embedding_size) == ("mine", "CC0-1.0", SPEC, 8)
    assert set(made.files) == {card.GRID, card.IMAGE, card.ALBUM}
    assert made.data.startswith("24 photos of 4 photographers to fit; 24 of 4 others")
    assert made.trust.single == 0  # it learnt nothing, and that is found out


def test_the_command_exports(tmp_path: Path, data: Path) -> None:
    image_run(tmp_path / "image")
    words = ["export", "--image", tmp_path / "image", "--data", data, "--cache", tmp_path / "cache", "--workers", "1"]
    done = CliRunner().invoke(cli, [*map(str, words), "--output", str(tmp_path / "bundle"), "--precision", "int8"])
    assert done.exit_code == 0, done.output
    assert "image.onnx: int8, as ordered" in done.output
    assert verify_bundle(tmp_path / "bundle") == []


def test_eight_bits_are_small_nearly_the_same_and_the_same_each_time(tmp_path: Path, data: Path) -> None:
    run = open_run(image_run(tmp_path / "image"))
    for name in ("a", "b"):
        list(export_bundle(order(tmp_path, data, output=tmp_path / name, precision=Precision.INT8)))
    assert card.read(tmp_path / "a") == card.read(tmp_path / "b")
    photos = normalise(np.random.default_rng(0).integers(0, 256, (3, 3, 32, 32)).astype(np.uint8), SPEC)
    found = Bundle.open(tmp_path / "a").image_network().run(photos)["embedding"]
    with torch.inference_mode():
        wanted = run.network(torch.from_numpy(photos))[0].numpy()
    assert 0.9 < (found * wanted).sum(axis=1).min() < 1
    weights = sum(value.numel() for value in run.network.state_dict().values())
    assert (tmp_path / "a" / card.IMAGE).stat().st_size < 4 * weights


def test_runs_that_do_not_belong_together_are_refused(tmp_path: Path, data: Path) -> None:
    image_run(tmp_path / "image")
    other = album_run(tmp_path / "elsewhere", grid=make_grid(CITIES[:5]))
    with pytest.raises(UsageError, match=r"own grid: .*elsewhere was fitted on another"):
        list(export_bundle(order(tmp_path, data, album=other)))
    wide = album_run(tmp_path / "wide", size=9)
    with pytest.raises(UsageError, match="wide takes 9 numbers a photo, and the image network gives 8"):
        list(export_bundle(order(tmp_path, data, album=wide)))


def test_weights_that_are_not_those_of_the_run_are_refused(tmp_path: Path, data: Path) -> None:
    image_run(tmp_path / "image")
    weights = tmp_path / "image" / "network.pt"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(UsageError, match="is not the network that"):
        list(export_bundle(order(tmp_path, data)))


def test_nothing_is_written_over(tmp_path: Path, data: Path) -> None:
    image_run(tmp_path / "image")
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "mine.txt").touch()
    with pytest.raises(UsageError, match="there is something in"):
        list(export_bundle(order(tmp_path, data)))


def logits(people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits that know the cell fairly well, the true cells, and who took the photos: 20 each."""
    random = np.random.default_rng(0)
    row = random.integers(0, 30, people * 20)
    known = random.normal(size=(len(row), 30)).astype(np.float32)
    known[np.arange(len(row)), row] += 3
    return known, row, np.repeat([f"p{who}" for who in range(people)], 20)


def test_noise_that_changes_nothing_on_average_is_no_worse() -> None:
    whole, row, who = logits(20)
    rounded = whole + np.random.default_rng(1).normal(scale=1e-3, size=whole.shape).astype(np.float32)
    one = compare(Precision.INT8, 1, rounded, whole=whole, row=row, photographer=who)
    assert one.no_worse
    assert "no worse" in one.told


def test_what_is_surely_lost_is_worse_however_little() -> None:
    whole, row, who = logits(20)
    damaged = whole.copy()
    damaged[np.arange(len(row)), row] -= 0.015
    one = compare(Precision.INT8, 1, damaged, whole=whole, row=row, photographer=who)
    assert 0 < one.low < one.extra_nats < MOST_EXTRA_NATS
    assert not one.no_worse


def test_what_may_be_much_is_worse_however_few_can_tell() -> None:
    whole, row, who = logits(2)
    damaged = whole.copy()
    damaged[:20] -= 0.5 * np.eye(30, dtype=np.float32)[row[:20]]
    damaged[20:] += 0.2 * np.eye(30, dtype=np.float32)[row[20:]]
    one = compare(Precision.INT8, 1, damaged, whole=whole, row=row, photographer=who)
    assert one.low < 0
    assert one.extra_nats > MOST_EXTRA_NATS
    assert not one.no_worse
