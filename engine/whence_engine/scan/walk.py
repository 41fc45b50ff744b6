"""Walk folders as they are: links that loop, folders that may not be read, files that vanish meanwhile."""

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whence_engine.events import Skipped
from whence_engine.settings import Settings
from whence_engine.wording import Sentence

SYSTEM_FOLDERS = frozenset(
    {
        "#recycle", "#snapshot", "$recycle.bin", "@eadir", "@recycle", "__macosx", "lost+found", "recycler",
        "system volume information", "thumbs", "thumbnails.lrdata",
    }
)  # fmt: skip
"""Names, in lower case, of folders in which systems and programs keep thumbnails, snapshots and what was deleted."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The regular files of one folder, in the order of their names.

    Attributes
    ----------
    folder
        Absolute; links in it are not resolved.
    files
        Name -> what `stat` says.
    only
        The one file that was asked for, where a root is a file; None where the whole folder was.
    """

    folder: Path
    files: dict[str, os.stat_result]
    only: str | None = None


def walk(roots: Sequence[Path], settings: Settings) -> Iterator[Listing | Skipped]:
    """Yield every folder at or below `roots` once, parents first, in the order of names.

    Hidden and system folders are left out unless a root names them or a setting asks for them, links unless a setting
    asks for them. What cannot be listed is yielded as `Skipped`; nothing is raised.

    Parameters
    ----------
    roots
        Folders and files; they may lie inside each other.
    """
    entered: set[tuple[int, int]] = set()
    for root in absolute(roots):
        try:
            is_folder = stat.S_ISDIR(root.stat().st_mode)
        except (OSError, ValueError) as error:
            yield Skipped(root, _absent(error))
            continue
        if is_folder:
            yield from _below(root, settings, entered)
        elif not _was_entered(root.parent, entered):
            yield from _one_file(root)


def absolute(roots: Sequence[Path]) -> list[Path]:
    """Return roots as absolute paths, each once, sorted; links in them are not resolved, `..` is."""
    return sorted({Path(os.path.abspath(root)) for root in roots})  # noqa: PTH100 - pathlib would keep `..`


def _below(root: Path, settings: Settings, entered: set[tuple[int, int]]) -> Iterator[Listing | Skipped]:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            key = (status.st_dev, status.st_ino)
            if key in entered:
                if folder != root:
                    yield Skipped(folder, Sentence("It was scanned already: a link leads here."), harmless=True)
                continue
            files, folders = _list(folder, settings)
        except OSError as error:
            yield Skipped(folder, Sentence("The folder cannot be listed: {why}.", why=_reason(error)))
            continue
        entered.add(key)
        yield Listing(folder, files)
        waiting += [folder / name for name in sorted(folders, reverse=True)]


def _list(folder: Path, settings: Settings) -> tuple[dict[str, os.stat_result], list[str]]:
    files: list[tuple[str, os.stat_result]] = []
    folders: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=settings.follow_links):
                    if settings.hidden_folders or not is_hidden(entry.name):
                        folders.append(entry.name)
                elif entry.is_file(follow_symlinks=settings.follow_links):
                    files.append((entry.name, entry.stat(follow_symlinks=settings.follow_links)))
            except OSError:  # it vanished after it was listed, or is a link that loops: there is no such file
                continue
    return dict(sorted(files)), folders


def _one_file(path: Path) -> Iterator[Listing | Skipped]:
    """List the folder of a root that is a file: what lies beside it may belong to it."""
    try:
        status = path.stat()
    except OSError as error:  # it vanished meanwhile
        yield Skipped(path, _absent(error))
        return
    if not stat.S_ISREG(status.st_mode):
        yield Skipped(path, Sentence("It is neither a file nor a folder."))
        return
    files: dict[str, os.stat_result] = {}
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:  # enterable, perhaps, but not to be listed
        for entry in entries:
            with contextlib.suppress(OSError):  # it vanished after it was listed, or is a link that loops
                if entry.is_file():
                    files[entry.name] = entry.stat()
    yield Listing(path.parent, files | {path.name: status}, only=path.name)


def is_hidden(name: str) -> bool:
    """Tell whether a folder of this name is hidden or belongs to the system."""
    return name.startswith(".") or name.lower() in SYSTEM_FOLDERS


def _was_entered(folder: Path, entered: set[tuple[int, int]]) -> bool:
    try:
        status = folder.stat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) in entered


def _absent(error: OSError | ValueError) -> Sentence:
    """Say why a root cannot be walked; that there is none of that name is no riddle."""
    if isinstance(error, FileNotFoundError):
        return Sentence("There is no such file or folder.")
    return Sentence("It cannot be looked at: {why}.", why=_reason(error))


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
