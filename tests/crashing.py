"""Writes that are killed, or refused by the system, at every system call; strace does the killing.

A child is forked for every point, so that the interpreter's start costs nothing and the count begins where the write
does. The child waits until strace is attached, then writes (or undoes) and ends.
"""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from tiff_blocks import Made, camera_exif, jpeg, old_gps, picture

from whence_engine.accept import batch
from whence_engine.accept.geotag import geotag
from whence_engine.accept.turn import recover
from whence_engine.accept.undo import undo
from whence_engine.errors import WhenceError
from whence_engine.library.library import Library
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 2)
_CALL = re.compile(r"^\d+ +(\w+)\(")
BUG = "a bug came to light"
"""How a complaint begins that is about an error without a sentence, not about the files."""
_ATTEMPTS = 3
_PR_SET_PTRACER = 0x59616D61
_REFUSABLE = """
    openat read write pwrite64 pread64 fsync fdatasync rename unlink link linkat flock fchmod fchown ftruncate
    newfstatat fstat utimensat lseek fcntl close getdents64
"""
SEEN_BY_FILES = frozenset(_REFUSABLE.split())
"""System calls that a file system can refuse."""


@dataclass(frozen=True)
class Point:
    """The nth call of one system call; `error` is what it returns, or None where the process is killed there."""

    call: str
    nth: int
    error: str | None = None

    @property
    def injection(self) -> str:
        return f"{self.call}:{f'error={self.error}' if self.error else 'signal=KILL'}:when={self.nth}"


