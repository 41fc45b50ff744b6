"""The program as its users start it: a process of its own, the rendered sample library, the model that ships."""

import csv
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from contract import rows_of

from whence_engine.geo.sphere import distance_km
from whence_engine.sample.make import truth_table

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {".jpg", ".png", ".webp", ".tiff", ".dng"}


def whence(*arguments: str | Path) -> list[str]:
    """The command line that starts whence: the installed script, or the checkout where it is not installed."""
    script = shutil.which("whence", path=str(Path(sys.executable).parent))
    start = [script] if script else [sys.executable, "-c", "from whence_engine.cli.main import main; main()"]
    return [*start, *map(str, arguments)]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "WHENCE_HOME": str(home), "PYTHONPATH": str(ROOT / "engine")}


def started(home: Path, stdout: int, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """Start whence and return at once; whoever reads only one of two pipes to their end waits for ever."""
    return subprocess.Popen(whence(*arguments), env=environment(home), stdout=stdout, stderr=subprocess.PIPE)


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        whence(*arguments), env=environment(home), capture_output=True, text=True, errors="surrogateescape", check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def located(sample_library: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """`whence locate --json` on the sample library, run once."""
    return run(home, "locate", sample_library, "--json")


@pytest.fixture(scope="module")
def rows(located: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in rows_of("locate", located.stdout)}


def truth(library: Path) -> list[dict[str, str]]:
    with truth_table(library).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# --- the sample library through the command line


def test_sample_draws_a_library_with_its_truth_beside_it_and_only_once(tmp_path: Path) -> None:
    first = run(tmp_path / "home", "sample", tmp_path / "sample")
    assert (first.returncode, first.stdout) == (0, "")
    assert len(list((tmp_path / "sample").rglob("*.*"))) > 120
    assert truth_table(tmp_path / "sample").is_file()
    assert str(truth_table(tmp_path / "sample")) in first.stderr
    second = run(tmp_path / "home", "sample", tmp_path / "sample")
    assert second.returncode == 2
    assert "name a new folder" in second.stderr
    assert "Traceback" not in second.stderr


# --- locate


def test_locate_prints_one_row_of_the_contract_for_every_picture(
    located: subprocess.CompletedProcess[str], rows: dict[str, dict[str, Any]], sample_library: Path
) -> None:
    pictures = [str(path) for path in sample_library.rglob("*") if path.suffix.lower() in PICTURES]
    assert sorted(rows) == sorted(pictures)
    assert len(located.stdout.splitlines()) == len(rows)


def test_some_photos_are_broken_so_it_ends_with_1_and_names_each(
    located: subprocess.CompletedProcess[str], rows: dict[str, dict[str, Any]]
) -> None:
    failed = [path for path, row in rows.items() if row["error"]]
    assert located.returncode == 1
    assert failed
    assert all("Rescued from the old stick" in path for path in failed)
    assert all(path in located.stderr for path in failed)
    assert "Traceback" not in located.stderr


def test_positions_that_are_known_are_told(rows: dict[str, dict[str, Any]], sample_library: Path) -> None:
    for row in truth(sample_library):
        position = rows[str(sample_library / row["path"])]["position"]
        assert (position is None) == (row["hidden"] == "1")
        if position:
            assert position["lat"] == pytest.approx(float(row["lat"]), abs=1e-5)
            assert position["lon"] == pytest.approx(float(row["lon"]), abs=1e-5)


def test_a_camera_without_a_receiver_is_placed_by_the_telephone_that_went_along(
    rows: dict[str, dict[str, Any]], sample_library: Path
) -> None:
    lost = [row for row in truth(sample_library) if row["hidden"] == "1" and "101_PANA" in row["path"]]
    assert len(lost) >= 5
    for row in lost:
        best = rows[str(sample_library / row["path"])]["candidates"][0]
        assert distance_km(float(row["lat"]), float(row["lon"]), best["lat"], best["lon"]) < 25


def test_a_second_run_says_the_same(
    located: subprocess.CompletedProcess[str], sample_library: Path, home: Path
) -> None:
    again = run(home, "locate", sample_library, "--json")
    assert again.stdout == located.stdout
    assert again.returncode == located.returncode


def test_without_json_people_get_albums_and_every_photo_a_line(
    located: subprocess.CompletedProcess[str], rows: dict[str, dict[str, Any]], sample_library: Path, home: Path
) -> None:
    read = run(home, "locate", sample_library)
    assert read.stdout.count("Album ") >= 10
    alone = [path for path in rows if not path.endswith(".DNG")]
    assert all(Path(path).name in read.stdout for path in alone)


# --- how it ends


@pytest.mark.parametrize(
    "arguments",
    [["locate"], ["locate", "--colour", "x"], ["dance"], ["accept", "--candidate", "1"], ["geotag", "a.jpg"]],
    ids=" ".join,
)
def test_wrong_use_ends_with_2(arguments: list[str], tmp_path: Path) -> None:
    ended = run(tmp_path, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    ended = run(tmp_path / "home", "locate", tmp_path / "nowhere")
    assert "nowhere" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_whoever_reads_only_the_first_line_causes_no_complaint(
    located: subprocess.CompletedProcess[str], sample_library: Path, home: Path
) -> None:
    with started(home, subprocess.PIPE, "locate", sample_library, "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches another process only on POSIX")
def test_ctrl_c_ends_with_130_and_the_next_run_goes_on(sample_library: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with started(home, subprocess.DEVNULL, "locate", sample_library, "--json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if b"Rescued" in line:  # told while scanning; the network has yet to look at anything
                process.send_signal(signal.SIGINT)
                break
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert "the next run goes on" in said
    assert "Traceback" not in said
    assert len(run(home, "locate", sample_library, "--json").stdout.splitlines()) > 120
