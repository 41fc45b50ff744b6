"""The icon files of the three systems are what the drawings render to."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

import icons


@pytest.mark.parametrize("size_px", icons.SIZES_PX)
def test_no_picture_is_older_than_its_drawing(size_px: int, tmp_path: Path, qtbot: QtBot) -> None:
    icons.drawn(size_px).save(str(tmp_path / "now.png"))
    with Image.open(tmp_path / "now.png") as now, Image.open(icons.ICONS / f"{size_px}.png") as kept:
        difference = np.asarray(now.convert("RGBA"), dtype=float) - np.asarray(kept.convert("RGBA"), dtype=float)
    assert np.abs(difference).mean() < 1, "run installers/icons.py"


def test_windows_and_macos_find_their_sizes_in_one_file(tmp_path: Path, qtbot: QtBot) -> None:
    icons.render(tmp_path, tmp_path)
    for root in (tmp_path, icons.ROOT):
        with Image.open(root / icons.WINDOWS) as image:
            assert image.info["sizes"] == {(size, size) for size in icons.WINDOWS_PX}
        with Image.open(root / icons.MACOS) as image:
            widths = {width * scale for width, _, scale in image.info["sizes"]}
            assert widths == set(icons.MACOS_PX)
            image.load()
