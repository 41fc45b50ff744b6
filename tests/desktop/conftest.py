"""What every test of the desktop gets: a session on a library of its own, and no thread left behind."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from whence_desktop.session import Session


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test whose jobs outlive it."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before and "whence" in thread.name]
    assert not left, f"threads left behind: {left}"


@pytest.fixture
def session(whence_home: Path) -> Iterator[Session]:
    """A session on an empty library."""
    whence_home.mkdir(parents=True, exist_ok=True)
    made = Session()
    yield made
    made.close()
