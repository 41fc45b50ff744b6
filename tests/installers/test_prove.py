"""The parts of the proof that need no system of their own: what is compared, what is read, where packages come from."""

import os
import stat
import struct
import subprocess
from pathlib import Path

import pytest

import proof.package
import proof.plugins
import proof.system
import proof.window
import prove
from proof.refusals import complaint
from proof.system import ProofError, System

ROWS = """\
http://first.invalid/debian/ bookworm main
http://first.invalid/debian/ bookworm contrib
http://first.invalid/debian/ bookworm-updates main
http://second.invalid/security/ bookworm-security main
http://third.invalid/other/ stable main
"""

on_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in for apt-get is a shell script")


@pytest.fixture
def system(tmp_path: Path) -> System:
    """A folder that stands for a system: a program, a link to it, and what changes whenever anything runs."""
    for name in ("usr/bin/whence", "var/log/apt.log", "proc/1", "procedure", "home/photographer/ledger"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "usr/bin/w").symlink_to("whence")
    return System(tmp_path)


def test_every_file_folder_and_link_is_compared_but_what_changes_by_itself(system: System) -> None:
    found = system.files()
    assert {name for name, what in found.items() if what != "folder"} == {
        "home/photographer/ledger",
        "procedure",
        "usr/bin/w",
        "usr/bin/whence",
    }
    assert found["usr/bin/w"] == "-> whence"


def test_a_byte_that_is_changed_is_seen(system: System) -> None:
    before = system.files()
    (system.root / "usr/bin/whence").write_text("usr/bin/whencE")
    after = system.files()
    assert {name for name in before if before[name] != after[name]} == {"usr/bin/whence"}


def test_one_can_ask_for_some_folders_alone(system: System) -> None:
    assert set(system.files("home/photographer")) == {"home/photographer/ledger"}


@on_posix
def test_packages_come_from_where_the_computer_takes_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(f"#!/bin/sh\nwhile read -r row; do echo \"$row\"; done <<'END'\n{ROWS}END\n")
    apt.chmod(apt.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert proof.system.sources("bookworm") == [
        ("http://first.invalid/debian/", "bookworm"),
        ("http://first.invalid/debian/", "bookworm-updates"),
        ("http://second.invalid/security/", "bookworm-security"),
    ]
    with pytest.raises(ProofError, match="knows no archive of trixie"):
        proof.system.sources("trixie")


def test_without_apt_there_is_nowhere_to_take_them_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProofError, match="it has none"):
        proof.system.sources("bookworm")


def test_the_picture_of_a_screen_is_read_with_its_colours(tmp_path: Path) -> None:
    header = [0] * 25
    header[0], header[4], header[5], header[12], header[19] = 104, 2, 1, 12, 1
    colour, pixels = bytes(12), bytes((255, 0, 0, 0, 0, 0, 255, 0)) + bytes(4)
    (tmp_path / "screen").write_bytes(struct.pack(">25I", *header) + bytes(4) + colour + pixels)
    image = proof.window.xwd(tmp_path / "screen")
    assert image.size == (2, 1)
    assert [image.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 255), (255, 0, 0)]


def test_of_all_that_dpkg_says_the_reason_is_shown() -> None:
    assert complaint("Unpacking\n error: No space left on device\nErrors\n") == "error: No space left on device"


def test_the_command_goes_by_what_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[object] = []
    monkeypatch.setattr(prove, "prove", lambda *arguments: given.extend(arguments))
    monkeypatch.setattr(
        "sys.argv",
        ["prove.py", *("--build", "b"), *("--package", "p.deb"), *("--work", str(tmp_path)), *("--suite", "trixie")],
    )
    assert prove.main() == 0
    assert given == [Path("b").absolute(), Path("p.deb"), tmp_path, "trixie"]
    assert capsys.readouterr().out == "Everything is as it should be.\n"


def test_what_is_not_as_it_should_be_ends_it_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ProofError("a library is not there")

    monkeypatch.setattr(prove, "prove", fails)
    monkeypatch.setattr("sys.argv", ["prove.py", "--suite", "trixie"])
    assert prove.main() == 1
    assert capsys.readouterr().err == "prove: a library is not there\n"


def test_a_file_with_two_names_takes_its_room_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(1000))
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    (tmp_path / "c").write_bytes(bytes(10))
    assert proof.package.disk_use(tmp_path) == 1010


def test_what_plugins_put_there_is_new_or_changed_and_holds_something() -> None:
    before = {"lua": "folder", "lua/luarc": "1", "lua/kept": "2"}
    after = {**before, "lua/luarc": "3", "lua/new": "4", "lua/more": "folder", "lua/empty": proof.plugins.EMPTY}
    assert proof.plugins.put(before, after) == ["lua/luarc", "lua/new"]


class Home(System):
    """A home in which whence-plugins is played: it writes one file a plug-in, and keeps those in `kept`."""

    __slots__ = ()
    kept: frozenset[str] = frozenset()
    names = b"/opt/whence/whence"

    def run(self, script: str, **_: object) -> subprocess.CompletedProcess[str]:
        """Put the file of a plug-in, or take it away."""
        name, remove = script.split()[1], script.endswith("--remove")
        file = self.root / "home" / proof.system.USER / name
        if not remove:
            file.write_bytes(self.names)
        elif name not in self.kept:
            file.unlink()
        return subprocess.CompletedProcess(script, 0, "", "")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The root of a system whose user has one file."""
    (tmp_path / "home" / proof.system.USER).mkdir(parents=True)
    (tmp_path / "home" / proof.system.USER / "ledger").write_text("mine")
    return tmp_path


def test_plugins_come_and_go(home: Path) -> None:
    said = proof.plugins.plugins(Home(home)).splitlines()
    assert [line.partition(":")[0] for line in said[:-1]] == list(proof.plugins.NAMES)
    assert "launcher: files put there: 1; the package is named in home/photographer/launcher" in said


def test_a_plugin_that_names_no_program_of_the_package_is_told(home: Path) -> None:
    class Elsewhere(Home):
        __slots__ = ()
        names = b"/usr/local/whence"

    with pytest.raises(ProofError, match="whence-plugins launcher put nothing there that names"):
        proof.plugins.plugins(Elsewhere(home))


def test_what_a_plugin_leaves_behind_is_told(home: Path) -> None:
    class Leaving(Home):
        __slots__ = ()
        kept = frozenset({"nemo"})

    with pytest.raises(ProofError, match="not as before: home/photographer/nemo"):
        proof.plugins.plugins(Leaving(home))
