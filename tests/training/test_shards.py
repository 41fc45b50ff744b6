"""Shards: every readable photo once, resumable to the byte, and batches that depend on seed, pass and step alone."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import webdataset
from click.testing import CliRunner
from PIL import Image
from tar_files import tar_of
from torch import Tensor

from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_engine.preprocess import prepare
from whence_training.__main__ import cli
from whence_training.data import shard_index
from whence_training.data.decode import UndecodableError, decode, encode, reduced
from whence_training.data.manifest import Manifest, read_data
from whence_training.data.shard_index import read_shards
from whence_training.data.shards import ShardSettings, plan, write_shards
from whence_training.data.split import Side
from whence_training.data.tars import samples
from whence_training.fit.sharded import Sharded
from whence_training.fit.source import Share

SMALL = ShardSettings(short_side_px=32, photos=4)
SPEC = InputSpec(size_px=16, resize_px=20, value_scale=1.0, mean=(0.5, 0.5, 0.5), std=(0.2, 0.2, 0.2))


@pytest.fixture
def photos(travels: Path) -> Manifest:
    return read_data(travels)


def state(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_measurable_photo_is_in_one_shard_of_its_side(photos: Manifest, tmp_path: Path) -> None:
    written = list(write_shards(photos, tmp_path, SMALL, workers=1))
    assert sum(shard.photos for shard in written) == photos.measurable.sum()
    for side in Side:
        found = read_shards(tmp_path / side)
        wanted = photos.take((photos.side == side) & photos.measurable)
        assert sorted(found.index.lat.tolist()) == sorted(wanted.lat.tolist())
        assert len(set(found.index.photographer.tolist())) == len(set(wanted.photographer.tolist()))


def test_a_sample_carries_its_labels_and_a_reduced_picture(photos: Manifest, tmp_path: Path) -> None:
    list(write_shards(photos, tmp_path, SMALL, workers=1))
    [sample] = list(samples(tmp_path / "test" / "test-00000.tar"))[:1]
    said = json.loads(sample.files["json"])
    [row] = np.flatnonzero(photos.lat == said["lat"])
    assert {name: said[name] for name in ("lon", "precision", "photographer", "album", "side", "scene", "licence")} == {
        "lon": photos.lon[row], "precision": "exact", "photographer": "set-01", "album": photos.album[row],
        "side": "test", "scene": "", "licence": "",
    }  # fmt: skip
    assert said["taken_at"] == ("" if np.isnat(photos.taken_at[row]) else str(photos.taken_at[row]))
    assert "path" not in said
    assert decode(sample.files["jpg"], 1).height in {4, 32}  # an eighth, as so little was asked for


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # theirs
def test_the_webdataset_package_reads_what_is_written(photos: Manifest, tmp_path: Path) -> None:
    list(write_shards(photos, tmp_path, SMALL, workers=1))
    shard = tmp_path / "train" / "train-00000.tar"
    theirs = list(webdataset.WebDataset(str(shard), shardshuffle=False).decode("rgb8"))
    ours = list(samples(shard))
    assert [sample["__key__"] for sample in theirs] == [sample.key for sample in ours]
    assert theirs[0]["json"] == json.loads(ours[0].files["json"])
    assert theirs[0]["jpg"].shape == (32, 43, 3)


def test_a_run_that_was_killed_goes_on_and_ends_with_the_same_bytes(photos: Manifest, tmp_path: Path) -> None:
    whole = [shard.file.name for shard in write_shards(photos, tmp_path / "whole", SMALL, workers=1)]
    running = write_shards(photos, tmp_path / "parts", SMALL, workers=1)
    next(running), next(running)
    del running
    (tmp_path / "parts" / "train" / ".train-00002-77.tar").write_bytes(b"half a shard")
    (tmp_path / "parts" / "train" / "train-00001.npz").unlink()  # killed between shard and index
    with pytest.raises(UsageError, match="run the same `shards` command again"):
        read_shards(tmp_path / "parts" / "train")
    again = list(write_shards(photos, tmp_path / "parts", SMALL, workers=1))
    assert sorted(shard.file.name for shard in again) == sorted(whole)
    assert [shard.before for shard in again].count(True) == 1
    assert state(tmp_path / "parts") == state(tmp_path / "whole")


def test_workers_write_the_same_bytes(photos: Manifest, tmp_path: Path) -> None:
    list(write_shards(photos, tmp_path / "one", SMALL, workers=1))
    list(write_shards(photos, tmp_path / "two", SMALL, workers=2))
    assert state(tmp_path / "one") == state(tmp_path / "two")


def test_a_folder_of_other_shards_is_refused(photos: Manifest, tmp_path: Path) -> None:
    list(write_shards(photos, tmp_path, SMALL, workers=1))
    for other in (replace(SMALL, quality=50), SMALL):
        less = photos if other is not SMALL else photos.take(np.arange(len(photos) - 1))
        with pytest.raises(UsageError, match="of another manifest or of other settings"):
            list(write_shards(less, tmp_path, other, workers=1))


def test_photos_that_cannot_be_read_are_named_and_none_at_all_is_an_error(photos: Manifest, tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    path = photos.path.astype(object)
    path[:2] = [str(tmp_path / "bad.jpg"), str(tmp_path / "none.jpg")]
    some = replace(photos, path=path.astype(np.str_))
    written = list(write_shards(some, tmp_path / "a", replace(SMALL, photos=100), workers=1))
    unreadable = dict(one for shard in written for one in shard.unreadable)
    assert set(unreadable) == {str(tmp_path / "bad.jpg"), str(tmp_path / "none.jpg")}
    assert sum(shard.photos for shard in written) == photos.measurable.sum() - 2
    with pytest.raises(UsageError, match=r"None of the 2 photos of .*\.tar can be read"):
        list(write_shards(some.take(np.arange(2)), tmp_path / "b", SMALL, workers=1))


def test_the_plan_mixes_photographers_and_depends_on_the_seed(photos: Manifest) -> None:
    train = plan(photos, SMALL)[Side.TRAIN]
    rows = np.concatenate(train)
    assert len(set(photos.photographer[train[0]].tolist())) == 2
    assert not np.array_equal(rows, np.concatenate(plan(photos, replace(SMALL, seed=1))[Side.TRAIN]))
    assert max(map(len, train)) <= 4


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda shard: shard.write_bytes(shard.read_bytes()[:-600]), "it has .* bytes, not"),
        (lambda shard: shard.with_suffix(".npz").write_bytes(b"no index"), "its index train-00000.npz"),
        (lambda shard: shard.unlink(), "holds 4 of 5 shards"),
    ],
)
def test_damage_is_seen_before_training(
    photos: Manifest, tmp_path: Path, break_it: Callable[[Path], object], said: str
) -> None:
    list(write_shards(photos, tmp_path, SMALL, workers=1))
    break_it(tmp_path / "train" / "train-00000.tar")
    with pytest.raises(UsageError, match=said):
        read_shards(tmp_path / "train")


def jpeg(colour: str, size: tuple[int, int] = (40, 30)) -> bytes:
    return encode(Image.new("RGB", size, colour), 90)


def test_shards_of_other_programs_are_read_by_their_json(tmp_path: Path) -> None:
    said = json.dumps({"lat": 1.5, "lon": "2.5", "scene": "urban", "photographer": "p"}).encode()
    tar_of(tmp_path / "00000.tar", {"a.jpg": jpeg("red"), "a.json": said, "b.json": said, "b.JPEG": jpeg("blue")})
    (tmp_path / "00000.parquet").write_bytes(b"")
    found = read_shards(tmp_path)
    assert found.index.lat.tolist() == [1.5, 1.5]
    assert found.index.scene.tolist() == [2, 2]
    source = Sharded(found, SPEC, batch=2, seed=0, take=lambda *read: read)
    [[(pixels, rows, _)]] = list(source.of_pass(1, 0, Share()))
    red = pixels[rows == 0][0]
    assert red[0].min() > 200
    assert red[2].max() < 60


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.jpg": b""}, "a picture or a json of a, but not both"),
        ({"a.jpg": b"", "a.json": b"{"}, "damaged"),
        ({"a.jpg": b"", "a.json": b'{"lat": 1}'}, "without the numbers lat and lon"),
        ({"a.jpg": b"", "a.json": b"[]"}, "without the numbers lat and lon"),
    ],
)
def test_a_shard_without_labels_is_refused(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    tar_of(tmp_path / "00000.tar", files)
    with pytest.raises(UsageError, match=said):
        read_shards(tmp_path)


def test_a_folder_without_shards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no shards"):
        read_shards(tmp_path)


@pytest.fixture
def folder(photos: Manifest, tmp_path: Path) -> Path:
    list(write_shards(photos, tmp_path / "shards", SMALL, workers=1))
    return tmp_path / "shards" / "train"


Taken = tuple[Tensor, Tensor, Tensor]


def source_of(folder: Path, **more: int) -> Sharded[Taken]:
    settings = {"batch": 6, "seed": 3, "window": 2} | more
    return Sharded(read_shards(folder), SPEC, take=lambda *read: read, **settings)  # type: ignore[arg-type]


def flat(steps: Iterator[object]) -> list[Taken]:
    return [part for step in steps for part in step]  # type: ignore[attr-defined]


def equal(one: list[Taken], other: list[Taken]) -> bool:
    pairs = [(a, b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True)]
    return all(torch.equal(a, b) for a, b in pairs)


def test_a_pass_has_every_photo_at_most_once_in_fixed_shapes(folder: Path) -> None:
    source = source_of(folder)
    read = flat(source.of_pass(1, 0, Share()))
    assert source.steps == len(read) == 3
    assert {tuple(pixels.shape) for pixels, _, _ in read} == {(6, 3, 16, 16)}
    assert {pixels.dtype for pixels, _, _ in read} == {torch.uint8}
    rows = torch.cat([rows for _, rows, _ in read]).tolist()
    assert len(set(rows)) == 18
    assert sorted(source.order(1).tolist()) == list(range(len(read_shards(folder))))


def test_pixels_are_what_the_engine_prepares(folder: Path) -> None:
    shards = read_shards(folder)
    spec = replace(SPEC, value_scale=255.0, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    wanted = [
        prepare(np.asarray(decode(sample.files["jpg"], 20)), spec) for file in shards.files for sample in samples(file)
    ]
    for pixels, rows, _ in flat(source_of(folder).of_pass(1, 0, Share())):
        for picture, row in zip(pixels.numpy(), rows.tolist(), strict=True):
            np.testing.assert_array_equal(picture, wanted[row])


def test_batches_are_the_same_whoever_reads_them(folder: Path) -> None:
    alone = flat(source_of(folder).of_pass(1, 0, Share()))
    assert equal(flat(source_of(folder, workers=2).of_pass(1, 0, Share())), alone)
    shares = [flat(source_of(folder).of_pass(1, 0, Share(rank, 2))) for rank in (0, 1)]
    together = [tuple(map(torch.cat, zip(*halves, strict=True))) for halves in zip(*shares, strict=True)]
    assert equal(together, alone)  # type: ignore[arg-type]
    parts = list(source_of(folder, accumulate=3).of_pass(1, 0, Share()))
    assert equal([tuple(map(torch.cat, zip(*step, strict=True))) for step in parts], alone)  # type: ignore[misc]


def test_a_pass_can_be_begun_at_any_step_and_the_next_is_another(folder: Path) -> None:
    alone = flat(source_of(folder).of_pass(1, 0, Share()))
    assert equal(flat(source_of(folder).of_pass(1, 2, Share())), alone[2:])
    assert not equal(flat(source_of(folder).of_pass(2, 0, Share())), alone)


def test_photos_are_mixed_within_windows_of_shards(folder: Path) -> None:
    shards = read_shards(folder)
    runs = [np.count_nonzero(np.diff(shards.shard_of(source_of(folder, window=window).order(1)))) for window in (1, 5)]
    assert runs[0] == len(shards.files) - 1
    assert runs[1] > runs[0]
    assert source_of(folder).named(1, 0).startswith("train-0000")


def test_a_batch_that_cannot_be_shared_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="choose a batch that 4 divides"):
        next(source_of(folder).of_pass(1, 0, Share(0, 4)))


@pytest.mark.parametrize("workers", [0, 1])
def test_a_picture_that_rotted_is_one_sentence(folder: Path, workers: int) -> None:
    shards = read_shards(folder)
    with shards.files[0].open("r+b") as file:
        file.seek(int(shards.index.offset[0]))
        file.write(b"\0" * int(shards.index.size[0]))
    with pytest.raises(
        UsageError, match=r"^The shard .*train-00000\.tar is damaged \(.*\): make it or fetch it again\.$"
    ):
        flat(source_of(folder, workers=workers).of_pass(1, 0, Share()))


def test_pictures_come_upright_and_reduced() -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (64, 32), "red").save(out, "JPEG", exif=exif)
    assert decode(out.getvalue(), 32).size == (32, 64)
    assert reduced(decode(out.getvalue(), 32), 16).size == (16, 32)
    assert reduced(decode(out.getvalue(), 32), 99).size == (32, 64)
    assert decode(jpeg("red", (800, 400)), 100).size == (200, 100)


@pytest.mark.parametrize("data", [b"", b"no picture", jpeg("red")[:200], jpeg("red", (400, 300))])
def test_what_is_no_picture_or_a_bomb_is_not_decoded(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100_000)
    with pytest.raises(UndecodableError):
        decode(data, 32)


def test_the_command_says_what_it_left_out_and_goes_on(travels: Path, tmp_path: Path) -> None:
    arguments = ["shards", "--data", str(travels), "--output", str(tmp_path), "--short-side", "32", "--workers", "1"]
    first = CliRunner().invoke(cli, arguments).output.splitlines()
    assert first[-1] == "36 photos; 0 cannot be read; 4 give a country only"
    again = CliRunner().invoke(cli, arguments).output.splitlines()
    assert again[:-1] == [f"{line}, done before" for line in first[:-1]]
    assert shard_index.PLAN_FILE in state(tmp_path)
