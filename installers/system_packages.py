"""What only the operating system can provide: Qt's libraries, and the programs that tests ask for a second opinion.

Installed through apt where that is allowed, named exactly where it is not. Standard library only: bootstrap uses it
before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

QT_LIBRARIES: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's libraries and its X11 and Wayland plug-ins load from the system, and the Debian package of each."""

REFEREES: Mapping[str, str] = {
    "appstreamcli": "appstream",
    "darktable": "darktable",
    "desktop-file-validate": "desktop-file-utils",
    "dpkg-shlibdeps": "dpkg-dev",
    "exiftool": "libimage-exiftool-perl",
    "exiv2": "exiv2",
    "lua5.1": "lua5.1",
    "lua5.4": "lua5.4",
    "man": "man-db",
    "strace": "strace",
    "xdg-mime": "xdg-utils",
    "Xvfb": "xvfb",
}
"""Programs that tests ask for a second opinion, and the Debian package of each; without them those are skipped."""


def missing_libraries(wanted: Mapping[str, str]) -> list[str]:
    """Return the Debian packages (without apt: the libraries) that Linux's loader does not find."""
    if sys.platform != "linux":
        return []
    missing = []
    for library, package in wanted.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package if shutil.which("apt-get") else library)
    return missing


def missing_programs(wanted: Mapping[str, str]) -> list[str]:
    """Return the Debian packages of those programs that are not on the PATH; nothing where there is no apt."""
    if not shutil.which("apt-get"):
        return []
    return [package for name, package in wanted.items() if not shutil.which(name)]


def provide(packages: Sequence[str], say: Callable[[str], None]) -> str | None:
    """Install `packages` where that is allowed.

    Returns
    -------
    str | None
        None when all is there now, otherwise what a person can do about it.
    """
    if not packages:
        return None
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        return f"install {names}"
    apt = allowed_apt()
    if apt:
        say(f"Installing system packages: {names}.")
        install = [*apt, "install", "-y", "--no-install-recommends", *packages]
        # A fresh container has no package lists, and old lists name versions that are gone.
        if succeeds(install) or (succeeds([*apt, "update"]) and succeeds(install)):
            return None
    return f"sudo apt-get install {names}"


def allowed_apt() -> list[str] | None:
    """Return how to start apt-get with the right to install, or None."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    if os.geteuid() == 0:
        return apt
    return ["sudo", "-n", *apt] if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]) else None


def succeeds(command: Sequence[str]) -> bool:
    """Run a command of the system without its talk; tell whether it succeeded."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
