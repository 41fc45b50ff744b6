"""XMP, IPTC and Takeout: positions, times, captions, keywords and places."""

from datetime import datetime, timedelta
from pathlib import Path

import makers
import pytest

from whence_engine.files.iptc_read import read_iptc
from whence_engine.files.read import read_photo
from whence_engine.files.takeout import read_takeout
from whence_engine.files.xmp_read import XmpFacts, read_xmp
from whence_engine.photo import Photo, PositionSource, TimeSource


def xmp(**properties: str | list[str]) -> XmpFacts:
    named = {name.replace("__", ":"): value for name, value in properties.items()}
    return read_xmp(makers.xmp_packet(named), PositionSource.XMP)


def photo_with(tmp_path: Path, *, xmp: bytes = b"", iptc: bytes = b"", exif: bytes = b"") -> Photo:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(xmp=xmp, iptc=iptc, exif=exif))
    return read_photo(makers.found(path))


def test_attributes_and_elements_are_the_same_to_a_reader() -> None:
    element = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<r:Description xmlns:e="http://ns.adobe.com/exif/1.0/"><e:GPSLatitude>48,51.396N</e:GPSLatitude>'
        b"<e:GPSLongitude>2,21.132E</e:GPSLongitude></r:Description></r:RDF></x:xmpmeta>"
    )
    attribute = xmp(exif__GPSLatitude="48,51.396N", exif__GPSLongitude="2,21.132E")
    assert read_xmp(element, PositionSource.XMP) == attribute
    assert attribute.position is not None
    assert (attribute.position.lat_deg, attribute.position.lon_deg) == pytest.approx((48.8566, 2.3522))


def test_refs_may_stand_apart_and_errors_beside() -> None:
    found = xmp(
        exif__GPSLatitude="33.8568",
        exif__GPSLatitudeRef="S",
        exif__GPSLongitude="151.2153",
        exif__GPSLongitudeRef="E",
        exif__GPSHPositioningError="2500/1",
    ).position
    assert found is not None
    assert (found.lat_deg, found.lon_deg, found.error_km) == pytest.approx((-33.8568, 151.2153, 2.5))


@pytest.mark.parametrize(("lat", "lon"), [("0.0", "0.0"), ("95.0", "10.0"), ("", "2.0"), ("48.8", "")])
def test_what_is_no_position_is_none(lat: str, lon: str) -> None:
    assert xmp(exif__GPSLatitude=lat, exif__GPSLongitude=lon).position is None


def test_captions_keywords_and_places_are_texts() -> None:
    found = xmp(
        dc__title=["Market"],
        dc__description=["A market day"],
        dc__subject=["fish", "Lisboa"],
        photoshop__City="Lisboa",
        Iptc4xmpCore__Location="Baixa",
        photoshop__Instructions="keep out",
    )
    assert set(found.texts) == {"Market", "A market day", "fish", "Lisboa", "Baixa"}


def test_a_place_inside_a_structure_is_a_text() -> None:
    packet = makers.xmp_packet({"dc:subject": ["x"]}).replace(
        b"</rdf:Description>",
        b'<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Porto'
        b"</Iptc4xmpExt:City></rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated></rdf:Description>",
    )
    assert read_xmp(packet, PositionSource.XMP).texts == ["x", "Porto"]


def test_a_packet_that_is_no_xml_says_nothing() -> None:
    assert read_xmp(b"exif:GPSLatitude", PositionSource.XMP) == XmpFacts()
    assert read_xmp(b"\xff\xfe<GPSL>", PositionSource.XMP) == XmpFacts()


def test_the_time_in_xmp_counts_where_exif_has_none(tmp_path: Path) -> None:
    packet = makers.xmp_packet({"photoshop:DateCreated": "1987-07", "xmp:CreateDate": "2012-03-04T10:00:00+01:00"})
    taken = photo_with(tmp_path, xmp=packet).taken
    assert taken is not None
    assert (taken.local, taken.span, taken.source) == (datetime(1987, 7, 1), timedelta(31), TimeSource.XMP)
    exif = makers.exif_block(taken="2014:07:12 18:03:22")
    assert (found := photo_with(tmp_path, xmp=packet, exif=exif).taken) is not None
    assert found.source is TimeSource.EXIF


