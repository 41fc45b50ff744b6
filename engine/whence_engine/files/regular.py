"""Opening what should be a regular file, without ever waiting for what turns out to be a pipe or a device."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for its other end; regular files do not care


def open_regular(path: Path, *, buffering: int = -1) -> BinaryIO:
    """Open a file for reading bytes.

    Raises
    ------
    OSError
        When it cannot be opened, or is no regular file: a pipe, a device, a folder.
    ValueError
        When there can be no file of such a name.
    """
    file = open(path, "rb", buffering=buffering, opener=_without_waiting)  # noqa: SIM115 - pathlib knows no opener
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "it is no regular file")
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAIT)
