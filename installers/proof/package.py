"""Every step of the proof that the Debian package works: installed, used, upgraded, removed, refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import builds.folder
import debian.depends
import debian.package
from proof import plugins, refusals, window
from proof.system import HOME, USER, ProofError, System, fresh

INSTALLERS = Path(__file__).resolve().parents[1]
OLDER = "0.0.1"
LOOKED_AT_WITH = ("libimage-exiftool-perl", "python3", "xvfb", "xdotool", "weston")
SMOKE = ("smoke.py", "proof/__init__.py", "proof/smoke.py", "proof/x_windows.py")
"""The script that tries a build, and what it imports."""

EMPTIED = frozenset({"opt"})
"""Folders that dpkg takes away when nothing is in them any more."""

PHOTO = "Pictures/1987 Lisboa/img001.jpg"


def prove(build: Path, package: Path | None, work: Path, suite: str) -> None:
    """Make the system and what packages are not made yet, and go through everything."""
    with step(f"A fresh Debian ({suite}), as small as can be"):
        base = fresh(work / "base", suite)
        told(f"{megabytes(disk_use(base.root))}, {len(base.installed())} packages")
    with step("The package, and one with a lower version number"):
        epoch = builds.folder.source_date()
        needs = debian.depends.needs(build)
        older = debian.package.package(build, work, epoch=epoch, version=OLDER, preset=0, needs=needs)
        newer = package or debian.package.package(build, work, epoch=epoch, needs=needs)
        told(f"{newer.name}: {megabytes(newer.stat().st_size)}, of a build of {megabytes(disk_use(build))}")
    system = base.copy(work / "system")
    before = system.files()
    with step("It is installed with what it needs and nothing else"):
        install(system, older)
    with step("Every library that it loads is there"):
        libraries(system)
    with step("An ordinary user works with it, without a network"):
        use(system)
    with step("A newer version over it keeps what the user has"):
        upgrade(system, newer)
    with step("Plug-ins go into the user's own folders, and away again"):
        told(plugins.plugins(system))
    refusals.screens(system, step, told)
    with step("Removed and purged, it leaves the user's own data and nothing else"):
        remove(system, before)
    with step("Installed again, with what it takes to look at it from outside"):
        system.install("/tmp/whence.deb", *LOOKED_AT_WITH)
    with step("The smoke test: scan, accept, write, read with exiftool, undo, compare"):
        smoke(system)
    with step("The window on an X server"):
        told(window.on_x(system, work / "window-x.png"))
    with step("The window on a Wayland compositor"):
        told(window.on_wayland(system))
    refusals.installations(base.copy(work / "refused"), older, newer, step, told)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is proved now, and how long it took."""
    print(f"* {title}", flush=True)
    start = time.monotonic()
    yield
    told(f"took {time.monotonic() - start:.0f} s")


def told(what: str) -> None:
    """Say what was found."""
    for line in what.splitlines():
        print(f"    {line}", flush=True)


def install(system: System, package: Path) -> None:
    """Install a package file by apt."""
    already = system.installed()
    system.put(package, "/tmp/whence.deb")
    system.install("/tmp/whence.deb")
    new = sorted(system.installed() - already - {"whence"})
    told(f"with {len(new)} packages that it needs: {' '.join(new)}")
    told(f"the system is {megabytes(disk_use(system.root))} now")


def libraries(system: System) -> None:
    """See that the loader finds whatever a binary of ours is linked against."""
    script = """
        export LD_LIBRARY_PATH=/opt/whence/_internal
        find /opt/whence -type f \\( -name '*.so*' -o -perm -u+x \\) | while read -r one; do
            ldd "$one" 2>/dev/null | sed -n "s|\\(.*\\) => not found|$one:\\1|p"
        done"""
    missing = system.run(script).stdout
    if missing:
        raise ProofError(f"libraries that are not there:\n{missing}")


def use(system: System) -> None:
    """Draw the sample library, locate an album, accept a place, write it."""
    script = f"""
        whence --version
        whence sample Pictures
        sha256sum '{PHOTO}' > before
        whence locate 'Pictures/1987 Lisboa'
        whence accept '{PHOTO}' --candidate 1
        whence apply
        ! sha256sum --status --check before
        whence doctor"""
    system.run(script, user=USER)
    told("one photo was located, accepted and written; whence doctor finds nothing wrong")


def upgrade(system: System, package: Path) -> None:
    """Install a newer version and see that data, decisions and the way back are kept."""
    version = "dpkg-query -W -f '${Version}' whence"
    before, data = system.run(version).stdout, system.files(f"home/{USER}")
    written = system.run("whence written --json", user=USER).stdout
    data = system.files(f"home/{USER}")
    system.put(package, "/tmp/whence.deb")
    system.install("/tmp/whence.deb")
    if system.files(f"home/{USER}") != data:
        raise ProofError("the upgrade changed something in the user's home")
    if system.run("whence written --json", user=USER).stdout != written:
        raise ProofError("the newer version does not know what the older one wrote")
    system.run("whence undo --all && sha256sum --check before", user=USER)
    told(
        f"from {before} to {system.run(version).stdout}; what the older one wrote, the newer takes back, byte for byte"
    )


def smoke(system: System) -> None:
    """Run the smoke test that every build goes through."""
    (system.root / "tmp" / "proof").mkdir(exist_ok=True)
    for name in SMOKE:
        system.put(INSTALLERS / name, f"/tmp/{name}")
    script = f"{window.X_SERVER}\npython3 /tmp/{SMOKE[0]} /usr/bin --window required"
    told(system.run(script, user=USER).stdout)


def remove(system: System, before: dict[str, str]) -> None:
    """Remove the package with all that came with it, and compare every file of the system with what was before."""
    home = HOME.lstrip("/")
    data = system.files(home)
    system.run("apt-get -q -y remove whence && dpkg --purge whence && apt-get -q -y autoremove --purge")
    after = system.files()
    if {name: what for name, what in after.items() if name.startswith(f"{home}/")} != data:
        raise ProofError("the removal changed something in the user's home")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    strange = sorted(name for name in changed - EMPTIED if not name.startswith(f"{home}/"))
    if strange:
        raise ProofError(f"after the removal the system is not as before: {' '.join(strange)}")
    told(f"{len(data)} files and folders of the user's are untouched; all {len(before)} of the system are as before")


def disk_use(root: Path) -> int:
    """Return the bytes of all files below `root`, of one with several names once."""
    found = (path.lstat() for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sum({status.st_ino: status.st_size for status in found}.values())


def megabytes(size: int) -> str:
    """Say a size."""
    return f"{size / 1e6:.0f} MB"
