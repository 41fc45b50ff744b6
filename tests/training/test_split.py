"""Who is fitted on and who is reported."""

import typing
from pathlib import Path

import numpy as np
import pytest

from whence_engine.errors import UsageError
from whence_engine.grid.partition import Rule
from whence_training import stages
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest, capped, read_manifest, side
from whence_training.data.pixels import FittingPhotos, LabelledPhotos
from whence_training.data.split import HeldOutError, Side, Split, read_split
from whence_training.fit import body
from whence_training.fit.fabric import start
from whence_training.fit.heads import HeadRecipe, fit_head, new_head
from whence_training.fit.loop import LoopConfig
from whence_training.partition import build_grid

FOLDERS = [f"set-{number:02}" for number in range(1, 28)] + [f"misc-{number:02}" for number in range(1, 20)]


@pytest.fixture(scope="module")
def labels(travels: Path) -> Manifest:
    return read_manifest(travels / "photos", read_split())


def pixels(count: int) -> np.ndarray:
    return np.zeros((count, 3, 8, 8), np.uint8)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_is_on_exactly_one_side(folder: str) -> None:
    read_split().side_of(folder)


def test_no_pattern_stands_on_two_sides() -> None:
    patterns = [pattern for side in Side for pattern in read_split().patterns[side]]
    assert len(patterns) == len(set(patterns))


def test_a_folder_on_no_side_is_refused() -> None:
    with pytest.raises(UsageError, match="set-99"):
        read_split().side_of("set-99")


def test_a_folder_on_two_sides_is_refused() -> None:
    twice = Split({Side.TRAIN: ("set-*",), Side.VALIDATION: ("set-01",), Side.TEST: ()})
    with pytest.raises(UsageError, match="it is on 2"):
        twice.side_of("set-01")


@pytest.mark.shared
def test_the_sides_share_no_photographer_and_cover_all_photos(shared: Path) -> None:
    labels = read_manifest(shared / "data" / "photos", read_split())
    people = [set(side(labels, wanted).photographer.tolist()) for wanted in Side]
    assert not people[0] & people[1]
    assert not people[0] & people[2]
    assert not people[1] & people[2]
    assert sum(len(side(labels, wanted)) for wanted in Side) == len(labels)
    assert all(people)


def test_what_fits_cannot_hold_a_test_photographer(labels: Manifest) -> None:
    with pytest.raises(HeldOutError, match="set-01"):
        FittingPhotos(labels, pixels(len(labels)))


def test_no_cell_is_fitted_for_a_test_photographer(labels: Manifest) -> None:
    grid = build_grid(labels.lat, labels.lon, [Rule(5, 1)])
    photos = EmbeddedPhotos(labels, np.ones((len(labels), 4), np.float32))
    recipe = HeadRecipe(loop=LoopConfig(passes=1))
    head = new_head(recipe, 4, grid)
    assert len(list(fit_head(head, photos.take(labels.side == Side.TRAIN), grid, recipe, start("cpu")))) > 0
    with pytest.raises(HeldOutError, match="set-01"):
        list(fit_head(head, photos, grid, recipe, start("cpu")))


def test_taking_rows_keeps_the_guard(labels: Manifest) -> None:
    train = side(labels, Side.TRAIN)
    assert type(FittingPhotos(train, pixels(len(train))).take(np.array([0, 2]))) is FittingPhotos


def test_scoring_may_hold_a_test_photographer(labels: Manifest) -> None:
    assert len(LabelledPhotos(labels, pixels(len(labels)))) == len(labels)


@pytest.mark.parametrize("fits", [body.tune, stages.Ground])
def test_everything_that_fits_on_photos_takes_the_guarded_type(fits: typing.Callable[..., object]) -> None:
    kinds = typing.get_type_hints(fits).values()
    assert FittingPhotos in kinds
    assert LabelledPhotos not in kinds


def test_large_sets_are_capped_and_the_rest_is_left_whole(labels: Manifest) -> None:
    split = Split(read_split().patterns, {"set-02": 3})
    kept = capped(labels, split, seed=1)
    assert (kept.folder == "set-02").sum() == 3
    assert (kept.folder == "set-03").sum() == (labels.folder == "set-03").sum()
