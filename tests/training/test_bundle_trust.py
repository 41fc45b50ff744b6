"""Bundles of published models: made without torch, and believed as far as photos of known places bear them out."""

import csv
from pathlib import Path

import numpy as np
import pytest
from bundles import CITIES, colour_of, make_bundle
from click.testing import CliRunner
from geoclips import colour_at, make_published
from PIL import Image

from whence_engine import card
from whence_engine.card import Kind
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.verify import verify_bundle
from whence_training.__main__ import cli

PHOTOGRAPHERS, PHOTOS = 12, 4


def data_folder(folder: Path, *, told: bool = True, by_index: bool = False) -> Path:
    """Photos of the cities in the colours that a network knows; or, where not `told`, in colours of elsewhere."""
    random = np.random.default_rng(1)
    photos = folder / "photos" / "set-01"
    photos.mkdir(parents=True)
    rows = []
    for number in range(PHOTOGRAPHERS * PHOTOS):
        city = int(random.integers(len(CITIES)))
        shown = city if told else int(random.integers(len(CITIES)))
        colour = colour_of(shown) if by_index else colour_at(*CITIES[shown])
        Image.new("RGB", (48, 40), colour).save(photos / f"{number}.png")
        who = f"p{number // PHOTOS:02}"
        rows.append([f"{number}.png", *CITIES[city], "exact", f"2014-07-{number % 28 + 1:02}T10:00:00", who, who])
    with (photos / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["path", "lat", "lon", "precision", "taken_at", "photographer", "album"], *rows])
    (folder / "split.toml").write_text('train = ["set-02"]\nvalidation = ["set-01"]\ntest = ["set-03"]\n')
    return folder


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(cli, list(map(str, words)))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_convert_makes_a_bundle_that_the_engine_runs(tmp_path: Path) -> None:
    source = make_published(tmp_path / "published")
    told = run("convert", "geoclip", "--from", source, "--output", tmp_path / "bundle")
    assert "every file is what its card says" in told
    assert verify_bundle(tmp_path / "bundle") == []


def test_convert_does_not_write_over_anything(tmp_path: Path) -> None:
    source = make_published(tmp_path / "published")
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "mine.txt").touch()
    with pytest.raises(Exception, match="there is something in"):
        run("convert", "geoclip", "--from", source, "--output", tmp_path / "bundle")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_network_that_knows_is_trusted(tmp_path: Path, kind: Kind) -> None:
    bundle = make_bundle(tmp_path / "bundle", kind=kind)
    data = data_folder(tmp_path / "data", by_index=True)
    told = run("trust", "--data", data, "--cache", tmp_path / "cache", "--workers", "1", "--bundle", bundle)
    assert "image network: " in told
    fitted = card.read(bundle)
    assert fitted.trust.single > 0.9
    assert fitted.scores["calibrated"] is True
    assert Bundle.open(bundle).card == fitted
    assert (fitted.trust.album > 0) == fitted.has_album


def test_a_network_that_guesses_is_not(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle", kind=Kind.GALLERY, album=False)
    data = data_folder(tmp_path / "data", told=False, by_index=True)
    run("trust", "--data", data, "--cache", tmp_path / "cache", "--workers", "1", "--bundle", bundle)
    assert card.read(bundle).trust.single == 0


def test_a_converted_model_is_fitted_like_any_other(tmp_path: Path) -> None:
    source, data = make_published(tmp_path / "published"), data_folder(tmp_path / "data")
    run("convert", "geoclip", "--from", source, "--output", tmp_path / "bundle")
    before = card.read(tmp_path / "bundle")
    run("trust", "--data", data, "--cache", tmp_path / "cache", "--workers", "1", "--bundle", tmp_path / "bundle")
    after = card.read(tmp_path / "bundle")
    assert (before.scores["calibrated"], after.scores["calibrated"]) == (False, True)
    assert after.trust.single > before.trust.single
    assert after.files == before.files
