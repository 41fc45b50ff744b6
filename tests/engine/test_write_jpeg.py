"""Writing a position into a JPEG harms nothing else in it, and what could be harmed is refused."""

import hashlib
import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from tiff_blocks import (
    MAKER_NOTE,
    XMP_PLAIN,
    XMP_WITH_GPS,
    Made,
    camera_exif,
    jpeg,
    old_gps,
    picture,
    rationals,
    recipes,
    segment,
)

from whence_engine.files import reread, verify, write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import UnsafeError, applied, packed, reversed_splices, unpacked
from whence_engine.photo import DecidedBy

PARIS = Placement(48.8566, 2.3522, 25.0, provenance={"Model": "starter"})


def written(data: bytes, edit: Edit | None = None) -> bytes:
    """Write, verify and undo as the program does; return the new file."""
    edit = edit or Edit(PARIS)
    splices = write.splices_for(data, edit)
    new = applied(data, splices)
    assert list(verify.complaints(data, new, edit)) == []
    assert applied(new, reversed_splices(unpacked(packed(splices)))) == data
    return new


def refusal(data: bytes, edit: Edit | None = None) -> str:
    with pytest.raises(UnsafeError) as caught:
        write.splices_for(data, edit or Edit(PARIS))
    return str(caught.value)


def gps(data: bytes) -> dict[int, object]:
    """The GPS directory as Pillow reads it."""
    return dict(Image.open(io.BytesIO(data)).getexif().get_ifd(ExifTags.IFD.GPSInfo))


def block_of(data: bytes) -> bytes:
    return data[slice(*reread.anatomy(data).exif[0])]


def tags_of(data: bytes) -> reread.Tags:
    return reread.read_tags(block_of(data))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("old", [None, "camera"])
def test_the_fields_are_those_of_the_contract(order: str, old: str | None) -> None:
    made = Made(order, exif=camera_exif(), gps=old_gps(order) if old else None)
    found = gps(written(jpeg(made.block())))
    assert found[0] == b"\2\3\0\0"
    assert (found[1], found[3]) == ("N", "E")
    assert [float(x) for x in found[2]] == pytest.approx([48, 51, 23.76])  # type: ignore[attr-defined]
    assert [float(x) for x in found[4]] == pytest.approx([2, 21, 7.92])  # type: ignore[attr-defined]
    assert found[0x12] == "WGS-84"
    assert found[0x1B] == b"ASCII\0\0\0MANUAL"
    assert float(found[0x1F]) == 25_000  # type: ignore[arg-type]


def test_a_threshold_is_not_called_a_person() -> None:
    new = written(jpeg(), Edit(Placement(1.0, 2.0, 1.0, DecidedBy.THRESHOLD)))
    assert gps(new)[0x1B] == b"ASCII\0\0\0WHENCE"


def test_no_time_stamp_and_no_status_are_invented() -> None:
    assert not {0x07, 0x1D, 0x09} & set(gps(written(jpeg(Made(exif=camera_exif()).block()))))


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_positions_read_back_to_better_than_a_tenth_of_a_metre(lat: float, lon: float) -> None:
    written(jpeg(), Edit(Placement(lat, lon)))


def test_a_file_without_exif_gets_a_block_with_nothing_but_a_position() -> None:
    new = written(picture())
    assert {key[:2] for key in tags_of(new) if key[0] == "/0"} == {("/0", 0x8825)}
    assert new.startswith(picture()[:20]), "JFIF stays the first segment"


def test_the_capture_time_is_never_touched() -> None:
    data = jpeg(Made(exif=camera_exif()).block())
    assert tags_of(written(data))["/0/8769", 0x9003, 0] == tags_of(data)["/0/8769", 0x9003, 0]


def test_the_maker_note_keeps_its_bytes_and_its_offset() -> None:
    block = Made(exif=camera_exif(), gps=old_gps(), scattered=True).block()
    assert block_of(written(jpeg(block))).index(MAKER_NOTE) == block.index(MAKER_NOTE)


