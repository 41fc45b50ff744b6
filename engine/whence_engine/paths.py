"""Where Whence keeps its own files; `WHENCE_HOME` overrides all three folders."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one user.

    Attributes
    ----------
    data
        The library, the ledger and installed models.
    cache
        What can be thrown away at any time: thumbnails.
    config
        `settings.toml`.
    """

    data: Path
    cache: Path
    config: Path

    @property
    def library(self) -> Path:
        """The index used when `--library` names none."""
        return self.data / "library.sqlite"

    @property
    def models(self) -> Path:
        """Installed model bundles, one folder or `.whence` file each."""
        return self.data / "models"

    @property
    def settings(self) -> Path:
        """The settings file; it need not exist."""
        return self.config / "settings.toml"


def folders(home: str | None = None) -> Folders:
    """Return the folders below `home`, below `$WHENCE_HOME`, or where the platform wants them."""
    base = home or os.environ.get("WHENCE_HOME")
    if base:
        root = Path(base).expanduser().absolute()
        return Folders(root, root / "cache", root)
    where = platformdirs.PlatformDirs("whence", appauthor=False)
    return Folders(where.user_data_path, where.user_cache_path, where.user_config_path)
