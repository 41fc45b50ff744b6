"""Plug-ins are put where other programs look for them, found there by those, and taken away without a trace."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plugins import install

OPENER = install.opener


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's folders, and Whence in a place whose name wants to be quoted."""
    made = tmp_path / "home"
    programs = tmp_path / 'my 100% "new" $programs'
    programs.mkdir()
    for name in ("whence", "whence-desktop"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    monkeypatch.setattr(install, "program", lambda name: programs / name)
    monkeypatch.setattr(install, "opener", lambda _: "")  # asking for each type takes seconds
    monkeypatch.setenv("HOME", str(made))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return made


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def put(name: str, home: Path, *more: str) -> int:
    to = ["--to", str(home / "Modules")] if name == "lightroom" else []
    return install.main([name, *to, *more])


@pytest.mark.parametrize("name", install.PLUGINS)
def test_what_is_put_there_is_taken_away(name: str, home: Path) -> None:
    assert put(name, home) == 0
    own = files(home)
    assert own
    assert put(name, home) == 0, "a second time is an update"
    assert files(home) == own
    assert put(name, home, "--remove") == 0
    left = files(home)
    assert not any("whence" in path and "icons" not in path and "applications" not in path for path in left)
    assert put("nautilus", home, "--remove") == 0
    assert files(home) <= {".config/darktable/luarc", ".local/share/applications/mimeinfo.cache"}
    assert put(name, home, "--remove") == 0, "what is gone is gone"


def test_the_launcher_stays_for_the_others(home: Path) -> None:
    for name in ("nemo", "dolphin"):
        put(name, home)
    put("nemo", home, "--remove")
    share = home / ".local" / "share"
    assert not (share / "nemo").exists()
    assert (share / "kio" / "servicemenus" / "whence.desktop").exists()
    assert (share / "applications" / "whence.desktop").exists()


def test_what_others_put_beside_it_stays(home: Path) -> None:
    mine = home / ".local" / "share" / "nemo" / "actions" / "mine.nemo_action"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    put("nemo", home)
    put("nemo", home, "--remove")
    assert mine.read_text() == "mine"


@pytest.mark.skipif(not shutil.which("update-desktop-database"), reason="desktop-file-utils is not installed")
def test_desktops_that_go_by_a_list_are_told(home: Path) -> None:
    cache = home / ".local" / "share" / "applications" / "mimeinfo.cache"
    put("nautilus", home)
    assert "image/jpeg=whence.desktop;" in cache.read_text().splitlines()
    put("nautilus", home, "--remove")
    assert "whence" not in cache.read_text()


@pytest.mark.skipif(not shutil.which("xdg-mime"), reason="xdg-utils is not installed")
def test_photos_and_folders_open_with_what_they_opened_with(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A launcher of one's own comes before those of the system, unless someone chose."""
    system = tmp_path / "system"
    (system / "applications").mkdir(parents=True)
    (system / "applications" / "viewer.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Viewer\nExec=true %F\nMimeType=image/jpeg;inode/directory;\n"
    )
    monkeypatch.setenv("XDG_DATA_DIRS", str(system))
    for name in ("XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "KDE_FULL_SESSION", "GNOME_DESKTOP_SESSION_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(install, "opener", OPENER)
    monkeypatch.setattr(install, "opened_types", lambda: ["image/jpeg", "inode/directory", "image/heic"])
    (home / ".config").mkdir(parents=True)
    put("nautilus", home)
    openers = [OPENER(one) for one in install.opened_types()]
    assert openers == ["viewer.desktop", "viewer.desktop", "whence.desktop"]


def test_the_folders_that_a_person_named_are_used(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    put("nemo", home)
    assert (tmp_path / "elsewhere" / "nemo" / "actions" / "whence.nemo_action").exists()
    assert not home.exists()


def test_darktables_list_keeps_its_other_lines(home: Path) -> None:
    luarc = home / ".config" / "darktable" / "luarc"
    luarc.parent.mkdir(parents=True)
    luarc.write_text('require "official/enfuse"')
    for _ in range(2):
        put("darktable", home)
        assert luarc.read_text() == 'require "official/enfuse"\nrequire "whence"\n'
    put("darktable", home, "--remove")
    assert luarc.read_text() == 'require "official/enfuse"\n'


def test_without_a_program_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install, "ROOT", tmp_path)
    assert install.main(["nautilus"]) == 1
    assert capsys.readouterr().err == (
        "install: There is no whence-desktop yet: run `python3 installers/bootstrap.py run` first.\n"
    )
    assert install.main(["nautilus", "--remove"]) == 0


def test_a_folder_that_cannot_be_written_is_a_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / ".local").mkdir(parents=True)
    (home / ".local" / "share").write_text("a file")
    assert put("nautilus", home) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="Lightroom runs here")
def test_where_lightroom_does_not_run_its_folder_must_be_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(["lightroom"]) == 1
    assert "--to FOLDER" in capsys.readouterr().err


def test_lightroom_gets_what_its_modules_ask_for(home: Path) -> None:
    put("lightroom", home)
    folder = home / "Modules" / "whence.lrplugin"
    asked = {
        line.split('"')[1]
        for path in folder.glob("*.lua")
        for line in path.read_text().splitlines()
        if "require " in line
    }
    assert asked <= {path.stem for path in folder.glob("*.lua")}


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-validate is not installed")
def test_the_launcher_is_one_to_those_who_read_it(home: Path) -> None:
    put("dolphin", home)
    share = home / ".local" / "share"
    judged = [
        subprocess.run(["desktop-file-validate", path], capture_output=True, text=True, check=False)
        for path in (share / "applications" / "whence.desktop", share / "kio" / "servicemenus" / "whence.desktop")
    ]
    assert judged[0].stdout == ""
    # KDE's own service menus are told the same two things: the format is older than the rule.
    complaints = judged[1].stdout.splitlines()
    assert [line.split('"')[1] for line in complaints] == ["MimeType", "Actions"]


def test_a_service_menu_in_a_persons_own_folder_is_a_program(home: Path) -> None:
    """KDE runs no other since 5.85."""
    put("dolphin", home)
    assert (home / ".local" / "share" / "kio" / "servicemenus" / "whence.desktop").stat().st_mode & 0o100


@pytest.mark.parametrize("path", ["desktops/whence.nemo_action", "desktops/whence-servicemenu.desktop"])
def test_entries_speak_english_and_german(path: str) -> None:
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read(install.HERE / path, encoding="utf-8")
    for section in parsed.values():
        for key in ("Name", "Comment"):
            if key in section and section.name != "Desktop Entry":
                assert f"{key}[de]" in section
