"""Plug-ins are put where other programs look for them, found there by those, and taken away without a trace."""

import configparser
import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import builds.share
from debian.package import PROGRAMS
from plugins import install

OPENER, PROGRAM = install.opener, install.program


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
    shared = ("applications/", "icons/", "mime/")
    assert not any("whence" in path and not any(one in path for one in shared) for path in left)
    assert put("nautilus", home, "--remove") == 0
    left = {path for path in files(home) if not path.startswith(".local/share/mime/")}
    assert left <= {".config/darktable/luarc", ".local/share/applications/mimeinfo.cache"}
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


@pytest.mark.skipif(not shutil.which("update-mime-database"), reason="shared-mime-info is not installed")
def test_model_files_have_a_type_as_long_as_whence_is_there(home: Path) -> None:
    names = home / ".local" / "share" / "mime" / "globs2"
    put("launcher", home)
    assert "50:application/x-whence-model:*.whence" in names.read_text().splitlines()
    put("launcher", home, "--remove")
    assert "whence" not in names.read_text()


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
    bare = dataclasses.replace(install.own(), programs=tmp_path)
    monkeypatch.setattr(install, "own", lambda: bare)
    assert install.main(["nautilus"]) == 1
    assert capsys.readouterr().err == (
        "whence: There is no whence-desktop yet: run `python3 installers/bootstrap.py run` first.\n"
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
    parsed.read(install.own().plugins / path, encoding="utf-8")
    for section in parsed.values():
        for key in ("Name", "Comment"):
            if key in section and section.name != "Desktop Entry":
                assert f"{key}[de]" in section


# --- from a folder that needs no checkout


@pytest.fixture
def unpacked(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for an unpacked archive: the programs, the icons, and what the build carries for other programs."""
    folder = tmp_path / "Programs of mine" / "whence-1.0"
    icons = folder / "_internal" / "whence_desktop" / "icons"
    icons.mkdir(parents=True)
    shutil.copy(install.ROOT / "desktop" / "whence_desktop" / "icons" / "48.png", icons)
    for name in PROGRAMS:
        (folder / name).write_text("#!/bin/sh\n")
    builds.share.share(folder)
    monkeypatch.setattr(install, "ROOT", tmp_path / "there is no checkout")
    monkeypatch.setattr(install, "program", PROGRAM)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "whence-plugins"))
    return folder


def naming(home: Path, folder: Path) -> set[str]:
    """The installed files that name a folder, spelled as each of them does."""
    spelled = {str(folder), install.lua_string(folder)[1:-1]}
    return {name for name in files(home) if any(one.encode() in (home / name).read_bytes() for one in spelled)}


STARTER = {
    "darktable": ".config/darktable/lua/whence/program.lua",
    "digikam": ".local/share/whence/digikam.sh",
    "dolphin": ".local/share/kio/servicemenus/whence.desktop",
    "launcher": ".local/share/applications/whence.desktop",
    "lightroom": "Modules/whence.lrplugin/program.lua",
    "nautilus": ".local/share/applications/whence.desktop",
    "nemo": ".local/share/nemo/actions/whence.nemo_action",
}
"""Which file of each plug-in says where Whence lies."""


@pytest.mark.parametrize("name", install.PLUGINS)
def test_an_unpacked_archive_puts_its_plug_ins_there_and_takes_them_away(
    name: str, home: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert put(name, home) == 0
    assert STARTER[name] in naming(home, unpacked)
    moved = unpacked.rename(unpacked.parent / "jetzt drüben")
    monkeypatch.setattr(sys, "executable", str(moved / "whence-plugins"))
    assert put(name, home) == 0, "after it was moved, a second time finds it"
    assert STARTER[name] in naming(home, moved)
    assert naming(home, unpacked) == set()
    assert put(name, home, "--remove") == 0
    assert not (home / STARTER[name]).exists()


def test_an_archive_whose_command_is_gone_says_what_to_do(
    home: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    (unpacked / "whence").unlink()
    assert put("darktable", home) == 1
    assert f"it has to lie in {unpacked}, so unpack Whence again" in capsys.readouterr().err


@pytest.mark.usefixtures("home", "unpacked")
def test_the_command_of_an_archive_is_the_one_that_its_help_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        install.main(["--help"])
    told = capsys.readouterr().out
    assert "whence-plugins darktable" in told
    assert "install.py" not in told


def test_what_is_carried_is_what_is_installed_and_nothing_else() -> None:
    names = {path.name for path in builds.share.sources()}
    assert {"whence.desktop", "whence-mime.xml", "whence.lua", "whence.sh", "Info.lua", "whence.nemo_action"} <= names
    assert not {"install.py", "README.md", "whence.metainfo.xml", "lintian-overrides"} & names
