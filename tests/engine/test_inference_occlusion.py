"""Heat maps: what speaks for a place shines, what speaks against it is blue, and the rest stays still."""

from concurrent.futures import CancelledError
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from bundles import CITIES, colour_of, make_bundle
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import Crop, InputSpec
from whence_engine.errors import StorageError, UnreadableError, UsageError
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.occlusion import HeatMap, cells_within, explain, heat_map, heat_maps, render

ROME = 3


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return Bundle.open(make_bundle(tmp_path_factory.mktemp("bundle") / "tiny", sureness=2.0))


def half_rome(width: int, height: int) -> NDArray[np.uint8]:
    """Grey, as covered patches are, but for the right half, which has the colour of Rome."""
    picture = np.full((height, width, 3), 128, np.uint8)
    picture[:, width // 2 :] = colour_of(ROME)
    return picture


def test_the_half_that_says_rome_speaks_for_rome(bundle: Bundle) -> None:
    heat = heat_map(half_rome(64, 64), bundle, np.array([ROME]), threads=2)
    assert heat.drop.shape == (64, 64)
    assert heat.drop.dtype == np.float32
    assert heat.drop[:, 40:].min() > 0
    assert heat.drop[:, 40:].mean() > 20 * np.abs(heat.drop[:, :18]).mean()


def test_what_speaks_for_rome_speaks_against_the_rest(bundle: Bundle) -> None:
    rome = heat_map(half_rome(64, 64), bundle, np.array([ROME]))
    others = heat_map(half_rome(64, 64), bundle, np.setdiff1d(np.arange(len(CITIES)), [ROME]))
    np.testing.assert_allclose(others.drop, -rome.drop, atol=1e-5)
    assert others.mass == pytest.approx(1 - rome.mass, abs=1e-5)


def test_all_cells_together_lose_nothing(bundle: Bundle) -> None:
    heat = heat_map(half_rome(50, 40), bundle, np.arange(len(CITIES)))
    assert heat.mass == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(heat.drop, 0, atol=1e-5)


@pytest.mark.parametrize("crop", list(Crop))
@pytest.mark.parametrize("size", [(90, 30), (30, 90), (3, 200), (1, 1), (33, 32)])
def test_the_map_has_the_frame_of_the_photo(tmp_path: Path, crop: Crop, size: tuple[int, int]) -> None:
    spec = InputSpec(size_px=32, crop=crop, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))
    bundle = Bundle.open(make_bundle(tmp_path / "tiny", input=spec, sureness=2.0))
    heat = heat_map(np.full((size[1], size[0], 3), colour_of(ROME), np.uint8), bundle, np.array([ROME]))
    assert heat.drop.shape == (size[1], size[0])
    assert np.isfinite(heat.drop).all()
    assert heat.drop.max() > 0


def test_what_the_crop_cuts_off_stays_still(bundle: Bundle) -> None:
    heat = heat_map(np.full((32, 96, 3), colour_of(ROME), np.uint8), bundle, np.array([ROME]))
    assert not heat.drop[:, :32].any()
    assert not heat.drop[:, 64:].any()
    assert heat.drop[:, 32:64].min() > 0


def test_a_coarse_map_comes_first_and_says_the_same(bundle: Bundle) -> None:
    network = bundle.image_network()
    asked: list[int] = []
    run = network.run
    network.run = lambda values: asked.append(len(values)) or run(values)  # type: ignore[method-assign, func-returns-value]
    maps = heat_maps(half_rome(64, 64), bundle, np.array([ROME]), network, threads=1)
    coarse = next(maps)
    before = sum(asked)
    assert coarse.drop[:, 40:].mean() > 10 * np.abs(coarse.drop[:, :18]).mean()
    *_, fine = maps
    assert before < sum(asked) / 6
    assert fine.mass == coarse.mass
    np.testing.assert_allclose(fine.drop, heat_map(half_rome(64, 64), bundle, np.array([ROME])).drop, atol=1e-5)
    assert np.abs(fine.drop - coarse.drop).mean() < 0.3 * fine.drop.max()


def test_nothing_is_asked_any_more_once_nobody_wants_the_answer(bundle: Bundle) -> None:
    network, stop = bundle.image_network(), Event()
    maps = heat_maps(half_rome(64, 64), bundle, np.array([ROME]), network, threads=1, stop=stop)
    next(maps)
    stop.set()
    with pytest.raises(CancelledError):
        next(maps)


def test_orange_is_for_and_blue_against() -> None:
    drop = np.zeros((1, 3), np.float32)
    drop[0, 0], drop[0, 2] = 0.4, -0.4
    left, middle, right = render(np.full((1, 3, 3), 128, np.uint8), HeatMap(drop, 0.5))[0].astype(int)
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]
    assert middle.tolist() == [128, 128, 128]


def test_faint_effects_look_faint() -> None:
    drop = np.full((1, 1), 1e-6, np.float32)
    pixel = render(np.full((1, 1, 3), 128, np.uint8), HeatMap(drop, 0.5))[0, 0].astype(int)
    assert np.abs(pixel - 128).max() < 3


def test_a_place_is_its_cells_within_the_radius(bundle: Bundle) -> None:
    paris, london = CITIES[0], CITIES[1]
    assert cells_within(bundle.grid, *paris, 25.0).tolist() == [0]
    assert cells_within(bundle.grid, *london, 500.0).tolist() == [0, 1]
    assert cells_within(bundle.grid, 48.0, 2.0, 0.001).tolist() == [0]


def test_a_photo_is_explained_as_a_png(tmp_path: Path, bundle: Bundle) -> None:
    photo, output = tmp_path / "a.jpg", tmp_path / "why.png"
    Image.fromarray(half_rome(120, 90)).save(photo)
    before = photo.read_bytes()
    heat = explain(photo, output, bundle, cells_within(bundle.grid, *CITIES[ROME], 25.0))
    with Image.open(output) as image:
        assert (image.format, image.size) == ("PNG", (120, 90))
    assert heat.mass > 1 / len(CITIES)
    assert photo.read_bytes() == before


def test_the_photo_itself_is_never_the_output(tmp_path: Path, bundle: Bundle) -> None:
    photo = tmp_path / "a.png"
    Image.fromarray(half_rome(12, 9)).save(photo)
    with pytest.raises(UsageError, match="photo itself"):
        explain(photo, tmp_path / "." / "a.png", bundle, np.array([ROME]))


def test_what_cannot_be_read_or_written_is_one_sentence(tmp_path: Path, bundle: Bundle) -> None:
    with pytest.raises(UnreadableError):
        explain(tmp_path / "gone.jpg", tmp_path / "why.png", bundle, np.array([ROME]))
    photo = tmp_path / "a.png"
    Image.fromarray(half_rome(12, 9)).save(photo)
    with pytest.raises(StorageError, match="cannot be written"):
        explain(photo, tmp_path / "no" / "folder.png", bundle, np.array([ROME]))
