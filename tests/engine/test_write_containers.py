"""WebP, PNG and TIFF files are written without touching the picture, and RAW files not at all."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin, features
from tiff_blocks import MAKER_NOTE, XMP_PLAIN, XMP_WITH_GPS, Made, camera_exif, old_gps

from whence_engine.files import png_edit, reread, verify, webp_edit, write
from whence_engine.files.change import Edit, LocationText, Placement
from whence_engine.files.splice import UnsafeError, applied, reversed_splices

PARIS = Placement(48.8566, 2.3522, 25.0, provenance={"Model": "starter"})
HERE = pytest.approx((48.8566, 2.3522), abs=1e-7)


def image(mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((31, 17)).convert(mode)


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    image(mode).save(out, kind, **options)
    return out.getvalue()


def written(data: bytes, edit: Edit | None = None) -> bytes:
    edit = edit or Edit(PARIS)
    splices = write.splices_for(data, edit)
    new = applied(data, splices)
    assert list(verify.complaints(data, new, edit)) == []
    assert applied(new, reversed_splices(splices)) == data
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(new))
    assert before.size == after.size
    assert before.mode == after.mode
    assert before.tobytes() == after.tobytes()
    return new


def refusal(data: bytes) -> str:
    with pytest.raises(UnsafeError) as caught:
        write.splices_for(data, Edit(PARIS))
    return str(caught.value)


CAMERA = Made(">", exif=camera_exif(), gps=old_gps(">"))
WEBP = {
    "simple lossy": saved("WEBP"),
    "simple lossless": saved("WEBP", lossless=True),
    "lossless with transparency": saved("WEBP", "RGBA", lossless=True),
    "lossy with transparency": saved("WEBP", "RGBA"),
    "with Exif": saved("WEBP", exif=b"Exif\0\0" + CAMERA.block()),
    "with bare Exif": saved("WEBP", exif=CAMERA.block()),
    "with XMP": saved("WEBP", xmp=XMP_WITH_GPS),
    "with both": saved("WEBP", exif=CAMERA.block(), xmp=XMP_PLAIN, icc_profile=b"profile!"),
    "animated": saved("WEBP", save_all=True, append_images=[image().rotate(90)], duration=50),
}


@pytest.mark.skipif(not features.check("webp"), reason="this Pillow has no WebP")
@pytest.mark.parametrize("kind", WEBP)
def test_a_webp_gets_a_position(kind: str) -> None:
    new = written(WEBP[kind])
    assert write.position_in(new) == HERE
    names = [chunk.name for chunk in webp_edit.chunks(new)]
    assert names[0] == b"VP8X"
    assert names.count(b"EXIF") == 1
    assert len(new) == 8 + struct.unpack("<I", new[4:8])[0]
    if b"XMP " in names:
        assert names.index(b"EXIF") < names.index(b"XMP ")
    assert write.position_in(written(new, Edit(None))) is None


def test_a_webp_gets_a_packet_when_asked_for() -> None:
    new = written(WEBP["simple lossy"], Edit(PARIS, new_packet=True))
    flags = new[new.index(b"VP8X") + 8]
    assert flags & 0x0C == 0x0C
    assert b'Model="starter"' in new


def test_data_behind_a_webp_stays() -> None:
    assert written(WEBP["with XMP"] + b"behind").endswith(b"behind")


@pytest.mark.parametrize("size", [0, 8, 11, 20, 40, 100])
def test_a_broken_webp_is_refused(size: int) -> None:
    assert refusal(WEBP["with both"][:size])


def test_a_webp_with_two_exif_chunks_is_refused() -> None:
    data = WEBP["with Exif"]
    at = data.index(b"EXIF")
    twice = data + data[at:]
    assert "several EXIF" in refusal(twice[:4] + struct.pack("<I", len(twice) - 8) + twice[8:])


def png(*extra: tuple[bytes, bytes], exif: bytes | None = None, xmp: bytes | None = None) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, content in extra:
        info.add(name, content)
    if xmp is not None:
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return saved("PNG", "RGBA", pnginfo=info, **({"exif": exif} if exif is not None else {}))


PNG = {
    "plain": png(),
    "with Exif": png(exif=CAMERA.block()),
    "with XMP": png(xmp=XMP_WITH_GPS),
    "with both": png(exif=CAMERA.block(), xmp=XMP_PLAIN),
    "with text": png((b"tEXt", b"Comment\0hello")),
}


@pytest.mark.parametrize("kind", PNG)
def test_a_png_gets_a_position(kind: str) -> None:
    new = written(PNG[kind] + b"behind")
    assert write.position_in(new) == HERE
    assert new.endswith(b"behind")
    for chunk in png_edit.chunks(new):
        stated = struct.unpack(">I", new[chunk.end - 4 : chunk.end])[0]
        assert stated == zlib.crc32(new[chunk.body - 4 : chunk.end - 4])
    assert write.position_in(written(new, Edit(None))) is None


def test_a_png_says_it_before_the_picture() -> None:
    new = written(PNG["plain"], Edit(PARIS, new_packet=True))
    assert new.index(b"eXIf") < new.index(b"XML:com.adobe.xmp") < new.index(b"IDAT")


def test_a_png_with_exif_hidden_in_text_is_refused() -> None:
    assert "text chunk" in refusal(png((b"tEXt", b"Raw profile type exif\0\nexif\n 10\n00")))


def test_a_png_with_compressed_xmp_is_refused() -> None:
    content = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP_WITH_GPS)
    assert "compressed" in refusal(png((b"iTXt", content)))


@pytest.mark.parametrize("size", [8, 20, 33, 60, 200])
def test_a_broken_png_is_refused(size: int) -> None:
    assert refusal(PNG["with both"][:size])


def tiff(order: str = "<", pages: int = 1, xmp: bytes | None = None, **made: object) -> bytes:
    """A TIFF with one strip a page, and Exif as `Made` wants it."""
    strip = image("L").tobytes()
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + bytes(4) + strip)

    def number(value: int) -> tuple[int, bytes]:
        return 4, struct.pack(order + "I", value)

    maker = Made(order, **made)  # type: ignore[arg-type]
    following = 0
    for page in reversed(range(pages)):
        fields = {
            0x0100: number(31), 0x0101: number(17), 0x0102: (3, struct.pack(order + "H", 8)),
            0x0103: (3, struct.pack(order + "H", 1)), 0x0106: (3, struct.pack(order + "H", 1)), 0x0111: number(8),
            0x0116: number(17), 0x0117: number(len(strip)), 0x010E: (2, f"page {page}\0".encode()),
        }  # fmt: skip
        if page == 0:
            fields |= {} if xmp is None else {0x02BC: (1, xmp)}
            for tag, content in ((0x8769, maker.exif), (0x8825, maker.gps)):
                if content is not None:
                    fields[tag] = number(maker.directory(out, content))
        following = maker.directory(out, fields, following)
    out[4:8] = struct.pack(order + "I", following)
    return bytes(out)


TIFF = {
    "plain": tiff(),
    "big-endian": tiff(">"),
    "with Exif": tiff(exif=camera_exif()),
    "with GPS": tiff(gps=old_gps(), exif=camera_exif()),
    "with XMP": tiff(xmp=XMP_WITH_GPS),
    "with all": tiff(">", xmp=XMP_PLAIN.rstrip(), gps=old_gps(">"), exif=camera_exif()),
    "with pages": tiff(pages=3, exif=camera_exif()),
}


@pytest.mark.parametrize("kind", TIFF)
def test_a_tiff_gets_a_position_at_its_end(kind: str) -> None:
    new = written(TIFF[kind])
    assert write.position_in(new) == HERE
    assert new.find(MAKER_NOTE) == TIFF[kind].find(MAKER_NOTE)
    assert Image.open(io.BytesIO(new)).n_frames == Image.open(io.BytesIO(TIFF[kind])).n_frames  # type: ignore[attr-defined]
    if "XMP" in kind:
        assert b"48,51.396000N" in new


def test_a_tiff_gets_a_packet_when_asked_for() -> None:
    for kind in ("plain", "with GPS"):
        new = written(TIFF[kind], Edit(PARIS, new_packet=True))
        assert len(reread.anatomy(new).xmp) == 1
        assert b'Model="starter"' in new


def test_words_only_change_nothing_but_the_packet() -> None:
    words = Edit(Placement(None, None, text=LocationText(country="France")))
    for data in (TIFF["with all"], PNG["with both"], WEBP["with both"]):
        new = written(data, words)
        assert b"France" in new
        assert write.position_in(new) == write.position_in(data)


def raw(tag: int, kind: int, payload: bytes) -> bytes:
    return Made(ifd0={0x010F: (2, b"maker\0"), tag: (kind, payload)}).block() + bytes(40)


@pytest.mark.parametrize(
    "data",
    [
        raw(0xC612, 1, b"\1\4\0\0"),
        raw(0x9216, 1, b"\1\0\0\0"),
        raw(0x828E, 7, b"\0\1\1\2"),
        raw(0x014A, 4, b"\x08\0\0\0"),
        b"II*\0\x10\0\0\0CR\2\0" + bytes(100),
        b"II+\0\x08\0\0\0" + bytes(100),
        b"IIU\0\x08\0\0\0" + bytes(100),
        b"IIRO\x08\0\0\0" + bytes(100),
        b"FUJIFILMCCD-RAW" + bytes(100),
        b"\0\0\0\x18ftypheic" + bytes(100),
        b"\0\0\0\x18ftypavif" + bytes(100),
        b"\0\0\0\x18ftypcrx " + bytes(100),
        b"GIF89a" + bytes(100),
    ],
)  # fmt: skip
def test_raw_and_foreign_formats_are_told_by_content_and_refused(data: bytes) -> None:
    assert refusal(data)
