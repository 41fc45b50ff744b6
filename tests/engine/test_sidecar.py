"""Sidecars follow what lies beside the photo, and an edit leaves everything else in them as it was."""

from pathlib import Path

import pytest
from lxml import etree
from tiff_blocks import XMP_PLAIN, XMP_WITH_GPS

from whence_engine.errors import WriteRefusedError
from whence_engine.files import sidecar, verify, write
from whence_engine.files.change import Edit, LocationText, Placement
from whence_engine.files.read import read_photo
from whence_engine.files.splice import UnsafeError, applied, ordered
from whence_engine.files.xmp_edit import EXIF, WHENCE, parse
from whence_engine.photo import DecidedBy, Found, PositionSource

PARIS = Placement(48.8566, -2.3522, 25.0, provenance={"Model": "starter", "Odd": "\0<&>\ud800"})


def edited(data: bytes, edit: Edit | None = None) -> bytes:
    edit = edit or Edit(PARIS)
    new = applied(data, ordered(data, sidecar.splices(data, edit)))
    assert list(verify.xmp_complaints(data, new, edit)) == []
    return new


def put(photo: Path, edit: Edit | None = None) -> Path:
    staged, _ = write.staged_copy(write.into_sidecar(photo, edit or Edit(PARIS)))
    staged.put()
    staged.close()
    return staged.target


@pytest.mark.parametrize(
    ("photo", "beside", "expected"),
    [
        ("a.jpg", [], "a.jpg.xmp"),
        ("a.jpg", ["a.xmp"], "a.xmp"),
        ("a.jpg", ["a.jpg.xmp", "a.xmp"], "a.jpg.xmp"),
        ("a.JPG", ["a.JPG.XMP"], "a.JPG.XMP"),
        ("a.nef", ["a.xmp"], "a.xmp"),
        ("a.nef", [], "a.nef.xmp"),
        ("a.jpg", ["a.xmp", "a.NEF"], "a.jpg.xmp"),
    ],
)
def test_the_habit_that_lies_there_is_followed(tmp_path: Path, photo: str, beside: list[str], expected: str) -> None:
    for name in (photo, *beside):
        (tmp_path / name).write_bytes(XMP_PLAIN if name.lower().endswith("xmp") else b"photo")
    assert put(tmp_path / photo).name == expected


def test_a_new_sidecar_reads_back_and_states_all_fields(tmp_path: Path) -> None:
    photo = tmp_path / "a.nef"
    photo.write_bytes(b"raw")
    packet = parse(put(photo).read_bytes())
    exif = {name: packet.property(f"{{{EXIF}}}GPS{name}") for name in (
        "Latitude", "Longitude", "MapDatum", "ProcessingMethod", "HPositioningError", "VersionID"
    )}  # fmt: skip
    assert exif == {
        "Latitude": "48,51.396000N",
        "Longitude": "2,21.132000W",
        "MapDatum": "WGS-84",
        "ProcessingMethod": "MANUAL",
        "HPositioningError": "25000/1",
        "VersionID": "2.3.0.0",
    }
    assert packet.property(f"{{{WHENCE}}}Model") == "starter"


def test_the_program_reads_its_own_sidecars(tmp_path: Path) -> None:
    from tiff_blocks import jpeg

    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    beside = put(photo)
    status = photo.stat()
    found = read_photo(Found(photo, status.st_size, status.st_mtime_ns, status.st_ino, (beside,)))
    assert found.position is not None
    assert found.position.source is PositionSource.SIDECAR
    assert (found.position.lat_deg, found.position.lon_deg) == pytest.approx((48.8566, -2.3522), abs=1e-7)


def test_an_edit_keeps_every_other_byte_of_content() -> None:
    new = edited(XMP_WITH_GPS, Edit(PARIS))
    for kept in (b"<!-- kept -->", b"sea &amp; sky", b'odd:attribute="x"', b'odd:b="2" odd:a="1"', b"58/1"):
        assert kept in new
    assert new.startswith(XMP_WITH_GPS[:100])
    assert new.rstrip().endswith(b'<?xpacket end="w"?>')
    assert b"33,51.416S" not in new