@settings(max_examples=150, deadline=None)
@given(recipes(), st.booleans())
def test_every_block_of_a_camera_survives_or_is_refused(made: Made, wipe: bool) -> None:
    data = jpeg(made.block())
    new = written(data, Edit(PARIS, wipe=wipe))
    assert write.position_in(new) == pytest.approx((48.8566, 2.3522), abs=1e-7)
    assert Image.open(io.BytesIO(new)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    again = written(new, Edit(Placement(-12.5, -77.25, 1.0), wipe=wipe))
    assert len(again) == len(new), "a second write of ours finds room where the first one lies"


@settings(max_examples=60, deadline=None)
@given(recipes())
def test_a_removed_position_leaves_no_byte_behind(made: Made) -> None:
    data = written(jpeg(made.block()))
    payload = tags_of(data)["/0/8825", 2, 0].value
    new = written(data, Edit(None))
    assert write.position_in(new) is None
    assert payload not in new


def test_what_contradicts_the_new_position_goes_and_the_rest_stays() -> None:
    found = gps(written(jpeg(Made(gps=old_gps()).block())))
    assert not {0x09, 0x0B} & set(found), "status and precision spoke of the old fix"
    assert float(found[0x1F]) == 25_000  # type: ignore[arg-type]
    assert {0x05, 0x06, 0x11, 0x1D, 0x14} <= set(found), "altitude, direction, date and destination stay"


def test_an_old_error_does_not_stand_beside_a_position_without_one() -> None:
    assert 0x1F not in gps(written(jpeg(Made(gps=old_gps()).block()), Edit(Placement(1.0, 2.0))))


def test_wiping_zeroes_the_old_position_and_nothing_that_others_use() -> None:
    made = Made(gps=old_gps(), exif=camera_exif(), scattered=True)
    old = rationals("<", (33, 1), (51, 1), (2496, 100))[1]
    assert old in written(jpeg(made.block()))
    assert old not in written(jpeg(made.block()), Edit(PARIS, wipe=True))


def test_a_full_segment_is_written_into_its_zero_padding() -> None:
    made = Made(exif=camera_exif())
    data = jpeg(Made(exif=camera_exif(), padding=65_527 - len(made.block())).block())
    assert len(written(data)) == len(data)


def test_a_segment_full_of_data_is_refused() -> None:
    made = Made(exif=camera_exif() | {0x9286: (7, b"x" * 65_000)})
    size = len(made.block())
    data = jpeg(Made(exif=camera_exif() | {0x9286: (7, b"x" * (65_000 + 65_520 - size))}).block())
    assert "full" in refusal(data)


def test_a_second_exif_segment_is_refused() -> None:
    block = Made().block()
    assert "several Exif" in refusal(jpeg(block, after=[segment(0xE1, b"Exif\0\0" + block)]))


def test_a_pointer_past_the_end_is_refused() -> None:
    block = bytearray(Made(ifd1={0x0103: (3, b"\6\0")}).block())
    at = block.index(struct.pack("<HHI", 0x010F, 2, 18)) + 8
    block[at : at + 4] = struct.pack("<I", len(block) + 100)
    assert "lies outside" in refusal(jpeg(bytes(block)))


def test_a_thumbnail_past_the_end_is_refused() -> None:
    block = Made(ifd1={0x0103: (3, b"\6\0")}, thumbnail=b"\xff\xd8 thumb").block()
    longer = block.replace(struct.pack("<HHII", 0x0202, 4, 1, 8), struct.pack("<HHII", 0x0202, 4, 1, 9999))
    assert "thumbnail runs past" in refusal(jpeg(longer))


def test_a_chain_of_directories_that_loops_is_refused() -> None:
    block = bytearray(Made().block())
    first = struct.unpack_from("<I", block, 4)[0]
    end = first + 2 + 12 * struct.unpack_from("<H", block, first)[0]
    block[end : end + 4] = struct.pack("<I", first)
    assert "reached twice" in refusal(jpeg(bytes(block)))


@pytest.mark.parametrize("kind", [1, 2, 3, 5, 7])
def test_a_gps_pointer_of_an_odd_type_is_refused(kind: int) -> None:
    block = Made(gps=old_gps()).block()
    pointer = block.index(struct.pack("<HHI", 0x8825, 4, 1))
    odd = block[:pointer] + struct.pack("<HHI", 0x8825, kind, 1) + block[pointer + 8 :]
    assert refusal(jpeg(odd))


def test_a_gps_directory_with_garbage_is_replaced_by_what_can_be_read() -> None:
    made = Made(gps=old_gps())
    block = made.block().replace(struct.pack("<HHI", 0x11, 5, 1), struct.pack("<HHI", 0x11, 0, 1))
    found = gps(written(jpeg(block)))
    assert 0x11 not in found
    assert 0x06 in found


def test_a_gps_pointer_into_the_void_is_given_a_directory() -> None:
    block = Made(ifd0={0x010F: (2, b"maker\0"), 0x8825: (4, struct.pack("<I", 1 << 30))}).block()
    assert gps(written(jpeg(block)))[1] == "N"


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("header", [None, 0, 10])
def test_a_preview_behind_the_picture_must_not_move(order: str, header: int | None) -> None:
    """Some MakerNotes address a preview behind the end of the picture by its distance from the Exif block."""
    preview = b"\0\xd8\xff preview"
    note = bytearray(b"Maker\0" + bytes(30))
    made = Made(exif={0x927C: (7, bytes(note))})
    data = jpeg(made.block(), trailer=b"...." + preview)
    start, _ = reread.anatomy(data).exif[0]
    base = 0 if header is None else made.block().index(b"Maker\0") + header
    note[10:14] = (data.index(preview) - start - base).to_bytes(4, order)  # type: ignore[arg-type]
    pointed = jpeg(Made(exif={0x927C: (7, bytes(note))}).block(), trailer=b"...." + preview)
    assert "MakerNote points" in refusal(pointed)
    written(data)  # an innocent MakerNote


def test_a_multi_picture_table_in_front_of_exif_is_refused_and_behind_it_is_safe() -> None:
    mpf = segment(0xE2, b"MPF\0" + Made().block())
    assert "multi-picture" in refusal(jpeg(Made().block(), before=[mpf]))
    written(jpeg(Made().block(), after=[mpf], trailer=picture()))


def test_trailing_data_and_padded_segments_stay_as_they_are() -> None:
    data = jpeg(Made().block(), before=[b"\xff\xff\xff" + segment(0xED, b"Photoshop")[1:]], trailer=b"SEFT" * 99)
    new = written(data)
    assert new.endswith(b"SEFT" * 99)
    assert b"\xff\xff\xff\xed" in new


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"\xff\xd8\xff\xe1\0\1", b"GIF89a", b"\xff\xd8ab"]
)
def test_what_is_no_jpeg_is_refused(data: bytes) -> None:
    assert refusal(data)


