"""The classic descriptors: each sees what it is for, and is blind to what it should ignore."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manifests import made_manifest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from whence_training.data.pixels import FittingPhotos
from whence_training.data.split import HeldOutError
from whence_training.retrieval.descriptors import describe, textons
from whence_training.retrieval.descriptors.colour import colour_histogram
from whence_training.retrieval.descriptors.gist import gist
from whence_training.retrieval.descriptors.lab import lightness, to_lab
from whence_training.retrieval.descriptors.lines import ANGLES, _joined, _touching, line_statistics
from whence_training.retrieval.descriptors.pooling import grid_means
from whence_training.retrieval.descriptors.tiny import tiny_image

EDGE = 64
Pictures = NDArray[np.uint8]


def apart(descriptor: Callable[[Pictures], NDArray[np.float32]], first: Pictures, second: Pictures) -> float:
    """How far apart two pictures are, as a share of how long the first one's description is."""
    one, other = descriptor(first[None])[0], descriptor(second[None])[0]
    return float(np.linalg.norm(one - other) / np.linalg.norm(one))


def scene(seed: int) -> Pictures:
    """A smooth random picture, uint8 [3, 64, 64]."""
    rng = np.random.default_rng(seed)
    small = rng.integers(40, 200, (8, 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((EDGE, EDGE), Image.Resampling.BICUBIC)).transpose(2, 0, 1).copy()


def strokes(angle_deg: float, count: int = 6) -> Pictures:
    """Parallel bright strokes that run at an angle, anticlockwise from the horizontal, uint8 [3, 64, 64]."""
    picture = Image.new("RGB", (4 * EDGE, 4 * EDGE), (40, 40, 40))
    draw = ImageDraw.Draw(picture)
    along = np.array([np.cos(np.radians(angle_deg)), -np.sin(np.radians(angle_deg))])
    normal = np.array([along[1], -along[0]])
    for number in range(count):
        middle = 2 * EDGE + normal * (number - (count - 1) / 2) * 4 * EDGE / count
        ends = [tuple(middle + sign * along * 1.2 * EDGE) for sign in (-1, 1)]
        draw.line(ends, fill=(220, 220, 220), width=12)
    return np.asarray(picture.resize((EDGE, EDGE), Image.Resampling.BOX)).transpose(2, 0, 1).copy()


def test_lab_is_that_of_the_standard() -> None:
    named = np.array([(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 0, 255)], np.uint8)
    lab = to_lab(named[:, :, None, None])[:, :, 0, 0]
    assert lab == pytest.approx(
        np.array([(100, 0, 0), (0, 0, 0), (53.24, 80.09, 67.20), (32.30, 79.19, -107.86)]), abs=0.03
    )
    assert lightness(named[:, :, None, None])[:, 0, 0] == pytest.approx(lab[:, 0], abs=1e-3)


def test_grid_means_divide_a_picture_as_evenly_as_whole_pixels_allow() -> None:
    ramp = np.arange(10, dtype=np.float32)[None].repeat(10, axis=0)
    assert grid_means(ramp, 2)[0] == pytest.approx([2, 7])
    assert grid_means(ramp, 3)[0] == pytest.approx([1, 4.5, 8])  # 3, 4 and 3 pixels


def test_a_tiny_image_forgets_grain_and_knows_what_is_where() -> None:
    picture = scene(0)
    grainy = np.clip(picture + np.random.default_rng(1).normal(0, 20, picture.shape), 0, 255).astype(np.uint8)
    assert apart(tiny_image, picture, grainy) < 0.2
    assert apart(tiny_image, picture, grainy) < apart(tiny_image, picture, picture[:, ::-1]) / 3


def test_a_colour_histogram_is_the_same_for_a_shuffled_picture() -> None:
    picture = scene(2)
    shuffled = np.random.default_rng(3).permutation(picture.reshape(3, -1), axis=1).reshape(picture.shape)
    assert colour_histogram(picture[None]).sum() == pytest.approx(1)
    assert np.array_equal(colour_histogram(picture[None]), colour_histogram(shuffled[None]))
    assert apart(colour_histogram, picture, picture[::-1]) > 0.5  # red and blue change places


def test_gist_ignores_exposure_and_a_cast_of_colour() -> None:
    picture = scene(4).astype(np.float64)
    brighter = np.clip(picture * 1.25, 0, 255).astype(np.uint8)
    warmer = np.clip(picture * np.array([1.15, 1.0, 0.8])[:, None, None], 0, 255).astype(np.uint8)
    plain, other = scene(4), scene(5)
    assert apart(gist, plain, brighter) < 0.1 * apart(gist, plain, other)
    assert apart(gist, plain, warmer) < 0.4 * apart(gist, plain, other)


def test_gist_knows_which_way_things_run_and_where() -> None:
    level, upright = strokes(0), strokes(90)
    assert apart(gist, level, upright) > 0.5
    left = level.copy()
    left[:, :, EDGE // 2 :] = 40
    right = level.copy()
    right[:, :, : EDGE // 2] = 40
    assert apart(gist, left, right) > 0.5
    flat = np.full((1, 3, EDGE, EDGE), 128, np.uint8)
    assert np.abs(gist(flat)).max() < 1e-3


@pytest.mark.parametrize("angle_deg", [0, 20, 45, 70, 90, 110, 135, 160])
def test_lines_are_counted_by_the_way_they_run(angle_deg: float) -> None:
    counted = line_statistics(strokes(angle_deg)[None])[0, :ANGLES]
    # Rows count downwards, so a stroke that rises to the right has a falling direction.
    at = int(np.floor((-angle_deg % 180) / 180 * ANGLES + 0.5)) % ANGLES
    assert counted.sum() == pytest.approx(1)
    assert counted[[at - 1, at, (at + 1) % ANGLES]].sum() > 0.85


def test_lines_ignore_exposure_and_know_long_from_short() -> None:
    picture = strokes(30)
    assert np.abs(line_statistics(picture[None]) - line_statistics((picture // 4 * 3)[None])).sum() < 0.3
    cut = strokes(0).copy()
    for column in range(0, EDGE, 12):
        cut[:, :, column : column + 4] = 40
    long, short = (line_statistics(some[None])[0, ANGLES:] for some in (strokes(0), cut))
    bins = np.arange(len(long))
    assert (long * bins).sum() > (short * bins).sum() + 3


@given(st.integers(0, 10_000))
def test_touching_pixels_of_one_direction_make_one_support(seed: int) -> None:
    """Against a flood fill, pixel by pixel, in two pictures at once."""
    rng = np.random.default_rng(seed)
    edge = rng.random((2, 9, 9)) < 0.5
    sector = rng.integers(0, 2, edge.sum())
    label = _joined(sector.astype(np.float64), _touching(edge))
    where = np.argwhere(edge)
    for start in range(len(where)):
        reached, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            near = (where[:, 0] == where[here, 0]) & (np.abs(where - where[here]).max(axis=1) == 1)
            fresh = set(np.flatnonzero(near & (sector == sector[here])).tolist()) - reached
            reached |= fresh
            waiting += sorted(fresh)
        assert label[start] == min(reached)


def test_where_nothing_is_drawn_there_are_no_lines() -> None:
    flat = np.full((2, 3, EDGE, EDGE), 128, np.uint8)
    assert np.array_equal(line_statistics(flat), np.zeros((2, 2 * ANGLES)))


def checkered() -> FittingPhotos:
    pictures = np.stack([strokes(0), strokes(90), strokes(45), scene(6)] * 2)
    return FittingPhotos(made_manifest(len(pictures)), pictures)


def test_textons_ignore_where_a_texture_is_and_know_which_it_is() -> None:
    words = textons.fit_textons(checkered(), seed=0, words=24)
    assert words.shape == (24, 64)
    level = strokes(0)
    moved, upright = np.roll(level, 16, axis=2), strokes(90)
    one, other, third = textons.texton_histogram(np.stack([level, moved, upright]), words)
    assert one.sum() == pytest.approx(1)
    assert np.abs(one - other).sum() < 0.25 * np.abs(one - third).sum()


def test_the_dictionary_repeats_itself_and_is_never_fitted_on_the_test_side() -> None:
    photos = checkered()
    assert np.array_equal(textons.fit_textons(photos, 3, 16), textons.fit_textons(photos, 3, 16))
    with pytest.raises(HeldOutError):
        FittingPhotos(made_manifest(8, side="test"), photos.pixels)


def test_describing_photos_one_by_one_or_over_the_cores_is_the_same() -> None:
    pictures = np.stack([scene(seed) for seed in range(40)])
    words = textons.fit_textons(checkered(), seed=0, words=16)
    together = describe.describe(pictures, words, workers=2)
    assert set(together) == set(describe.MEASURES)
    for name, vectors in describe.describe(pictures[33:35], words).items():
        assert vectors == pytest.approx(together[name][33:35], abs=1e-4)
        assert vectors.dtype == np.float32
