"""The tables of readings: kept by photo, gone with the picture, and what is read everywhere is found."""

from datetime import datetime
from pathlib import Path

import numpy as np
from makers import jpeg

from whence_engine.albums.arrange import arrange
from whence_engine.library.library import Library
from whence_engine.photo import Reading, TextLine
from whence_engine.scan.refresh import scan
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 1)


def line(text: str) -> TextLine:
    return TextLine(text, 0.9, 0.1, 0.2, 0.3, 0.4)


def stored(library: Library, folder: Path, *names: str) -> list[int]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        jpeg(folder / name)
    for _ in scan([folder], library, settings=Settings(), now=NOW):
        pass
    arrange(library)
    found = {photo.path.relative_to(folder).as_posix(): photo.id for photo in library.index.photos.under([folder])}
    return [found[name] for name in names]


def test_readings_are_kept_and_replaced(library: Library, folder: Path) -> None:
    one, two = stored(library, folder, "a/1.jpg", "a/2.jpg")
    table = library.index.readings
    table.store("old", [Reading(one, (line("Ausgang"), line("Eingang"))), Reading(two, ())])
    assert list(table.of([two, one])) == [Reading(one, (line("Ausgang"), line("Eingang")))]
    assert table.missing("old", [one, two]) == []
    assert table.missing("new", [one, two]) == [one, two]
    table.store("new", [Reading(one, (line("Sortie"),))])
    assert list(table.of([one])) == [Reading(one, (line("Sortie"),))]
    assert table.missing("new", [one, two]) == [two]


def test_a_changed_picture_loses_its_reading(library: Library, folder: Path) -> None:
    (one,) = stored(library, folder, "a/1.jpg")
    library.index.readings.store("old", [Reading(one, (line("Ausgang"),))])
    jpeg(folder / "a" / "1.jpg", np.full((90, 60, 3), 7, np.uint8))
    stored(library, folder)
    assert library.index.readings.missing("old", [one]) == [one]


def test_what_is_read_in_many_albums_is_found(library: Library, folder: Path) -> None:
    ids = stored(library, folder, "a/1.jpg", "b/1.jpg", "c/1.jpg", "c/2.jpg")
    shown = ["Bottle", "Bottle", "Bottle", "Shop"]
    library.index.readings.store("r", [Reading(i, (line(t),)) for i, t in zip(ids, shown, strict=True)])
    assert library.index.readings.widespread(["Bottle", "Shop", "Never"], 3) == {"Bottle"}
    assert library.index.readings.widespread(["Bottle", "Shop", "Never"], 4) == frozenset()
