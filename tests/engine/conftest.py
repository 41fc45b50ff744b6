"""A library, a folder of photos to work on, and a workshop with both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from workshop import PARIS, TOKYO, Workshop, photo

from whence_engine.library.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A new library, open."""
    with Library.open(tmp_path / "home" / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for photos."""
    path = tmp_path / "photos"
    path.mkdir()
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    """Four photos of Paris and three of Tokyo, years apart."""
    for minute in range(4):
        photo(tmp_path / "photos" / "a" / f"paris-{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
    for minute in range(3):
        photo(tmp_path / "photos" / "b" / f"tokyo-{minute}.jpg", TOKYO, f"2016:03:01 09:0{minute}:00")
    with Library.open(tmp_path / "home" / "library.sqlite") as library:
        yield Workshop(tmp_path, library)
