"""The album table: what it says follows from the numbers, and it runs from a planet to a section of the report."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.__main__ import cli
from whence_training.commands.albums import KINDS
from whence_training.data.embedded import load
from whence_training.fit.album_runs import open_album_run, read_album_ground
from whence_training.nets.album import Kind
from whence_training.results.album_reading import AVERAGE, SHUFFLED, SINGLE, Answers, reading_of
from whence_training.results.albums import NAMES, PUBLISHED

PEOPLE, EACH = 40, 30


@pytest.fixture(scope="module")
def planet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planet") / "toy"
    done = run("toy-planet", folder, "--photographers", 20, "--photos", 400, "--size-px", 32, "--positions", 2000)
    assert "albums" in done
    return folder


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_from_a_planet_to_a_measured_bundle(planet: Path, tmp_path: Path) -> None:
    """Every command of the way works on what the one before it wrote."""
    grid, image, embedded, album = (tmp_path / name for name in ("grid.npz", "image", "embedded.npz", "album"))
    run("grid", "--input", planet / "coordinates" / "positions.csv", "--t-max", 100, "--t-min", 5, "--output", grid)
    run(
        "fit-image", "--data", planet, "--grid", grid, "--output", image, "--size", 32, "--width", 0.25, "--batch", 32,
        "--embedding-size", 16, "--passes", 1, "--device", "cpu", "--cache", tmp_path / "cache", "--workers", 1,
    )  # fmt: skip
    run(
        "embed", "--data", planet, "--run", image, "--output", embedded, "--device", "cpu", "--cache",
        tmp_path / "cache", "--workers", 1,
    )  # fmt: skip
    order = (
        "fit-album", "--embedded", embedded, "--grid", grid, "--kind", "lstm-repeated", "--hidden", 8, "--passes", 2,
        "--batch", 8, "--simulated", 5, "--output", album, "--device", "cpu",
    )  # fmt: skip
    told = run(*order)
    assert "5 SIMULATED albums" in told
    assert "pass 2" in told
    assert "pass" not in run(*order).replace("passes", "")  # what is done is not done again
    fitted = open_album_run(album)
    assert fitted.network.config.kind is Kind.REPEATED
    bundle = tmp_path / "bundle"
    run(
        "export", "--image", image, "--album", album, "--data", planet, "--output", bundle, "--precision", "float16",
        "--cache", tmp_path / "cache", "--workers", 1,
    )  # fmt: skip
    judged = run("evaluate", "--data", planet, "--bundle", bundle, "--cache", tmp_path / "cache", "--workers", 1)
    assert "album network" in judged
    photos = load(embedded)
    ground = read_album_ground(photos, grid)
    assert fitted.grid.content_hash() == ground.grid.content_hash()
    with pytest.raises(UsageError, match="no photos to choose on"):
        read_album_ground(photos.take(photos.manifest.side == "train"), grid)
    with pytest.raises(UsageError, match="no grid"):
        read_album_ground(photos, embedded)
    with pytest.raises(UsageError, match="other settings"):
        run(*order, "--seed", 3)


def test_the_whole_table_in_quick(planet: Path, tmp_path: Path) -> None:
    report = tmp_path / "RESULTS.md"
    run(
        "results", "albums", "--data", planet, "--quick", "--seeds", 1, "--device", "cpu", "--workers", 1,
        "--cache", tmp_path / "cache", "--output", report,
    )  # fmt: skip
    text = report.read_text(encoding="utf-8")
    for name in NAMES.values():
        assert f"| {name} " in text
    assert "34.5 / 45.6 / 62.6 / 79.3 / 90.5" in text  # the published row of two passes
    assert "photos in shuffled order" in text
    assert "fitted on 12 photographers, reported on 4 others" in text


def test_real_photos_are_embedded_by_the_starter_and_made_up_albums_are_called_so(
    travels: Path, tmp_path: Path
) -> None:
    told = run(
        "results", "albums", "--data", travels, "--quick", "--seeds", 1, "--device", "cpu", "--workers", 1,
        "--cache", tmp_path / "cache",
    )  # fmt: skip
    assert "## (a) Albums on real photos" in told
    assert "embedded by the starter bundle" in told
    made_up = [line for line in told.splitlines() if line.startswith("| SIMULATED: ")]
    assert len(made_up) == 6
    assert "SIMULATED albums on each side" in told


def test_differences_are_told_with_their_direction_and_against_the_published_one() -> None:
    lines = list(reading_of(answers({SINGLE: 0.2, AVERAGE: 0.4, Kind.LSTM: 0.6, Kind.REPEATED: 0.8}), PUBLISHED, NAMES))
    assert find(lines, "mean posterior of the album against each photo alone").endswith(
        "more; published +15.3: reproduces"
    )
    assert find(lines, "each photo alone <").endswith("holds at every step")


def test_what_does_not_reproduce_is_said() -> None:
    given = answers({SINGLE: 0.2, AVERAGE: 0.4, Kind.LSTM: 0.6, Kind.REPEATED: 0.6, Kind.OFFSET_1: 0.8})
    lines = list(reading_of(given, PUBLISHED, NAMES))
    assert find(lines, "LSTM, label offset 1").endswith("does not reproduce: the other way round here")
    assert "not told apart here" in find(lines, "LSTM, two passes against LSTM")
    assert find(lines, "each photo alone <").endswith("not shown for LSTM < LSTM, two passes")


def test_the_control_tells_what_order_is_worth_and_what_is_left() -> None:
    shares = {SINGLE: 0.2, AVERAGE: 0.4, Kind.LSTM: 0.8, Kind.REPEATED: 0.8, Kind.LSTM + SHUFFLED: 0.4}
    line = find(list(reading_of(answers(shares), {}, NAMES)), "control, LSTM")
    assert "order is worth +40.0" in line
    assert "of +40.0" in line
    assert "+0.0 [+0.0, +0.0] is left" in line


def test_albums_are_told_by_their_span() -> None:
    given = answers({SINGLE: 0.2, AVERAGE: 0.4, Kind.LSTM: 0.6, Kind.REPEATED: 0.8})
    lines = list(reading_of(given, {}, NAMES))
    assert "(300 photos of 10 photographers)" in find(lines, "albums that stay within 25 km")
    assert "(900 photos of 30 photographers)" in find(lines, "albums that span 25 to 750 km")
    assert find(lines, "albums that span more than 750 km").endswith("too few photographers to tell")


def test_the_command_offers_every_kind() -> None:
    assert set(KINDS) == {str(kind) for kind in Kind} == {str(name) for name in NAMES if name in set(Kind)}


def answers(shares: dict[str, float]) -> Answers:
    """Methods that are right on the first photos of everyone, so many of them."""
    right = np.arange(PEOPLE * EACH) % EACH

    def errors(share: float) -> NDArray[np.float64]:
        return np.where(right < share * EACH, 1.0, 1000.0)[None]

    photographer = np.repeat([f"p{k}" for k in range(PEOPLE)], EACH)
    span = np.repeat(np.where(np.arange(PEOPLE) < 10, 5.0, 300.0), EACH)
    return Answers({name: errors(share) for name, share in shares.items()}, photographer, span)


def find(lines: list[str], start: str) -> str:
    (line,) = [line for line in lines if line.startswith(start)]
    return line
