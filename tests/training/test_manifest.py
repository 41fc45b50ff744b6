"""From labels.csv to columns."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_engine.preprocess import prepare
from whence_training.data.manifest import read_manifest, write_csv
from whence_training.data.pixels import load_pixels, normalise
from whence_training.data.split import read_split

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
    assert lines[0] == "path,lat,lon,precision,photographer,album,taken_at,side"
    assert len(lines) == len(labels) + 1
    assert lines[1].endswith(",test")


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
