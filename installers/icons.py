#!/usr/bin/env python3
"""Render the icon in every size that a system asks for.

::

    python installers/icons.py

`whence.svg` is the icon, `whence-small.svg` the same for sizes at which a photograph behind a pin is mud. The PNGs go
beside them, into the package, since the window wants them too and not every Qt can read SVG; Windows and macOS get
their one file each. Needs no screen.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
ICONS = ROOT / "desktop" / "whence_desktop" / "icons"
SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
SMALL_PX = 32
"""Up to here the small drawing is used."""

WINDOWS = Path("installers/windows/whence.ico")
MACOS = Path("installers/macos/whence.icns")
WINDOWS_PX = (16, 24, 32, 48, 64, 128, 256)
MACOS_PX = {32: b"ic11", 64: b"ic12", 128: b"ic07", 256: b"ic08", 512: b"ic09"}
"""Size -> type of a PNG within an icon file of macOS; what is left out, macOS makes from these."""


def main() -> None:
    """Render everything into the checkout."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    screen = QGuiApplication([])
    render(ICONS, ROOT)
    screen.quit()


def render(icons: Path, root: Path) -> None:
    """Write the PNGs into `icons`, and the files of Windows and macOS below `root`."""
    for size_px in SIZES_PX:
        drawn(size_px).save(str(icons / f"{size_px}.png"))
    for name in (WINDOWS, MACOS):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
    images = [Image.open(icons / f"{size_px}.png") for size_px in WINDOWS_PX]
    images[-1].save(root / WINDOWS, append_images=images[:-1], sizes=[image.size for image in images])
    pictures = [(kind, (icons / f"{size_px}.png").read_bytes()) for size_px, kind in MACOS_PX.items()]
    parts = b"".join(kind + (8 + len(png)).to_bytes(4, "big") + png for kind, png in pictures)
    (root / MACOS).write_bytes(b"icns" + (8 + len(parts)).to_bytes(4, "big") + parts)


def drawn(size_px: int) -> QImage:
    """Draw the icon `size_px` high and wide."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    source = "whence-small.svg" if size_px <= SMALL_PX else "whence.svg"
    QSvgRenderer(str(ICONS / source)).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return image


if __name__ == "__main__":
    main()
