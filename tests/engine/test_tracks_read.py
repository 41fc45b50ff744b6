"""Reading tracks: every format, and whatever is wrong with some of them."""

import io
import json
import random as plain_random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gpxpy
import numpy as np
import pytest
import track_files as made
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import TrackError
from whence_engine.tracks.read import _fixes, read_track
from whence_engine.tracks.sniff import files_in, is_track
from whence_engine.tracks.track import Fixes, Track, cleaned

START_NS = int(made.START.timestamp()) * 10**9


def read(folder: Path, data: bytes, name: str = "track.bin") -> Track:
    path = folder / name
    path.write_bytes(data)
    return read_track(path)


def seconds(track: Track) -> list[float]:
    return [(at - START_NS) / 1e9 for at in track.utc_ns.tolist()]


@pytest.mark.parametrize(
    "maker",
    [made.gpx, made.kml_track, made.kml_points, made.nmea, made.records, made.semantic, made.android, made.iphone],
)
def test_every_format_gives_the_walk(maker: Callable[[], bytes], tmp_path: Path) -> None:
    track = read(tmp_path, maker())
    assert track.name == "track.bin"
    assert seconds(track)[:4] == [0, 60, 120, 300]
    assert track.lat_deg[:4] == pytest.approx([48.1, 48.101, 48.102, 48.103], abs=2e-6)
    assert track.lon_deg[:4] == pytest.approx([11.5, 11.501, 11.502, 11.504], abs=2e-6)
    assert track.notes == ()


def test_our_gpx_reader_agrees_with_gpxpy(tmp_path: Path) -> None:
    random = plain_random.Random(1)
    walk = [(60.0 * n, random.uniform(-80, 80), random.uniform(-180, 180)) for n in range(0, 400, 20)]
    data = made.gpx(walk)
    referee = gpxpy.parse(data.decode()).tracks[0].segments[0].points
    track = read(tmp_path, data)
    assert track.lat_deg.tolist() == [point.latitude for point in referee]
    assert track.lon_deg.tolist() == [point.longitude for point in referee]
    assert [at / 1e9 for at in track.utc_ns.tolist()] == [point.time.timestamp() for point in referee if point.time]


def test_an_error_is_read_where_it_is_stated(tmp_path: Path) -> None:
    assert read(tmp_path, made.gpx(extra="<hdop>2.0</hdop>")).error_km(0) == pytest.approx(0.01)
    assert read(tmp_path, made.gpx(extra="<extensions><accuracy>35</accuracy></extensions>")).error_km(
        0
    ) == pytest.approx(0.035)
    assert read(tmp_path, made.gpx(extra="<hdop>?</hdop>")).error_km(0) == 0.01
    assert read(tmp_path, made.records()).error_km(0) == pytest.approx(0.02)


def test_a_stay_lasts_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    for data in (made.semantic(), made.android(), made.iphone()):
        stay = [at for at in seconds(read(tmp_path, data)) if 3600 <= at <= 7200]
        assert stay == [3600 + 600 * n for n in range(7)]
    span = "<TimeSpan><begin>2014-07-12T09:00:00Z</begin><end>2014-07-12T10:00:00Z</end></TimeSpan>"
    point = "<Point><coordinates>11.5,48.1,0</coordinates></Point>"
    track = read(tmp_path, f"<kml><Placemark>{span}{point}</Placemark></kml>".encode())
    assert seconds(track) == [3600 + 600 * n for n in range(7)]


