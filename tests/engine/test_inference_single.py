"""The image network over many photos: right, in order, cancellable, and no photo takes others with it."""

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from bundles import CITIES, colour_of, make_bundle, make_grid, network, seal, weights
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from onnx import helper
from PIL import Image

from whence_engine import card
from whence_engine.card import Kind, PerNetwork
from whence_engine.errors import BundleError, UnreadableError
from whence_engine.events import PhotoFailed
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.gallery import Gallery
from whence_engine.inference.single import KEPT_CELLS, Outcome, predict_photos
from whence_engine.inference.softmax import softmax, top_cells
from whence_engine.photo import Photo, Prediction
from whence_engine.preprocess import prepare


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("bundle") / "tiny")


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Bundle:
    return Bundle.open(folder)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert [thread for thread in threading.enumerate() if thread.name.startswith("whence-predict")] == []


def photo(number: int) -> Photo:
    return Photo(Path(f"{number}.jpg"), 1, 1, 1, "JPEG", id=number)


def painted(path: Path, _at_least_px: int) -> NDArray[np.uint8]:
    """Stand in for a decoder: photo `7.jpg` has the colour of cell 7."""
    return np.full((40, 60, 3), colour_of(int(path.stem) % len(CITIES)), np.uint8)


def predictions(outcomes: list[Outcome]) -> list[Prediction]:
    return [outcome[1] for outcome in outcomes if not isinstance(outcome, PhotoFailed)]


def test_painted_photos_are_placed_where_their_colour_says(tmp_path: Path, bundle: Bundle) -> None:
    photos = []
    for cell in range(len(CITIES)):
        path = tmp_path / f"{cell}.jpg"
        Image.new("RGB", (320, 240), colour_of(cell)).save(path)
        photos.append(Photo(path, 1, 1, 1, "JPEG", id=cell + 1))
    found = predictions(list(predict_photos(photos, bundle, threads=2)))
    assert [one.photo_id for one in found] == [one.id for one in photos]
    assert [int(one.cells[0]) for one in found] == list(range(len(CITIES)))
    assert min(one.mass[0] for one in found) > 0.9


def test_predictions_are_the_arithmetic_of_the_network(folder: Path, bundle: Bundle) -> None:
    picture = np.random.default_rng(3).integers(0, 256, (50, 70, 3), np.uint8)
    (one,) = predictions(list(predict_photos([photo(0)], bundle, decode=lambda _path, _edge: picture)))
    constants = weights(folder / card.IMAGE)
    pooled = prepare(picture, bundle.card.input).astype(np.float64).reshape(3, 2, 16, 2, 16).mean(axis=(2, 4)).ravel()
    embedding = pooled @ constants["basis"] + constants["constant"]
    logits = embedding @ constants["head"] + constants["bias"]
    mass = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    np.testing.assert_allclose(one.embedding, embedding, atol=2e-3)
    np.testing.assert_allclose(one.mass, np.sort(mass)[::-1], atol=1e-5)
    assert [str(values.dtype) for values in (one.embedding, one.cells, one.mass)] == ["float16", "uint32", "float32"]


def test_the_decoder_is_asked_for_no_more_than_the_network_needs(bundle: Bundle) -> None:
    asked: list[int] = []

    def noting(path: Path, at_least_px: int) -> NDArray[np.uint8]:
        asked.append(at_least_px)
        return painted(path, at_least_px)

    list(predict_photos([photo(1)], bundle, decode=noting))
    assert asked == [bundle.card.input.size_px]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("batch", [1, 4])
def test_order_is_kept_when_some_photos_decode_slowly(bundle: Bundle, threads: int, batch: int) -> None:
    def slow(path: Path, at_least_px: int) -> NDArray[np.uint8]:
        time.sleep(0.02 if int(path.stem) % 5 == 0 else 0)
        return painted(path, at_least_px)

    outcomes = predict_photos(map(photo, range(30)), bundle, threads=threads, batch=batch, decode=slow)
    assert [(one.photo_id, int(one.cells[0])) for one in predictions(list(outcomes))] == [
        (number, number % len(CITIES)) for number in range(30)
    ]


def test_no_photos_give_no_predictions(bundle: Bundle) -> None:
    assert list(predict_photos([], bundle)) == []


