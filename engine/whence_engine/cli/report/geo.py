"""The report for maps: best candidates as GeoJSON (RFC 7946), KML 2.2 and GPX 1.1 waypoints."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from whence_engine.cli.rows import candidate_json, taken_at
from whence_engine.cli.session import printable
from whence_engine.photo import Candidate
from whence_engine.pipeline import Answer

_KML = "http://www.opengis.net/kml/2.2"
_GPX = "http://www.topografix.com/GPX/1/1"


def geojson(answers: Sequence[Answer]) -> bytes:
    """Return a FeatureCollection with one point per photo: its best candidate."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [best.lon_deg, best.lat_deg]},
            "properties": {"path": str(answer.photo.path), "taken_at": taken_at(answer.photo.taken)}
            | {key: value for key, value in candidate_json(best).items() if key not in {"lat", "lon"}},
        }
        for answer, best in _best(answers)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=True, indent=1).encode()


def kml(answers: Sequence[Answer]) -> bytes:
    """Return one placemark per photo."""
    root = _root(_KML, "kml")
    document = etree.SubElement(root, f"{{{_KML}}}Document")
    for answer, best in _best(answers):
        mark = etree.SubElement(document, f"{{{_KML}}}Placemark")
        _text(mark, _KML, "name", answer.photo.path.name)
        _text(mark, _KML, "description", _sentence(answer, best))
        point = etree.SubElement(mark, f"{{{_KML}}}Point")
        _text(point, _KML, "coordinates", f"{best.lon_deg},{best.lat_deg}")
    return _serialised(root)


def gpx(answers: Sequence[Answer]) -> bytes:
    """Return one waypoint per photo; a time only where its offset from UTC is known."""
    root = _root(_GPX, "gpx")
    root.set("version", "1.1")
    root.set("creator", "Whence")
    for answer, best in _best(answers):
        point = etree.SubElement(root, f"{{{_GPX}}}wpt", lat=f"{best.lat_deg}", lon=f"{best.lon_deg}")
        taken = answer.photo.taken
        if taken is not None and taken.offset is not None:
            _text(point, _GPX, "time", (taken.local - taken.offset).isoformat(timespec="seconds") + "Z")
        _text(point, _GPX, "name", answer.photo.path.name)
        _text(point, _GPX, "desc", _sentence(answer, best))
    return _serialised(root)


def _best(answers: Sequence[Answer]) -> Iterator[tuple[Answer, Candidate]]:
    for answer in answers:
        if answer.candidates:
            yield answer, answer.candidates[0]


def _sentence(answer: Answer, best: Candidate) -> str:
    where = best.place or "somewhere"
    return (
        f"{where}: {100 * best.probability:.0f} % within {best.radius_km:g} km. "
        f"{' '.join(best.because)} ({printable(answer.photo.path)})"
    )


def _root(namespace: str, name: str) -> etree._Element:
    # The stubs know no default namespace, which lxml takes as None.
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})  # type: ignore[dict-item]


def _text(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    """Add an element; characters that XML cannot hold (a file name may have them) become U+FFFD."""
    allowed = "".join(c if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff") else "\ufffd" for c in text)
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = allowed.replace("\ufffe", "\ufffd").replace(
        "\uffff", "\ufffd"
    )


def _serialised(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
