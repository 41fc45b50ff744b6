"""The album network: an LSTM of any length, checked against one written out here."""

import numpy as np
import pytest
from bundles import CITIES, HIDDEN, make_bundle, weights
from numpy.typing import NDArray

from whence_engine import card
from whence_engine.card import PerNetwork
from whence_engine.inference.album import predict_album
from whence_engine.inference.bundle import Bundle

TEMPERATURE = 1.7


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("bundle") / "tiny"
    return Bundle.open(make_bundle(folder, sureness=1.0, temperature=PerNetwork(1.0, TEMPERATURE)))


def album(photos: int) -> NDArray[np.float32]:
    return np.random.default_rng(photos).normal(size=(photos, 16)).astype(np.float32)


def lstm(embeddings: NDArray[np.float32], constants: dict[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """Hidden states [T, H] of the LSTM of the ONNX standard: gates in the order input, output, forget, cell."""

    def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1 / (1 + np.exp(-x)))

    w, r = constants["W"][0].astype(np.float64), constants["R"][0].astype(np.float64)
    b = constants["B"][0].astype(np.float64).reshape(2, -1).sum(axis=0)
    h, c = np.zeros(HIDDEN), np.zeros(HIDDEN)
    states = []
    for x in embeddings:
        i, o, f, g = np.split(w @ x + r @ h + b, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        states.append(h)
    return np.array(states)


@pytest.mark.parametrize("photos", [1, 2, 7, 333])
def test_an_album_of_any_length_equals_the_lstm_written_out(bundle: Bundle, photos: int) -> None:
    embeddings = album(photos)
    constants = weights(bundle.path / card.ALBUM)
    logits = lstm(embeddings, constants) @ constants["after"] + embeddings @ constants["head"] + constants["bias"]
    expected = np.exp(logits / TEMPERATURE)
    expected /= expected.sum(axis=1, keepdims=True)
    found = predict_album(embeddings, bundle)
    assert found.shape == (photos, len(CITIES))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_embeddings_as_the_index_keeps_them_do(bundle: Bundle) -> None:
    half = album(5).astype(np.float16)
    np.testing.assert_array_equal(predict_album(half, bundle), predict_album(half.astype(np.float32), bundle))


def test_neighbours_in_the_album_change_the_answer(bundle: Bundle) -> None:
    embeddings = album(3)
    assert np.abs(predict_album(embeddings, bundle)[2] - predict_album(embeddings[2:], bundle)[0]).max() > 1e-3


@pytest.mark.parametrize("shape", [(0, 16), (3, 15), (16,), (1, 3, 16)])
def test_what_is_no_album_is_refused(bundle: Bundle, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="an album is"):
        predict_album(np.zeros(shape, np.float32), bundle)
