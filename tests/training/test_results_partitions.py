"""Table (e): ceilings on photographers whom no grid was made of."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from whence_engine.errors import UsageError
from whence_training.results import partitions
from whence_training.results.partitions import MAP_GROUP, Setting, build, measure, read_ground
from whence_training.results.request import Request


def write_group(data: Path, header: str = "photographer,country,lat,lon,upload_order") -> Path:
    rng = np.random.default_rng(0)
    file = data / MAP_GROUP
    file.parent.mkdir(parents=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write(header + "\n")
        for row in range(3000):
            lat, lon = 48 + rng.normal(0, 3), 5 + rng.normal(0, 5)
            out.write(f"{row % 30},FR,{lat:.4f},{lon:.4f},{row}\n")
    return data


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    few = (Setting(300, 2, 10), Setting(300, 250, 300), Setting(0, 5, 50), Setting(10**9, 1, 10))
    monkeypatch.setattr(partitions, "SETTINGS", few)


@pytest.mark.usefixtures("settings")
def test_the_table_holds_every_setting_that_the_data_allow(tmp_path: Path) -> None:
    table = build(Request(write_group(tmp_path), tmp_path, seeds=2))
    assert table.rows[0][:2] == ("300", "2/10")
    assert len(table.rows) in {2, 3}  # 250/300 may leave no cell
    assert table.data == "real positions"
    assert len(table.people.fitted) + len(table.people.reported) == 30
    assert not table.people.fitted & table.people.reported
    assert any("mean photo position" in line for line in table.reading)
    assert "(a) a public project" in table.markdown()


def test_finer_cells_place_better_and_cover_less(tmp_path: Path) -> None:
    ground = read_ground(write_group(tmp_path))
    fine, coarse = (measure(ground, setting, 1) for setting in (Setting(0, 10, 20), Setting(0, 10, 1000)))
    assert fine is not None
    assert coarse is not None
    assert fine.cells > coarse.cells
    assert fine.covered <= coarse.covered
    assert fine.by_fallback[:, :, 2].mean() > coarse.by_fallback[:, :, 2].mean()
    assert (fine.by_mean <= fine.by_fallback).all()


def test_a_setting_that_leaves_no_cell_is_left_out(tmp_path: Path) -> None:
    assert measure(read_ground(write_group(tmp_path)), Setting(0, 10**6, 10**6), 1) is None


@pytest.mark.usefixtures("settings")
def test_a_data_folder_without_the_map_group_is_measured_by_its_sides(tmp_path: Path, travels: Path) -> None:
    (tmp_path / "photos").symlink_to(travels / "photos")
    table = build(Request(tmp_path, tmp_path, seeds=1))
    assert table.data == "photos of a data folder"
    assert table.people.reported == {"set-01"}


def test_positions_of_nobody_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no column photographer"):
        read_ground(write_group(tmp_path, "who,country,lat,lon,upload_order"))
