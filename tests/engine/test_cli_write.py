"""`whence apply` and `undo` as a person sees them: how far they are, and what an interruption leaves."""

from pathlib import Path

import click
import pytest
from accepting import accept, make, position

from whence_engine.accept import batch
from whence_engine.cli import progress
from whence_engine.cli.main import run
from whence_engine.library.library import Library

COUNT = 7


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    file = tmp_path / "library.sqlite"
    with Library.open(file) as opened:
        for number in range(COUNT):
            accept(opened, make(folder, f"{number:03}.jpg"))
    return file


def test_a_pipe_is_told_now_and_then_how_far_it_is(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_EVERY_S", 0.0)
    for command, words in ((["apply"], "Writing"), (["undo", "--last"], "Undoing")):
        assert run([*command, "--library", str(library)]) == 0
        said = capsys.readouterr()
        assert len(said.out.splitlines()) == COUNT
        assert f"{words}: 3 of {COUNT} photos" in said.err
        assert words not in said.out


def test_short_work_is_not_commented_on_but_for_the_way_back(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "--library", str(library)]) == 0
    assert capsys.readouterr().err == "`whence undo --last` takes that back.\n"


def test_a_terminal_gets_a_bar(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run(["apply", "--library", str(library)]) == 0
    said = capsys.readouterr()
    assert f"0/{COUNT}" in said.err
    assert len(said.out.splitlines()) == COUNT


def test_interrupted_work_goes_on_where_it_was(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch, "GROUP", 2)
    echo, said = click.echo, []

    def impatient(message: str, **options: object) -> None:
        said.append(message)
        if len(said) == 3:
            raise KeyboardInterrupt
        echo(message, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(click, "echo", impatient)
        assert run(["apply", "--library", str(library)]) == 130
    folder = library.parent / "photos"
    before = {path for path in folder.iterdir() if position(path) is not None}
    assert len(before) == 4
    capsys.readouterr()
    assert run(["apply", "--library", str(library)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == COUNT - len(before)
    assert all(position(path) is not None for path in folder.iterdir())