def test_a_kmz_is_unpacked(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", made.kml_track())
    assert seconds(read(tmp_path, packed.getvalue())) == [0, 60, 120, 300]


@pytest.mark.parametrize("order", [1, -1])
def test_times_out_of_order_are_sorted_and_said(order: int, tmp_path: Path) -> None:
    walk = [made.WALK[0], made.WALK[2], made.WALK[1], made.WALK[3]][::order]
    track = read(tmp_path, made.gpx(walk))
    assert seconds(track) == [0, 60, 120, 300]
    assert any("goes backwards" in note or "go backwards" in note for note in track.notes)


def test_duplicates_are_one_fix_and_contradictions_are_said(tmp_path: Path) -> None:
    twice = read(tmp_path, made.gpx([*made.WALK, made.WALK[3]]))
    assert (seconds(twice), twice.notes) == ([0, 60, 120, 300], ())
    torn = read(tmp_path, made.gpx([*made.WALK, (300, 48.123, 11.504)]))
    assert torn.lat_deg[3] == pytest.approx(48.113, abs=1e-4)
    assert torn.error_km(3) == pytest.approx(1.11, abs=0.02)
    assert torn.notes == ("1 moment has two places.",)


def test_null_island_and_places_off_the_earth_are_left_out(tmp_path: Path) -> None:
    track = read(tmp_path, made.gpx([*made.WALK, (400, 0.0, 0.0), (500, 95.0, 11.0)]))
    assert seconds(track) == [0, 60, 120, 300]
    assert track.notes == ("1 point lies nowhere on Earth.", "1 point at 0, 0 was left out.")


def test_a_jump_away_and_back_is_left_out_and_a_flight_is_not(tmp_path: Path) -> None:
    jump = read(tmp_path, made.gpx([*made.WALK, (360, 40.0, -3.7), (420, 48.104, 11.505)]))
    assert seconds(jump) == [0, 60, 120, 300, 420]
    assert jump.notes == ("1 point jumps away and back; left out.",)
    flight = read(tmp_path, made.gpx([*made.WALK, (10_000, 40.0, -3.7), (20_000, 48.1, 11.5)]))
    assert (len(seconds(flight)), flight.notes) == (6, ())


def test_points_without_a_time_are_counted(tmp_path: Path) -> None:
    some = made.gpx().replace(b"<time>2014-07-12T08:01:00Z</time>", b"")
    track = read(tmp_path, some)
    assert (seconds(track), track.notes) == ([0, 120, 300], ("1 point has no time.",))


def test_a_track_without_any_time_is_none(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match=r"no moment with a place\. 1 point has no time"):
        read(tmp_path, b'<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>')


def test_broken_xml_keeps_what_came_before(tmp_path: Path) -> None:
    cut = made.gpx()[:-90]
    track = read(tmp_path, cut)
    assert seconds(track) == [0, 60, 120]
    assert "The XML is broken in line 1" in track.notes[0]


BOMB = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE gpx SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_hostile_declarations_are_refused(head: str, tmp_path: Path) -> None:
    with pytest.raises(TrackError, match="document type"):
        read(tmp_path, made.gpx(head=head, extra="<desc>&b;</desc>"))


def test_elements_nested_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match="nested too deep"):
        read(tmp_path, b"<gpx>" + b"<trk>" * 100_000)


