"""digiKam's Batch Queue Manager runs the script: copies get accepted places, and nothing else is touched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from bundles import make_bundle
from children import whence
from makers import exif_block, gradient, jpeg

from plugins import install
from whence_engine.files import write

ODD = 'a "b" $(touch made) `touch made`.jpg'

SHELLS = ["sh", "bash"]
"""digiKam 7 starts one, digiKam 8 the other."""


@dataclass(frozen=True)
class Queue:
    """A folder of photos, its library, and what digiKam does for each photo that is queued."""

    photos: Path
    home: Path
    script: str

    def run(self, name: str, shell: str = "sh") -> tuple[int, Path]:
        """Let digiKam handle a photo: names put in between quotation marks, then the shell, told of the photo."""
        given, wanted = self.photos / name, self.photos / "BatchTool-EpEjEz-9e1c7a12.digikamtempfile.JPG"
        text = self.script.replace("$INPUT", f'"{given}"').replace("$OUTPUT", f'"{wanted}"')
        told = {"TITLE": "", "COMMENTS": "", "COLORLABEL": "0", "PICKLABEL": "0", "RATING": "-1", "TAGSPATH": ""}
        env = os.environ | told | {"WHENCE_HOME": str(self.home)}
        done = subprocess.run([shell, "-c", text], env=env, cwd=self.photos, check=False)
        return done.returncode, wanted


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evening of four photos, one with a position; two were accepted, one of them only as a country."""
    base = tmp_path_factory.mktemp("digikam")
    photos = base / "photos"
    photos.mkdir()
    for minute, name in enumerate(["placed.jpg", ODD, "open.jpg", "coarse.jpg"]):
        exif = exif_block(taken=f"2014:07:12 18:0{minute}:00", gps=(38.7139, -9.1334) if minute == 0 else None)
        jpeg(photos / name, np.roll(gradient(64, 48), 7 * minute, axis=1), exif=exif)
    model = make_bundle(base / "tiny")
    for command in (
        ["settings", "model", model],
        ["locate", photos],
        ["accept", photos / ODD, "--at", "38.71,-9.13", "--radius", "2"],
        ["accept", photos / "coarse.jpg", "--at", "39.5,-8.0", "--radius", "400"],
    ):
        assert whence(*map(str, command), home=base / "home").status == 0
    return base


@pytest.fixture
def queue(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """The script as it is installed; the command lies where its name must be quoted."""
    command = tmp_path / "it's here" / "whence"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = {sys.path!r}\n"
        "from whence_engine.cli.main import main\nmain()\n"
    )
    command.chmod(0o755)
    monkeypatch.setattr(install, "program", command.with_name)
    return Queue(saved / "photos", saved / "home", install.script(install.own().plugins / "digikam" / "whence.sh"))


@pytest.fixture
def contents(saved: Path) -> Callable[[], dict[str, bytes]]:
    return lambda: {path.name: path.read_bytes() for path in (saved / "photos").iterdir()}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_copy_gets_the_accepted_place_and_the_original_stays(
    queue: Queue, contents: Callable[[], dict[str, bytes]], shell: str
) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    before = contents()
    status, copy = queue.run(ODD, shell)
    assert status == 0
    assert write.position_in(copy.read_bytes()) == pytest.approx((38.71, -9.13), abs=1e-6)
    copy.unlink()
    assert contents() == before
    assert whence("written", "--json", home=queue.home).rows == []


@pytest.mark.parametrize("name", ["placed.jpg", "open.jpg", "coarse.jpg"])
def test_a_photo_with_a_position_or_without_a_near_enough_place_is_copied_as_it_is(queue: Queue, name: str) -> None:
    status, copy = queue.run(name)
    assert status == 0
    assert copy.read_bytes() == (queue.photos / name).read_bytes()
    copy.unlink()


def test_where_whence_cannot_be_asked_the_queue_is_told(queue: Queue, tmp_path: Path) -> None:
    lost = Queue(queue.photos, queue.home, queue.script.replace("/whence'", "/gone'"))
    status, copy = lost.run("open.jpg")
    assert status == 1
    copy.unlink()
