"""The whole way of a photo, with every connection refused and told: in the command and in the workers it starts.

What is asked for through Python is told by an audit hook. A library's own code goes past that, so on Linux the kernel
ends a process that asks for a socket of the internet.
"""

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from contract import rows_of
from geoclips import colour_at, make_published
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]

REFUSING = """
import os, sys

def refuse(event, arguments):
    reaches_out = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.bind")
    if reaches_out or (event == "socket.__new__" and arguments[1] in (2, 10)):
        with open(os.environ["WHENCE_TEST_REACHED_OUT"], "a") as told:
            told.write(f"{event} {arguments} in {sys.argv}\\n")
        raise OSError("no network here")

sys.addaudithook(refuse)

SOCKET = {"x86_64": 41, "aarch64": 198}.get(os.uname().machine if sys.platform == "linux" else "")
if SOCKET is not None:
    import ctypes, struct
    load, equal, back, end, go = 0x20, 0x15, 0x06, 0x80000000, 0x7FFF0000
    rules = [(load, 0, 0, 0), (equal, 0, 4, SOCKET), (load, 0, 0, 16), (equal, 1, 0, 2), (equal, 0, 1, 10),
             (back, 0, 0, end), (back, 0, 0, go)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("HP", len(rules), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0, ctypes.get_errno()
"""
"""Python imports `sitecustomize` when it starts, in worker processes too. Families 2 and 10 are IPv4 and IPv6; 38 and
22 are `PR_SET_NO_NEW_PRIVS` and `PR_SET_SECCOMP`, whose rules are instructions of the kernel's packet filter."""

WATCHED_BY_THE_KERNEL = platform.system() == "Linux" and platform.machine() in ("x86_64", "aarch64")


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(REFUSING)
    paths = os.pathsep.join([str(tmp_path / "site"), str(ROOT / "engine")])
    told = {
        "PYTHONPATH": paths,
        "WHENCE_TEST_REACHED_OUT": str(tmp_path / "reached out"),
        "HOME": str(tmp_path / "home"),
    }
    # Nothing of the tests' own environment: under a test's or a CI's variables a library may behave better than alone.
    (tmp_path / "home").mkdir()
    kept = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | told


def whence(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from whence_engine.cli.main import main; main()", *words],
        capture_output=True, text=True, check=False, env=environment, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guard_refuses_and_tells(offline: dict[str, str]) -> None:
    code = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=offline)
    assert done.returncode == 1
    assert Path(offline["WHENCE_TEST_REACHED_OUT"]).exists()


def test_the_guard_ends_what_goes_past_python(offline: dict[str, str]) -> None:
    code = "import ctypes; print(ctypes.CDLL(None).socket(2, 1, 0) >= 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=offline)
    assert done.returncode == (-signal.SIGSYS if WATCHED_BY_THE_KERNEL else 0)


def test_no_step_from_scan_to_undo_opens_a_connection(offline: dict[str, str], tmp_path: Path) -> None:
    photos = tmp_path / "photos" / "Lisboa 2014"
    photos.mkdir(parents=True)
    picture = Image.new("RGB", (320, 240), colour_at(38.7, -9.1))
    photo = photos / "one.jpg"
    for path in (photo, photos / "two.webp", photos / "three.tiff"):
        picture.save(path)
    published = make_published(tmp_path / "published")
    whence(offline, "models", "install", "geoclip", "--from", str(published))
    rows = rows_of("locate", whence(offline, "locate", str(photos), "--model", "geoclip", "--json"))
    assert all(row["candidates"] for row in rows)
    whence(offline, "locate", str(photos), "--report", str(tmp_path / "report.html"))
    whence(offline, "accept", str(photo), "--candidate", "1")
    whence(offline, "apply")
    whence(offline, "undo", "--last")
    whence(offline, "places", "Lisboa")
    whence(offline, "doctor")
    left = {path.parent.name + "/" + path.name for path in Path(offline["HOME"]).glob(".*/*")}
    assert left <= {".local/share", ".cache/whence", ".config/whence"}, "somebody else keeps books in the user's home"
    assert not Path(offline["WHENCE_TEST_REACHED_OUT"]).exists()
