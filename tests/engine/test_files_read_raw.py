"""RAW files of every construction: their tags, and the previews that stand for their pictures."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import makers
import numpy as np
import pytest

from whence_engine.errors import UnreadableError
from whence_engine.files.decode import decode_rgb
from whence_engine.files.read import read_photo

MAKERS: tuple[tuple[Callable[[Path], Path], str], ...] = (
    (makers.raw_like, "a.dng"),
    (makers.raw_like, "a.nef"),
    (makers.cr3, "a.cr3"),
    (makers.raf, "a.raf"),
    (makers.mrw, "a.mrw"),
    (makers.rw2, "a.rw2"),
)


@pytest.mark.parametrize(("maker", "name"), MAKERS, ids=[name for _, name in MAKERS])
def test_its_facts_are_read_and_its_preview_is_the_picture(
    maker: Callable[[Path], Path], name: str, tmp_path: Path
) -> None:
    path = maker(tmp_path / name)
    photo = read_photo(makers.found(path))
    assert (photo.format, photo.error) == ("RAW", None)
    assert photo.camera.make
    assert photo.width_px >= 320
    height, width, _ = decode_rgb(path, 1000).shape
    upright = photo.orientation < 5
    assert (width > height) == upright


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool, the referee, is not installed")
@pytest.mark.parametrize(("maker", "name"), MAKERS, ids=[name for _, name in MAKERS])
def test_exiftool_reads_the_same(maker: Callable[[Path], Path], name: str, tmp_path: Path) -> None:
    path = maker(tmp_path / name)
    tags = ["-IFD0:Make", "-IFD0:Orientation", "-ExifIFD:DateTimeOriginal", "-GPSLatitude#", "-GPSLongitude#"]
    done = subprocess.run(["exiftool", "-json", "-n", *tags, str(path)], capture_output=True, check=True)
    told = json.loads(done.stdout)[0]
    photo = read_photo(makers.found(path))
    assert photo.camera.make == told["Make"]
    assert photo.orientation == told.get("Orientation", 1)
    if "DateTimeOriginal" in told:
        assert photo.taken is not None
        assert f"{photo.taken.local:%Y:%m:%d %H:%M:%S}" == told["DateTimeOriginal"]
    assert (photo.position is None) == ("GPSLatitude" not in told)
    if photo.position is not None:
        assert photo.position.lat_deg == pytest.approx(told["GPSLatitude"], abs=1e-7)
        assert photo.position.lon_deg == pytest.approx(told["GPSLongitude"], abs=1e-7)


def test_a_cr3_keeps_its_tags_in_boxes(tmp_path: Path) -> None:
    photo = read_photo(makers.found(makers.cr3(tmp_path / "a.cr3")))
    assert (photo.width_px, photo.height_px) == (6000, 4000)
    assert photo.taken is not None
    assert photo.taken.local == datetime(2014, 7, 12, 18, 3, 22, 250_000)
    assert photo.taken.offset == timedelta(hours=2)
    assert photo.position is not None
    assert (photo.position.lat_deg, photo.position.lon_deg) == pytest.approx((48.8566, 2.3522))


def test_a_smaller_preview_serves_where_the_largest_is_damaged(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    large = makers.jpeg_bytes(noise)
    small = makers.jpeg_bytes(makers.gradient(320, 240))
    path = tmp_path / "a.mrw"
    makers.mrw(path)
    tags = path.read_bytes()[: path.read_bytes().index(b"\xff\xd8\xff")]
    path.write_bytes(tags + large[: len(large) // 4] + small)
    assert sorted(decode_rgb(path, 1000).shape[:2]) == [240, 320]


def test_lossless_raw_data_is_not_taken_for_a_preview(tmp_path: Path) -> None:
    coded = bytearray(makers.jpeg_bytes(makers.gradient(320, 240)))
    frame = coded.index(b"\xff\xc0")
    coded[frame + 1] = 0xC3
    with pytest.raises(UnreadableError):
        decode_rgb(makers.raw_like(tmp_path / "a.dng", bytes(coded)), 100)


def test_a_raw_file_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.crw"
    path.write_bytes(b"II\x1a\0\0\0HEAPCCDR" + bytes(1000))
    photo = read_photo(makers.found(path))
    assert photo.error == "Neither the size of the picture nor a preview can be found in this RAW file."
