"""Recipes of the help that are not commands of ours: reports of two computers become one, as the page says."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from desktop_photos import make_photos

from whence_desktop.help.pages import load
from whence_engine.cli.main import run

_NEEDED = ("sh", "awk", "cat")


def recipe(language: str, program: str) -> str:
    """The one line of the page for archives that starts a program."""
    (page,) = [page for page in load(language) if page.name == "archives"]
    (line,) = [line for line in page.markdown.splitlines() if line.startswith(f"{program} ")]
    return line


def table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two computers said of their photos: a table, and lines of JSON."""
    folder = tmp_path_factory.mktemp("reports")
    for name, count in (("anna", 2), ("ben", 3)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WHENCE_HOME", str(folder / f"{name}-home"))
            photos = folder / f"{name}, 2009\nLisboa"
            make_photos(photos, count)
            assert run(["settings", "read_signs", "off"]) == 0
            assert run(["locate", str(photos), "--report", str(folder / f"{name}.csv")]) == 0
    return folder


@pytest.mark.skipif(not all(map(shutil.which, _NEEDED)), reason="this system has no sh, awk or cat")
@pytest.mark.parametrize("language", ["en", "de"])
def test_tables_of_two_computers_become_one(reports: Path, language: str) -> None:
    subprocess.run(["sh", "-c", recipe(language, "awk")], cwd=reports, check=True)
    both = table(reports / "all.txt")
    assert both == [*table(reports / "anna.csv"), *table(reports / "ben.csv")]
    assert len({row["path"] for row in both}) == 5


@pytest.mark.skipif(not all(map(shutil.which, _NEEDED)), reason="this system has no sh, awk or cat")
@pytest.mark.parametrize("language", ["en", "de"])
def test_lines_of_json_are_put_together_as_they_are(
    reports: Path, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("anna", "ben"):
        monkeypatch.setenv("WHENCE_HOME", str(reports / f"{name}-home"))
        capsys.readouterr()
        assert run(["locate", str(reports / f"{name}, 2009\nLisboa"), "--json"]) == 0
        (reports / f"{name}.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    subprocess.run(["sh", "-c", recipe(language, "cat")], cwd=reports, check=True)
    rows = [json.loads(line) for line in (reports / "all.txt").read_text(encoding="utf-8").splitlines()]
    assert len({row["path"] for row in rows}) == 5
