"""`whence models install`: copy a verified bundle to where it is found by name."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whence_engine.card import CARD
from whence_engine.errors import BundleError, StorageError
from whence_engine.inference.bundle import STARTER, list_bundles, name_of
from whence_engine.inference.container import Container
from whence_engine.inference.verify import verify_bundle
from whence_engine.paths import Folders

_STAGING = ".installing-"
_FORGOTTEN_S = 24 * 3600.0


def install_bundle(source: Path, folders: Folders) -> Path:
    """Install a bundle (a folder or a `.whence` zip) under the name on its card, in place of one of that name.

    Only the card and the files that it names are copied.

    Returns
    -------
    The folder of the installed bundle.

    Raises
    ------
    BundleError
        Something is wrong with it; nothing was installed.
    StorageError
        The copy cannot be written; what was installed before is still there.
    """
    faults = verify_bundle(source)
    if faults:
        raise BundleError(faults[0].reason)
    container = Container(source)
    card = container.card()
    if card.name == STARTER:
        raise BundleError(
            "Give the model in {source} another name on its card: {starter!r} comes with the program.",
            source=source,
            starter=STARTER,
        )
    with staged(card.name, folders) as fresh:
        for name in (CARD, *card.files):
            (fresh / name).write_bytes(container.read(name))
    return folders.models / card.name


@contextmanager
def staged(name: str, folders: Folders) -> Iterator[Path]:
    """Give an empty folder to put a bundle together in; what is in it at the end becomes the installed bundle `name`.

    When the block ends in an error, all of it is gone and what was installed before is still there.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    try:
        folders.models.mkdir(parents=True, exist_ok=True)
        _sweep(folders.models)
        with tempfile.TemporaryDirectory(dir=folders.models, prefix=_STAGING) as temporary:
            fresh = Path(temporary) / "new"
            fresh.mkdir()
            yield fresh
            _replace(folders.models / name, fresh, Path(temporary) / "old")
    except OSError as error:
        raise StorageError(
            "Model {name} cannot be installed in {models}: {why}.", name=name, models=folders.models, why=error.strerror
        ) from error


def uninstall_bundle(name: str, folders: Folders) -> None:
    """Remove an installed bundle.

    Raises
    ------
    BundleError
        There is no such bundle, or it comes with the program.
    StorageError
        It cannot be removed.
    """
    installed = {name_of(path): path for path in list_bundles(folders)}
    target = installed.get(name)
    if target is None or name == STARTER:
        raise BundleError("There is no installed model {name!r}; `whence models list` names them.", name=name)
    try:
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()
    except OSError as error:
        raise StorageError(
            "Model {name} cannot be removed from {models}: {why}.", name=name, models=folders.models, why=error.strerror
        ) from error


def _replace(target: Path, fresh: Path, aside: Path) -> None:
    """Rename `fresh` to `target`; what was there moves aside, and comes back should that fail."""
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        aside.rename(target)
        raise


def _sweep(models: Path) -> None:
    """Remove what an installation left that was killed: nobody works on one for a day."""
    for left in models.glob(f"{_STAGING}*"):
        if time.time() - left.stat().st_mtime > _FORGOTTEN_S:
            shutil.rmtree(left, ignore_errors=True)
