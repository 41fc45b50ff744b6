"""Fitting image networks into run folders: what comes out, what goes on, and what is refused."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from file_limits import files_up_to
from grounds import SIZE_PX, ground, labels, pixels, recipe, smooth
from torch import Tensor

from whence_engine.errors import StorageError, UsageError
from whence_training.__main__ import cli
from whence_training.data import embedded
from whence_training.data.pixels import normalise
from whence_training.data.split import Side
from whence_training.fit.cells import PHOTOS_A_CELL, grid_for, positions_for, rules_for
from whence_training.fit.embed import network_over
from whence_training.fit.fabric import Fabric, start
from whence_training.fit.ground import ImageGround, read_ground
from whence_training.fit.image import fit_run, new_task, weights_of
from whence_training.fit.loop import Event, Passed
from whence_training.fit.prepare import Prepare, Views
from whence_training.fit.recipes import PRESETS, Optimiser, Recipe, optimiser_of, preset
from whence_training.fit.runs import RunFolder, open_run, spec_from_json, spec_to_json
from whence_training.nets.classify import Gated, Masses
from whence_training.nets.image import Classifier

ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    "OMP_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
}


@pytest.fixture(scope="module")
def fabric() -> Iterator[Fabric]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield start("cpu")
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def here() -> ImageGround:
    return ground()


@pytest.fixture(scope="module")
def finished(fabric: Fabric, here: ImageGround, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "done"
    list(fit_run(here, recipe("smoothed+hierarchy", passes=6), fabric, RunFolder(folder)))
    return folder


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def until(events: Iterator[Event], passes: int) -> None:
    for event in events:
        if isinstance(event, Passed) and event.number == passes:
            return


def test_a_run_learns_the_towns(finished: Path, here: ImageGround) -> None:
    with (finished / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["pass"]) for row in rows] == [1, 2, 3, 4, 5, 6]
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    run = open_run(finished)
    _, logits = network_over(run, here.validation.pixels, torch.device("cpu"))
    truth = here.grid.cells_of(here.validation.manifest.lat, here.validation.manifest.lon)
    assert (logits.argmax(axis=1) == truth).mean() > 0.8


def test_the_network_of_a_run_sees_what_the_engine_would_show_it(finished: Path, here: ImageGround) -> None:
    run = open_run(finished)
    embedding, logits = network_over(run, here.validation.pixels, torch.device("cpu"))
    with torch.inference_mode():
        expected = run.network(torch.from_numpy(normalise(here.validation.pixels, run.input)))
    np.testing.assert_allclose(embedding, expected[0], atol=1e-5)
    np.testing.assert_allclose(logits, expected[1], atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(embedding, axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("head", "kind"),
    [("one-hot", Classifier), ("smoothed+hierarchy", Classifier), ("mvmf", Masses), ("one-hot+scene-experts", Gated)],
)
def test_every_kind_of_head_comes_back_from_its_folder(
    head: str, kind: type, fabric: Fabric, here: ImageGround, tmp_path: Path
) -> None:
    list(fit_run(here, recipe(head, passes=1), fabric, RunFolder(tmp_path)))
    run = open_run(tmp_path)
    assert type(run.network.classify) is kind
    assert run.network(torch.zeros(1, 3, SIZE_PX, SIZE_PX))[1].shape == (1, len(here.grid))
    assert run.config["head"]["name"] == head


def test_a_stopped_run_goes_on_to_the_same_network(
    fabric: Fabric, here: ImageGround, finished: Path, tmp_path: Path
) -> None:
    settings = recipe("smoothed+hierarchy", passes=6)
    until(fit_run(here, settings, fabric, RunFolder(tmp_path)), 2)
    with pytest.raises(UsageError, match="not finished"):
        open_run(tmp_path)
    events = list(fit_run(here, settings, fabric, RunFolder(tmp_path)))
    assert [event.number for event in events if isinstance(event, Passed)] == [3, 4, 5, 6]
    assert (tmp_path / "config.json").read_text() == (finished / "config.json").read_text()
    states = [torch.load(folder / "network.pt", weights_only=True) for folder in (tmp_path, finished)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[1])
    assert len((tmp_path / "log.csv").read_text().splitlines()) == 7


def test_a_finished_run_is_left_alone(fabric: Fabric, here: ImageGround, copy: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in copy.iterdir()}
    assert list(fit_run(here, recipe("smoothed+hierarchy", passes=6), fabric, RunFolder(copy))) == []
    assert {path.name: path.stat().st_mtime_ns for path in copy.iterdir()} == before


def test_another_recipe_does_not_go_into_the_same_folder(fabric: Fabric, here: ImageGround, copy: Path) -> None:
    other = replace(recipe("smoothed+hierarchy", passes=6), rate=0.5)
    with pytest.raises(UsageError, match=r"other settings \(rate\)"):
        list(fit_run(here, other, fabric, RunFolder(copy)))


def test_weights_that_the_config_does_not_vouch_for_are_refused(copy: Path) -> None:
    state = torch.load(copy / "network.pt", weights_only=True)
    state["project.bias"] += 1
    torch.save(state, copy / "network.pt")
    with pytest.raises(UsageError, match=r"not the network that config\.json vouches for"):
        open_run(copy)


def test_a_grid_that_the_config_does_not_vouch_for_is_refused(fabric: Fabric, copy: Path, tmp_path: Path) -> None:
    list(fit_run(ground(60), recipe(passes=1), fabric, RunFolder(tmp_path / "other")))
    shutil.copy(tmp_path / "other" / "grid.npz", copy / "grid.npz")
    with pytest.raises(UsageError, match=r"not the grid that config\.json vouches for"):
        open_run(copy)
    (copy / "grid.npz").write_bytes(b"no grid")
    with pytest.raises(UsageError, match=r"grid\.npz cannot be used"):
        open_run(copy)


def test_a_config_of_another_network_is_refused(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    config["network"]["embedding_size"] = 9
    (copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(UsageError, match="does not describe the weights beside it"):
        open_run(copy)
    (copy / "config.json").write_text("{")
    with pytest.raises(UsageError, match="cannot be read"):
        open_run(copy)
    (copy / "config.json").unlink()
    with pytest.raises(UsageError, match="is no run folder"):
        open_run(copy)


def test_a_full_disk_at_a_checkpoint_leaves_the_last_one_to_go_on_from(
    fabric: Fabric, here: ImageGround, tmp_path: Path
) -> None:
    full, whole = tmp_path / "full", tmp_path / "whole"
    events = fit_run(here, recipe(passes=3), fabric, RunFolder(full))
    until(events, 1)
    with files_up_to(20_000), pytest.raises(StorageError, match="make room there, then run the same command again"):
        list(events)
    assert [path.name for path in (full / "checkpoints").iterdir()] == ["step-000000008.pt"]
    for folder in (full, whole):
        list(fit_run(here, recipe(passes=3), fabric, RunFolder(folder)))
    assert (full / "config.json").read_text() == (whole / "config.json").read_text()


PROCESSES = """
import sys
from pathlib import Path
import torch
from file_limits import files_up_to
from grounds import ground, smooth
from whence_training.fit.cells import PHOTOS_A_CELL, grid_for, positions_for, rules_for
from whence_training.fit.fabric import start
from whence_training.fit.image import fit_run
from whence_training.fit.runs import RunFolder
torch.set_num_threads(1)
fabric = start("cpu")
assert fabric.world_size == 2, fabric.world_size
list(fit_run(ground(), smooth(), fabric, RunFolder(Path(sys.argv[1]))))
"""


def test_two_processes_make_the_network_that_one_makes(fabric: Fabric, here: ImageGround, tmp_path: Path) -> None:
    """Started by `torchrun`; batch normalisation, gradients, losses and scores are those of the whole batch.

    Rounding alone moves a running variance by some 2e-4, by how a processor sums; statistics of half a batch by 0.5.
    """
    script, together, alone = tmp_path / "fit.py", tmp_path / "together", tmp_path / "alone"
    script.write_text(PROCESSES)
    torchrun = ("torch.distributed.run", "--standalone", "--nproc-per-node=2")
    command = [sys.executable, "-m", *torchrun, str(script), str(together)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr[-3000:]
    list(fit_run(here, smooth(), fabric, RunFolder(alone)))
    one, two = (torch.load(folder / "network.pt", weights_only=True) for folder in (alone, together))
    assert one.keys() == two.keys()
    worst = max(float((two[name] - value).abs().max()) for name, value in one.items())
    assert worst < 2e-3


def test_the_faithful_preset_is_the_papers() -> None:
    planet = preset("planet")
    assert (planet.network.body, planet.network.width) == ("inception", 1.0)
    assert (planet.optimiser, planet.rate, planet.head.name) == (Optimiser.ADAGRAD, 0.045, "one-hot")
    assert planet.loop.schedule.factor(10**6, 10**6 + 1) == 1.0


@pytest.mark.parametrize("name", list(PRESETS))
def test_presets_group_parameters_by_rate_and_decay(name: str, here: ImageGround) -> None:
    small = replace(preset(name), network=replace(preset(name).network, width=0.1, embedding_size=8))
    task = new_task(replace(small, head=recipe("mvmf").head), here.grid, here.scenes)
    groups = optimiser_of(small, task).param_groups
    assert sum(len(group["params"]) for group in groups) == len(list(task.parameters()))
    later = [group for group in groups if group["begins"]]
    assert [(len(group["params"]), group["weight_decay"]) for group in later] == [(2, 0.0)]
    assert later[0]["lr"] == pytest.approx(small.rate * 0.1)
    assert all(p.ndim > 1 for group in groups if group["weight_decay"] for p in group["params"])
    assert max(group["lr"] for group in groups) == small.rate


def test_a_preset_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="planet, modern, mobilenet"):
        preset("vgg")


def test_adagrad_starts_from_a_tenth(here: ImageGround) -> None:
    small = replace(recipe(), optimiser=Optimiser.ADAGRAD)
    task = new_task(small, here.grid, here.scenes)
    state = optimiser_of(small, task).state
    starts = [float(values["sum"].min()) for values in state.values()]
    np.testing.assert_allclose(starts, 0.1)


def test_inputs_are_the_engines(here: ImageGround) -> None:
    spec = recipe().input
    some = here.train.pixels[:4]
    found = Prepare(spec, Views(0.5, mirrored=True)).eval()(torch.from_numpy(some), torch.zeros(4, 8))
    np.testing.assert_allclose(found, normalise(some, spec), atol=1e-6)
    assert spec_from_json(json.loads(json.dumps(spec_to_json(spec)))) == spec


def viewed(image: Tensor, luck: list[float], *, smallest: float = 0.5, mirrored: bool = False) -> Tensor:
    spec = replace(recipe().input, value_scale=255.0, mean=(0.0, 0.0, 0.0))
    prepare = Prepare(spec, Views(smallest, mirrored=mirrored)).train()
    view: Tensor = prepare(image[None], torch.tensor([luck + [0.0] * (8 - len(luck))]))[0]
    return view


def test_views_cut_a_square_where_luck_says() -> None:
    ramp = torch.arange(SIZE_PX, dtype=torch.uint8).expand(3, SIZE_PX, SIZE_PX)  # each pixel says its column
    left = viewed(ramp, [0.0, 0.0, 0.5])
    right = viewed(ramp, [0.0, 1.0, 0.5])
    whole = viewed(ramp, [1.0, 0.3, 0.3])
    torch.testing.assert_close(whole, ramp.float())
    assert left.min() == 0
    assert left.max() < SIZE_PX / 2 < right.min() + 1
    assert right.max() == SIZE_PX - 1
    down = viewed(ramp.transpose(1, 2).contiguous(), [0.0, 0.5, 1.0])
    assert down.min() > SIZE_PX / 2 - 1


def test_half_of_the_views_are_mirrored_if_wanted() -> None:
    ramp = torch.arange(SIZE_PX, dtype=torch.uint8).expand(3, SIZE_PX, SIZE_PX)
    views = [viewed(ramp, [0.0, 0.0, 0.0, luck], smallest=1.0, mirrored=True) for luck in (0.4, 0.6)]
    torch.testing.assert_close(views[0], views[1].flip(2))
    torch.testing.assert_close(views[1], ramp.float())


@pytest.mark.parametrize("photos", [20, 4000, 60_000, 91_000_000])
def test_grids_are_sized_to_the_photos(photos: int) -> None:
    fine, middle, coarse = rules_for(photos, photos)
    assert fine.t_max <= middle.t_max <= coarse.t_max
    assert 2 <= fine.t_min <= 50
    if photos == 91_000_000:
        assert fine.t_max == pytest.approx(10_000, rel=0.2)
        assert fine.t_min == 50


def test_a_grid_has_about_as_many_cells_as_can_be_learnt(tmp_path: Path) -> None:
    """Positions of other people shape it, photos of the folder decide how fine it is."""
    rng = np.random.default_rng(0)
    many = labels(4000, Side.TRAIN, 1)
    spread = replace(many, lat=rng.uniform(-60, 60, 4000), lon=rng.uniform(-180, 180, 4000))
    (tmp_path / "coordinates").mkdir()
    rows = "".join(f"{lat},{lon}\n" for lat, lon in rng.uniform((-60, -180), (60, 180), (20_000, 2)))
    (tmp_path / "coordinates" / "positions.csv").write_text("LAT,LON\n" + rows)
    cells = len(grid_for(tmp_path, spread))
    assert 4000 / PHOTOS_A_CELL / 2 < cells < 4000 / PHOTOS_A_CELL * 2


def test_a_long_walk_makes_no_cells(tmp_path: Path) -> None:
    walk = labels(90, Side.TRAIN, 1)
    lat, _ = positions_for(tmp_path, replace(walk, lat=walk.lat.round(), lon=walk.lon.round()))
    places = {(who, a, b) for who, a, b in zip(walk.photographer, walk.lat.round(), walk.lon.round(), strict=True)}
    assert len(lat) == len(places) < len(walk)


def test_a_mobilenet_wants_its_weights(travels: Path, tmp_path: Path) -> None:
    assert weights_of(travels, preset("mobilenet")) == travels / "weights" / "mobilenet_v1_075_224.npz"
    assert weights_of(tmp_path, preset("modern")) is None
    with pytest.raises(UsageError, match="A mobilenet starts from weights"):
        weights_of(tmp_path, preset("mobilenet"))
    small: Recipe = replace(recipe(), network=replace(preset("mobilenet").network, width=0.5, embedding_size=8))
    with pytest.raises(UsageError, match="cannot start from"):
        new_task(small, ground().grid, (), weights_of(travels, preset("mobilenet")))


def command(*arguments: str | Path) -> str:
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_commands_fit_and_embed_a_data_folder(travels: Path, tmp_path: Path) -> None:
    small = ("--width", "0.1", "--size", "32", "--embedding-size", "6", "--batch", "4", "--device", "cpu")
    run, output = tmp_path / "run", tmp_path / "embedded.npz"
    cache = ("--cache", tmp_path / "cache", "--workers", "1")
    said = command("fit-image", "--data", travels, "--output", run, "--passes", "2", *small, *cache)
    assert "pass 2: loss" in said
    assert "within 25 km" in said
    again = command("fit-image", "--data", travels, "--output", run, "--passes", "2", *small, *cache)
    assert "pass" not in again
    command("embed", "--data", travels, "--run", run, "--output", output, "--device", "cpu", *cache)
    photos = embedded.load(output)
    assert photos.embedding.shape == (len(photos), 6)
    assert photos.logits is not None
    assert photos.logits.shape == (len(photos), len(open_run(run).grid))
    assert set(photos.manifest.side.tolist()) == {"train", "validation", "test"}


def test_shards_give_the_network_that_the_data_folder_gives(travels: Path, tmp_path: Path) -> None:
    """Not the same order of photos, but the same photos, cells and labels: both learn."""
    small = ("--width", "0.1", "--size", "32", "--embedding-size", "6", "--batch", "4", "--device", "cpu")
    command("shards", "--data", travels, "--output", tmp_path / "shards", "--workers", "1")
    run = tmp_path / "run"
    said = command(
        "fit-image", "--shards", tmp_path / "shards", "--output", run, "--passes", "2", "--workers", "1", *small
    )
    assert "pass 2: loss" in said
    by_folder = read_ground(travels, tmp_path / "cache", recipe(), workers=1)
    assert open_run(run).config["photos"] == by_folder.photos
    assert open_run(run).config["photographers"] == by_folder.photographers
    np.testing.assert_array_equal(open_run(run).grid.cell_id, by_folder.grid.cell_id)


def test_fitting_wants_photos(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["fit-image", "--output", str(tmp_path)])
    assert done.exit_code == 2
    assert "Give --data or --shards" in done.output


def test_throughput_is_printed_with_its_cost() -> None:
    said = command(
        "throughput", "--width", "0.1", "--size", "32", "--batch", "4", "--steps", "2", "--cells", "24",
        "--embedding-size", "8", "--head", "hierarchy+scene-task", "--device", "cpu",
    )  # fmt: skip
    assert "photos a second" in said
    assert "GFLOP a photo there and back" in said


def test_pictures_of_a_town_have_its_colour() -> None:
    assert pixels(3, 0).mean(axis=(2, 3)).argmax(axis=1).tolist() == [0, 1, 2]
