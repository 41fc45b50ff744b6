"""A contact sheet of the planet: each kind of view at twelve places, and two albums in the order they were taken."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_training.planet.chance import uniform
from whence_training.planet.journeys import VIEWS, Shots, travel
from whence_training.planet.look import look_of
from whence_training.planet.picture import pictures
from whence_training.planet.world import World, make_world

_ACROSS, _PHOTOGRAPHERS, _PHOTOS = 12, 240, 36


def contact_sheet(seed: int, size_px: int) -> NDArray[np.uint8]:
    """Paint the sheet of a planet: uint8 [9 S, 12 S, 3]."""
    world = make_world(seed)
    shots = travel(world, range(_PHOTOGRAPHERS), _PHOTOS)
    by_day = look_of(world, shots).sun > 0.08
    mixed_up = np.argsort(uniform(seed, 99, np.arange(len(shots))), kind="stable")
    rows = [mixed_up[(shots.view[mixed_up] == view) & by_day[mixed_up]][:_ACROSS] for view in range(len(VIEWS))]
    rows += _albums(shots, by_day)
    return np.concatenate([_strip(world, shots.take(row), size_px) for row in rows])


def write_sheet(file: Path, seed: int, size_px: int) -> None:
    """Write the sheet as a picture."""
    Image.fromarray(contact_sheet(seed, size_px)).save(file, optimize=True)


def _strip(world: World, shots: Shots, size_px: int) -> NDArray[np.uint8]:
    return np.concatenate(list(pictures(world, shots, size_px)), axis=1)


def _albums(shots: Shots, by_day: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Pick the first two albums that are long enough and mostly taken by day."""
    name = shots.photographer * 1000 + shots.album
    found = []
    for album in np.unique(name):
        rows = np.flatnonzero(name == album)[:_ACROSS]
        if len(rows) == _ACROSS and by_day[rows].sum() >= _ACROSS - 2 and len(np.unique(shots.place[rows])) >= 3:
            found.append(rows)
    return found[:2]
