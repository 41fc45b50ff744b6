"""Makers of small photo files, whole and broken, for everybody's tests.

Every maker takes the path to write and returns it; pictures are smooth gradients, so that they survive lossy coding
and show which way is up.
"""

import io
import os
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from whence_engine.photo import Found

Rational = tuple[int, int]
Value = bytes | str | int | Sequence[int] | Sequence[Rational]


def found(path: Path, *sidecars: Path) -> Found:
    """What `scan` hands on for a file."""
    stat = path.lstat()
    return Found(path, stat.st_size, stat.st_mtime_ns, stat.st_ino, sidecars)


def gradient(width: int = 64, height: int = 48) -> NDArray[np.uint8]:
    """uint8 [H, W, 3]: red grows to the right, green downwards, blue is even."""
    red, green = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.dstack([red, green, np.full_like(red, 96)]).astype(np.uint8)


def exif_block(
    *,
    taken: str = "",
    digitized: str = "",
    modified: str = "",
    subsec: str = "",
    offset: str = "",
    make: str = "",
    model: str = "",
    serial: str = "",
    software: str = "",
    description: str = "",
    orientation: int = 0,
    gps: tuple[float, float] | None = None,
) -> bytes:
    """A TIFF block as it stands behind `Exif\\0\\0`, written by Pillow: a referee for our own reader."""
    exif = Image.Exif()
    first = {0x010E: description, 0x010F: make, 0x0110: model, 0x0131: software, 0x0132: modified}
    inner = {0x9003: taken, 0x9004: digitized, 0x9291: subsec, 0x9011: offset, 0xA431: serial}
    exif.update({tag: text for tag, text in first.items() if text})
    if orientation:
        exif[0x0112] = orientation
    if any(inner.values()):
        exif.get_ifd(0x8769).update({tag: text for tag, text in inner.items() if text})
    if gps is not None:
        exif.get_ifd(0x8825).update(_gps_tags(*gps))
    return exif.tobytes().removeprefix(b"Exif\0\0")


