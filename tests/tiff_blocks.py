"""TIFF blocks and JPEGs made byte by byte, the odd ones of real cameras among them."""

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hypothesis import strategies as st
from PIL import Image

WIDTH = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
Field = tuple[int, bytes]
"""TIFF type and payload."""
MAKER_NOTE = b"Maker\0" + bytes(range(64))


@dataclass(frozen=True)
class Made:
    """A recipe of a block."""

    order: str = "<"
    ifd0: Mapping[int, Field] = field(default_factory=lambda: {0x010F: (2, b"Makers of cameras\0"), 0x0112: (3, b"")})
    exif: Mapping[int, Field] | None = None
    gps: Mapping[int, Field] | None = None
    ifd1: Mapping[int, Field] | None = None
    thumbnail: bytes = b""
    gap: int = 0
    padding: int = 0
    scattered: bool = False

    def block(self) -> bytes:
        out = bytearray((b"II*\0" if self.order == "<" else b"MM\0*") + bytes(4))
        out += bytes(self.gap)
        ifd0 = dict(self.ifd0)
        if 0x0112 in ifd0:
            ifd0[0x0112] = (3, struct.pack(self.order + "H", 1))
        for tag, content in ((0x8769, self.exif), (0x8825, self.gps)):
            if content is not None:
                if self.scattered:
                    out += b"\xee\xee\xee\xee"
                ifd0[tag] = (4, struct.pack(self.order + "I", self.directory(out, content)))
        nxt = 0
        if self.ifd1 is not None:
            ifd1 = dict(self.ifd1)
            if self.thumbnail:
                at = len(out)
                out += self.thumbnail
                ifd1[0x0201] = (4, struct.pack(self.order + "I", at))
                ifd1[0x0202] = (4, struct.pack(self.order + "I", len(self.thumbnail)))
            nxt = self.directory(out, ifd1)
        first = self.directory(out, ifd0, nxt)
        out[4:8] = struct.pack(self.order + "I", first)
        return bytes(out + bytes(self.padding))

    def directory(self, out: bytearray, content: Mapping[int, Field], following: int = 0) -> int:
        values = {}
        for tag, (_, payload) in content.items():
            if len(payload) > 4 and self.scattered:
                values[tag] = len(out)
                out += payload + b"\xee"
        at = len(out)
        tail_at = at + 2 + 12 * len(content) + 4
        out += struct.pack(self.order + "H", len(content))
        tail = b""
        for tag, (kind, payload) in sorted(content.items()):
            number = len(payload) // WIDTH[kind]
            out += struct.pack(self.order + "HHI", tag, kind, number)
            if len(payload) <= 4:
                out += payload.ljust(4, b"\0")
            elif tag in values:
                out += struct.pack(self.order + "I", values[tag])
            else:
                out += struct.pack(self.order + "I", tail_at + len(tail))
                tail += payload
        out += struct.pack(self.order + "I", following) + tail
        return at


def rationals(order: str, *pairs: tuple[int, int]) -> Field:
    return 5, b"".join(struct.pack(order + "II", *pair) for pair in pairs)


def old_gps(order: str = "<", **extra: Field) -> dict[int, Field]:
    """A camera's own GPS directory: Sydney, with altitude, direction, error and destination."""
    return {
        0x00: (1, b"\2\2\0\0"),
        0x01: (2, b"S\0"),
        0x02: rationals(order, (33, 1), (51, 1), (2496, 100)),
        0x03: (2, b"E\0"),
        0x04: rationals(order, (151, 1), (12, 1), (3312, 100)),
        0x05: (1, b"\0"),
        0x06: rationals(order, (58, 1)),
        0x09: (2, b"A\0"),
        0x0B: rationals(order, (9, 2)),
        0x11: rationals(order, (270, 1)),
        0x1D: (2, b"2014:07:12\0"),
        0x14: rationals(order, (10, 1), (0, 1), (0, 1)),
        0x1F: rationals(order, (5, 1)),
    }


