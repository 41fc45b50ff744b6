"""What a person hears of the library on the command line."""

from pathlib import Path

import pytest

from whence_engine.cli.main import run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "words.jpg").write_bytes(b"no picture")
    return folder


def test_a_photo_that_cannot_be_read_fails_every_scan_and_not_only_the_first(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert run(["scan", str(broken)]) == 1
        assert "1 photo, 1 of them cannot be read" in capsys.readouterr().err


def test_a_person_hears_that_a_damaged_index_was_put_aside(
    broken: Path, whence_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["scan", str(broken)])
    (whence_home / "library.sqlite").write_bytes(b"noise" * 1000)
    capsys.readouterr()
    assert run(["scan", str(broken)]) == 1
    assert "The index was damaged and is kept as library.damaged-1.sqlite" in capsys.readouterr().err
