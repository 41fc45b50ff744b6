"""From labels.csv to columns."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_engine.preprocess import prepare
from whence_training.data.manifest import Manifest, read_csv, read_data, read_manifest, write_csv
from whence_training.data.pixels import load_pixels, normalise
from whence_training.data.split import read_split, split_of

Write = Callable[[Path, str], None]


def test_photos_known_to_a_country_are_not_measurable(tmp_path: Path, write_labels: Write) -> None:
    write_labels(
        tmp_path / "set-02",
        "a.jpg,1,2,country,,,,p,x\nb.jpg,1,2,city,,,2019-07-01T10:00:00,p,x\nc.jpg,1,2,exact,,,,p,x\n",
    )
    labels = read_manifest(tmp_path, read_split())
    assert labels.measurable.tolist() == [False, True, True]
    assert labels.precise.tolist() == [False, False, True]


@pytest.mark.parametrize("taken_at", ["", "0000-00-00T00:00:00"])
def test_a_clock_that_was_never_set_is_no_time(tmp_path: Path, write_labels: Write, taken_at: str) -> None:
    write_labels(tmp_path / "set-02", f"a.jpg,1,2,exact,,,{taken_at},p,x\n")
    assert np.isnat(read_manifest(tmp_path, read_split()).taken_at).all()


@pytest.mark.parametrize(
    "row",
    [
        "a.jpg,91,2,exact,,,,p,x",
        "a.jpg,0,0,exact,,,,p,x",
        "a.jpg,north,2,exact,,,,p,x",
        "a.jpg,1,2,roughly,,,,p,x",
        "a.jpg,1,2,exact,,,2019-13-01T00:00:00,p,x",
    ],
)
def test_a_row_that_cannot_be_is_named(tmp_path: Path, write_labels: Write, row: str) -> None:
    write_labels(tmp_path / "set-02", row + "\n")
    with pytest.raises(UsageError, match=r"a\.jpg"):
        read_manifest(tmp_path, read_split())


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "set-02").mkdir()
    (tmp_path / "set-02" / "labels.csv").write_text("path,lat\na.jpg,1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="lon"):
        read_manifest(tmp_path, read_split())


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds none"):
        read_manifest(tmp_path, read_split())


def test_the_manifest_is_written_with_its_side(tmp_path: Path, travels: Path) -> None:
    labels = read_manifest(travels / "photos", read_split())
    write_csv(labels, tmp_path / "manifest.csv")
    lines = (tmp_path / "manifest.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "path,folder,lat,lon,precision,photographer,album,taken_at,side,scene,licence"
    assert len(lines) == len(labels) + 1
    assert lines[1].endswith(",test,,")


def test_scene_and_licence_are_read_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "set-02").mkdir()
    header = "path,lat,lon,precision,taken_at,photographer,album,scene,licence\n"
    rows = header + "a.jpg,1,2,exact,,p,x,urban,CC0\nb.jpg,1,2,exact,,p,x\n"
    (tmp_path / "set-02" / "labels.csv").write_text(rows, encoding="utf-8")
    labels = read_manifest(tmp_path, read_split())
    assert labels.scene.tolist() == ["urban", ""]
    assert labels.licence.tolist() == ["CC0", ""]


def same(one: Manifest, other: Manifest) -> bool:
    columns = [(getattr(one, column.name), getattr(other, column.name)) for column in fields(Manifest)]
    return all(np.array_equal(a.astype(np.str_), b.astype(np.str_)) for a, b in columns)


def test_a_written_manifest_reads_back_as_it_was(tmp_path: Path, travels: Path) -> None:
    labels = read_manifest(travels / "photos", read_split())
    write_csv(labels, tmp_path / "manifest.csv")
    assert same(read_csv(tmp_path / "manifest.csv"), labels)


def test_a_manifest_moves_with_the_photos_below_it(tmp_path: Path, write_labels: Write) -> None:
    write_labels(tmp_path / "here" / "photos" / "set-02", "a.jpg,1,2,exact,,,,p,x\n")
    write_csv(read_manifest(tmp_path / "here" / "photos", read_split()), tmp_path / "here" / "manifest.csv")
    (tmp_path / "here").rename(tmp_path / "there")
    [path] = read_csv(tmp_path / "there" / "manifest.csv").path.tolist()
    assert path == str(tmp_path / "there" / "photos" / "set-02" / "a.jpg")


def test_a_data_folder_holds_its_sets_and_what_was_imported(tmp_path: Path, write_labels: Write) -> None:
    write_labels(tmp_path / "photos" / "set-02", "a.jpg,1,2,exact,,,,p,x\n")
    write_labels(tmp_path / "photos" / "set-01", "b.jpg,1,2,exact,,,,q,x\n")
    whole = read_data(tmp_path)
    (tmp_path / "manifests").mkdir()
    write_csv(replace(whole.take(whole.photographer == "q"), folder=np.array(["more"])), tmp_path / "manifests/m.csv")
    assert read_data(tmp_path).folder.tolist() == ["set-01", "set-02", "more"]
    write_csv(replace(whole, side=whole.side[::-1]), tmp_path / "manifests/m.csv")
    with pytest.raises(UsageError, match="on one side of the split: 2 are on more"):
        read_data(tmp_path)


def test_imported_manifests_need_no_sets_beside_them(tmp_path: Path, write_labels: Write) -> None:
    write_labels(tmp_path / "elsewhere" / "set-02", "a.jpg,1,2,exact,,,,p,x\n")
    (tmp_path / "manifests").mkdir()
    labels = read_manifest(tmp_path / "elsewhere", read_split())
    write_csv(labels, tmp_path / "manifests" / "m.csv")
    assert same(read_data(tmp_path), labels)


HEADER = "path,folder,lat,lon,precision,photographer,album,taken_at,side\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path,lat\na.jpg,1\n", "no column album"),
        (HEADER, "names no photo"),
        (HEADER + "a.jpg,m,1,2,exact,p,x,,front\n", "side is one of train, validation, test, not 'front'"),
        (HEADER + "a.jpg,m,1,2,exact,p,x,,train\nb.jpg,m,1,2,exact,p,x,,test\n", "on one side"),
        (HEADER + "a.jpg,m,1\n", "side is one of"),
        (HEADER + "a.jpg,m,,2,exact,p,x,,train\n", r"Mend .*a\.jpg"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "m.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_csv(tmp_path / "m.csv")


def test_a_data_folder_may_bring_its_own_split(tmp_path: Path, write_labels: Write) -> None:
    (tmp_path / "split.toml").write_text('train = ["north"]\nvalidation = []\ntest = ["south"]\n', encoding="utf-8")
    write_labels(tmp_path / "photos" / "south", "a.jpg,1,2,exact,,,,p,x\n")
    assert split_of(tmp_path).side_of("north") == "train"
    assert read_data(tmp_path).side.tolist() == ["test"]
    assert split_of(tmp_path / "photos") == read_split()


def test_cached_pixels_normalise_to_exactly_what_the_engine_prepares(tmp_path: Path, travels: Path) -> None:
    labels = read_manifest(travels / "photos", read_split()).take(np.array([0, 5]))
    spec = InputSpec(size_px=32, value_scale=2.0, mean=(1.0, 0.9, 0.8), std=(1.0, 0.5, 0.7))
    wanted = [prepare(np.asarray(Image.open(path).convert("RGB")), spec) for path in labels.path.tolist()]
    first = load_pixels(labels, spec, tmp_path, workers=1)
    again = load_pixels(labels, spec, tmp_path, workers=1)
    np.testing.assert_array_equal(normalise(first, spec), np.stack(wanted))
    np.testing.assert_array_equal(first, again)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_photo_that_cannot_be_read_is_named(tmp_path: Path, write_labels: Write) -> None:
    write_labels(tmp_path / "set-02", "a.jpg,1,2,exact,,,,p,x\n")
    (tmp_path / "set-02" / "a.jpg").write_bytes(b"no picture")
    with pytest.raises(UsageError, match=r"a\.jpg or take it out"):
        load_pixels(read_manifest(tmp_path, read_split()), InputSpec(size_px=32), tmp_path / "cache", workers=1)
