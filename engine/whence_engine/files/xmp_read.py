"""What an XMP packet says of a photo: position, times, captions, keywords and places (XMP part 1 and 2, IPTC PMD).

Packets are foreign XML: no entities are resolved, no network is asked, size and depth are bounded, and a packet
that does not parse says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from whence_engine.files import gps
from whence_engine.files.exif_read import Stamp
from whence_engine.photo import Position, PositionSource

MAX_PACKET_BYTES = 4 << 20
MAX_TEXTS = 256

_WORTH = re.compile(rb"GPSL|Date|dc:|photoshop:|Iptc4xmp|Subject|Tags|CreatorTool|Make|Model")
"""A packet without any of these has nothing for us and is not parsed: most camera packets hold a rating only."""
_PLACES = "Location LocationName Sublocation City ProvinceState CountryName CountryCode WorldRegion"
_SINGLE = (
    ("exif", "http://ns.adobe.com/exif/1.0/", "DateTimeOriginal DateTimeDigitized GPSHPositioningError"),
    ("exif", "http://ns.adobe.com/exif/1.0/", "GPSLatitude GPSLatitudeRef GPSLongitude GPSLongitudeRef"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/", "DateCreated"),
    ("xmp", "http://ns.adobe.com/xap/1.0/", "CreateDate CreatorTool"),
    ("tiff", "http://ns.adobe.com/tiff/1.0/", "Make Model"),
)
_WORDS = (
    ("dc", "http://purl.org/dc/elements/1.1/", "title description subject"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/", "Headline City State Country"),
    ("lr", "http://ns.adobe.com/lightroom/1.0/", "hierarchicalSubject"),
    ("digiKam", "http://www.digikam.org/ns/1.0/", "TagsList"),
    ("Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", _PLACES),
    ("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", _PLACES),
)
_NAMES = {
    f"{{{space}}}{name}": f"{prefix}:{name}" for prefix, space, names in (*_SINGLE, *_WORDS) for name in names.split()
}
"""Name as the parser spells it -> prefixed name, of all properties that are read."""
_TEXTS = frozenset(f"{prefix}:{name}" for prefix, _, names in _WORDS for name in names.split())
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@dataclass(slots=True)
class XmpFacts:
    """What the packet says; empty where it says nothing."""

    position: Position | None = None
    original: Stamp | None = None
    created: Stamp | None = None
    digitized: Stamp | None = None
    make: str = ""
    model: str = ""
    software: str = ""
    texts: list[str] = field(default_factory=list)


def read_xmp(packet: bytes, source: PositionSource) -> XmpFacts:
    """Read an XMP packet or sidecar; `source` says which of the two.

    Positions in `exif:` properties are taken in both spellings of the specification and in those met in the wild
    (decimals, a ref of its own). `drone-dji:` and other private positions are left to Exif, which such files have too.
    """
    if len(packet) > MAX_PACKET_BYTES or not _WORTH.search(packet):
        return XmpFacts()
    root = _parsed(packet)
    return XmpFacts() if root is None else _facts(root, source)


def _parsed(packet: bytes) -> "etree._Element | None":
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    start, end = packet.find(b"<"), packet.rfind(b">")
    try:
        return etree.fromstring(packet[start : end + 1], parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _facts(root: "etree._Element", source: PositionSource) -> XmpFacts:
    single: dict[str, str] = {}
    texts: dict[str, None] = {}
    for name, value in _properties(root):
        text = value.strip()
        if not text:
            continue
        if name in _TEXTS:
            if len(texts) < MAX_TEXTS:
                texts.setdefault(text[:8192])
        else:
            single.setdefault(name, text[:256])
    return XmpFacts(
        position=_position(single, source),
        original=_stamp(single, "exif:DateTimeOriginal"),
        created=_stamp(single, "photoshop:DateCreated"),
        digitized=_stamp(single, "xmp:CreateDate") or _stamp(single, "exif:DateTimeDigitized"),
        make=single.get("tiff:Make", ""),
        model=single.get("tiff:Model", ""),
        software=single.get("xmp:CreatorTool", ""),
        texts=list(texts),
    )


def _properties(root: "etree._Element") -> Iterator[tuple[str, str]]:
    """Yield (prefixed name, value) of every property, attribute or element; each item of a list on its own."""
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            name = _NAMES.get(str(key))
            if name:
                yield name, str(value)
        name = _NAMES.get(str(element.tag))
        if not name:
            continue
        if len(element) == 0:
            yield name, element.text or ""
            continue
        for item in element.iter(f"{_RDF}li", f"{_RDF}value"):
            if len(item) == 0:
                yield name, item.text or ""


def _stamp(single: dict[str, str], name: str) -> Stamp | None:
    return Stamp(single[name]) if name in single else None


def _position(single: dict[str, str], source: PositionSource) -> Position | None:
    degrees: dict[str, float | None] = {}
    axes: tuple[tuple[gps.Axis, str], ...] = (("lat", "exif:GPSLatitude"), ("lon", "exif:GPSLongitude"))
    for axis, name in axes:
        degrees[axis] = gps.from_xmp(single.get(name, ""), axis, single.get(name + "Ref", ""))
    return gps.position(degrees["lat"], degrees["lon"], source, _error_km(single))


def _error_km(single: dict[str, str]) -> float | None:
    numerator, _, denominator = single.get("exif:GPSHPositioningError", "").partition("/")
    try:
        error_m = float(numerator) / float(denominator or 1)
    except (ValueError, ZeroDivisionError):
        return None
    return error_m / 1000 if 0 <= error_m < 4e7 else None
