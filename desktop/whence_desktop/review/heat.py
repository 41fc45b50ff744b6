"""Which parts of the photo speak for the chosen place: the network's answer with one patch after another covered."""

from collections.abc import Hashable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from whence_desktop.jobs.pool import Pool
from whence_desktop.session import Session
from whence_engine.photo import Candidate, Photo

if TYPE_CHECKING:
    from whence_engine.inference.bundle import Bundle
    from whence_engine.inference.session import Network

_EDGE_PX = 480
_MOST_OPAQUE = 200.0  # of 255: the photo stays visible below


@dataclass(frozen=True, slots=True)
class _Asked:
    photo_id: int
    lat_deg: float
    lon_deg: float
    radius_km: float


class Heat(QObject):
    """Computes heat maps, one at a time; asking for another one ends the one that runs.

    Signals
    -------
    ready(int, object, float)
        The heat map of a photo (id) for `Preview.show_overlay`, uint8 [H, W, 4], and the chance that the network alone
        gives the place; a coarse one first, then finer ones.
    failed(str)
        A sentence: there is none, and why.
    """

    ready = Signal(int, object, float)
    failed = Signal(str)

    _drawn = Signal(object, object, float)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pool = Pool(threads=1, parent=self)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(self._refuse)
        self._asked: _Asked | None = None
        self._stop = Event()
        self._model: tuple[str, Bundle, Network] | None = None
        self._drawn.connect(self._show)

    @property
    def is_busy(self) -> bool:
        """Whether a heat map is being computed."""
        return self._asked is not None

    def ask(self, photo: Photo, place: Candidate) -> None:
        """Compute which parts of a photo speak for a place."""
        self.cancel()
        self._asked = _Asked(photo.id, place.lat_deg, place.lon_deg, place.radius_km)
        self._stop = Event()
        self._pool.ask(self._asked, partial(self._computed, photo, self._asked, self._stop))

    def cancel(self) -> None:
        """Want no heat map any more."""
        self._stop.set()
        if self._asked is not None:
            self._pool.forget(self._asked)
            self._asked = None

    def close(self) -> None:
        """End what runs."""
        self.cancel()
        self._pool.close()

    def _show(self, asked: _Asked, rgba: NDArray[np.uint8], mass: float) -> None:
        if asked == self._asked:
            self.ready.emit(asked.photo_id, rgba, mass)

    def _take(self, asked: Hashable, _nothing: None) -> None:
        if asked == self._asked:
            self._asked = None

    def _refuse(self, asked: Hashable, sentence: str) -> None:
        if asked == self._asked:
            self._asked = None
            self.failed.emit(sentence.strip().splitlines()[-1])

    def _computed(self, photo: Photo, asked: _Asked, stop: Event) -> None:
        """Compute a heat map, finer and finer; in the pool's thread."""
        from whence_engine.files.decode import decode_rgb  # noqa: PLC0415 - on demand
        from whence_engine.inference.occlusion import cells_within, heat_maps  # noqa: PLC0415

        bundle, network = self._opened()
        cells = cells_within(bundle.grid, asked.lat_deg, asked.lon_deg, asked.radius_km)
        rgb = decode_rgb(photo.path, _EDGE_PX)
        with suppress(CancelledError):
            for heat in heat_maps(rgb, bundle, cells, network, threads=self._session.settings.threads, stop=stop):
                self._drawn.emit(asked, coloured(heat.drop, heat.mass), heat.mass)

    def _opened(self) -> "tuple[Bundle, Network]":
        """Return the chosen model and its network, loaded when first asked for."""
        from whence_engine.inference.bundle import Bundle, find_bundle  # noqa: PLC0415 - on demand

        settings = self._session.settings
        if self._model is None or self._model[0] != settings.model:
            bundle = Bundle.open(find_bundle(settings.model, self._session.folders))
            self._model = settings.model, bundle, bundle.image_network(provider=settings.provider)
        return self._model[1:]


def coloured(drop: NDArray[np.float32], mass: float) -> NDArray[np.uint8]:
    """Return a heat map (float32 [H, W]) as colours to lay over the photo, uint8 [H, W, 4].

    Orange speaks for the place, blue against it; what says nothing is clear. The strongest drop is the most opaque, but
    at least a tenth of the place's chance (`mass`) counts as that: a photo that says nothing shall look like it.
    """
    from whence_engine.inference.occlusion import BLUE, FAINTEST_FULL_SHARE, ORANGE  # noqa: PLC0415 - on demand

    strongest = max(float(np.abs(drop).max(initial=0.0)), FAINTEST_FULL_SHARE * mass, float(np.finfo(np.float32).tiny))
    rgba = np.empty((*drop.shape, 4), np.uint8)
    rgba[..., :3] = np.where(drop[..., None] > 0, ORANGE, BLUE)
    rgba[..., 3] = np.sqrt(np.abs(drop) / strongest) * _MOST_OPAQUE
    return rgba
