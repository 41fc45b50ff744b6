"""What file managers start is started as they do it, and hands over exactly the files that were chosen."""

import configparser
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from plugins import install
from whence_desktop import app
from whence_desktop.app import Gate
from whence_engine.paths import folders

NAMES = [
    "plain.jpg",
    "two words.jpg",
    "50% off.jpg",
    "it's.jpg",
    'a "quote".jpg',
    "$HOME `id`.jpg",
    "Grüße.jpg",
    "-x.jpg",
]
LIMIT_S = 120

posix = pytest.mark.skipif(os.name != "posix", reason="these file managers run on Linux")


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "so many % 'names' here"
    folder.mkdir()
    made = [folder / name for name in NAMES]
    for path in made:
        path.write_bytes(b"")
    return made


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's data folder, in which launchers lie that start the real program, from a place with a space in it."""
    programs = tmp_path / "my programs"
    programs.mkdir()
    program = programs / "whence-desktop"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = {sys.path!r}\n"
        "from whence_desktop.start import main\nsys.exit(main())\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(install, "program", lambda name: programs / name)
    monkeypatch.setattr(install, "opener", lambda _: "")  # asking for each type takes seconds
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    for name in ("nautilus", "nemo", "dolphin"):
        assert install.main([name]) == 0
    return tmp_path / "share"


@pytest.fixture
def arrived(whence_home: Path, qtbot: QtBot) -> Iterator[list[list[Path]]]:
    """What the window that is open already was handed, start by start."""
    whence_home.mkdir(parents=True, exist_ok=True)
    gate = Gate(app._address(folders().data))
    handed: list[list[Path]] = []
    gate.arrived.connect(handed.append)
    gate.open()
    yield handed
    gate.close()


def entry(path: Path, section: str) -> configparser.SectionProxy:
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.read(path, encoding="utf-8")
    return parsed[section]


def by_the_specification(path: Path, section: str, chosen: list[Path]) -> list[str]:
    """The command line of a desktop entry: the value's escapes, words, and field codes, which stand for whole words."""
    value = entry(path, section)["exec"].replace("\\\\", "\\")
    words = shlex.split(value)
    assert words[-1] == "%F"
    return [*(word.replace("%%", "%") for word in words[:-1]), *map(str, chosen)]


def as_nemo_does(path: Path, chosen: list[Path]) -> list[str]:
    """Nemo puts each address between the quotation marks that the action asks for, and splits the line like a shell."""
    action = entry(path, "Nemo Action")
    assert action["quote"] == "double"
    addresses = " ".join(f'"{one.as_uri()}"' for one in chosen)
    return shlex.split(action["exec"].replace("%U", addresses))


def start(command: list[str], qtbot: QtBot, arrived: list[list[Path]]) -> None:
    before = len(arrived)
    with subprocess.Popen(command, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}) as child:
        qtbot.waitUntil(lambda: len(arrived) > before or child.poll() not in {None, 0}, timeout=LIMIT_S * 1000)
        assert child.wait(LIMIT_S) == 0


@posix
def test_every_file_manager_hands_over_the_chosen_files(
    share: Path, photos: list[Path], arrived: list[list[Path]], qtbot: QtBot
) -> None:
    launcher, menu = share / "applications" / "whence.desktop", share / "kio" / "servicemenus" / "whence.desktop"
    for command in (
        by_the_specification(launcher, "Desktop Entry", photos),
        by_the_specification(menu, "Desktop Action whence", photos),
        as_nemo_does(share / "nemo" / "actions" / "whence.nemo_action", photos),
    ):
        start(command, qtbot, arrived)
    assert arrived == [photos] * 3


@posix
@pytest.mark.parametrize("path", ["/photos/a b.jpg", "/photos/\udcff.jpg", "/photos/100%.jpg", "/photos/#1?.jpg"])
def test_an_address_names_the_same_file_as_its_path(path: str) -> None:
    assert app.named(Path(path).as_uri()) == app.named(path) == Path(path)


def test_a_name_that_only_begins_like_an_address_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert app.named("file:notes.jpg") == tmp_path / "file:notes.jpg"
