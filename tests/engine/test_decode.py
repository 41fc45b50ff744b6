"""Pixels of photos: upright, reduced, and never anything but `UnreadableError`."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import makers
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from whence_engine.errors import UnreadableError
from whence_engine.files.decode import decode_rgb

Maker = Callable[..., Path]


def near(pixels: NDArray[np.uint8], expected: NDArray[np.uint8], tolerance: int = 12) -> bool:
    assert pixels.shape == expected.shape
    return bool(np.abs(pixels.astype(int) - expected.astype(int)).max() <= tolerance)


@pytest.mark.parametrize(
    ("maker", "suffix"),
    [(makers.jpeg, "jpg"), (makers.png, "png"), (makers.webp, "webp"), (makers.tiff, "tif"), (makers.avif, "avif")],
)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_format_comes_upright(maker: Maker, suffix: str, orientation: int, tmp_path: Path) -> None:
    path = maker(tmp_path / f"a.{suffix}", exif=makers.exif_block(orientation=orientation))
    expected = Image.fromarray(makers.gradient())
    expected.getexif()[0x0112] = orientation
    assert near(decode_rgb(path, 1000), np.asarray(ImageOps.exif_transpose(expected)))


@pytest.mark.parametrize("size", [(640, 480), (481, 640), (2000, 300), (100, 90)])
@pytest.mark.parametrize(("maker", "suffix"), [(makers.jpeg, "jpg"), (makers.png, "png")])
def test_the_short_edge_keeps_what_is_asked_for_and_the_rest_is_saved(
    maker: Maker, suffix: str, size: tuple[int, int], tmp_path: Path
) -> None:
    path = maker(tmp_path / f"a.{suffix}", makers.gradient(*size))
    short = min(decode_rgb(path, 100).shape[:2])
    assert short >= min(100, *size)
    assert short < 200 or short == min(size)


def test_a_large_jpeg_is_reduced_beyond_what_its_decoder_can(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", makers.gradient(3000, 2200))
    assert min(decode_rgb(path, 100).shape[:2]) < 200


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_cmyk_jpegs_come_as_rgb(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(mode=mode))
    expected = np.asarray(Image.fromarray(makers.gradient()).convert(mode).convert("RGB"))
    assert near(decode_rgb(path, 1000), expected, 16)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_png_mode_comes_as_rgb(mode: str, tmp_path: Path) -> None:
    grey = makers.gradient()[:, :, 0]
    picture = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    picture.save(tmp_path / "a.png")
    pixels = decode_rgb(tmp_path / "a.png", 1000)
    assert pixels.shape == (48, 64, 3)
    if mode != "1":
        assert near(pixels, np.repeat(grey[:, :, None], 3, 2), 3)


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert (decode_rgb(tmp_path / "a.png", 100) == 255).all()


def test_a_raw_file_shows_its_largest_preview_turned_like_the_raw(tmp_path: Path) -> None:
    path = makers.raw_like(tmp_path / "a.dng", orientation=6)
    expected = makers.gradient(320, 240).transpose(1, 0, 2)[:, ::-1]
    assert near(decode_rgb(path, 1000), expected)


def test_a_raw_file_without_a_preview_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        decode_rgb(makers.raw_like(tmp_path / "a.dng", b""), 100)


def test_a_jpeg_that_lost_its_end_mark_is_whole(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", makers.gradient(640, 480))
    path.write_bytes(path.read_bytes()[:-2])
    assert near(decode_rgb(path, 1000), makers.gradient(640, 480))


def test_a_jpeg_that_breaks_off_late_keeps_the_rows_that_are_there(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    path = makers.cut(makers.jpeg(tmp_path / "a.jpg", noise), 0.8)
    height, width, _ = decode_rgb(path, 1000).shape
    assert width == 640
    assert 0.7 * 480 < height < 0.9 * 480


def test_a_jpeg_that_breaks_off_early_is_refused_with_its_share(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    path = makers.cut(makers.jpeg(tmp_path / "a.jpg", noise), 0.3)
    with pytest.raises(UnreadableError, match=r"breaks off: only \d+ % of the picture"):
        decode_rgb(path, 1000)


def test_a_progressive_jpeg_that_breaks_off_is_whole_but_coarser(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(makers.gradient(640, 480), progressive=True))
    assert decode_rgb(makers.cut(path, 0.8), 1000).shape == (480, 640, 3)


def test_what_follows_a_progressive_jpeg_is_not_taken_for_scans(tmp_path: Path) -> None:
    """Phones append film clips, in which any two bytes occur."""
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(progressive=True) + b"\xff\xda" * 5000)
    assert near(decode_rgb(path, 1000), makers.gradient())


@pytest.mark.parametrize(("maker", "suffix"), [(makers.png, "png"), (makers.webp, "webp"), (makers.tiff, "tif")])
def test_other_formats_that_break_off_are_refused(maker: Maker, suffix: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (48, 64, 3), np.uint8)
    with pytest.raises(UnreadableError):
        decode_rgb(makers.cut(maker(tmp_path / f"a.{suffix}", noise), 0.5), 100)


def test_a_two_gigapixel_header_is_refused_before_a_pixel_is_made(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="60000 x 60000 pixels"):
        decode_rgb(makers.huge_png(tmp_path / "a.png"), 100)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"hello", b"\x89PNG\r\n\x1a\n", b"II*\0", b"RIFF0000WEBP"])
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "nef", "heic", "txt"])
def test_stubs_are_refused(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content)
    with pytest.raises(UnreadableError):
        decode_rgb(path, 100)


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        decode_rgb(tmp_path / "gone.jpg", 100)


def test_a_multi_picture_file_gives_its_first_picture(tmp_path: Path) -> None:
    first, second = Image.fromarray(makers.gradient()), Image.new("RGB", (64, 48), "blue")
    first.copy().save(tmp_path / "a.mpo", "MPO", save_all=True, append_images=[second.copy()])
    first.copy().save(tmp_path / "b.tif", save_all=True, append_images=[second.copy()])
    assert near(decode_rgb(tmp_path / "a.mpo", 1000), makers.gradient())
    assert near(decode_rgb(tmp_path / "b.tif", 1000), makers.gradient())


def test_threads_may_decode_side_by_side(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", makers.gradient(640, 480))
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda _: decode_rgb(path, 200), range(32)))
    assert all(np.array_equal(picture, pictures[0]) for picture in pictures)


def test_pillow_stays_as_strict_as_it_was(tmp_path: Path) -> None:
    """Nothing global is switched: a truncated file still fails for everybody else in the process."""
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    path = makers.cut(makers.jpeg(tmp_path / "a.jpg", noise), 0.8)
    decode_rgb(path, 100)
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(path.read_bytes())).load()