def _gps_tags(lat_deg: float, lon_deg: float) -> dict[int, object]:
    def rationals(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
        parts = round(abs(value) * 3_600_000)
        return (
            IFDRational(parts // 3_600_000),
            IFDRational(parts // 60_000 % 60),
            IFDRational(parts % 60_000, 1000),
        )

    return {
        0: b"\x02\x03\0\0",
        1: "S" if lat_deg < 0 else "N",
        2: rationals(lat_deg),
        3: "W" if lon_deg < 0 else "E",
        4: rationals(lon_deg),
    }


def xmp_packet(properties: Mapping[str, str | Sequence[str]]) -> bytes:
    """An XMP packet: `{"exif:GPSLatitude": "48,51.396N", "dc:subject": ["a", "b"]}`; lists become bags."""
    attributes = "".join(f' {name}="{value}"' for name, value in properties.items() if isinstance(value, str))
    bags = "".join(
        f"<{name}><rdf:Bag>{''.join(f'<rdf:li>{item}</rdf:li>' for item in value)}</rdf:Bag></{name}>"
        for name, value in properties.items()
        if not isinstance(value, str)
    )
    spaces = {
        "exif": "http://ns.adobe.com/exif/1.0/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "tiff": "http://ns.adobe.com/tiff/1.0/",
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        f' xmlns:rdf="{spaces["rdf"]}"><rdf:Description rdf:about=""{declared}{attributes}>{bags}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def jpeg_bytes(
    pixels: NDArray[np.uint8] | None = None,
    *,
    exif: bytes = b"",
    xmp: bytes = b"",
    iptc: bytes = b"",
    mode: str = "RGB",
    progressive: bool = False,
) -> bytes:
    """A JPEG whose metadata segments are laid in by hand, in front of the coded picture."""
    buffer = io.BytesIO()
    picture = Image.fromarray(gradient() if pixels is None else pixels).convert(mode)
    picture.save(buffer, "JPEG", quality=90, progressive=progressive)
    coded = buffer.getvalue()
    segments = b""
    if exif:
        segments += _segment(0xE1, b"Exif\0\0" + exif)
    if xmp:
        segments += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp)
    if iptc:
        resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + bytes(len(iptc) % 2)
        segments += _segment(0xED, b"Photoshop 3.0\0" + resource)
    return coded[:2] + segments + coded[2:]


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg(path: Path, pixels: NDArray[np.uint8] | None = None, *, exif: bytes = b"", xmp: bytes = b"") -> Path:
    """A small JPEG."""
    path.write_bytes(jpeg_bytes(pixels, exif=exif, xmp=xmp))
    return path


def png(path: Path, pixels: NDArray[np.uint8] | None = None, *, exif: bytes = b"", xmp: bytes = b"") -> Path:
    """A PNG with `eXIf` and `iTXt` chunks of our own behind the header."""
    buffer = io.BytesIO()
    Image.fromarray(gradient() if pixels is None else pixels).save(buffer, "PNG")
    coded = buffer.getvalue()
    chunks = png_chunk(b"eXIf", exif) if exif else b""
    if xmp:
        chunks += png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
    path.write_bytes(coded[:33] + chunks + coded[33:])
    return path


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its length and checksum."""
    import zlib

    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def webp(
    path: Path,
    pixels: NDArray[np.uint8] | None = None,
    *,
    exif: bytes = b"",
    xmp: bytes = b"",
    lossless: bool = False,
) -> Path:
    """A WebP; with metadata in the extended form, without in the simple one."""
    Image.fromarray(gradient() if pixels is None else pixels).save(
        path, "WEBP", quality=90, lossless=lossless, exif=exif, xmp=xmp
    )
    return path


def avif(path: Path, pixels: NDArray[np.uint8] | None = None, *, exif: bytes = b"", xmp: bytes = b"") -> Path:
    """An AVIF; orientation in `exif` becomes `irot` and `imir`."""
    Image.fromarray(gradient() if pixels is None else pixels).save(path, "AVIF", quality=90, exif=exif, xmp=xmp)
    return path


def heic_header(path: Path, *, exif: bytes = b"") -> Path:
    """A file with a HEIC's headers around another codec's data: its facts can be read, its picture cannot.

    Nothing that may be shipped encodes HEVC.
    """
    avif(path, exif=exif)
    path.write_bytes(path.read_bytes().replace(b"ftypavif", b"ftypheic", 1))
    return path


def tiff(path: Path, pixels: NDArray[np.uint8] | None = None, *, exif: bytes = b"", compression: str = "raw") -> Path:
    """A TIFF with strips; the tags of `exif` go into its own directories."""
    picture = Image.fromarray(gradient() if pixels is None else pixels)
    tags = Image.Exif()
    tags.load(b"Exif\0\0" + exif if exif else b"")
    picture.save(path, "TIFF", exif=tags, compression=compression)
    return path


_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}


def tiff_block(
    entries: Mapping[int, tuple[int, Value]], *, order: str = "<", tail: bytes = b"", at: int | None = None
) -> bytes:
    """A TIFF of one directory: tag -> (type, value); `tail` follows it, at the offset that its tags must name.

    With `at` the directory alone, to be laid at that offset of another block.
    """
    packed = {tag: (kind, _packed(kind, value, order)) for tag, (kind, value) in sorted(entries.items())}
    outside_at = (8 if at is None else at) + 2 + 12 * len(packed) + 4
    directory, outside = struct.pack(order + "H", len(packed)), b""
    for tag, (kind, data) in packed.items():
        field = data.ljust(4, b"\0")
        if len(data) > 4:
            field = struct.pack(order + "I", outside_at + len(outside))
            outside += data + bytes(len(data) % 2)
        directory += struct.pack(order + "HHI", tag, kind, len(data) // _SIZES[kind]) + field
    if at is not None:
        return directory + bytes(4) + outside
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", 8) + directory + bytes(4) + outside + tail


def _packed(kind: int, value: Value, order: str) -> bytes:
    if isinstance(value, str):
        return value.encode() + b"\0"
    if isinstance(value, bytes):
        return value
    numbers: list[int] = []
    for item in [value] if isinstance(value, int) else value:
        numbers += [item] if isinstance(item, int) else list(item)
    code = {1: "B", 3: "H", 4: "I", 5: "I", 7: "B"}[kind]
    return struct.pack(f"{order}{len(numbers)}{code}", *numbers)


def raw_like(path: Path, preview: bytes | None = None, *, orientation: int = 1) -> Path:
    """A TIFF-based RAW to its bytes: a DNG version, a camera, and an embedded JPEG preview (empty: none)."""
    inside = jpeg_bytes(gradient(320, 240)) if preview is None else preview
    entries: dict[int, tuple[int, Value]] = {
        0x0100: (4, 4000),
        0x0101: (4, 3000),
        0x010F: (2, "Whence"),
        0x0110: (2, "Pretend 1"),
        0x0112: (3, orientation),
        0x0132: (2, "2014:07:12 18:03:22"),
        0x9003: (2, "2014:07:12 18:03:22"),
        0xC612: (1, b"\x01\x04\0\0"),
    }
    if inside:
        entries |= {0x0201: (4, 0), 0x0202: (4, len(inside))}
        entries[0x0201] = (4, len(tiff_block(entries)))
    path.write_bytes(tiff_block(entries, tail=inside))
    return path


def takeout(path: Path, body: str) -> Path:
    """A Takeout JSON."""
    path.write_text(body, encoding="utf-8")
    return path


def huge_png(path: Path, width_px: int = 60_000, height_px: int = 60_000) -> Path:
    """A PNG of a few bytes whose header claims gigapixels."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"x\x9c\x03\0\0\0\0\x01") + png_chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def cut(path: Path, share: float) -> Path:
    """Break a file off after a share of its bytes."""
    os.truncate(path, int(path.stat().st_size * share))
    return path


def box(kind: bytes, body: bytes) -> bytes:
    """One box of an ISO base media file."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def cr3(path: Path, preview: bytes | None = None) -> Path:
    """A Canon CR3: tags in three TIFF blocks inside `moov`, a JPEG in `mdat`."""
    first = tiff_block({0x0100: (3, 6000), 0x0101: (3, 4000), 0x010F: (2, "Canon"), 0x0110: (2, "Canon EOS Whence")})
    inner = tiff_block({0x9003: (2, "2014:07:12 18:03:22"), 0x9011: (2, "+02:00"), 0x9291: (2, "25")})
    place = tiff_block(
        {
            1: (2, "N"),
            2: (5, [(48, 1), (51, 1), (2376, 100)]),
            3: (2, "E"),
            4: (5, [(2, 1), (21, 1), (792, 100)]),
        }
    )
    canon = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    blocks = box(b"CNCV", b"CanonCR3_001/00.09.00/00.00.00") + box(b"CMT1", first) + box(b"CMT2", inner)
    moov = box(b"moov", box(b"uuid", canon + blocks + box(b"CMT4", place)))
    inside = jpeg_bytes(gradient(640, 480)) if preview is None else preview
    path.write_bytes(box(b"ftyp", b"crx \0\0\0\1crx isom") + moov + box(b"mdat", bytes(64) + inside))
    return path


def raf(path: Path) -> Path:
    """A Fujifilm RAF: a header that tells where the JPEG lies, which carries the Exif."""
    inside = jpeg_bytes(
        gradient(640, 480), exif=exif_block(taken="2014:07:12 18:03:22", make="FUJIFILM", orientation=8)
    )
    head = b"FUJIFILMCCD-RAW 0201FF383501Pretend".ljust(84, b"\0")
    path.write_bytes(head + struct.pack(">II", 160, len(inside)) + bytes(160 - 92) + inside)
    return path


def mrw(path: Path) -> Path:
    """A Minolta MRW: blocks, one of which is a TIFF, and a JPEG that no tag names."""
    tags = tiff_block({0x010F: (2, "Minolta"), 0x0132: (2, "2004:07:12 18:03:22"), 0x0112: (3, 6)}, order=">")
    blocks = b"\0PRD" + struct.pack(">I", 24) + bytes(24) + b"\0TTW" + struct.pack(">I", len(tags)) + tags
    path.write_bytes(b"\0MRM" + struct.pack(">I", len(blocks)) + blocks + jpeg_bytes(gradient(640, 480)))
    return path


def rw2(path: Path) -> Path:
    """A Panasonic RW2: a TIFF by another mark, whose preview is the value of a tag."""
    inside = jpeg_bytes(gradient(640, 480))
    entries: dict[int, tuple[int, Value]] = {0x010F: (2, "Panasonic"), 0x0112: (3, 1), 0x002E: (7, inside)}
    path.write_bytes(b"IIU\0" + tiff_block(entries)[4:])
    return path


def iptc_block(datasets: Sequence[tuple[int, bytes]], *, utf8: bool = True) -> bytes:
    """An IPTC block of record 2 datasets."""
    told = [(1, 90, b"\x1b%G")] if utf8 else []
    told += [(2, number, value) for number, value in datasets]
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in told)