def test_photos_that_cannot_be_decoded_fail_alone(bundle: Bundle) -> None:
    def fragile(path: Path, at_least_px: int) -> NDArray[np.uint8]:
        if path.stem == "3":
            raise UnreadableError(path, "It breaks off.")
        if path.stem == "4":
            raise MemoryError
        return painted(path, at_least_px)

    photos = [photo(number) for number in range(7)]
    photos[5] = replace(photos[5], error="It is empty.")
    outcomes = list(predict_photos(photos, bundle, batch=4, decode=fragile))
    failed = {outcome.path.name: outcome.reason for outcome in outcomes if isinstance(outcome, PhotoFailed)}
    assert failed == {
        "3.jpg": "It breaks off.",
        "4.jpg": "The file cannot be read: its picture does not fit into memory.",
        "5.jpg": "It is empty.",
    }
    assert [one.photo_id for one in predictions(outcomes)] == [0, 1, 2, 6]


def test_a_bug_in_a_worker_is_raised_and_hangs_nothing(bundle: Bundle) -> None:
    def buggy(path: Path, at_least_px: int) -> NDArray[np.uint8]:
        if path.stem == "20":
            raise ZeroDivisionError
        return painted(path, at_least_px)

    with pytest.raises(ZeroDivisionError):
        list(predict_photos(map(photo, range(1000)), bundle, decode=buggy))


def test_closing_early_stops_the_workers_and_reads_no_further(bundle: Bundle) -> None:
    taken: list[int] = []

    def source() -> Iterator[Photo]:
        for number in range(100_000):
            taken.append(number)
            yield photo(number)

    outcomes = predict_photos(source(), bundle, threads=2, batch=4, decode=painted)
    next(iter(outcomes))
    outcomes.close()
    after = len(taken)
    assert after <= 2 * 3 * 4 + 4
    assert [thread for thread in threading.enumerate() if thread.name.startswith("whence-predict")] == []
    assert len(taken) == after


def test_a_slow_reader_is_not_run_away_from(bundle: Bundle) -> None:
    decoded: list[Path] = []

    def noting(path: Path, at_least_px: int) -> NDArray[np.uint8]:
        decoded.append(path)
        return painted(path, at_least_px)

    outcomes = predict_photos(map(photo, range(500)), bundle, threads=2, batch=4, decode=noting)
    for number, _ in enumerate(outcomes, start=1):
        assert len(decoded) <= number + 2 * 3 * 4 + 4


def test_workers_go_on_while_the_reader_does_something_else(bundle: Bundle) -> None:
    decoded: list[Path] = []

    def noting(path: Path, at_least_px: int) -> NDArray[np.uint8]:
        decoded.append(path)
        return painted(path, at_least_px)

    outcomes = predict_photos(map(photo, range(60)), bundle, threads=2, batch=4, decode=noting)
    for number, _ in enumerate(outcomes, start=1):
        patience = time.monotonic() + 20
        while len(decoded) < min(60, number + 16) and time.monotonic() < patience:
            time.sleep(0.001)
        assert len(decoded) >= min(60, number + 16)


def test_temperature_flattens_and_keeps_the_order(folder: Path, tmp_path: Path) -> None:
    hot = Bundle.open(make_bundle(tmp_path / "hot", temperature=PerNetwork(10.0, 1.0)))
    (cold_one,), (hot_one,) = (
        predictions(list(predict_photos([photo(2)], one, decode=painted))) for one in (Bundle.open(folder), hot)
    )
    assert hot_one.mass[0] < cold_one.mass[0]
    np.testing.assert_array_equal(hot_one.cells, cold_one.cells)


def test_a_gallery_places_photos_in_the_cells_of_like_pictures(tmp_path: Path) -> None:
    bundle = Bundle.open(make_bundle(tmp_path / "gallery", kind=Kind.GALLERY))
    found = predictions(list(predict_photos(map(photo, range(len(CITIES))), bundle, decode=painted)))
    assert [int(one.cells[0]) for one in found] == list(range(len(CITIES)))
    np.testing.assert_allclose([one.mass.sum() for one in found], 1, atol=1e-5)


