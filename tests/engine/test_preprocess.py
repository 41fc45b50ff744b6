"""From pixels to network input: checked against plain Pillow arithmetic, and for every shape of picture."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import Channels, Crop, InputSpec, Resampling
from whence_engine.preprocess import decode_edge_px, prepare

SPEC = InputSpec(size_px=32, mean=(0.48, 0.46, 0.41), std=(0.27, 0.26, 0.28))

pictures = arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70), st.just(3)))
specs = st.builds(
    replace,
    st.just(SPEC),
    size_px=st.integers(8, 40),
    crop=st.sampled_from(Crop),
    resampling=st.sampled_from(Resampling),
    resize_px=st.just(0) | st.integers(40, 60),
    channels=st.sampled_from(Channels),
)


def scene(width: int, height: int) -> NDArray[np.uint8]:
    """A picture with edges and slopes, so that filters, crops and flips show."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 60 * np.sin(x / 9 + c) + 60 * np.cos(y / 5 - c) for c in range(3)]
    picture = np.stack(waves, axis=-1).astype(np.uint8)
    picture[height // 3 : height // 2, width // 4 : width // 2] = (250, 20, 90)
    return picture


def normalised(image: Image.Image, spec: InputSpec) -> NDArray[np.float64]:
    order = [2, 1, 0] if spec.channels is Channels.BGR else [0, 1, 2]
    pixels = np.asarray(image, np.float64)
    out = np.empty((3, image.height, image.width))
    for i, channel in enumerate(order):
        out[i] = (pixels[:, :, channel] / 255 * spec.value_scale - spec.mean[i]) / spec.std[i]
    return out


@given(rgb=pictures, spec=specs)
def test_every_picture_gives_finite_input_of_the_card_s_shape(rgb: NDArray[np.uint8], spec: InputSpec) -> None:
    out = prepare(rgb, spec)
    assert out.shape == (3, spec.size_px, spec.size_px)
    assert out.dtype == np.float32
    assert out.flags.c_contiguous
    assert np.isfinite(out).all()


# NEAREST, BOX and odd padding have to break ties one way; Pillow rounds between its two passes.
symmetric_specs = specs.filter(
    lambda spec: spec.resampling not in {Resampling.NEAREST, Resampling.BOX} and spec.crop is not Crop.PAD
)


@given(rgb=pictures, spec=symmetric_specs)
def test_turning_the_picture_turns_the_input(rgb: NDArray[np.uint8], spec: InputSpec) -> None:
    upside_down = prepare(np.ascontiguousarray(rgb[::-1, ::-1]), spec)
    np.testing.assert_allclose(upside_down[:, ::-1, ::-1], prepare(rgb, spec), atol=2.1 / 255 / 0.26)


@given(rgb=pictures, spec=specs)
def test_values_stay_within_what_pixels_can_give(rgb: NDArray[np.uint8], spec: InputSpec) -> None:
    mean, std = np.array(spec.mean)[:, None, None], np.array(spec.std)[:, None, None]
    back = prepare(rgb, spec) * std + mean
    assert back.min() >= -1e-5
    assert back.max() <= 1 + 1e-5


@pytest.mark.parametrize("size", [(96, 64), (64, 96), (128, 128), (32, 32), (320, 32), (16, 24)])
@pytest.mark.parametrize("channels", list(Channels))
def test_a_centre_crop_is_resize_then_crop(size: tuple[int, int], channels: Channels) -> None:
    spec = replace(SPEC, channels=channels, resampling=Resampling.BILINEAR)
    picture = scene(*size)
    scale = 32 / min(size)
    whole = Image.fromarray(picture).resize((round(size[0] * scale), round(size[1] * scale)), Image.Resampling.BILINEAR)
    left, top = (whole.width - 32) // 2, (whole.height - 32) // 2
    reference = normalised(whole.crop((left, top, left + 32, top + 32)), spec)
    np.testing.assert_allclose(prepare(picture, spec), reference, atol=1.01 / 255 / 0.26)


def test_a_margin_around_the_crop_is_cut_off() -> None:
    spec = replace(SPEC, resize_px=48, resampling=Resampling.BICUBIC)
    picture = scene(96, 96)
    reference = normalised(
        Image.fromarray(picture).resize((48, 48), Image.Resampling.BICUBIC).crop((8, 8, 40, 40)), spec
    )
    np.testing.assert_allclose(prepare(picture, spec), reference, atol=1.01 / 255 / 0.26)


def test_squash_is_one_plain_resize() -> None:
    spec = replace(SPEC, crop=Crop.SQUASH, resampling=Resampling.LANCZOS)
    picture = scene(90, 50)
    reference = normalised(Image.fromarray(picture).resize((32, 32), Image.Resampling.LANCZOS), spec)
    np.testing.assert_allclose(prepare(picture, spec), reference, atol=1e-5)


def test_padding_is_the_mean_and_the_picture_lies_in_the_middle() -> None:
    spec = replace(SPEC, crop=Crop.PAD)
    picture = scene(64, 32)
    out = prepare(picture, spec)
    reference = normalised(Image.fromarray(picture).resize((32, 16), Image.Resampling.BICUBIC), spec)
    np.testing.assert_allclose(out[:, 8:24], reference, atol=1e-5)
    assert not out[:, :8].any()
    assert not out[:, 24:].any()


def test_a_value_scale_of_255_leaves_values_as_they_are() -> None:
    spec = InputSpec(size_px=8, crop=Crop.SQUASH, value_scale=255.0)
    picture = np.full((8, 8, 3), (10, 20, 30), np.uint8)
    np.testing.assert_allclose(prepare(picture, spec)[:, 0, 0], [10, 20, 30], rtol=1e-6)


def test_a_reduced_scale_gives_nearly_the_same_input() -> None:
    """Why decoding may stop early: what the decoder averaged away, `prepare` would have averaged away."""
    picture = scene(512, 384)
    small = np.asarray(Image.fromarray(picture).reduce(4))
    difference = prepare(picture, SPEC) - prepare(small, SPEC)
    assert np.abs(difference).mean() < 0.05


@pytest.mark.parametrize(
    ("spec", "edge"),
    [
        (SPEC, 32),
        (replace(SPEC, resize_px=48), 48),
        (replace(SPEC, crop=Crop.PAD, resize_px=48), 32),
        (replace(SPEC, crop=Crop.SQUASH), 32),
    ],
)
def test_decoding_must_deliver_what_the_crop_shrinks_from(spec: InputSpec, edge: int) -> None:
    assert decode_edge_px(spec) == edge


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (0, 4, 3)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        prepare(np.zeros(shape, np.uint8), SPEC)