def test_xmp_positions_are_kept_in_step_and_the_rest_of_the_packet_stays() -> None:
    new = written(jpeg(Made().block(), XMP_WITH_GPS))
    assert b"48,51.396000N" in new
    assert b"33,51.416S" not in new
    for kept in (b"<!-- kept -->", b"sea &amp; sky", b'odd:attribute="x"', b'odd:b="2" odd:a="1"', b"58/1"):
        assert kept in new
    assert b'Model="starter"' in new


def test_xmp_without_a_position_gets_provenance_and_no_second_position() -> None:
    new = written(jpeg(Made().block(), XMP_PLAIN))
    assert b"GPSLatitude" not in new
    assert b'Model="starter"' in new


def test_a_padded_packet_keeps_its_size() -> None:
    data = jpeg(written(jpeg())[:0] or Made(gps=old_gps()).block(), XMP_PLAIN)
    once = written(data, Edit(Placement(1.0, 2.0, provenance={"Model": "m"})))
    before, after = reread.anatomy(data).xmp[0], reread.anatomy(once).xmp[0]
    assert before[1] - before[0] == after[1] - after[0]


def test_a_packet_that_cannot_be_parsed_is_left_alone_unless_it_speaks_of_a_position() -> None:
    broken = XMP_PLAIN.replace(b"</rdf:RDF>", b"")
    assert broken in written(jpeg(Made().block(), broken))
    assert refusal(jpeg(Made().block(), XMP_WITH_GPS.replace(b"</rdf:RDF>", b"")))


def test_entities_in_xmp_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "GPSLatitude">]>' + XMP_PLAIN
    assert "document type" in refusal(jpeg(Made().block(), bomb.replace(b"sea", b"&a;")))


def test_a_packet_is_added_only_when_asked_for() -> None:
    assert reread.anatomy(written(jpeg())).xmp == []
    new = written(jpeg(), Edit(PARIS, new_packet=True))
    assert len(reread.anatomy(new).xmp) == 1
    assert new.index(b"Exif\0\0") < new.index(b"http://ns.adobe.com/xap/1.0/")


def test_removal_takes_the_xmp_position_and_our_provenance_along() -> None:
    new = written(written(jpeg(Made().block(), XMP_WITH_GPS)), Edit(None))
    assert b"GPSL" not in new
    assert b"starter" not in new


def test_the_old_bytes_stay_where_they_were() -> None:
    made = Made(exif=camera_exif(), gap=3, scattered=True)
    old, new = made.block(), block_of(written(jpeg(made.block())))
    assert hashlib.sha256(new[8 : len(old)]).digest() == hashlib.sha256(old[8:]).digest()
