"""The verifier notices every kind of harm that a write could do."""

import struct
from collections.abc import Callable

import pytest
from tiff_blocks import MAKER_NOTE, XMP_PLAIN, XMP_WITH_GPS, Made, camera_exif, jpeg, old_gps, segment

from whence_engine.files import verify, write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import applied

EDIT = Edit(Placement(48.8566, 2.3522, 25.0))
OLD = jpeg(
    Made(exif=camera_exif(), gps=old_gps(), ifd1={0x0103: (3, b"\6\0")}, thumbnail=b"\xff\xd8 thumb").block(),
    XMP_WITH_GPS,
    after=[segment(0xED, b"Photoshop 3.0")],
    trailer=b"trailer",
)
GOOD = applied(OLD, write.splices_for(OLD, EDIT))


def first_complaint(new: bytes, edit: Edit = EDIT, old: bytes = OLD) -> str:
    return next(verify.complaints(old, new, edit), "")


def test_a_good_write_gives_no_complaint() -> None:
    assert first_complaint(GOOD) == ""


def test_the_untouched_file_is_no_good_write() -> None:
    assert "does not read back" in first_complaint(OLD)


HARM: dict[str, Callable[[bytes], bytes]] = {
    "a maker note byte": lambda f: f.replace(MAKER_NOTE, MAKER_NOTE[:-1] + b"!"),
    "the capture time": lambda f: f.replace(b"2014:07:12 18", b"2015:07:12 18"),
    "a thumbnail byte": lambda f: f.replace(b"\xff\xd8 thumb", b"\xff\xd8 thumc"),
    "another segment": lambda f: f.replace(b"Photoshop 3.0", b"Photoshop 4.0"),
    "the picture": lambda f: f[:-20] + bytes((f[-20] ^ 1,)) + f[-19:],
    "the trailer": lambda f: f[:-1],
    "a byte order": lambda f: f.replace(b"Exif\0\0II", b"Exif\0\0MM"),
    "an altitude": lambda f: f.replace(struct.pack("<II", 58, 1), struct.pack("<II", 59, 1)),
    "the position by a metre": lambda f: f.replace(struct.pack("<I", 2_376_000), struct.pack("<I", 2_379_000)),
    "the hemisphere": lambda f: f.replace(b"\1\0\2\0\2\0\0\0N", b"\1\0\2\0\2\0\0\0S"),
    "the position in XMP": lambda f: f.replace(b"48,51.396000N", b"48,51.396900N"),
    "a keyword in XMP": lambda f: f.replace(b"sea &amp; sky", b"sea &amp; sea"),
    "a property of XMP": lambda f: f.replace(b'odd:a="1"', b'odd:c="1"'),
    "well-formed XMP": lambda f: f.replace(b"</rdf:RDF>", b"</rdf:RDG>"),
    "a type": lambda f: f.replace(b"\x30\xa4\x02\x00", b"\x30\xa4\x07\x00"),
    "a second Exif segment": lambda f: f.replace(
        b"\xff\xed\0\x0fPhotoshop 3.0", segment(0xE1, b"Exif\0\0II*\0") + b"\xff\xed\0\x0fPhotoshop 3.0"
    ),
    "a lost segment": lambda f: f.replace(b"\xff\xed\0\x0fPhotoshop 3.0", b""),
    "everything": lambda _: b"",
    "the last half": lambda f: f[: len(f) // 2],
}


@pytest.mark.parametrize("what", HARM)
def test_harm_is_noticed(what: str) -> None:
    assert HARM[what](GOOD) != GOOD, "the harm of this test misses"
    assert first_complaint(HARM[what](GOOD))


def test_a_maker_note_that_moved_is_noticed_although_its_bytes_are_the_same() -> None:
    block = Made(exif=camera_exif()).block()
    old = jpeg(block)
    at = block.index(MAKER_NOTE)
    entry = block.index(struct.pack("<HHII", 0x927C, 7, len(MAKER_NOTE), at))
    moved = block[: entry + 8] + struct.pack("<I", len(block)) + block[entry + 12 :] + MAKER_NOTE
    new = jpeg(moved)
    edit = Edit(Placement(1.0, 2.0))
    assert "0x927c" in " ".join(verify.complaints(old, applied(new, write.splices_for(new, edit)), edit))


def test_a_position_that_should_be_gone_and_is_not_is_noticed() -> None:
    assert "still there" in first_complaint(OLD, Edit(None))


def test_a_fresh_block_with_more_than_a_position_is_noticed() -> None:
    old = jpeg()
    new = jpeg(Made(gps=old_gps()).block())
    assert "more than a position" in " ".join(verify.complaints(old, new, Edit(Placement(-33.8569333, 151.2092))))


def test_unreferenced_bytes_count_too() -> None:
    old = jpeg(Made(scattered=True, exif=camera_exif()).block())
    new = applied(old, write.splices_for(old, EDIT))
    at = new.index(b"\xee\xee\xee\xee")
    assert "byte" in first_complaint(new[:at] + b"\0" + new[at + 1 :], EDIT, old)


@pytest.mark.parametrize("text", [b"", b"<", b"<a/>", b"\xff\xfe<\0a\0", XMP_PLAIN[:300]])
def test_xmp_that_is_none_is_noticed(text: bytes) -> None:
    assert list(verify.xmp_complaints(XMP_PLAIN, text, EDIT))