class Serial:
    """Stands in for the pool of threads: system calls are counted per thread."""

    def __init__(self, _: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        return map(function, items)

    def submit(self, function: Callable[..., Any], *items: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(function(*items))
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done


class Scene:
    """Three photos and a library: one written new, one corrected, one that only a sidecar can serve."""

    def __init__(self, folder: Path, *, undoing: bool) -> None:
        self.folder, self.undoing = folder, undoing
        self.photos, self.home = folder / "photos", folder / "home"
        self.kept = folder / "kept"
        self.photos.mkdir()
        (self.photos / "new.jpg").write_bytes(jpeg(Made(exif=camera_exif()).block(), base=picture(1)))
        (self.photos / "old.jpg").write_bytes(jpeg(Made(">", gps=old_gps(">")).block(), base=picture(2)))
        (self.photos / "bad.jpg").write_bytes(jpeg(b"II*\0 no Exif", base=picture(3)))
        self.originals = contents(self.photos)
        with Library.open(self.home / "library.sqlite") as library:
            if undoing:
                self.order(library)
        self.before = contents(self.photos)
        shutil.copytree(self.photos, self.kept / "photos")
        shutil.copytree(self.home, self.kept / "home")
        self.act()
        self.after = contents(self.photos)

    def reset(self) -> None:
        """Bring photos and library back to where the act begins."""
        for name in ("photos", "home"):
            shutil.rmtree(self.folder / name)
            shutil.copytree(self.kept / name, self.folder / name)

    def order(self, library: Library) -> None:
        paths = [self.photos / name for name in ("bad.jpg", "new.jpg", "old.jpg")]
        list(geotag(library, paths, lat_deg=1.5, lon_deg=-2.5, settings=Settings(), now=NOW))

    def act(self) -> None:
        """What is killed: open the library, write or undo, close."""
        with Library.open(self.home / "library.sqlite") as library:
            if self.undoing:
                list(undo(library, everything=True, now=NOW))
            else:
                self.order(library)

    def verdict(self) -> str:
        """Start again, as after a crash, and say what is wrong; empty when nothing is."""
        found = contents(self.photos)
        for name in found.keys() | self.before.keys():
            served = name.endswith(".jpg.xmp") and not self.undoing  # a sidecar in place of a file that was refused
            known = {self.before.get(name), self.after.get(name)}
            if not name.startswith(".whence-") and not served and found.get(name) not in known:
                return f"{name} is neither the old nor the new file"
        with Library.open(self.home / "library.sqlite") as library:
            recover(library.ledger, NOW)
            if any(name.startswith(".whence-") for name in contents(self.photos)):
                return "a temporary file is left"
            changed = {name for name in found if found[name] != self.originals.get(name) and name[0] != "."}
            noted = {record.target.name for record in library.ledger.writes.standing()}
            if changed != noted:
                return f"the journal says {sorted(noted)}, the folder says {sorted(changed)}"
            list(undo(library, everything=True, now=NOW))
        return "" if contents(self.photos) == self.originals else "undo does not give the originals back"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def available() -> str:
    """Say why no crash can be staged here; empty when one can."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "strace, which does the killing, is not installed"
    with subprocess.Popen(["sleep", "30"]) as victim:
        try:
            attached = subprocess.run(
                ["timeout", "1", "strace", "-e", "trace=none", "-p", str(victim.pid)], capture_output=True, check=False
            )
        finally:
            victim.kill()
    return "" if b"attached" in attached.stderr else "strace is not allowed to attach to processes here"


def calls(scene: Scene) -> list[Point]:
    """Return every system call of the unharmed act, in order: the kill points."""
    trace = scene.folder / "trace"
    status, _ = traced(scene, ["-o", str(trace)])
    assert status == 0, "the unharmed act fails"
    counted: Counter[str] = Counter()
    points = []
    for line in trace.read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match and match[1] != "exit_group":
            counted[match[1]] += 1
            points.append(Point(match[1], counted[match[1]]))
    scene.reset()
    return points


def struck(scene: Scene, point: Point) -> tuple[str, bool]:
    """Strike at one point; return what is wrong afterwards, and whether the act was struck at all."""
    scene.reset()
    status, said = traced(scene, ["-o", "/dev/null", "-e", f"inject={point.injection}"])
    complaint = scene.verdict()
    if status == 3:
        complaint = complaint or f"{BUG}: {said}"
    return complaint, status != 0


def traced(scene: Scene, options: list[str]) -> tuple[int, str]:
    """Run the act in a child under strace; return its exit status (negative: the signal) and its last words."""
    for _ in range(_ATTEMPTS):
        outcome = _traced(scene, options)
        if outcome is not None:
            return outcome
    raise AssertionError("strace does not attach")


def _traced(scene: Scene, options: list[str]) -> tuple[int, str] | None:
    """One attempt; None when strace gave up before it was attached, as it may on a busy machine."""
    go_read, go_write = os.pipe()
    words_read, words_write = os.pipe()
    child = os.fork()
    if child == 0:
        _child(scene, go_read, words_write)
    os.close(go_read)
    os.close(words_write)
    with (
        subprocess.Popen(
            ["strace", "-f", *options, "-p", str(child)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as tracer,
        os.fdopen(words_read, errors="replace") as words,
    ):
        while not _is_traced(child) and tracer.poll() is None:
            time.sleep(0.001)
        attached = tracer.poll() is None
        if not attached:
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(BrokenPipeError):
            os.write(go_write, b"!")
        os.close(go_write)
        said = words.read()
        _, status = os.waitpid(child, 0)
        tracer.wait(30)
    return (os.waitstatus_to_exitcode(status), said) if attached else None


def _is_traced(process: int) -> bool:
    status = Path(f"/proc/{process}/status").read_text()
    return "TracerPid:\t0\n" not in status


def _child(scene: Scene, go: int, words: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    with contextlib.suppress(OSError):  # the first call that can be struck
        os.read(go, 1)
    batch.ThreadPoolExecutor = Serial  # type: ignore[attr-defined, assignment]
    status = 0
    try:
        scene.act()
    except WhenceError:
        status = 1
    except BaseException:  # noqa: BLE001 - the parent reports it
        status = 3
        os.write(words, traceback.format_exc().encode())
    os._exit(status)
