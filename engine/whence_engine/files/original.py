"""A photo held open: read once, locked against other processes, and known again by its stamp."""

import contextlib
import errno
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from whence_engine.errors import ChangedError, UnreadableError, WriteRefusedError

if sys.platform != "win32":
    import fcntl

_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})
_LARGEST = 1 << 30
"""Photos are edited in memory."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a file is known to be the one that was read."""

    device: int
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        """Return the stamp of a `stat` result."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class Original:
    """A photo, open and locked for as long as this object lives, and its bytes.

    Links are followed: `target` is the file itself, and its successor is written beside it.

    Raises
    ------
    UnreadableError
        When it is gone or cannot be read.
    WriteRefusedError
        When another process is writing it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.target = Path(os.path.realpath(path, strict=True))
            self.descriptor = os.open(
                self.target, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
            )
        except OSError as error:
            raise UnreadableError(path, "it cannot be read ({why})", why=reason(error)) from error
        try:
            self.status = os.fstat(self.descriptor)
            self._check()
            self.data = contents(self.descriptor, self.status.st_size)
        except OSError as error:
            os.close(self.descriptor)
            raise UnreadableError(path, "it cannot be read ({why})", why=reason(error)) from error
        except BaseException:
            os.close(self.descriptor)
            raise

    def _check(self) -> None:
        if not stat.S_ISREG(self.status.st_mode):
            raise UnreadableError(self.path, "it is no regular file")
        if self.status.st_size > _LARGEST:
            raise WriteRefusedError(self.path, "it is larger than 1 GB")
        if not locked(self.descriptor):
            raise WriteRefusedError(self.path, "another program is writing it just now: let it finish and try again")
        if not self.unchanged():
            raise ChangedError(self.path, "it was replaced while it was being opened")

    @property
    def stamp(self) -> Stamp:
        """What the file looked like when it was read."""
        return Stamp.of(self.status)

    def unchanged(self) -> bool:
        """Say whether the path still leads to the file as it was read."""
        try:
            return Stamp.of(self.target.stat()) == self.stamp
        except OSError:
            return False

    def forget(self) -> None:
        """Let the bytes go and keep the file: a group of photos waits for the disk without filling the memory."""
        self.data = b""

    def unlock(self) -> None:
        """Let other openings of the photo have it; `close` still has to follow."""
        if self.descriptor >= 0:
            unlocked(self.descriptor)

    def close(self) -> None:
        """Let the photo go."""
        if self.descriptor >= 0:
            closed(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def reason(error: OSError) -> str:
    """Return what the system says, in lower case as a part of a sentence."""
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]


def locked(descriptor: int) -> bool:
    """Lock a file for this process; True also where the file system knows no locks."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            return False
        if error.errno not in _NO_LOCKS:
            raise
    return True


def unlocked(descriptor: int) -> None:
    """Take back what `locked` did."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a file system that knows no locks
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def contents(descriptor: int, size: int) -> bytes:
    """Read an open file from its start; one read serves when it is as long as `size` says."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while data := os.read(descriptor, 1 << 20):
        parts.append(data)
    return b"".join(parts)


def closed(descriptor: int) -> None:
    """Close a file; what could go wrong there went wrong before, when it was flushed."""
    with contextlib.suppress(OSError):
        os.close(descriptor)
