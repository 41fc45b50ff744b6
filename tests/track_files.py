"""Track files made by hand, one maker per format: a walk is a list of (seconds since the start, lat, lon)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2014, 7, 12, 8, tzinfo=UTC)
Walk = Sequence[tuple[float, float, float]]
WALK: Walk = [(0, 48.1, 11.5), (60, 48.101, 11.501), (120, 48.102, 11.502), (300, 48.103, 11.504)]


def iso(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def gpx(walk: Walk = WALK, *, extra: str = "", head: str = '<?xml version="1.0"?>') -> bytes:
    points = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"><ele>500</ele><time>{iso(at)}</time>{extra}</trkpt>' for at, lat, lon in walk
    )
    space = 'xmlns="http://www.topografix.com/GPX/1/1" version="1.1"'
    return f"{head}<gpx {space}><trk><name>x</name><trkseg>{points}</trkseg></trk></gpx>".encode()


def kml_track(walk: Walk = WALK) -> bytes:
    whens = "".join(f"<when>{iso(at)}</when>" for at, _, _ in walk)
    coords = "".join(f"<gx:coord>{lon} {lat} 500</gx:coord>" for _, lat, lon in walk)
    spaces = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return (
        f"<kml {spaces}><Document><Placemark><gx:Track>{whens}{coords}</gx:Track></Placemark></Document></kml>".encode()
    )


def kml_points(walk: Walk = WALK) -> bytes:
    marks = "".join(
        f"<Placemark><TimeStamp><when>{iso(at)}</when></TimeStamp><Point><coordinates>{lon},{lat},0</coordinates></Point>"
        "</Placemark>"
        for at, lat, lon in walk
    )
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'.encode()


def sentence(body: str) -> str:
    total = 0
    for letter in body.encode():
        total ^= letter
    return f"${body}*{total:02X}\r\n"


def nmea(walk: Walk = WALK, *, start: datetime = START) -> bytes:
    return "".join(sentence(rmc(start + timedelta(seconds=at), lat, lon)) for at, lat, lon in walk).encode()


def rmc(at: datetime, lat: float, lon: float, status: str = "A") -> str:
    return (
        f"GPRMC,{at:%H%M%S}.00,{status},{_dm(lat, 2)},{'NS'[lat < 0]},{_dm(lon, 3)},{'EW'[lon < 0]},0,0,{at:%d%m%y},,"
    )


def gga(at: datetime, lat: float, lon: float, hdop: str = "1.2") -> str:
    return f"GNGGA,{at:%H%M%S}.00,{_dm(lat, 2)},{'NS'[lat < 0]},{_dm(lon, 3)},{'EW'[lon < 0]},1,8,{hdop},500,M,47,M,,"


def _dm(value: float, width: int) -> str:
    degrees, rest = divmod(abs(value), 1)
    return f"{int(degrees):0{width}d}{rest * 60:09.6f}"


def records(walk: Walk = WALK) -> bytes:
    rows = [
        {"latitudeE7": round(lat * 1e7), "longitudeE7": round(lon * 1e7), "accuracy": 20, "timestamp": iso(at)}
        for at, lat, lon in walk
    ]
    return json.dumps({"locations": rows}).encode()


def semantic(walk: Walk = WALK) -> bytes:
    points = [
        {"latE7": round(lat * 1e7), "lngE7": round(lon * 1e7), "timestampMs": str(round(START.timestamp() + at) * 1000)}
        for at, lat, lon in walk
    ]
    first, last = points[0], points[-1]
    segment: dict[str, Any] = {
        "startLocation": {"latitudeE7": first["latE7"], "longitudeE7": first["lngE7"]},
        "endLocation": {"latitudeE7": last["latE7"], "longitudeE7": last["lngE7"]},
        "duration": {"startTimestamp": iso(walk[0][0]), "endTimestamp": iso(walk[-1][0])},
        "simplifiedRawPath": {"points": points},
    }
    visit = {
        "location": {"latitudeE7": last["latE7"], "longitudeE7": last["lngE7"]},
        "duration": {"startTimestamp": iso(3600), "endTimestamp": iso(7200)},
    }
    return json.dumps({"timelineObjects": [{"activitySegment": segment}, {"placeVisit": visit}]}).encode()


def android(walk: Walk = WALK) -> bytes:
    path = [{"point": f"{lat}°, {lon}°", "time": iso(at)} for at, lat, lon in walk]
    last = walk[-1]
    return json.dumps({
        "semanticSegments": [
            {"startTime": iso(0), "endTime": iso(600), "timelinePath": path},
            {"startTime": iso(3600), "endTime": iso(7200),
             "visit": {"topCandidate": {"placeLocation": {"latLng": f"{last[1]}°, {last[2]}°"}}}},
        ],
        "rawSignals": [
            {"position": {"LatLng": f"{last[1]}°, {last[2]}°", "accuracyMeters": 13, "timestamp": iso(900)}}
        ],
        "userLocationProfile": {"persona": {}},
    }, ensure_ascii=False).encode()  # fmt: skip


def iphone(walk: Walk = WALK) -> bytes:
    path = [
        {"point": f"geo:{lat},{lon}", "durationMinutesOffsetFromStartTime": str(int(at // 60))} for at, lat, lon in walk
    ]
    last = walk[-1]
    return json.dumps([
        {"startTime": iso(0), "endTime": iso(600), "timelinePath": path},
        {"startTime": iso(3600), "endTime": iso(7200),
         "visit": {"topCandidate": {"placeLocation": f"geo:{last[1]},{last[2]}"}}},
        {"startTime": iso(7200), "endTime": iso(7500),
         "activity": {"start": f"geo:{last[1]},{last[2]}", "end": "geo:48.2,11.6"}},
    ]).encode()  # fmt: skip
