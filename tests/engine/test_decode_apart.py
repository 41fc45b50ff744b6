"""Decoders that crash, hang or babble: one photo is lost, and nothing else happens."""

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import makers
import numpy as np
import pytest

from whence_engine.errors import UnreadableError
from whence_engine.files import apart, frozen
from whence_engine.files.decode import decode_rgb
from whence_engine.files.pixels import decode_here


@pytest.fixture
def workers() -> Iterator[apart.Workers]:
    started = apart.Workers()
    yield started
    started.close()


def serving(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let workers answer by `body` instead of decoding."""
    code = f"import os, sys, time\nos.write(1, b'ready')\nasked = os.read(0, 8)\n{body}\n"
    monkeypatch.setattr(apart, "_SERVE", code)


def test_pixels_come_back_as_they_are(workers: apart.Workers, tmp_path: Path) -> None:
    path = makers.tiff(tmp_path / "Zürich\n1.tif")
    assert np.array_equal(workers.decode(path, 1000), decode_here(path, 1000))


def test_reasons_come_back_as_they_are(workers: apart.Workers, tmp_path: Path) -> None:
    path = makers.cut(makers.tiff(tmp_path / "a.tif"), 0.5)
    with pytest.raises(UnreadableError) as apart_error:
        workers.decode(path, 1000)
    with pytest.raises(UnreadableError) as own_error:
        decode_here(path, 1000)
    assert apart_error.value.reason == own_error.value.reason
    assert apart_error.value.path == path


def test_a_path_that_is_no_text_is_found(workers: apart.Workers, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.tif")
    try:
        makers.tiff(tmp_path / "a.tif").rename(path)
    except OSError:
        pytest.skip("this file system takes no such name")
    assert workers.decode(path, 1000).shape == (48, 64, 3)


def test_a_worker_serves_photo_after_photo(workers: apart.Workers, tmp_path: Path) -> None:
    path = makers.tiff(tmp_path / "a.tif")
    for _ in range(3):
        workers.decode(path, 1000)
    assert len(workers._idle) == 1


def test_a_crash_costs_one_photo(workers: apart.Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = makers.tiff(tmp_path / "a.tif")
    with monkeypatch.context() as patched:
        serving(patched, "os.abort()")
        with pytest.raises(UnreadableError, match="its decoder crashed"):
            workers.decode(path, 1000)
    assert workers.decode(path, 1000).shape == (48, 64, 3)


def test_a_crash_in_the_middle_of_an_answer_is_a_crash(
    workers: apart.Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving(monkeypatch, "os.write(1, (480).to_bytes(4, 'little') + (640).to_bytes(4, 'little') + b'abc')")
    with pytest.raises(UnreadableError, match="its decoder crashed"):
        workers.decode(makers.tiff(tmp_path / "a.tif"), 1000)


def test_a_decoder_that_hangs_is_ended(workers: apart.Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving(monkeypatch, "time.sleep(600)")
    monkeypatch.setattr(apart, "LIMIT_S", 0.2)
    with pytest.raises(UnreadableError, match="took longer"):
        workers.decode(makers.tiff(tmp_path / "a.tif"), 1000)


def test_a_worker_that_cannot_start_says_so(
    workers: apart.Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_SERVE", "raise SystemExit(1)")
    with pytest.raises(UnreadableError, match="cannot be started"):
        workers.decode(makers.tiff(tmp_path / "a.tif"), 1000)


def test_a_worker_imports_nothing_from_the_folder_that_one_works_in(
    workers: apart.Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("numpy", "whence_engine", "struct"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert workers.decode(makers.tiff(Path("a.tif")), 1000).shape == (48, 64, 3)


def test_threads_have_a_worker_each(workers: apart.Workers, tmp_path: Path) -> None:
    paths = [makers.tiff(tmp_path / f"{n}.tif", np.full((32, 32, 3), n, np.uint8)) for n in range(12)]
    together = threading.Barrier(3)

    def decode(path: Path) -> int:
        if int(path.stem) < 3:
            together.wait()
        return int(workers.decode(path, 1000)[0, 0, 0])

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(decode, paths)) == list(range(12))
    assert 1 <= len(workers._idle) <= 3


def test_what_decoders_print_is_not_heard(tmp_path: Path) -> None:
    """libtiff writes its complaints to the terminal itself; only our sentence may be seen."""
    path = makers.tiff(tmp_path / "a.tif", compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    data[8:64] = bytes(56)
    path.write_bytes(data)
    code = (
        "import sys; from pathlib import Path; from whence_engine.files.decode import decode_rgb\n"
        "from whence_engine.errors import UnreadableError\n"
        "try: decode_rgb(Path(sys.argv[1]), 100)\nexcept UnreadableError as error: print(error.reason)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code, str(path)], env=environment, capture_output=True, check=True)
    assert done.stderr == b""
    assert done.stdout.count(b"\n") <= 1


def test_a_frozen_program_can_be_its_own_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[bool] = []
    monkeypatch.setattr(apart, "serve", lambda: served.append(True))
    assert not frozen.serve_if_asked(["locate", "photos"])
    assert frozen.serve_if_asked([frozen.ARGUMENT])
    assert served == [True]


@pytest.mark.shared
def test_a_heic_is_decoded_apart_upright_and_reduced(shared: Path) -> None:
    path = shared / "data" / "exif" / "public" / "files" / "mei__IMG_2927.HEIC"
    height, width, _ = decode_rgb(path, 224).shape
    assert 224 <= min(height, width) < 448
    assert height > width


@pytest.mark.shared
def test_damaged_heics_cannot_end_the_program(shared: Path, tmp_path: Path) -> None:
    """The HEIC library was seen to crash on a file like one of these."""
    source = (shared / "data" / "exif" / "public" / "files" / "pillow_heif__empty_icc.heic").read_bytes()
    numbers = np.random.default_rng(7)
    decoded = 0
    for number in range(60):
        data = bytearray(source)
        for at in numbers.integers(0, min(len(data), 4096), 4):
            data[at] = numbers.integers(0, 256)
        path = tmp_path / f"{number}.heic"
        path.write_bytes(data)
        try:
            decode_rgb(path, 224)
            decoded += 1
        except UnreadableError as error:
            assert error.reason.endswith(".")  # noqa: PT017 - both ends are right
    assert 0 < decoded < 60


def test_the_protocol_reads_no_more_than_it_was_told() -> None:
    assert apart._exactly(io.BytesIO(b"abcdef"), 3) == b"abc"
    with pytest.raises(apart._DeadError):
        apart._exactly(io.BytesIO(b"ab"), 3)
