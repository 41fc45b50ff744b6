"""Small pictures: decoded beside the window, kept on the disk, the most recent ones in memory.

A thumbnail is named after path, size and modification time, so a changed photo gets a new one. Dense screens get them
twice as large. The folder lies in the cache and can be thrown away at any time.
"""

import hashlib
import os
from collections import OrderedDict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from whence_desktop.jobs.pool import Pool
from whence_engine.photo import Photo

EDGE_PX = 256
"""Length of a thumbnail's longer edge, on screens whose pixels are those of the window."""

_BYTES_IN_MEMORY = 240 << 20


class Thumbnails(QObject):
    """Gives thumbnails at once or later; `edge_px` is that of the densest screen by default.

    Signals
    -------
    ready(int)
        The thumbnail of a photo (id) can be had now; also where there will never be one.
    """

    ready = Signal(int)

    def __init__(self, folder: Path, parent: QObject | None = None, *, edge_px: int = 0) -> None:
        super().__init__(parent)
        self._folder = folder
        self._edge_px = edge_px or edge_on_screen()
        self._most = _BYTES_IN_MEMORY // (3 * self._edge_px**2)
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._none: set[int] = set()
        self._pool = Pool(parent=self)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(self._refuse)

    def get(self, photo: Photo) -> QImage | None:
        """Return the thumbnail of a photo, or None and ask for it; `has_none` tells whether it will never come."""
        image = self._kept.get(photo.id)
        if image is not None:
            self._kept.move_to_end(photo.id)
            return image
        if photo.id not in self._none:
            self._pool.ask(photo.id, partial(made, photo, self._folder, self._edge_px))
        return None

    def has_none(self, photo: Photo) -> bool:
        """Tell whether the photo cannot be decoded."""
        return photo.id in self._none

    def forget(self, photo_id: int) -> None:
        """Drop what is kept of a photo: its file changed."""
        self._kept.pop(photo_id, None)
        self._none.discard(photo_id)

    def close(self) -> None:
        """Stop decoding."""
        self._pool.close()

    def _take(self, photo_id: int, image: QImage) -> None:
        self._kept[photo_id] = image
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        self.ready.emit(photo_id)

    def _refuse(self, photo_id: int, _sentence: str) -> None:
        self._none.add(photo_id)
        self.ready.emit(photo_id)


def edge_on_screen() -> int:
    """Return the edge in pixels that stays sharp on the densest of the screens: one or two of its pixels for each."""
    densest = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    return EDGE_PX if densest <= 1.0 else 2 * EDGE_PX


def made(photo: Photo, folder: Path, edge_px: int = EDGE_PX) -> QImage:
    """Return a photo's thumbnail from the disk, or decode the photo and keep it there; in a thread of the pool.

    Raises
    ------
    UnreadableError
        When the photo cannot be decoded.
    """
    file = folder / name_of(photo, edge_px)
    image = QImage(str(file))
    if not image.isNull():
        return image
    from whence_desktop.library import pictures  # noqa: PLC0415 - the window opens without decoders

    return pictures.kept(photo.path, edge_px, file)


def name_of(photo: Photo, edge_px: int = EDGE_PX) -> str:
    """Return where the thumbnail of a photo lies below the folder of thumbnails."""
    told = b"\0".join((os.fsencode(photo.path), str(photo.size_bytes).encode(), str(photo.mtime_ns).encode()))
    digest = hashlib.blake2b(told, digest_size=16).hexdigest()
    large = "" if edge_px == EDGE_PX else f"-{edge_px}"
    return f"{digest[:2]}/{digest}{large}.jpg"
