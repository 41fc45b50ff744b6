"""The whole way from labelled photos to a bundle that the engine loads."""

import gzip
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import to_xyz
from whence_engine.grid import store
from whence_engine.inference.album import predict_album
from whence_engine.inference.bundle import Bundle
from whence_engine.preprocess import prepare
from whence_training.__main__ import cli
from whence_training.compare import LOOKED_UP, Variants, bodies, compare, compare_albums, compare_heads, embeddings
from whence_training.config import StarterConfig
from whence_training.data.split import read_split
from whence_training.fit.heads import HeadRecipe
from whence_training.fit.loop import LoopConfig
from whence_training.stages import Places
from whence_training.starter import make_starter


@pytest.fixture(scope="module")
def told(travels: Path, tiny: StarterConfig, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A bundle made from the little world, and what was said on the way."""
    home = tmp_path_factory.mktemp("made")
    places = Places(travels, home / "bundle", home / "cache", workers=1)
    return places.bundle, list(make_starter(places, read_split(), tiny))


def test_the_bundle_loads_and_answers_through_the_engine(told: tuple[Path, list[str]], travels: Path) -> None:
    bundle = Bundle.open(told[0])
    picture = np.asarray(Image.open(travels / "photos" / "set-01" / "img" / "00.png").convert("RGB"))
    answer = bundle.image_network().run(prepare(picture, bundle.card.input)[None])
    assert answer["logits"].shape == (1, len(bundle.grid))
    assert np.linalg.norm(answer["embedding"]) == pytest.approx(1, abs=1e-3)
    for length in (1, 2, 333):
        mass = predict_album(np.resize(answer["embedding"], (length, 8)), bundle)
        np.testing.assert_allclose(mass.sum(axis=1), 1, rtol=1e-4)


def test_the_ceiling_is_told_before_any_training(told: tuple[Path, list[str]]) -> None:
    lines = told[1]
    first_pass = next(number for number, line in enumerate(lines) if "pass 1" in line)
    assert any(line.startswith("ceiling") for line in lines[:first_pass])


def test_fitting_opens_no_photo_of_a_test_photographer(travels: Path, tiny: StarterConfig, tmp_path: Path) -> None:
    shutil.copytree(travels, tmp_path / "travels")
    shutil.rmtree(tmp_path / "travels" / "photos" / "set-01" / "img")
    places = Places(tmp_path / "travels", tmp_path / "bundle", tmp_path / "cache", workers=1)
    lines = make_starter(places, read_split(), tiny)
    assert any(line.startswith("album.onnx") for line in lines)  # stops there: all is fitted and exported
    with pytest.raises(UsageError, match="set-01"):
        next(lines)


def test_a_data_folder_without_weights_says_so(travels: Path, tiny: StarterConfig, tmp_path: Path) -> None:
    shutil.copytree(travels, tmp_path / "travels", ignore=shutil.ignore_patterns("weights"))
    places = Places(tmp_path / "travels", tmp_path / "bundle", tmp_path / "cache", workers=1)
    with pytest.raises(UsageError, match="mobilenet_v1_075_224"):
        list(make_starter(places, read_split(), tiny))


def test_the_card_tells_scores_with_intervals_beside_the_constant_answer(told: tuple[Path, list[str]]) -> None:
    card = Bundle.open(told[0]).card
    shares = card.scores["share_within"]
    assert {"image network", "album network", "best constant answer"} <= set(shares)
    assert all(low <= value <= high for row in shares.values() for value, low, high in row)
    assert card.scores["photos"] == 9  # of ten test photos one is known to a country only
    assert card.scores["photographers"] == 1


def test_the_card_says_what_the_bundle_is_not_for(told: tuple[Path, list[str]]) -> None:
    card = Bundle.open(told[0]).card
    assert "Not for finding out where other people were" in card.intended_use
    assert "worldwide classifier cannot be had" in card.intended_use.replace("\n", " ")
    assert "Apache-2.0" in card.licence
    assert "set-" not in card.data


def test_trust_lies_between_nothing_and_all(told: tuple[Path, list[str]]) -> None:
    card = Bundle.open(told[0]).card
    assert 0 <= card.trust.single <= 1
    assert 0 <= card.trust.album <= 1


def test_the_same_seed_gives_the_same_bundle(
    told: tuple[Path, list[str]], travels: Path, tiny: StarterConfig, tmp_path: Path
) -> None:
    places = Places(travels, tmp_path / "bundle", told[0].parent / "cache", workers=1)
    list(make_starter(places, read_split(), tiny))
    assert Bundle.open(places.bundle).card.files == Bundle.open(told[0]).card.files


def test_another_seed_gives_other_networks(
    told: tuple[Path, list[str]], travels: Path, tiny: StarterConfig, tmp_path: Path
) -> None:
    places = Places(travels, tmp_path / "bundle", told[0].parent / "cache", workers=1)
    list(make_starter(places, read_split(), replace(tiny, seed=8)))
    assert Bundle.open(places.bundle).card.files != Bundle.open(told[0]).card.files


def test_evaluate_prints_the_table_of_a_bundle(told: tuple[Path, list[str]], travels: Path) -> None:
    arguments = ["evaluate", "--data", str(travels), "--bundle", str(told[0]), "--cache", str(told[0].parent / "cache")]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "best constant answer" in result.output
    assert "most similar tenth" in result.output


def test_pixels_are_kept_in_the_cache_folder_unless_told_otherwise(
    told: tuple[Path, list[str]], travels: Path, whence_home: Path
) -> None:
    CliRunner().invoke(cli, ["evaluate", "--data", str(travels), "--bundle", str(told[0])], catch_exceptions=False)
    assert list((whence_home / "cache" / "training").glob("pixels-*.npy"))


@pytest.mark.parametrize("variants", [embeddings, bodies])
def test_compare_measures_every_variant(variants: Variants, travels: Path, tiny: StarterConfig, tmp_path: Path) -> None:
    brief = replace(tiny, head=HeadRecipe(loop=LoopConfig(passes=2)))
    lines = list(compare(Places(travels, tmp_path, tmp_path, workers=1), read_split(), brief, variants))
    assert [line.split(":")[0] for line in lines[1::2]] == list(variants(brief))
    assert all("with the world prior alone" in line for line in lines[2::2])


def test_compare_measures_heads_against_the_starters(travels: Path, tiny: StarterConfig, tmp_path: Path) -> None:
    brief = replace(tiny, head=HeadRecipe(loop=LoopConfig(passes=4)))
    lines = list(compare_heads(Places(travels, tmp_path, tmp_path, workers=1), read_split(), brief))
    assert lines[0].startswith("9 validation photos")
    assert lines[1].endswith("+0.0 [+0.0, +0.0]")  # the starter's over itself
    assert lines[-2].split(":")[0] == LOOKED_UP
    assert len(lines) == 1 + 2 * 7
    assert all("with the world prior alone" in line for line in lines[2::2])


def test_compare_measures_album_networks_against_the_photos_alone(
    travels: Path, tiny: StarterConfig, tmp_path: Path
) -> None:
    lines = list(compare_albums(Places(travels, tmp_path, tmp_path, workers=1), read_split(), tiny))
    assert [line.split(":")[0] for line in lines] == [
        "each photo alone", "averaged over the album", "LSTM", "LSTM in both directions", "... real albums only",
    ]  # fmt: skip


def test_manifest_counts_the_sides(travels: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["manifest", "--data", str(travels), "--output", str(tmp_path / "m.csv")])
    assert result.output.splitlines() == [
        "train: 20 photos of 2 photographers, 18 placed precisely, 2 to a country only",
        "validation: 10 photos of 1 photographers, 9 placed precisely, 1 to a country only",
        "test: 10 photos of 1 photographers, 9 placed precisely, 1 to a country only",
    ]


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet"])
def test_grid_partitions_positions(kind: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    lat, lon = rng.normal(48, 1, 500), rng.normal(2, 1, 500)
    source = _write_positions(tmp_path / f"positions.{kind}", lat, lon)
    arguments = ["grid", "--input", str(source), "--output", str(tmp_path / "grid.npz")]
    arguments += ["--t-max", "60", "--t-min", "5", "--t-max", "300", "--t-min", "5", "--levels", "2", "12"]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "ceiling" in result.output
    grid = store.load(tmp_path / "grid.npz")
    assert grid.content_hash() in result.output
    assert grid.coarser is not None
    assert (grid.count <= 60).all()
    assert (grid.mean_xyz @ to_xyz(48, 2) > 0.99).all()


def test_a_row_without_a_place_is_named(tmp_path: Path) -> None:
    source = _write_positions(tmp_path / "positions.csv", np.array([1.0, 95.0]), np.array([2.0, 2.0]))
    arguments = ["grid", "--input", str(source), "--t-max", "2", "--t-min", "1", "--output", str(tmp_path / "g.npz")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code != 0
    assert "1 of 2 positions off the Earth" in str(result.exception)
    assert "photo 2: 95, 2" in str(result.exception)


@pytest.mark.parametrize("arguments", [["--help"], ["grid", "--help"]])
def test_help_imports_no_torch(arguments: list[str]) -> None:
    assert not {"torch", "onnx", "onnxruntime"} & modules_after(arguments)


def test_grid_imports_no_torch(tmp_path: Path) -> None:
    source = _write_positions(tmp_path / "positions.csv", np.linspace(1, 2, 20), np.linspace(1, 2, 20))
    arguments = ["grid", "--input", str(source), "--t-max", "20", "--t-min", "1", "--output", str(tmp_path / "g.npz")]
    assert "torch" not in modules_after(arguments)


def modules_after(arguments: list[str]) -> set[str]:
    """Names of the modules that a fresh Python has imported after a command."""
    code = (
        "import sys; from whence_training.__main__ import cli; "
        f"cli({arguments!r}, standalone_mode=False); print(*sys.modules, sep='\\n')"
    )
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)
    return set(done.stdout.split("\n"))


def _write_positions(path: Path, lat: np.ndarray, lon: np.ndarray) -> Path:
    if path.suffix == ".parquet":
        polars = pytest.importorskip("polars")
        polars.DataFrame({"Latitude": lat, "Longitude": lon}).write_parquet(path)
        return path
    text = "LAT,LON\n" + "".join(f"{a},{b}\n" for a, b in zip(lat, lon, strict=True))
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path
