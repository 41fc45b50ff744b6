"""What the system must provide: found missing, installed where allowed, named where not."""

import os
import stat
from pathlib import Path

import pytest

import system_packages

pytestmark = pytest.mark.skipif(os.name != "posix", reason="stand-ins for apt-get and sudo are shell scripts")


class Machine:
    """A PATH of stand-ins that note what they are asked; whatever is not put there does not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder, folder / "calls"
        self.calls.write_text("")
        self.said: list[str] = []
        self.script("env", 'shift; exec "$@"')

    def script(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.calls}"\n{body}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def asked(self, name: str) -> list[str]:
        return [line for line in self.calls.read_text().splitlines() if line.startswith(f"{name} ")]

    def provide(self, *packages: str) -> str | None:
        return system_packages.provide(packages, self.said.append)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return Machine(tmp_path)


def test_root_installs_what_is_missing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.script("apt-get", "exit 0")
    assert machine.provide("libegl1", "libgl1") is None
    assert machine.asked("apt-get") == ["apt-get -q install -y --no-install-recommends libegl1 libgl1"]
    assert machine.said == ["Installing system packages: libegl1 libgl1."]


def test_package_lists_are_fetched_when_the_first_try_fails(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    lists = machine.folder / "lists"
    machine.script("apt-get", f'if [ "$2" = update ]; then : > "{lists}"; fi; [ -e "{lists}" ]')
    assert machine.provide("libegl1") is None
    assert [call.split()[2] for call in machine.asked("apt-get")] == ["install", "update", "install"]


def test_a_user_who_may_use_sudo_without_a_password_installs_too(machine: Machine) -> None:
    machine.script("apt-get", "exit 0")
    machine.script("sudo", 'shift; exec "$@"')
    machine.script("true", "exit 0")
    assert machine.provide("libegl1") is None
    assert machine.asked("sudo")[0] == "sudo -n true"
    assert machine.asked("apt-get")


@pytest.mark.parametrize("sudo", ["refuses", "is not there"])
def test_whoever_may_not_install_is_told_what_to_install(machine: Machine, sudo: str) -> None:
    machine.script("apt-get", "exit 0")
    if sudo == "refuses":
        machine.script("sudo", "exit 1")
    assert machine.provide("libegl1", "libgl1") == "sudo apt-get install libegl1 libgl1"
    assert machine.asked("apt-get") == []


def test_a_failing_apt_ends_in_the_same_advice(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.script("apt-get", "exit 100")
    assert machine.provide("libegl1") == "sudo apt-get install libegl1"


def test_without_apt_the_names_are_all_that_can_be_said(machine: Machine) -> None:
    assert machine.provide("libEGL.so.1") == "install libEGL.so.1"


def test_nothing_is_asked_when_nothing_is_missing(machine: Machine) -> None:
    assert machine.provide() is None
    assert machine.calls.read_text() == ""


def test_a_library_that_does_not_load_is_named_by_its_package(machine: Machine) -> None:
    wanted = {"libc.so.6": "libc6", "libnothing.so.7": "libnothing7"}
    assert system_packages.missing_libraries(wanted) == ["libnothing.so.7"]
    machine.script("apt-get", "exit 0")
    assert system_packages.missing_libraries(wanted) == ["libnothing7"]


def test_a_program_that_is_not_on_the_path_is_named_by_its_package(machine: Machine) -> None:
    assert system_packages.missing_programs({"exiftool": "libimage-exiftool-perl"}) == []
    machine.script("apt-get", "exit 0")
    machine.script("strace", "exit 0")
    wanted = {"exiftool": "libimage-exiftool-perl", "strace": "strace"}
    assert system_packages.missing_programs(wanted) == ["libimage-exiftool-perl"]
