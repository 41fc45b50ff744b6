"""The whole way of a photo, with every connection refused and told: in the command and in the workers it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from contract import rows_of
from geoclips import colour_at, make_published
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]

REFUSING = """
import os, sys

def refuse(event, arguments):
    reaches_out = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.bind")
    if reaches_out or (event == "socket.__new__" and arguments[1] in (2, 10)):
        with open(os.environ["WHENCE_TEST_REACHED_OUT"], "a") as told:
            told.write(f"{event} {arguments} in {sys.argv}\\n")
        raise OSError("no network here")

sys.addaudithook(refuse)
"""
"""Python imports `sitecustomize` when it starts, in worker processes too. Families 2 and 10 are IPv4 and IPv6."""


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(REFUSING)
    paths = os.pathsep.join([str(tmp_path / "site"), str(ROOT / "engine")])
    return os.environ | {"PYTHONPATH": paths, "WHENCE_TEST_REACHED_OUT": str(tmp_path / "reached out")}


def whence(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from whence_engine.cli.main import main; main()", *words],
        capture_output=True, text=True, check=False, env=environment, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guard_refuses_and_tells(offline: dict[str, str]) -> None:
    code = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=offline)
    assert done.returncode == 1
    assert Path(offline["WHENCE_TEST_REACHED_OUT"]).exists()


def test_no_step_from_scan_to_undo_opens_a_connection(offline: dict[str, str], tmp_path: Path) -> None:
    photos = tmp_path / "photos" / "Lisboa 2014"
    photos.mkdir(parents=True)
    picture = Image.new("RGB", (320, 240), colour_at(38.7, -9.1))
    photo = photos / "one.jpg"
    for path in (photo, photos / "two.webp", photos / "three.tiff"):
        picture.save(path)
    published = make_published(tmp_path / "published")
    whence(offline, "models", "install", "geoclip", "--from", str(published))
    rows = rows_of("locate", whence(offline, "locate", str(photos), "--model", "geoclip", "--json"))
    assert all(row["candidates"] for row in rows)
    whence(offline, "locate", str(photos), "--report", str(tmp_path / "report.html"))
    whence(offline, "accept", str(photo), "--candidate", "1")
    whence(offline, "apply")
    whence(offline, "undo", "--last")
    whence(offline, "places", "Lisboa")
    whence(offline, "doctor")
    assert not Path(offline["WHENCE_TEST_REACHED_OUT"]).exists()
