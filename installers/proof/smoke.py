"""What a build is tried on: locate, accept, write, read back, undo, a plug-in, the window; standard library only.

The library that is tried is rendered, and everything that is made lies in the folder that is given.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from proof import x_windows

PLACE = (38.7223, -9.1393)
"""Where the tried photo is said to have been taken, in degrees; Lisbon."""

APART = "2019-01 Patagonia/_MG_8311.tiff"
"""A photo of the rendered library whose decoder runs in a process of its own."""

LONGEST_S = 300.0
"""No step takes so long, on whatever machine."""


class FailedError(Exception):
    """What went wrong, as one sentence."""


class Trial:
    """One build, a home for it, and the log of what was tried."""

    def __init__(self, programs: Path, home: Path) -> None:
        self._programs = programs
        self._home = home
        self._environment = {**os.environ, "WHENCE_HOME": str(home / "home")}
        self.library = home / "sample"

    def step(self, name: str, work: Callable[[], str]) -> None:
        """Do one thing, and log how long it took and what it found."""
        began = time.monotonic()
        found = work()
        print(f"{time.monotonic() - began:7.2f} s  {name}{': ' if found else ''}{found}", flush=True)

    def program(self, name: str) -> Path:
        """Return where a program of the build lies."""
        return self._programs / (f"{name}.exe" if sys.platform == "win32" else name)

    def whence(self, *arguments: object, fails: bool = False) -> str:
        """Run the command line and return what it printed."""
        done = self._run([str(self.program("whence")), *map(str, arguments)])
        if (done.returncode != 0) != fails:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise FailedError(
                f"whence {' '.join(map(str, arguments))} ended with {done.returncode}: {said[-1] if said else ''}"
            )
        return done.stdout

    def rows(self, *arguments: object) -> list[Mapping[str, object]]:
        """Run the command line and return the rows that it printed."""
        return [json.loads(line) for line in self.whence(*arguments, "--json").splitlines()]

    def put_plugin(self, *arguments: str) -> Path:
        """Run the installer of plug-ins for a person of its own; return the folder of that person's data."""
        data = self._home / "data"
        places = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"), str(data))
        done = self._run([str(self.program("whence-plugins")), *arguments], places)
        if done.returncode != 0:
            said = done.stderr.strip()
            raise FailedError(f"whence-plugins {' '.join(arguments)} ended with {done.returncode}: {said}")
        return data

    def start_window(self, folder: Path) -> subprocess.Popen[bytes]:
        """Start the window on a folder."""
        command = [str(self.program("whence-desktop")), str(folder)]
        environment = self._environment | {"QT_QPA_PLATFORM": "xcb"}
        with (self._home / "window.log").open("wb") as log:
            return subprocess.Popen(command, env=environment, cwd=self._home, stdout=log, stderr=log)

    def window_log(self) -> str:
        """Return what the window printed."""
        return (self._home / "window.log").read_text(encoding="utf-8", errors="replace").strip()

    def _run(
        self, command: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                command,
                env=self._environment | dict(variables or {}),
                cwd=self._home,
                capture_output=True,
                check=False,
                encoding="utf-8",
                errors="replace",
                timeout=LONGEST_S,
            )
        except subprocess.TimeoutExpired as error:
            raise FailedError(f"{' '.join(command)} did not end within {LONGEST_S:.0f} s.") from error


def doctor(trial: Trial) -> str:
    """Ask the build whether it has everything that it needs."""
    told = trial.whence("doctor")
    cues = next((line for line in told.splitlines() if line.startswith("cues: ")), "")
    if cues.count(",") != 9:
        raise FailedError(f"The build does not have its ten cues ({cues}).")
    for wanted in ("text in pictures: rapidocr", "model starter: sound", "gazetteer: sound"):
        if wanted not in told:
            raise FailedError(f"whence doctor does not say {wanted!r}.")
    return trial.whence("--version").strip()


def locate(trial: Trial, photos: Sequence[Path]) -> str:
    """Locate three photos: one by its folder's name, one in a format whose decoder runs apart."""
    rows = trial.rows("locate", *photos)
    if len(rows) != len(photos):
        raise FailedError(f"{len(photos)} photos gave {len(rows)} rows.")
    for row in rows:
        if row["error"] or not row["candidates"]:
            raise FailedError(f"{row['path']} was not located: {row['error']}")
    return f"{len(rows)} photos"


