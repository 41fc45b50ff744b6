"""Near-duplicates: copies are found, different pictures stay, and no picture is on two sides."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from whence_engine.errors import UsageError
from whence_training.__main__ import cli
from whence_training.data.duplicates import (
    COARSE_BITS,
    FINE_BITS,
    groups,
    near_pairs,
    read_fingerprints,
    without_near_duplicates,
)
from whence_training.data.fingerprints import VIEWS, WORDS, fingerprint
from whence_training.data.manifest import Manifest, read_csv, read_data, write_csv


def picture(seed: int, size: tuple[int, int] = (200, 150)) -> Image.Image:
    """A rendered scene: sky, ground, and things in front of it."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", size, tuple(rng.integers(120, 255, 3).tolist()))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * rng.uniform(0.4, 0.8), *size), fill=tuple(rng.integers(0, 140, 3).tolist()))
    for _ in range(12):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        w, h = rng.uniform(8, 70, 2)
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape((x, y, x + w, y + h), fill=tuple(rng.integers(0, 255, 3).tolist()))
    return image


def encoded(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def numbered(images: list[Image.Image]) -> list[int]:
    return [int(number) for number in groups(np.stack([fingerprint(image) for image in images]))]


@pytest.mark.parametrize(
    "change",
    [
        lambda image: encoded(image, 35),
        lambda image: image.resize((100, 75)),
        lambda image: encoded(image.resize((67, 50)), 70),
        lambda image: image.crop((4, 3, 196, 147)),
        lambda image: image.point(lambda value: min(255, round(1.1 * value))),
    ],
)
def test_a_copy_is_the_same_picture(change: Callable[[Image.Image], Image.Image]) -> None:
    for seed in range(8):
        assert numbered([picture(seed), change(picture(seed))]) == [0, 0]


def test_different_pictures_stay_different() -> None:
    assert len(set(numbered([picture(seed) for seed in range(120)]))) == 120


def words(rng: np.random.Generator, count: int) -> NDArray[np.uint64]:
    return rng.integers(0, 2**64, (count, WORDS), dtype=np.uint64)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 12), st.integers(30, 60))
def test_the_search_finds_exactly_the_pairs_that_comparing_all_would(seed: int, coarse: int, fine: int) -> None:
    rng = np.random.default_rng(seed)
    prints = np.repeat(words(rng, 12), 3, axis=0)
    for row in range(0, len(prints), 3):
        for word, flips in ((0, coarse), (1, fine // 2), (2, fine - fine // 2)):
            for bit in rng.choice(64, flips, replace=False).tolist():
                prints[row, word] ^= np.uint64(1 << bit)
    differing = np.bitwise_count(prints[:, None] ^ prints[None]).astype(np.int64)
    near = (differing[..., 0] <= COARSE_BITS) & (differing[..., 1:].sum(axis=-1) <= FINE_BITS)
    wanted = {(a, b) for a, b in zip(*np.nonzero(np.triu(near, 1)), strict=True)}
    found = {
        tuple(sorted(pair))
        for left, right in near_pairs(prints)
        for pair in zip(left.tolist(), right.tolist(), strict=True)
    }
    assert found == wanted


def test_a_crowd_of_equal_pictures_is_one_group() -> None:
    prints = np.zeros((5000, VIEWS, WORDS), np.uint64)
    assert set(groups(prints).tolist()) == {0}


def test_likeness_links_through_others() -> None:
    chain = np.zeros((3, 1, WORDS), np.uint64)
    chain[1, 0, 1], chain[2, 0, 1] = (1 << 40) - 1, (1 << 64) - 1
    chain[2, 0, 2] = (1 << 16) - 1
    assert groups(chain).tolist() == [0, 0, 0]


@pytest.fixture
def photos(tmp_path: Path, travels: Path) -> Manifest:
    """Six photos: two pictures twice on one side, and one on two sides."""
    labels = read_data(travels)
    paths = []
    for number, seed in enumerate((0, 1, 0, 2, 1, 3)):
        image = picture(seed)
        path = tmp_path / f"{number}.jpg"
        image.resize((150, 112)).save(path) if number in {2, 4} else image.save(path)
        paths.append(str(path))
    return replace(
        labels.take(np.arange(6)),
        path=np.array(paths),
        side=np.array(["train", "train", "train", "test", "train", "test"]),
        photographer=np.array(["a", "a", "a", "b", "a", "b"]),
    )


def test_one_photo_of_every_picture_stays(photos: Manifest) -> None:
    readable, prints, unreadable = read_fingerprints(photos, workers=1)
    cleaned = without_near_duplicates(readable, prints, across=False)
    assert [Path(path).name for path in cleaned.manifest.path.tolist()] == ["0.jpg", "1.jpg", "3.jpg", "5.jpg"]
    assert (cleaned.doubles, cleaned.across, unreadable) == (2, 0, [])


def test_a_picture_on_two_sides_is_refused_or_taken_out_of_the_side_that_learns(photos: Manifest) -> None:
    mixed = replace(photos, side=np.array(["train", "train", "test", "test", "validation", "test"]))
    readable, prints, _ = read_fingerprints(mixed, workers=1)
    with pytest.raises(
        UsageError, match=r"2 photos show a picture of another side .*0\.jpg of train and .*2\.jpg of test"
    ):
        without_near_duplicates(readable, prints, across=False)
    cleaned = without_near_duplicates(readable, prints, across=True)
    assert [Path(path).name for path in cleaned.manifest.path.tolist()] == ["2.jpg", "3.jpg", "4.jpg", "5.jpg"]
    assert cleaned.across == 2


def test_the_command_says_what_it_did(photos: Manifest, tmp_path: Path) -> None:
    (tmp_path / "5.jpg").write_bytes(b"no picture")
    write_csv(photos, tmp_path / "m.csv")
    arguments = ["--data", str(tmp_path / "m.csv"), "--output", str(tmp_path / "clean.csv"), "--workers", "2"]
    said = CliRunner().invoke(cli, ["duplicates", *arguments]).output.splitlines()
    assert said[0].startswith(f"left out {tmp_path}/5.jpg: cannot identify image")
    assert said[1] == (
        "6 photos: 1 cannot be read, 2 show the same picture as another (0 of them as one of another side), 3 stay"
    )
    assert len(read_csv(tmp_path / "clean.csv")) == 3


def test_no_photos_have_no_groups() -> None:
    assert groups(np.empty((0, VIEWS, WORDS), np.uint64)).tolist() == []
