"""The stage that reads text in pictures: when it runs, what it keeps, and that its answers make old ones stale."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundles import make_bundle
from makers import exif_block, jpeg

from whence_engine import pipeline
from whence_engine.cues import sign_choice
from whence_engine.cues.cue import Cue
from whence_engine.cues.pixels import Pixels
from whence_engine.cues.signs import Signs
from whence_engine.events import Event, Finished, PhotoDone, PhotoFailed, Skipped, Started
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.photo import Photo, Reading, TextLine
from whence_engine.pipeline import Pipeline, answers
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 1)
SIGNS: tuple[Cue, ...] = (Signs(),)


class Shop:
    """Three photos, and a reader that finds what the test puts up."""

    def __init__(self, root: Path, library: Library) -> None:
        self.library, self.photos = library, root / "photos"
        self.photos.mkdir()
        for minute in range(3):
            pixels = np.full((240, 320, 3), 40 * minute, np.uint8)
            jpeg(self.photos / f"{minute}.jpg", pixels, exif=exif_block(taken=f"2014:07:12 18:0{minute}:00"))
        self.bundle = Bundle.open(make_bundle(root / "bundle"))
        self.signs: dict[str, str] = {}
        self.read: list[str] = []

    def reader(self, photos: Iterable[Photo], **_: Any) -> Iterator[tuple[Photo, Reading] | PhotoFailed]:
        for photo in photos:
            self.read.append(photo.path.name)
            text = self.signs.get(photo.path.name, "")
            if text == "!":
                yield PhotoFailed("read", photo.path, "Its text cannot be read.")
            else:
                yield photo, Reading(photo.id, (TextLine(text, 0.99, 0, 0, 1, 1),) if text else ())

    def run(self, cues: tuple[Cue, ...] = SIGNS, **settings: Any) -> list[Event]:
        self.read = []
        self.made = Pipeline(self.library, self.bundle, cues, Settings(threads=1, **settings))
        return list(self.made.run([self.photos], now=NOW))

    def because(self, name: str) -> tuple[str, ...]:
        found = next(one for one in answers(self.library, [self.photos]) if one.photo.path.name == name)
        return found.candidates[0].because


@pytest.fixture
def shop(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Shop:
    made = Shop(tmp_path, library)
    monkeypatch.setattr(pipeline, "read_photos", made.reader)
    monkeypatch.setattr(pipeline, "reader_name", lambda: "test 1")
    return made


def test_text_is_read_once_and_told(shop: Shop) -> None:
    shop.signs = {"1.jpg": "TRATTORIA"}
    events = shop.run()
    assert [event.total for event in events if isinstance(event, Started) and event.stage == "read"] == [3]
    assert sum(isinstance(event, PhotoDone) and event.stage == "read" for event in events) == 3
    assert [event.done for event in events if isinstance(event, Finished) and event.stage == "read"] == [3]
    assert any('"TRATTORIA" (Italian)' in one for one in shop.because("1.jpg"))
    assert {event.stage for event in shop.run() if isinstance(event, Started)} == {"scan"}


def test_what_is_read_later_makes_the_answers_anew(shop: Shop) -> None:
    shop.signs = {"1.jpg": "TRATTORIA"}
    shop.run(read_signs="off")
    assert shop.read == []
    assert not any("A sign" in one for one in shop.because("1.jpg"))
    shop.run(read_signs="auto")
    assert any("A sign" in one for one in shop.because("1.jpg"))


@pytest.mark.parametrize("cues", [(Pixels(),)])
def test_without_the_cue_nothing_is_read(shop: Shop, cues: tuple[Cue, ...]) -> None:
    shop.run(cues)
    assert shop.read == []


def test_without_the_extra_the_run_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "reader_name", lambda: None)
    shop.run()
    assert shop.read == []
    assert shop.because("1.jpg")


def test_a_picture_that_cannot_be_read_is_told_once_and_costs_nothing_else(shop: Shop) -> None:
    shop.signs = {"0.jpg": "!", "1.jpg": "TRATTORIA"}
    told = [event for event in shop.run() if isinstance(event, Skipped)]
    assert [(event.path.name, event.harmless) for event in told] == [("0.jpg", True)]
    assert shop.because("0.jpg")
    shop.run()
    assert shop.read == []


def test_a_run_stops_at_its_share_and_the_next_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_choice, "MOST_A_RUN", 2)
    shop.run()
    assert (shop.read, shop.made.unread) == (["0.jpg", "2.jpg"], 1)
    shop.run()
    assert (shop.read, shop.made.unread) == (["1.jpg"], 0)


def test_stopped_in_between_what_was_read_is_kept(shop: Shop) -> None:
    made = Pipeline(shop.library, shop.bundle, SIGNS, Settings(threads=1))
    running = made.run([shop.photos], now=NOW)
    for event in running:
        if isinstance(event, PhotoDone) and event.stage == "read":
            break
    running.close()  # type: ignore[attr-defined]
    assert len(shop.read) == 1
    first = shop.read[0]
    shop.run()
    assert sorted([first, *shop.read]) == ["0.jpg", "1.jpg", "2.jpg"]