def camera_exif() -> dict[int, Field]:
    return {0x9003: (2, b"2014:07:12 18:03:22\0"), 0x927C: (7, MAKER_NOTE), 0xA430: (2, b"someone\0")}


@cache
def picture(shade: int = 0) -> bytes:
    """A small baseline JPEG as Pillow writes it: SOI, JFIF, tables, scan, EOI; every shade is another picture."""
    out = io.BytesIO()
    Image.merge("RGB", [Image.linear_gradient("L").resize((16, 16))] * 2 + [Image.new("L", (16, 16), shade)]).save(
        out, "JPEG", quality=95
    )
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def jpeg(
    block: bytes | None = None,
    xmp: bytes | None = None,
    before: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    *,
    trailer: bytes = b"",
    base: bytes = b"",
) -> bytes:
    """A JPEG with segments in this order: JFIF, `before`, Exif, XMP, `after`, then the picture and `trailer`."""
    base = base or picture()
    jfif_end = 4 + struct.unpack(">H", base[4:6])[0]
    parts = [base[:jfif_end], *before]
    if block is not None:
        parts.append(segment(0xE1, b"Exif\0\0" + block))
    if xmp is not None:
        parts.append(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp))
    return b"".join([*parts, *after, base[jfif_end:], trailer])


XMP = (
    b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- kept -->
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:odd="urn:odd/" odd:b="2" odd:a="1">
   <dc:subject><rdf:Bag><rdf:li>sea &amp; sky</rdf:li></rdf:Bag></dc:subject>
   <odd:element odd:attribute="x">text</odd:element>%s
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""
    + b" " * 200
    + b"""
<?xpacket end="w"?>"""
)
XMP_PLAIN = XMP.replace(b"%s", b"")
XMP_WITH_GPS = XMP.replace(
    b"%s",
    b"""
   <exif:GPSLatitude xmlns:exif="http://ns.adobe.com/exif/1.0/">33,51.416S</exif:GPSLatitude>
   <exif:GPSLongitude xmlns:exif="http://ns.adobe.com/exif/1.0/">151,12.552E</exif:GPSLongitude>
   <exif:GPSAltitude xmlns:exif="http://ns.adobe.com/exif/1.0/">58/1</exif:GPSAltitude>""",
)

_payloads = st.one_of(
    st.tuples(st.just(2), st.binary(min_size=1, max_size=40)),
    st.tuples(st.just(7), st.binary(min_size=1, max_size=300)),
    st.tuples(st.just(3), st.binary(min_size=1, max_size=8).map(lambda raw: raw * 2)),
    st.tuples(st.just(5), st.binary(min_size=8, max_size=8)),
)
_tags = st.integers(0x0100, 0xFFFF).filter(
    lambda tag: tag not in {0x8769, 0x8825, 0xA005, 0x014A, 0x0111, 0x0117, 0x0144, 0x0145, 0x0201, 0x0202, 0x02BC}
)
_directories = st.dictionaries(_tags, _payloads, min_size=1, max_size=8)


@st.composite
def recipes(draw: st.DrawFn) -> Made:
    """Blocks as cameras make them: both byte orders, odd offsets, scattered values, padding, thumbnails."""
    order = draw(st.sampled_from("<>"))
    gps = draw(st.one_of(st.none(), st.just(old_gps(order)), st.just({0x00: (1, b"\2\2\0\0")})))
    exif = draw(st.one_of(st.none(), _directories))
    if exif is not None:
        exif = exif | {0x927C: (7, draw(st.binary(min_size=5, max_size=400)))}
    return Made(
        order=order,
        ifd0=draw(_directories),
        exif=exif,
        gps=gps,
        ifd1=draw(st.one_of(st.none(), st.just({0x0103: (3, struct.pack(order + "H", 6))}))),
        thumbnail=b"\xff\xd8" + draw(st.binary(max_size=60)) + b"\xff\xd9",
        gap=draw(st.integers(0, 5)),
        padding=draw(st.sampled_from([0, 0, 1, 2, 700, 4096])),
        scattered=draw(st.booleans()),
    )
