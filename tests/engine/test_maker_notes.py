"""World-time settings of MakerNotes: ours against exiftool's reading of the same made files, and of real ones."""

import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import maker_note_files as made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import cr3, found, tiff_block

from whence_engine.files.maker_notes import read_world_time
from whence_engine.files.read import read_photo
from whence_engine.library.library import Library
from whence_engine.photo import WorldTime

HOUR = timedelta(hours=1)
needs_referee = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool, the referee, is not installed")


def world_time(folder: Path, data: bytes) -> WorldTime:
    path = folder / "a.jpg"
    path.write_bytes(data)
    return read_photo(found(path)).world_time


def told(path: Path) -> dict[str, Any]:
    """What exiftool makes of a file's MakerNotes."""
    done = subprocess.run(["exiftool", "-json", "-MakerNotes:all", str(path)], capture_output=True, check=True)
    rows = json.loads(done.stdout)
    assert isinstance(rows[0], dict)
    return rows[0]


@pytest.mark.parametrize("order", "<>")
def test_canon(order: str, tmp_path: Path) -> None:
    assert world_time(tmp_path, made.canon(-420, 30, 60, order)) == WorldTime(-7 * HOUR, city="Los Angeles, California")
    assert world_time(tmp_path, made.canon(345, 11, 0, order)) == WorldTime(5.75 * HOUR, city="Kathmandu, Nepal")
    assert world_time(tmp_path, made.canon(60, 0, 0, order)) == WorldTime(HOUR)
    assert world_time(tmp_path, made.canon(0, 32766, 0, order)) == WorldTime()
    assert world_time(tmp_path, made.canon(61, 0, 0, order)) == WorldTime()


@pytest.mark.parametrize("order", "<>")
def test_nikon(order: str, tmp_path: Path) -> None:
    assert world_time(tmp_path, made.nikon(60, summer=False, order=order)) == WorldTime(HOUR)
    assert world_time(tmp_path, made.nikon(60, summer=True, order=order)) == WorldTime(2 * HOUR)
    assert world_time(tmp_path, made.nikon(-210, summer=False, order=order)) == WorldTime(-3.5 * HOUR)


def test_panasonic(tmp_path: Path) -> None:
    names = {0x69: "SPAIN", 0x6B: "ANDALUCIA", 0x6D: "GRANADA", 0x6F: "ALHAMBRA", 0x80: "---"}
    assert world_time(tmp_path, made.panasonic(names)) == WorldTime(
        places=("ALHAMBRA", "GRANADA", "ANDALUCIA", "SPAIN")
    )
    assert world_time(tmp_path, made.panasonic({}, destination=True)) == WorldTime(away=True)
    assert world_time(tmp_path, made.panasonic({0x6D: "---"}, destination=False)) == WorldTime(away=False)


@pytest.mark.parametrize(
    ("head", "order"), [(b"AOC\0MM", ">"), (b"AOC\0II", "<"), (b"AOC\0\0\0", ">"), (b"RICOH\0II", "<")]
)
def test_pentax(head: bytes, order: str, tmp_path: Path) -> None:
    home = made.pentax(20, 15, away=False, head=head, order=order)
    there = made.pentax(20, 15, away=True, head=head, order=order)
    assert world_time(tmp_path, home) == WorldTime(city="London, United Kingdom", away=False)
    assert world_time(tmp_path, there) == WorldTime(city="Halifax, Canada", away=True)
    assert world_time(tmp_path, made.pentax_packed(21, 56, away=True)) == WorldTime(city="Tokyo, Japan", away=True)
    assert world_time(tmp_path, made.pentax(20, 200, away=True)) == WorldTime(away=True)


def test_casio(tmp_path: Path) -> None:
    assert world_time(tmp_path, made.casio("London")) == WorldTime(city="London, United Kingdom")
    assert world_time(tmp_path, made.casio("ABC")) == WorldTime()


def test_a_receiver_that_had_the_time_and_no_position(tmp_path: Path) -> None:
    assert world_time(tmp_path, made.receiver("2014:07:12", (16, 3, 22))) == WorldTime(
        utc=datetime(2014, 7, 12, 16, 3, 22)
    )
    assert world_time(tmp_path, made.receiver("2014:13:12", (16, 3, 22))) == WorldTime()
    assert world_time(tmp_path, made.receiver("", (16, 3, 22))) == WorldTime()


