"""The `whence` command: how it starts and reports, whatever the command."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bundles import make_bundle
from contract import rows_of
from lxml import etree
from makers import exif_block, gradient, jpeg

from whence_engine import __version__
from whence_engine.cli.main import run
from whence_engine.paths import folders
from whence_engine.settings import load


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    jpeg(folder / "=one.jpg", gradient(), exif=exif_block(taken="2014:07:12 18:03:22", offset="+02:00"))
    jpeg(folder / "two.jpg", gradient(), exif=exif_block(taken="2014:07:12 18:04:22", gps=(38.7, -9.1)))
    (folder / "{{body}}.jpg").write_bytes(b"no picture")
    return folder


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(make_bundle(tmp_path / "bundle"))


def test_the_version_needs_no_heavy_import() -> None:
    code = (
        "import sys; from whence_engine.cli.main import run; run(['--version']);"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'onnxruntime', 'PIL', 'sqlite3')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=_env())
    assert (done.returncode, done.stdout.strip()) == (0, f"whence, version {__version__}")


@pytest.mark.parametrize("command", ["status", "albums", "written"])
def test_lists_need_no_decoder_and_no_network(command: str) -> None:
    assert run([command]) == 0  # which makes the library
    code = f"import sys; from whence_engine.cli.main import run; run(['{command}']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_env())
    heavy = {"PIL", "lxml", "onnxruntime", "pi_heif", "sqlite_utils", "whence_engine.cues", "whence_engine.pipeline"}
    assert "whence_engine.library.library" in done.stdout.split()
    assert not heavy & set(done.stdout.split())


def _env() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "engine")}


def test_a_missing_model_is_one_sentence(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["locate", str(photos), "--model", "no-such-model"]) == 1
    assert capsys.readouterr().err.startswith("whence: There is no model")


def test_ctrl_c_ends_with_130_and_the_next_run_goes_on(
    photos: Path, model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("whence_engine.pipeline.predict_photos", interrupted)
        assert run(["locate", str(photos), "--model", model]) == 130
    assert "goes on from here" in capsys.readouterr().err
    assert run(["locate", str(photos), "--model", model, "--json"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_people_get_a_line_for_every_photo(photos: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["locate", str(photos), "--model", model]) == 1
    said = capsys.readouterr()
    assert "38.7000, -9.1000" in said.out
    assert "Album 1, 2014-07-12, 2 photos" in said.out
    assert "Not readable" in said.out
    assert "{{body}}.jpg: " in said.out
    assert "3 photos, 1 of them cannot be read." in said.err


def test_accepting_what_is_not_there_is_said_and_the_rest_is_done(
    photos: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["locate", str(photos), "--model", model])
    capsys.readouterr()
    status = run(["accept", str(photos / "gone.jpg"), str(photos / "=one.jpg"), "--no-place", "--json"])
    said = capsys.readouterr()
    assert status == 1
    assert "run `whence locate` on its folder first" in said.err
    assert json.loads(said.out)["decision"]["action"] == "no-place"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\0"])
def test_paths_are_also_taken_from_a_file(
    end: bytes, photos: Path, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [os.fsencode(photos / name) for name in ("=one.jpg", "{{body}}.jpg")]
    (tmp_path / "list").write_bytes(end.join([*names, b""]))
    order = ["locate", "--json", "--model", model, "--paths-from", str(tmp_path / "list")]
    assert run([*order, str(photos / "two.jpg")]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert run(order) == 1
    assert sorted(row["path"] for row in rows_of("locate", capsys.readouterr().out)) == sorted(map(os.fsdecode, names))


def test_reports_hold_every_photo_in_every_kind(photos: Path, model: str, tmp_path: Path) -> None:
    kinds = ("html", "csv", "geojson", "kml", "gpx")
    files = {kind: tmp_path / f"report.{kind}" for kind in kinds}
    run(["locate", str(photos), "--model", model, *[f"--report={file}" for file in files.values()]])

    page = files["html"].read_text(encoding="utf-8")
    assert "{{body}}.jpg" in page, "a file name is text, whatever it looks like"
    assert page.count("{{") == 1
    assert page.count("<article>") == 2
    etree.HTML(page)

    rows = list(csv.DictReader(io.StringIO(files["csv"].read_text(encoding="utf-8-sig"))))
    assert {Path(row["path"]).name for row in rows} == {"=one.jpg", "two.jpg", "{{body}}.jpg"}
    features = json.loads(files["geojson"].read_text())["features"]
    assert sorted(Path(feature["properties"]["path"]).name for feature in features) == ["=one.jpg", "two.jpg"]
    assert len(etree.parse(files["kml"]).findall(".//{*}Placemark")) == 2
    points = etree.parse(files["gpx"]).findall(".//{*}wpt")
    assert [point.findtext("{*}time") for point in points] == ["2014-07-12T16:03:22Z", None]


def test_settings_are_listed_set_and_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["settings", "threads", "3"]) == 0
    assert run(["settings", "threads", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["value"] == 3
    assert run(["settings", "threads", "many"]) == 1
    assert run(["settings", "threads", "-1"]) == 1
    assert run(["settings", "privacy_zones", "-33.86,151.2,5"]) == 0
    assert run(["settings", "privacy_zones", "home"]) == 1
    assert load(folders().settings).privacy_zones == ("-33.86,151.2,5",)
    assert run(["settings", "colour"]) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("48.8566,2.3522", "FR"),
        ("-33.8688,151.2093", "AU"),
        ("Lisboa", "PT"),
        ("Paris, Texas", "US"),
        ("München", "DE"),
    ],
)
def test_places_are_found_both_ways(query: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", query, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["country"] == expected


def test_no_such_place_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", "Qwxyzzy"]) == 1
    assert "knows no place" in capsys.readouterr().err


def test_the_doctor_looks_at_everything(photos: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["locate", str(photos), "--model", model])
    capsys.readouterr()
    run(["doctor"])
    said = capsys.readouterr().out
    assert "library: 3 photos" in said
    assert "gazetteer: sound" in said
    assert "500 of 500 points as s2sphere has them" in said


def test_status_and_albums_count(photos: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["locate", str(photos), "--model", model])
    capsys.readouterr()
    assert run(["status", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts["with_a_position"] == 1
    assert counts["not_located_yet"] == 0
    assert sum(count for name, count in counts.items() if name not in {"albums", "photos"}) == counts["photos"] == 3
    assert counts["cannot_be_read"] == 1
    run(["geotag", str(photos / "two.jpg"), "--at", "48.86,2.35"])
    capsys.readouterr()
    assert run(["status", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["written"], counts["with_a_position"]) == (1, 0)
    assert run(["albums", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(row["photos"] for row in rows) >= 2


def test_what_was_written_is_told_with_when_and_where(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = photos / "=one.jpg"
    assert run(["geotag", str(photo), "--at", "-17.7,180", "--write", "sidecar", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert written == {"path": str(photo), "action": "sidecar", "reason": "", "target": written["target"]}
    assert Path(written["target"]).exists()
    run(["written", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told == written | {"at": told["at"]}
    run(["written"])
    line = capsys.readouterr().out
    assert line.startswith(told["at"][:10])
    assert line.rstrip().endswith(f"-> {told['target']}: -17.70000, 180.00000")


def test_a_dry_run_says_that_it_would(photos: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["locate", str(photos), "--model", model])
    run(["accept", str(photos / "=one.jpg"), "--at", "48.86,2.35"])
    capsys.readouterr()
    assert run(["apply", "--dry-run"]) == 0
    said = capsys.readouterr()
    assert said.out == f"would be exif {photos / '=one.jpg'}: Paris, France at 48.86000, 2.35000\n"
    assert said.err == "This is what `whence apply` would write; nothing was.\n"
    assert run(["apply", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dry_run"] is True


def test_explain_writes_a_picture(photos: Path, model: str, tmp_path: Path) -> None:
    output = tmp_path / "why.png"
    assert run(["explain", str(photos / "two.jpg"), "--output", str(output), "--model", model]) == 0
    assert output.read_bytes().startswith(b"\x89PNG")
    assert run(["explain", str(photos / "{{body}}.jpg"), "--output", str(output), "--model", model]) == 1


def test_a_bundle_is_installed_and_found_by_its_name(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", model]) == 0
    assert run(["models", "list", "--json"]) == 0
    names = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert names == ["starter", "tiny"]
    assert run(["models", "verify", "tiny"]) == 0
    assert run(["models", "remove", "tiny"]) == 0
    assert run(["models", "remove", "tiny"]) == 1
    assert "no installed model 'tiny'" in capsys.readouterr().err


def test_model_cards_can_be_read_and_checked(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "info", model, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "tiny"
    assert run(["models", "verify", model]) == 0
    (Path(model) / "grid.npz").write_bytes(b"altered")
    assert run(["models", "verify", model]) == 1


def test_a_stated_time_is_said_as_it_was_understood(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["date", str(photos), "--taken", "summer 1987"]) == 0
    assert capsys.readouterr().err == "Noted: 1987-06-01 to 1987-08-31; `whence locate` uses it from now on.\n"
    assert run(["date", str(photos), "--taken", "31.12.1987"]) == 0
    assert "Noted: 1987-12-31;" in capsys.readouterr().err
    assert run(["date", str(photos), "--taken", "unknown"]) == 0
    assert "Forgotten;" in capsys.readouterr().err


def test_albums_say_no_more_of_the_day_than_is_known(
    photos: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["date", str(photos), "--taken", "1987"])
    run(["locate", str(photos), "--model", model])
    capsys.readouterr()
    assert run(["albums"]) == 0
    said = capsys.readouterr().out
    assert " 1987 " in said
    assert "1987-01-01" not in said


def test_with_reasons_come_the_other_candidates_by_their_numbers(
    photos: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["locate", str(photos), "--model", model, "--why"]) == 1
    said = capsys.readouterr().out
    assert "      Or 2: " in said
    run(["locate", str(photos), "--model", model])
    assert "Or 2: " not in capsys.readouterr().out


def test_a_candidate_that_is_not_there_is_no_riddle(
    photos: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["scan", str(photos)])
    capsys.readouterr()
    assert run(["accept", str(photos / "two.jpg"), "--candidate", "1"]) == 1
    assert "it has no candidates yet; run `whence locate` first" in capsys.readouterr().err
    run(["locate", str(photos), "--model", model])
    capsys.readouterr()
    assert run(["accept", str(photos / "two.jpg"), "--candidate", "9"]) == 1
    assert "it has no candidate 9; `whence locate --why` names those that it has" in capsys.readouterr().err


def test_a_threshold_that_nothing_reaches_promises_no_writing(
    photos: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["locate", str(photos), "--model", model, "--auto-accept", "1"])
    said = capsys.readouterr().err
    assert "No further photo is sure to 100 % or more." in said
    assert "`whence apply` writes" not in said