def test_likeness_is_summed_over_all_places_of_a_cell() -> None:
    grid = make_grid(CITIES)
    random = np.random.default_rng(5)
    places = random.integers(0, len(CITIES), 40)
    lat, lon = np.array(CITIES)[places].T
    embedding = random.normal(size=(40, 6)).astype(np.float16)
    file = io.BytesIO()
    np.savez(file, embedding=embedding, lat=lat, lon=lon, scale=np.float64(9.0))
    gallery = Gallery.load(file.getvalue(), 6, grid)
    asked = random.normal(size=(3, 6)).astype(np.float32)
    unit = embedding.astype(np.float64) / np.linalg.norm(embedding.astype(np.float64), axis=1, keepdims=True)
    share = np.exp(9.0 * (asked / np.linalg.norm(asked, axis=1, keepdims=True)) @ unit.T / 2.0)
    share /= share.sum(axis=1, keepdims=True)
    expected = np.stack([np.bincount(places, row, len(CITIES)) for row in share])
    np.testing.assert_allclose(gallery.cell_mass(asked, 2.0), expected, atol=1e-6)


def test_values_that_are_no_numbers_are_the_model_s_fault(tmp_path: Path) -> None:
    folder = make_bundle(tmp_path / "nan")
    model = onnx.load(folder / card.IMAGE)
    for constant in model.graph.initializer:
        if constant.name == "bias":
            constant.CopyFrom(onnx.numpy_helper.from_array(np.full(len(CITIES), np.nan, np.float32), "bias"))
    (folder / card.IMAGE).write_bytes(model.SerializeToString())
    with pytest.raises(BundleError, match="no numbers"):
        list(predict_photos([photo(1)], Bundle.open(seal(folder)), decode=painted))


def test_a_network_that_answers_in_another_shape_is_refused(tmp_path: Path) -> None:
    folder = make_bundle(tmp_path / "shape")
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
        helper.make_node("Expand", ["mean", "one_embedding"], ["embedding"]),
        helper.make_node("Expand", ["mean", "one_answer"], ["logits"]),
    ]
    constants = {"one_embedding": np.array([1, 16]), "one_answer": np.array([1, len(CITIES)])}
    outputs: dict[str, list[int | str]] = {"embedding": ["N", 16], "logits": ["N", len(CITIES)]}
    one_row = network(nodes, constants, {"image": ["N", 3, 32, 32]}, outputs)
    (folder / card.IMAGE).write_bytes(one_row)
    with pytest.raises(BundleError, match=r"shape \[1, 16\], not \[2, 16\]"):
        list(predict_photos([photo(1), photo(2)], Bundle.open(seal(folder)), decode=painted))


def test_embeddings_beyond_sixteen_bits_are_refused(tmp_path: Path) -> None:
    folder = make_bundle(tmp_path / "large")
    model = onnx.load(folder / card.IMAGE)
    for constant in model.graph.initializer:
        if constant.name == "constant":
            constant.CopyFrom(onnx.numpy_helper.from_array(np.full(16, 1e6, np.float32), "constant"))
    (folder / card.IMAGE).write_bytes(model.SerializeToString())
    with pytest.raises(BundleError, match="16-bit"):
        list(predict_photos([photo(1)], Bundle.open(seal(folder)), decode=painted))


logits = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 4), st.integers(1, 40)), elements=st.floats(-1e4, 1e4, width=32)
)


@given(values=logits, temperature=st.floats(0.05, 100))
def test_softmax_is_a_distribution_in_the_order_of_its_logits(values: NDArray[np.float32], temperature: float) -> None:
    before = values.copy()
    mass = softmax(values, temperature)
    np.testing.assert_allclose(mass.sum(axis=-1), 1, atol=1e-5)
    largest = np.take_along_axis(mass, values.argmax(axis=-1, keepdims=True), axis=-1)[:, 0]
    np.testing.assert_array_equal(largest, mass.max(axis=-1))
    np.testing.assert_array_equal(values, before)


@given(mass=arrays.arrays(np.float32, (2, 30), elements=st.integers(0, 8).map(lambda i: i / 8)))
def test_the_largest_cells_are_kept_in_order(mass: NDArray[np.float32]) -> None:
    cells, kept = top_cells(mass, 8)
    for row in range(2):
        np.testing.assert_array_equal(kept[row], np.sort(mass[row])[::-1][:8])
        np.testing.assert_array_equal(mass[row][cells[row]], kept[row])
        assert len(set(cells[row].tolist())) == 8


def test_no_more_cells_are_kept_than_there_are() -> None:
    cells, _ = top_cells(np.ones((1, 5), np.float32), KEPT_CELLS)
    assert cells.shape == (1, 5)
