"""Paths as people see them."""

from pathlib import Path

import pytest

from whence_desktop.spelling import spelled


def test_the_own_folder_is_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "anna")
    assert spelled(tmp_path / "anna" / "Pictures" / "a.jpg") == str(Path("~/Pictures/a.jpg"))
    assert spelled(tmp_path / "annabel" / "a.jpg") == str(tmp_path / "annabel" / "a.jpg")


def test_bytes_that_are_no_text_are_escaped() -> None:
    assert spelled(Path("/photos/caf\udce9.jpg")).endswith(r"caf\udce9.jpg")
