"""Networks: the Keras weights, the shapes, and the losses they learn from."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from whence_training.losses import same_place_loss
from whence_training.nets.album import AlbumNetwork, AlbumNetworkConfig
from whence_training.nets.image import ImageNetwork, ImageNetworkConfig
from whence_training.nets.mobilenet import ConvNormReLU, MobileNetV1, keras_shapes, load_keras


def keras_same_stride_2(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """A 3x3 convolution with stride 2 on an even square as Keras does it: pad one pixel below and right only."""
    height, width, _ = image.shape
    padded = np.pad(image, ((0, 1), (0, 1), (0, 0)))
    out = np.zeros((height // 2, width // 2, kernel.shape[3]), np.float32)
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            patch = padded[2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
            out[row, column] = np.tensordot(patch, kernel, 3)
    return out


def test_stride_2_pads_below_and_right_as_keras_does() -> None:
    rng = np.random.default_rng(0)
    image = rng.normal(size=(8, 8, 3)).astype(np.float32)
    kernel = rng.normal(size=(3, 3, 3, 4)).astype(np.float32)
    layer = ConvNormReLU(3, 4, kernel=3, stride=2).eval()
    with torch.no_grad():
        layer.conv.weight.copy_(torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()))
        found = layer[1](layer[0](torch.from_numpy(image.transpose(2, 0, 1)[None].copy())))[0].numpy()
    np.testing.assert_allclose(found.transpose(1, 2, 0), keras_same_stride_2(image, kernel), rtol=1e-4, atol=1e-5)


def test_keras_arrays_land_transposed_in_their_layers(travels: Path) -> None:
    body = MobileNetV1(0.25)
    load_keras(body, travels / "weights" / "mobilenet_v1_075_224.npz")
    arrays = np.load(travels / "weights" / "mobilenet_v1_075_224.npz")
    pointwise = body.blocks[3][1]  # type: ignore[index]
    depthwise = body.blocks[3][0]  # type: ignore[index]
    np.testing.assert_array_equal(pointwise.conv.weight[5, 7, 0, 0].item(), arrays["conv_pw_4/kernel"][0, 0, 7, 5])
    np.testing.assert_array_equal(
        depthwise.conv.weight[6, 0, 2, 1].item(), arrays["conv_dw_4/depthwise_kernel"][2, 1, 6, 0]
    )
    np.testing.assert_array_equal(depthwise.norm.running_var.numpy(), arrays["conv_dw_4_bn/moving_variance"])


def test_weights_of_another_width_are_refused(travels: Path) -> None:
    with pytest.raises(ValueError, match="conv1 has shape"):
        load_keras(MobileNetV1(0.5), travels / "weights" / "mobilenet_v1_075_224.npz")


def test_a_missing_array_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", allow_pickle=False, **{"conv1/kernel": np.zeros((3, 3, 3, 8), np.float32)})
    with pytest.raises(ValueError, match="conv1_bn/gamma"):
        load_keras(MobileNetV1(0.25), tmp_path / "w.npz")


@pytest.mark.shared
def test_the_published_weights_fit_every_layer_of_width_075(shared: Path) -> None:
    body = MobileNetV1(0.75)
    path = shared / "data" / "weights" / "mobilenet_v1_075_224.npz"
    load_keras(body, path)
    stored = {name: array.shape for name, array in np.load(path).items() if not name.startswith("conv_preds")}
    assert keras_shapes(body) == stored


@pytest.mark.parametrize("body", ["mobilenet", "inception", "inception-small", "compact"])
def test_an_image_network_gives_unit_embeddings_and_logits(body: str) -> None:
    network = ImageNetwork(ImageNetworkConfig(body=body, width=0.25, embedding_size=12), cells=5).eval()
    with torch.inference_mode():
        embedding, logits = network(torch.rand(3, 3, 64, 64) * 2 - 1)
    assert embedding.shape == (3, 12)
    assert logits.shape == (3, 5)
    torch.testing.assert_close(embedding.norm(dim=1), torch.ones(3))


@pytest.mark.parametrize("length", [1, 2, 7])
def test_an_album_network_takes_any_length(length: int) -> None:
    network = AlbumNetwork(AlbumNetworkConfig(hidden=3), embedding_size=6, cells=4)
    assert network(torch.rand(1, length, 6)).shape == (1, length, 4)


def test_the_same_place_loss_falls_when_places_come_together() -> None:
    distance_km = torch.tensor([[0.0, 1, 900, 900], [1, 0, 900, 900], [900, 900, 0, 1], [900, 900, 1, 0]])
    together = nn.functional.normalize(torch.tensor([[1.0, 0], [1, 0.1], [0, 1], [0.1, 1]]))
    apart = together[[0, 2, 1, 3]]
    losses = [same_place_loss(e, distance_km, 25, 200, 0.1) for e in (together, apart)]
    assert losses[0] < losses[1]


def test_photos_between_near_and_far_say_nothing() -> None:
    embedding = nn.functional.normalize(torch.tensor([[1.0, 0], [0.9, 0.1], [0, 1]]))
    near_pair = torch.tensor([[0.0, 1, 100], [1, 0, 100], [100, 100, 0]])
    assert same_place_loss(embedding, near_pair, 25, 200, 0.1).item() == pytest.approx(0, abs=1e-6)
