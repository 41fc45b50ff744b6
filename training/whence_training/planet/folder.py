"""Writes the toy planet as a data folder: photos by photographer, labels, its own split, and what is `elsewhere`."""

import csv
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PIL import Image

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import to_degrees
from whence_training.planet.elsewhere import EACH, STRANGERS, Strangers, meet, write_coordinates, write_weights
from whence_training.planet.journeys import SCENES, VIEWS, Shots, travel
from whence_training.planet.picture import pictures
from whence_training.planet.world import World, make_world

COLUMNS = (
    "path", "lat", "lon", "precision", "country", "continent", "taken_at", "photographer", "album", "scene", "view"
)  # fmt: skip
SPLIT = """\
# The toy planet's split: whole photographers, by the last digit of their number.
train = ["toy-*[0-5]"]
validation = ["toy-*[67]"]
test = ["toy-*[89]"]
"""
_AT_ONCE, _QUALITY = 8, 92


@dataclass(frozen=True, slots=True)
class Order:
    """What to make.

    Attributes
    ----------
    photographers, photos
        How many; photos are shared out evenly, the rest of the division left out.
    size_px
        Edge of the square pictures.
    seed
        Of the planet and everything on it.
    positions
        How many positions of strangers to write for the grid.
    """

    photographers: int = 400
    photos: int = 20_000
    size_px: int = 64
    seed: int = 0
    positions: int = 200_000


def write_planet(folder: Path, order: Order, workers: int = 2) -> Iterator[str]:
    """Write the folder, told in lines.

    Raises
    ------
    UsageError
        The folder holds something already, or there are fewer photos than photographers.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"Name a new or empty folder for the planet: {folder} holds something.")
    each = order.photos // order.photographers
    if each == 0:
        raise UsageError("Ask for at least one photo per photographer.")
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    (folder / "split.toml").write_text(SPLIT, encoding="utf-8")
    tasks = [
        range(first, min(first + _AT_ONCE, order.photographers)) for first in range(0, order.photographers, _AT_ONCE)
    ]
    crowd = -(-order.positions // EACH)
    strangers = [range(STRANGERS + first, STRANGERS + first + 40) for first in range(0, crowd, 40)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        written = pool.map(_write_photographers, tasks, [folder] * len(tasks), [order] * len(tasks))
        met = list(pool.map(meet, strangers, [order.seed] * len(strangers)))
        albums = sum(written)
    columns = ("photographer", "lat", "lon", "seconds")
    known = Strangers(*(np.concatenate([getattr(one, name) for one in met])[: order.positions] for name in columns))
    write_coordinates(folder, known)
    write_weights(folder, order.seed)
    yield f"{each * order.photographers} photos of {order.photographers} photographers in {albums} albums"
    yield f"{len(known.lat)} positions of other photographers for the grid"


def label_rows(world: World, shots: Shots) -> list[tuple[str, ...]]:
    """Write the labels of photos as rows of `COLUMNS`; positions to 5 decimals, about a metre."""
    lat, lon = to_degrees(shots.xyz)
    country = world.country_of(shots.xyz)
    taken_at = np.datetime_as_string(shots.seconds.astype("datetime64[s]"))
    return [
        (
            f"{album:03d}-{number:04d}.jpg", f"{lat[row]:.5f}", f"{lon[row]:.5f}", "exact", f"C{country[row]:02d}",
            f"R{world.country_realm[country[row]]}", str(taken_at[row]), set_name(who), f"{set_name(who)}-{album:03d}",
            SCENES[view], VIEWS[view],
        )
        for row, (who, album, number, view) in enumerate(
            zip(
                shots.photographer.tolist(), shots.album.tolist(), shots.number.tolist(), shots.view.tolist(),
                strict=True,
            )
        )
    ]  # fmt: skip


def set_name(photographer: int) -> str:
    """Name a photographer's folder."""
    return f"toy-{photographer:05d}"


def _write_photographers(numbers: range, folder: Path, order: Order) -> int:
    """Write the folders of some photographers; returns how many albums they hold."""
    world = make_world(order.seed)
    shots = travel(world, numbers, order.photos // order.photographers)
    painted, rows = pictures(world, shots, order.size_px), label_rows(world, shots)
    for number in numbers:
        own = np.flatnonzero(shots.photographer == number).tolist()
        here = folder / "photos" / set_name(number)
        here.mkdir()
        for row in own:
            Image.fromarray(painted[row]).save(here / rows[row][0], quality=_QUALITY, subsampling=0)
        with (here / "labels.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(rows[row] for row in own)
    return len({row[8] for row in rows})
