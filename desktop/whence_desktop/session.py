"""What every view shares while the window is open: the library, the settings, the gazetteer."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from whence_engine import settings as engine_settings
from whence_engine.library.library import Library
from whence_engine.paths import Folders, folders
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.settings import Settings

_MOMENT_S = 0.05


class Session:
    """One start of the window. It belongs to the GUI thread; jobs open the library again for themselves.

    Parameters
    ----------
    library_file
        The index; None takes the one in the data folder.

    Raises
    ------
    LibraryError, StorageError, SettingsError
        When the library or the settings cannot be opened.
    """

    def __init__(self, library_file: Path | None = None, where: Folders | None = None) -> None:
        self.folders = where or folders()
        self.settings: Settings = engine_settings.load(self.folders.settings)
        self.library_file = (library_file or self.folders.library).absolute()
        self.library = Library.open(self.library_file)
        self._opening = threading.Lock()
        self._gazetteer: Gazetteer | None = None
        self.wait_at_most()

    def wait_at_most(self, seconds: float = _MOMENT_S) -> None:
        """Let the GUI thread wait so long for another process that writes to the library; jobs wait longer."""
        self.library.wait_at_most(seconds)

    @property
    def gazetteer(self) -> Gazetteer:
        """Names of places; opened when first asked for, by any thread.

        Raises
        ------
        PlacesError
            The gazetteer is missing or altered.
        """
        with self._opening:
            if self._gazetteer is None:
                self._gazetteer = Gazetteer.open()
            return self._gazetteer

    def open_library(self) -> Library:
        """Open the library once more, for another thread."""
        return Library.open(self.library_file)

    def set(self, name: str, value: Any) -> None:
        """Change one setting for good.

        Raises
        ------
        StorageError
            The settings file cannot be written.
        """
        engine_settings.store(self.folders.settings, name, value)
        self.settings = replace(self.settings, **{name: value})

    def close(self) -> None:
        """Close the library."""
        self.library.close()
