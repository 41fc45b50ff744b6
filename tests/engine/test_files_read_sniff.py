"""What kind of picture a file is: the bytes decide, the suffix only where they say nothing."""

import io
from pathlib import Path

import makers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from whence_engine.files import sniff


def first(path: Path) -> bytes:
    return path.read_bytes()[: sniff.HEADER_BYTES]


def saved(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(makers.gradient()).save(buffer, kind)
    return buffer.getvalue()[: sniff.HEADER_BYTES]


@pytest.mark.parametrize("suffix", [".jpg", ".txt", "", ".PNG", ".nef"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP"])
def test_the_suffix_has_no_say_where_the_bytes_speak(kind: str, suffix: str) -> None:
    assert sniff.format_of(saved(kind), suffix) == kind


def test_jpeg_2000_is_told_by_its_box_and_by_its_bare_stream() -> None:
    assert sniff.format_of(saved("JPEG2000"), "") == "JP2"
    assert sniff.format_of(b"\xff\x4f\xff\x51\x00\x2f", "") == "JP2"


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".tif", "TIFF"), (".TIFF", "TIFF"), (".txt", "TIFF"), (".jpg", "TIFF"), (".nef", "RAW"), (".ARW", "RAW")],
)
def test_between_tiff_and_raw_the_suffix_decides(suffix: str, kind: str) -> None:
    assert sniff.format_of(saved("TIFF"), suffix) == kind


def test_a_dng_is_raw_whatever_it_is_called(tmp_path: Path) -> None:
    assert sniff.format_of(first(makers.raw_like(tmp_path / "a.dng")), ".tif") == "RAW"


@pytest.mark.parametrize("photometric", [32803, 34892])
def test_a_tiff_of_unfinished_samples_is_raw(photometric: int) -> None:
    assert sniff.format_of(makers.tiff_block({0x0106: (3, photometric)}, order=">"), ".tif") == "RAW"


@pytest.mark.parametrize(
    "start",
    [
        b"II*\0\x10\0\0\0CR\x02\0",
        b"FUJIFILMCCD-RAW 0201",
        b"II\x1a\0\0\0HEAPCCDR",
        b"IIRO\x08\0\0\0",
        b"MMOR\0\0\0\x08",
        b"IIU\0\x18\0\0\0",
        b"\0MRM\0\0\0\0",
        b"FOVb\0\0\0\0",
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    ],
)
def test_cameras_marks_are_raw(start: bytes) -> None:
    assert sniff.format_of(start, "") == "RAW"


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"avif\0\0\0\0avifmif1", "AVIF"),
        (b"avis\0\0\0\0msf1", "AVIF"),
        (b"mif1\0\0\0\0mif1avif", "AVIF"),
        (b"mif1\0\0\0\0mif1heic", "HEIC"),
        (b"heic\0\0\0\0mif1heic", "HEIC"),
        (b"heix\0\0\0\0mif1heic", "HEIC"),
        (b"msf1\0\0\0\0hevc", "HEIC"),
        (b"qt  \0\0\0\0qt  ", None),
        (b"mp42\0\0\0\0isom", None),
    ],
)
def test_the_brands_of_a_box_file_decide(brands: bytes, kind: str | None) -> None:
    head = (len(brands) + 8).to_bytes(4, "big") + b"ftyp" + brands
    assert sniff.format_of(head, "") == kind
    assert sniff.format_of(head, ".mov") == kind


@pytest.mark.parametrize(
    ("content", "suffix", "kind"),
    [
        (b"", ".jpg", "JPEG"),
        (b"", ".JPEG", "JPEG"),
        (b"hello", ".heic", "HEIC"),
        (b"hello", ".Cr2", "RAW"),
        (b"hello", ".txt", None),
        (b"hello", "", None),
        (b"BM is how this letter begins, Dear reader", "", None),
    ],
)
def test_where_the_bytes_say_nothing_the_suffix_names_what_was_meant(
    content: bytes, suffix: str, kind: str | None
) -> None:
    assert sniff.format_of(content, suffix) == kind


@given(st.binary(max_size=200), st.sampled_from(["", ".jpg", ".nef", ".x"]))
def test_any_bytes_are_something_or_nothing(content: bytes, suffix: str) -> None:
    assert sniff.format_of(content, suffix) in {*sniff.SUFFIXES.values(), None}
    assert sniff.format_of(b"II*\0" + content, suffix) in {"TIFF", "RAW"}
