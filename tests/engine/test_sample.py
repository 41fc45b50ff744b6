"""The rendered sample library: complete, the same every time, and true to what its table says."""

import csv
import json
import shutil
import subprocess
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from defusedxml import ElementTree
from makers import found
from numpy.typing import NDArray
from PIL import Image

from whence_engine.errors import UsageError
from whence_engine.events import Finished, PhotoDone, Started
from whence_engine.files.read import read_photo
from whence_engine.photo import Photo, TimeSource
from whence_engine.sample.canvas import Canvas, View
from whence_engine.sample.itinerary import TRIPS
from whence_engine.sample.make import make_sample, truth_table
from whence_engine.sample.trips import Keeps, Shot, shots, sun_height_deg

Row = dict[str, str]
PICTURES = {".jpg", ".png", ".webp", ".tiff", ".dng"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def truth(library: Path) -> list[Row]:
    with truth_table(library).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def photo_of(library: Path, row: Row) -> Photo:
    path = library / row["path"]
    beside = [side for side in (path.with_suffix(".xmp"), path.with_name(f"{path.name}.json")) if side.exists()]
    return read_photo(found(path, *beside))


@pytest.fixture(scope="module")
def photos(sample_library: Path) -> list[tuple[Row, Photo]]:
    return [(row, photo_of(sample_library, row)) for row in truth(sample_library)]


# --- as a whole


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        for _ in make_sample(tmp_path / name, seed=seed, size_px=40):
            pass
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert truth_table(tmp_path / "one").read_bytes() == truth_table(tmp_path / "two").read_bytes()
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_every_picture_is_in_the_table_unless_it_is_broken_or_of_no_place(sample_library: Path) -> None:
    listed = {row["path"] for row in truth(sample_library)}
    there = {name for name in contents(sample_library) if Path(name).suffix.lower() in PICTURES}
    raw_of_pairs = {name for name in there - listed if name.endswith(".DNG")}
    others = there - listed - raw_of_pairs
    assert listed <= there
    assert {str(Path(name).with_suffix(".JPG")) for name in raw_of_pairs} <= listed
    assert {Path(name).parts[0] for name in others} == {"Rescued from the old stick", "Screenshots"}
    assert len(listed) >= 110


def test_it_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "sample"
    events = make_sample(folder, size_px=40)
    for _ in islice(events, 5):
        pass
    assert isinstance(events, Generator)
    events.close()
    assert not folder.exists()
    whole = list(make_sample(folder, size_px=40))
    assert folder.is_dir()
    assert sorted(entry.name for entry in folder.parent.iterdir()) == ["sample", "sample.truth.csv"]
    assert isinstance(whole[0], Started)
    assert isinstance(whole[-1], Finished)
    assert whole[0].total == whole[-1].done == sum(isinstance(event, PhotoDone) for event in whole)
    assert all(event.photo.path.is_file() for event in whole if isinstance(event, PhotoDone))


@pytest.mark.parametrize("occupied", ["file", "folder"])
def test_it_touches_nothing_that_is_there(tmp_path: Path, occupied: str) -> None:
    target = tmp_path / "mine"
    thing = target if occupied == "file" else target / "holiday.jpg"
    thing.parent.mkdir(exist_ok=True)
    thing.write_bytes(b"precious")
    with pytest.raises(UsageError, match="name a new folder"):
        list(make_sample(target))
    assert thing.read_bytes() == b"precious"


# --- what the files say


def test_the_reader_finds_no_fault_in_any_listed_photo(photos: list[tuple[Row, Photo]]) -> None:
    assert {row["path"]: photo.error for row, photo in photos if photo.error} == {}
    assert {photo.format for _, photo in photos} == {"JPEG", "PNG", "WEBP", "TIFF", "RAW"}


def test_a_position_is_where_the_table_says_and_nowhere_else(photos: list[tuple[Row, Photo]]) -> None:
    for row, photo in photos:
        if row["hidden"] == "1":
            assert photo.position is None, row["path"]
        else:
            assert photo.position is not None, row["path"]
            assert photo.position.lat_deg == pytest.approx(float(row["lat"]), abs=1e-5)
            assert photo.position.lon_deg == pytest.approx(float(row["lon"]), abs=1e-5)


def test_positions_come_from_exif_sidecars_and_takeout(photos: list[tuple[Row, Photo]]) -> None:
    assert {str(photo.position.source) for _, photo in photos if photo.position} == {"exif", "sidecar", "takeout"}


def test_camera_clocks_are_right_but_for_the_one_that_stayed_at_home(photos: list[tuple[Row, Photo]]) -> None:
    for row, photo in photos:
        if photo.taken is None or photo.taken.source is not TimeSource.EXIF or photo.camera.make == "EPSON":
            continue
        wrong = row["path"].startswith("2016-05 Lisboa") and photo.camera.model == "Canon EOS 600D"
        shown = datetime.fromisoformat(row["taken_at"]) + timedelta(hours=-5 if wrong else 0)
        assert abs(photo.taken.local - shown) < timedelta(seconds=1), row["path"]


def test_prints_are_dated_by_their_folder_and_messages_by_their_name(photos: list[tuple[Row, Photo]]) -> None:
    prints = [photo for row, photo in photos if row["path"].startswith("1987 ")]
    messages = [photo for row, photo in photos if row["path"].startswith("WhatsApp")]
    assert prints
    assert all(photo.taken is not None and photo.taken.source is TimeSource.FOLDER for photo in prints)
    assert {photo.taken.local.year for photo in prints if photo.taken} == {1987}
    assert messages
    assert all(photo.taken is not None and photo.taken.source is TimeSource.FILENAME for photo in messages)


def test_what_was_rescued_is_broken_in_several_ways(sample_library: Path) -> None:
    broken = sorted((sample_library / "Rescued from the old stick").iterdir())
    assert len(broken) >= 5
    assert sum(read_photo(found(path)).error is not None for path in broken) >= 3


def test_takeout_files_are_what_an_export_writes(sample_library: Path) -> None:
    exported = list(sample_library.glob("Takeout/**/*.json"))
    assert exported
    for path in exported:
        told = json.loads(path.read_text(encoding="utf-8"))
        assert told["title"] == path.name.removesuffix(".json")
        assert {"latitude", "longitude"} <= set(told["geoData"])


def test_the_track_passes_every_photo_of_its_trip(sample_library: Path) -> None:
    space = "{http://www.topografix.com/GPX/1/1}"
    points = ElementTree.parse(sample_library / "2017-06 Lofoten" / "2017-06-20.gpx").iter(f"{space}trkpt")
    times = sorted(datetime.fromisoformat(point.findtext(f"{space}time") or "") for point in points)
    walked = [shot for shot in shots(TRIPS) if "Lofoten" in shot.path]
    assert times[0] < min(shot.taken for shot in walked)
    assert times[-1] > max(shot.taken for shot in walked)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_reads_the_same_positions_and_finds_no_error(sample_library: Path) -> None:
    command = ["exiftool", "-json", "-n", "-r", "-GPSLatitude", "-GPSLongitude", "-Error", "-ext", "jpg", "-ext", "dng"]
    told = json.loads(subprocess.run([*command, str(sample_library)], capture_output=True, check=False).stdout)
    by_path = {entry["SourceFile"]: entry for entry in told}
    for row in truth(sample_library):
        entry = by_path.get(str(sample_library / row["path"]), {})
        assert "Error" not in entry
        if "GPSLatitude" in entry:
            assert entry["GPSLatitude"] == pytest.approx(float(row["lat"]), abs=1e-5)
            assert entry["GPSLongitude"] == pytest.approx(float(row["lon"]), abs=1e-5)
    assert sum("GPSLatitude" in entry for entry in told) >= 25


def test_libraw_develops_the_raw_files(sample_library: Path) -> None:
    rawpy = pytest.importorskip("rawpy")
    for path in sample_library.rglob("*.DNG"):
        with rawpy.imread(str(path)) as raw:
            assert raw.postprocess(half_size=True).std() > 5


# --- what the pictures show


def thumbnail(path: Path) -> NDArray[np.float64]:
    with Image.open(path) as image:
        small = np.asarray(image.convert("RGB").resize((12, 8)), np.float64)
    return np.asarray((small - small.mean()) / small.std())


def upright_photos(library: Path) -> Iterator[tuple[Shot, Path]]:
    for shot in shots(TRIPS, size_px=120):
        path = library / shot.path
        if path.exists() and shot.view.width_px > shot.view.height_px:
            yield shot, path


def test_a_photo_looks_most_like_another_photo_of_its_place(sample_library: Path) -> None:
    taken = list(upright_photos(sample_library))
    pictures = np.stack([thumbnail(path) for _, path in taken])
    unlike = ((pictures[:, None] - pictures[None]) ** 2).mean(axis=(2, 3, 4))
    np.fill_diagonal(unlike, np.inf)
    alike = [
        taken[int(row.argmin())][0].spot.name == shot.spot.name for row, (shot, _) in zip(unlike, taken, strict=True)
    ]
    assert np.mean(alike) > 0.8


def test_nights_are_dark(sample_library: Path) -> None:
    brightness = [
        (shot.view.sun_deg, np.asarray(Image.open(path).convert("L")).mean())
        for shot, path in upright_photos(sample_library)
    ]
    night = [value for sun, value in brightness if sun < -8]
    day = [value for sun, value in brightness if sun > 10]
    assert max(night) < min(day)


def test_every_scene_can_be_painted_at_any_hour() -> None:
    one_of_each = {shot.spot.scene: shot for shot in shots(TRIPS, size_px=60)}
    for shot in one_of_each.values():
        for sun_deg in (-40.0, -6.0, 0.0, 12.0, 80.0):
            view = View(48, 32, shot.spot.seed, 5, sun_deg, sun_x=0.5)
            canvas = Canvas(view)
            shot.spot.scene(canvas)
            assert np.isfinite(canvas.pixels).all()
            assert canvas.finished().std() > 3


@pytest.mark.parametrize(
    ("moment", "lat", "lon", "height"),
    [
        ("2016-06-20T12:00:00+00:00", 23.44, 0.0, 90.0),
        ("2016-03-20T06:00:00+00:00", 0.0, 0.0, 0.0),
        ("2017-06-21T00:00:00+02:00", 67.93, 13.09, 0.9),
        ("2018-12-21T12:00:00+09:00", 35.68, 139.77, 31.0),
    ],
)
def test_the_sun_stands_where_it_stands(moment: str, lat: float, lon: float, height: float) -> None:
    assert sun_height_deg(datetime.fromisoformat(moment), lat, lon) == pytest.approx(height, abs=1.5)


def test_every_way_of_keeping_a_position_is_there() -> None:
    assert {shot.keeps for shot in shots(TRIPS)} == set(Keeps)
