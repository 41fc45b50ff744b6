"""Where the package cannot be installed or the window not opened, that is said, and nothing is left half done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from proof.system import APT, USER, ProofError, System, unasked

Step = Callable[[str], AbstractContextManager[None]]
Told = Callable[[str], None]

SCREENS: Mapping[str, dict[str, str]] = {
    "no screen": {},
    "an X server that is gone": {"DISPLAY": ":4711"},
    "a Wayland compositor that is gone": {"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/tmp"},
}

OLD_LIBC = """
sed -i '/^Package: libc6$/,/^$/ s/^Version: .*/Version: 2.31-13/' /var/lib/dpkg/status
"""
"""Makes dpkg believe that this is the C library of 2020."""

NO_ROOM = f"""
mount -t tmpfs -o size=64m tmpfs /opt
if {APT} install /tmp/whence.deb; then exit 1; fi
if dpkg-query -W -f '${{db:Status-Status}}' whence | grep -x installed; then exit 1; fi
if find /opt -mindepth 1 | grep .; then exit 1; fi
"""

NO_ROOM_FOR_BOTH = f"""
mount -t tmpfs -o size=ROOMm tmpfs /opt
{APT} install /tmp/older.deb > /dev/null
find /opt -type f -exec sha256sum {{}} + | sort > before
if {APT} install /tmp/whence.deb; then exit 1; fi
find /opt -type f -exec sha256sum {{}} + | sort > after
cmp before after
dpkg-query -W -f '${{db:Status-Status}} ${{Version}}' whence | grep '^installed 0.0.1'
whence --version > /dev/null
"""


def screens(system: System, step: Step, told: Told) -> None:
    """Start the window where there is no screen; each time it is one sentence and status 1."""
    for name, environment in SCREENS.items():
        with step(f"The window, where there is {name}"):
            done = system.run("whence-desktop", user=USER, environment=environment, check=False)
            if done.returncode != 1 or done.stderr.count("\n") != 1:
                raise ProofError(f"it ended with {done.returncode} and said: {done.stderr}")
            told(done.stderr)


def installations(system: System, older: Path, newer: Path, step: Step, told: Told) -> None:
    """Install where one may not, where something is missing, and where there is no room; `system` is spent then.

    Parameters
    ----------
    system
        A fresh one.
    older, newer
        The same build under two version numbers.
    step, told
        Say what is proved now, and what was found.
    """
    system.put(older, "/tmp/older.deb")
    system.put(newer, "/tmp/whence.deb")
    with step("Installed by someone who may not"):
        done = system.run("dpkg -i /tmp/whence.deb", user=USER, check=False)
        refused(system, installed=done.returncode == 0)
        told(done.stderr)
    with step("Installed where there are 64 MB left"):
        done = system.run(NO_ROOM, network=True, environment=unasked())
        refused(system, installed=False)
        told(f"{complaint(done.stderr)}\nnothing is left below /opt, and dpkg counts it as not installed")
    with step("Upgraded where there is no room for the new beside the old"):
        room_m = int(system.run("dpkg-deb -f /tmp/older.deb Installed-Size").stdout) * 5 // 4096
        done = system.run(NO_ROOM_FOR_BOTH.replace("ROOM", str(room_m)), network=True, environment=unasked())
        told(f"{complaint(done.stderr)}\nthe old one is installed still, byte for byte, and runs")
    with step("Installed where the C library is too old"):
        system.run(OLD_LIBC)
        done = system.run("dpkg -i /tmp/whence.deb", check=False)
        if done.returncode == 0:
            raise ProofError("it can be installed beside a C library that it does not run with")
        told("\n".join(line for line in done.stderr.splitlines() if "libc6" in line))


def refused(system: System, *, installed: bool) -> None:
    """See that a refused installation left nothing."""
    if installed or (system.root / "opt/whence").exists() or (system.root / "usr/bin/whence").is_symlink():
        raise ProofError("it is there, though it could not be installed")


def complaint(said: str) -> str:
    """Return the sentence in which dpkg says what is the matter."""
    lines = [line.strip() for line in said.splitlines()]
    return next((line for line in lines if "No space left" in line), said)
