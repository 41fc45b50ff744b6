"""What a person tells of clocks and tracks: remembered, refused, taken back, and felt by the photos it concerns."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import track_files as made
from bundles import make_bundle
from makers import exif_block, gradient, jpeg

from whence_engine.cli.main import run
from whence_engine.cli.told import parse_offset
from whence_engine.errors import UsageError

BERLIN_WALK = [(60.0 * n, 52.5 + 0.001 * n, 13.4) for n in range(60)]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """One photo from within the walk of `track_files`, at 8:10 UTC, and one of another year."""
    folder = tmp_path / "photos"
    folder.mkdir()
    jpeg(folder / "walk.jpg", gradient(), exif=exif_block(taken="2014:07:12 10:10:30", make="Stein", model="Stein D40"))
    jpeg(folder / "other.jpg", gradient(32, 32), exif=exif_block(taken="2011:07:12 10:10:30", make="Stein", model="X1"))
    return folder


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(make_bundle(tmp_path / "bundle"))


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "walk.gpx"
    path.write_bytes(made.gpx(BERLIN_WALK))
    return path


class Teller:
    """Runs `locate --cues track` and reads what is said of walk.jpg."""

    def __init__(self, photos: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._photos, self._model, self._capsys = photos, model, capsys
        self.status = 0
        self.said = ""

    def locate(self, *words: str) -> str:
        """Return the reasons for the first candidate."""
        self.status = run(["locate", str(self._photos), "--model", self._model, "--cues", "track", "--json", *words])
        out, self.said = self._capsys.readouterr()
        rows = {Path(row["path"]).name: row for row in map(json.loads, out.splitlines())}
        return " ".join(rows["walk.jpg"]["candidates"][0]["because"]) if rows else ""

    def told(self) -> list[str]:
        assert run(["status", "--json"]) == 0
        found = json.loads(self._capsys.readouterr().out).get("told", [])
        assert isinstance(found, list)
        return found


@pytest.fixture
def teller(photos: Path, model: str, capsys: pytest.CaptureFixture[str]) -> Teller:
    return Teller(photos, model, capsys)


def test_a_track_is_remembered_until_it_is_forgotten(teller: Teller, walk: Path) -> None:
    assert "walk.gpx" not in teller.locate()
    assert "a fix 30 s before and 30 s after, 111 m apart" in teller.locate("--track", str(walk))
    assert "walk.gpx" in teller.locate()
    assert teller.told() == [f"track {walk}: 60 fixes"]
    assert "walk.gpx" not in teller.locate("--forget-track", str(walk))
    assert teller.told() == []


def test_a_track_that_changed_is_read_again_and_one_that_vanished_still_counts(teller: Teller, walk: Path) -> None:
    teller.locate("--track", str(walk))
    walk.write_bytes(made.gpx(BERLIN_WALK[:5]))
    assert "its last fix 6 min before" in teller.locate()
    walk.unlink()
    assert "its last fix 6 min before" in teller.locate()
    assert teller.status == 0
    assert "what was read from it counts" in teller.said


def test_a_folder_of_tracks_is_read_and_what_is_none_there_is_no_matter(teller: Teller, tmp_path: Path) -> None:
    folder = tmp_path / "history"
    (folder / "2014").mkdir(parents=True)
    (folder / "Settings.json").write_text('{"createdTime": 3}')
    assert teller.locate("--track", str(folder))
    assert teller.status == 0
    (folder / "2014" / "2014_JULY.json").write_bytes(made.records(BERLIN_WALK))
    assert "2014_JULY.json" in teller.locate()
    assert teller.told() == [f"track {folder}: 60 fixes"]


def test_what_was_left_out_of_a_track_is_said_once(teller: Teller, walk: Path) -> None:
    walk.write_bytes(made.gpx([*BERLIN_WALK, (9000.0, 0.0, 0.0)]))
    teller.locate("--track", str(walk))
    assert "1 point at 0, 0 was left out" in teller.said
    teller.locate()
    assert "left out" not in teller.said


def test_a_track_that_turns_out_to_be_none_is_a_failure_each_time(teller: Teller, walk: Path) -> None:
    walk.write_bytes(made.gpx([]))
    for words in (("--track", str(walk)), ()):
        teller.locate(*words)
        assert teller.status == 1
        assert "holds no moment with a place" in teller.said
    assert teller.told() == [f"track {walk}: not read"]


def test_only_photos_near_the_track_are_located_anew(
    teller: Teller, walk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teller.locate()
    teller.locate("--track", str(walk))
    assert "Locating: 2" not in teller.said


def test_a_clock_offset_is_remembered_and_taken_back(teller: Teller, walk: Path) -> None:
    teller.locate("--track", str(walk))
    late = teller.locate("--clock-offset", "D40=+00:05:00")
    assert "its clock corrected by +0:05:00" in late
    assert teller.locate() == late
    assert teller.told()[1:] == ["clock of D40: +0:05:00 as you said"]
    assert "corrected" not in teller.locate("--clock-offset", "D40=unknown")


def test_a_camera_that_nobody_used_is_said(teller: Teller) -> None:
    teller.locate("--clock-offset", "D3=-01:00")
    assert "No photo of this library was taken with a camera called 'D3'." in teller.said
    assert teller.told() == ["clock of D3: -1:00:00 as you said, but no photo was taken with it"]


def test_a_time_zone_is_remembered_and_taken_back(teller: Teller, walk: Path) -> None:
    teller.locate("--track", str(walk))
    assert "walk.gpx" not in teller.locate("--time-zone", "Asia/Tokyo")
    assert "+02:00 as you said" in teller.locate("--time-zone", "+02:00")
    assert "as you said" in teller.locate()
    assert "as clocks there show" in teller.locate("--time-zone", "unknown")


def test_a_time_zone_of_one_camera_goes_before_that_of_all(teller: Teller, walk: Path) -> None:
    teller.locate("--track", str(walk))
    assert "+02:00 as you said" in teller.locate("--time-zone", "D40=+02:00", "--time-zone", "Asia/Tokyo")
    assert teller.told()[1:] == ["time zone: Asia/Tokyo as you said", "time zone of D40: +02:00 as you said"]
    assert "walk.gpx" not in teller.locate("--time-zone", "D40=unknown")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--clock-offset", "1h"], "is no clock offset"),
        (["--clock-offset", "D40=1:00"], "is no clock offset"),
        (["--clock-offset", "+01:60"], "is no clock offset"),
        (["--time-zone", "Berlin"], "is no time zone"),
        (["--time-zone", "D40=Berlin"], "is no time zone"),
        (["--track", "nothing.gpx"], "There is no track"),
        (["--track", __file__], "is no track"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_noted(words: list[str], reason: str, teller: Teller) -> None:
    teller.locate("--clock-offset", "+00:01", *words)
    assert (teller.status, reason in teller.said) == (2, True)
    assert teller.told() == []


@pytest.mark.parametrize(
    ("text", "camera", "offset"),
    [
        ("+01:00:00", "", timedelta(hours=1)),
        ("-00:03:20", "", -timedelta(minutes=3, seconds=20)),
        ("NIKON D40=+26:00", "NIKON D40", timedelta(hours=26)),
        ("a=b=-00:01", "a=b", -timedelta(minutes=1)),
        ("D40=unknown", "D40", None),
    ],
)
def test_offsets_are_read_as_they_are_typed(text: str, camera: str, offset: timedelta | None) -> None:
    assert parse_offset(text) == (camera, offset)


def test_an_offset_without_a_sign_could_mean_both() -> None:
    with pytest.raises(UsageError):
        parse_offset("01:00:00")


def test_a_clock_that_a_phone_found_out_is_said_in_reasons_and_status(
    tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "walk"
    folder.mkdir()
    minutes = (0, 7, 19, 26, 44, 51, 73, 88, 97, 121, 140, 148, 171, 190)
    for number, minute in enumerate(minutes):
        at, late = (made.START + timedelta(minutes=minute + more) for more in (0, -60))
        by_phone = exif_block(taken=f"{at:%Y:%m:%d %H:%M:%S}", make="Apple", model="iPhone 4", gps=(52.5, 13.4))
        by_camera = exif_block(taken=f"{late:%Y:%m:%d %H:%M:%S}", make="Stein", model="D40")
        jpeg(folder / f"phone-{number}.jpg", gradient(), exif=by_phone)
        jpeg(folder / f"camera-{number}.jpg", gradient(), exif=by_camera)
    assert run(["locate", str(folder), "--model", model, "--cues", "neighbours", "--json"]) == 0
    rows = {Path(row["path"]).name: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    first = rows["camera-0.jpg"]
    assert first["taken_at"] == "2014-07-12T08:00:00"
    assert first["candidates"][0]["because"][0].endswith("Its clock was corrected by +1:00:00.")
    assert run(["status"]) == 0
    assert "clock of D40: +1:00:00 found out by photos of a phone (14 photos)" in capsys.readouterr().out
