"""Editing an XMP packet: positions in step with Exif, provenance, place names; everything else as it stood.

XMP specification part 1 (ISO 16684-1), `exif:` after Exif 2.32 for XMP (CIPA DC-X010), LocationCreated after the IPTC
Photo Metadata Standard 2021 (where the camera stood). lxml does the reading and writing, with entities left alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from whence_engine.files import gps
from whence_engine.files.change import LocationText, Placement
from whence_engine.files.gps_ifd import metres
from whence_engine.files.splice import UnsafeError

X = "adobe:ns:meta/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXIF = "http://ns.adobe.com/exif/1.0/"
IPTC_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
WHENCE = "urn:whence:provenance:1.0/"
PREFIXES = {"x": X, "rdf": RDF, "exif": EXIF, "Iptc4xmpExt": IPTC_EXT, "whence": WHENCE}

_ABOUT_THE_OLD_FIX = (
    "GPSStatus",
    "GPSMeasureMode",
    "GPSDOP",
    "GPSAreaInformation",
    "GPSDifferential",
    "GPSHPositioningError",
)
_REMOVED = (
    *_ABOUT_THE_OLD_FIX,
    *("GPSLatitude", "GPSLongitude", "GPSLatitudeRef", "GPSLongitudeRef", "GPSMapDatum", "GPSProcessingMethod"),
    *("GPSAltitude", "GPSAltitudeRef", "GPSTimeStamp", "GPSDateStamp", "GPSSatellites", "GPSVersionID"),
)
_OURS = (
    *("GPSVersionID", "GPSLatitude", "GPSLongitude", "GPSLatitudeRef", "GPSLongitudeRef"),
    *("GPSMapDatum", "GPSProcessingMethod", "GPSHPositioningError"),
)
_LOCATION_FIELDS = (
    ("City", "city"),
    ("ProvinceState", "region"),
    ("CountryName", "country"),
    ("CountryCode", "country_code"),
    ("WorldRegion", "world_region"),
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_BYTES = 16 * 1024 * 1024
_LATITUDE, _LONGITUDE = f"{{{EXIF}}}GPSLatitude", f"{{{EXIF}}}GPSLongitude"
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Packet:
    """A parsed packet: what stands before and after its root element stays byte for byte."""

    before: bytes
    root: etree._Element
    after: bytes
    size: int

    def property(self, name: str) -> str | None:
        """Return the text of a simple property such as `{namespace}name`."""
        for description in _descriptions(self.root):
            if name in description.attrib:
                return str(description.attrib[name])
            element = description.find(name)
            if element is not None:
                return element.text or ""
        return None


def parse(data: bytes) -> Packet:
    """Parse a packet or a whole sidecar.

    Raises
    ------
    UnsafeError
        When it is no XMP in UTF-8, or declares a document type: entities could make it anything.
    """
    if len(data) > _MAX_BYTES:
        raise UnsafeError("its XMP is larger than 16 MB")
    if _DOCTYPE.search(data):
        raise UnsafeError("its XMP declares a document type")
    start = _root_start(data)
    name = re.match(rb"<([^\s/>]+)", data[start:])
    end = data.rfind(b"</" + name.group(1)) if name else -1
    end = data.find(b">", end) + 1 if end >= 0 else 0
    if end <= start:
        raise UnsafeError("its XMP cannot be parsed")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(data[start:end], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnsafeError("its XMP cannot be parsed") from error
    if next(iter(root.iter(f"{{{RDF}}}RDF")), None) is None:
        raise UnsafeError("its XMP holds no RDF")
    return Packet(data[:start], root, data[end:], len(data))


def new_packet(placement: Placement, *, toolkit: str) -> bytes:
    """Return a packet that states `placement`, wrapped as XMP part 1 section 7.3.2 asks for."""
    root = etree.Element(f"{{{X}}}xmpmeta", nsmap={"x": X})
    root.set(f"{{{X}}}xmptk", toolkit)
    rdf = etree.SubElement(root, f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    description = etree.SubElement(rdf, f"{{{RDF}}}Description")
    description.set(f"{{{RDF}}}about", "")
    packet = Packet(
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', root, b'\n<?xpacket end="w"?>\n', 0
    )
    result = edited(packet, placement, add_position=True)
    assert result is not None
    return result


def edited(packet: Packet, placement: Placement | None, *, add_position: bool, ours_only: bool = False) -> bytes | None:
    """Return the packet with `placement` in it, or without any position when that is None; None: nothing to change.

    A packet that was padded keeps its size where the padding allows.

    Parameters
    ----------
    add_position
        State the position even when the packet has none so far (sidecars); otherwise `exif:GPS*` is only kept in step.
    ours_only
        When taking away: only the properties that this program writes.
    """
    rdf = next(iter(packet.root.iter(f"{{{RDF}}}RDF")))
    untouched = etree.tostring(packet.root, encoding="utf-8", with_tail=False)
    if placement is None:
        _drop(packet.root, [f"{{{EXIF}}}{name}" for name in (_OURS if ours_only else _REMOVED)])
        _drop_namespace(packet.root, WHENCE)
    else:
        if placement.point is not None and (add_position or has_position(packet)):
            _state(packet.root, rdf, placement)
        if placement.text is not None:
            _locate(packet.root, rdf, placement.text)
        for name, value in placement.provenance.items():
            _set(packet.root, rdf, f"{{{WHENCE}}}{name}", value)
    body = etree.tostring(packet.root, encoding="utf-8", with_tail=False)
    return None if body == untouched else _padded(packet, body)


def edited_or_kept(old: bytes, placement: Placement | None, *, ours_only: bool = False) -> bytes:
    """Return the packet of a photo with `placement`; one that cannot be parsed and names no position is kept.

    Raises
    ------
    UnsafeError
        When it cannot be parsed but speaks of a position, which would then contradict the new one.
    """
    try:
        packet = parse(old)
    except UnsafeError:
        if b"GPSL" in old or b"G\0P\0S\0L" in old:
            raise
        return old
    new = edited(packet, placement, add_position=False, ours_only=ours_only)
    return old if new is None else new


def has_position(packet: Packet) -> bool:
    """Say whether the packet states `exif:GPSLatitude` or `exif:GPSLongitude`."""
    return packet.property(_LATITUDE) is not None or packet.property(_LONGITUDE) is not None


def position(packet: Packet) -> tuple[float, float] | None:
    """Return the latitude and longitude that the packet states, in degrees."""
    lat_deg = gps.from_xmp(packet.property(_LATITUDE) or "", "lat", packet.property(_LATITUDE + "Ref") or "")
    lon_deg = gps.from_xmp(packet.property(_LONGITUDE) or "", "lon", packet.property(_LONGITUDE + "Ref") or "")
    return None if lat_deg is None or lon_deg is None else (lat_deg, lon_deg)


def _root_start(data: bytes) -> int:
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while True:
        at = data.find(b"<", at)
        if at < 0:
            raise UnsafeError("its XMP cannot be parsed")
        if data.startswith(b"<?", at):
            at = data.find(b"?>", at)
        elif data.startswith(b"<!--", at):
            at = data.find(b"-->", at)
        else:
            return at
        if at < 0:
            raise UnsafeError("its XMP cannot be parsed")


def _padded(packet: Packet, body: bytes) -> bytes:
    """Join the pieces, giving back or taking from the white space before the closing wrapper."""
    after = packet.after
    surplus = len(packet.before) + len(body) + len(after) - packet.size
    blank = len(after) - len(after.lstrip(b" \t\r\n"))
    if packet.size and 0 < surplus < blank:
        after = after[:1] + after[1 + surplus :]
    elif packet.size and surplus < 0 and blank:
        after = after[:1] + b" " * -surplus + after[1:]
    return packet.before + body + after


def _descriptions(root: etree._Element) -> Iterator[etree._Element]:
    for rdf in root.iter(f"{{{RDF}}}RDF"):
        yield from rdf.findall(f"{{{RDF}}}Description")


def _state(root: etree._Element, rdf: etree._Element, placement: Placement) -> None:
    assert placement.point is not None
    lat_deg, lon_deg = placement.point
    _drop(root, [f"{{{EXIF}}}{name}" for name in _ABOUT_THE_OLD_FIX])
    values = {
        "GPSVersionID": "2.3.0.0",
        "GPSLatitude": gps.to_xmp(lat_deg, "lat"),
        "GPSLongitude": gps.to_xmp(lon_deg, "lon"),
        "GPSMapDatum": "WGS-84",
        "GPSProcessingMethod": placement.method,
    }
    if placement.radius_km is not None:
        values["GPSHPositioningError"] = "{}/{}".format(*metres(placement.radius_km))
    for name, value in values.items():
        _set(root, rdf, f"{{{EXIF}}}{name}", value)
    for name, value in ((_LATITUDE, gps.ref(lat_deg, "lat")), (_LONGITUDE, gps.ref(lon_deg, "lon"))):
        # Some programs keep the hemisphere apart although the specification knows no such field.
        if Packet(b"", root, b"", 0).property(name + "Ref") is not None:
            _set(root, rdf, name + "Ref", value)


def _set(root: etree._Element, rdf: etree._Element, name: str, value: str) -> None:
    """Set a simple property where it stands, else on a description that speaks its namespace, else on a new one."""
    value = _clean(value)
    found = False
    for description in _descriptions(root):
        if name in description.attrib:
            if found:
                del description.attrib[name]
            else:
                description.attrib[name] = value
            found = True
        for element in description.findall(name):
            if found:
                _remove(element)
            else:
                for child in list(element):
                    element.remove(child)
                element.text = value
            found = True
    if not found:
        _description_for(root, rdf, name).set(name, value)


def _description_for(root: etree._Element, rdf: etree._Element, name: str) -> etree._Element:
    namespace = etree.QName(name).namespace
    for description in _descriptions(root):
        if namespace in description.nsmap.values() and any(
            prefix and uri == namespace for prefix, uri in description.nsmap.items()
        ):
            return description
    prefix = next(prefix for prefix, uri in PREFIXES.items() if uri == namespace)
    existing = next(_descriptions(root), None)
    description = etree.SubElement(rdf, f"{{{RDF}}}Description", nsmap={prefix: str(namespace)})
    about = f"{{{RDF}}}about"
    if existing is not None and existing.get(about) is None and existing.get("about") is not None:
        about = "about"  # as RDF was first drafted; all descriptions must agree
    description.set(about, "" if existing is None else str(existing.get(about, "")))
    return description


def _locate(root: etree._Element, rdf: etree._Element, text: LocationText) -> None:
    """Replace LocationCreated by one structure with what is known."""
    name = f"{{{IPTC_EXT}}}LocationCreated"
    _drop(root, [name])
    fields = [(field, str(getattr(text, source))) for field, source in _LOCATION_FIELDS]
    fields = [(field, value) for field, value in fields if value]
    if not fields:
        return
    element = etree.SubElement(_description_for(root, rdf, name), name)
    bag = etree.SubElement(element, f"{{{RDF}}}Bag")
    item = etree.SubElement(bag, f"{{{RDF}}}li")
    item.set(f"{{{RDF}}}parseType", "Resource")
    for field, value in fields:
        etree.SubElement(item, f"{{{IPTC_EXT}}}{field}").text = _clean(value)


def _clean(value: str) -> str:
    """Return text without the characters that XML cannot carry."""
    return _NOT_XML.sub("\ufffd", value)


def _drop(root: etree._Element, names: Iterable[str]) -> None:
    for description in _descriptions(root):
        for name in names:
            if name in description.attrib:
                del description.attrib[name]
            for element in description.findall(name):
                _remove(element)


def _drop_namespace(root: etree._Element, namespace: str) -> None:
    for description in _descriptions(root):
        names = [str(name) for name in description.attrib if str(name).startswith(f"{{{namespace}}}")]
        for name in names:
            del description.attrib[name]
        for element in description.findall(f"{{{namespace}}}*"):
            _remove(element)


def _remove(element: etree._Element) -> None:
    """Take an element out; the text behind it belongs to its neighbours and stays."""
    parent = element.getparent()
    assert parent is not None
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
