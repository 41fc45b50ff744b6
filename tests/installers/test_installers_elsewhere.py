"""What can be held of the builds for Windows and macOS without those systems: pins, and that what they name exists."""

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "build.yml"
INNO = ROOT / "installers" / "windows" / "whence.iss"
IMAGE = ROOT / "installers" / "macos" / "disk_image.sh"


def steps() -> list[dict[str, Any]]:
    yaml = pytest.importorskip("yaml", reason="needs PyYAML, which the extra `signs` brings")
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert len(used) >= 9
    assert [one for one in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", one)] == []


def test_every_file_that_a_step_runs_exists() -> None:
    commands = "\n".join(step.get("run", "") for step in steps()).replace("\\", "/")
    named = set(re.findall(r"installers/[\w./-]+\.\w+", commands))
    assert {"installers/build.py", "installers/smoke.py", "installers/windows/whence.iss"} <= named
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("file", [WORKFLOW, INNO, IMAGE], ids=lambda file: file.name)
def test_nothing_is_fetched_from_an_address(file: Path) -> None:
    assert "://" not in file.read_text(encoding="utf-8")


def test_the_installer_for_windows_takes_what_a_folder_build_holds() -> None:
    text = INNO.read_text(encoding="utf-8")
    assert (INNO.parent / re.findall(r"^SetupIconFile=(.+)$", text, re.MULTILINE)[0]).is_file()
    assert {"LICENSE", "whence-desktop.exe"} <= set(re.findall(r"\\(LICENSE|whence-desktop\.exe)", text))
    sections = re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)
    assert len(sections) == len(set(sections))


def test_both_languages_of_the_installer_say_the_same_things() -> None:
    text = INNO.read_text(encoding="utf-8")
    said = re.findall(r"^(english|german)\.(\w+)=(.+)$", text, re.MULTILINE)
    english, german = ({name for language, name, _ in said if language == one} for one in ("english", "german"))
    assert english == german
    assert set(re.findall(r"\{cm:(\w+)", text)) - {"LaunchProgram"} <= english