def test_a_zip_bomb_and_broken_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whence_engine.tracks.read.MAX_UNPACKED_BYTES", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"<kml>" + b" " * 2000)
    for data, reason in (
        (packed.getvalue(), "more than a track needs"),
        (packed.getvalue()[:60], "damaged"),
        (b"PK\x05\x06" + bytes(18), "holds no KML"),
    ):
        with pytest.raises(TrackError, match=reason):
            read(tmp_path, data)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg/>", b"{", b"[]", b'{"locations": 3}', b'{"a": {"b": 1}}', b"[" * 100_000,
     b'{"locations": [nul', b'{"settings": "x"}', bytes(range(256)), b"<gpx", b"$GPRMC,,,"],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_what_is_no_track_is_said_in_one_sentence(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(TrackError) as refused:
        read(tmp_path, data)
    assert str(refused.value).endswith(".")


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match="cannot be read"):
        read_track(tmp_path / "nothing.gpx")
    with pytest.raises(TrackError, match="cannot be read"):
        read_track(tmp_path)
    assert not is_track(tmp_path / "nothing.gpx")


def gathered(data: bytes) -> Fixes | None:
    """What a reader makes of bytes; the file system would add nothing but time."""
    try:
        return _fixes(io.BytesIO(data))
    except TrackError:
        return None


@given(st.binary(max_size=300), st.sampled_from([b"<gpx>", b"<kml>", b"{", b"[", b"$GPRMC,", b"PK"]))
def test_no_bytes_crash_a_reader(tail: bytes, head: bytes) -> None:
    gathered(head + tail)


@given(st.integers(0, 2000), st.sampled_from([made.gpx, made.kml_track, made.nmea, made.records, made.android]))
def test_a_file_cut_anywhere_gives_a_part_of_its_places(cut: int, maker: Callable[[], bytes]) -> None:
    data = maker()
    whole, part = gathered(data), gathered(data[: cut % len(data)])
    assert whole is not None
    if part is not None:
        pairs = [set(zip(one.lat_deg, one.lon_deg, strict=True)) for one in (part, whole)]
        assert pairs[0] <= pairs[1]


@given(st.permutations(range(12)))
def test_the_order_of_the_fixes_changes_nothing(order: list[int]) -> None:
    plain = [(n // 2 * 10**9, 48 + n / 100, 11 - n / 100) for n in range(12)]
    one, other = Fixes(), Fixes()
    for row in plain:
        one.add(*row)
    for number in order:
        other.add(*plain[number])
    first, second = cleaned("a", one), cleaned("a", other)
    for name in ("utc_ns", "lat_deg", "lon_deg", "stated_error_km"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_damaged_sentences_and_receivers_without_a_fix_are_left_out(tmp_path: Path) -> None:
    good = made.nmea().decode().splitlines(keepends=True)
    void = made.sentence(made.rmc(made.START + timedelta(seconds=90), 10.0, 10.0, "V"))
    damaged = good[1].replace("48", "49", 1)
    track = read(tmp_path, "".join(["noise\r\n", good[0], void, damaged, *good[2:], "$GPRMC,1\r\n"]).encode())
    assert seconds(track) == [0, 120, 300]
    assert track.notes == ("2 sentences are damaged and were left out.",)


def test_gga_takes_the_day_from_rmc_and_turns_it_at_midnight(tmp_path: Path) -> None:
    late = datetime(2014, 7, 12, 23, 59, 50, tzinfo=UTC)
    lines = [made.gga(late, 48.1, 11.5), made.rmc(late, 48.1, 11.5)]
    lines += [made.gga(late + timedelta(seconds=10 * n), 48.1, 11.5 + n / 1000) for n in (1, 2, 3)]
    track = read(tmp_path, "".join(map(made.sentence, lines)).encode())
    assert [datetime.fromtimestamp(at / 1e9, UTC) - late for at in track.utc_ns.tolist()] == [
        timedelta(seconds=10 * n) for n in range(4)
    ]
    assert track.error_km(1) == pytest.approx(0.006)
    assert track.notes == ("1 point has no time.",)


def test_receivers_that_forgot_their_weeks_are_set_right(tmp_path: Path) -> None:
    track = read(tmp_path, made.nmea(start=made.START - timedelta(weeks=1024)))
    assert seconds(track) == [0, 60, 120, 300]
    assert "1024 weeks" in track.notes[0]


def test_coordinates_that_wrapped_round_32_bits_are_unwrapped(tmp_path: Path) -> None:
    rows = [{"latitudeE7": -338568000 + 2**32, "longitudeE7": -1512153000 + 2**32, "timestampMs": "1405152000000"}]
    track = read(tmp_path, json.dumps({"locations": rows}).encode())
    assert (track.lat_deg[0], track.lon_deg[0]) == (pytest.approx(-33.8568), pytest.approx(-151.2153))


def test_a_long_list_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whence_engine.tracks.json_stream._CHUNK", 37)
    walk = [(float(n), 48 + n / 1e4, 11.0) for n in range(300)]
    assert seconds(read(tmp_path, made.records(walk))) == [at for at, _, _ in walk]


def test_a_history_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    track = read(tmp_path, made.records()[:-60])
    assert seconds(track) == [0, 60, 120]
    assert "broken" in track.notes[0]


def test_a_folder_gives_its_track_files(tmp_path: Path) -> None:
    for name in ("2020/a.json", "b.GPX", "c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.gpx())
    assert list(files_in(tmp_path)) == [tmp_path / "2020/a.json", tmp_path / "b.GPX"]
    assert list(files_in(tmp_path / "c.txt")) == [tmp_path / "c.txt"]