def test_the_modification_date_in_exif_stands_below_every_statement_on_capture(tmp_path: Path) -> None:
    exif = makers.exif_block(modified="2020:01:02 03:04:05")
    packet = makers.xmp_packet({"exif:DateTimeOriginal": "2014-07-12T18:03:22"})
    assert (found := photo_with(tmp_path, xmp=packet, exif=exif).taken) is not None
    assert (found.source, found.local.year) == (TimeSource.XMP, 2014)
    assert (alone := photo_with(tmp_path, exif=exif).taken) is not None
    assert (alone.source, alone.local.year) == (TimeSource.EXIF, 2020)


def test_iptc_tells_captions_places_and_the_day(tmp_path: Path) -> None:
    block = makers.iptc_block(
        [(120, "Fähre".encode()), (25, b"boat"), (25, b"sea"), (90, b"Kiel"), (101, b"Germany"), (55, b"19870712")]
    )
    photo = photo_with(tmp_path, iptc=block)
    assert photo.texts == ("Fähre", "boat", "sea", "Kiel", "Germany")
    assert photo.taken is not None
    assert (photo.taken.local, photo.taken.span) == (datetime(1987, 7, 12), timedelta(days=1))


def test_iptc_without_a_mark_may_be_windows_text() -> None:
    assert read_iptc(makers.iptc_block([(90, b"K\xf6ln")], utf8=False)).texts == ["Köln"]


def test_iptc_tells_time_and_offset() -> None:
    created = read_iptc(makers.iptc_block([(55, b"20140712"), (60, b"180322+0200")])).created
    assert created is not None
    assert created.text == "2014-07-12T18:03:22+0200"


@pytest.mark.parametrize("block", [b"", b"\x1c", b"\x1c\x02\x78\xff\xff", b"\x1c\x02\x78\x7f\xffabc", b"abc"])
def test_broken_iptc_ends_quietly(block: bytes) -> None:
    assert read_iptc(block).created is None


def test_takeout_tells_time_position_and_description(tmp_path: Path) -> None:
    sidecar = makers.takeout(
        tmp_path / "a.jpg.json",
        '{"title": "a.jpg", "description": "At the harbour", "photoTakenTime": {"timestamp": "1405188202"},'
        ' "geoData": {"latitude": 0.0, "longitude": 0.0}, "geoDataExif": {"latitude": 59.9, "longitude": 10.7},'
        ' "people": [{"name": "Nobody"}]}',
    )
    photo = read_photo(makers.found(makers.jpeg(tmp_path / "a.jpg"), sidecar))
    assert photo.texts == ("At the harbour",)
    assert photo.position is not None
    assert (photo.position.lat_deg, photo.position.source) == (59.9, PositionSource.TAKEOUT)
    assert photo.taken is not None
    assert (photo.taken.local, photo.taken.source) == (datetime(2014, 7, 12, 18, 3, 22), TimeSource.TAKEOUT)
    assert photo.taken.offset == timedelta(0)


@pytest.mark.parametrize(
    ("body", "lat"),
    [
        ('{"geoData": {"latitude": 1.5, "longitude": 2.5}}', 1.5),
        ('{"geoDataExif": {"latitude": 3, "longitude": 4}, "geoData": {"latitude": 1.5, "longitude": 2.5}}', 3.0),
        ('{"geoData": {"latitude": 0.0, "longitude": 0.0}}', None),
    ],
)
def test_takeouts_two_positions(body: str, lat: float | None) -> None:
    position = read_takeout(body.encode()).position
    assert (position.lat_deg if position else None) == lat


def test_captions_in_exif_come_in_three_codes(tmp_path: Path) -> None:
    comment = b"UNICODE\0" + "Zürich\nSee".encode("utf-16-le")
    inner = {0x9286: (7, comment)}
    first: dict[int, tuple[int, makers.Value]] = {
        0x010E: (2, "OLYMPUS DIGITAL CAMERA"),
        0x8769: (4, 0),
        0x9C9B: (1, "Alpen".encode("utf-16-le") + b"\0\0"),
    }
    start = len(makers.tiff_block(first))
    first[0x8769] = (4, start)
    inner_block = makers.tiff_block(inner, at=start)
    photo = photo_with(tmp_path, exif=makers.tiff_block(first, tail=inner_block))
    assert photo.texts == ("Alpen", "Zürich\nSee")
