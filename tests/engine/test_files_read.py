"""From a file to a `Photo`: what its headers, its name and its sidecars say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import makers
import pytest

from whence_engine.files.read import read_photo
from whence_engine.photo import Camera, Photo, PositionSource, TimeSource

Maker = Callable[..., Path]
TAGS = makers.exif_block(
    taken="2014:07:12 18:03:22",
    subsec="25",
    offset="+02:00",
    make="Whence",
    model="Pretend 1",
    serial="007",
    software="Darkroom 3",
    description="Market day",
    orientation=6,
    gps=(-33.8568, 151.2153),
)


def read(path: Path, *sidecars: Path) -> Photo:
    return read_photo(makers.found(path, *sidecars))


@pytest.mark.parametrize(
    ("maker", "name", "kind"),
    [
        (makers.jpeg, "a.jpg", "JPEG"),
        (makers.png, "a.png", "PNG"),
        (makers.webp, "a.webp", "WEBP"),
        (makers.tiff, "a.tif", "TIFF"),
        (makers.avif, "a.avif", "AVIF"),
        (makers.heic_header, "a.heic", "HEIC"),
    ],
)
def test_every_format_tells_the_same_facts(maker: Maker, name: str, kind: str, tmp_path: Path) -> None:
    photo = read(maker(tmp_path / name, exif=TAGS))
    assert photo.error is None
    assert photo.format == kind
    assert (photo.width_px, photo.height_px, photo.orientation) == (64, 48, 6)
    assert photo.camera == Camera("Whence", "Pretend 1", "007")
    assert photo.software == "Darkroom 3"
    assert photo.texts == ("Market day",)
    assert photo.taken is not None
    assert photo.taken.local == datetime(2014, 7, 12, 18, 3, 22, 250_000)
    assert photo.taken.offset == timedelta(hours=2)
    assert photo.taken.source is TimeSource.EXIF
    assert photo.position is not None
    assert photo.position.source is PositionSource.EXIF
    assert (photo.position.lat_deg, photo.position.lon_deg) == pytest.approx((-33.8568, 151.2153), abs=1e-6)


def test_texts_of_exif_3_are_utf_8(tmp_path: Path) -> None:
    """Exif 3.0 section 4.6.2: type 129."""
    block = bytearray(makers.tiff_block({0x010F: (2, "Käfer")}))
    block[12:14] = (129).to_bytes(2, "little")
    assert read(makers.jpeg(tmp_path / "a.jpg", exif=bytes(block))).camera.make == "Käfer"


def test_fill_bytes_between_segments_are_no_obstacle(tmp_path: Path) -> None:
    """ITU T.81 section B.1.1.2 allows any number."""
    path = makers.jpeg(tmp_path / "a.jpg", exif=TAGS)
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff" * 200_000 + data[2:])
    photo = read(path)
    assert (photo.error, photo.camera.make) == (None, "Whence")


def test_a_raw_file_tells_its_tags(tmp_path: Path) -> None:
    photo = read(makers.raw_like(tmp_path / "a.dng", orientation=8))
    assert (photo.format, photo.error) == ("RAW", None)
    assert photo.camera == Camera("Whence", "Pretend 1")
    assert photo.orientation == 8
    assert photo.taken is not None
    assert photo.taken.local == datetime(2014, 7, 12, 18, 3, 22)


@pytest.mark.parametrize(
    ("content", "suffix", "sentence"),
    [
        (b"", "jpg", "The file is empty."),
        (b"hello, world", "jpg", "The file is no JPEG, whatever its name says."),
        (b"\xff\xd8\xff", "jpg", "The file breaks off, or is damaged, before its picture begins."),
        (b"II*\0", "tif", "The file breaks off, or is damaged, before its picture begins."),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl", "JXL pictures cannot be read here."),
        (b"hello, world", "txt", "This is no picture."),
    ],
)
def test_a_file_that_is_no_picture_says_so(content: bytes, suffix: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / f"2014-07-12 a.{suffix}"
    path.write_bytes(content)
    photo = read(path)
    assert photo.error == sentence
    assert photo.taken is not None
    assert photo.taken.source is TimeSource.FILENAME


def test_a_file_that_vanished_is_a_photo_with_an_error(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg")
    found = makers.found(path)
    path.unlink()
    error = read_photo(found).error
    assert error is not None
    assert error.startswith("The file cannot be read")


def test_the_bytes_decide_what_a_file_is(tmp_path: Path) -> None:
    path = makers.png(tmp_path / "a.jpg", exif=TAGS)
    photo = read(path)
    assert (photo.format, photo.error) == ("PNG", None)
    assert photo.position is not None


def test_exif_goes_before_xmp_and_xmp_before_what_lies_beside(tmp_path: Path) -> None:
    paris = makers.xmp_packet({"exif:GPSLatitude": "48,51.396N", "exif:GPSLongitude": "2,21.132E"})
    sidecar = tmp_path / "a.xmp"
    sidecar.write_bytes(makers.xmp_packet({"exif:GPSLatitude": "40.4", "exif:GPSLongitude": "-3.7"}))
    takeout = makers.takeout(tmp_path / "a.jpg.json", '{"geoData": {"latitude": 59.9, "longitude": 10.7}}')

    def source(path: Path) -> PositionSource | None:
        position = read(path, sidecar, takeout).position
        return position.source if position else None

    assert source(makers.jpeg(tmp_path / "a.jpg", exif=TAGS, xmp=paris)) is PositionSource.EXIF
    assert source(makers.jpeg(tmp_path / "b.jpg", xmp=paris)) is PositionSource.XMP
    assert source(makers.jpeg(tmp_path / "c.jpg")) is PositionSource.SIDECAR
    sidecar.unlink()
    assert source(makers.jpeg(tmp_path / "d.jpg")) is PositionSource.TAKEOUT
