"""What a selftest found is kept, and used only while it holds; the command line around it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundles import make_bundle
from makers import exif_block, jpeg

from whence_engine.cli.main import run
from whence_engine.cues.registry import load_cues
from whence_engine.errors import SelfTestError
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.library.selftests import NotedTest
from whence_engine.locate.shipped import method_of
from whence_engine.selftest.stored import stored_threshold

AT = datetime(2026, 1, 1, 12, 0)
CUES = ("neighbours", "zone")


@pytest.fixture(scope="module")
def folder_of_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("bundle") / "tiny")


def noted(bundle: Bundle, cues: Sequence[str] = CUES, **changes: Any) -> NotedTest:
    report = json.dumps([{"by": "all", "threshold": {"because": "Too few photos."}}])
    test = NotedTest(AT, "tiny 1.0", method_of(bundle, load_cues(cues)), 634, 0.05, 0.86, report)
    return replace(test, **changes)


def test_the_last_threshold_counts_and_names_its_test(library: Library, folder_of_bundle: Path) -> None:
    bundle = Bundle.open(folder_of_bundle)
    for threshold in (0.95, 0.86):
        library.ledger.selftests.note(noted(bundle, threshold=threshold))
    tested = stored_threshold(library, bundle, load_cues(CUES))
    assert tested.probability == 0.86
    assert tested.because == (
        "The selftest of 2026-01-01 12:00 on 634 photos: from 86 % on, surely at most 5 % are wrong."
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": "other 2.0"}, "was made with other 2.0, and this is tiny 1.0"),
        ({"method": "older"}, "was made with other cues or another version of Whence"),
        ({"threshold": None}, "could not find a threshold. Too few photos."),
    ],
)
def test_a_stale_or_empty_test_is_refused(
    changes: dict[str, Any], sentence: str, library: Library, folder_of_bundle: Path
) -> None:
    bundle = Bundle.open(folder_of_bundle)
    library.ledger.selftests.note(noted(bundle, **changes))
    with pytest.raises(SelfTestError, match=sentence):
        stored_threshold(library, bundle, load_cues(CUES))


def test_without_a_test_it_says_how_to_make_one(library: Library, folder_of_bundle: Path) -> None:
    with pytest.raises(SelfTestError, match=r"Run a selftest \(`whence selftest`\) on your photos first"):
        stored_threshold(library, Bundle.open(folder_of_bundle), load_cues(CUES))


def test_other_cues_make_another_method(library: Library, folder_of_bundle: Path) -> None:
    bundle = Bundle.open(folder_of_bundle)
    library.ledger.selftests.note(noted(bundle))
    with pytest.raises(SelfTestError, match="other cues"):
        stored_threshold(library, bundle, load_cues(CUES[:1]))


# --- the command line


@pytest.fixture
def photos(folder: Path) -> Path:
    """Six photos of an afternoon in Lisbon, four of them with a position."""
    for minute in range(6):
        block = exif_block(
            taken=f"2014:07:12 12:{10 * minute:02d}:00",
            gps=None if minute in {2, 4} else (38.72 + 0.001 * minute, -9.14),
        )
        jpeg(folder / f"{minute}.jpg", np.full((48, 64, 3), 40 * minute, np.uint8), exif=block)
    return folder


def test_one_row_for_each_way_and_one_for_all(
    photos: Path, folder_of_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["selftest", str(photos), "--model", str(folder_of_bundle), "--cues", ",".join(CUES)]
    assert run([*arguments, "--rates", "50", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["by"], row.get("rate")) for row in found] == [("day", 0.5), ("photo", 0.5), ("all", None)][1:]
    radii = {"1", "25", "200", "750", "2500"}
    for row in found:
        assert row["within_km"].keys() == row["calibration_error"].keys() == row["reliability"].keys() == radii
        assert row["cues"].keys() == set(CUES)
        assert row["nearest_in_time"]["answers"] == 1.0
    assert found[-1]["threshold"]["because"].startswith("Too few photos")
    assert found[-1]["positions"] == 4
    assert found[0]["photos"] == 2
    assert found[0]["within_km"]["25"] == 1.0


def test_it_is_told_in_words_and_the_threshold_is_then_refused(
    photos: Path, folder_of_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--model", str(folder_of_bundle), "--cues", ",".join(CUES)]
    assert run(["locate", str(photos), *chosen, "--auto-accept", "auto"]) == 1
    assert "Run a selftest (`whence selftest`) on your photos first." in capsys.readouterr().err
    assert run(["selftest", str(photos), *chosen, "--rates", "50"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("4 photos carry a position")
    assert "50 % of photos" in text
    assert "nearest in time" in text
    assert text.rstrip().splitlines()[-1].startswith("Too few photos for a threshold")
    assert run(["locate", str(photos), *chosen, "--auto-accept", "auto"]) == 1
    assert "could not find a threshold. Too few photos" in capsys.readouterr().err


def test_auto_accepts_at_the_stored_threshold(
    photos: Path, folder_of_bundle: Path, whence_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = Bundle.open(folder_of_bundle)
    with Library.open(whence_home / "library.sqlite") as library:
        library.ledger.selftests.note(noted(bundle, threshold=0.5))
    chosen = ["--model", str(folder_of_bundle), "--cues", ",".join(CUES)]
    assert run(["locate", str(photos), *chosen, "--auto-accept", "auto", "--json"]) == 0
    said = capsys.readouterr()
    assert "The selftest of 2026-01-01 12:00 on 634 photos" in said.err
    assert "photos accepted at 50 % or more" in said.err
    decided = [row["decision"] for row in map(json.loads, said.out.splitlines()) if row["decision"]]
    assert {one["by"] for one in decided} == {"threshold"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("selftest", "nowhere"),
        ("selftest", ".", "--rates", "many"),
        ("selftest", ".", "--rates", "0"),
        ("selftest", ".", "--rates", "101"),
        ("selftest", ".", "--error", "0.9"),
        ("locate", ".", "--auto-accept", "0.4"),
        ("locate", ".", "--auto-accept", "often"),
        ("locate", ".", "--coarsest", "city"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...]) -> None:
    assert run(list(arguments)) == 2


@pytest.mark.shared
def test_on_a_real_trip_it_prints_its_curve(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A trip of the test side, with the model that ships: reported, never fitted."""
    data = shared / "data"
    made = [sys.executable, str(data / "make_library.py"), str(data / "photos" / "set-24"), "--gps", "1"]
    subprocess.run([*made, "--to", str(tmp_path / "trip")], check=True, capture_output=True)
    assert (
        run(["selftest", str(tmp_path / "trip"), "--rates", "50", "--cues", "neighbours,names,pixels", "--json"]) == 0
    )
    found = {row["by"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert found["all"]["positions"] == 37
    assert found["photo"]["within_km"]["2500"] == 1.0
    assert found["photo"]["within_km"]["25"] >= found["photo"]["nearest_in_time"]["within_km"]["25"] - 0.15
    curve = found["all"]["reliability"]["25"]
    assert len(curve) == 10
    assert curve == sorted(curve, key=lambda point: point[0])
    assert sum(count for _, _, count in curve) >= found["all"]["photos"]
