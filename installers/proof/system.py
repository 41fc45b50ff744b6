"""A Debian of its own in a folder, to install things into as on a fresh computer.

What runs in it has process table, mounts and, unless it fetches packages, no network of its own: nothing reaches the
computer that it runs on, and what a program leaves running ends with it. Needs root, as debootstrap does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

USER = "photographer"
HOME = f"/home/{USER}"
BASE_PACKAGES = ("debian-archive-keyring",)
UNSHARE = ("unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child")
ENTER = (
    'mount --make-rprivate / && mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/dev/shm" && exec chroot "$@"'
)
APT = "apt-get -q -y --no-install-recommends"
CHANGING = (
    *("dev/", "proc/", "run/", "sys/", "tmp/"),
    *("etc/ld.so.cache/", "var/cache/", "var/lib/apt/", "var/lib/dpkg/", "var/log/"),
)
"""What says nothing about a package: what runs, and what apt and dpkg note of what they did."""

COPIED = ("Acquire::Check-Date", "Acquire::Check-Valid-Until", "Acquire::http::Proxy", "Acquire::https::Proxy")
"""Settings of the computer's own apt without which nothing might be fetched from it."""


class ProofError(Exception):
    """What could not be proved, or keeps us from proving anything."""


@dataclass(frozen=True, slots=True)
class System:
    """A Debian in the folder `root`."""

    root: Path

    def run(
        self,
        script: str,
        *,
        user: str = "root",
        network: bool = False,
        environment: Mapping[str, str] | None = None,
        check: bool = True,
        limit_s: float = 1200,
    ) -> subprocess.CompletedProcess[str]:
        """Run a shell script in it.

        Parameters
        ----------
        script
            As `sh` reads it; a failing command ends it.
        user
            Who runs it.
        network
            Whether it can reach anything outside.
        environment
            Variables besides `HOME`, `PATH` and `LANG`.
        check
            Whether a failure is an error, told with what was said.
        limit_s
            How long it may take.
        """
        home = HOME if user == USER else "/root"
        variables = {"HOME": home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **(environment or {})}
        command = [*UNSHARE, *(() if network else ("--net",)), "sh", "-c", ENTER, str(self.root)]
        command += [f"--userspec={user}", str(self.root), "sh", "-ec", f"cd {home}\n{script}"]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=limit_s, check=False)
        if check and done.returncode != 0:
            raise ProofError(f"{script.strip()}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def install(self, *what: str) -> None:
        """Install packages, or package files, with what they need and nothing that they only recommend."""
        self.run(f"{APT} install {' '.join(what)}", network=True, environment=unasked())

    def installed(self) -> set[str]:
        """Return the names of all installed packages."""
        asked = self.run("dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n'").stdout
        return {line.split()[1] for line in asked.splitlines() if line.startswith("ii")}

    def files(self, *below: str) -> dict[str, str]:
        """Return each path in it, or in those folders of it, and what is there: a digest, a link, a folder."""
        found: dict[str, str] = {}
        for folder in below or (".",):
            for path in walk(self.root / folder):
                name = path.relative_to(self.root).as_posix()
                if below or not f"{name}/".startswith(CHANGING):
                    found[name] = what_is(path)
        return found

    def put(self, source: Path, at: str) -> None:
        """Copy a file into it."""
        shutil.copyfile(source, self.root / at.lstrip("/"))

    def copy(self, root: Path) -> System:
        """Return a copy of it in another folder, in place of what was there."""
        if root.exists():
            shutil.rmtree(root)
        subprocess.run(["cp", "-a", "--reflink=auto", self.root, root], check=True)
        return System(root)


def unasked() -> dict[str, str]:
    """Return the environment for apt: it asks nothing, and goes through the same proxy as the computer."""
    proxies = {name: value for name, value in os.environ.items() if name.lower() in {"http_proxy", "https_proxy"}}
    return {"DEBIAN_FRONTEND": "noninteractive", **proxies}


def walk(folder: Path) -> Iterator[Path]:
    """Yield everything below `folder`, links not followed."""
    for at, names, files in os.walk(folder):
        yield from (Path(at) / name for name in (*names, *files))


def what_is(path: Path) -> str:
    """Return what tells whether what is at `path` was changed."""
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if path.is_dir():
        return "folder"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "special"


def fresh(base: Path, suite: str) -> System:
    """Return a minimal Debian with one ordinary user; the one in `base` where there is one already."""
    system = System(base)
    done = base / "etc" / "whence-base"
    if done.exists():
        return system
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise ProofError("a system of its own needs root and debootstrap: apt-get install debootstrap")
    entries = sources(suite)
    if base.exists():
        shutil.rmtree(base)
    base.parent.mkdir(parents=True, exist_ok=True)
    mirror = next(uri for uri, release in entries if release == suite)
    included = ",".join(BASE_PACKAGES)
    bootstrap = ["debootstrap", "--variant=minbase", f"--include={included}", suite, str(base), mirror]
    told = subprocess.run(bootstrap, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise ProofError(f"debootstrap did not succeed: {told.stdout.splitlines()[-1]}")
    lines = "".join(f"deb {uri} {release} main\n" for uri, release in entries)
    (base / "etc/apt/sources.list").write_text(lines, encoding="utf-8")
    (base / "etc/apt/apt.conf.d/99-as-outside").write_text("".join(apt_settings()), encoding="utf-8")
    system.run(f"{APT} update && {APT} upgrade && useradd -m {USER}", network=True, environment=unasked())
    done.touch()
    return system


def sources(suite: str) -> list[tuple[str, str]]:
    """Return address and name of each archive of `suite` that the computer's own apt uses."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    try:
        rows = {tuple(line.split()) for line in output(asked).splitlines()}
    except (FileNotFoundError, subprocess.CalledProcessError):
        raise ProofError("the archives to install from are those of the computer's own apt, and it has none") from None
    found = sorted((uri, release) for uri, release, part in rows if part == "main" and release.startswith(suite))
    if suite not in [release for _, release in found]:
        raise ProofError(f"the computer's own apt knows no archive of {suite}; name one that it knows by --suite")
    return found


def apt_settings() -> list[str]:
    """Return the settings of the computer's own apt that the new one shares."""
    return [f"{line}\n" for line in output(["apt-config", "dump"]).splitlines() if line.startswith(COPIED)]


def output(command: Sequence[str]) -> str:
    """Return what a program says."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
