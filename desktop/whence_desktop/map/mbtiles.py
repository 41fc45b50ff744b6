"""Map tiles in a file of one's own: MBTiles 1.3, an SQLite database of PNG, JPEG or WebP tiles."""

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

from whence_engine.errors import UsageError

_LARGEST_TILE_BYTES = 8 << 20
_DEEPEST = 22
_VECTOR = {"pbf", "mvt"}


class MbTiles:
    """An open file of tiles; may be asked from several threads.

    Attributes
    ----------
    name, attribution
        As the file says.
    lowest, highest
        The zooms that it holds.

    Raises
    ------
    UsageError
        When it is no such file, or holds vector tiles.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            if not path.is_file():
                raise UsageError("There is no map file {name}: is its drive connected?", name=path.name)
            self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        except (sqlite3.Error, OSError, ValueError) as refused:
            raise UsageError("{name} cannot be read as a map: {why}.", name=path.name, why=refused) from refused
        try:
            told = {str(name): str(value) for name, value in self._db.execute("SELECT name, value FROM metadata")}
            zooms = self._db.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as refused:
            self._db.close()
            raise UsageError(
                "{name} is no MBTiles file: choose one with PNG or JPEG tiles.", name=path.name
            ) from refused
        if told.get("format", "").lower() in _VECTOR:
            self._db.close()
            raise UsageError("{name} holds vector tiles; only PNG, JPEG and WebP tiles are drawn.", name=path.name)
        if zooms[0] is None:
            self._db.close()
            raise UsageError("{name} holds no tiles.", name=path.name)
        self.name = told.get("name", path.stem)
        self.attribution = told.get("attribution", "")
        self.lowest, self.highest = (max(0, min(int(zoom), _DEEPEST)) for zoom in zooms)

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return the bytes of a tile, its rows counted from the north; the file counts them from the south (TMS)."""
        from_south = (1 << zoom) - 1 - row
        try:
            with self._lock:
                found = self._db.execute(
                    "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                    (zoom, column, from_south),
                ).fetchone()
        except sqlite3.Error as broken:
            raise UsageError("The map {name} can no longer be read: {why}.", name=self.name, why=broken) from broken
        data = found[0] if found else None
        return data if isinstance(data, bytes) and len(data) <= _LARGEST_TILE_BYTES else None

    def close(self) -> None:
        """Close the file."""
        with self._lock, suppress(sqlite3.Error):
            self._db.close()
