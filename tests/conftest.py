"""What every test gets: folders of its own, and real data only where it is there."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("WHENCE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
"""Real photos and camera files; they lie beside a developer's checkout and are never committed."""


@pytest.fixture(autouse=True)
def whence_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the user's own library and settings."""
    home = tmp_path / "whence-home"
    monkeypatch.setenv("WHENCE_HOME", str(home))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return home


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real photos and camera files.

    A test that asks for it is marked `shared`; `.ci/run` fails when the folder is there and such a test is skipped.
    """
    if not SHARED.is_dir():
        pytest.skip(f"real data is not beside this checkout: {SHARED}")
    return SHARED
