"""A library, a bundle and photos in the colours of cities: what tests of the pipeline work on."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from bundles import colour_of, make_bundle
from makers import exif_block, jpeg

from whence_engine.cues.registry import load_cues
from whence_engine.events import AlbumDone, Event, PhotoDone
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.photo import Candidate
from whence_engine.pipeline import Answer, Pipeline, answers
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 1, 12, 0)
PARIS, LONDON, TOKYO = 0, 1, 8
CUES: tuple[str, ...] = ("album", "neighbours", "pixels")


def photo(path: Path, city: int, taken: str, **facts: Any) -> Path:
    """Paint a photo in the colour of a city; no two of these tests' names give the same picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.full((48, 64, 3), colour_of(city), np.uint8)
    mark = sum(path.name.encode())
    corner = 6 * (mark % 4)  # large enough for the network to tell most pictures of one city apart
    pixels[:corner, :corner] = 128
    pixels[40:, mark % 64] = 0
    return jpeg(path, pixels, exif=exif_block(taken=taken, make="Stein", model="D40", **facts))


class Workshop:
    """A library, a bundle and a folder of photos; `run` counts what each stage did."""

    def __init__(self, root: Path, library: Library) -> None:
        self.photos = root / "photos"
        self.library = library
        self.bundle = Bundle.open(make_bundle(root / "bundle"))
        self.cues = CUES
        self.settings = Settings(threads=1)
        self.events: list[Event] = []

    def start(self, *roots: Path) -> Iterator[Event]:
        made = Pipeline(self.library, self.bundle, load_cues(self.cues), self.settings)
        return made.run(roots or (self.photos,), now=NOW)

    def run(self, *roots: Path) -> dict[str, int]:
        """Run to the end and return how many photos were read, looked at and located."""
        self.events = list(self.start(*roots))
        stages = [event.stage for event in self.events if isinstance(event, PhotoDone)]
        located = sum(len(event.album.photos) for event in self.events if isinstance(event, AlbumDone))
        return {"read": stages.count("scan"), "seen": stages.count("infer"), "located": located}

    def answer(self, name: str) -> Answer:
        return next(one for one in answers(self.library, [self.photos]) if one.photo.path.name == name)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        return self.answer(name).candidates
