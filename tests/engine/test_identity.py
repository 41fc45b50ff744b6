"""A photo keeps its identity however it is tagged, moved or renamed, and shares it with no other."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import makers
import numpy as np
import pytest
from PIL import Image

from whence_engine.errors import UnreadableError
from whence_engine.files import write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.identity import picture_hash
from whence_engine.files.read import read_photo
from whence_engine.files.splice import UnsafeError, applied

Maker = Callable[..., Path]
MAKERS = [
    (makers.jpeg, "jpg"),
    (makers.png, "png"),
    (makers.webp, "webp"),
    (makers.tiff, "tif"),
    (makers.avif, "avif"),
]
TAGS = makers.exif_block(make="Whence", model="Pretend", taken="2014:07:12 18:03:22", gps=(48.8566, 2.3522))


@pytest.mark.parametrize(("maker", "suffix"), MAKERS)
def test_metadata_do_not_change_it(maker: Maker, suffix: str, tmp_path: Path) -> None:
    bare = maker(tmp_path / f"bare.{suffix}")
    tagged = maker(tmp_path / f"tagged.{suffix}", exif=TAGS)
    assert bare.read_bytes() != tagged.read_bytes()
    assert picture_hash(bare) == picture_hash(tagged)


@pytest.mark.parametrize(("maker", "suffix"), MAKERS)
def test_another_picture_has_another(maker: Maker, suffix: str, tmp_path: Path) -> None:
    turned = np.ascontiguousarray(makers.gradient()[::-1])
    assert picture_hash(maker(tmp_path / f"a.{suffix}")) != picture_hash(maker(tmp_path / f"b.{suffix}", turned))


@pytest.mark.parametrize(("maker", "suffix"), MAKERS)
def test_a_copy_under_another_name_has_the_same(maker: Maker, suffix: str, tmp_path: Path) -> None:
    path = maker(tmp_path / f"a.{suffix}", exif=TAGS)
    copy = Path(shutil.copy(path, tmp_path / "copy.bin"))
    assert picture_hash(copy) == picture_hash(path)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool, the referee, is not installed")
@pytest.mark.parametrize(("maker", "suffix"), MAKERS)
def test_exiftool_may_write_a_position_into_it(maker: Maker, suffix: str, tmp_path: Path) -> None:
    path = maker(tmp_path / f"a.{suffix}", exif=makers.exif_block(make="Whence"))
    before = picture_hash(path)
    tags = ["-GPSLatitude=48.8", "-GPSLatitudeRef=N", "-GPSLongitude=2.3", "-GPSLongitudeRef=E", "-XMP-dc:Title=x"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, str(path)], check=True)
    assert picture_hash(path) == before


SYDNEY = Edit(Placement(-33.8568, 151.2153, 25.0, provenance={"Model": "starter"}))


def test_our_own_writer_keeps_it(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", exif=makers.exif_block(make="Whence"))
    before = picture_hash(path)
    data = path.read_bytes()
    path.write_bytes(applied(data, write.splices_for(data, SYDNEY)))
    assert picture_hash(path) == before


@pytest.mark.shared
def test_our_own_writer_keeps_it_in_camera_files_and_our_reader_finds_the_place(shared: Path, tmp_path: Path) -> None:
    written = 0
    for path in sorted((shared / "data" / "exif" / "public" / "files").iterdir()):
        data = path.read_bytes()
        try:
            new = applied(data, write.splices_for(data, SYDNEY))
        except UnsafeError:
            continue
        copy = tmp_path / path.name
        copy.write_bytes(new)
        assert picture_hash(copy) == picture_hash(path), path.name
        position = read_photo(makers.found(copy)).position
        assert position is not None, path.name
        assert (position.lat_deg, position.lon_deg) == pytest.approx((-33.8568, 151.2153), abs=1e-6)
        assert position.error_km == pytest.approx(25.0)
        written += 1
    assert written >= 40


def test_a_progressive_jpeg_with_several_scans_is_followed_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(progressive=True))
    tagged = tmp_path / "b.jpg"
    tagged.write_bytes(makers.jpeg_bytes(progressive=True, exif=TAGS, xmp=makers.xmp_packet({"dc:title": ["x"]})))
    assert picture_hash(path) == picture_hash(tagged)
    # the last coefficients count as well
    data = bytearray(path.read_bytes())
    data[-4] ^= 1
    tagged.write_bytes(data)
    assert picture_hash(path) != picture_hash(tagged)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff" * 4_000_000,
        b"\xff\xd8\xff" + b"\xd0\xff" * 2_000_000,
        b"\x89PNG\r\n\x1a\n" + bytes(12) * 300_000,
        b"RIFF\0\0\0\0WEBP" + bytes(8) * 500_000,
    ],
    ids=["fill bytes", "bare marks", "PNG chunks", "WebP chunks"],
)
def test_millions_of_empty_pieces_are_not_walked_through(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    assert len(picture_hash(path)) == 64


def test_what_follows_a_jpeg_is_not_its_picture(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg")
    longer = tmp_path / "b.jpg"
    longer.write_bytes(path.read_bytes() + b"a film clip of a phone")
    assert picture_hash(path) == picture_hash(longer)


def test_a_mark_that_lies_across_two_pieces_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8))
    whole = picture_hash(path)
    for piece_bytes in (2, 3, 7, 1000):
        monkeypatch.setattr("whence_engine.files.identity.PIECE_BYTES", piece_bytes)
        assert picture_hash(path) == whole


def test_an_animated_webp_is_all_its_frames(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue", "green")]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "b.webp", save_all=True, append_images=frames[1:2])
    assert picture_hash(tmp_path / "a.webp") != picture_hash(tmp_path / "b.webp")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\xff\xffabc", b"II*\0\x08\0\0\0\xff\xff"])
def test_broken_files_have_one_too(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    other = tmp_path / "b.jpg"
    other.write_bytes(content + b"!")
    assert len(picture_hash(path)) == 64
    assert picture_hash(path) != picture_hash(other)


def test_tiffs_whose_strips_cannot_be_found_are_told_apart(tmp_path: Path) -> None:
    entries: dict[int, tuple[int, makers.Value]] = {0x0100: (4, 4000), 0x0101: (4, 3000)}
    (tmp_path / "a.tif").write_bytes(makers.tiff_block(entries, tail=b"one picture"))
    (tmp_path / "b.tif").write_bytes(makers.tiff_block(entries, tail=b"another one"))
    assert picture_hash(tmp_path / "a.tif") != picture_hash(tmp_path / "b.tif")


def test_a_raw_file_is_all_its_bytes(tmp_path: Path) -> None:
    path = makers.raw_like(tmp_path / "a.dng")
    before = picture_hash(path)
    path.write_bytes(path.read_bytes() + b"!")
    assert picture_hash(path) != before


def test_a_file_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        picture_hash(tmp_path / "gone.jpg")