def test_a_cr3_keeps_its_note_in_a_block_of_its_own(tmp_path: Path) -> None:
    import makers

    path = cr3(tmp_path / "a.cr3")
    note = tiff_block({0x0035: (4, [16, 540, 6, 0])})
    data = path.read_bytes()
    assert read_photo(found(path)).world_time == WorldTime()  # it has a position
    without = data.replace(b"CMT4", b"free").replace(b"CNCV", b"CMT3", 1)
    start = without.index(b"CMT3") - 4
    size = int.from_bytes(without[start : start + 4], "big")
    grown = makers.box(b"CMT3", note)
    moov = without.index(b"moov") - 4
    uuid = without.index(b"uuid") - 4
    more = len(grown) - size
    out = bytearray(without[:start] + grown + without[start + size :])
    for at in (moov, uuid):
        out[at : at + 4] = (int.from_bytes(out[at : at + 4], "big") + more).to_bytes(4, "big")
    path.write_bytes(out)
    assert read_photo(found(path)).world_time == WorldTime(9 * HOUR, city="Tokyo, Japan")


@needs_referee
def test_exiftool_reads_the_same(tmp_path: Path) -> None:
    def of(data: bytes) -> dict[str, Any]:
        path = tmp_path / "a.jpg"
        path.write_bytes(data)
        return told(path)

    canon = of(made.canon(-420, 30, 60))
    assert (canon["TimeZone"], canon["TimeZoneCity"]) == ("-07:00", "Los Angeles")
    nikon = of(made.nikon(60, summer=True))
    assert (nikon["TimeZone"], nikon["DaylightSavings"]) == ("+01:00", "Yes")
    panasonic = of(made.panasonic({0x69: "SPAIN", 0x6D: "GRANADA", 0x6F: "ALHAMBRA"}, destination=True))
    assert (panasonic["City"], panasonic["Landmark"], panasonic["WorldTimeLocation"]) == (
        "GRANADA",
        "ALHAMBRA",
        "Destination",
    )
    for data in (made.pentax(20, 15, away=True), made.pentax_packed(20, 15, away=True)):
        pentax = of(data)
        assert [pentax[name] for name in ("HometownCity", "DestinationCity", "WorldTimeLocation")] == [
            "London", "Halifax", "Destination",
        ]  # fmt: skip
    assert of(made.casio("London"))["HometownCity"] == "London"


@needs_referee
@pytest.mark.shared
def test_on_real_files_we_say_what_exiftool_says_or_nothing(shared: Path) -> None:
    seen = 0
    for side in ("public", "malformed"):
        folder = shared / "data" / "exif" / side / "files"
        tags = ["-MakerNotes:TimeZone", "-MakerNotes:TimeZoneCity", "-MakerNotes:HometownCity"]
        done = subprocess.run(["exiftool", "-json", "-q", "-m", *tags, str(folder)], capture_output=True, check=False)
        known = {Path(row["SourceFile"]).name: row for row in json.loads(done.stdout)}
        for path in sorted(folder.iterdir()):
            ours, row = read_photo(found(path)).world_time, known.get(path.name, {})
            if ours.offset is not None:
                sign = -1 if row["TimeZone"].startswith("-") else 1
                hours, minutes = map(int, row["TimeZone"][1:].split(":"))
                assert ours.offset == sign * timedelta(hours=hours, minutes=minutes), path.name
                seen += 1
            if ours.city:
                assert ours.city.startswith(row.get("TimeZoneCity") or row.get("HometownCity")), path.name
    assert seen >= 1


MAKERS = ["Canon", "NIKON", "Panasonic", "PENTAX", "Asahi", "RICOH", "CASIO", "SONY"]
HEADS = [b"", b"Nikon\0\2\x10\0\0II*\0\x08\0\0\0", b"Panasonic\0\0\0", b"AOC\0", b"PENTAX \0", b"QVC\0\0\0"]


@given(st.sampled_from(MAKERS), st.binary(max_size=200), st.sampled_from(HEADS))
def test_no_bytes_crash_it(make: str, tail: bytes, head: bytes) -> None:
    data = bytes(8) + head + tail
    assert read_world_time(lambda at, count: data[at : at + count], "<", 8, make) != WorldTime()


def test_the_index_gives_it_back(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(made.pentax(20, 15, away=True))
    (tmp_path / "b.jpg").write_bytes(made.receiver("2014:07:12", (16, 3, 22)))
    (tmp_path / "c.jpg").write_bytes(made.canon(-210, 24, 0))
    photos = [read_photo(found(tmp_path / name)) for name in ("a.jpg", "b.jpg", "c.jpg")]
    library.index.photos.upsert(photos)
    assert [one.world_time for one in library.index.photos.all()] == [one.world_time for one in photos]
