"""Bodies: PlaNet's Inception as printed, and the compact one."""

import pytest
import torch
from torch import nn

from whence_engine.errors import UsageError
from whence_training.nets.bn_inception import ROWS, InceptionBN, Mixed, scaled
from whence_training.nets.compact import Compact, Shortcut
from whence_training.nets.image import ImageNetwork, ImageNetworkConfig


def test_the_inceptions_maps_are_as_wide_as_the_figure_says() -> None:
    widths = [layer.channels for layer in InceptionBN() if isinstance(layer, Mixed)]
    assert widths == [256, 320, 576, 576, 576, 576, 576, 1024, 1024, 1024]


def test_the_inception_has_the_papers_blocks_and_size() -> None:
    body = InceptionBN()
    with torch.inference_mode():
        assert body.eval()(torch.zeros(1, 3, 224, 224)).shape == (1, 1024, 7, 7)
    assert sum(p.numel() for p in body.parameters()) == pytest.approx(10.2e6, rel=0.05)
    assert [row.halves for row in ROWS] == [k in {2, 7} for k in range(10)]


@pytest.mark.parametrize("width", [0.1, 0.25, 0.5])
def test_narrow_bodies_halve_as_often(width: float) -> None:
    for body in (InceptionBN(width), Compact(width)):
        with torch.inference_mode():
            assert body.eval()(torch.zeros(2, 3, 64, 64)).shape == (2, body.channels, 2, 2)


def test_channels_come_in_eights() -> None:
    assert [scaled(channels, 0.25) for channels in (8, 64, 96, 100, 1024)] == [8, 16, 24, 24, 256]


def test_a_fresh_shortcut_passes_its_input_on() -> None:
    blocks = [layer for layer in Compact(0.25).eval() if isinstance(layer, Shortcut)]
    assert len(blocks) == 12
    x = torch.rand(2, blocks[0].inner[0][0].in_channels, 8, 8)  # type: ignore[index]
    torch.testing.assert_close(blocks[0](x), x)


def test_the_compact_body_is_small_enough_for_a_desktop() -> None:
    assert sum(p.numel() for p in Compact().parameters()) < 3e6
    assert not any(isinstance(layer, nn.Conv2d) and layer.bias is not None for layer in Compact().modules())


def test_an_unknown_body_is_refused() -> None:
    with pytest.raises(UsageError, match="one of mobilenet, inception, compact"):
        ImageNetwork(ImageNetworkConfig(body="vgg"), cells=3)
