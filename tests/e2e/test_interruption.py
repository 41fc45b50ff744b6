"""Stopped anywhere, by a person or by the system, the work done is kept and the next run goes on from there."""

import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundles import colour_of, make_bundle
from children import start, struck_at, whence
from makers import exif_block, jpeg

from whence_engine.cli.main import run

PHOTOS, DAYS = 300, 12
BATCH = 250  # files that a scan stores together

INSIDE = {
    "scan": ("whence_engine.scan.refresh", "read_photo", 270),
    "inference": ("whence_engine.inference.single", "prepare", 200),
    "locating": ("whence_engine.pipeline:Review", "update", 6),
}
"""Where the signal comes: in the midst of the second batch, of the network's work, of the sixth album."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred photos of a dozen days, each day in a city of its own."""
    root = tmp_path_factory.mktemp("photos")
    for number in range(PHOTOS):
        day, minute = number % DAYS, number // DAYS
        picture = np.full((24, 32, 3), colour_of(day), np.uint8)
        picture[:, : minute + 1] //= 2
        taken = exif_block(taken=f"2014:07:{day + 10:02} 18:{minute:02}:00", make="Stein", model="D40")
        jpeg(root / f"{number:03}.jpg", picture, exif=taken)
    return root


@pytest.fixture(scope="module")
def uninterrupted(folder: Path, model: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    done = whence("locate", "--json", folder, "--model", model, home=tmp_path_factory.mktemp("undisturbed"))
    assert done.status == 0, done.err
    assert len(done.rows) == PHOTOS
    return done.rows


@pytest.fixture(params=[signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def number(request: pytest.FixtureRequest) -> signal.Signals:
    return signal.Signals(request.param)


def count(home: Path, table: str) -> int:
    with closing(sqlite3.connect(home / "library.sqlite")) as index:
        return int(index.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize("stage", INSIDE)
def test_a_run_that_was_stopped_goes_on_and_ends_with_the_same_answers(
    *,
    stage: str,
    number: signal.Signals,
    folder: Path,
    model: Path,
    whence_home: Path,
    uninterrupted: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = whence(
        "locate", "--json", folder, "--model", model, home=whence_home, prelude=struck_at(*INSIDE[stage], number)
    )
    assert not done.out
    if number == signal.SIGINT:
        assert done.status == 130
        assert done.err.endswith("Interrupted; what is done is kept, and the next run goes on from here.\n")
        assert "Traceback" not in done.err
    else:
        assert done.status == -signal.SIGKILL
    if stage == "scan":
        assert count(whence_home, "photo") == BATCH
    elif stage == "inference":
        assert 64 <= count(whence_home, "prediction") < PHOTOS
    else:
        assert 0 < count(whence_home, "result") < PHOTOS

    assert run(["status", "--json"]) == 0, "nothing holds the library"
    capsys.readouterr()
    assert run(["locate", "--json", str(folder), "--model", str(model)]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == uninterrupted
    assert run(["doctor"]) == 0


def test_whoever_has_read_enough_may_hang_up(folder: Path, model: Path, whence_home: Path) -> None:
    with start("locate", "--json", folder, "--model", model, home=whence_home) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        first = json.loads(child.stdout.readline())
        child.stdout.close()
        said = child.stderr.read().decode()
    assert Path(first["path"]).parent == folder
    assert child.returncode == 1
    assert "Traceback" not in said
    assert "Exception" not in said