def write(trial: Trial, photo: Path) -> str:
    """Accept a place, write it, and read it back."""
    trial.whence("accept", photo, "--at", ",".join(map(str, PLACE)))
    rows = trial.rows("apply")
    if [row["action"] for row in rows] != ["exif"]:
        raise FailedError(f"The photo was not written: {rows}")
    found, reader = read_back(trial, photo)
    if max(abs(found[0] - PLACE[0]), abs(found[1] - PLACE[1])) > 1e-5:
        raise FailedError(f"{reader} reads {found} from the photo instead of {PLACE}.")
    return f"read back by {reader}"


def read_back(trial: Trial, photo: Path) -> tuple[tuple[float, float], str]:
    """Return the position that a photo states, and who read it: exiftool where there is one."""
    if shutil.which("exiftool"):
        ask = ["exiftool", "-n", "-json", "-GPSLatitude", "-GPSLongitude", str(photo)]
        row = json.loads(subprocess.run(ask, capture_output=True, check=True, timeout=LONGEST_S).stdout)[0]
        return (row.get("GPSLatitude", 0.0), row.get("GPSLongitude", 0.0)), "exiftool"
    position = trial.rows("locate", photo)[0]["position"]
    if not isinstance(position, dict):
        raise FailedError("The photo states no position after it was written.")
    return (position["lat"], position["lon"]), "Whence"


def undo(trial: Trial, photo: Path, before: str) -> str:
    """Take the write back and compare the bytes."""
    trial.whence("undo", "--last")
    if digest(photo) != before:
        raise FailedError("Undo did not give the same bytes back.")
    return "the same bytes"


def plugins(trial: Trial) -> str:
    """Put a plug-in where another program looks for it, with the command of this build in it, and take it away."""
    script = trial.put_plugin("digikam") / "whence" / "digikam.sh"
    if str(trial.program("whence").resolve()) not in script.read_text(encoding="utf-8"):
        raise FailedError(f"{script} does not name the command of this build.")
    trial.put_plugin("digikam", "--remove")
    if script.exists():
        raise FailedError(f"{script} was not taken away.")
    return "put there and taken away"


def window(trial: Trial, folder: Path) -> str:
    """Open the window on a folder, wait until it is up, and close it as a person would."""
    process = trial.start_window(folder)
    try:
        with x_windows.Display() as display:
            began = time.monotonic()
            shown = None
            while shown is None:
                if process.poll() is not None:
                    raise FailedError(f"The window ended with {process.returncode}: {trial.window_log()}")
                if time.monotonic() - began > LONGEST_S:
                    raise FailedError("The window did not come up.")
                time.sleep(0.02)
                shown = display.find("whence")
            up = time.monotonic() - began
            time.sleep(2.0)  # what starts after the first frame has to work as well
            display.close_window(shown)
        status = process.wait(LONGEST_S)
    except (x_windows.DisplayError, subprocess.TimeoutExpired) as error:
        raise FailedError(f"The window did not close: {error}") from error
    finally:
        process.kill()
        process.wait()
    if status != 0 or "Traceback" in trial.window_log():
        raise FailedError(f"The window ended with {status}: {trial.window_log()}")
    return f"up after {up:.2f} s"


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def smoke(programs: Path, home: Path, windows: str) -> None:
    """Try everything, one step after the other.

    Raises
    ------
    FailedError
        At the first step that fails.
    """
    trial = Trial(programs.resolve(), home)
    trial.step("doctor", lambda: doctor(trial))
    trial.step("sample", lambda: trial.whence("sample", trial.library)[:0])
    photo = next(iter(sorted((trial.library / "1987 Lisboa").glob("*.jpg"))))
    other = next(iter(sorted((trial.library / "2014-08 Bretagne").glob("*.JPG"))))
    before = digest(photo)
    trial.step("locate", lambda: locate(trial, [photo, other, trial.library / APART]))
    trial.step("accept and apply", lambda: write(trial, photo))
    trial.step("undo", lambda: undo(trial, photo, before))
    trial.step("plug-ins", lambda: plugins(trial))
    if windows == "none" or (windows == "if-possible" and not os.environ.get("DISPLAY")):
        print("           the window was not tried" + ("" if windows == "none" else ": no DISPLAY"), flush=True)
    else:
        trial.step("window", lambda: window(trial, photo.parent))
