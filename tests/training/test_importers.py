"""Lists of the field and folders of one's own become manifests, and nothing is lost without a word."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tar_files import tar_of

from whence_engine.errors import UsageError
from whence_training.__main__ import cli
from whence_training.data.importers import flickr, img2dataset, kinds
from whence_training.data.importers.intake import Intake, Record, Shares, albums_of, manifest_of
from whence_training.data.manifest import Manifest, read_csv, read_data
from whence_training.data.split import Side
from whence_training.data.tars import read_file

TRAIN = Shares(side=Side.TRAIN)


def pictures(folder: Path, names: Sequence[str]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"a picture")
    return folder


def imported(kind: str, source: Path, photos: Path, intake: Intake | None = None) -> Manifest:
    intake = intake or Intake()
    return manifest_of(kinds.read(kind, source, photos, "me", intake), folder=kind, shares=TRAIN, intake=intake)


PLACES = (
    "IMG_ID,AUTHOR,LAT,LON,S3_Label,S16_Label,S365_Label,Prob_indoor,Prob_natural,Prob_urban\n"
    "111_0a1b2c3d4e_12_5000001@N00.jpg,5000001@N00,48.5,2.25,2,12,3,0,0,1\n"
    "Nowhere_00003_222_0a1b2c3d4f_13_5000002@N07.jpg,0a1b2c3d4f_13_5000002@N07,-33.5,151.25,1,6,2,0,1,0\n"
    "333_0a1b2c3d50_14_5000001@N00.jpg,5000001@N00,35.5,139.75,0,1,1,1,0,0\n"
)
PLACES_NAMES = [line.split(",")[0] for line in PLACES.splitlines()[1:]]


@pytest.mark.parametrize("kind", ["im2gps", "im2gps3k", "yfcc26k"])
def test_a_list_with_scenes_gives_positions_owners_and_scenes(tmp_path: Path, kind: str) -> None:
    (tmp_path / "list.csv").write_text(PLACES, encoding="utf-8")
    found = imported(kind, tmp_path / "list.csv", pictures(tmp_path / "photos", PLACES_NAMES))
    assert found.lat.tolist() == [48.5, -33.5, 35.5]
    assert found.lon.tolist() == [2.25, 151.25, 139.75]
    assert found.photographer.tolist() == ["5000001@N00", "5000002@N07", "5000001@N00"]
    assert found.scene.tolist() == ["urban", "natural", "indoor"]
    assert [Path(path).name for path in found.path.tolist()] == PLACES_NAMES


def test_headings_that_were_exchanged_are_seen_through(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(PLACES.replace("LAT,LON", "LON,LAT"), encoding="utf-8")
    found = imported("im2gps3k", tmp_path / "list.csv", pictures(tmp_path / "photos", PLACES_NAMES))
    assert found.lat.tolist() == [48.5, -33.5, 35.5]


def test_a_list_whose_first_column_is_called_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(PLACES.replace("IMG_ID", "name"), encoding="utf-8")
    assert len(imported("im2gps3k", tmp_path / "list.csv", pictures(tmp_path / "photos", PLACES_NAMES))) == 3


@pytest.mark.parametrize("stored", ["ab/cd/777.jpg", "deep/777.jpg", "ab_cd_777.jpg"])
def test_pictures_of_mp16_are_found_however_they_were_stored(tmp_path: Path, stored: str) -> None:
    head = PLACES.splitlines()[0]
    (tmp_path / "list.csv").write_text(f"{head}\nab/cd/777.jpg,5@N00,1.5,2.5,2,1,1,0,0,1\n", encoding="utf-8")
    found = imported("mp16", tmp_path / "list.csv", pictures(tmp_path / "photos", [stored]))
    assert found.path.tolist() == [str(tmp_path / "photos" / stored)]


def yfcc_line(
    photo: int, owner: str, lat: str, lon: str, *, taken: str = "", accuracy: str = "16", video: int = 0
) -> str:
    url, by = f"http://example.org/{photo}_s.jpg", "http://example.org/by"
    cells = (
        "7", photo, "abc", owner, "nick", taken, "1300000000", "Camera", "t", "d", "tags", "", lon, lat, accuracy,
        "http://example.org/page", url, "Attribution License", by, "1", "2", "s", "o", "jpg", video,
    )  # fmt: skip
    return "\t".join(map(str, cells))


@pytest.mark.parametrize("columns", [25, 23])
def test_lines_of_yfcc_are_read_in_both_forms(tmp_path: Path, columns: int) -> None:
    lines = [
        yfcc_line(11, "5@N00", "48.5", "2.25", taken="2010-05-06 07:08:09.0"),
        yfcc_line(12, "6@N00", "1.5", "3.5", accuracy="11"),
        yfcc_line(13, "6@N00", "1.5", "3.5", accuracy="6"),
        yfcc_line(14, "6@N00", "", ""),
        yfcc_line(15, "6@N00", "1.5", "3.5", video=1),
    ]
    if columns == 23:
        lines = [
            "\t".join(cells[k] for k in range(25) if k not in {0, 2}) for cells in (line.split("\t") for line in lines)
        ]
    (tmp_path / "list.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    intake = Intake()
    found = imported(
        "yfcc4k", tmp_path / "list.txt", pictures(tmp_path / "photos", [f"{k}.jpg" for k in range(11, 16)]), intake
    )
    assert found.lat.tolist() == [48.5, 1.5, 1.5]
    assert found.lon.tolist() == [2.25, 3.5, 3.5]
    assert found.precision.tolist() == ["exact", "city", "country"]
    assert found.taken_at[0] == np.datetime64("2010-05-06T07:08:09")
    assert np.isnat(found.taken_at[1])
    assert found.licence.tolist() == ["Attribution License"] * 3
    assert intake.dropped == {"no position": 1}


def test_a_line_of_another_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("1\t2\t3\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"list\.txt, line 1 is no line of YFCC100M: it has 3 columns"):
        imported("yfcc", tmp_path / "list.txt", tmp_path)


OSV = (
    "id,latitude,longitude,thumb_original_url,country,sequence,captured_at,creator_username,creator_id\n"
    "101,1.5,2.5,http://example.org/101,NZ,seq1,1400000000000,ann,91.0\n"
    "102,3.5,4.5,,NZ,seq2,2015-01-02T03:04:05,bob,\n"
    "103,5.5,6.5,,NZ,seq3,,,\n"
)


def test_street_views_have_creators_or_the_drive_they_are_of(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(OSV, encoding="utf-8")
    photos = pictures(tmp_path / "images", ["00/101.jpg", "01/102.jpg", "02/103.jpg"])
    found = imported("osv5m", tmp_path / "train.csv", photos)
    assert found.photographer.tolist() == ["91", "bob", "seq3"]
    assert found.taken_at[0] == np.datetime64("2014-05-13T16:53:20")
    assert found.taken_at[1] == np.datetime64("2015-01-02T03:04:05")
    assert np.isnat(found.taken_at[2])


@pytest.mark.parametrize(
    ("kind", "text"), [("im2gps", "a,b\n1,2\n"), ("osv5m", "id,latitude,longitude\n1,2,3\n"), ("osv5m", "id\n1\n")]
)
def test_a_list_without_its_columns_is_refused(tmp_path: Path, kind: str, text: str) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"list\.csv is no .*list.*needs columns"):
        imported(kind, tmp_path / "list.csv", tmp_path)


def test_pictures_that_are_not_there_are_counted_and_none_at_all_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(PLACES, encoding="utf-8")
    intake = Intake()
    photos = pictures(tmp_path / "photos", PLACES_NAMES[:1])
    assert len(imported("im2gps", tmp_path / "list.csv", photos, intake)) == 1
    assert list(intake.sentences()) == [f"left out 2 of 3 photos: no picture below {photos} (first: {PLACES_NAMES[1]})"]
    with pytest.raises(UsageError, match="No photo of im2gps can be used; left out 3 of 3 photos: no picture below"):
        imported("im2gps", tmp_path / "list.csv", pictures(tmp_path / "empty", ["other.jpg"]))


def records(*positions: tuple[float, float], who: str = "p") -> list[Record]:
    return [Record(Path(f"{number}.jpg"), lat, lon, who) for number, (lat, lon) in enumerate(positions)]


def test_what_cannot_be_used_is_counted_by_reason() -> None:
    intake = Intake()
    bad = records((1, 2), (np.nan, 2), (91, 0), (0, 0), (5, 181))
    found = manifest_of(
        [*bad, *records((1, 2)), *records((3, 3), who=""), Record(Path("x.jpg"), 1, 1, "other")],
        folder="list", shares=TRAIN, intake=intake, without=frozenset({"other"}),
    )  # fmt: skip
    assert len(found) == 1
    assert intake.dropped == {
        "no position": 1,
        "a position off the Earth": 2,
        "at 0, 0, which is no position": 1,
        "listed before": 1,
        "no photographer, so that no side can be chosen": 1,
        "a photographer of another list": 1,
    }


@settings(max_examples=40)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=10), st.floats(0, 0.4), st.floats(0, 0.4))
def test_a_photographer_is_on_one_side_in_every_list_and_test_shares_only_grow(
    people: list[str], validation: float, test: float
) -> None:
    shares = Shares(validation, test)
    sides = [shares.side_of(name) for name in people]
    assert sides == [shares.side_of(name) for name in people]
    more = Shares(validation, test + 0.1)
    assert all(more.side_of(name) is Side.TEST for name, side in zip(people, sides, strict=True) if side is Side.TEST)


def test_shares_of_sides_are_about_what_was_asked_for() -> None:
    sides = [Shares(0.1, 0.2).side_of(str(number)) for number in range(5000)]
    assert abs(sides.count(Side.VALIDATION) / 5000 - 0.1) < 0.02
    assert abs(sides.count(Side.TEST) / 5000 - 0.2) < 0.02


@pytest.mark.parametrize(("validation", "test"), [(-0.1, 0.0), (0.5, 0.5)])
def test_shares_that_leave_nothing_to_train_on_are_refused(validation: float, test: float) -> None:
    with pytest.raises(UsageError, match="leave something to train on"):
        Shares(validation, test)


def test_albums_are_cut_by_photographer_and_pace() -> None:
    minutes = [0, 5, 9, 14, 60 * 24 * 30, 60 * 24 * 30 + 4]
    taken = np.datetime64("2010-01-01T00:00:00") + np.array(minutes * 2).astype("timedelta64[m]")
    taken = np.append(taken, np.datetime64("NaT"))
    who = np.array(["a"] * 6 + ["b"] * 6 + ["b"])
    shuffled = np.random.default_rng(1).permutation(13)
    albums = np.empty(13, object)
    albums[shuffled] = albums_of(who[shuffled], taken[shuffled].astype("datetime64[s]"))
    assert albums.tolist() == (
        ["a/album-00001"] * 4 + ["a/album-00002"] * 2 + ["b/album-00001"] * 4 + ["b/album-00002"] * 2 + ["b/untimed"]
    )


@pytest.mark.parametrize(
    ("stem", "photo", "owner"),
    [
        ("123_0a1b2c3d4e_12_5000001@N00", "123", "5000001@N00"),
        ("Place_00012_123_0a1b2c3d4e_12_5000001@N00", "123", "5000001@N00"),
        ("123456", "123456", ""),
        ("holiday", "", ""),
    ],
)
def test_names_of_flickr_carry_photo_and_owner(stem: str, photo: str, owner: str) -> None:
    assert flickr.parse(stem) == flickr.FlickrName(photo, owner)


def downloaded(folder: Path, form: str) -> Path:
    """What img2dataset leaves of three addresses, the second of which is gone."""
    rows = {
        "key": ["000000000", "000000001", "000000002"],
        "status": ["success", "failed_to_download", "success"],
        "photo": ["a.jpg", "b.jpg", "c.jpg"],
        "lat": [1.5, 2.5, 3.5],
        "lon": [4.5, 5.5, 6.5],
        "photographer": ["p", "p", "q"],
        "taken_at": [None, None, "2010-01-02 03:04:05.0"],
        "precision": ["exact", "exact", "city"],
        "scene": ["urban", None, None],
        "licence": [None, None, "CC0"],
    }
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows).write_parquet(folder / "00000.parquet")
    files = {
        f"{key}.{kind}": f"{key} {kind}".encode() for key in ("000000000", "000000002") for kind in ("jpg", "json")
    }
    if form == "webdataset":
        tar_of(folder / "00000.tar", files)
    else:
        (folder / "00000").mkdir()
        for name, data in files.items():
            (folder / "00000" / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("form", ["webdataset", "files"])
def test_what_img2dataset_brought_is_read_back_with_its_labels(tmp_path: Path, form: str) -> None:
    intake = Intake()
    found = imported("img2dataset", downloaded(tmp_path / "down", form), tmp_path, intake)
    assert found.lat.tolist() == [1.5, 3.5]
    assert found.photographer.tolist() == ["p", "q"]
    assert found.precision.tolist() == ["exact", "city"]
    assert found.scene.tolist() == ["urban", ""]
    assert found.licence.tolist() == ["", "CC0"]
    assert found.taken_at[1] == np.datetime64("2010-01-02T03:04:05")
    assert [read_file(Path(path)) for path in found.path.tolist()] == [b"000000000 jpg", b"000000002 jpg"]
    assert intake.dropped == {"failed_to_download": 1}


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / "00000.tar").write_bytes(b"no tar" * 200), "00000.tar is damaged"),
        (lambda folder: (folder / "00000.tar").unlink(), "000000000, which is not beside it"),
        (lambda folder: (folder / "00000.parquet").write_bytes(b"no table"), "00000.parquet cannot be read"),
        (lambda folder: pl.DataFrame({"key": ["1"], "status": ["success"]}).write_parquet(folder / "00000.parquet"),
         "has no column lat, licence, lon, photo, photographer, precision, scene, taken_at"),
        (lambda folder: (folder / "00000.parquet").unlink(), "holds no tables of img2dataset"),
    ],
)  # fmt: skip
def test_a_damaged_download_is_one_sentence(tmp_path: Path, break_it: Callable[[Path], object], said: str) -> None:
    folder = downloaded(tmp_path / "down", "webdataset")
    break_it(folder)
    with pytest.raises(UsageError, match=said):
        imported("img2dataset", folder, tmp_path)


def run(*arguments: str | Path) -> str:
    found = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.output


def test_a_list_of_addresses_round_trips_through_img2dataset(tmp_path: Path) -> None:
    """`urls` -> img2dataset (played by a table that carries the columns it was told to) -> `import`."""
    (tmp_path / "list.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "urls.csv").write_text(
        f"{PLACES_NAMES[0]},http://example.org/1.jpg\n{PLACES_NAMES[2]},http://e.org/3\n"
    )
    said = run(
        "urls", "mp16", tmp_path / "list.csv", "--urls", tmp_path / "urls.csv", "--output", tmp_path / "down.csv"
    )
    assert said.splitlines()[0] == "2 addresses; 1 photos have no address or no position"
    assert f"img2dataset --url_list {tmp_path}/down.csv --input_format csv --url_col url" in said
    listed = pl.read_csv(tmp_path / "down.csv", infer_schema=False)
    assert listed.columns == ["url", *img2dataset.CARRIED]
    carried = listed.drop("url").with_columns(
        key=pl.Series(["0", "1"]), status=pl.lit("success"), lat=pl.col("lat").cast(pl.Float64)
    )
    (tmp_path / "down").mkdir()
    carried.write_parquet(tmp_path / "down" / "00000.parquet")
    tar_of(tmp_path / "down" / "00000.tar", {"0.jpg": b"one", "1.jpg": b"three"})
    run("import", "img2dataset", tmp_path / "down", "--side", "train", "--output", tmp_path / "m.csv")
    found = read_csv(tmp_path / "m.csv")
    assert found.lat.tolist() == [48.5, 35.5]
    assert found.scene.tolist() == ["urban", "indoor"]
    assert found.photographer.tolist() == ["5000001@N00"] * 2
    assert read_file(Path(found.path[1])) == b"three"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("mp16",), "name it with --urls"), (("osv5m",), "is no list of OSV-5M")],
)
def test_addresses_that_are_elsewhere_are_asked_for(tmp_path: Path, arguments: tuple[str], said: str) -> None:
    (tmp_path / "list.csv").write_text(PLACES, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        run("urls", *arguments, tmp_path / "list.csv", "--output", tmp_path / "down.csv")


def test_a_benchmark_is_test_and_its_photographers_can_be_left_out_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(PLACES, encoding="utf-8")
    photos = pictures(tmp_path / "photos", PLACES_NAMES)
    (tmp_path / "data" / "manifests").mkdir(parents=True)
    bench, mine = tmp_path / "data/manifests/bench.csv", tmp_path / "data/manifests/mine.csv"
    said = run("import", "im2gps3k", tmp_path / "list.csv", "--photos", photos, "--output", bench)
    assert said.splitlines() == ["test: 3 photos of 2 photographers in 2 albums"]
    (tmp_path / "more.csv").write_text(PLACES + PLACES.splitlines()[1].replace("5000001", "7000000") + "\n")
    pictures(photos, [PLACES_NAMES[0].replace("5000001", "7000000")])
    run("import", "mp16", tmp_path / "more.csv", "--photos", photos, "--side", "train", "--output", mine)
    with pytest.raises(UsageError, match="on one side of the split: 2 are on more"):
        read_data(tmp_path / "data")
    said = run(
        "import", "mp16", tmp_path / "more.csv", "--photos", photos, "--side", "train", "--without", bench,
        "--output", mine,
    )  # fmt: skip
    assert "left out 3 of 4 photos: a photographer of another list" in said
    assert read_data(tmp_path / "data").side.tolist() == ["test"] * 3 + ["train"]


def geotagged(path: Path, lat: float | None, taken: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if lat is not None:
        exif.get_ifd(0x8825).update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (7.0, 30.0, 0.0)})
    Image.new("RGB", (8, 8), "red").save(path, exif=exif)


def test_ones_own_folder_gives_positions_times_and_the_engines_albums(tmp_path: Path) -> None:
    for number in range(3):
        geotagged(tmp_path / "own" / f"day/{number}.jpg", 47.0, f"2014:07:01 10:0{number}:00")
    geotagged(tmp_path / "own" / "later.jpg", 46.0, "2015:07:01 10:00:00")
    geotagged(tmp_path / "own" / "undated/a.jpg", 45.0)
    geotagged(tmp_path / "own" / "nowhere.jpg", None, "2014:07:01 10:05:00")
    (tmp_path / "own" / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "own" / "notes.txt").write_bytes(b"no picture")
    said = run("import", "own", tmp_path / "own", "--output", tmp_path / "m.csv")
    found = read_csv(tmp_path / "m.csv")
    assert "left out 1 of 7 photos: no position" in said
    assert "train: 5 photos of 1 photographers in 3 albums" in said
    assert dict(zip((Path(path).name for path in found.path.tolist()), found.lat.tolist(), strict=True)) == {
        "0.jpg": 47.0, "1.jpg": 47.0, "2.jpg": 47.0, "later.jpg": 46.0, "a.jpg": 45.0,
    }  # fmt: skip
    assert set(found.lon.tolist()) == {7.5}
    assert len(set(found.album[:3].tolist())) == 1
    assert np.isnat(found.taken_at).tolist() == [False] * 4 + [True]


def test_a_folder_is_no_list_and_a_list_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mp16 is read from a file, not from"):
        run("import", "mp16", tmp_path, "--output", tmp_path / "m.csv")
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(UsageError, match="own is read from a folder, not from"):
        run("import", "own", tmp_path / "a.csv", "--output", tmp_path / "m.csv")
