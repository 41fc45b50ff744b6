"""Bundles of published models: made without torch, and believed as far as photos of known places bear them out."""

from pathlib import Path

import pytest
from bundles import CITIES, make_bundle
from click.testing import CliRunner
from geoclips import colour_at, make_published
from painted import paint

from whence_engine import card
from whence_engine.card import Kind
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.verify import verify_bundle
from whence_training.__main__ import cli


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
    data = paint(tmp_path / "data")
    told = run("trust", "--data", data, "--cache", tmp_path / "cache", "--workers", "1", "--bundle", bundle)
    assert "image network: " in told
    fitted = card.read(bundle)
    assert fitted.trust.single > 0.9
    assert fitted.scores["calibrated"] is True
    assert Bundle.open(bundle).card == fitted
    assert (fitted.trust.album > 0) == fitted.has_album


def test_a_network_that_guesses_is_not(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle", kind=Kind.GALLERY, album=False)
    data = paint(tmp_path / "data", told=False)
    run("trust", "--data", data, "--cache", tmp_path / "cache", "--workers", "1", "--bundle", bundle)
    assert card.read(bundle).trust.single == 0


def test_a_converted_model_is_fitted_like_any_other(tmp_path: Path) -> None:
    source, data = (
        make_published(tmp_path / "published"),
        paint(tmp_path / "data", [colour_at(*city) for city in CITIES]),
    )
    run("convert", "geoclip", "--from", source, "--output", tmp_path / "bundle")
    before = card.read(tmp_path / "bundle")
    run("trust", "--data", data, "--cache", tmp_path / "cache", "--workers", "1", "--bundle", tmp_path / "bundle")
    after = card.read(tmp_path / "bundle")
    assert (before.scores["calibrated"], after.scores["calibrated"]) == (False, True)
    assert after.trust.single > before.trust.single
    assert after.files == before.files
