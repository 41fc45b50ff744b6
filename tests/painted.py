"""A data folder of painted photos: every city has a colour, so a tiny network knows places, or is made not to."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from bundles import CITIES, colour_of
from PIL import Image

Colour = tuple[int, int, int]

BY_INDEX: Sequence[Colour] = tuple(colour_of(city) for city in range(len(CITIES)))
"""The colours that `bundles.make_bundle`'s networks take for the cities."""


def paint(
    folder: Path, colours: Sequence[Colour] = BY_INDEX, *, told: bool = True, people: int = 12, each: int = 4
) -> Path:
    """Write photos of `people` photographers to choose on, and of as many to fit on, `each` of one album.

    Where not `told`, a photo shows the colour of any city.
    """
    random = np.random.default_rng(1)
    for name in ("set-01", "set-02"):
        photos = folder / "photos" / name
        photos.mkdir(parents=True)
        rows = []
        for number in range(people * each):
            city = int(random.integers(len(CITIES)))
            shown = city if told else int(random.integers(len(CITIES)))
            Image.new("RGB", (48, 40), colours[shown]).save(photos / f"{number}.png")
            who = f"{name}-{number // each:02}"
            rows.append([f"{number}.png", *CITIES[city], "exact", f"2014-07-{number % 28 + 1:02}T10:00:00", who, who])
        with (photos / "labels.csv").open("w", newline="") as file:
            head = ["path", "lat", "lon", "precision", "taken_at", "photographer", "album"]
            csv.writer(file).writerows([head, *rows])
    (folder / "split.toml").write_text('train = ["set-02"]\nvalidation = ["set-01"]\ntest = ["set-03"]\n')
    return folder
