"""A library and a folder of photos to work on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
