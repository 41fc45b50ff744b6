"""A drive is unplugged in the midst of a run: its photos stay known, and come back with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from workshop import LONDON, NOW, PARIS, Workshop, photo

from whence_engine.accept.decide import decide
from whence_engine.events import AlbumDone, Event, Finished, PhotoDone, PhotoFailed, Skipped, Started
from whence_engine.library.library import Library
from whence_engine.photo import Action, DecidedBy, Decision

When = Callable[[Event], bool]

MOMENTS: dict[str, When] = {
    "before anything was read": lambda event: isinstance(event, Started) and event.stage == "scan",
    "after the first photo was read": lambda event: isinstance(event, PhotoDone) and event.stage == "scan",
    "when all were read": lambda event: isinstance(event, Finished) and event.stage == "scan",
    "before the network looked": lambda event: isinstance(event, Started) and event.stage == "infer",
    "after the network saw one": lambda event: isinstance(event, PhotoDone) and event.stage == "infer",
    "after one album was located": lambda event: isinstance(event, AlbumDone),
}


@pytest.fixture
def shop(tmp_path: Path, library: Library) -> Workshop:
    made = Workshop(tmp_path, library)
    for minute in range(3):
        photo(made.photos / "a" / f"paris-{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
        photo(made.photos / "b" / f"london-{minute}.jpg", LONDON, f"2016:07:12 18:0{minute}:00")
    return made


def unplugged_during(shop: Workshop, when: When) -> list[Event]:
    """Run, and rename the folder away at a moment; return what was told."""
    told = []
    for event in shop.start():
        told.append(event)
        if when(event) and shop.photos.exists():
            shop.photos.rename(shop.photos.with_name("elsewhere"))
    assert not shop.photos.exists()
    return told


def plug_in(shop: Workshop) -> None:
    shop.photos.with_name("elsewhere").rename(shop.photos)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_first_run_ends_well_and_the_next_one_finds_everything(shop: Workshop, moment: str) -> None:
    told = unplugged_during(shop, MOMENTS[moment])
    failed = [event for event in told if isinstance(event, (PhotoFailed, Skipped))]
    assert all("\n" not in event.reason for event in failed)
    assert all(answered.error is None for answered in shop.library.index.photos.all())
    plug_in(shop)
    shop.run()
    names = [answered.path.name for answered in shop.library.index.photos.all()]
    assert len(names) == 6
    assert all(shop.candidates(name) for name in names)


def test_known_photos_are_missing_not_forgotten(shop: Workshop) -> None:
    shop.run()
    before = {one.path.name: one.id for one in shop.library.index.photos.all()}
    first = next(shop.library.index.photos.all())
    decide(shop.library, first, Decision(Action.NO_PLACE, DecidedBy.PERSON, NOW))
    unplugged_during(shop, MOMENTS["before anything was read"])
    assert shop.library.index.photos.count() == 0
    assert {one.path.name: one.id for one, _ in shop.library.index.photos.missing()} == before
    plug_in(shop)
    assert shop.run() | {"located": 0} == {"read": 0, "seen": 0, "located": 0}
    assert {one.path.name: one.id for one in shop.library.index.photos.all()} == before
    assert shop.library.decisions([first])[first.id].action is Action.NO_PLACE
