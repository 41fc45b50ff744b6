"""The main job: a folder of photos in, ranked places out, accepted places in the files, and back out of them."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundles import CITIES, colour_of, make_bundle
from makers import cut, exif_block, jpeg, png, raw_like

from whence_engine.accept.placements import provenance
from whence_engine.cli.main import run
from whence_engine.library.library import Library
from whence_engine.photo import Photo

Whence = Callable[..., tuple[int, list[dict[str, Any]]]]

PARIS, LONDON, TOKYO = 0, 1, 8


def picture(city: int, shade: int = 0) -> np.ndarray:
    """A picture that the tiny network knows: one colour per city, a stripe to tell pictures apart."""
    pixels = np.full((48, 64, 3), colour_of(city), np.uint8)
    pixels[:, shade % 64] = (shade * 7 % 256, 0, 0)
    return pixels


def photo(path: Path, city: int, taken: str, **facts: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shade = int(hashlib.sha256(str(path.name).encode()).hexdigest()[:2], 16)
    return jpeg(path, picture(city, shade), exif=exif_block(taken=taken, make="Stein", model="D40", **facts))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two trips, a RAW+JPEG pair, a photo with a position, and files that cannot be read."""
    root = tmp_path / "photos"
    for minute in range(4):
        photo(root / "a" / f"IMG_010{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
    for minute in range(3):
        photo(root / "b" / f"IMG_020{minute}.JPG", TOKYO, f"2016:03:01 09:0{minute}:00")
    photo(root / "c" / "known.jpg", LONDON, "2018:05:05 12:00:00", gps=(51.5007, -0.1246))
    photo(root / "c" / "next.jpg", LONDON, "2018:05:05 12:02:00")
    (root / "d").mkdir()
    pretend = exif_block(taken="2014:07:12 18:03:22", make="Whence", model="Pretend 1")
    jpeg(root / "d" / "pair.jpg", picture(PARIS), exif=pretend)
    raw_like(root / "d" / "pair.dng", (root / "d" / "pair.jpg").read_bytes())
    cut(photo(root / "e" / "torn.jpg", PARIS, "2019:02:01 10:00:00"), 0.3)
    (root / "e" / "empty.jpg").write_bytes(b"")
    (root / "e" / "notes.txt").write_text("not a photo")
    return root


@pytest.fixture
def whence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Whence:
    """Run one command with `--json` and return its exit status and its rows."""
    bundle = make_bundle(tmp_path / "bundle")

    def command(name: str, *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
        capsys.readouterr()
        extra = ["--model", str(bundle)] if name == "locate" else []
        status = run([name, *map(str, arguments), "--json", *extra])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return command


def by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {Path(row["path"]).name: row for row in rows}


def test_every_picture_gets_one_row_that_keeps_the_contract(folder: Path, whence: Whence) -> None:
    status, rows = whence("locate", folder)
    assert status == 1
    pictures = {path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt"}
    assert sorted(Path(row["path"]).name for row in rows) == sorted(pictures)
    assert {name for name, row in by_name(rows).items() if row["error"]} == {"torn.jpg", "empty.jpg"}


def test_photos_are_placed_where_the_network_knows_them(folder: Path, whence: Whence) -> None:
    rows = by_name(whence("locate", folder)[1])
    best = rows["IMG_0201.JPG"]["candidates"][0]
    assert (best["lat"], best["lon"]) == pytest.approx(CITIES[TOKYO], abs=1e-3)
    assert best["country"] == "JP"
    assert best["level"] == "city"
    assert list(best["cues"]) == ["album"]
    assert rows["IMG_0200.JPG"]["album"] == rows["IMG_0202.JPG"]["album"] != rows["IMG_0100.jpg"]["album"]


def test_a_photo_with_a_position_keeps_it_and_tells_its_neighbour(folder: Path, whence: Whence) -> None:
    rows = by_name(whence("locate", folder)[1])
    assert rows["known.jpg"]["position"] == {
        "lat": pytest.approx(51.5007),
        "lon": pytest.approx(-0.1246),
        "from": "exif",
    }
    best = rows["next.jpg"]["candidates"][0]
    assert best["level"] == "exact"
    assert best["cues"]["neighbours"] > 0.5
    assert any("2 min before (known.jpg)" in sentence for sentence in best["because"])


def test_both_files_of_a_pair_have_the_same_answer(folder: Path, whence: Whence) -> None:
    rows = by_name(whence("locate", folder)[1])
    assert rows["pair.dng"]["candidates"] == rows["pair.jpg"]["candidates"]


def test_locate_changes_no_photo(folder: Path, whence: Whence) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    whence("locate", folder)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    assert len(list(folder.rglob("*"))) == len(before) + 5


def test_a_second_run_gives_the_same_answers_without_the_network(
    folder: Path, whence: Whence, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = whence("locate", folder)[1]

    def no_second_pass(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked again")

    monkeypatch.setattr("whence_engine.pipeline.predict_photos", no_second_pass)
    assert whence("locate", folder)[1] == first


def test_accept_apply_undo_gives_the_old_bytes_back(folder: Path, whence: Whence) -> None:
    target = folder / "b" / "IMG_0201.JPG"
    before = target.read_bytes()
    whence("locate", folder)
    status, rows = whence("accept", target, "--candidate", "1")
    assert status == 0
    assert rows[0]["decision"]["action"] == "accept"
    assert target.read_bytes() == before

    assert [row["action"] for row in whence("apply", "--dry-run")[1]] == ["exif"]
    assert target.read_bytes() == before
    status, rows = whence("apply")
    assert (status, [row["action"] for row in rows]) == (0, ["exif"])
    assert target.read_bytes() != before
    row = by_name(whence("locate", folder)[1])[target.name]
    assert row["position"]["lat"] == pytest.approx(CITIES[TOKYO][0], abs=1e-3)
    assert row["decision"]["written"] == "exif"

    status, rows = whence("undo", "--last")
    assert (status, [row["action"] for row in rows]) == (0, ["undone"])
    assert target.read_bytes() == before
    assert by_name(whence("locate", folder)[1])[target.name]["position"] is None


def test_a_write_costs_no_second_pass_of_the_network(
    folder: Path, whence: Whence, monkeypatch: pytest.MonkeyPatch
) -> None:
    whence("locate", folder)
    whence("accept", folder / "b" / "IMG_0201.JPG", "--candidate", "1")
    whence("apply")
    asked: list[object] = []

    def remember(photos: Iterable[Photo], *_: object, **__: object) -> Iterator[object]:
        asked.extend(photos)
        return iter(())

    monkeypatch.setattr("whence_engine.pipeline.predict_photos", remember)
    whence("locate", folder)
    assert asked == []


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_reads_the_position_that_was_written(folder: Path, whence: Whence) -> None:
    target = folder / "a" / "IMG_0102.jpg"
    whence("locate", folder)
    whence("accept", target, "--at", "48°51'24\"N 2°21'8\"E", "--radius", "0.1")
    whence("apply")
    said = subprocess.run(
        ["exiftool", "-json", "-n", "-G1", "-GPS:all", str(target)], capture_output=True, check=True, text=True
    )
    tags = json.loads(said.stdout)[0]
    assert tags["GPS:GPSLatitude"] == pytest.approx(48.856667, abs=1e-6)
    assert tags["GPS:GPSLongitude"] == pytest.approx(2.352222, abs=1e-6)
    assert tags["GPS:GPSMapDatum"] == "WGS-84"
    assert tags["GPS:GPSProcessingMethod"] == "MANUAL"
    assert tags["GPS:GPSHPositioningError"] == pytest.approx(100.0)


def test_decisions_outlive_a_destroyed_index(folder: Path, whence: Whence, whence_home: Path) -> None:
    target = folder / "b" / "IMG_0201.JPG"
    whence("locate", folder)
    whence("accept", target, "--place", "Kyoto")
    whence("apply")
    for path in whence_home.glob("library.sqlite*"):
        path.unlink()
    row = by_name(whence("locate", folder)[1])[target.name]
    assert row["decision"]["action"] == "accept"
    assert row["decision"]["written"] == "exif"
    assert whence("undo", "--all")[1][0]["action"] == "undone"


def test_a_moved_photo_keeps_its_decision(folder: Path, whence: Whence) -> None:
    whence("locate", folder)
    whence("accept", folder / "a" / "IMG_0101.jpg", "--no-place")
    (folder / "z").mkdir()
    (folder / "a" / "IMG_0101.jpg").rename(folder / "z" / "renamed.jpg")
    rows = by_name(whence("locate", folder)[1])
    assert "IMG_0101.jpg" not in rows
    assert rows["renamed.jpg"]["decision"]["action"] == "no-place"


def test_what_a_person_says_of_the_date_counts(folder: Path, whence: Whence) -> None:
    whence("locate", folder)
    assert run(["date", str(folder / "a"), "--taken", "summer 1987"]) == 0
    row = by_name(whence("locate", folder)[1])["IMG_0100.jpg"]
    assert row["taken_from"] == "user"
    assert row["taken_at"].startswith("1987-06")
    run(["date", str(folder / "a"), "--taken", "unknown"])
    assert by_name(whence("locate", folder)[1])["IMG_0100.jpg"]["taken_from"] == "exif"


def test_a_date_said_of_one_photo_follows_it_and_its_raw_file_stands_for_it(folder: Path, whence: Whence) -> None:
    assert run(["date", str(folder / "a" / "IMG_0100.jpg"), "--taken", "1987"]) == 0
    whence("locate", folder)
    assert run(["date", str(folder / "d" / "pair.dng"), "--taken", "1990"]) == 0
    (folder / "a" / "IMG_0100.jpg").rename(folder / "b" / "moved.jpg")
    rows = by_name(whence("locate", folder)[1])
    told = {name: row["taken_at"][:4] for name, row in rows.items() if row["taken_from"] == "user"}
    assert told == {"moved.jpg": "1987", "pair.jpg": "1990", "pair.dng": "1990"}


def test_what_is_decided_of_a_raw_file_is_decided_of_its_pair(folder: Path, whence: Whence) -> None:
    whence("locate", folder)
    status, rows = whence("accept", folder / "d" / "pair.dng", "--candidate", "1")
    assert (status, Path(rows[0]["path"]).name) == (0, "pair.jpg")
    rows_by_name = by_name(whence("locate", folder)[1])
    assert rows_by_name["pair.jpg"]["decision"] == rows_by_name["pair.dng"]["decision"] is not None
    applied = by_name(whence("apply", folder / "d" / "pair.dng")[1])
    assert {name: row["action"] for name, row in applied.items()} == {"pair.jpg": "exif", "pair.dng": "sidecar"}


def test_paths_may_lead_up_and_down_again(
    folder: Path, whence: Whence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "b")
    rows = whence("locate", "../../photos")[1]
    assert by_name(rows)["IMG_0100.jpg"]["path"] == str(folder / "a" / "IMG_0100.jpg")
    assert whence("accept", "../a/IMG_0100.jpg", "--at", "48.86,2.35")[0] == 0
    assert run(["date", "../a", "--taken", "1987"]) == 0
    assert by_name(whence("locate", "..")[1])["IMG_0100.jpg"]["taken_from"] == "user"
    assert [row["action"] for row in whence("apply", "../a")[1]] == ["exif"]
    assert [row["action"] for row in whence("undo", "../a/IMG_0100.jpg")[1]] == ["undone"]
    assert [row["action"] for row in whence("geotag", "../a/IMG_0101.jpg", "--at", "1,2")[1]] == ["exif"]


@pytest.mark.parametrize("how", ["person", "threshold"])
def test_a_decision_remembers_the_model_and_the_evidence(
    folder: Path, whence: Whence, whence_home: Path, how: str
) -> None:
    rows = whence("locate", folder, *(["--auto-accept", "0.5"] if how == "threshold" else []))[1]
    best = by_name(rows)["IMG_0100.jpg"]["candidates"][0]
    if how == "person":
        whence("accept", folder / "a" / "IMG_0100.jpg", "--candidate", "1")
    with Library.open(whence_home / "library.sqlite") as library:
        photo = library.index.photos.at(folder / "a" / "IMG_0100.jpg")
        assert photo is not None
        decision = library.decisions([photo])[photo.id]
    assert json.loads(decision.provenance) == {"model": "tiny 1.0", "cues": best["cues"]}
    assert (decision.by, decision.probability, decision.level) == (how, best["probability"], best["level"])
    assert provenance(decision)["Model"] == "tiny 1.0"


def test_auto_accept_takes_only_what_is_sure_enough(folder: Path, whence: Whence) -> None:
    rows = by_name(whence("locate", folder, "--auto-accept", "0.8")[1])
    sure = {name for name, row in rows.items() if row["candidates"] and row["candidates"][0]["probability"] >= 0.8}
    taken = {name for name, row in rows.items() if row["decision"]}
    assert taken == sure - {"known.jpg"} != set()
    assert {rows[name]["decision"]["by"] for name in taken} == {"threshold"}


def test_what_is_known_too_coarsely_stays_open(folder: Path, whence: Whence) -> None:
    rows = whence("locate", folder, "--auto-accept", "0.5", "--coarsest", "exact")[1]
    assert {row["decision"]["level"] for row in rows if row["decision"]} <= {"exact"}
    assert any(row["decision"] is None and row["candidates"] and not row["position"] for row in rows)
    assert any(row["decision"] for row in whence("locate", folder, "--auto-accept", "0.5")[1])


def test_a_folder_name_may_hold_any_bytes(tmp_path: Path, whence: Whence) -> None:
    odd = Path(os.fsdecode(bytes(tmp_path) + b"/new\nline \xff\xfe"))
    photo(odd / "one.jpg", PARIS, "2014:07:12 18:00:00")
    status, rows = whence("locate", odd)
    assert status == 0
    assert Path(rows[0]["path"]) == odd / "one.jpg"


def test_a_png_named_jpg_is_what_its_bytes_say(tmp_path: Path, whence: Whence) -> None:
    path = tmp_path / "lie" / "photo.jpg"
    path.parent.mkdir()
    png(path, picture(PARIS))
    status, _rows = whence("locate", path.parent)
    assert status == 0
