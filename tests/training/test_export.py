"""What leaves PyTorch computes what PyTorch computed, at every length."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from whence_engine.errors import UsageError
from whence_training.export import ParityError, check_album, check_image, export_album, export_image
from whence_training.nets.album import AlbumNetwork, AlbumNetworkConfig, Kind
from whence_training.nets.classify import Folded, Gated, Masses
from whence_training.nets.image import Classifier, ImageNetwork, ImageNetworkConfig
from whence_training.onnx_graph import GraphWriter, UnknownLayerError

EXACT = 1e-4


def images(count: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (count, 3, 32, 32)).astype(np.float32)


def unit(count: int, size: int) -> np.ndarray:
    vectors = np.random.default_rng(1).normal(size=(count, size)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture(params=["mobilenet", "inception", "inception-small", "compact"])
def image_network(request: pytest.FixtureRequest) -> ImageNetwork:
    torch.manual_seed(0)
    network = ImageNetwork(ImageNetworkConfig(body=request.param, width=0.25, embedding_size=8), cells=6)
    with torch.no_grad():  # a fresh normalisation does nothing, and nothing would show that it is folded wrongly
        for layer in network.modules():
            if isinstance(layer, nn.BatchNorm2d):
                for values in (layer.weight, layer.bias, layer.running_mean, layer.running_var):
                    assert values is not None
                    values.copy_(torch.rand_like(values) + 0.5)
    return network.eval()


@pytest.fixture(params=[kind for kind in Kind if kind is not Kind.TRANSFORMER_TIMED])
def album_network(request: pytest.FixtureRequest) -> AlbumNetwork:
    torch.manual_seed(0)
    own = request.param in {Kind.BIDIRECTIONAL, Kind.REPEATED, Kind.TRANSFORMER}
    network = AlbumNetwork(AlbumNetworkConfig(request.param, hidden=6, own=own), 8, cells=6).eval()
    if request.param is Kind.TRANSFORMER:
        with torch.no_grad():  # fresh, it takes past and future alike
            network.transformer.past.copy_(torch.tensor([0.5, -0.5, 1.0, 0.0]))
    return network


def test_the_album_network_agrees_at_every_length(album_network: AlbumNetwork, tmp_path: Path) -> None:
    """Two passes, label offset and pieces of 25 are inside the graph, and no length was frozen."""
    export_album(album_network, tmp_path / "album.onnx", half=False)
    check_album(album_network, tmp_path / "album.onnx", unit(7, 8), EXACT, lengths=(1, 2, 7, 24, 25, 26, 50, 333))


def test_an_album_network_that_needs_times_is_refused(tmp_path: Path) -> None:
    timed = AlbumNetwork(AlbumNetworkConfig(Kind.TRANSFORMER_TIMED, hidden=6), 8, cells=6)
    with pytest.raises(UsageError, match="the engine gives none capture times"):
        export_album(timed, tmp_path / "album.onnx")


def test_the_image_network_agrees_in_every_batch(image_network: ImageNetwork, tmp_path: Path) -> None:
    export_image(image_network, 32, tmp_path / "image.onnx", half=False)
    check_image(image_network, tmp_path / "image.onnx", images(3), EXACT, counts=(1, 2, 5))


def classifiers() -> dict[str, Folded]:
    generator = torch.Generator().manual_seed(0)
    mass = torch.softmax(torch.randn(5, 6, generator=generator), dim=1)
    return {
        "masses": Masses(Classifier(8, 5), mass),
        "gated": Gated(Classifier(8, 2), [Classifier(8, 6), Masses(Classifier(8, 5), mass)]),
    }


@pytest.mark.parametrize("kind", ["masses", "gated"])
def test_every_kind_of_classifier_agrees(kind: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ImageNetwork(ImageNetworkConfig(width=0.25, embedding_size=8), cells=6)
    network.classify = classifiers()[kind]
    export_image(network.eval(), 32, tmp_path / "image.onnx", half=False)
    check_image(network, tmp_path / "image.onnx", images(3), EXACT, counts=(1, 3))


def test_half_weights_halve_the_file_and_change_little(tmp_path: Path) -> None:
    torch.manual_seed(0)
    wide = AlbumNetwork(AlbumNetworkConfig(hidden=64), 8, cells=50).eval()
    export_album(wide, tmp_path / "whole.onnx", half=False)
    export_album(wide, tmp_path / "half.onnx", half=True)
    assert (tmp_path / "half.onnx").stat().st_size < 0.6 * (tmp_path / "whole.onnx").stat().st_size
    assert 0 < check_album(wide, tmp_path / "half.onnx", unit(7, 8), 0.01) < 0.01


def test_another_network_is_told_apart(album_network: AlbumNetwork, tmp_path: Path) -> None:
    export_album(album_network, tmp_path / "album.onnx", half=False)
    with torch.no_grad():
        album_network.context.weight.mul_(2)
    with pytest.raises(ParityError, match=r"album\.onnx, 1 photos"):
        check_album(album_network, tmp_path / "album.onnx", unit(7, 8), EXACT)


def test_the_same_network_gives_the_same_bytes(album_network: AlbumNetwork, tmp_path: Path) -> None:
    for name in ("a.onnx", "b.onnx"):
        export_album(album_network, tmp_path / name)
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()


def test_graphs_say_nothing_of_the_machine_they_were_made_on(image_network: ImageNetwork, tmp_path: Path) -> None:
    export_image(image_network, 32, tmp_path / "image.onnx")
    model = onnx.load(tmp_path / "image.onnx")
    assert not model.metadata_props
    assert not any(node.metadata_props or node.doc_string for node in model.graph.node)


def test_a_layer_without_a_node_is_named() -> None:
    with pytest.raises(UnknownLayerError, match="Dropout"):
        GraphWriter(half=False).body(nn.Dropout(), "image")