def test_namespaces_prefixes_order_and_processing_instructions_survive() -> None:
    data = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- before -->
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://ns.adobe.com/exif/1.0/">
  <r:Description r:about="uuid:1" xmlns:darktable="http://darktable.sf.net/" darktable:history="&lt;x&gt;">
   <?keep this?><darktable:mask><![CDATA[ <raw> ]]></darktable:mask>
   <e:GPSLatitude>1,0N</e:GPSLatitude><e:GPSLongitude>2,0E</e:GPSLongitude>
  </r:Description>
 </r:RDF>
</x:xmpmeta>
<!-- after -->
"""
    new = edited(data)
    for kept in (
        b"<!-- before -->",
        b"<!-- after -->",
        b"<?keep this?>",
        b"<![CDATA[ <raw> ]]>",
        b"&lt;x&gt;",
        b"<r:RDF",
    ):
        assert kept in new
    assert b"<e:GPSLatitude>48,51.396000N</e:GPSLatitude>" in new
    assert b'r:about="uuid:1" xmlns:whence' in new or b'xmlns:whence="urn:whence:provenance:1.0/"' in new


def test_refs_of_their_own_follow_the_position() -> None:
    data = XMP_WITH_GPS.replace(
        b"33,51.416S</exif:GPSLatitude>",
        b'33,51.416</exif:GPSLatitude><exif:GPSLatitudeRef xmlns:exif="http://ns.adobe.com/exif/1.0/">S</exif:GPSLatitudeRef>',
    )
    assert sidecar.position(data) == pytest.approx((-33.8569333, 151.2092), abs=1e-6)
    assert b">N</exif:GPSLatitudeRef>" in edited(data)


def test_a_position_stated_twice_is_stated_once_afterwards() -> None:
    twice = XMP_WITH_GPS.replace(
        b"</rdf:RDF>",
        b'<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="1,0N"/></rdf:RDF>',
    )
    assert edited(twice).count(b"</exif:GPSLatitude>") + edited(twice).count(b"GPSLatitude=") == 1


def test_words_become_location_created() -> None:
    text = LocationText("Paris", "Île-de-France", "France", "FR")
    new = edited(XMP_PLAIN, Edit(Placement(1.0, 2.0, text=text)))
    root = etree.fromstring(new.strip())
    words = [
        element.text for element in root.iter() if "Iptc4xmpExt" in str(element.tag) and (element.text or "").strip()
    ]
    assert words == ["Paris", "Île-de-France", "France", "FR"]
    assert edited(new, Edit(Placement(1.0, 2.0, text=LocationText(country="Spain")))).count(b"LocationCreated>") == 2


def test_who_placed_it_is_said() -> None:
    new = edited(XMP_PLAIN, Edit(Placement(1.0, 2.0, by=DecidedBy.THRESHOLD)))
    assert b'GPSProcessingMethod="WHENCE"' in new


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no xml", b"<a/>", b"<?xml", b"<!-- ", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        XMP_PLAIN.decode().encode("utf-16"), XMP_PLAIN.replace(b"odd:a", b"unbound:a"), b"<" * 100_000,
    ],
)  # fmt: skip
def test_what_cannot_be_parsed_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnsafeError):
        sidecar.splices(data, Edit(PARIS))
    (tmp_path / "a.nef").write_bytes(b"raw")
    (tmp_path / "a.nef.xmp").write_bytes(data)
    with pytest.raises(WriteRefusedError, match="cannot be edited"):
        write.into_sidecar(tmp_path / "a.nef", Edit(PARIS))


def test_entities_do_not_fetch_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = b'<!DOCTYPE a [<!ENTITY b SYSTEM "' + secret.as_uri().encode() + b'">]>' + XMP_PLAIN.replace(b"sky", b"&b;")
    with pytest.raises(UnsafeError, match="document type"):
        sidecar.splices(data, Edit(PARIS))


def test_a_write_protected_sidecar_is_refused(tmp_path: Path) -> None:
    photo, beside = tmp_path / "a.nef", tmp_path / "a.xmp"
    photo.write_bytes(b"raw")
    beside.write_bytes(XMP_PLAIN)
    beside.chmod(0o444)
    with pytest.raises(WriteRefusedError, match="write-protected"):
        write.into_sidecar(photo, Edit(PARIS))
