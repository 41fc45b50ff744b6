"""Judging a model: numbers that can be known beforehand, and a report that stands on its own."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from bundles import CITIES, colour_of, make_bundle, make_grid
from click.testing import CliRunner
from manifests import TOWNS, made_manifest
from PIL import Image

from whence_engine.card import Kind
from whence_engine.errors import UsageError
from whence_engine.geo.sphere import to_degrees, to_xyz
from whence_engine.grid import store
from whence_training.__main__ import cli
from whence_training.data.embedded import EmbeddedPhotos, save
from whence_training.data.manifest import Manifest, joined
from whence_training.data.split import Side
from whence_training.evaluation import figures
from whence_training.evaluation.answers import Answers, classified, padded, ranked_after
from whence_training.evaluation.calibrate import fit_calibration, stated
from whence_training.evaluation.judge import CONSTANT, judge
from whence_training.evaluation.subject import Subject, of_bundle

PHOTOS_EACH = 6
SETS = {"toy-1": 0, "toy-2": 3, "toy-6": 5, "toy-7": 1, "toy-8": 2, "toy-9": 8}
SPLIT = 'train = ["toy-[0-5]"]\nvalidation = ["toy-[67]"]\ntest = ["toy-[89]"]\n'


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Many small steps on several threads of a busy machine wait for one another most of the time."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose photos are painted in the colours of the cities that they were taken in."""
    root = tmp_path_factory.mktemp("painted")
    (root / "split.toml").write_text(SPLIT, encoding="utf-8")
    for name, first in SETS.items():
        folder = root / "photos" / name
        folder.mkdir(parents=True)
        lines = ["path,lat,lon,precision,country,continent,taken_at,photographer,album,scene"]
        for k in range(PHOTOS_EACH):
            city = (first + k // 2) % len(CITIES)
            Image.new("RGB", (40, 30), colour_of(city)).save(folder / f"{k}.png")
            lat, lon = CITIES[city]
            scene = ("urban", "natural")[k % 2]
            lines.append(f"{k}.png,{lat},{lon},exact,,,2019-07-0{1 + k // 2}T10:00:0{k},{name},{name}/a,{scene}")
        (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def subject_of(sureness: float = 1.0, seed: int = 0, photos: int = 120) -> Subject:
    """Embedded photos whose logits are `sureness` times those of an honest observer of noisy evidence."""
    rng = np.random.default_rng(seed)
    sides = {}
    grid = make_grid([tuple(town) for town in TOWNS.tolist()], level=6)
    for number, of in enumerate(Side):
        labels = made_manifest(photos, side=of, photographers=12, seed=seed + number)
        cell = grid.cells_of(labels.lat, labels.lon)
        evidence = rng.normal(0, 1, (photos, len(grid)))
        evidence[np.arange(photos), cell] += 2.0
        logits = (2.0 * sureness * evidence).astype(np.float32)  # the log-likelihood ratio of a shift by 2
        sides[of] = EmbeddedPhotos(labels, evidence.astype(np.float32), logits)
    return Subject("made up", "an honest observer", sides, grid)


def test_a_perfect_network_is_right_everywhere_and_the_constant_answer_is_not(painted: Path, tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "tiny")
    verdict = judge(of_bundle(bundle, painted, tmp_path / "cache", 1))
    network, constant = verdict.method("image network"), verdict.method(CONSTANT)
    assert [float(interval.value) for interval in network.within] == [1] * 5
    assert float(network.median.value) == pytest.approx(0, abs=0.01)
    assert float(network.game.value) == pytest.approx(5000, abs=1)
    assert float(constant.within[0].value) <= 1 / 6  # one city of six
    assert verdict.method("most similar photo").error_km.shape == (12, 5)
    assert verdict.focus == "album network"
    assert verdict.fitted_people == 4


@pytest.mark.parametrize(("kind", "album"), [(Kind.CLASSIFIER, False), (Kind.GALLERY, False)])
def test_bundles_of_every_kind_are_judged(painted: Path, tmp_path: Path, kind: Kind, *, album: bool) -> None:
    bundle = make_bundle(tmp_path / "tiny", kind=kind, album=album)
    verdict = judge(of_bundle(bundle, painted, tmp_path / "cache", 1))
    assert verdict.focus == "average over the album"
    assert float(verdict.method("image network").within[1].value) == 1


def test_a_boastful_network_gets_the_temperature_that_undoes_its_boast() -> None:
    plain, boastful = judge(subject_of(1.0, photos=600)), judge(subject_of(3.0, photos=600))
    for verdict, expected in ((plain, 1.0), (boastful, 3.0)):
        honesty = verdict.honesty["image network"]
        fitted = honesty.calibration.temperature
        assert np.log(fitted[1]) == pytest.approx(np.log(expected), abs=0.35)
    honesty = boastful.honesty["image network"]
    assert honesty.fitted_error[1] < honesty.plain_error[1] / 2
    assert honesty.fitted_error[1] < 0.06


def test_a_wider_radius_is_never_less_likely() -> None:
    rng = np.random.default_rng(0)
    owner = np.array(["a", "b"] * 20)

    def chance(temperature: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.sort(rng.uniform(0, 1, (40, 5)), axis=1) ** temperature

    told = stated(chance, fit_calibration(chance, rng.uniform(0, 3000, 40), owner))
    assert (np.diff(told, axis=1) >= 0).all()


def test_chances_are_fitted_on_the_validation_side_and_on_nothing_else() -> None:
    subject = subject_of(3.0)
    shifted = dict(subject.sides)
    test = shifted[Side.TEST]
    assert test.logits is not None
    shifted[Side.TEST] = EmbeddedPhotos(test.manifest, test.embedding, -test.logits)
    before, after = (
        judge(Subject("made up", "", sides, subject.grid)).honesty["image network"].calibration.temperature
        for sides in (subject.sides, shifted)
    )
    assert before == after


def test_ranked_answers_name_the_likeliest_cells_first() -> None:
    grid = subject_of().grid
    assert grid is not None
    said = classified("it", np.array([[1.0, 3.0, 2.0, 0.0]], np.float32), grid)
    assert said.xyz[0] == pytest.approx(grid.mean_xyz[[1, 2, 0, 3]])
    assert said.chance is not None
    assert said.chance(1.0)[0, 0] == pytest.approx(np.exp(3) / np.exp([1, 3, 2, 0]).sum())
    assert said.chance(100.0)[0, 0] == pytest.approx(0.25, abs=0.01)


def test_an_answer_takes_the_place_of_the_cluster_it_came_from() -> None:
    first = to_xyz([10.0], [20.0])
    others = to_xyz([[50.0, 10.2, -30.0]], [[0.0, 20.1, 100.0]])
    lat, _ = to_degrees(ranked_after(first, others)[0])
    assert lat == pytest.approx([10, 50, -30])
    assert np.isnan(padded(others)[0, 3:]).all()


def test_photos_placed_roughly_are_neither_scored_nor_lost() -> None:
    subject = subject_of()
    rough = dict(subject.sides)
    labels = rough[Side.TEST].manifest
    precision = labels.precision.copy()
    precision[::2] = "city"
    columns = {name: getattr(labels, name) for name in Manifest.__dataclass_fields__}
    rough[Side.TEST] = EmbeddedPhotos(
        Manifest(**{**columns, "precision": precision}), rough[Side.TEST].embedding, rough[Side.TEST].logits
    )
    assert len(judge(Subject("made up", "", rough, subject.grid)).labels) == 60


def test_a_model_without_logits_is_judged_by_what_looks_alike() -> None:
    subject = subject_of()
    bare = {of: EmbeddedPhotos(photos.manifest, photos.embedding) for of, photos in subject.sides.items()}
    verdict = judge(Subject("made up", "", bare))
    assert verdict.focus == "density of similar photos"
    assert verdict.searched is None
    assert float(verdict.method(verdict.focus).within[1].value) > 0.5


def test_logits_without_their_grid_and_missing_sides_are_refused() -> None:
    subject = subject_of()
    with pytest.raises(UsageError, match="grid"):
        Subject("made up", "", subject.sides)
    nobody = subject.sides[Side.VALIDATION].take(np.zeros(120, np.bool_))
    with pytest.raises(UsageError, match="validation"):
        Subject("made up", "", {**subject.sides, Side.VALIDATION: nobody}, subject.grid)


def test_answers_that_state_no_chance_have_none_to_be_honest_about() -> None:
    assert Answers("it", np.zeros((1, 1, 3))).chance is None


@pytest.fixture(scope="module")
def report(painted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on embedded photos, made by the command."""
    home = tmp_path_factory.mktemp("home")
    photos = list(subject_of().sides.values())
    together = EmbeddedPhotos(
        joined([some.manifest for some in photos]),
        np.concatenate([some.embedding for some in photos]),
        np.concatenate([some.logits for some in photos if some.logits is not None]),
    )
    save(together, home / "photos.npz")
    grid = subject_of().grid
    assert grid is not None
    store.save(grid, home / "grid.npz")
    arguments = ["--embedded", str(home / "photos.npz"), "--grid", str(home / "grid.npz"), "--data", str(painted)]
    told = CliRunner().invoke(cli, ["evaluate", *arguments, "--report", str(home / "report")], catch_exceptions=False)
    assert told.exit_code == 0
    assert "best constant answer" in told.output
    return home / "report"


def test_one_command_writes_a_page_with_its_pictures_beside(report: Path) -> None:
    text = (report / "index.html").read_text(encoding="utf-8")
    sources = re.findall(r'src="([^"]+)"', text)
    assert len(sources) == 7
    for name in sources:
        with Image.open(report / name) as picture:
            assert picture.width > 800
    assert "http" not in text
    assert "$" not in text
    assert {path.name for path in report.iterdir()} == {*sources, "index.html", "scores.json"}


def test_the_numbers_lie_beside_the_page(report: Path) -> None:
    scores = json.loads((report / "scores.json").read_text(encoding="utf-8"))
    assert scores["photos"] == 120
    assert set(scores["methods"]) == {
        "best constant answer", "most similar photo", "density of similar photos", "image network",
        "average over the album",
    }  # fmt: skip
    for method in scores["methods"].values():
        assert all(low <= value <= high for value, low, high in method["within"])


def test_the_same_numbers_make_the_same_picture(tmp_path: Path) -> None:
    verdict = judge(subject_of())
    for name in ("one.png", "other.png"):
        figures.accuracy(verdict, tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()


def test_photos_are_shown_only_when_asked_for_and_without_what_else_they_tell(
    painted: Path, report: Path, tmp_path: Path
) -> None:
    assert not list(report.glob("photo-*"))
    arguments = ["evaluate", "--data", str(painted), "--bundle", str(make_bundle(tmp_path / "tiny")), "--show-photos"]
    arguments += ["--cache", str(tmp_path / "cache"), "--report", str(tmp_path / "report")]
    assert CliRunner().invoke(cli, arguments, catch_exceptions=False).exit_code == 0
    photos = sorted((tmp_path / "report").glob("photo-*.jpg"))
    assert len(photos) == 6
    for photo in photos:
        with Image.open(photo) as shown:
            assert not shown.getexif()


def test_exactly_one_model_is_named(painted: Path) -> None:
    assert CliRunner().invoke(cli, ["evaluate", "--data", str(painted)]).exit_code == 2


def test_a_run_of_fit_image_is_judged_as_it_stands(painted: Path, tmp_path: Path) -> None:
    folders = ["--data", str(painted), "--cache", str(tmp_path / "cache"), "--workers", "1"]
    shape = ["--width", "0.25", "--embedding-size", "8", "--size", "32", "--batch", "6", "--passes", "1"]
    made = CliRunner().invoke(
        cli,
        ["fit-image", *folders, *shape, "--device", "cpu", "--output", str(tmp_path / "run")],
        catch_exceptions=False,
    )
    assert made.exit_code == 0
    told = CliRunner().invoke(cli, ["evaluate", *folders, "--run", str(tmp_path / "run")], catch_exceptions=False)
    assert told.exit_code == 0
    assert "average over the album" in told.output
    assert "12 photos" in told.output
