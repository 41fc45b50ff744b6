"""Files that are either the old ones or the new ones, whatever happens while they are written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whence_engine.errors import StorageError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; what was written there takes its place when the block ends well.

    Raises
    ------
    StorageError
        The disk is full or refuses; `path` is what it was before.
    """
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _flush(temporary)
        temporary.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise StorageError(
            f"{path} cannot be written ({why}): make room there, then run the same command again."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the system put a file on the disk before anything is renamed over its elder."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
