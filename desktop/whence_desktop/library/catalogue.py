"""Reads the list of albums and all known positions beside the window, so that a large library opens at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from whence_desktop.jobs.pool import Pool
from whence_desktop.library.albums_model import AlbumRow
from whence_desktop.library.typed import typed_days
from whence_desktop.map.clusters import Clusters
from whence_desktop.session import Session
from whence_engine.library.library import Library
from whence_engine.library.overview import overview
from whence_engine.library.sought import camera_name, shown_path
from whence_engine.places.fold import fold_letters


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """What the library holds.

    Attributes
    ----------
    albums
        In time order.
    photo_id
        Photos that have a position, int64 [N].
    clusters
        Where those are, binned for the map; None where there are none.
    cameras, folders
        By name: the albums (ids) that hold photos of a camera ("" where none is named), and of a folder.
    """

    albums: tuple[AlbumRow, ...]
    photo_id: NDArray[np.int64]
    clusters: Clusters | None
    cameras: Mapping[str, frozenset[int]]
    folders: Mapping[str, frozenset[int]]


class Catalogue(QObject):
    """Reads the whole library when asked, one reading at a time.

    Signals
    -------
    read(Listing)
        What there is now.
    failed(str)
        A sentence: the library could not be read.
    """

    read = Signal(object)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pool = Pool(threads=1, parent=self)
        self._pool.done.connect(lambda _key, listing: self.read.emit(listing))
        self._pool.failed.connect(lambda _key, sentence: self.failed.emit(sentence.strip().splitlines()[-1]))

    def ask(self) -> None:
        """Have the library read anew; `read` follows. Asking again before it began changes nothing."""
        self._pool.ask("listing", self._listing)

    def close(self) -> None:
        """Wait for a reading that runs."""
        self._pool.close()

    def _listing(self) -> Listing:
        with self._session.open_library() as library:
            return listing_of(library)


def listing_of(library: Library) -> Listing:
    """Read the albums and positions of a library."""
    summaries = {one.id: one for one in library.index.albums.summaries()}
    known = {one.id: one for one in overview(library) if one.id in summaries}
    cameras: dict[str, frozenset[int]] = {}
    for names, albums in library.index.albums.by_camera().items():
        name = camera_name(*names)
        cameras[name] = cameras.get(name, frozenset()) | albums
    folders = {shown_path(path): albums for path, albums in sorted(library.index.albums.by_folder().items())}
    words = _words(cameras, folders)
    rows = tuple(
        AlbumRow(summary, known[album], f"{words.get(album, '')}\n{typed_days(summary)}")
        for album, summary in summaries.items()
        if album in known
    )
    places = np.array(list(library.index.photos.positions()), np.float64).reshape(-1, 3)
    clusters = Clusters(places[:, 1], places[:, 2]) if len(places) else None
    return Listing(rows, places[:, 0].astype(np.int64), clusters, dict(sorted(cameras.items())), folders)


def _words(*groups: Mapping[str, frozenset[int]]) -> dict[int, str]:
    """Return album -> names of what its photos lie in and were taken with, as the search compares them."""
    found: dict[int, list[str]] = {}
    for group in groups:
        for name, albums in group.items():
            compared = fold_letters(name)
            for album in albums:
                found.setdefault(album, []).append(compared)
    return {album: "\n".join(names) for album, names in found.items()}
