"""What all maps of a window have in common: the lines of the basemap, and the names on it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from whence_desktop.jobs.pool import Pool
from whence_desktop.map.basemap import Basemap
from whence_desktop.map.names import Names
from whence_engine.places.gazetteer import Gazetteer


class Ground(QObject):
    """Reads once for all maps, beside the window and not before one of them was painted from the coarsest lines.

    Signals
    -------
    named()
        `names` can be had now.
    failed(str)
        A sentence: the names cannot be read, and why.
    """

    named = Signal()
    failed = Signal(str)

    def __init__(self, gazetteer: Callable[[], Gazetteer], parent: QObject | None = None) -> None:
        """Take how a gazetteer is opened, in another thread."""
        super().__init__(parent)
        self.basemap = Basemap()
        self.names: Names | None = None
        self._pool = Pool(parent=self)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(lambda _key, sentence: self.failed.emit(sentence.strip().splitlines()[-1]))
        self._gazetteer = gazetteer
        self._is_asked = False

    def read(self) -> None:
        """Begin to read; asking again changes nothing."""
        if not self._is_asked:
            self._is_asked = True
            self._pool.ask("lines", self.basemap.read_all)
            self._pool.ask("names", partial(_names, self.basemap, self._gazetteer))

    def close(self) -> None:
        """Wait for a reading that runs."""
        self._pool.close()

    def _take(self, _key: str, names: Names | None) -> None:
        if names is not None:
            self.names = names
            self.named.emit()


def _names(basemap: Basemap, gazetteer: Callable[[], Gazetteer]) -> Names:
    return Names.of(basemap, gazetteer())
