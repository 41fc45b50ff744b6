"""Positions of photos from files of any kind: the same ones whatever the kind, and what is none is counted."""

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tar_files import tar_of

from whence_engine.errors import UsageError
from whence_training.data import positions
from whence_training.data.positions import Positions, Sieve, chunks, files_of, joined, read_positions

ROWS = [(48.85, 2.35, "ann"), (-16.5, 180.0, "bob"), (90.0, 0.0, "ann"), (35.68, 139.77, "cy")]
CSV = "LON,note,Lat,AUTHOR\n" + "".join(f'{lon},"a, b",{lat},{who}\n' for lat, lon, who in ROWS)


def as_csv(folder: Path) -> Path:
    (folder / "a.csv").write_text(CSV, encoding="utf-8")
    return folder / "a.csv"


def as_gzip(folder: Path) -> Path:
    (folder / "a.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    return folder / "a.csv.gz"


def as_parquet(folder: Path) -> Path:
    lat, lon, who = zip(*ROWS, strict=True)
    pl.DataFrame({"latitude": lat, "photographer": who, "lng": lon}).write_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def as_shard(folder: Path) -> Path:
    said = {
        f"{number}.json": json.dumps({"lat": lat, "lon": lon, "photographer": who}).encode()
        for number, (lat, lon, who) in enumerate(ROWS)
    }
    return tar_of(folder / "a.tar", {"0.jpg": b"no picture", **said})


@pytest.mark.parametrize("written", [as_csv, as_gzip, as_parquet, as_shard])
def test_every_kind_of_file_gives_the_same_positions(tmp_path: Path, written: Callable[[Path], Path]) -> None:
    found = read_positions(written(tmp_path))
    assert list(zip(found.lat.tolist(), found.lon.tolist(), strict=True)) == [row[:2] for row in ROWS]
    assert found.owner is not None
    assert found.owner[0] == found.owner[2]
    assert len(set(found.owner.tolist())) == 3


@pytest.mark.parametrize("written", [as_csv, as_gzip])
def test_csv_reads_the_same_without_polars(
    tmp_path: Path, written: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    with_polars = read_positions(path)
    monkeypatch.setitem(sys.modules, "polars", None)
    without = read_positions(path)
    assert np.array_equal(without.lat, with_polars.lat)
    assert np.array_equal(without.owner, with_polars.owner)  # type: ignore[arg-type]


def test_parquet_without_polars_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_parquet(tmp_path)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match="install the extra `training`"):
        read_positions(path)


def test_members_may_hold_latitude_and_longitude_as_text(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tar", {"1.lat": b"48.85\n", "1.lon": b" 2.35", "2.lat": b"oops", "2.lon": b"1"})
    [found] = chunks([path])
    assert found.lat[0] == 48.85
    assert found.lon.tolist() == [2.35, 1.0]
    assert np.isnan(found.lat[1])


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=50), st.integers(1, 60))
def test_chunks_put_together_are_the_file(tmp_path_factory: pytest.TempPathFactory, rows: list, most: int) -> None:  # type: ignore[type-arg]
    path = tmp_path_factory.mktemp("chunks") / "a.csv"
    path.write_text("lat,lon\n" + "".join(f"{lat!r},{lon!r}\n" for lat, lon in rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "CHUNK", most)
        parts = list(chunks([path]))
    assert [part.first for part in parts] == [1 + sum(map(len, parts[:k])) for k in range(len(parts))]
    whole = joined(parts)
    assert list(zip(whole.lat.tolist(), whole.lon.tolist(), strict=True)) == rows


def test_what_is_no_position_is_counted_by_kind_and_the_first_is_named(tmp_path: Path) -> None:
    bad = "lat,lon\n1,2\n91,0\n0,0\nnorth,3\n4\n0,0\n5,181\n0,1\n"
    (tmp_path / "a.csv").write_text(bad, encoding="utf-8")
    sieve = Sieve()
    kept = [sieve.sift(some) for some in chunks([tmp_path / "a.csv"])]
    assert joined(kept).lat.tolist() == [1.0, 0.0]
    assert list(sieve.sentences()) == [
        f"2 of 8 positions without a number (first: {tmp_path}/a.csv, photo 4: nan, 3)",
        f"2 of 8 positions off the Earth (first: {tmp_path}/a.csv, photo 2: 91, 0)",
        f"2 of 8 positions at 0, 0 (first: {tmp_path}/a.csv, photo 3: 0, 0)",
    ]
    with pytest.raises(UsageError, match=r"Mend the positions, or give --drop .*photo 2: 91, 0"):
        sieve.refuse()


def test_positions_that_are_all_good_are_not_refused() -> None:
    sieve = Sieve()
    sieve.sift(Positions(np.array([1.0]), np.array([2.0]), None, None, np.array([False]), Path("a.csv")))
    sieve.refuse()
    assert sieve.read == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"x,y\n1,2\n", "Name the columns of .*a.csv lat and lon: they are x, y"),
        ("a.csv", b"lat,lon\n", "holds no photo"),
        ("a.csv.gz", gzip.compress(b"lat,lon\n1,2\n", mtime=0)[:-9], "cannot be read from .*a.csv.gz"),
        ("a.parquet", b"PAR1 and no more", "cannot be read from .*a.parquet"),
        ("a.tar", b"x" * 2000, "a.tar is damaged"),
        ("a.txt", b"lat,lon\n1,2\n", "a.txt is none of them"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=said):
        list(chunks([tmp_path / name]))


def test_a_damaged_gzip_is_said_without_polars_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"lat,lon\n1,2\n")[:-9])
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match="cannot be read from"):
        list(chunks([tmp_path / "a.csv.gz"]))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"1.jpg": b""}, "gives no position for 1"),
        ({"1.json": b"{"}, r"damaged \(1.json"),
        ({"1.json": b"[1]"}, "1.json is no object"),
        ({"1.json": b'{"lat": 1}'}, "Name the columns"),
    ],
)
def test_a_sample_without_a_position_is_named(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        list(chunks([tar_of(tmp_path / "a.tar", files)]))


def test_a_folder_means_its_files_of_one_kind(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv.gz", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in files_of([tmp_path])] == ["a.csv.gz", "b.csv"]
    (tmp_path / "a.parquet").write_bytes(b"")
    with pytest.raises(UsageError, match="is a folder of csv, parquet"):
        files_of([tmp_path])
