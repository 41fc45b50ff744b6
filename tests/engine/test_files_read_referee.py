"""Our reader against exiftool: every fact of every camera file, and each disagreement explained."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import makers
import pytest

from whence_engine.files import timestamps
from whence_engine.files.read import read_photo
from whence_engine.photo import Photo, PositionSource, TimeSource

pytestmark = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool, the referee, is not installed")

NULL_ISLAND = {"mei__Samsung_GT-I9000_Galaxy_S_.jpg"}
"""0, 0: a receiver that was never asked. No position to us."""
NO_TIME = {"mei__Olympus_C4040Z.jpg"}
"""0000:00:00 00:00:00: exiftool repeats it, we call it no time."""
TAGS = (
    *("-EXIF:all", "-IPTC:all", "-XMP-exif:all", "-XMP-dc:all"),
    *("-Composite:GPSLatitude", "-Composite:GPSLongitude", "-Composite:ImageSize"),
)


def told_by_exiftool(folder: Path) -> dict[str, dict[str, Any]]:
    """Return file name -> tag -> value; numbers stay as exiftool spelled them (a software "1.00" is a text)."""
    done = subprocess.run(
        ["exiftool", "-json", "-n", "-G1", "-struct", *TAGS, str(folder)], capture_output=True, check=False
    )
    return {Path(row["SourceFile"]).name: row for row in json.loads(done.stdout, parse_float=str, parse_int=str)}


def cases(shared: Path) -> Iterator[tuple[str, dict[str, Any], Photo]]:
    folder = shared / "data" / "exif" / "public" / "files"
    for name, row in sorted(told_by_exiftool(folder).items()):
        yield name, row, read_photo(makers.found(folder / name))


@pytest.mark.shared
def test_positions_agree_to_a_decimetre(shared: Path) -> None:
    seen = 0
    for name, row, photo in cases(shared):
        lat, lon = row.get("Composite:GPSLatitude"), row.get("Composite:GPSLongitude")
        if name in NULL_ISLAND:
            assert (lat, lon, photo.position) == ("0", "0", None)
        elif lat is None or lon is None:
            assert photo.position is None, name
        else:
            assert photo.position is not None, name
            assert photo.position.source in (PositionSource.EXIF, PositionSource.XMP)
            assert (photo.position.lat_deg, photo.position.lon_deg) == pytest.approx(
                (float(lat), float(lon)), abs=1e-6
            ), name
            seen += 1
    assert seen >= 14


@pytest.mark.shared
def test_capture_times_agree_to_the_second(shared: Path) -> None:
    seen = 0
    for name, row, photo in cases(shared):
        original = (
            row.get("ExifIFD:DateTimeOriginal") or row.get("IFD0:DateTimeOriginal") or row.get("ExifIFD:CreateDate")
        )
        assert photo.taken is not None, name
        if original is None or name in NO_TIME:
            assert photo.taken.source is not TimeSource.EXIF or photo.taken.trust <= timestamps.TRUST_MODIFIED, name
            continue
        assert (photo.taken.source, f"{photo.taken.local:%Y:%m:%d %H:%M:%S}") == (TimeSource.EXIF, str(original)), name
        if "ExifIFD:OffsetTimeOriginal" in row:
            expected = timestamps.parse_offset(str(row["ExifIFD:OffsetTimeOriginal"]))
            assert photo.taken.offset == expected, name
        seen += 1
    assert seen >= 60


@pytest.mark.shared
def test_makers_models_orientation_and_size_agree(shared: Path) -> None:
    for name, row, photo in cases(shared):
        assert photo.camera.make == str(row.get("IFD0:Make", "")), name
        assert photo.camera.model == str(row.get("IFD0:Model", "")), name
        assert photo.software == str(row.get("IFD0:Software", photo.software)), name
        assert photo.orientation == int(row.get("IFD0:Orientation") or 1), name
        assert f"{photo.width_px} {photo.height_px}" == row["Composite:ImageSize"], name


@pytest.mark.shared
def test_captions_and_keywords_are_all_there(shared: Path) -> None:
    seen = 0
    for name, row, photo in cases(shared):
        for tag in (
            "IPTC:Caption-Abstract",
            "IPTC:Keywords",
            "IPTC:City",
            "IPTC:Country-PrimaryLocationName",
            "XMP-dc:Subject",
        ):
            told = row.get(tag, [])
            for text in told if isinstance(told, list) else [told]:
                if str(text).strip():
                    assert str(text).strip() in photo.texts, (name, tag)
                    seen += 1
    assert seen >= 10


def test_a_made_file_agrees_in_every_fact(tmp_path: Path) -> None:
    """The same comparison on files that tests make themselves, byte orders and containers included."""
    block = makers.exif_block(taken="2014:07:12 18:03:22", make="Whence", gps=(-33.8568, 151.2153), orientation=6)
    made = [
        makers.jpeg(tmp_path / "a.jpg", exif=block),
        makers.png(tmp_path / "a.png", exif=block),
        makers.webp(tmp_path / "a.webp", exif=block),
        makers.tiff(tmp_path / "a.tif", exif=block),
        makers.avif(tmp_path / "a.avif", exif=block),
    ]
    told = told_by_exiftool(tmp_path)
    for path in made:
        photo, row = read_photo(makers.found(path)), told[path.name]
        assert photo.taken is not None
        assert f"{photo.taken.local:%Y:%m:%d %H:%M:%S}" == row["ExifIFD:DateTimeOriginal"]
        assert photo.position is not None
        assert photo.position.lat_deg == pytest.approx(float(row["Composite:GPSLatitude"]), abs=1e-7)
        assert photo.position.lon_deg == pytest.approx(float(row["Composite:GPSLongitude"]), abs=1e-7)
        assert photo.camera.make == row["IFD0:Make"]
        assert f"{photo.width_px} {photo.height_px}" == row["Composite:ImageSize"]


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_read_alike(order: str, tmp_path: Path) -> None:
    entries: dict[int, tuple[int, makers.Value]] = {
        0x010F: (2, "Whence"),
        0x0112: (3, 6),
        0x0132: (2, "2014:07:12 18:03:22"),
    }
    path = makers.jpeg(tmp_path / "a.jpg", exif=makers.tiff_block(entries, order=order))
    photo, row = read_photo(makers.found(path)), told_by_exiftool(tmp_path)["a.jpg"]
    assert (photo.camera.make, photo.orientation) == ("Whence", 6)
    assert (row["IFD0:Make"], row["IFD0:Orientation"]) == ("Whence", "6")
