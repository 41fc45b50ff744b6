"""Killed or refused at any system call, every photo is the old or the new file, and the journal knows which.

A sample of the points; `tests/bench/crash.py` strikes at all of them.
"""

from pathlib import Path

import pytest
from crashing import SEEN_BY_FILES, Point, Scene, available, calls, struck

KILLED, REFUSED = 24, 10


@pytest.fixture(autouse=True, scope="module")
def strace() -> None:
    why_not = available()
    if why_not:
        pytest.skip(why_not)


@pytest.mark.parametrize("undoing", [False, True], ids=["write", "undo"])
def test_no_third_state_after_a_kill(tmp_path: Path, undoing: bool) -> None:
    scene = Scene(tmp_path, undoing=undoing)
    scene.reset()
    points = calls(scene)
    print(f"{len(points)} kill points")
    for point in points[:: len(points) // KILLED]:
        complaint, killed = struck(scene, point)
        assert killed, point
        assert complaint == "", point


@pytest.mark.parametrize("call", ["rename", "fsync", "fdatasync"])
def test_no_third_state_around_the_calls_that_matter(tmp_path: Path, call: str) -> None:
    scene = Scene(tmp_path, undoing=False)
    scene.reset()
    for point in [point for point in calls(scene) if point.call == call]:
        assert struck(scene, point) == ("", True), point


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES"])
@pytest.mark.parametrize("undoing", [False, True], ids=["write", "undo"])
def test_no_third_state_when_the_system_refuses(tmp_path: Path, undoing: bool, error: str) -> None:
    scene = Scene(tmp_path, undoing=undoing)
    scene.reset()
    points = [point for point in calls(scene) if point.call in SEEN_BY_FILES]
    for point in points[:: len(points) // REFUSED]:
        complaint, _ = struck(scene, Point(point.call, point.nth, error))
        assert complaint == "", point
